"""The six numbers that matter, with their change against the baseline."""

from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QWidget

from salesplanner.ui.theme import theme_of


@dataclass(frozen=True)
class Figure:
    """One number in words; `better` is +1 where the change is good, -1 where bad, 0 neither."""

    title: str
    value: str
    change: str = ""
    better: int = 0
    tip: str = ""


class FiguresBar(QFrame):
    """A row of figures; larger in a meeting."""

    def __init__(self, n_figures: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("figures")
        self.setAccessibleName("The numbers that matter")
        row = QHBoxLayout(self)
        row.setContentsMargins(10, 4, 10, 4)
        row.setSpacing(18)
        self._cells = [_Cell(self) for _ in range(n_figures)]
        for cell in self._cells:
            row.addWidget(cell)
        row.addStretch()
        self.set_scale(1.0)

    def show_figures(self, figures: list[Figure]) -> None:
        for cell, figure in zip(self._cells, figures, strict=True):
            cell.show_figure(figure)

    def set_scale(self, scale: float) -> None:
        """Size of the type: 1 beside tables, about 2 in front of a room."""
        for cell in self._cells:
            cell.set_scale(scale)

    def texts(self) -> list[str]:
        """What is shown, for those who cannot see it and for tests."""
        return [cell.accessibleName() for cell in self._cells]


class FigureGrid(QWidget):
    """The same figures in rows and columns, for a narrow place."""

    def __init__(self, n_figures: int, n_columns: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("What follows from the levers")
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setVerticalSpacing(8)
        self._cells = [_Cell(self) for _ in range(n_figures)]
        for number, cell in enumerate(self._cells):
            grid.addWidget(cell, number // n_columns, number % n_columns)
            grid.setColumnStretch(number % n_columns, 1)
        self.set_scale(1.0)

    def show_figures(self, figures: list[Figure]) -> None:
        for cell, figure in zip(self._cells, figures, strict=True):
            cell.show_figure(figure)

    def set_scale(self, scale: float) -> None:
        for cell in self._cells:
            cell.set_scale(scale)

    def texts(self) -> list[str]:
        """What is shown, for those who cannot see it and for tests."""
        return [cell.accessibleName() for cell in self._cells]


class _Cell(QWidget):
    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._title, self._value, self._change = QLabel(), QLabel(), QLabel()
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(6)
        grid.setVerticalSpacing(0)
        grid.addWidget(self._title, 0, 0, 1, 2)
        grid.addWidget(self._value, 1, 0)
        grid.addWidget(self._change, 1, 1, Qt.AlignmentFlag.AlignBottom)
        grid.setColumnStretch(1, 1)

    def show_figure(self, figure: Figure) -> None:
        theme = theme_of(self)
        self._title.setText(figure.title)
        self._value.setText(figure.value)
        self._change.setText(figure.change)
        colours = {1: theme.positive, -1: theme.negative, 0: theme.muted}
        self._change.setStyleSheet(f"color: {colours[figure.better]}")
        self._title.setStyleSheet(f"color: {theme.muted}")
        self.setToolTip(figure.tip)
        self.setAccessibleName(f"{figure.title} {figure.value} {figure.change}".strip())

    def set_scale(self, scale: float) -> None:
        for label, size in ((self._title, 0.85), (self._value, 1.35), (self._change, 0.95)):
            font = self.font()
            font.setPointSizeF(max(font.pointSizeF(), 8.0) * size * scale)
            font.setBold(label is self._value)
            label.setFont(font)
