"""What stands where there is nothing to show yet: a calm line, and the button that changes that."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

_MOST_WIDTH = 460


class Hint(QWidget):
    """Lies in the middle of another widget, which calls `place` when its size changes."""

    def __init__(self, over: QWidget) -> None:
        super().__init__(over)
        self._over = over
        self._label = QLabel()
        self._label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._label.setWordWrap(True)
        self._button = QPushButton()
        self._button.setToolTip("Fills this page")
        self._button.setAccessibleName("Fill this page")
        self._button.clicked.connect(self._clicked)
        self._act: Callable[[], object] = lambda: None
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(12)
        column.addWidget(self._label)
        column.addWidget(self._button, 0, Qt.AlignmentFlag.AlignHCenter)
        self._button.hide()
        self.hide()

    def _clicked(self) -> None:
        self._act()

    def text(self) -> str:
        return self._label.text()

    @property
    def button(self) -> QPushButton:
        """The button below the line."""
        return self._button

    def say(self, text: str) -> None:
        """The line; the button stays as it is."""
        self._label.setText(text)
        self.place()

    def offer(self, title: str, tip: str, act: Callable[[], object]) -> None:
        """Put a button under the line."""
        self._button.setText(title)
        self._button.setToolTip(tip)
        self._button.setAccessibleName(title.rstrip("."))
        self._act = act
        self._button.show()
        self.place()

    def place(self) -> None:
        """In the middle of what lies below."""
        room = self._over.contentsRect()
        if viewport := getattr(self._over, "viewport", None):
            room = viewport().geometry()
        width = min(_MOST_WIDTH, room.width())
        layout = self.layout()
        wanted = layout.heightForWidth(width) if layout is not None else room.height()
        height = min(max(wanted, 0), room.height())
        self.setGeometry(
            room.x() + (room.width() - width) // 2, room.y() + (room.height() - height) // 2,
            width, height,
        )  # fmt: skip
        self.raise_()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.place()
