"""How mouse and keyboard reach the map: which drag begins, what a click or a key means."""

from typing import TYPE_CHECKING, cast

import numpy as np
from PySide6.QtCore import QEvent, QMimeData, QPointF, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QDrag,
    QDragEnterEvent,
    QDragMoveEvent,
    QDropEvent,
    QEnterEvent,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QApplication, QWidget

from salesplanner.ui.widgets.map_gestures import GESTURES, Gesture, Lasso, MapTool, Pan

if TYPE_CHECKING:  # the view is built on this class: it cannot be imported here
    from salesplanner.ui.widgets.map_view import MapView

UNITS_MIME = "application/x-salesplanner-units"  # positions of units, comma between
_STEP = 90  # pixels an arrow key moves the map
_ARROWS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}
_CURSORS = {
    MapTool.SELECT: Qt.CursorShape.ArrowCursor,
    MapTool.PAN: Qt.CursorShape.OpenHandCursor,
    MapTool.LASSO: Qt.CursorShape.CrossCursor,
    MapTool.BRUSH: Qt.CursorShape.CrossCursor,
    MapTool.PIPETTE: Qt.CursorShape.PointingHandCursor,
    MapTool.ZOOM_BOX: Qt.CursorShape.CrossCursor,
}
_MANY = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier


class MapInput(QWidget):
    """The half of MapView that listens; everything it decides is carried out by the other half."""

    tool_changed: Signal

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAcceptDrops(True)
        self.tool = MapTool.SELECT
        self.gesture: Gesture | None = None
        self.brush_radius = 14.0  # pixels
        self.pointer = QPointF(-100, -100)
        self._press: QPointF | None = None
        self._button = Qt.MouseButton.NoButton
        self._hovered = -1
        self._at_unit = -1  # where the keyboard stands
        self._space = False

    @property
    def _view(self) -> "MapView":
        return cast("MapView", self)

    def set_tool(self, tool: MapTool | str) -> None:
        """What the left button does from now on; a drag under way is left without effect."""
        self._leave_gesture()
        self.tool = MapTool(tool)
        self.setCursor(_CURSORS[self.tool])
        self._view.tool_changed.emit(str(self.tool))
        self.update()

    def set_brush_radius(self, pixels: float) -> None:
        self.brush_radius = float(np.clip(pixels, 2, 200))
        self.update()

    # Mouse

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._view.hover.leave()
        self._press, self._button = event.position(), event.button()
        left, middle = Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton
        if self._view.content is None or self._button not in (left, middle):
            return
        if self._button is left and self.tool is MapTool.BRUSH and not self._space:
            self._begin(event)  # a single dab paints too

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self.pointer = event.position()
        if self.gesture is not None:
            self.gesture.move(event.position())
        elif self._press is not None and event.buttons() != Qt.MouseButton.NoButton:
            moved = (event.position() - self._press).manhattanLength()
            if moved >= QApplication.startDragDistance() and self._button in (
                Qt.MouseButton.LeftButton,
                Qt.MouseButton.MiddleButton,
            ):
                self._begin(event)
        else:
            self._hover(event.position())

    def _begin(self, event: QMouseEvent) -> None:
        press = self._press or event.position()
        is_left = self._button is Qt.MouseButton.LeftButton
        modifiers = event.modifiers()
        if not is_left or self._space:
            kind: type[Gesture] = Pan
        elif self.tool is MapTool.SELECT and modifiers & Qt.KeyboardModifier.ShiftModifier:
            kind = Lasso
        elif self.tool is MapTool.SELECT and self._is_on_selection(press):
            self._drag_selection()
            return
        else:
            kind = GESTURES[self.tool]
        self.gesture = kind(self._view, press, modifiers)
        self.gesture.move(event.position())
        self.update()

    def _is_on_selection(self, at: QPointF) -> bool:
        unit = self._view.unit_at(at.x(), at.y())
        return unit >= 0 and unit in self._view.selection()

    def _drag_selection(self) -> None:
        """Chosen units can be carried to a row of a table, a bar or the tree."""
        units = self._view.selection()
        mime = QMimeData()
        mime.setData(UNITS_MIME, ",".join(map(str, units.tolist())).encode())
        drag = QDrag(self)
        drag.setMimeData(mime)
        self._press = None
        drag.exec(Qt.DropAction.MoveAction)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        gesture, self.gesture = self.gesture, None
        press, self._press = self._press, None
        if gesture is not None:
            gesture.release()
            self.update()
        elif press is not None and event.button() is Qt.MouseButton.LeftButton:
            self._click(event)

    def _click(self, event: QMouseEvent) -> None:
        view, at = self._view, event.position()
        unit = view.unit_at(at.x(), at.y())
        point = view.point_at(at.x(), at.y())
        if point >= 0 and self.tool is MapTool.SELECT:
            view.point_clicked.emit(point)
            return
        if self.tool is MapTool.PIPETTE:
            if unit >= 0:
                view.picked.emit(unit)
            return
        view.unit_clicked.emit(unit)
        if self.tool in (MapTool.SELECT, MapTool.LASSO):
            self._choose(unit, bool(event.modifiers() & _MANY))

    def _choose(self, unit: int, is_many: bool) -> None:
        view = self._view
        self._at_unit = unit if unit >= 0 else self._at_unit
        one = np.array([unit] if unit >= 0 else [], dtype=np.int64)
        view.choose(np.setxor1d(view.selection(), one) if is_many else one)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        unit = self._view.unit_at(event.position().x(), event.position().y())
        if unit >= 0 and event.button() is Qt.MouseButton.LeftButton:
            self._view.unit_activated.emit(unit)

    def wheelEvent(self, event: QWheelEvent) -> None:
        turns = event.angleDelta().y() / 120
        if turns:
            self._view.zoom_by(1.25**turns, event.position())
        event.accept()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        unit = self._view.unit_at(event.pos().x(), event.pos().y())
        self._view.context_wanted.emit(unit, event.globalPos())

    def _hover(self, at: QPointF) -> None:
        view = self._view
        unit = view.unit_at(at.x(), at.y())
        view.hover.follow(unit, view.point_at(at.x(), at.y()), at)
        if unit != self._hovered:
            self._hovered = unit
            view.hovered.emit(unit)
        if self.tool is MapTool.BRUSH:
            self.update()

    def enterEvent(self, event: QEnterEvent) -> None:
        self.update()
        super().enterEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        self._view.hover.leave()
        if self._hovered != -1:
            self._hovered = -1
            self._view.hovered.emit(-1)
        self.update()
        super().leaveEvent(event)

    # Dropping onto the map: a rep onto a territory, a row onto a unit

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        event.acceptProposedAction()

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        self._hover(event.position())
        event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        at = event.position()
        self._view.dropped.emit(event.mimeData(), self._view.unit_at(at.x(), at.y()))
        event.acceptProposedAction()

    # Keyboard

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        is_control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if key in _ARROWS:
            right, down = _ARROWS[key]
            if is_control:
                self._step_to_unit(right, down)
            else:
                self._view.pan_by(-right * _STEP, -down * _STEP)
        elif not self._plain_key(key, is_control):
            super().keyPressEvent(event)

    def _plain_key(self, key: Qt.Key, is_control: bool) -> bool:
        view = self._view
        if key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
            view.zoom_by(1.5)
        elif key in (Qt.Key.Key_Minus, Qt.Key.Key_Underscore):
            view.zoom_by(1 / 1.5)
        elif key == Qt.Key.Key_Home:
            view.fit()
        elif key == Qt.Key.Key_Escape:
            return self._escape()
        elif key == Qt.Key.Key_Space:
            self._press_space(is_control)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._at_unit >= 0:
            view.unit_activated.emit(self._at_unit)
        elif key == Qt.Key.Key_A and is_control and view.content is not None:
            view.choose(np.flatnonzero(~view.content.hidden))
        else:
            return False
        return True

    def _escape(self) -> bool:
        """First leaves a drag, then clears the selection; else somebody else may want the key."""
        if self._leave_gesture():
            return True
        if len(self._view.selection()):
            self._view.choose(np.empty(0, dtype=np.int64))
            return True
        return False

    def _leave_gesture(self) -> bool:
        gesture, self.gesture = self.gesture, None
        self._press = None
        if gesture is not None:
            gesture.cancel()
            self.update()
        return gesture is not None

    def _press_space(self, is_control: bool) -> None:
        if self._at_unit >= 0 and not self.underMouse():
            self._choose(self._at_unit, is_control)
        self._space = True

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space and not event.isAutoRepeat():
            self._space = False
        super().keyReleaseEvent(event)

    def _step_to_unit(self, right: int, down: int) -> None:
        """Go to the nearest unit in a direction and choose it."""
        view = self._view
        if view.content is None:
            return
        places = view.camera.to_screen(view.content.shapes.centres)
        middle = np.array([self.width() / 2, self.height() / 2])
        here = places[self._at_unit] if self._at_unit >= 0 else middle
        offset = places - here
        ahead = offset @ (right, down)
        aside = np.abs(offset @ (down, right))
        cost = np.where((ahead > 0.5) & ~view.content.hidden, ahead + 2 * aside, np.inf)
        cost[~np.isfinite(cost)] = np.inf
        if np.isfinite(cost).any():
            self._choose(int(cost.argmin()), is_many=False)
            self._bring_into_view(places[self._at_unit])

    def _bring_into_view(self, place: np.ndarray) -> None:
        x, y = place.tolist()
        if not (20 < x < self.width() - 20 and 20 < y < self.height() - 20):
            self._view.pan_by(self.width() / 2 - x, self.height() / 2 - y)

    def focusInEvent(self, event: QFocusEvent) -> None:
        self.update()
        super().focusInEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self._space = False
        self.update()
        super().focusOutEvent(event)
