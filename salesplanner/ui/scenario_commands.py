"""What the Scenario menu does: branch, rename, note, adopt, compare, remove."""

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QInputDialog, QMessageBox

from salesplanner.plan import equals
from salesplanner.plan.edits.scenarios import (
    adopt_scenario,
    branch_scenario,
    new_scenario_id,
    note_scenario,
    remove_scenario,
    rename_scenario,
)
from salesplanner.ui.actions import Command, with_plan
from salesplanner.ui.solve_commands import free_name

if TYPE_CHECKING:
    from salesplanner.ui.main_window import MainWindow


def scenario_name(window: "MainWindow", scenario_id: str) -> str:
    rows = window.session.plan["scenario"]
    names = rows["name"][equals(rows, "scenario_id", scenario_id)]
    return str(names.iloc[0]) if len(names) else scenario_id


def branch(window: "MainWindow") -> None:
    """Ask for a name, and go on working in a copy of the scenario shown."""
    session = window.session
    stem = f"{scenario_name(window, session.scenario_id)} variant"
    text = free_name(session.plan, stem)
    name, is_given = QInputDialog.getText(window, "New variant", "Name", text=text)
    if is_given and name.strip():
        _branch_as(window, name.strip())


def park(window: "MainWindow") -> None:
    """Keep the scenario as it is now under a name of its own, and go on in the one shown."""
    session = window.session
    name = free_name(session.plan, f"{scenario_name(window, session.scenario_id)} parked")
    session.edit(f"Park as {name}", branch_scenario, session.scenario_id, name)


def _branch_as(window: "MainWindow", name: str) -> None:
    session = window.session
    before, new_id = session.scenario_id, new_scenario_id(session.plan, name)
    if session.edit(f"New variant {name}", branch_scenario, before, name):
        session.show_scenario(new_id)
        session.compare_with(before)


def rename(window: "MainWindow") -> None:
    session = window.session
    old = scenario_name(window, session.scenario_id)
    name, is_given = QInputDialog.getText(window, "Rename scenario", "Name", text=old)
    if is_given and name.strip():
        session.edit(f"Rename {old}", rename_scenario, session.scenario_id, name)


def note(window: "MainWindow") -> None:
    """Ask what the scenario is about."""
    session = window.session
    rows = session.plan["scenario"]
    notes = rows["note"][equals(rows, "scenario_id", session.scenario_id)].fillna("")
    old = str(notes.iloc[0]) if len(notes) else ""
    text, is_given = QInputDialog.getMultiLineText(window, "Note", "What is it about?", old)
    if is_given:
        session.edit("Note on the scenario", note_scenario, session.scenario_id, text)


def adopt(window: "MainWindow") -> None:
    session = window.session
    name = scenario_name(window, session.scenario_id)
    session.edit(f"Adopt {name}", adopt_scenario, session.scenario_id)


def remove(window: "MainWindow") -> None:
    """Take the scenario shown out of the plan, after asking; undo brings it back."""
    session = window.session
    name = scenario_name(window, session.scenario_id)
    answer = QMessageBox.question(window, "Remove scenario", f"Remove {name} and its decisions?")
    if answer == QMessageBox.StandardButton.Yes:
        session.edit(f"Remove {name}", remove_scenario, session.scenario_id)


def choose_baseline(window: "MainWindow") -> None:
    """Ask which scenario the change columns are counted against."""
    session = window.session
    rows = session.plan["scenario"]
    names = [str(name) for name in rows["name"]]
    ids = [str(name) for name in rows["scenario_id"]]
    now = ids.index(session.baseline_id) if session.baseline_id in ids else 0
    name, is_given = QInputDialog.getItem(
        window, "Compare with", "Changes are counted against", names, now, False
    )
    if is_given:
        session.compare_with(ids[names.index(name)])


def several(window: "MainWindow") -> bool:
    return with_plan(window) and len(window.session.plan["scenario"]) > 1


SCENARIO_COMMANDS = (
    Command("branch", "New variant...", "Go on in a copy of the scenario shown", "Scenario",
            branch, "Ctrl+B", "git-branch", on_toolbar=True),
    Command("park", "Park a variant", "Keep the scenario as it is now, and go on", "Scenario",
            park, "Ctrl+P", "pin"),
    Command("rename_scenario", "Rename scenario...", "Give the scenario another name", "Scenario",
            rename, "", "pencil"),
    Command("note_scenario", "Note...", "Say what the scenario is about", "Scenario", note, "",
            "message-square"),
    Command("compare", "Compare with...", "Choose what changes are counted against", "Scenario",
            choose_baseline, "Ctrl+D", "columns-2", several),
    Command("adopt", "Adopt", "Make the scenario shown the one in force", "Scenario", adopt, "",
            "badge-check"),
    Command("remove_scenario", "Remove scenario...", "Take the scenario out of the plan",
            "Scenario", remove, "", "trash-2", several),
)  # fmt: skip
