"""What a planner does to the map itself: borders, barriers, whole states, the menu of a unit."""

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QDialog, QMenu

from salesplanner.geography.shipped import load_units
from salesplanner.geography.units import UnitSet
from salesplanner.plan import is_in
from salesplanner.plan.areas import area_levels, areas_of_units
from salesplanner.plan.edits.borders import forbid_borders, join_units, remove_own_borders
from salesplanner.plan.edits.finer import split_units
from salesplanner.plan.edits.settling import put_potential
from salesplanner.ui.actions import Command, with_plan
from salesplanner.ui.dialogs.placing_dialog import PlacingDialog
from salesplanner.ui.dialogs.potential_dialog import PotentialDialog

if TYPE_CHECKING:
    from salesplanner.ui.main_window import MainWindow

_OF_A_UNIT = (
    "give", "unassign", "lock", "unlock", "", "why", "", "split_units", "select_county",
    "select_state", "", "add_border", "forbid_border", "allow_border", "remove_border",
)  # fmt: skip


def with_units(window: "MainWindow") -> bool:
    return with_plan(window) and bool(window.session.selection.unit_ids)


def with_two_units(window: "MainWindow") -> bool:
    return with_plan(window) and len(window.session.selection.unit_ids) >= 2


def show_map_menu(window: "MainWindow", at: QPoint) -> None:
    """The commands for what is selected on the map, where the mouse is."""
    menu = QMenu(window)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    window.actions_table.update()
    for name in _OF_A_UNIT:
        if not name:
            menu.addSeparator()
        elif name in window.actions_table.commands:
            menu.addAction(window.actions_table[name])
    menu.popup(at)


def join_by_border(window: "MainWindow") -> None:
    """Let the two selected units be joined though they do not touch."""
    session = window.session
    ids = sorted(session.selection.unit_ids)
    if len(ids) != 2:
        window.say("Select the two units that a bridge, ferry or tunnel joins.")
        return
    session.edit(f"Add a border {ids[0]} / {ids[1]}", join_units, ids[0], ids[1])


def forbid(window: "MainWindow") -> None:
    _set_barrier(window, is_forbidden=True)


def allow(window: "MainWindow") -> None:
    _set_barrier(window, is_forbidden=False)


def _set_barrier(window: "MainWindow", *, is_forbidden: bool) -> None:
    session = window.session
    ids = sorted(session.selection.unit_ids)
    verb = "Forbid" if is_forbidden else "Allow"
    what = f"{ids[0]} / {ids[1]}" if len(ids) == 2 else f"among {len(ids):,} units"
    session.edit(f"{verb} the border {what}", forbid_borders, ids, is_forbidden)


def take_out(window: "MainWindow") -> None:
    session = window.session
    ids = sorted(session.selection.unit_ids)
    session.edit("Take out a border of our own", remove_own_borders, ids)


def select_area(window: "MainWindow", level: str) -> None:
    """Select every unit of the areas the selected units lie in."""
    session = window.session
    areas = areas_of_units(session.plan, level)
    chosen = is_in(session.plan["unit"], "unit_id", list(session.selection.unit_ids))
    wanted = set(areas[chosen]) - {""}
    if not wanted:
        window.say(f"The plan does not say which {level} these units lie in.")
        return
    here = np.isin(areas, list(wanted))
    session.select(unit_ids=session.plan["unit"]["unit_id"][here])


def has_level(window: "MainWindow", level: str) -> bool:
    return with_units(window) and level in area_levels(window.session.plan)


def split(window: "MainWindow") -> None:
    """Put the ZIP areas in the place of the selected counties, in the background."""
    ids = sorted(window.session.selection.unit_ids)
    window.jobs.run(
        "Reading the ZIP areas",
        lambda _progress: load_units("us-zip5"),
        lambda finer: _split(window, ids, finer),
        window.job_failed,
    )


def _split(window: "MainWindow", ids: list[str], finer: UnitSet) -> None:
    session = window.session
    what = ids[0] if len(ids) == 1 else f"{len(ids):,} units"
    session.edit(f"Split {what} into ZIP areas", split_units, ids, finer)


def can_split(window: "MainWindow") -> bool:
    if not with_units(window) or window.jobs.is_busy:
        return False
    units = window.session.plan["unit"]
    chosen = units["level"][is_in(units, "unit_id", list(window.session.selection.unit_ids))]
    return bool(len(chosen)) and bool(chosen.isin(["county", "state", "zip3"]).all())


def settle(window: "MainWindow") -> None:
    """The accounts whose place is not sure, to settle by hand."""
    PlacingDialog(window.session, window).exec()


def make_potential(window: "MainWindow") -> None:
    """Ask for weights and keep the index as a measure of the map."""
    dialog = PotentialDialog(window.session.plan, window)
    if dialog.exec() == QDialog.DialogCode.Accepted:
        name, weights, base = dialog.chosen()
        window.session.edit(f"Make {name}", put_potential, name, weights, base)


def with_measures(window: "MainWindow") -> bool:
    return with_plan(window) and len(window.session.plan["measure"]) > 0


MAP_COMMANDS = (
    Command("settle_places", "Settle places by hand...", "Accounts that were not found, or not "
            "surely: say where they are", "Edit", settle, "Ctrl+Shift+L", "pin"),
    Command("potential", "Potential index...", "Make one measure of several by weights; its "
            "formula is shown", "Edit", make_potential, "", "scale", with_measures),
    Command("split_units", "Split into ZIP areas", "Put the ZIP areas in the place of the selected "
            "counties, where one is too large for a territory", "Realign", split, "",
            "split", can_split),
    Command("select_county", "Select the whole county", "Select all units of the counties the "
            "selected units lie in", "Realign", lambda window: select_area(window, "county"),
            enabled=lambda window: has_level(window, "county")),
    Command("select_state", "Select the whole state", "Select all units of the states the "
            "selected units lie in", "Realign", lambda window: select_area(window, "state"),
            "Ctrl+Shift+A", "map", lambda window: has_level(window, "state")),
    Command("add_border", "Add a border", "Let the two selected units be joined though they do "
            "not touch: a bridge, a ferry, a tunnel", "Realign", join_by_border, "B", "route",
            with_two_units),
    Command("forbid_border", "Forbid the border", "A barrier: no territory may pass between the "
            "selected units", "Realign", forbid, "Shift+B", "circle-x", with_two_units),
    Command("allow_border", "Allow the border again", "Lift the barriers between the selected "
            "units", "Realign", allow, "", "", with_two_units),
    Command("remove_border", "Take out my border", "Take out what was added between the selected "
            "units", "Realign", take_out, "", "", with_two_units),
)  # fmt: skip
