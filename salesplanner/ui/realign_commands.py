"""What the Realign menu does: give, unassign, lock, split, join, seat."""

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
)
from salesplanner.ui.actions import Command, with_selection
from salesplanner.ui.dialogs.effect_dialog import EffectDialog

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
    Command("join", "Join territories", "Make the selected territories one", "Realign", join,
            "Ctrl+J", "merge", with_selection),
)  # fmt: skip
