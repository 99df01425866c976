"""How everything looks: two palettes, fills for territories, colour ramps, and scaling of type.

Widgets ask `theme_of(widget)` and never keep a theme: when the system turns dark, Qt repaints with
the new palette and the answer changes with it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QFont, QPalette
from PySide6.QtWidgets import QApplication, QStyleFactory, QWidget

from salesplanner.resources import resource

Choice = Literal["system", "light", "dark"]


@dataclass(frozen=True)
class Theme:
    """One set of colours, as `#rrggbb`."""

    name: Literal["light", "dark"]
    window: str  # behind panels
    surface: str  # tables, fields, cards
    raised: str  # headers, buttons
    text: str
    muted: str  # second line, hints
    faint: str  # disabled
    line: str  # grid and frames
    accent: str
    on_accent: str
    selected: str  # background of selected rows
    editable: str  # tint of cells that may be typed into
    locked: str  # background of cells and rows that may not change
    negative: str
    positive: str
    warning: str
    water: str  # behind the map
    unassigned: str  # land in no territory
    hairline: str  # between units
    border: str  # between territories
    fills: tuple[str, ...]  # territories, far apart for every kind of colour vision
    sequential: tuple[str, ...]  # little to much
    diverging: tuple[str, ...]  # below (blue), at, above (orange): too much is what stands out


LIGHT = Theme(
    name="light",
    window="#f3f5f8",
    surface="#ffffff",
    raised="#e9edf2",
    text="#17212e",
    muted="#55636f",
    faint="#98a3ae",
    line="#d5dbe2",
    accent="#1f5fbf",
    on_accent="#ffffff",
    selected="#d6e4fa",
    editable="#fffbe9",
    locked="#edeff1",
    negative="#b3261e",
    positive="#0b6b58",
    warning="#8a5a00",
    water="#eef2f6",
    unassigned="#d3d7dc",
    hairline="#ffffff",
    border="#22303f",
    fills=(
        "#84a0e4",
        "#cd9642",
        "#94a57d",
        "#dfa9a9",
        "#4da0a5",
        "#b57175",
        "#c2cffa",
        "#7b80bd",
        "#85c1d9",
        "#958734",
        "#74eaca",
        "#cdf3ff",
    ),
    sequential=("#e8f1f8", "#c6dff0", "#96c5e2", "#5fa6cf", "#3584b7", "#1c6198", "#0d4072"),
    diverging=(
        "#125692",
        "#3f86c2",
        "#8dbbdf",
        "#d3e3f1",
        "#eef0f2",
        "#f4e3d3",
        "#f2b27a",
        "#d9772b",
        "#a6480a",
    ),
)

DARK = Theme(
    name="dark",
    window="#171c22",
    surface="#1e242c",
    raised="#2a323c",
    text="#e8edf3",
    muted="#a3afbc",
    faint="#68747f",
    line="#37424e",
    accent="#6ea8fe",
    on_accent="#0d1520",
    selected="#27456e",
    editable="#2c2b22",
    locked="#272c32",
    negative="#ff8a80",
    positive="#5fd0b4",
    warning="#f0b95a",
    water="#12171c",
    unassigned="#454c54",
    hairline="#171c22",
    border="#f1f5f9",
    fills=(
        "#7abbee",
        "#c99f49",
        "#3f996f",
        "#818bd8",
        "#bd7541",
        "#2a7a85",
        "#89b186",
        "#b085a4",
        "#f298b9",
        "#4c4e75",
        "#8b3a43",
        "#7e5f11",
    ),
    sequential=("#1f3346", "#224a68", "#26658c", "#3182ad", "#52a0c8", "#86c1dd", "#c6e4f2"),
    diverging=(
        "#8cc4f2",
        "#4b96d3",
        "#3571a3",
        "#36506a",
        "#3f464d",
        "#5d4638",
        "#9c5a2b",
        "#cf7a33",
        "#f09a4f",
    ),
)


def theme_of(widget: QWidget) -> Theme:
    """The theme a widget stands in, told from its palette."""
    return DARK if widget.palette().color(QPalette.ColorRole.Window).lightness() < 128 else LIGHT


def rgb32(colours: Sequence[str]) -> NDArray[np.uint32]:
    """Colours as 0xffrrggbb, the form in which the map takes fills."""
    return np.array([QColor(colour).rgba() for colour in colours], dtype=np.uint32)


def territory_fills(theme: Theme, colour_index: NDArray[np.integer]) -> NDArray[np.uint32]:
    """Fill per unit from its territory's colour number; -1 is unassigned and draws plain grey.

    Numbers past the end of the palette come round again in a lighter, then a darker tone.
    """
    base = [QColor(colour) for colour in theme.fills]
    tones = [*base, *(c.lighter(122) for c in base), *(c.darker(128) for c in base)]
    table = rgb32([theme.unassigned, *(tone.name() for tone in tones)])
    index = np.asarray(colour_index, dtype=np.int64)
    return table[np.where(index < 0, 0, index % len(tones) + 1)]


def ramp_fills(
    theme: Theme, share: NDArray[np.float64], kind: Literal["sequential", "diverging"]
) -> NDArray[np.uint32]:
    """Fill per unit from a share, 0 to 1 along the ramp; NaN (nothing known) draws plain grey."""
    stops = rgb32(getattr(theme, kind))
    channels = np.stack([(stops >> shift) & 255 for shift in (16, 8, 0)], axis=1)
    at = np.clip(np.nan_to_num(share), 0, 1) * (len(stops) - 1)
    mixed = [np.interp(at, np.arange(len(stops)), channels[:, k]).round() for k in range(3)]
    red, green, blue = (channel.astype(np.uint32) for channel in mixed)
    fills = np.uint32(0xFF000000) | (red << 16) | (green << 8) | blue
    return np.where(np.isnan(share), rgb32([theme.unassigned])[0], fills).astype(np.uint32)


def qt_palette(theme: Theme) -> QPalette:
    """The palette that makes Qt's Fusion style draw in a theme's colours."""
    role, palette = QPalette.ColorRole, QPalette()
    for which, colour in {
        role.Window: theme.window,
        role.WindowText: theme.text,
        role.Base: theme.surface,
        role.AlternateBase: theme.window,
        role.Text: theme.text,
        role.Button: theme.raised,
        role.ButtonText: theme.text,
        role.BrightText: theme.on_accent,
        role.Highlight: theme.accent,
        role.HighlightedText: theme.on_accent,
        role.Link: theme.accent,
        role.LinkVisited: theme.accent,
        role.ToolTipBase: theme.surface,
        role.ToolTipText: theme.text,
        role.PlaceholderText: theme.muted,
        role.Accent: theme.accent,
        role.Light: theme.surface,
        role.Midlight: theme.raised,
        role.Mid: theme.line,
        role.Dark: theme.faint,
        role.Shadow: theme.line,
    }.items():
        palette.setColor(which, QColor(colour))
    for which in (role.WindowText, role.Text, role.ButtonText, role.HighlightedText):
        palette.setColor(QPalette.ColorGroup.Disabled, which, QColor(theme.faint))
    return palette


def _framed(theme: Theme) -> QPalette:
    """Fusion frames fields in a darker window colour, which on dark would not be seen."""
    palette = qt_palette(theme)
    if theme.name == "dark":
        seen = QColor(theme.faint).lighter(130)
        palette.setColor(QPalette.ColorRole.Window, seen)
    return palette


def stylesheet(theme: Theme) -> str:
    """What the palette cannot say: flat frames, quiet headers, roomy rows."""
    return f"""
    QToolTip {{ color: {theme.text}; background: {theme.surface};
        border: 1px solid {theme.line}; padding: 5px; }}
    QHeaderView {{ background: {theme.raised}; border: none; }}
    QHeaderView::section {{ background: {theme.raised}; color: {theme.text}; border: none;
        border-right: 1px solid {theme.line}; border-bottom: 1px solid {theme.line};
        padding: 4px 6px; }}
    QTableView {{ gridline-color: {theme.line}; border: none; background: {theme.surface};
        selection-background-color: {theme.selected}; selection-color: {theme.text}; }}
    QTreeView {{ border: none; background: {theme.surface};
        selection-background-color: {theme.selected}; selection-color: {theme.text}; }}
    QTreeView::item {{ padding: 3px 0; }}
    QListView {{ background: {theme.surface}; border: 1px solid {theme.line}; border-radius: 4px;
        selection-background-color: {theme.selected}; selection-color: {theme.text}; }}
    QListView::item {{ padding: 3px 4px; }}
    QListView::item:selected {{ background: {theme.selected}; color: {theme.text}; }}
    QTextBrowser {{ background: {theme.surface}; border: 1px solid {theme.line};
        border-radius: 4px; }}
    QTableCornerButton::section {{ background: {theme.raised}; border: none; }}
    QLineEdit {{ background: {theme.surface}; border: 1px solid {theme.line};
        border-radius: 4px; padding: 3px 6px; }}
    QPlainTextEdit {{ background: {theme.surface}; border: 1px solid {theme.line};
        border-radius: 4px; padding: 2px 4px; }}
    QPlainTextEdit:focus {{ border: 1px solid {theme.accent}; }}
    QLineEdit:focus {{ border: 1px solid {theme.accent}; }}
    QPushButton {{ background: {theme.surface}; border: 1px solid {theme.line};
        border-radius: 5px; padding: 5px 14px; }}
    QPushButton:hover {{ background: {theme.raised}; }}
    QPushButton:focus {{ border: 1px solid {theme.accent}; }}
    QPushButton:default {{ background: {theme.accent}; color: {theme.on_accent};
        border: 1px solid {theme.accent}; }}
    QPushButton:disabled {{ color: {theme.faint}; background: {theme.window}; }}
    QToolButton {{ border: 1px solid transparent; border-radius: 5px; padding: 4px; }}
    QToolButton:hover {{ background: {theme.raised}; }}
    QToolButton:checked {{ background: {theme.selected}; border: 1px solid {theme.accent}; }}
    QToolButton:focus {{ border: 1px solid {theme.accent}; }}
    QScrollBar:vertical {{ background: transparent; width: 11px; margin: 0; }}
    QScrollBar:horizontal {{ background: transparent; height: 11px; margin: 0; }}
    QScrollBar::handle {{ background: {theme.faint}; border-radius: 3px; margin: 2px; }}
    QScrollBar::handle:vertical {{ min-height: 28px; }}
    QScrollBar::handle:horizontal {{ min-width: 28px; }}
    QScrollBar::handle:hover {{ background: {theme.muted}; }}
    QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; }}
    QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
    QMenu {{ background: {theme.surface}; border: 1px solid {theme.line}; padding: 4px; }}
    QMenu::item {{ padding: 5px 24px 5px 20px; border-radius: 4px; }}
    QMenu::item:selected {{ background: {theme.selected}; color: {theme.text}; }}
    QMenu::item:disabled {{ color: {theme.faint}; }}
    QMenu::separator {{ height: 1px; background: {theme.line}; margin: 4px 6px; }}
    QDockWidget::title {{ background: {theme.window}; padding: 6px 8px; }}
    QTabBar::tab {{ padding: 6px 14px; border: none; border-bottom: 2px solid transparent;
        color: {theme.muted}; }}
    QTabBar::tab:selected {{ color: {theme.text}; border-bottom: 2px solid {theme.accent}; }}
    QTabBar::tab:focus {{ color: {theme.accent}; }}
    QTabWidget::pane {{ border: none; border-top: 1px solid {theme.line}; }}
    QToolBar {{ background: {theme.window}; border: none; spacing: 2px; padding: 3px; }}
    QToolBar#commands {{ border-bottom: 1px solid {theme.line}; }}
    QToolBar#pages {{ border-right: 1px solid {theme.line}; }}
    QToolBar QToolButton {{ color: {theme.text}; }}
    QToolBar QToolButton:disabled {{ color: {theme.faint}; }}
    QMenuBar, QMenu {{ background: {theme.window}; color: {theme.text}; }}
    QToolBar#pages QToolButton {{ padding: 2px; }}
    QStatusBar::item {{ border: none; }}
    QSplitter::handle, QMainWindow::separator {{ background: {theme.line}; }}
    QMainWindow::separator {{ width: 4px; height: 4px; background: {theme.window}; }}
    {_boxes(theme)}
    """


def _boxes(theme: Theme) -> str:
    """Boxes to tick and dots to choose by: seen as well where nothing is ticked."""
    tick = resource("icons", f"tick-{theme.name}.png").as_posix()
    kinds = ("QCheckBox", "QGroupBox", "QListView", "QTreeView", "QTableView")
    box, on, off, part = (
        ", ".join(f"{kind}::indicator{state}" for kind in kinds)
        for state in ("", ":checked", ":disabled", ":indeterminate")
    )
    return f"""
    {box} {{ width: 14px; height: 14px; border: 1px solid {theme.muted}; border-radius: 3px;
        background: {theme.surface}; }}
    {on} {{ background: {theme.accent}; border: 1px solid {theme.accent}; image: url("{tick}"); }}
    {part} {{ background: {theme.selected}; border: 1px solid {theme.accent}; }}
    {off} {{ border: 1px solid {theme.line}; background: {theme.window}; }}
    QCheckBox::indicator:focus, QCheckBox::indicator:hover {{ border: 1px solid {theme.accent}; }}
    QRadioButton::indicator {{ width: 14px; height: 14px; border: 1px solid {theme.muted};
        border-radius: 8px; background: {theme.surface}; }}
    QRadioButton::indicator:hover {{ border: 1px solid {theme.accent}; }}
    QRadioButton::indicator:checked {{ width: 6px; height: 6px; border: 5px solid {theme.accent};
        background: {theme.on_accent}; }}
    QRadioButton::indicator:disabled {{ border: 1px solid {theme.line};
        background: {theme.window}; }}
    """


class Appearance(QObject):
    """The look of the whole app: follows the system, or stays as the planner set it."""

    changed = Signal(object)  # the Theme now in use

    def __init__(self, app: QApplication, choice: Choice = "system", scale: float = 1.0) -> None:
        super().__init__(app)
        self._app = app
        self._choice: Choice = choice
        self._own_points = app.font().pointSizeF() if app.font().pointSizeF() > 0 else 10.0
        self._told = QTimer(self)
        self._told.setSingleShot(True)
        self._told.timeout.connect(lambda: self.changed.emit(self.theme))
        app.setStyle(QStyleFactory.create("Fusion"))
        app.styleHints().colorSchemeChanged.connect(self._follow_system)
        self.set(choice, scale)

    @property
    def theme(self) -> Theme:
        if self._choice != "system":
            return DARK if self._choice == "dark" else LIGHT
        scheme = self._app.styleHints().colorScheme()
        return DARK if scheme is Qt.ColorScheme.Dark else LIGHT

    def set(self, choice: Choice, scale: float = 1.0) -> None:
        """Show a theme at a scale of type, 1.0 being the system's own size (0.8 to 2.5)."""
        self._choice = choice
        font = QFont(self._app.font())
        font.setPointSizeF(self._own_points * min(max(scale, 0.8), 2.5))
        self._app.setFont(font)
        self._show()

    def _follow_system(self) -> None:
        if self._choice == "system":
            self._show()

    def _show(self) -> None:
        theme = self.theme
        self._app.setPalette(qt_palette(theme))
        for kind in ("QAbstractSpinBox", "QComboBox"):
            self._app.setPalette(_framed(theme), kind)  # type: ignore[arg-type]  # PySide takes str
        self._app.setStyleSheet(stylesheet(theme))
        # Qt tells widgets of a palette by posted events; who hears `changed` must see it already.
        self._told.start(0)
