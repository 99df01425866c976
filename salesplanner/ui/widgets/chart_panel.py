"""A matplotlib chart in the window, in the colours of the theme."""

from collections.abc import Callable

from matplotlib.axes import Axes
from matplotlib.backends.backend_qtagg import FigureCanvasQTAgg
from matplotlib.figure import Figure
from matplotlib.layout_engine import ConstrainedLayoutEngine
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from salesplanner.charts.style import DARK, LIGHT, Style
from salesplanner.ui.theme import theme_of

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
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.canvas)

    def show_chart(self, draw: Draw) -> None:
        """Draw now, and again whenever the theme changes."""
        self._draw = draw
        self._redraw()

    def clear(self) -> None:
        self._draw = None
        self.figure.clear()
        self.canvas.draw_idle()

    def _redraw(self) -> None:
        if self._draw is None:
            return
        style = DARK if theme_of(self).name == "dark" else LIGHT
        self.figure.clear()
        self.figure.set_facecolor(style.surface)
        self._draw(self.figure.subplots(), style)
        self.canvas.draw_idle()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "_draw"):
            self._redraw()
