"""The Rules page: every decision about who covers whom, made and undone by hand."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from builders import BASE, saved_document, small_plan
from driver import Driver
from PySide6.QtCore import QDate
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDateEdit,
    QDialogButtonBox,
    QDoubleSpinBox,
    QLineEdit,
    QPlainTextEdit,
    QSpinBox,
)
from pytestqt.qtbot import QtBot

from salesplanner.analysis.who_covers import territory_of_accounts
from salesplanner.ui.dialogs.form_dialog import FormDialog
from salesplanner.ui.dialogs.rule_dialog import RuleDialog


@pytest.fixture
def user(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Driver]:
    driver = Driver(qtbot, monkeypatch, tmp_path)
    driver.open(saved_document(tmp_path, small_plan()))
    yield driver
    driver.close()


def fill(dialog: FormDialog, **values: Any) -> None:
    """Type and choose, look at what is said, press OK."""
    for key, value in values.items():
        widget = dialog.rows[key].widget
        if isinstance(widget, QComboBox):
            widget.setCurrentIndex(widget.findData(value))
        elif isinstance(widget, QDateEdit):
            widget.setDate(QDate.fromString(value, "yyyy-MM-dd"))
        elif isinstance(widget, QPlainTextEdit):
            widget.setPlainText(value)
        elif isinstance(widget, QLineEdit):
            widget.setText(value)
        elif isinstance(widget, QCheckBox):
            widget.setChecked(value)
        else:
            assert isinstance(widget, QSpinBox | QDoubleSpinBox)
            widget.setValue(value)
    dialog.look()
    ok = dialog.buttons.button(QDialogButtonBox.StandardButton.Ok)
    assert ok.isEnabled(), dialog.message.text()
    ok.click()


def page(user: Driver, tab: str) -> Any:
    view = user.show("rules")
    view.tabs.setCurrentWidget(getattr(view, tab))
    user.settle()
    return getattr(view, tab)


def choose(user: Driver, *account_ids: str) -> None:
    user.window.session.select(account_ids=account_ids)
    user.settle()


def where(user: Driver, account_id: str, on: str | None = None) -> Any:
    table = territory_of_accounts(user.plan, BASE, user.window.session.layer_id, on)
    return table.set_index("account_id").loc[account_id, "territory_id"]


def filled(user: Driver, command: str, **values: Any) -> None:
    user.press_and(command, FormDialog, lambda dialog: fill(dialog, **values))


def test_a_rule_is_written_put_first_switched_off_and_undone(user: Driver) -> None:
    tab = page(user, "rules")

    def write(dialog: RuleDialog) -> None:
        dialog.name.setText("Shops")
        dialog.condition.setPlainText("Industry is Retail and Employees over 200")
        dialog.territory.setCurrentIndex(dialog.territory.findData("T1"))
        dialog._preview()
        assert "would change territory" in dialog.said.text()
        dialog.buttons.button(QDialogButtonBox.StandardButton.Save).click()

    user.press_and("add_rule", RuleDialog, write)
    assert where(user, "A24") == "T1"
    assert list(tab.table.model.frame["name"]) == ["Banks", "Shops"]
    tab.table.select_keys(["shops"])
    tab.move_by(-1)
    user.settle()
    assert list(tab.table.model.frame["name"]) == ["Shops", "Banks"]
    tab.table.select_keys(["shops"])
    tab.switch()
    user.settle()
    assert list(tab.table.model.frame["state"]) == ["in use", "off"]
    assert where(user, "A24") == "T3"
    for _step in range(3):
        user.press("undo")
    assert user.plan.of_scenario("carve_rule", BASE)["rule_id"].tolist() == ["banks"]


def test_rules_go_to_a_sheet_and_come_back_with_what_changed(user: Driver) -> None:
    page(user, "rules")
    user.chosen = user.folder / "rules.csv"
    user.press("export_rules")
    table = pd.read_csv(user.chosen)
    table.assign(Territory="Territory 2").to_csv(user.chosen, index=False)
    user.press("import_rules")
    assert "1 changed" in user.told[-1]
    assert user.plan.of_scenario("carve_rule", BASE)["territory_id"].tolist() == ["T2"]


def test_accounts_are_named_held_over_and_split(user: Driver) -> None:
    tab = page(user, "exceptions")
    choose(user, "A05")
    filled(user, "name_accounts", territory="T2", reason="board")
    choose(user, "A06")
    filled(user, "hold_over", territory="T3", until="2027-03-31", then="T2", reason="deal")
    choose(user, "A07")
    filled(user, "split_account", territory1="T1", territory2="T2", share1=70, share2=30)
    frame = tab.table.model.frame.set_index("account_id")
    assert frame["kind"].to_dict()["A05"] == "named"
    assert frame.loc["A05", "made_by"]
    assert frame.loc["A06", "otherwise"] == "Territory 1"
    assert [where(user, "A06", day) for day in ("2027-03-31", "2027-04-01")] == ["T3", "T2"]
    assert sorted(frame.loc["A07", "share"]) == [0.3, 0.7]
    tab.table.select_keys(tab.table.model.frame.index[tab.table.model.frame["account_id"] == "A05"])
    tab.remove()
    assert where(user, "A05") == "T1"


def test_accounts_with_open_opportunities_are_protected_where_they_are(user: Driver) -> None:
    page(user, "exceptions")
    filled(user, "protect", condition="Pipeline over 20,000", until="2027-06-30")
    rows = user.plan.of_scenario("account_assignment", BASE).set_index("account_id")
    assert rows.loc["A24", "kind"] == "holdover" and bool(rows.loc["A24", "is_locked"])
    assert rows.loc["A24", "reason"] == "Protected before modelling: Pipeline over 20,000"


def test_a_rep_leaves_accounts_pass_on_and_the_day_is_shown(user: Driver) -> None:
    tab = page(user, "year")
    filled(user, "rep_leaves", rep="R1", last="2027-03-31", to="T2", back="2027-07-01")
    filled(user, "rep_joins", rep="R3", territory="T1", **{"from": "2027-07-01"})
    assert set(tab.events.model.frame["day"]) == {"2027-04-01", "2027-07-01"}
    tab.date.setDate(QDate(2027, 5, 1))
    user.settle()
    assert set(tab.accounts.model.frame["to"]) == {"Territory 2"}
    assert [where(user, "A05", day) for day in ("2027-05-01", "2027-07-01")] == ["T2", "T1"]
    tab.date.setDate(QDate(2027, 7, 1))
    user.settle()
    assert set(tab.accounts.model.frame["to_rep_name"]) == {"Cy Core"}


def test_selected_accounts_are_handed_over_for_a_time(user: Driver) -> None:
    choose(user, "A05", "A06")
    filled(user, "pass_on", to="T3", **{"from": "2027-02-01"}, until="2027-02-28")
    days = ("2027-01-31", "2027-02-01", "2027-03-01")
    assert [where(user, "A05", day) for day in days] == ["T1", "T3", "T1"]


def test_a_breach_is_put_right_with_one_click_or_waived(user: Driver) -> None:
    tab = page(user, "engagement")
    assert list(tab.table.model.frame["check"]) == ["named account without owner"]
    tab.table.select_keys([0])
    user.answer_text("hire starts in March")
    tab.waive()
    assert bool(tab.table.model.frame["is_waived"][0])
    tab.table.select_keys([0])
    tab.unwaive()
    tab.table.select_keys([0])
    tab.put_right()
    user.settle()
    assert tab.table.model.frame.empty
    assert where(user, "A01") == "T1"


def test_a_layer_is_added_grouped_over_another_and_shown(user: Driver) -> None:
    tab = page(user, "layers")

    def form(**values: Any) -> Callable[[FormDialog], None]:
        return lambda dialog: fill(dialog, **values)

    with user.dialog(FormDialog, form(name="Experts", role="specialist", follows="field", ratio=2)):
        tab.add()
    user.settle()
    tab.layers.select_keys(["experts"])
    with user.dialog(FormDialog, form(ratio=2)):
        tab.group()
    user.settle()
    tab.layers.select_keys(["experts"])
    tab.show_layer()
    user.settle()
    assert user.window.session.layer_id == "experts"
    assert tab.served.model.frame["n_served"].sum() == 3
    assert tab.overlaps.model.frame.loc[0, "layers"] == "Field + Experts"
    assert str(where(user, "A05")).startswith("experts")


def test_segments_and_scores_are_written_to_accounts(user: Driver) -> None:
    tab = page(user, "segments")
    with user.dialog(FormDialog, lambda d: fill(d, name="giant", condition="Employees over 200")):
        tab.add_segment()
    with user.dialog(FormDialog, lambda d: fill(d, name="fit", tiers="A 90, B 0")):
        tab.add_score()
    user.settle()
    assert tab.segments.model.frame.loc["giant", "accounts"] == 4
    assert list(tab.scores.model.frame["tier"]) == ["A", "B"]
    tab.write_segments()
    tab.write_tiers()
    accounts = user.plan["account"].set_index("account_id")
    assert accounts.loc["A24", "segment"] == "giant"
    tiers = user.plan["own_value"].set_index("row_key")["value"]
    assert tiers["A24"] == "A"


def test_the_panel_says_why_the_selected_account_is_where_it_is(user: Driver) -> None:
    view = user.show("rules")
    choose(user, "A01")
    text = view.why.toPlainText()
    assert "Account 1" in text and "Knows them since 2009" in text
    assert "Without it the account would be in Territory 1" in text


def test_rules_are_compared_with_another_scenario(user: Driver) -> None:
    tab = page(user, "differences")
    user.window.session.compare_with("bold")
    choose(user, "A05")
    filled(user, "name_accounts", territory="T2", reason="board")
    user.settle()
    assert list(tab.table.model.frame["table"]) == ["Exception"]
    assert "named, to T2: board" in list(tab.table.model.frame["value_after"])
