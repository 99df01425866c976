"""What a mouse drag on the map does, one class per kind of drag."""

from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen

from salesplanner.ui.theme import Theme
from salesplanner.ui.widgets.map_camera import Camera
from salesplanner.ui.widgets.map_paths import polygon
from salesplanner.ui.widgets.map_shapes import Floats, Ints, as_units

if TYPE_CHECKING:  # the view makes the gestures: it cannot be imported here
    from salesplanner.ui.widgets.map_view import MapView

Modifiers = Qt.KeyboardModifier


class MapTool(StrEnum):
    """What the left button does."""

    SELECT = "select"
    PAN = "pan"
    LASSO = "lasso"
    BRUSH = "brush"
    PIPETTE = "pipette"
    ZOOM_BOX = "zoom-box"


class Gesture:
    """A drag from press to release. Leaving it by Esc calls `cancel` and nothing else."""

    def __init__(self, view: "MapView", at: QPointF, modifiers: Modifiers) -> None:
        self.view, self.start, self.last, self.modifiers = view, at, at, modifiers

    def move(self, at: QPointF) -> None:
        self.last = at

    def release(self) -> None:
        """The button was let go at `last`."""

    def cancel(self) -> None:
        """As if it had never begun."""

    def draw(self, painter: QPainter, theme: Theme) -> None:
        """Over the map, in pixels."""


class Pan(Gesture):
    def move(self, at: QPointF) -> None:
        self.view.pan_by(at.x() - self.last.x(), at.y() - self.last.y())
        super().move(at)


class ZoomBox(Gesture):
    def release(self) -> None:
        box = self._box()
        if box.width() > 4 and box.height() > 4:
            self.view.zoom_to_screen(box)

    def _box(self) -> QRectF:
        return QRectF(self.start, self.last).normalized()

    def draw(self, painter: QPainter, theme: Theme) -> None:
        painter.setPen(QPen(QColor(theme.accent), 1.5, Qt.PenStyle.DashLine))
        painter.setBrush(_veil(theme))
        painter.drawRect(self._box())


class Lasso(Gesture):
    """Catches the units whose middle lies inside."""

    def __init__(self, view: "MapView", at: QPointF, modifiers: Modifiers) -> None:
        super().__init__(view, at, modifiers)
        self._trail = [(at.x(), at.y())]

    def move(self, at: QPointF) -> None:
        super().move(at)
        self._trail.append((at.x(), at.y()))
        self.view.update()

    def release(self) -> None:
        caught = self.view.units_inside(np.array(self._trail))
        before = self.view.selection()
        if self.modifiers & Modifiers.AltModifier:
            caught = np.setdiff1d(before, caught)
        elif self.modifiers & (Modifiers.ShiftModifier | Modifiers.ControlModifier):
            caught = np.union1d(before, caught)
        self.view.choose(caught)

    def draw(self, painter: QPainter, theme: Theme) -> None:
        painter.setPen(QPen(QColor(theme.accent), 2, Qt.PenStyle.DashLine))
        painter.setBrush(_veil(theme))
        painter.drawPolygon(polygon(np.array(self._trail)))


class Brush(Gesture):
    """Paints every unit it passes over; they are told once, when the button is let go."""

    def __init__(self, view: "MapView", at: QPointF, modifiers: Modifiers) -> None:
        super().__init__(view, at, modifiers)
        self._painted: list[int] = []
        self._seen: set[int] = set()
        self._touch(at)

    def move(self, at: QPointF) -> None:
        step = at - self.last
        pixels = max(abs(step.x()), abs(step.y()))
        stops = max(1, int(np.ceil(pixels / max(self.view.brush_radius * 0.7, 3))))
        begin = self.last
        for k in range(1, stops + 1):
            self._touch(begin + step * (k / stops))
        super().move(at)

    def _touch(self, at: QPointF) -> None:
        units = self.view.units_near(at.x(), at.y(), self.view.brush_radius)
        new = [unit for unit in units.tolist() if unit not in self._seen]
        if new:
            self._seen.update(new)
            self._painted.extend(new)
            self.view.show_paint(as_units(new))
        self.view.update()

    def release(self) -> None:
        self.view.end_paint()
        if self._painted:
            self.view.painted.emit(as_units(self._painted))

    def cancel(self) -> None:
        self.view.end_paint()

    def draw(self, painter: QPainter, theme: Theme) -> None:
        draw_brush(painter, theme, self.last, self.view.brush_radius)


def draw_brush(painter: QPainter, theme: Theme, at: QPointF, radius: float) -> None:
    """The ring that shows how far the brush reaches."""
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for colour, width in ((theme.surface, 3.5), (theme.accent, 1.6)):
        painter.setPen(QPen(QColor(colour), width))
        painter.drawEllipse(at, radius, radius)


GESTURES: dict[MapTool, type[Gesture]] = {
    MapTool.SELECT: Pan,
    MapTool.PAN: Pan,
    MapTool.LASSO: Lasso,
    MapTool.BRUSH: Brush,
    MapTool.PIPETTE: Pan,
    MapTool.ZOOM_BOX: ZoomBox,
}


def inside_lasso(trail: Floats, places: Floats, camera: Camera) -> Ints:
    """Which places (n, 2 on the screen) lie inside a trail, to the pixel: the trail is filled into
    a small picture and looked up there, which costs the same for 50 places as for 50,000."""
    if len(trail) < 3:
        return np.empty(0, dtype=np.int64)
    mask = QImage(camera.width, camera.height, QImage.Format.Format_Grayscale8)
    mask.fill(0)
    painter = QPainter(mask)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(Qt.GlobalColor.white)
    painter.drawPolygon(polygon(trail), Qt.FillRule.WindingFill)
    painter.end()
    rows = np.frombuffer(mask.constBits(), np.uint8).reshape(camera.height, mask.bytesPerLine())
    size = (camera.width, camera.height)
    seen = np.flatnonzero(((places >= 0) & (places < size)).all(axis=1))
    x, y = places[seen].astype(np.int64).T
    caught: Ints = seen[rows[y, x] > 0]
    return caught


def _veil(theme: Theme) -> QColor:
    veil = QColor(theme.accent)
    veil.setAlpha(36)
    return veil
