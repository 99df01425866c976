"""What the Rules menu does with rules: write one, give them out as a sheet and take them back."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFileDialog, QInputDialog, QMessageBox

from salesplanner.analysis.layers import layer_name
from salesplanner.exchange.exceptions_sheet import write_exceptions
from salesplanner.exchange.files import safe_name
from salesplanner.exchange.import_difference import import_difference
from salesplanner.exchange.prepare import Prepared, import_prepared, prepare_import
from salesplanner.exchange.rows_rules import write_rules
from salesplanner.problems import PlanProblem
from salesplanner.ui.actions import Command, with_plan
from salesplanner.ui.exception_commands import EXCEPTION_COMMANDS
from salesplanner.ui.views.rules_view import RulesView

if TYPE_CHECKING:
    from salesplanner.ui.main_window import MainWindow

_SHEETS = "Excel (*.xlsx);;CSV (*.csv)"
_SHOWN = 12


def add_rule(window: "MainWindow") -> None:
    """Write a new rule; the preview shows what it would move."""
    window.show_page("rules")
    page = window.page("rules")
    if isinstance(page, RulesView):
        page.tabs.setCurrentWidget(page.rules)
        page.rules.add()


def export_rules(window: "MainWindow") -> None:
    """Give the rules out as a sheet to edit in Excel."""
    _export(window, "rules", write_rules)


def export_exceptions(window: "MainWindow") -> None:
    """Give all exceptions out as a sheet, with what the rules would say."""
    _export(window, "exceptions", write_exceptions)


def _export(window: "MainWindow", what: str, write: object) -> None:
    session = window.session
    assert session.document is not None
    folder = Path(str(window.preferences.get("export_folder", session.document.path.parent)))
    usual = folder / f"{safe_name(session.document.path.stem)}-{what}.xlsx"
    name, _ = QFileDialog.getSaveFileName(window, f"Export {what}", str(usual), _SHEETS)
    if not name:
        return
    try:
        path = write(Path(name), session.plan, session.scenario_id)  # type: ignore[operator]
    except PlanProblem as problem:
        window.show_problem(problem)
        return
    window.preferences.set("export_folder", str(path.parent))
    window.say(f"Wrote {path.name}.")


def import_rules(window: "MainWindow") -> None:
    """Bring an edited sheet back, after showing what it changes."""
    name, _ = QFileDialog.getOpenFileName(
        window, "Import rules", "", "Sheets (*.xlsx *.xls *.ods *.csv)"
    )
    if name:
        bring_rules(window, Path(name))


def bring_rules(window: "MainWindow", path: Path) -> None:
    """Read a sheet of rules, show the difference and, where agreed, make it the list."""
    session = window.session
    try:
        prepared = prepare_import(
            session.plan, path, "rules", is_refresh=True, today=date.today().isoformat(),
            scenario_id=session.scenario_id,
        )  # fmt: skip
    except PlanProblem as problem:
        window.show_problem(problem)
        return
    box = QMessageBox(QMessageBox.Icon.Question, "Import rules", _summary(prepared), parent=window)
    box.setDetailedText(_details(window, prepared))
    box.setStandardButtons(QMessageBox.StandardButton.Ok | QMessageBox.StandardButton.Cancel)
    box.button(QMessageBox.StandardButton.Ok).setText("Take over")
    if box.exec() == QMessageBox.StandardButton.Ok:
        session.edit(f"Imported rules from {path.name}", import_prepared, prepared)


def _summary(prepared: Prepared) -> str:
    words = [f"{prepared.count(word)} {word}" for word in ("added", "changed", "unchanged")]
    words += [f"{len(prepared.outcome.vanished)} no longer in the list, taken out"]
    lines = [f"Rules: {', '.join(words)}."]
    if prepared.n_rejected:
        lines.append(f"{prepared.n_rejected} rows cannot work and are left out:")
        lines += [
            f"Row {issue.row}, {issue.column}: {issue.reason}"
            for issue in prepared.incoming.rejected[:_SHOWN]
        ]
    return "\n".join(lines)


def _details(window: "MainWindow", prepared: Prepared) -> str:
    lines = import_difference(window.session.plan, prepared).lines
    shown = lines[lines["table"] == "carve_rule"].astype(object).fillna("")
    return "\n".join(
        f"{row['row_key']}: {row['what']} {row['column']} "
        f"{row['value_before']} -> {row['value_after']}"
        if row["column"] else f"{row['row_key']}: {row['what']}"
        for row in shown.to_dict("records")
    ) or "Nothing changes."  # fmt: skip


def switch_layer(window: "MainWindow") -> None:
    """Ask which layer all pages show."""
    session = window.session
    ids = [str(name) for name in session.plan["layer"]["layer_id"]]
    names = [layer_name(session.plan, layer_id) for layer_id in ids]
    now = ids.index(session.layer_id) if session.layer_id in ids else 0
    name, is_given = QInputDialog.getItem(window, "Layer", "Show the layer", names, now, False)
    if is_given:
        session.show_scenario(session.scenario_id, ids[names.index(name)])


def several_layers(window: "MainWindow") -> bool:
    return with_plan(window) and len(window.session.plan["layer"]) > 1


RULE_COMMANDS = (
    Command("add_rule", "Add rule...", "Write a new rule; the preview shows what it would move",
            "Rules", add_rule, "Ctrl+Alt+R", "list-checks"),
    Command("export_rules", "Rules to a sheet...", "Give the rules out to edit in Excel", "Rules",
            export_rules, "", "upload"),
    Command("import_rules", "Rules from a sheet...", "Bring an edited sheet of rules back, after "
            "showing what it changes", "Rules", import_rules, "", "download"),
    *EXCEPTION_COMMANDS,
    Command("export_exceptions", "Exceptions to a sheet...", "All exceptions with owner, reason, "
            "age, value and what the rules would say", "Rules", export_exceptions, "",
            "file-spreadsheet"),
    Command("switch_layer", "Show layer...", "Choose the layer all pages show", "Rules",
            switch_layer, "Ctrl+Alt+L", "layers", several_layers),
)  # fmt: skip
