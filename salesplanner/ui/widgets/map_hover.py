"""The card that says what lies under the mouse."""

from collections.abc import Callable

from PySide6.QtCore import QPointF, Qt, QTimer
from PySide6.QtWidgets import QFrame, QLabel, QVBoxLayout, QWidget

from salesplanner.ui.theme import theme_of
from salesplanner.ui.widgets.map_legend import card_style

REST_MS = 150  # the mouse rests this long before the card comes
_AWAY = 18  # pixels from the pointer


class HoverCard(QFrame):
    """Asks for its words when it is about to show; an empty answer shows nothing."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("mapHover")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.of_unit: Callable[[int], str] | None = None
        self.of_point: Callable[[int], str] | None = None
        self._words = QLabel(self)
        self._words.setTextFormat(Qt.TextFormat.RichText)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(10, 8, 10, 8)
        layout.addWidget(self._words)
        self._under = (-1, -1)
        self._at = QPointF()
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.timeout.connect(self._come)
        self.hide()

    @property
    def text(self) -> str:
        return self._words.text()

    def follow(self, unit: int, point: int, at: QPointF) -> None:
        """The mouse is over this unit and account point (-1 none)."""
        self._at = at
        if (unit, point) == self._under:
            if self.isVisible():
                self._place()
            return
        self._under = (unit, point)
        self.hide()
        self._rest.start(REST_MS)

    def leave(self) -> None:
        self._under = (-1, -1)
        self._rest.stop()
        self.hide()

    def _come(self) -> None:
        unit, point = self._under
        text = ""
        if point >= 0 and self.of_point is not None:
            text = self.of_point(point)
        elif unit >= 0 and self.of_unit is not None:
            text = self.of_unit(unit)
        if text:
            self.setStyleSheet(card_style("mapHover", theme_of(self)))
            self._words.setText(text)
            self.adjustSize()
            self._place()
            self.show()
            self.raise_()

    def _place(self) -> None:
        """Beside the pointer, on the side where there is room."""
        parent = self.parentWidget()
        room = parent.size() if parent is not None else self.size()
        x, y = self._at.x() + _AWAY, self._at.y() + _AWAY
        if x + self.width() > room.width():
            x = self._at.x() - _AWAY - self.width()
        if y + self.height() > room.height():
            y = self._at.y() - _AWAY - self.height()
        self.move(int(max(x, 0)), int(max(y, 0)))
