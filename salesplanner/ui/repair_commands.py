"""Suggestions, clean-up, and what becomes of territories whose heads are lost."""

from collections.abc import Mapping
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtWidgets import QDialog, QInputDialog

from salesplanner.analysis.columns import Bools, Ints, decisions, flags, texts
from salesplanner.analysis.heirs import heirs, islands, needless_exceptions, neighbours_of
from salesplanner.analysis.territory_measures import Measures
from salesplanner.optimize.options import Balance, Options
from salesplanner.optimize.result import Settings
from salesplanner.plan import Plan
from salesplanner.plan.edits.assignments import (
    assign_accounts,
    assign_units,
    lock_units,
    remove_exceptions,
)
from salesplanner.plan.edits.scenarios import branch_scenario, new_scenario_id
from salesplanner.plan.edits.territories import remove_territory
from salesplanner.progress import Progress
from salesplanner.ui.actions import Command, when_idle, with_plan, with_territories
from salesplanner.ui.dialogs.clean_up_dialog import CleanUpDialog
from salesplanner.ui.solve_commands import free_name, start

if TYPE_CHECKING:
    from salesplanner.optimize.suggest import Suggestion
    from salesplanner.ui.main_window import MainWindow

NEIGHBOURS, SOLVED = "The neighbours, at once", "The neighbours, solved anew with their own units"
_SOLVE_SECONDS = 12.0


def lose_heads(window: "MainWindow") -> None:
    """Without the heads of the selected territories: their units go to the neighbours."""
    session, measures = window.session, window.numbers.measures
    ids = sorted(session.selection.territory_ids)
    if not ids or len(ids) >= measures.n_territories:
        window.say("Select the territories whose heads are lost, but not all of them.")
        return
    names = measures.table.set_index("territory_id")["name"]
    said = ", ".join(str(names[one]) for one in ids[:3]) + (", ..." if len(ids) > 3 else "")
    text, is_given = QInputDialog.getItem(
        window, "Without these heads", f"A new variant without {said}. Who takes over?",
        [NEIGHBOURS, SOLVED], 0, False,
    )  # fmt: skip
    if is_given:
        without(window, ids, f"Without {said}", is_solved=text == SOLVED)


def without(window: "MainWindow", ids: list[str], name: str, *, is_solved: bool) -> None:
    """Branch, share the units out, take the territories out; then solve the neighbours anew."""
    session, measures = window.session, window.numbers.measures
    lost = np.flatnonzero(measures.cover.territory_ids.isin(ids))
    near = neighbours_of(measures, lost)
    given = given_to(measures, np.flatnonzero(np.isin(measures.cover.unit_territory, lost)), lost)
    before, name = session.scenario_id, free_name(session.plan, name)
    new_id = new_scenario_id(session.plan, name)

    def edit(plan: Plan) -> Plan:
        plan = branch_scenario(plan, before, name)
        plan = _units_given(plan, new_id, session.layer_id, given)
        for one in ids:
            plan = remove_territory(plan, new_id, one)
        return plan

    if not session.edit(name, edit):
        return
    session.show_scenario(new_id)
    session.compare_with(before)
    if is_solved:
        only = tuple(str(one) for one in measures.cover.territory_ids[near])
        share = Fraction(15, 100)
        options = Options(only=only, balance=(Balance(measure="workload_hours", share=share),))
        start(window, options, Settings(time_limit=_SOLVE_SECONDS), f"{name}, solved")


def given_to(
    measures: Measures, units: Ints, lost: Ints, *, by_load: bool = True
) -> dict[str, list[str]]:
    """Territory id -> unit ids it gets; locked territories take nothing."""
    may_take = _unlocked(measures)
    may_take[lost] = False
    to = heirs(measures, units, may_take, by_load=by_load)
    ids, names = measures.facts.known.units, measures.cover.territory_ids
    return {
        str(names[one]): [str(unit) for unit in ids[units[to == one]]]
        for one in np.unique(to[to >= 0])
    }


def _unlocked(measures: Measures) -> Bools:
    return ~flags(measures.seats.rows, "is_locked")


def _units_given(
    plan: Plan, scenario_id: str, layer_id: str, given: Mapping[str, list[str]]
) -> Plan:
    for territory_id, units in given.items():
        plan = lock_units(plan, scenario_id, units, False, layer_id)
        plan = assign_units(plan, scenario_id, units, territory_id, layer_id)
    return plan


def clean_up(window: "MainWindow") -> None:
    """Ask what is to be tidied, and do it as one step."""
    session, measures = window.session, window.numbers.measures
    loose, cut_off = np.flatnonzero(measures.cover.unit_territory < 0), _free(measures)
    needless = needless_exceptions(measures)
    dialog = CleanUpDialog(len(loose), len(cut_off), len(needless), window)
    if dialog.exec() != QDialog.DialogCode.Accepted:
        return
    units = [loose] if dialog.unassigned.isChecked() else []
    units += [cut_off] if dialog.islands.isChecked() else []
    nobody = np.empty(0, np.int64)
    chosen = np.concatenate([nobody, *units])
    given = given_to(measures, chosen, nobody, by_load=dialog.is_by_load) if len(chosen) else {}

    def edit(plan: Plan) -> Plan:
        for territory_id, ids in given.items():
            plan = assign_units(plan, session.scenario_id, ids, territory_id, session.layer_id)
        if needless and dialog.exceptions.isChecked():
            plan = remove_exceptions(plan, session.scenario_id, needless, session.layer_id)
        return plan

    session.edit("Clean up", edit)


def _free(measures: Measures) -> Ints:
    """Units cut off from their territory that are not locked, nor is it."""
    cut_off = islands(measures)
    rows = decisions(measures.plan, "unit_assignment", measures.scenario_id)
    locked = set(texts(rows, "unit_id")[flags(rows, "is_locked")])
    ids = measures.facts.known.units.to_numpy(object)
    owner = measures.cover.unit_territory
    free = np.array([ids[unit] not in locked for unit in cut_off], bool)
    return cut_off[free & _unlocked(measures)[owner[cut_off]]] if len(cut_off) else cut_off


def show_suggestions(window: "MainWindow") -> None:
    """Moves that would help most: for the one territory selected, else for the whole plan."""
    session, plan = window.session, window.session.plan
    assert session.document is not None
    chosen = sorted(session.selection.territory_ids)
    rows = session.document.read_bulk("distance")
    names = window.numbers.measures.table.set_index("territory_id")["name"]
    scenario_id = session.scenario_id

    def task(progress: Progress) -> "tuple[Suggestion, ...]":
        # The compiled search takes a second to load: only who asks for it waits.
        from salesplanner.optimize.standing import standing_of  # noqa: PLC0415
        from salesplanner.optimize.suggest import suggest, suggest_for  # noqa: PLC0415

        progress.say(0.1, "Trying moves, swaps and chains")
        standing = standing_of(plan, scenario_id, Options(), None, rows if len(rows) else None)
        return suggest_for(standing, chosen[0]) if len(chosen) == 1 else suggest(standing)

    title = "Moves that would help the plan most"
    if len(chosen) == 1:
        title = f"Moves that would bring {names.get(chosen[0], chosen[0])} into its band"

    def shown(found: "tuple[Suggestion, ...]") -> None:
        from salesplanner.ui.dialogs.suggestions_dialog import SuggestionsDialog  # noqa: PLC0415

        SuggestionsDialog(title, found, lambda one: use(window, one), window).exec()

    window.jobs.run("Looking for moves", task, shown, window.job_failed)


def use(window: "MainWindow", one: "Suggestion") -> bool:
    """Make the moves of a suggestion as one step."""
    session = window.session
    units = set(session.plan["unit"]["unit_id"])

    def edit(plan: Plan) -> Plan:
        for move in one.moves:
            if move.item_id in units:
                plan = assign_units(plan, session.scenario_id, [move.item_id], move.to_id)
            else:
                plan = assign_accounts(
                    plan, session.scenario_id, [move.item_id], move.to_id, reason=one.says
                )
        return plan

    more = f" and {len(one.moves) - 1} more" if len(one.moves) > 1 else ""
    return session.edit(f"Suggestion: {one.moves[0].name}{more}", edit)


REPAIR_COMMANDS = (
    Command("suggest", "Suggest moves...", "Moves, swaps and short chains that would help the "
            "selected territory, or the whole plan", "Realign", show_suggestions, "Ctrl+M",
            "lightbulb", when_idle),
    Command("clean_up", "Clean up...", "Unassigned units, islands, exceptions that say nothing new",
            "Realign", clean_up, "", "brush-cleaning", with_plan),
    Command("lose_heads", "Without these heads...", "A variant without the selected territories: "
            "who takes over, and what it costs", "Scenario", lose_heads, "Ctrl+Shift+H",
            "user-minus", with_territories),
)  # fmt: skip
