"""A header with a field under each title: what is typed there filters the rows."""

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QHeaderView, QLineEdit, QWidget

TYPING_MS = 180  # a pause in typing before the rows are filtered
_HINT_WIDTH = 70  # the first field says what it is for where the word fits
_HINT = "Words to find; =exact; !not; >10, <=2K, 10..20; empty"


class FilterHeader(QHeaderView):
    """Click sorts, Shift and click sorts within that; the second row filters."""

    filter_changed = Signal(dict)  # column position -> text
    sort_wanted = Signal(int, bool)  # column position, add to the present order

    def __init__(self, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setSectionsMovable(True)
        self.setSectionsClickable(True)
        self.setHighlightSections(False)
        self.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self._fields: list[QLineEdit] = []
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.timeout.connect(lambda: self.filter_changed.emit(self.texts()))
        self._is_shown = True
        self._press = -1
        for signal in (self.sectionResized, self.sectionMoved, self.geometriesChanged):
            signal.connect(self.place)

    def set_titles(self, titles: list[str]) -> None:
        """One field per column, in the order of the model."""
        for field in self._fields:
            field.deleteLater()
        self._fields = [self._field(title) for title in titles]
        self.place()

    def _field(self, title: str) -> QLineEdit:
        field = QLineEdit(self)
        field.setClearButtonEnabled(True)
        field.setAccessibleName(f"Filter {title}")
        field.setToolTip(_HINT)
        field.textChanged.connect(lambda _text: self._pause.start(TYPING_MS))
        return field

    def field(self, position: int) -> QLineEdit:
        return self._fields[position]

    def texts(self) -> dict[int, str]:
        return {i: field.text() for i, field in enumerate(self._fields) if field.text().strip()}

    def set_texts(self, texts: dict[int, str]) -> None:
        """Fill the fields without telling anyone."""
        for i, field in enumerate(self._fields):
            field.blockSignals(True)
            field.setText(texts.get(i, ""))
            field.blockSignals(False)

    def show_filters(self, is_shown: bool) -> None:
        self._is_shown = is_shown
        self.updateGeometries()
        self.geometriesChanged.emit()

    def _row_height(self) -> int:
        return self._fields[0].sizeHint().height() + 4 if self._fields and self._is_shown else 0

    def sizeHint(self) -> QSize:
        size = super().sizeHint()
        return QSize(size.width(), size.height() + self._row_height())

    def updateGeometries(self) -> None:
        self.setViewportMargins(0, 0, 0, self._row_height())
        super().updateGeometries()
        self.place()

    def place(self, *_: int) -> None:
        """Put the fields under their titles (again after scrolling), below the viewport."""
        top = self.viewport().height() + 1
        for i, field in enumerate(self._fields):
            field.setVisible(self._is_shown and not self.isSectionHidden(i))
            left = self.sectionViewportPosition(i)
            is_hinted = i == 0 and self.sectionSize(i) >= _HINT_WIDTH
            field.setPlaceholderText("filter" if is_hinted else "")
            field.setGeometry(left + 2, top, self.sectionSize(i) - 4, self._row_height() - 4)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._press = self._hit(event)
        super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        was = self._press
        super().mouseReleaseEvent(event)
        is_left = event.button() is Qt.MouseButton.LeftButton
        if is_left and was >= 0 and self._hit(event) == was:
            is_added = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self.sort_wanted.emit(was, is_added)
        self._press = -1

    def _hit(self, event: QMouseEvent) -> int:
        """The column under the pointer, -1 on the edge by which a column is resized."""
        x = int(event.position().x())
        section = self.logicalIndexAt(x)
        left = self.sectionViewportPosition(section)
        is_edge = x - left < 4 or left + self.sectionSize(section) - x < 4
        return -1 if is_edge else section
