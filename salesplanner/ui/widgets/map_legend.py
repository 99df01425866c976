"""The legend that floats on the map: colours, names, and which of them are shown."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPoint, QSize, Qt, Signal
from PySide6.QtGui import QColor, QContextMenuEvent, QIcon, QPainter, QPixmap
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QMenu,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from salesplanner.ui.icons import icon
from salesplanner.ui.theme import Theme, theme_of

MOST_ROWS = 12  # more than this scroll
_KEY = Qt.ItemDataRole.UserRole


@dataclass(frozen=True)
class LegendEntry:
    """One row: `key` says which territory or class it stands for, `colour` is 0xffrrggbb."""

    key: int
    text: str
    colour: int
    detail: str = ""  # a figure at the right, e.g. the index


@dataclass(frozen=True)
class Legend:
    """What the map's colours mean; `note` says the unit or how classes were cut."""

    title: str
    entries: Sequence[LegendEntry] = ()
    note: str = ""
    can_hide: bool = True


class MapLegend(QFrame):
    """Rows with a tick each: untick hides, double-click zooms, right-click offers the rest."""

    shown_changed = Signal(object)  # frozenset of keys now hidden
    zoom_wanted = Signal(int)
    chosen = Signal(int)  # a row was clicked

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("mapLegend")
        self.setAccessibleName("Legend of the map")
        self._hidden: frozenset[int] = frozenset()
        self._room = MOST_ROWS
        self._drawn_in = ""
        self._title = QLabel(self)
        self._note = QLabel(self)
        self._note.setWordWrap(True)
        self._fold = QToolButton(self)
        self._fold.setToolTip("Fold or unfold the legend")
        self._fold.setAccessibleName("Fold or unfold the legend")
        self._fold.setAutoRaise(True)
        self._fold.clicked.connect(self._toggle_fold)
        self.rows = QListWidget(self)
        self._prepare_rows()
        head = QHBoxLayout()
        head.addWidget(self._title, 1)
        head.addWidget(self._fold)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 8, 8, 8)
        layout.setSpacing(4)
        layout.addLayout(head)
        layout.addWidget(self.rows)
        layout.addWidget(self._note)
        self._legend = Legend("")
        self.hide()

    def _prepare_rows(self) -> None:
        self.rows.setAccessibleName("Entries of the legend")
        self.rows.setFrameShape(QFrame.Shape.NoFrame)
        self.rows.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.rows.setUniformItemSizes(True)
        self.rows.itemChanged.connect(self._ticked)
        self.rows.itemDoubleClicked.connect(lambda item: self.zoom_wanted.emit(item.data(_KEY)))
        self.rows.itemClicked.connect(lambda item: self.chosen.emit(item.data(_KEY)))

    @property
    def hidden(self) -> frozenset[int]:
        return self._hidden

    def set_legend(self, legend: Legend) -> None:
        """Show another legend; what was hidden stays hidden where its key is still there."""
        before, self._legend = self._legend, legend
        self._hidden &= {entry.key for entry in legend.entries}
        self.show_theme(theme_of(self))
        self._title.setText(f"<b>{legend.title}</b>")
        self._note.setText(legend.note)
        self._note.setVisible(bool(legend.note) and self.rows.isVisibleTo(self))
        self.rows.blockSignals(True)
        if not self._update_in_place(before, legend):
            self.rows.clear()
            for entry in legend.entries:
                self.rows.addItem(self._item(entry))
        self.rows.blockSignals(False)
        self.setVisible(bool(legend.title))
        self._fit()

    def _update_in_place(self, before: Legend, now: Legend) -> bool:
        """Write only the rows whose words changed; False where more than words did."""
        theme = theme_of(self).name
        old, new = ([e.key for e in one.entries] for one in (before, now))
        if old != new or before.can_hide != now.can_hide or theme != self._drawn_in:
            self._drawn_in = theme
            return False
        for number, (one, other) in enumerate(zip(before.entries, now.entries, strict=True)):
            item = self.rows.item(number)
            if one != other and item is not None:
                item.setText(_row_text(other))
                if one.colour != other.colour:
                    item.setIcon(_swatch(other.colour, theme_of(self)))
        return True

    def _item(self, entry: LegendEntry) -> QListWidgetItem:
        item = QListWidgetItem(_swatch(entry.colour, theme_of(self)), _row_text(entry))
        item.setData(_KEY, entry.key)
        if self._legend.can_hide:
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            is_hidden = entry.key in self._hidden
            item.setCheckState(Qt.CheckState.Unchecked if is_hidden else Qt.CheckState.Checked)
            item.setToolTip("Untick to hide, double-click to zoom, right-click for more")
        return item

    def fit_into(self, height: int) -> None:
        """Show as many rows as a height in pixels has room for; the others scroll."""
        beside = self.sizeHint().height() - self.rows.height() if self.rows.isVisible() else 0
        row = max(self.rows.sizeHintForRow(0), 1) if self.rows.count() else 1
        room = max((height - beside - 4) // row, 2)
        if room != self._room:
            self._room = room
            self._fit()

    def _fit(self) -> None:
        count = min(self.rows.count(), MOST_ROWS, self._room)
        row = self.rows.sizeHintForRow(0) if self.rows.count() else 0
        self.rows.setFixedHeight(max(row, 0) * count + 4)
        wanted = max(self.rows.sizeHintForColumn(0) + 26, self._title.sizeHint().width() + 40)
        self.rows.setFixedWidth(int(min(max(wanted, 150), 340)))
        self._note.setFixedWidth(self.rows.width())
        self.adjustSize()

    def hide_only(self, keys: frozenset[int]) -> None:
        """Hide these entries and show all others."""
        self._hidden = keys & {entry.key for entry in self._legend.entries}
        self.set_legend(self._legend)
        self.shown_changed.emit(self._hidden)

    def isolate(self, key: int) -> None:
        """Show one entry alone."""
        self.hide_only(frozenset(entry.key for entry in self._legend.entries) - {key})

    def _ticked(self, item: QListWidgetItem) -> None:
        key = item.data(_KEY)
        is_shown = item.checkState() is Qt.CheckState.Checked
        self._hidden = self._hidden - {key} if is_shown else self._hidden | {key}
        self.shown_changed.emit(self._hidden)

    def fold(self, is_folded: bool) -> None:
        """Show only the title, or all rows."""
        if self.rows.isVisibleTo(self) == is_folded:
            self._toggle_fold()

    def _toggle_fold(self) -> None:
        unfolded = not self.rows.isVisibleTo(self)
        self.rows.setVisible(unfolded)
        self._note.setVisible(unfolded and bool(self._legend.note))
        self.show_theme(theme_of(self))
        self.adjustSize()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        item = self.rows.itemAt(self.rows.mapFrom(self, event.pos()))
        if item is not None and self._legend.can_hide:
            self._menu(item.data(_KEY)).popup(self.mapToGlobal(QPoint(event.pos())))

    def _menu(self, key: int) -> QMenu:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction("Show only this", lambda: self.isolate(key))
        menu.addAction("Show all", lambda: self.hide_only(frozenset()))
        menu.addAction("Zoom to it", lambda: self.zoom_wanted.emit(key))
        return menu

    def show_theme(self, theme: Theme) -> None:
        name = "chevron-down" if self.rows.isVisibleTo(self) else "chevron-right"
        self._fold.setIcon(icon(name, theme.text, theme.faint))
        style = card_style("mapLegend", theme)
        if style != self.styleSheet():
            self.setStyleSheet(style)


def card_style(name: str, theme: Theme) -> str:
    """How cards that float on the map look."""
    background = QColor(theme.surface)
    return f"""
    QFrame#{name} {{ background: rgba({background.red()}, {background.green()},
        {background.blue()}, 240); border: 1px solid {theme.line}; border-radius: 8px; }}
    QFrame#{name} QLabel {{ background: transparent; color: {theme.text}; }}
    QFrame#{name} QListWidget {{ background: {theme.surface}; color: {theme.text}; }}
    QFrame#{name} QListWidget::item {{ padding: 1px 0px; }}
    QFrame#{name} QListWidget::item:selected {{ background: {theme.selected};
        color: {theme.text}; border-radius: 3px; }}
    """


def _row_text(entry: LegendEntry) -> str:
    return f"{entry.text}   {entry.detail}" if entry.detail else entry.text


def _swatch(colour: int, theme: Theme) -> QIcon:
    picture = QPixmap(QSize(28, 28))
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QColor(theme.line))
    painter.setBrush(QColor.fromRgb(colour))
    painter.drawRoundedRect(1, 1, 26, 26, 6, 6)
    painter.end()
    return QIcon(picture)
