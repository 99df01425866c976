"""Who sits where: seat, swap and vacate, by dragging or from the menu."""

from typing import TYPE_CHECKING

import pandas as pd
from PySide6.QtWidgets import QInputDialog, QMessageBox

from salesplanner.analysis.columns import decisions
from salesplanner.plan import Plan
from salesplanner.plan.edits.seats import mark_vacant, seat_rep, swap_reps, unseat_rep
from salesplanner.plan.edits.territories import move_territory
from salesplanner.ui.actions import Command, with_selection

if TYPE_CHECKING:
    from salesplanner.ui.main_window import MainWindow

SWAP, REPLACE, SHARE = "Swap the two", "Seat here, the other becomes free", "Share the territory"


def seat_here(window: "MainWindow", rep_id: str, territory_id: str) -> None:
    """Seat a rep on a territory; where somebody sits there, ask what becomes of that one."""
    session = window.session
    rep, place = _name_of(window, "rep", rep_id), _name_of(window, "territory", territory_id)
    sitting = _sitting(session.plan, session.scenario_id, territory_id)
    if rep_id in sitting:
        window.say(f"{rep} sits there already.")
        return
    if not sitting:
        session.edit(f"Seat {rep} on {place}", _move_to, session.scenario_id, rep_id, territory_id)
        return
    others = ", ".join(_name_of(window, "rep", one) for one in sitting)
    text, is_given = QInputDialog.getItem(
        window, "Seat a rep", f"{others} sits on {place}. Seat {rep} there:",
        [SWAP, REPLACE, SHARE] if len(sitting) == 1 else [REPLACE, SHARE], 0, False,
    )  # fmt: skip
    if not is_given:
        return
    scenario_id = session.scenario_id
    if text == SWAP:
        session.edit(f"Swap {rep} and {others}", swap_reps, scenario_id, rep_id, sitting[0])
    elif text == REPLACE:
        session.edit(f"Seat {rep} on {place}", _replaced, scenario_id, rep_id, territory_id)
    else:
        session.edit(f"Seat {rep} on {place} too", _shared, scenario_id, rep_id, territory_id)


def _move_to(plan: Plan, scenario_id: str, rep_id: str, territory_id: str) -> Plan:
    """The rep leaves where he or she sat, and sits here alone."""
    for other in _seats_of(plan, scenario_id, rep_id):
        plan = unseat_rep(plan, scenario_id, other, rep_id)
    return seat_rep(plan, scenario_id, territory_id, rep_id)


def _replaced(plan: Plan, scenario_id: str, rep_id: str, territory_id: str) -> Plan:
    for other in _sitting(plan, scenario_id, territory_id):
        plan = unseat_rep(plan, scenario_id, territory_id, other)
    return _move_to(plan, scenario_id, rep_id, territory_id)


def _shared(plan: Plan, scenario_id: str, rep_id: str, territory_id: str) -> Plan:
    """All who sit here have equal shares."""
    everybody = [*_sitting(plan, scenario_id, territory_id), rep_id]
    share = 1 / len(everybody)
    for one in everybody[:-1]:
        plan = unseat_rep(plan, scenario_id, territory_id, one)
    for one in everybody:
        plan = seat_rep(plan, scenario_id, territory_id, one, share)
    return plan


def _sitting(plan: Plan, scenario_id: str, territory_id: str) -> list[str]:
    rows = decisions(plan, "territory_rep", scenario_id)
    return [str(name) for name in rows["rep_id"][(rows["territory_id"] == territory_id)].unique()]


def _seats_of(plan: Plan, scenario_id: str, rep_id: str) -> list[str]:
    rows = decisions(plan, "territory_rep", scenario_id)
    return [str(name) for name in rows["territory_id"][(rows["rep_id"] == rep_id)].unique()]


def _name_of(window: "MainWindow", table: str, key: str) -> str:
    plan = window.session.plan
    rows: pd.DataFrame = plan[table]
    if table == "territory":
        rows = decisions(plan, table, window.session.scenario_id)
    found = rows["name"][(rows[f"{table}_id"] == key).to_numpy(bool)]
    return str(found.iloc[0]) if len(found) and pd.notna(found.iloc[0]) else key


def seat(window: "MainWindow") -> None:
    """Ask who is to sit on the selected territory."""
    chosen = sorted(window.session.selection.territory_ids)
    if len(chosen) != 1:
        window.say("Select one territory first.")
        return
    reps = window.session.plan["rep"]
    texts = [f"{row.name}  ({row.rep_id})" for row in reps.itertuples(index=False)]
    text, is_given = QInputDialog.getItem(window, "Seat a rep", "Who", texts, 0, False)
    if is_given:
        seat_here(window, str(reps["rep_id"].iloc[texts.index(text)]), chosen[0])


def vacate(window: "MainWindow") -> None:
    """Nobody sits on the selected territories any more."""
    session = window.session
    ids = sorted(session.selection.territory_ids)
    if not ids:
        window.say("Select territories first.")
        return
    names = ", ".join(_name_of(window, "territory", one) for one in ids[:4])

    def edit(plan: Plan) -> Plan:
        for one in ids:
            plan = mark_vacant(plan, session.scenario_id, one)
        return plan

    session.edit(f"Vacate {names}", edit)


def move_below(window: "MainWindow", territory_ids: list[str], parent_id: str) -> None:
    """Put territories under another district (or what one was dropped on)."""
    session = window.session
    rows = decisions(session.plan, "territory", session.scenario_id).set_index("territory_id")
    place = _name_of(window, "territory", parent_id)
    wrong = [one for one in territory_ids if one not in rows.index or one == parent_id]
    if wrong or str(rows["level_id"].get(parent_id)) == "territory":
        window.say("Drop territories on a district, not on another territory.")
        return
    names = ", ".join(str(rows["name"][one]) for one in territory_ids[:3])
    question = QMessageBox.question(window, "Move", f"Move {names} to {place}?")
    if question != QMessageBox.StandardButton.Yes:
        return

    def edit(plan: Plan) -> Plan:
        for one in territory_ids:
            plan = move_territory(plan, session.scenario_id, one, parent_id)
        return plan

    session.edit(f"Move {len(territory_ids)} to {place}", edit)


SEAT_COMMANDS = (
    Command("seat", "Seat a rep...", "Choose who sits on the selected territory; reps can be "
            "dragged there too", "Realign", seat, "Ctrl+R", "user-plus", with_selection),
    Command("vacate", "Vacate", "Nobody sits on the selected territories: to be hired", "Realign",
            vacate, "Ctrl+Shift+R", "user-minus", with_selection),
)  # fmt: skip
