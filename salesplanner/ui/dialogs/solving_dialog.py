"""How a solve is doing while it runs: the best so far, a small curve, and Stop."""

import re
import time
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from salesplanner.ui.theme import theme_of

if TYPE_CHECKING:
    from salesplanner.ui.main_window import MainWindow

_BEST = re.compile(r"so far:? ([-+\d.,e]+\d)")


class SolvingDialog(QDialog):
    """Beside the window, which stays usable; closes when the task ends."""

    def __init__(self, window: "MainWindow", time_limit: float) -> None:
        super().__init__(window)
        self.setWindowTitle("Optimizing")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumWidth(420)
        self._jobs, self._time_limit, self._began = window.jobs, time_limit, time.monotonic()
        self.said, self.left = QLabel("Getting ready"), QLabel()
        self.said.setWordWrap(True)
        self.curve = Curve(self)
        self.stop = QPushButton("Stop and use the best so far")
        self.stop.setToolTip("End now with the best plan found (Ctrl+.)")
        self.stop.clicked.connect(self._stop)
        line = QHBoxLayout()
        line.addWidget(self.left, 1)
        line.addWidget(self.stop)
        hint = QLabel("You can go on working; what you change now is not part of this solve.")
        hint.setWordWrap(True)
        hint.setStyleSheet(f"color: {theme_of(window).muted}")
        column = QVBoxLayout(self)
        column.addWidget(self.said)
        column.addWidget(self.curve, 1)
        column.addLayout(line)
        column.addWidget(hint)
        self._jobs.reported.connect(self.report)
        self._jobs.ended.connect(self.close)

    def report(self, _share: float, text: str) -> None:
        """Show what the solver says; a number after 'so far' is a point of the curve."""
        found = _BEST.search(text)
        if found is not None:
            self.curve.add(float(found.group(1).replace(",", "")))
        self.said.setText(f"{_words(text)}{self.curve.gain_text()}")
        left = self._time_limit - (time.monotonic() - self._began)
        self.left.setText(f"about {left:.0f} s left" if left > 1 else "finishing")

    def _stop(self) -> None:
        self.stop.setEnabled(False)
        self.left.setText("stopping")
        self._jobs.stop()


def _words(text: str) -> str:
    """What the solver says, without its own figures and terms."""
    text = text.replace("Pricing territories", "Weighing which territory each unit fits best")
    text = re.sub(r"^.*so far:? [-+\d.,e]+\d,?", "Best plan so far:", text)
    return text.rstrip(": ")


class Curve(QWidget):
    """The best so far over time, as a line that falls."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.values: list[float] = []
        self.setMinimumHeight(90)
        self.setAccessibleName("Best so far over time")
        self.setToolTip("The best so far over time; lower is better")

    def add(self, value: float) -> None:
        self.values.append(value)
        self.update()

    def gain_text(self) -> str:
        """How much better than the first plan, in words; '' where nothing was gained."""
        if len(self.values) < 2 or self.values[0] <= 0:
            return ""
        gain = 1 - self.values[-1] / self.values[0]
        return f", {gain:.1%} better than the first plan" if gain > 0.0005 else ""

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = theme_of(self)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect()).adjusted(2, 8, -2, -8)
        painter.fillRect(self.rect(), QColor(theme.surface))
        if not self.values:
            painter.setPen(QColor(theme.muted))
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, "No plan yet")
            return
        low, high = min(self.values), max(self.values)
        room = max(high - low, 1e-12)
        step = box.width() / max(len(self.values) - 1, 1)
        points = [
            QPointF(box.left() + n * step, box.bottom() - (value - low) / room * box.height())
            for n, value in enumerate(self.values)
        ]
        painter.setPen(QPen(QColor(theme.accent), 2))
        if len(points) > 1:
            painter.drawPolyline(points)
        painter.setBrush(QColor(theme.accent))
        painter.drawEllipse(points[-1], 3, 3)
