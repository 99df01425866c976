"""A matplotlib chart in the window, in the colours of the theme."""

from collections.abc import Callable

from matplotlib.axes import Axes
from matplotlib.backends.backend_qtagg import FigureCanvasQTAgg
from matplotlib.figure import Figure
from matplotlib.layout_engine import ConstrainedLayoutEngine
from PySide6.QtCore import QEvent, QTimer
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from salesplanner.charts.style import DARK, LIGHT, Style
from salesplanner.ui.theme import theme_of
from salesplanner.ui.widgets.hint import Hint

_LEAST_PIXELS = 160
_STILL_MS = 150  # a size that stays so long is drawn for

Draw = Callable[[Axes, Style], None]


class ChartPanel(QWidget):
    """One chart, drawn by a function of `charts`; drawn anew when the theme changes.

    Args:
        name: what the chart is called to people who cannot see it.
    """

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.figure = Figure(layout=ConstrainedLayoutEngine(h_pad=0.1, w_pad=0.1))
        self.canvas = FigureCanvasQTAgg(self.figure)
        self.canvas.setAccessibleName(name)
        self._draw: Draw | None = None
        self._is_stale = False
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.canvas)
        self.hint = Hint(self)
        self._still = QTimer(self)
        self._still.setSingleShot(True)
        self._still.timeout.connect(self._fit)

    def show_chart(self, draw: Draw) -> None:
        """Draw as soon as the panel is seen, and again whenever the theme changes."""
        self._draw = draw
        self._is_stale = True
        self.hint.hide()
        self._redraw_if_seen()

    def clear(self, why: str = "") -> None:
        """Show no chart, and say why there is none."""
        self._draw = None
        self.figure.clear()
        self.figure.set_facecolor(self._style().surface)
        self.canvas.draw_idle()
        self.hint.say(why)
        self.hint.setVisible(bool(why))
        self.hint.place()

    def _style(self) -> Style:
        return DARK if theme_of(self).name == "dark" else LIGHT

    def _fit(self) -> None:
        """Names under bars have another room now: draw anew."""
        self._is_stale = True
        self._redraw_if_seen()

    def _redraw_if_seen(self) -> None:
        """A hidden or folded panel has no room for a chart: matplotlib would warn."""
        has_room = self.width() > _LEAST_PIXELS and self.height() > _LEAST_PIXELS
        if self._draw is None or not self._is_stale or not (self.isVisible() and has_room):
            return
        self._is_stale = False
        style = self._style()
        self.figure.clear()
        self.figure.set_facecolor(style.surface)
        self._draw(self.figure.subplots(), style)
        self.canvas.draw_idle()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "_is_stale"):
            self._is_stale = True
            self.figure.set_facecolor(self._style().surface)
            self._redraw_if_seen()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        QTimer.singleShot(0, self, self._redraw_if_seen)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.hint.place()
        self._redraw_if_seen()
        if event.oldSize().width() != event.size().width():
            self._still.start(_STILL_MS)
