"""Accounts as points, counted together where they crowd; homes of reps as small houses."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QImage, QPainter, QPen, QPolygonF

from salesplanner.ui.theme import Theme
from salesplanner.ui.widgets.map_camera import Camera
from salesplanner.ui.widgets.map_paths import polygon
from salesplanner.ui.widgets.map_shapes import Bools, Floats, Ints

CELL = 56  # pixels: the square in which points are counted together
CROWD = 9  # more points than this in a square become one circle with their number
Colours = NDArray[np.uint32]


@dataclass(frozen=True)
class MapPoints:
    """Points on the plane, (n, 2), each with a radius in pixels and a colour 0xffrrggbb."""

    at: Floats = field(default_factory=lambda: np.empty((0, 2)))
    radius: Floats = field(default_factory=lambda: np.empty(0))
    colour: Colours = field(default_factory=lambda: np.empty(0, np.uint32))


@dataclass(frozen=True)
class Crowds:
    """What a view shows of the points: single ones, and circles that stand for many."""

    single: Ints  # positions of points drawn by themselves
    middle: Floats  # (k, 2) on the screen
    count: Ints  # (k,)


def crowd(points: MapPoints, camera: Camera) -> Crowds:
    """Count the points of a view in squares; squares stay put while the map is panned."""
    screen = camera.to_screen(points.at)
    x, y = screen[:, 0], screen[:, 1]
    seen = np.flatnonzero(
        (x > -CELL) & (y > -CELL) & (x < camera.width + CELL) & (y < camera.height + CELL)
    )
    cell = np.floor(points.at[seen] * camera.scale / CELL).astype(np.int64)
    _, square, n = np.unique(
        cell[:, 0] * (1 << 31) + cell[:, 1], return_inverse=True, return_counts=True
    )
    is_crowd = n > CROWD
    middle = np.stack([np.bincount(square, screen[seen, k]) / n for k in (0, 1)], axis=1)
    return Crowds(seen[~is_crowd[square]], middle[is_crowd], n[is_crowd])


def point_under(points: MapPoints, crowds: Crowds, camera: Camera, x: float, y: float) -> int:
    """The single point drawn at a place of the view, -1 when none."""
    if not len(crowds.single):
        return -1
    away = np.hypot(*(camera.to_screen(points.at[crowds.single]) - (x, y)).T)
    away = away - points.radius[crowds.single]
    return int(crowds.single[away.argmin()]) if away.min() <= 2 else -1


def draw_points(
    image: QImage, points: MapPoints, crowds: Crowds, camera: Camera, theme: Theme, font: QFont
) -> Iterator[None]:
    """Single points, then circles with counts; one step per kind of point."""
    chosen = crowds.single
    looks = np.stack([np.round(points.radius[chosen], 1), points.colour[chosen]], axis=1)
    for radius, colour in np.unique(looks, axis=0)[::-1].tolist():
        spots = chosen[(looks == (radius, colour)).all(axis=1)]
        painter = QPainter(image)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        where = polygon(camera.to_screen(points.at[spots]))
        for pen_colour, size in (
            (QColor(theme.surface), 2 * radius + 2.4),
            (QColor.fromRgb(int(colour)), 2 * radius),
        ):
            pen = QPen(pen_colour, size, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap)
            painter.setPen(pen)
            painter.drawPoints(where)
        painter.end()
        yield
    _draw_crowds(image, crowds, theme, font)
    yield


def _draw_crowds(image: QImage, crowds: Crowds, theme: Theme, font: QFont) -> None:
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    small = QFont(font)
    small.setPointSizeF(font.pointSizeF() * 0.82)
    painter.setFont(small)
    fill = QColor(theme.surface)
    fill.setAlpha(205)
    height = QFontMetricsF(small).height()
    for (x, y), count in zip(crowds.middle.tolist(), crowds.count.tolist(), strict=True):
        radius = min(height * 0.5 + 2.2 * np.log10(count), CELL / 2 - 2)
        painter.setPen(QPen(QColor(theme.muted), 1.2))
        painter.setBrush(fill)
        painter.drawEllipse(QPointF(x, y), radius, radius)
        painter.setPen(QColor(theme.text))
        box = QRectF(x - CELL, y - CELL, 2 * CELL, 2 * CELL)
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, short_count(count))
    painter.end()


def short_count(count: int) -> str:
    """950, 1.2k, 14k."""
    if count < 1000:
        return str(count)
    return f"{count / 1000:.1f}k" if count < 10_000 else f"{count / 1000:.0f}k"


def draw_homes(image: QImage, homes: MapPoints, camera: Camera, theme: Theme) -> None:
    """Small houses in the colour of the rep's territory."""
    screen = camera.to_screen(homes.at)
    inside: Bools = ((screen > -20) & (screen < (camera.width + 20, camera.height + 20))).all(
        axis=1
    )
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    pen = QPen(QColor(theme.border), 1.6)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.setPen(pen)
    for i in np.flatnonzero(inside).tolist():
        painter.setBrush(QColor.fromRgb(int(homes.colour[i])))
        painter.drawPolygon(house(screen[i, 0], screen[i, 1], homes.radius[i]))
    painter.end()


def house(x: float, y: float, size: float) -> QPolygonF:
    """A house whose middle is at (x, y)."""
    roof = [(-1.15, 0.0), (0.0, -1.15), (1.15, 0.0), (0.8, 0.0), (0.8, 0.95), (-0.8, 0.95)]
    corners = [QPointF(x + size * a, y + size * b) for a, b in [*roof, (-0.8, 0.0)]]
    return QPolygonF(corners)
