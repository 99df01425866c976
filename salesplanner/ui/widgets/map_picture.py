"""The map as pictures: taken in slices after the view settles, touched up where units change."""

import time
from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
from PySide6.QtCore import QObject, QRectF, QTimer, Signal
from PySide6.QtGui import QColor, QFont, QImage, QPainter

from salesplanner.ui.theme import LIGHT, Theme
from salesplanner.ui.widgets.map_camera import Camera
from salesplanner.ui.widgets.map_layers import (
    FINE_PIXELS,
    MapContent,
    blank,
    draw_borders,
    draw_frames,
    draw_selection,
    draw_units,
    screen_box,
    visible_units,
)
from salesplanner.ui.widgets.map_points import Crowds, MapPoints, crowd, draw_homes, draw_points
from salesplanner.ui.widgets.map_shapes import Ints

SETTLE_MS = 80  # a drag or a turn of the wheel is over when nothing came for so long
_SLICE_S = 0.008
_GROW_S = 0.1  # between looks at the first picture while it is drawn
_AT_ONCE = 5000  # more changed units than this are redrawn in slices


@dataclass
class Shot:
    """Pictures of one view; `frame` is all of them in one."""

    camera: Camera
    is_fine: bool
    base: QImage
    borders: QImage
    marks: QImage
    selection: QImage
    crowds: Crowds
    frame: QImage | None = field(default=None)

    def layers(self, with_selection: bool) -> list[QImage]:
        top = [self.marks, self.selection] if with_selection else []
        return [self.base, self.borders, *top]

    def patch(self, part: QRectF, with_selection: bool) -> None:
        """Put a part of the frame together again after its layers changed there."""
        if self.frame is not None:
            painter = QPainter(self.frame)
            painter.setClipRect(part)
            for layer in self.layers(with_selection):
                painter.drawImage(0, 0, layer)
            painter.end()


class MapPicture(QObject):
    """Keeps the picture of a map true to its content and, after a pause, to its view."""

    changed = Signal()  # the picture differs: paint it
    settled = Signal()  # a redraw is complete

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.content: MapContent | None = None
        self.theme: Theme = LIGHT
        self.font = QFont()
        self.ratio = 1.0
        self.points = MapPoints()
        self.homes = MapPoints()
        self.selected: Ints = np.empty(0, dtype=np.int64)
        self.shot: Shot | None = None
        self.overview: Shot | None = None
        self._wanted = Camera()
        self._job: Iterator[None] | None = None
        self._settle = QTimer(self)
        self._settle.setSingleShot(True)
        self._settle.timeout.connect(self._begin)
        self._slice = QTimer(self)
        self._slice.timeout.connect(self._draw_slice)

    @property
    def is_settled(self) -> bool:
        return self._job is None and not self._settle.isActive()

    def forget(self) -> None:
        """Drop every picture: other units, another theme."""
        self.shot = self.overview = None

    def want(self, camera: Camera, delay_ms: int = SETTLE_MS) -> None:
        """Redraw for a view once nothing else is wanted for a while."""
        self._wanted = camera
        self._settle.start(delay_ms)

    def draw_now(self, camera: Camera) -> None:
        """Redraw for a view and return when done (for files; the window uses `want`)."""
        self._wanted = camera
        self._begin()
        while self._job is not None:
            self._draw_slice()

    def stop(self) -> None:
        self._settle.stop()
        self._slice.stop()
        self._job = None

    def _begin(self) -> None:
        self._settle.stop()
        if self.content is not None:
            self._job = self._steps(self.content, self._wanted)
            self._slice.start(0)

    def _draw_slice(self) -> None:
        until = time.perf_counter() + _SLICE_S
        while self._job is not None and time.perf_counter() < until:
            if next(self._job, self) is self:
                self._job = None
                self._slice.stop()
                self.changed.emit()
                self.settled.emit()

    def _empty_shot(self, camera: Camera, is_fine: bool) -> Shot:
        borders, marks, selection = (blank(camera, self.ratio) for _ in range(3))
        base = blank(camera, self.ratio, QColor(self.theme.water))
        crowds = crowd(self.points, camera)
        return Shot(camera, is_fine, base, borders, marks, selection, crowds)

    def _steps(self, content: MapContent, camera: Camera) -> Iterator[None]:
        units = visible_units(content, camera)
        is_fine = len(units) * FINE_PIXELS <= camera.width * camera.height
        shot = self._empty_shot(camera, is_fine)
        is_first = self.shot is None
        if is_first:
            self.shot = shot  # nothing better to look at: watch it grow
        shown = time.perf_counter()
        for _ in draw_units(shot.base, content, camera, self.theme, units, shot.is_fine):
            if is_first and time.perf_counter() - shown > _GROW_S:
                shown = time.perf_counter()
                shot.frame = None
                self.changed.emit()
            yield
        draw_frames(shot.base, content.shapes.frames, camera, self.theme)
        yield from draw_borders(shot.borders, content, camera, self.theme)
        yield from self._mark_steps(shot)
        draw_selection(shot.selection, content, camera, self.theme, self.selected)
        shot.frame = None
        self.shot = shot
        if self.overview is None or camera.scale <= self.overview.camera.scale * 1.01:
            self.overview = shot

    def _mark_steps(self, shot: Shot) -> Iterator[None]:
        yield from draw_points(
            shot.marks, self.points, shot.crowds, shot.camera, self.theme, self.font
        )
        draw_homes(shot.marks, self.homes, shot.camera, self.theme)

    def _shots(self) -> list[Shot]:
        shots = [self.shot] if self.shot is not None else []
        if self.overview is not None and self.overview is not self.shot:
            shots.append(self.overview)
        return shots

    def recolour(self, units: Ints) -> None:
        """Units have another fill or lock: paint just them."""
        self._touch_up(units, with_fills=True, with_borders=False)

    def regroup(self, units: Ints) -> None:
        """Units went to another territory: draw the borders round them anew."""
        self._touch_up(units, with_fills=False, with_borders=True)

    def _touch_up(self, units: Ints, with_fills: bool, with_borders: bool) -> None:
        content = self.content
        if content is None or not len(units):
            return
        if len(units) > _AT_ONCE or self._job is not None:
            self.overview = None if len(units) > _AT_ONCE else self.overview
            self.want(self._wanted, 0)
            return
        for shot in self._shots():
            self._touch_shot(shot, content, units, with_fills, with_borders)
        self.changed.emit()

    def _touch_shot(
        self, shot: Shot, content: MapContent, units: Ints, with_fills: bool, with_borders: bool
    ) -> None:
        camera = shot.camera
        clip: QRectF = screen_box(content, camera, units)
        if clip.isEmpty():
            return
        if with_fills:
            units = units[np.isin(units, visible_units(content, camera))]
            for _ in draw_units(shot.base, content, camera, self.theme, units, shot.is_fine):
                pass
        if with_borders:
            for _ in draw_borders(shot.borders, content, camera, self.theme, clip):
                pass
        shot.patch(clip, with_selection=shot is self.shot)

    def select(self, units: Ints) -> None:
        self.selected = units
        shot, content = self.shot, self.content
        if shot is not None and content is not None:
            shot.selection = blank(shot.camera, self.ratio)
            draw_selection(shot.selection, content, shot.camera, self.theme, units)
            shot.frame = None
            self.changed.emit()

    def mark(self) -> None:
        """Points or homes changed: draw just them."""
        shot = self.shot
        if shot is None or self.content is None:
            return
        if self._job is not None:
            self.want(self._wanted, 0)
            return
        shot.marks = blank(shot.camera, self.ratio)
        shot.crowds = crowd(self.points, shot.camera)
        for _ in self._mark_steps(shot):
            pass
        shot.frame = None
        self.changed.emit()

    def paint(self, painter: QPainter, camera: Camera) -> None:
        """The map as well as it is known for a view: moved and scaled while it is on its way."""
        under = self.overview
        if under is not None and under is not self.shot and not self._covers(camera):
            self._paint_shot(painter, under, camera)
        if self.shot is not None:
            self._paint_shot(painter, self.shot, camera)

    def _covers(self, camera: Camera) -> bool:
        if self.shot is None:
            return False
        has, needs = self.shot.camera.box, camera.box
        return (
            has[0] <= needs[0] and has[1] <= needs[1] and has[2] >= needs[2] and has[3] >= needs[3]
        )

    def _paint_shot(self, painter: QPainter, shot: Shot, camera: Camera) -> None:
        if shot.frame is None:
            shot.frame = _flat(shot.layers(with_selection=shot is self.shot))
        painter.save()
        if shot.camera != camera:
            painter.setTransform(camera.from_view(shot.camera), True)
        painter.drawImage(0, 0, shot.frame)
        painter.restore()


def _flat(layers: list[QImage]) -> QImage:
    frame = layers[0].copy()
    painter = QPainter(frame)
    for layer in layers[1:]:
        painter.drawImage(0, 0, layer)
    painter.end()
    return frame
