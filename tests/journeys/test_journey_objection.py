"""The story: a manager objects to a move; it goes back with a reason anyone can read, or stays."""

from pathlib import Path

from builders import saved_document
from driver import Planner

from salesplanner.ui.why_commands import WhyDialog

REASON = "Mia: Ann has known the buyer for ten years"


def why_of(planner: Planner, account_id: str) -> str:
    """What the window answers to "Why?" for one account."""
    said: list[str] = []

    def use(dialog: WhyDialog) -> None:
        said.append(dialog.page.toPlainText())
        dialog.reject()

    planner.select_account(account_id)
    planner.press_and("why", WhyDialog, use)
    return said[0]


def territory_of(planner: Planner, account_id: str) -> str:
    planner.page.tabs.setCurrentWidget(planner.page.accounts)
    planner.settle()
    return planner.cell(planner.page.accounts, account_id, "territory_name")


def test_a_manager_objects_to_a_move(planner: Planner, tmp_path: Path) -> None:
    planner.open(saved_document(tmp_path))
    planner.select_units("U06")  # with accounts A11 and A12, of Territory 1
    card = planner.give_to("Territory 3")
    assert card["Territory 1"]["Accounts"] == "−2"
    assert card["Territory 3"]["Accounts"] == "+2"
    assert territory_of(planner, "A11") == territory_of(planner, "A12") == "Territory 3"
    planner.save()

    planner.select_account("A11")
    card = planner.give_to("Territory 1", REASON)
    assert card["Territory 1"]["Accounts"] == "+1"
    assert territory_of(planner, "A11") == "Territory 1"
    assert territory_of(planner, "A12") == "Territory 3"  # the rest of the move stands
    assert REASON in why_of(planner, "A11")
    assert REASON not in why_of(planner, "A12")

    planner.press("undo")
    assert territory_of(planner, "A11") == "Territory 3"
    assert REASON not in why_of(planner, "A11")
    planner.press("redo")
    planner.save()
    planner.reopen()
    assert territory_of(planner, "A11") == "Territory 1"
    assert REASON in why_of(planner, "A11")
