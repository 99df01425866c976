"""The pictures a map is put together from, drawn in slices so that the window never waits."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QColor, QImage, QPainter, QPen, QTransform

from salesplanner.ui.theme import Theme
from salesplanner.ui.widgets.map_camera import Box, Camera
from salesplanner.ui.widgets.map_paths import lines_path, polygon
from salesplanner.ui.widgets.map_shapes import Bools, Floats, Ints, MapShapes, border_mask

FINE_PIXELS = 150  # units larger than this on average are drawn smooth, hairlines between them
_SLICE_UNITS = 256
_SLICE_LINES = 400
HAIR_ALPHA = 120  # lines between units are felt more than seen
REGION_ALPHA = 130


@dataclass(frozen=True)
class Links:
    """Straight lines from unit to unit, (s, 4) on the plane: who may be joined with whom."""

    segments: Floats
    colour: str
    width: float = 1.2
    is_dashed: bool = False


@dataclass
class MapContent:
    """What there is to draw, whatever the view."""

    shapes: MapShapes
    fills: NDArray[np.uint32]  # (n,) 0xffrrggbb
    locked: Bools
    groups: Ints  # territory number per unit, -1 none
    hidden: Bools
    edges: Floats = field(default_factory=lambda: np.empty((0, 4)))
    edge_left: Ints = field(default_factory=lambda: np.empty(0, np.int64))
    edge_right: Ints = field(default_factory=lambda: np.empty(0, np.int64))
    own_borders: Floats | None = None  # lines given by the caller instead of the groups' borders
    regions: Ints | None = None  # larger area per unit, -1 none: thin lines between them
    links: "tuple[Links, ...]" = ()

    def __post_init__(self) -> None:
        self._edge_boxes = segment_boxes(self.edges)

    def region_lines(self, box: Box) -> Floats:
        """Lines between larger areas, such as states, that meet a box of the plane."""
        if self.regions is None:
            return np.empty((0, 4))
        seen = np.flatnonzero(meets(self._edge_boxes, box) & (self.edge_right >= 0))
        seen = seen[self._is_beside_shown(seen)]
        parts = border_mask(self.edge_left[seen], self.edge_right[seen], self.regions)
        return self.edges[seen[parts]]

    def border_lines(self, box: Box) -> tuple[Floats, Floats]:
        """Lines between groups and lines of the coast that meet a box of the plane."""
        seen = np.flatnonzero(meets(self._edge_boxes, box))
        seen = seen[self._is_beside_shown(seen)]
        left, right = self.edge_left[seen], self.edge_right[seen]
        is_outer = right < 0
        is_border = border_mask(left, right, self.groups) & ~is_outer
        coast = self.edges[seen[is_outer]]
        if self.own_borders is not None:
            return self.own_borders[meets(segment_boxes(self.own_borders), box)], coast
        return self.edges[seen[is_border]], coast

    def _is_beside_shown(self, edges: Ints) -> Bools:
        """Whether an edge has a unit on one side at least that is not hidden."""
        left, right = self.edge_left[edges], self.edge_right[edges]
        return np.asarray(~self.hidden[left] | ((right >= 0) & ~self.hidden[right]))

    def rim_lines(self, units: Ints, box: Box) -> Floats:
        """The outline of some units taken together, where it meets a box of the plane."""
        is_in = np.full(self.shapes.n_units, -1, dtype=np.int64)
        is_in[units] = 0
        seen = np.flatnonzero(meets(self._edge_boxes, box))
        return self.edges[seen[border_mask(self.edge_left[seen], self.edge_right[seen], is_in)]]


def segment_boxes(segments: Floats) -> Floats:
    """Left, top, right, bottom of segments (s, 4)."""
    low = np.minimum(segments[:, :2], segments[:, 2:])
    return np.hstack([low, np.maximum(segments[:, :2], segments[:, 2:])])


def meets(boxes: Floats, box: Box) -> Bools:
    left, top, right, bottom = box
    across = (boxes[:, 0] <= right) & (boxes[:, 2] >= left)
    return across & (boxes[:, 1] <= bottom) & (boxes[:, 3] >= top)


def thinned(segments: Floats, camera: Camera) -> Floats:
    """Segments without those too short to see: ends go to a grid of a third of a pixel, so lines
    still hang together, and what then has no length is left out."""
    step = 0.33 / camera.scale
    snapped = np.round(segments / step) * step
    thin: Floats = snapped[(snapped[:, :2] != snapped[:, 2:]).any(axis=1)]
    return thin


def blank(camera: Camera, ratio: float, colour: QColor | None = None) -> QImage:
    """An empty picture of the view; see-through unless a colour is given."""
    kind = QImage.Format.Format_RGB32 if colour else QImage.Format.Format_ARGB32_Premultiplied
    image = QImage(QSize(camera.width, camera.height) * ratio, kind)
    image.setDevicePixelRatio(ratio)
    image.fill(colour if colour else Qt.GlobalColor.transparent)
    return image


def visible_units(content: MapContent, camera: Camera, reach: float = 8.0) -> Ints:
    left, top, right, bottom = camera.box
    edge = reach / camera.scale
    units = content.shapes.within(left - edge, top - edge, right + edge, bottom + edge)
    return units[~content.hidden[units]]


def draw_units(
    image: QImage, content: MapContent, camera: Camera, theme: Theme, units: Ints, fine: bool
) -> Iterator[None]:
    """Fill units into a picture, some hundreds per step."""
    for low in range(0, len(units), _SLICE_UNITS):
        painter = QPainter(image)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, fine)
        painter.setTransform(camera.transform())
        _fill_slice(painter, content, camera, theme, units[low : low + _SLICE_UNITS], fine)
        painter.end()
        yield


def _fill_slice(
    painter: QPainter,
    content: MapContent,
    camera: Camera,
    theme: Theme,
    units: Ints,
    fine: bool,
) -> None:
    shapes, fills = content.shapes, content.fills[units]
    brushes = {int(fill): QBrush(QColor.fromRgb(int(fill))) for fill in np.unique(fills)}
    painter.setPen(_cosmetic(theme.hairline, 0.7, HAIR_ALPHA) if fine else Qt.PenStyle.NoPen)
    is_dot = shapes.is_dot[units]
    for unit, fill, dot in zip(units.tolist(), fills.tolist(), is_dot.tolist(), strict=True):
        if not dot:
            painter.setBrush(brushes[fill])
            painter.drawPath(shapes.path(unit))
    hatched = units[content.locked[units] & ~is_dot]
    if len(hatched):
        _hatch(painter, shapes, camera, theme, hatched)
    if is_dot.any():
        _draw_dots(painter, content, camera, theme, units[is_dot])


def _hatch(painter: QPainter, shapes: MapShapes, camera: Camera, theme: Theme, units: Ints) -> None:
    colour = QColor(theme.border)
    colour.setAlpha(110)
    brush = QBrush(colour, Qt.BrushStyle.BDiagPattern)
    brush.setTransform(QTransform.fromScale(1 / camera.scale, 1 / camera.scale))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(brush)
    for unit in units.tolist():
        painter.drawPath(shapes.path(unit))


def dot_radius(camera: Camera) -> float:
    """Pixels; dots grow a little as the map does."""
    return float(np.clip(1.2 + 1.6 * np.log10(1 + 20 * camera.scale), 1.8, 7.0))


def _draw_dots(
    painter: QPainter, content: MapContent, camera: Camera, theme: Theme, units: Ints
) -> None:
    painter.save()
    painter.resetTransform()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    at = camera.to_screen(content.shapes.centres[units])
    size = 2 * dot_radius(camera)
    fills = content.fills[units]
    for fill in np.unique(fills).tolist():
        spots = polygon(at[fills == fill])
        for colour, width in ((QColor(theme.hairline), size + 1.5), (QColor.fromRgb(fill), size)):
            painter.setPen(_round(colour, width))
            painter.drawPoints(spots)
    painter.restore()


def draw_borders(
    image: QImage, content: MapContent, camera: Camera, theme: Theme, clip: QRectF | None = None
) -> Iterator[None]:
    """Lines between territories over a thin coast; with `clip`, only that part, wiped first."""
    box = camera.box
    if clip is not None:
        corner = camera.to_plane(clip.right(), clip.bottom())
        box = (*camera.to_plane(clip.left(), clip.top()), *corner)
        _wipe(image, clip)
    for segments, pen in border_pens(content, camera, theme, box):
        for part in _parts(segments, camera):
            painter = QPainter(image)
            if clip is not None:
                painter.setClipRect(clip)
            _draw_lines(painter, part, camera, pen)
            painter.end()
            yield


def border_pens(
    content: MapContent, camera: Camera, theme: Theme, box: Box
) -> list[tuple[Floats, QPen]]:
    """All lines of a map that meet a box and how each is drawn, the lowest first."""
    between, coast = content.border_lines(box)
    width = float(np.clip(1.0 + 0.35 * np.log2(1 + 8 * camera.scale), 1.1, 2.4))
    lines = [
        (coast, _cosmetic(theme.faint, 0.8)),
        (content.region_lines(box), _cosmetic(theme.border, 0.9, REGION_ALPHA)),
        (between, _cosmetic(theme.border, width)),
    ]
    for links in content.links:
        pen = _cosmetic(links.colour, links.width)
        if links.is_dashed:
            pen.setDashPattern([4, 3])
        lines.append((links.segments[meets(segment_boxes(links.segments), box)], pen))
    return lines


def _parts(segments: Floats, camera: Camera) -> Iterator[Floats]:
    """Pieces short enough for one step; also much quicker to stroke than one long path."""
    thin = thinned(segments, camera)
    for low in range(0, len(thin), _SLICE_LINES):
        yield thin[low : low + _SLICE_LINES]


def _draw_lines(painter: QPainter, segments: Floats, camera: Camera, pen: QPen) -> None:
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setTransform(camera.transform())
    painter.setPen(pen)
    painter.drawPath(lines_path(segments))


def draw_frames(image: QImage, frames: Floats, camera: Camera, theme: Theme) -> None:
    """Thin frames round the insets."""
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setTransform(camera.transform())
    painter.setPen(_cosmetic(theme.line, 1.0))
    for left, top, right, bottom in frames.tolist():
        painter.drawRect(QRectF(left, top, right - left, bottom - top))
    painter.end()


def draw_selection(
    image: QImage, content: MapContent, camera: Camera, theme: Theme, selected: Ints
) -> None:
    """A tint over the selected units and one line round each connected patch of them."""
    is_selected = np.zeros(content.shapes.n_units, dtype=np.int64)
    is_selected[selected] = 1
    seen = visible_units(content, camera)
    seen = seen[is_selected[seen] == 1]
    painter = QPainter(image)
    painter.setTransform(camera.transform())
    tint = QColor(theme.accent)
    tint.setAlpha(90)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(tint)
    draw_path, path = painter.drawPath, content.shapes.path  # a third quicker than fillPath
    for unit in seen.tolist():
        draw_path(path(unit))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    rim = content.rim_lines(selected, camera.box)
    for colour, width in ((theme.surface, 4.5), (theme.accent, 2.4)):
        for part in _parts(rim, camera):
            _draw_lines(painter, part, camera, _cosmetic(colour, width))
    painter.resetTransform()
    painter.setPen(QPen(QColor(theme.accent), 2.4))
    radius = dot_radius(camera) + 2
    for x, y in camera.to_screen(content.shapes.centres[seen[content.shapes.is_dot[seen]]]):
        painter.drawEllipse(QPointF(x, y), radius, radius)
    painter.end()


def screen_box(content: MapContent, camera: Camera, units: Ints, reach: float = 4.0) -> QRectF:
    """The part of the view that units take up, with a margin for the width of lines."""
    extent = content.shapes.extent_of(units)
    if extent is None:
        return QRectF()
    left, top, right, bottom = extent
    corners = camera.to_screen(np.array([[left, top], [right, bottom]]))
    low, high = np.floor(corners[0] - reach), np.ceil(corners[1] + reach)
    whole = QRectF(float(low[0]), float(low[1]), *(high - low).tolist())
    return whole & QRectF(0, 0, camera.width, camera.height)


def _wipe(image: QImage, clip: QRectF) -> None:
    painter = QPainter(image)
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Clear)
    painter.fillRect(clip, Qt.GlobalColor.transparent)
    painter.end()


def _cosmetic(colour: str, width: float, alpha: int = 255) -> QPen:
    ink = QColor(colour)
    ink.setAlpha(alpha)
    pen = QPen(ink, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap)
    pen.setJoinStyle(Qt.PenJoinStyle.BevelJoin)
    pen.setCosmetic(True)
    return pen


def _round(colour: QColor, width: float) -> QPen:
    return QPen(colour, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap)
