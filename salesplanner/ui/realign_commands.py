"""What the Realign menu does: give, unassign, lock, split, join, seat."""

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QDialog, QInputDialog

from salesplanner.plan import Plan, equals
from salesplanner.plan.edits.assignments import (
    assign_accounts,
    assign_units,
    lock_accounts,
    lock_units,
)
from salesplanner.plan.edits.territories import (
    add_territory,
    join_territories,
    lock_territories,
    rename_territory,
    split_territory,
)
from salesplanner.ui.actions import Command, with_selection, with_territories
from salesplanner.ui.dialogs.effect_dialog import EffectDialog
from salesplanner.ui.session import Selection

if TYPE_CHECKING:
    from salesplanner.ui.main_window import MainWindow


def give(window: "MainWindow") -> None:
    """Ask which territory gets what is selected, show the effect, and commit on Enter."""
    chosen = window.session.selection
    give_these(window, sorted(chosen.unit_ids), sorted(chosen.account_ids), "")


def give_these(
    window: "MainWindow", unit_ids: list[str], account_ids: list[str], territory_id: str
) -> None:
    """Give units, or where there are none accounts, to a territory after showing the effect."""
    session = window.session
    if not unit_ids and not account_ids:
        window.say("Select units on the map or accounts in the table first.")
        return
    noun, ids = ("unit", unit_ids) if unit_ids else ("account", account_ids)

    def edit(plan: Plan, territory: str, reason: str) -> Plan:
        if noun == "unit":
            return assign_units(plan, session.scenario_id, ids, territory)
        return assign_accounts(plan, session.scenario_id, ids, territory, reason=reason)

    what = f"{len(ids):,} {noun}{'s' if len(ids) > 1 else ''}: {', '.join(ids[:6])}"
    what += ", ..." if len(ids) > 6 else ""
    choices = window.numbers.territories()[["territory_id", "name"]]
    names = [(str(row.territory_id), str(row.name)) for row in choices.itertuples(index=False)]
    dialog = EffectDialog(window.numbers, session.plan, what, names, edit, territory_id, window)
    if dialog.exec() == QDialog.DialogCode.Accepted:
        name = dialog.territory.currentText()
        label = f"Give {len(ids):,} {noun}{'s' if len(ids) > 1 else ''} to {name}"
        session.edit(label, edit, dialog.territory_id, dialog.reason_text)


def unassign(window: "MainWindow") -> None:
    session = window.session
    units = sorted(session.selection.unit_ids)
    if units:
        label = f"Unassign {len(units):,} units"
        session.edit(label, assign_units, session.scenario_id, units, None, session.layer_id)


def lock(window: "MainWindow") -> None:
    _set_lock(window, is_locked=True)


def unlock(window: "MainWindow") -> None:
    _set_lock(window, is_locked=False)


def _set_lock(window: "MainWindow", *, is_locked: bool) -> None:
    session, chosen = window.session, window.session.selection
    verb = "Lock" if is_locked else "Unlock"
    if chosen.unit_ids:
        session.edit(
            f"{verb} {len(chosen.unit_ids):,} units", lock_units, session.scenario_id,
            sorted(chosen.unit_ids), is_locked, session.layer_id,
        )  # fmt: skip
    elif chosen.account_ids:
        session.edit(
            f"{verb} {len(chosen.account_ids):,} accounts", lock_accounts, session.scenario_id,
            sorted(chosen.account_ids), is_locked,
        )  # fmt: skip
    elif chosen.territory_ids:
        session.edit(
            f"{verb} {len(chosen.territory_ids):,} territories", lock_territories,
            session.scenario_id, sorted(chosen.territory_ids), is_locked,
        )  # fmt: skip


def lock_district(window: "MainWindow", *, is_locked: bool) -> None:
    """Lock or unlock every territory beside the selected ones, in their districts."""
    session = window.session
    ids = of_districts(session.plan, session.scenario_id, session.selection.territory_ids)
    if not ids:
        window.say("What is selected lies in no district.")
        return
    label = f"{'Lock' if is_locked else 'Unlock'} district: {len(ids):,} territories"
    session.edit(label, lock_territories, session.scenario_id, ids, is_locked)


def of_districts(plan: Plan, scenario_id: str, territory_ids: Collection[str]) -> list[str]:
    """All territories below the districts selected, or below those the selected lie in."""
    rows = plan.of_scenario("territory", scenario_id)
    parent = dict(zip(rows["territory_id"], rows["parent_id"].fillna(""), strict=True))
    above = set(parent.values())
    districts = {one if one in above else parent[one] for one in territory_ids if one in parent}
    return sorted(one for one in set(parent) - above if _ancestors(one, parent) & districts)


def _ancestors(territory_id: str, parent: Mapping[str, str]) -> set[str]:
    found: set[str] = set()
    one = parent.get(territory_id, "")
    while one and one not in found:
        found.add(one)
        one = parent.get(one, "")
    return found


def new_territory(window: "MainWindow") -> None:
    """Ask for a name and add an empty territory."""
    name, is_given = QInputDialog.getText(window, "New territory", "Name")
    if is_given and name.strip():
        window.session.edit(
            f"Add territory {name.strip()}", _add_named, window.session.scenario_id, name.strip()
        )


def _add_named(plan: Plan, scenario_id: str, name: str) -> Plan:
    return add_territory(plan, scenario_id, name)


def rename(window: "MainWindow") -> None:
    """Ask for the new name of the one selected territory."""
    session = window.session
    if len(session.selection.territory_ids) != 1:
        window.say("Select one territory first.")
        return
    territory_id = next(iter(session.selection.territory_ids))
    rows = session.plan["territory"]
    here = equals(rows, "scenario_id", session.scenario_id)
    here &= equals(rows, "territory_id", territory_id)
    old = str(rows["name"][here].iloc[0])
    name, is_given = QInputDialog.getText(window, "Rename territory", "Name", text=old)
    if is_given and name.strip() and name.strip() != old:
        session.edit(
            f"Rename {old} to {name.strip()}", rename_territory, session.scenario_id,
            territory_id, name.strip(),
        )  # fmt: skip


def join(window: "MainWindow") -> None:
    """Join the selected territories into the first of them."""
    session = window.session
    ids = sorted(session.selection.territory_ids)
    if len(ids) < 2:
        window.say("Select two or more territories first.")
        return
    label = f"Join {len(ids)} territories"
    session.edit(label, join_territories, session.scenario_id, ids, ids[0])


def split(window: "MainWindow") -> None:
    """Ask for a name, and make a territory of its own of the selected units and accounts."""
    session, chosen = window.session, window.session.selection
    homes = holders(session.plan, session.scenario_id, session.layer_id, chosen)
    if len(homes) != 1:
        window.say("Select units of one territory first (or accounts given to it by hand).")
        return
    name, is_given = QInputDialog.getText(window, "Split territory", "Name of the new territory")
    if is_given and name.strip():
        session.edit(
            f"Split off {name.strip()}", split_territory, session.scenario_id, homes.pop(),
            name.strip(), sorted(chosen.unit_ids), sorted(chosen.account_ids),
        )  # fmt: skip


def holders(plan: Plan, scenario_id: str, layer_id: str, chosen: Selection) -> set[str]:
    """The territories that hold the selected units and accounts directly."""
    found: set[str] = set()
    for table, column, ids in (
        ("unit_assignment", "unit_id", chosen.unit_ids),
        ("account_assignment", "account_id", chosen.account_ids),
    ):
        rows = plan[table]
        here = equals(rows, "scenario_id", scenario_id) & equals(rows, "layer_id", layer_id)
        here &= rows[column].isin(ids).to_numpy(bool)
        found |= set(rows["territory_id"][here].dropna())
    return found


def with_parts(window: "MainWindow") -> bool:
    chosen = window.session.selection
    return with_selection(window) and bool(chosen.unit_ids or chosen.account_ids)


REALIGN_COMMANDS = (
    Command("give", "Give to territory...", "Give what is selected to a territory, after showing "
            "what it would do", "Realign", give, "G", "arrow-right-left", with_selection,
            on_toolbar=True),
    Command("unassign", "Unassign", "Take the selected units out of their territories", "Realign",
            unassign, "Del", "eraser", with_selection),
    Command("lock", "Lock", "A solve leaves what is selected where it is", "Realign", lock, "L",
            "lock", with_selection),
    Command("unlock", "Unlock", "Let a solve move what is selected again", "Realign", unlock,
            "Shift+L", "lock-open", with_selection),
    Command("new_territory", "New territory...", "Add an empty territory", "Realign",
            new_territory, "Ctrl+Shift+N", "plus"),
    Command("rename_territory", "Rename territory...", "Give the selected territory another name",
            "Realign", rename, "F2", "pencil", with_selection),
    Command("split_territory", "Split territory...", "Make a new territory of the selected units "
            "and accounts, beside the one they are in", "Realign", split, "", "split",
            with_parts),
    Command("lock_district", "Lock the whole district", "A solve leaves all territories of the "
            "district as they are", "Realign",
            lambda window: lock_district(window, is_locked=True), "Ctrl+L", "lock",
            with_territories),
    Command("unlock_district", "Unlock the whole district", "Let a solve change the territories "
            "of the district again", "Realign",
            lambda window: lock_district(window, is_locked=False), "", "lock-open",
            with_territories),
    Command("join", "Join territories", "Make the selected territories one", "Realign", join,
            "Ctrl+J", "merge", with_selection),
)  # fmt: skip
