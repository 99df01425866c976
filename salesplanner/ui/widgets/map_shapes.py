"""The units of a map on the plane: shapes to fill, centres, what lies under a point."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF
from PySide6.QtGui import QPainterPath

from salesplanner.geography.outlines import Outlines
from salesplanner.ui.widgets.map_paths import read_paths
from salesplanner.ui.widgets.map_projection import Project, choose_projection, inset_frames, plane

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
Edges = tuple[Floats, Ints, Ints]  # (s, 4) segments, unit on one side, unit on the other or -1

_MIX = np.uint64(0x9E3779B97F4A7C15)  # spreads pairs of nodes over 64 bits
_BATCH = 512  # paths are made this many at a time, when first drawn


class MapShapes:
    """Units projected once; everything else (paths, edges) is made when first needed.

    Attributes:
        boxes: (n, 4) left, top, right, bottom of each unit on the plane; a dot has none in size.
        centres: (n, 2) where a unit's label goes and what a lasso catches; NaN when unknown.
        is_dot: (n,) units without an outline but with a place.
    """

    def __init__(
        self, outlines: Outlines, places: Floats | None = None, project: Project | None = None
    ) -> None:
        n = outlines.n_units
        places = np.full((n, 2), np.nan) if places is None else np.asarray(places, np.float64)
        known = np.vstack([outlines.points, places[np.isfinite(places).all(axis=1)]])
        self.n_units = n
        self.project = project or choose_projection(known)
        self.frames = inset_frames(self.project, known)
        self._points = self._projected(outlines)
        self._ring_starts, self._ring_unit = outlines.ring_starts, outlines.ring_unit
        ring_points = np.diff(outlines.ring_starts)
        self._counts = np.bincount(outlines.ring_unit, weights=ring_points, minlength=n).astype(
            np.int64
        )
        self._first = np.cumsum(self._counts) - self._counts
        self._paths: list[QPainterPath | None] = [None] * n
        self.boxes = self._unit_boxes()
        self.centres = self._unit_centres(places)
        self.is_dot = (self._counts == 0) & np.isfinite(self.centres).all(axis=1)
        self.boxes[self.is_dot] = np.tile(self.centres[self.is_dot], 2)

    def _projected(self, outlines: Outlines) -> Floats:
        points = outlines.points if len(outlines.points) else np.empty((0, 2))
        if not len(points):
            return points
        if self.project is not plane:
            points = across_date_line(points, outlines.ring_starts)
        return np.ascontiguousarray(self.project(points))

    def _unit_boxes(self) -> Floats:
        boxes = np.full((self.n_units, 4), np.nan)
        has = self._counts > 0
        if has.any():
            starts = self._first[has]
            boxes[has, :2] = np.minimum.reduceat(self._points, starts)
            boxes[has, 2:] = np.maximum.reduceat(self._points, starts)
        return boxes

    def _unit_centres(self, places: Floats) -> Floats:
        """The centroid of each unit's largest ring; without an outline, its place."""
        centres = np.full((self.n_units, 2), np.nan)
        given = np.isfinite(places).all(axis=1)
        if given.any():
            centres[given] = self.project(places[given])
        if len(self._ring_unit):
            area, ring_centres = _ring_centroids(self._points, self._ring_starts)
            order = np.lexsort((area, self._ring_unit))
            units, first_of_next = np.unique(self._ring_unit[order][::-1], return_index=True)
            largest = order[::-1][first_of_next]
            centres[units] = ring_centres[largest]
        return centres

    @property
    def extent(self) -> tuple[float, float, float, float] | None:
        """Left, top, right, bottom of all units and inset frames; None when nothing has a place."""
        return self.extent_of(np.arange(self.n_units), with_frames=True)

    def extent_of(
        self, units: Ints, with_frames: bool = False
    ) -> tuple[float, float, float, float] | None:
        boxes = self.boxes[units]
        boxes = boxes[np.isfinite(boxes).all(axis=1)]
        if with_frames:
            boxes = np.vstack([boxes, self.frames])
        if not len(boxes):
            return None
        left, top = boxes[:, :2].min(axis=0)
        right, bottom = boxes[:, 2:].max(axis=0)
        return float(left), float(top), float(right), float(bottom)

    def path(self, unit: int) -> QPainterPath:
        """The shape of a unit (empty for a dot)."""
        path = self._paths[unit]
        return path if path is not None else self._make_paths(unit)

    def _make_paths(self, unit: int) -> QPainterPath:
        low = unit - unit % _BATCH
        high = min(low + _BATCH, self.n_units)
        first = int(self._first[low])
        last = int(self._first[high - 1] + self._counts[high - 1])
        is_start = np.zeros(last - first, dtype=bool)
        ring_low, ring_high = np.searchsorted(self._ring_starts, [first, last])
        is_start[self._ring_starts[ring_low:ring_high] - first] = True
        paths = read_paths(self._points[first:last], is_start, self._counts[low:high])
        self._paths[low:high] = paths
        return paths[unit - low]

    def within(self, left: float, top: float, right: float, bottom: float) -> Ints:
        """Units whose box meets a rectangle."""
        boxes = self.boxes
        meets = (boxes[:, 0] <= right) & (boxes[:, 2] >= left)
        meets &= (boxes[:, 1] <= bottom) & (boxes[:, 3] >= top)
        return np.flatnonzero(meets)

    def unit_at(self, x: float, y: float, reach: float, hidden: Bools | None = None) -> int:
        """The unit under a point of the plane; dots are caught within `reach`. -1 when none."""
        near = self.within(x - reach, y - reach, x + reach, y + reach)
        if hidden is not None:
            near = near[~hidden[near]]
        dots = near[self.is_dot[near]]
        if len(dots):
            away = np.hypot(*(self.centres[dots] - (x, y)).T)
            if away.min() <= reach:
                return int(dots[away.argmin()])
        point = QPointF(x, y)
        areas: list[int] = near[~self.is_dot[near]].tolist()
        return next((unit for unit in areas if self.path(unit).contains(point)), -1)

    def edges(self) -> Edges:
        """Every edge once: segments (s, 4), the unit on one side, the unit on the other or -1."""
        return shared_edges(self._points, self._ring_starts, self._ring_unit)


def across_date_line(lonlat: Floats, starts: Ints) -> Floats:
    """Rings that jump from one side of the date line to the other run on beyond 180 degrees instead
    (a ring round a pole cannot, and stays)."""
    jump = np.abs(np.diff(lonlat[:, 0])) > 180
    jump[starts[1:-1] - 1] = False  # from one ring to the next
    rings = np.unique(np.searchsorted(starts, np.flatnonzero(jump), side="right") - 1)
    result = lonlat.copy() if len(rings) else lonlat
    for ring in rings.tolist():
        part = slice(starts[ring], starts[ring + 1])
        lon = np.unwrap(lonlat[part, 0], period=360.0)
        if abs(lon[-1] - lon[0]) < 180:
            result[part, 0] = lon - 360 * np.round((lon.min() + lon.max()) / 720)
    return result


def _ring_centroids(points: Floats, starts: Ints) -> tuple[Floats, Floats]:
    """Area (unsigned) and centroid of each ring, by the shoelace formula round its first point."""
    ring = np.repeat(np.arange(len(starts) - 1), np.diff(starts))
    local = points - points[starts[:-1]][ring]
    following = np.roll(local, -1, axis=0)
    following[starts[1:] - 1] = 0.0
    cross = local[:, 0] * following[:, 1] - following[:, 0] * local[:, 1]
    doubled = np.bincount(ring, weights=cross)
    moment = np.stack(
        [np.bincount(ring, weights=cross * (local + following)[:, k]) for k in (0, 1)], axis=1
    )
    is_flat = np.abs(doubled) < 1e-9
    safe = np.where(is_flat, 1.0, doubled)[:, None]
    shift = np.where(is_flat[:, None], 0.0, moment / (3 * safe))
    return np.abs(doubled) / 2, points[starts[:-1]] + shift


def shared_edges(points: Floats, starts: Ints, ring_unit: Ints) -> Edges:
    """Edges of rings, those with the same two ends (to 10 m) found once with both their units."""
    owner = np.repeat(ring_unit, np.diff(starts))
    following = np.roll(np.arange(len(points)), -1)
    following[starts[1:] - 1] = starts[:-1]
    cell = np.round(points * 100).astype(np.int64)
    node = cell[:, 0] * (1 << 24) + cell[:, 1]
    a, b = node, node[following]
    is_real = a != b
    index = np.flatnonzero(is_real)
    low, high = np.minimum(a, b)[index], np.maximum(a, b)[index]
    mixed = low.astype(np.uint64) * _MIX + high.astype(np.uint64)
    order = np.argsort(mixed, kind="stable")  # one key: a third of the time of sorting by both
    low, high, index = low[order], high[order], index[order]
    is_first = np.ones(len(index), dtype=bool)
    is_first[1:] = (low[1:] != low[:-1]) | (high[1:] != high[:-1])
    kept = np.flatnonzero(is_first)
    partner = np.minimum(kept + 1, len(index) - 1)
    has_partner = (partner != kept) & ~is_first[partner] if len(index) else is_first
    other = np.where(has_partner, owner[index[partner]], -1) if len(index) else kept
    back = np.argsort(index[kept], kind="stable")  # in the order of the rings: lines join up
    kept, other = kept[back], other[back]
    ends = np.hstack([points[index[kept]], points[following[index[kept]]]])
    return ends, owner[index[kept]], other


def border_mask(left: Ints, right: Ints, groups: Ints) -> Bools:
    """Which edges part two groups; an outer edge counts when its unit is in a group."""
    padded = np.append(groups, -1)
    differs: Bools = padded[left] != padded[right]
    return differs


def as_units(units: Sequence[int] | Ints) -> Ints:
    """Units as a sorted array without repeats."""
    return np.unique(np.asarray(units, dtype=np.int64))
