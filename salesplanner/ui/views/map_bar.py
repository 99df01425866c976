"""The bar over the map: tools, what is shown, what the colours mean."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QButtonGroup,
    QComboBox,
    QHBoxLayout,
    QLabel,
    QMenu,
    QToolButton,
    QWidget,
)

from salesplanner.ui.icons import icon
from salesplanner.ui.theme import Theme, theme_of
from salesplanner.ui.views.map_layers import LayerChoice
from salesplanner.ui.views.map_measures import METHODS
from salesplanner.ui.widgets.map_gestures import MapTool

TOOLS = (
    (MapTool.SELECT, "mouse-pointer-2", "Select", "click to select, Ctrl+click to add"),
    (MapTool.PAN, "hand", "Move", "drag the map; the space bar does it in any tool"),
    (MapTool.LASSO, "lasso", "Lasso", "draw around what you want to select; Shift adds"),
    (MapTool.BRUSH, "paintbrush", "Paint", "paint units into the selected territory"),
    (MapTool.PIPETTE, "pipette", "Pick up", "click a unit to select its territory"),
    (MapTool.ZOOM_BOX, "zoom-in", "Zoom", "draw a box to look at"),
)
SHOWN = (  # key, words, tip, shown at first
    ("accounts", "Accounts", "Points by segment and size; where crowded, their number", False),
    ("homes", "Homes of reps", "A small house where each rep lives", True),
    ("labels", "Names of territories", "As many as fit without touching", True),
    ("regions", "State lines", "Thin lines between the larger areas units lie in", True),
    ("borders", "Borders", "Which units can be joined: by land, by water or bridge, your own, "
     "and those you forbade", False),
)  # fmt: skip


class MapBar(QWidget):
    """Buttons and boxes; it changes nothing by itself."""

    tool_wanted = Signal(object)
    fit_wanted = Signal()
    layer_changed = Signal()
    shown_changed = Signal(str)  # one of SHOWN was switched

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._choices: dict[str, LayerChoice] = {}
        self._icons: list[tuple[QToolButton, str]] = []
        self._buttons = {tool: self._button(name, f"{text}: {tip}", text)
                         for tool, name, text, tip in TOOLS}  # fmt: skip
        self._fit = self._button("maximize", "Show the whole map (Home)", "Show all")
        self.shown: dict[str, QAction] = {}
        self._show = self._show_button()
        self.layer = self._box("What the colours mean", "Choose what the colours of the map mean")
        self.method = self._box("How classes are cut", "How the values are cut into classes")
        for key, (text, tip) in METHODS.items():
            self.method.addItem(text, key)
            self.method.setItemData(self.method.count() - 1, tip.capitalize(), 3)
        self._lay_out()
        self._connect()
        self.show_theme(theme_of(self))

    def _lay_out(self) -> None:
        bar = QHBoxLayout(self)
        bar.setContentsMargins(8, 4, 8, 4)
        for button in self._buttons.values():
            bar.addWidget(button)
        bar.addWidget(self._fit)
        bar.addSpacing(8)
        bar.addWidget(self._show)
        bar.addStretch()
        self._words = QLabel("Colours")
        bar.addWidget(self._words)
        bar.addWidget(self.layer)
        bar.addWidget(self.method)
        self.method.hide()

    def _connect(self) -> None:
        group = QButtonGroup(self)
        for tool, button in self._buttons.items():
            button.setCheckable(True)
            group.addButton(button)
            button.clicked.connect(lambda _on=False, tool=tool: self.tool_wanted.emit(tool))
        self._buttons[MapTool.SELECT].setChecked(True)
        self._fit.clicked.connect(lambda _on: self.fit_wanted.emit())
        self.layer.currentIndexChanged.connect(self._layer_chosen)
        self.method.currentIndexChanged.connect(lambda _row: self.layer_changed.emit())

    def _button(self, name: str, tip: str, text: str) -> QToolButton:
        button = QToolButton(self)
        button.setAutoRaise(True)
        button.setAccessibleName(text)
        button.setToolTip(tip)
        self._icons.append((button, name))
        return button

    def _show_button(self) -> QToolButton:
        button = self._button("eye", "Choose what is drawn on the map", "Show on the map")
        button.setIconSize(QSize(16, 16))
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(button)
        menu.setToolTipsVisible(True)
        for key, text, tip, is_shown in SHOWN:
            action = menu.addAction(text)
            action.setCheckable(True)
            action.setChecked(is_shown)
            action.setToolTip(tip)
            action.toggled.connect(lambda _on, key=key: self.shown_changed.emit(key))
            self.shown[key] = action
        button.setMenu(menu)
        return button

    def _box(self, name: str, tip: str) -> QComboBox:
        box = QComboBox(self)
        box.setAccessibleName(name)
        box.setToolTip(tip)
        box.setMinimumContentsLength(14)
        box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        box.setMaximumWidth(260)
        return box

    def is_shown(self, key: str) -> bool:
        return self.shown[key].isChecked()

    def offer(self, choices: Sequence[LayerChoice]) -> None:
        """What the colours can mean; the choice of before stays where it still can."""
        chosen = self.layer.currentData()
        self._choices = {choice.key: choice for choice in choices}
        self.layer.blockSignals(True)
        self.layer.clear()
        for choice in choices:
            self.layer.addItem(choice.text, choice.key)
        self.layer.setCurrentIndex(max(self.layer.findData(chosen), 0))
        self.layer.blockSignals(False)
        self.method.setVisible(self.choice.is_classed)

    @property
    def choice(self) -> LayerChoice:
        return self._choices[self.layer.currentData()]

    def show_tool(self, tool: str) -> None:
        self._buttons[MapTool(tool)].setChecked(True)

    def _layer_chosen(self) -> None:
        self.method.setVisible(self.choice.is_classed)
        self.layer_changed.emit()

    def show_theme(self, theme: Theme) -> None:
        for button, name in self._icons:
            button.setIcon(icon(name, theme.text, theme.faint))
