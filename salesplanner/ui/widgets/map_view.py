"""The map: arrays in, Qt signals out. It knows units by their position and nothing of the plan."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from salesplanner.geography.outlines import Outlines
from salesplanner.ui.theme import Theme, theme_of
from salesplanner.ui.widgets.map_camera import Box, Camera
from salesplanner.ui.widgets.map_export import export_map
from salesplanner.ui.widgets.map_gestures import MapTool, draw_brush, inside_lasso
from salesplanner.ui.widgets.map_hover import HoverCard
from salesplanner.ui.widgets.map_input import MapInput
from salesplanner.ui.widgets.map_labels import LabelLayer, MapLabel, label_amid, label_font
from salesplanner.ui.widgets.map_layers import Links, MapContent, dot_radius
from salesplanner.ui.widgets.map_legend import Legend, MapLegend
from salesplanner.ui.widgets.map_picture import SETTLE_MS, MapPicture
from salesplanner.ui.widgets.map_points import MapPoints, point_under
from salesplanner.ui.widgets.map_projection import Project
from salesplanner.ui.widgets.map_shapes import (
    Bools,
    Edges,
    Floats,
    Ints,
    MapShapes,
    as_units,
)

_NOTHING: Ints = np.empty(0, dtype=np.int64)
_MARGIN = 10


class MapView(MapInput):
    """A map of units that are filled, chosen, painted and labelled from outside.

    Units are named by their position in the outlines; selections are sorted int64 arrays.
    """

    unit_clicked = Signal(int)  # -1: beside every unit
    unit_activated = Signal(int)  # double-click or Enter
    selection_changed = Signal(object)  # by the user or by set_selection
    hovered = Signal(int)  # -1: none
    painted = Signal(object)  # units of a whole brush stroke, when the button is let go
    picked = Signal(int)  # the pipette took up this unit's territory
    point_clicked = Signal(int)  # an account point, by its position in set_points
    context_wanted = Signal(int, QPoint)  # right click: unit or -1, and where on the screen
    dropped = Signal(object, int)  # QMimeData let go over a unit (or -1)
    view_changed = Signal()
    tool_changed = Signal(str)
    theme_changed = Signal(object)  # the Theme: set fills again in its colours

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Map of the territories")
        self.setAccessibleDescription(
            "Arrow keys move, plus and minus zoom, Home shows all, Ctrl and arrows go from unit to "
            "unit, Space chooses, Esc clears"
        )
        self.picture = MapPicture(self)
        self.picture.theme, self.picture.font = theme_of(self), self.font()
        self.picture.changed.connect(self.update)
        self.picture.settled.connect(self._place_labels)
        self.legend = MapLegend(self)
        self.hover = HoverCard(self)
        self.camera = Camera()
        self._labels = LabelLayer()
        self._is_fitted = True
        self._paint_fill = np.uint32(0xFF1F5FBF)
        self._unpainted: dict[int, np.uint32] = {}

    # What is shown

    def set_outlines(
        self, outlines: Outlines, places: Floats | None = None, project: Project | None = None
    ) -> None:
        """Show other units, all of them in view and in plain grey.

        Args:
            places: (n, 2) as the outlines; where a unit without one is a dot. NaN: unknown.
            project: a function of map_projection; chosen from the coordinates unless given
                (`plane` for x_km, y_km).
        """
        shapes = MapShapes(outlines, places, project)
        self.set_shapes(shapes, shapes.edges())

    def set_shapes(self, shapes: MapShapes, edges: Edges) -> None:
        """Show units made ready before (0.3 s for 30,000; a job can do it: no widget)."""
        n = shapes.n_units
        grey = np.full(n, QColor(theme_of(self).unassigned).rgba(), dtype=np.uint32)
        nobody = np.full(n, -1, dtype=np.int64)
        no = np.zeros(n, dtype=bool)
        self.picture.stop()
        self.picture.forget()
        self.picture.selected = _NOTHING
        self.picture.content = MapContent(shapes, grey, no, nobody, no.copy(), *edges)
        self._labels.set_labels([])
        self.fit()

    @property
    def content(self) -> MapContent | None:
        return self.picture.content

    @property
    def n_units(self) -> int:
        return 0 if self.content is None else self.content.shapes.n_units

    def plane(self, coordinates: Floats) -> Floats:
        """Coordinates as in the outlines to the plane of the map (for labels)."""
        assert self.content is not None, "set_outlines comes first"
        return self.content.shapes.project(np.asarray(coordinates, dtype=np.float64))

    def set_fills(self, fills: NDArray[np.uint32]) -> None:
        """Fill every unit, 0xffrrggbb each; only those that differ are drawn."""
        content = self._content()
        fills = np.asarray(fills, dtype=np.uint32)
        changed = np.flatnonzero(content.fills != fills)
        content.fills = fills.copy()
        self.picture.recolour(changed)

    def set_groups(self, groups: Ints) -> None:
        """Say which territory each unit is in (-1 none): borders are drawn between them."""
        content = self._content()
        changed = np.flatnonzero(content.groups != groups)
        content.groups = np.asarray(groups, dtype=np.int64).copy()
        self.picture.regroup(changed)

    def set_border_segments(self, segments: Floats | None) -> None:
        """Draw these lines, (s, 4) in the outlines' coordinates, as borders; None: the groups'."""
        content = self._content()
        content.own_borders = None
        if segments is not None:
            content.own_borders = self.plane(segments.reshape(-1, 2)).reshape(-1, 4)
        self.picture.regroup(np.arange(self.n_units))

    def set_regions(self, regions: Ints | None) -> None:
        """Say which larger area (state) each unit is in, -1 none: thin lines run between them."""
        content = self._content()
        old, new = (_NOTHING if one is None else one for one in (content.regions, regions))
        if not np.array_equal(old, new):
            content.regions = None if regions is None else new.astype(np.int64)
            self.picture.regroup(np.arange(self.n_units))

    def set_links(self, links: Sequence[Links]) -> None:
        """Draw straight lines between units, in the outlines' coordinates; none: no lines."""
        content = self._content()
        before, content.links = content.links, tuple(
            replace(link, segments=self.plane(link.segments.reshape(-1, 2)).reshape(-1, 4))
            for link in links
        )  # fmt: skip
        if before or links:
            self.picture.regroup(np.arange(self.n_units))

    def set_locked(self, locked: Bools) -> None:
        """Hatch the units that may not move."""
        content = self._content()
        changed = np.flatnonzero(content.locked != locked)
        content.locked = np.asarray(locked, dtype=bool).copy()
        self.picture.recolour(changed)

    def set_hidden(self, hidden: Bools) -> None:
        """Leave units out of the map; they can then not be chosen either."""
        content = self._content()
        if (content.hidden != hidden).any():
            content.hidden = np.asarray(hidden, dtype=bool).copy()
            self.picture.overview = None
            self.picture.want(self.camera, 0)

    def set_points(
        self, coordinates: Floats, radius: Floats | float = 3.0, colour: object = 0xFF22303F
    ) -> None:
        """Account points; radius in pixels and colour 0xffrrggbb for each or for all."""
        self.picture.points = self._marks(coordinates, radius, colour)
        self.picture.mark()

    def set_homes(
        self, coordinates: Floats, colour: object = 0xFFFFFFFF, radius: Floats | float = 7.0
    ) -> None:
        """Homes of reps, drawn as small houses."""
        self.picture.homes = self._marks(coordinates, radius, colour)
        self.picture.mark()

    def _marks(self, coordinates: Floats, radius: Floats | float, colour: object) -> MapPoints:
        at = np.asarray(coordinates, dtype=np.float64).reshape(-1, 2)
        n = len(at)
        plane = self.plane(at) if n else at
        radii = np.broadcast_to(np.asarray(radius, np.float64), n)
        colours = np.broadcast_to(np.asarray(colour, np.uint32), n)
        return MapPoints(np.where(np.isfinite(plane), plane, 1e12), radii, colours)

    def set_labels(self, labels: Sequence[MapLabel]) -> None:
        self._labels.set_labels(labels)
        self._place_labels()

    def label_for(self, text: str, units: Ints, weight: float = 0.0) -> MapLabel:
        """A label in the midst of some units: on the unit nearest to the mean of their middles."""
        return label_amid(self._content().shapes, text, units, weight)

    def labels_shown(self) -> list[str]:
        return self._labels.texts()

    def set_legend(self, legend: Legend) -> None:
        self.legend.set_legend(legend)
        self._arrange()

    def set_hover_text(
        self,
        of_unit: Callable[[int], str] | None,
        of_point: Callable[[int], str] | None = None,
    ) -> None:
        """What the card says (simple HTML) when the mouse rests on a unit or an account."""
        self.hover.of_unit, self.hover.of_point = of_unit, of_point

    def _content(self) -> MapContent:
        assert self.content is not None, "set_outlines comes first"
        return self.content

    # Choosing and painting

    def selection(self) -> Ints:
        return self.picture.selected

    def set_selection(self, units: Sequence[int] | Ints) -> None:
        """Choose exactly these units (from outside: a unit in view is not looked for)."""
        self.choose(as_units(units))

    def choose(self, units: Ints) -> None:
        if not np.array_equal(units, self.picture.selected):
            self.picture.select(units)
            self.selection_changed.emit(units)

    def set_paint_colour(self, colour: int) -> None:
        """The colour the brush shows while it is held down."""
        self._paint_fill = np.uint32(colour)

    def show_paint(self, units: Ints) -> None:
        content = self._content()
        units = units[~content.locked[units]]
        self._unpainted.update(zip(units.tolist(), content.fills[units], strict=True))
        content.fills[units] = self._paint_fill
        self.picture.recolour(units)

    def end_paint(self) -> None:
        """Take the brush's colour away again; whoever heard `painted` sets the true fills."""
        units = np.array(sorted(self._unpainted), dtype=np.int64)
        if len(units):
            content = self._content()
            content.fills[units] = [self._unpainted[unit] for unit in units.tolist()]
            self._unpainted = {}
            self.picture.recolour(units)

    # What lies where

    def unit_at(self, x: float, y: float) -> int:
        """The unit under a pixel, -1 when none."""
        if self.content is None:
            return -1
        reach = (dot_radius(self.camera) + 2) / self.camera.scale
        place = self.camera.to_plane(x, y)
        return self.content.shapes.unit_at(*place, reach, self.content.hidden)

    def point_at(self, x: float, y: float) -> int:
        shot = self.picture.shot
        if shot is None:
            return -1
        return point_under(self.picture.points, shot.crowds, self.camera, x, y)

    def units_inside(self, trail: Floats) -> Ints:
        """Units whose middle lies inside a trail of pixels."""
        content = self._content()
        places = self.camera.to_screen(content.shapes.centres)
        units = inside_lasso(trail, places, self.camera)
        return units[~content.hidden[units]]

    def units_near(self, x: float, y: float, radius: float) -> Ints:
        """The unit under a pixel and those whose middle is within a radius of it."""
        content = self._content()
        middle = np.array(self.camera.to_plane(x, y))
        away = np.hypot(*(content.shapes.centres - middle).T)
        near = np.flatnonzero((away <= radius / self.camera.scale) & ~content.hidden)
        under = self.unit_at(x, y)
        return as_units([*near.tolist(), *([under] if under >= 0 else [])])

    # The view

    def fit(self) -> None:
        """Show everything."""
        box = self.content.shapes.extent if self.content is not None else None
        if box is not None:
            self._is_fitted = True
            self._look(self.camera.fitted(box), 0 if self.picture.shot is None else SETTLE_MS)

    def zoom_to(self, units: Sequence[int] | Ints) -> None:
        """Show these units as large as they go."""
        box = self._content().shapes.extent_of(as_units(units))
        if box is not None:
            self._zoom_to_box(box)

    def zoom_to_screen(self, box: QRectF) -> None:
        """Show a part of the present view as large as it goes."""
        left, top = self.camera.to_plane(box.left(), box.top())
        self._zoom_to_box((left, top, *self.camera.to_plane(box.right(), box.bottom())))

    def _zoom_to_box(self, box: Box) -> None:
        low, high = self._scale_limits()
        fitted = self.camera.fitted(box, margin=0.1)
        self._is_fitted = False
        self._look(replace(fitted, scale=min(max(fitted.scale, low), high)))

    def zoom_by(self, factor: float, at: QPointF | None = None) -> None:
        at = at or QPointF(self.width() / 2, self.height() / 2)
        self._is_fitted = False
        self._look(self.camera.zoomed(factor, at.x(), at.y(), *self._scale_limits()))

    def pan_by(self, pixels_x: float, pixels_y: float) -> None:
        self._is_fitted = False
        self._look(self.camera.moved(pixels_x, pixels_y))

    def _scale_limits(self) -> tuple[float, float]:
        box = self.content.shapes.extent if self.content is not None else None
        whole = self.camera.fitted(box).scale if box else 1.0
        return whole * 0.5, max(whole * 2, 60.0)  # 60 pixels a kilometre: a street

    def look_at(self, x: float, y: float, scale: float) -> None:
        """Show the same place as another map, at the same scale; tells nobody."""
        self.camera = replace(self.camera, x=x, y=y, scale=scale)
        self.picture.want(self.camera, SETTLE_MS)
        self.update()

    def _look(self, camera: Camera, delay_ms: int = SETTLE_MS) -> None:
        self.camera = camera
        self.picture.want(camera, delay_ms)
        self.view_changed.emit()
        self.update()

    def export(self, path: Path, size: QSize | None = None) -> None:
        """Write the map as seen to a PNG, SVG or PDF file, by the ending of its name.

        Raises:
            PlanProblem: another ending, or the file cannot be written.
        """
        export_map(self, path, size or self.size())

    # Drawing

    def theme(self) -> Theme:
        return theme_of(self)

    def _place_labels(self) -> None:
        self._labels.place(self.camera, label_font(self.font()))
        self.update()

    def draw_labels(self, painter: QPainter) -> None:
        self._labels.draw(painter, self.camera, self.theme(), label_font(self.font()))

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = self.theme()
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(theme.water))
        self.picture.paint(painter, self.camera)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self.draw_labels(painter)
        if self.gesture is not None:
            self.gesture.draw(painter, theme)
        elif self.tool is MapTool.BRUSH and self.underMouse():
            draw_brush(painter, theme, self.pointer, self.brush_radius)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QColor(theme.accent))
            painter.drawRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.camera = self.camera.resized(self.width(), self.height())
        self.picture.ratio = self.devicePixelRatioF()
        if self._is_fitted:
            self.fit()
        else:
            self._look(self.camera)
        self._arrange()

    def _arrange(self) -> None:
        self.legend.fit_into(self.height() - 2 * _MARGIN)
        place = self.legend.sizeHint()
        top = max(self.height() - place.height() - _MARGIN, _MARGIN)
        self.legend.move(self.width() - place.width() - _MARGIN, top)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.FontChange):
            self.picture.theme, self.picture.font = self.theme(), self.font()
            self.legend.show_theme(self.theme())
            self.picture.forget()
            self.picture.want(self.camera, 0)
            self.theme_changed.emit(self.theme())
