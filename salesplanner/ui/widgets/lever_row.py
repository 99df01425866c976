"""One lever: its name, its value in words, a slider, and the way back to rest."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QSlider, QToolButton, QWidget

from salesplanner.ui.theme import theme_of

Words = Callable[[float], str]


@dataclass(frozen=True)
class LeverScale:
    """What a slider runs over: value = rest + step x position, from low to high positions."""

    rest: float
    step: float
    low: int
    high: int
    words: Words

    def value(self, position: int) -> float:
        return self.rest + self.step * position

    def position(self, value: float) -> int:
        return min(max(round((value - self.rest) / self.step), self.low), self.high)


class LeverRow(QWidget):
    """`moved` while it is dragged; `set_down` once, when the value stands."""

    moved = Signal()
    set_down = Signal()

    def __init__(self, title: str, tip: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._scale = LeverScale(0.0, 1.0, -10, 10, str)
        self._title, self._words = QLabel(title), QLabel()
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setAccessibleName(title)
        self.slider.setToolTip(tip)
        self._title.setToolTip(tip)
        self._words.setAlignment(Qt.AlignmentFlag.AlignRight)
        self._back = QToolButton()
        self._back.setText("×")
        self._back.setAutoRaise(True)
        self._back.setToolTip(f"Put {title.lower()} back to what the plan has")
        self._back.setAccessibleName(f"Reset {title.lower()}")
        self._back.clicked.connect(self._reset)
        policy = self._back.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self._back.setSizePolicy(policy)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setVerticalSpacing(0)
        grid.addWidget(self._title, 0, 0)
        grid.addWidget(self._words, 0, 1)
        grid.addWidget(self._back, 0, 2)
        grid.addWidget(self.slider, 1, 0, 1, 3)
        grid.setColumnStretch(1, 1)
        self.slider.valueChanged.connect(self._moved)
        self.slider.sliderReleased.connect(self.set_down)

    @property
    def value(self) -> float:
        return self._scale.value(self.slider.value())

    @property
    def is_at_rest(self) -> bool:
        return self.slider.value() == 0

    def show_value(self, scale: LeverScale, value: float | None) -> None:
        """Set the slider without telling anybody; None is at rest."""
        self._scale = scale
        self.slider.blockSignals(True)
        self.slider.setRange(scale.low, scale.high)
        self.slider.setPageStep(max((scale.high - scale.low) // 10, 1))
        self.slider.setValue(0 if value is None else scale.position(value))
        self.slider.blockSignals(False)
        self._say()

    def _moved(self) -> None:
        self._say()
        self.moved.emit()
        if not self.slider.isSliderDown():
            self.set_down.emit()

    def _reset(self) -> None:
        self.slider.setValue(0)

    def _say(self) -> None:
        theme = theme_of(self)
        self._words.setText(self._scale.words(self.value))
        self._back.setVisible(not self.is_at_rest)
        colour = theme.muted if self.is_at_rest else theme.accent
        self._words.setStyleSheet(f"color: {colour}")
