"""Help from where one stands."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from salesplanner.resources import resource
from salesplanner.ui.actions import Command, always
from salesplanner.ui.dialogs.help_dialog import HelpDialog
from salesplanner.ui.dialogs.licences_dialog import LicencesDialog

if TYPE_CHECKING:
    from salesplanner.ui.main_window import MainWindow

FIRST_PLAN = "first_plan"
_ORDER = (
    "first_plan", "start", "import", "alignment", "capacity", "coverage", "revenue", "quota",
    "attainment", "pay", "fairness",
    "rules", "scenarios", "trade_off", "checks", "history", "measures", "fields",
)  # fmt: skip


def help_pages() -> list[Path]:
    """The pages that are shipped, in the order they are listed."""
    folder = resource("help")
    return [path for name in _ORDER if (path := folder / f"{name}.md").is_file()]


def show_help(window: "MainWindow") -> None:
    """Open the help at the page the user is on."""
    HelpDialog(help_pages(), window.current_page, window).exec()


def show_help_page(name: str, parent: QWidget) -> None:
    """Open the help at one page, over a dialog."""
    HelpDialog(help_pages(), name, parent).exec()


def show_first_plan(window: "MainWindow") -> None:
    HelpDialog(help_pages(), FIRST_PLAN, window).exec()


def show_licences(window: "MainWindow") -> None:
    LicencesDialog(window).exec()


HELP_COMMANDS = (
    Command("help", "Help", "What this page shows and what can be done on it", "Help", show_help,
            "F1", "circle-question-mark", always),
    Command("first_plan", "A first plan in ten minutes", "Step by step on the sample", "Help",
            show_first_plan, "", "lightbulb", always),
    Command("licences", "Licences...", "The libraries in this app and their licences", "Help",
            show_licences, "", "scale", always),
)  # fmt: skip
