"""The tools that float on the map: what the left button does, and how near one looks."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QButtonGroup, QFrame, QToolButton, QVBoxLayout

from salesplanner.ui.icons import icon
from salesplanner.ui.theme import Theme
from salesplanner.ui.widgets.map_gestures import MapTool
from salesplanner.ui.widgets.map_legend import card_style
from salesplanner.ui.widgets.map_view import MapView

_ICON = 20
_MARGIN = 10
TOOLS = (
    (MapTool.SELECT, "mouse-pointer-2", "Choose units: click, Ctrl and click, Shift and drag"),
    (MapTool.LASSO, "lasso", "Lasso: draw round the units to choose; Shift adds, Alt takes away"),
    (MapTool.BRUSH, "paintbrush", "Brush: paint units into the territory taken up"),
    (MapTool.PIPETTE, "pipette", "Pick up the territory to paint with"),
    (MapTool.PAN, "hand", "Move the map (any time: middle button, or hold Space)"),
    (MapTool.ZOOM_BOX, "search", "Zoom: drag a box"),
)


class MapTools(QFrame):
    """Buttons at the upper left of a map; they show and set its tool."""

    def __init__(self, view: MapView) -> None:
        super().__init__(view)
        self.setObjectName("mapTools")
        self.setAccessibleName("Tools of the map")
        self._view = view
        self._icons: list[tuple[QToolButton, str]] = []
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(4, 4, 4, 4)
        self._layout.setSpacing(2)
        self.buttons = QButtonGroup(self)
        for tool, name, tip in TOOLS:
            button = self._button(name, tip)
            button.setCheckable(True)
            button.setChecked(tool is view.tool)
            button.clicked.connect(lambda _on, tool=tool: view.set_tool(tool))
            self.buttons.addButton(button, list(MapTool).index(tool))
        self._layout.addSpacing(6)
        self._button("zoom-in", "Nearer (+)").clicked.connect(lambda: view.zoom_by(1.5))
        self._button("zoom-out", "Further away (-)").clicked.connect(lambda: view.zoom_by(1 / 1.5))
        self._button("maximize", "Show everything (Home)").clicked.connect(lambda _on: view.fit())
        view.tool_changed.connect(self._show_tool)
        view.theme_changed.connect(self.show_theme)
        self.show_theme(view.theme())
        self.adjustSize()
        self.move(_MARGIN, _MARGIN)
        self.show()  # the map may be on the screen already

    def _button(self, name: str, tip: str) -> QToolButton:
        button = QToolButton(self)
        button.setIconSize(QSize(_ICON, _ICON))
        button.setToolTip(tip)
        button.setAccessibleName(tip)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._icons.append((button, name))
        self._layout.addWidget(button)
        return button

    def button(self, tool: MapTool) -> QToolButton:
        found = self.buttons.button(list(MapTool).index(tool))
        assert isinstance(found, QToolButton)
        return found

    def _show_tool(self, tool: str) -> None:
        self.button(MapTool(tool)).setChecked(True)

    def show_theme(self, theme: Theme) -> None:
        self.setStyleSheet(card_style("mapTools", theme))
        for button, name in self._icons:
            button.setIcon(icon(name, theme.text, theme.faint))
