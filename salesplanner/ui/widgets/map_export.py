"""The map as a file: PNG, or SVG and PDF with true shapes."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QMarginsF, QPoint, QPointF, QRect, QRectF, QSize, QSizeF, Qt
from PySide6.QtGui import (
    QBrush,
    QColor,
    QImage,
    QPageLayout,
    QPageSize,
    QPainter,
    QPdfWriter,
    QPen,
    QTransform,
)
from PySide6.QtSvg import QSvgGenerator

from salesplanner.problems import PlanProblem
from salesplanner.ui.widgets.map_layers import border_pens, dot_radius, visible_units
from salesplanner.ui.widgets.map_paths import lines_path
from salesplanner.ui.widgets.map_points import house

if TYPE_CHECKING:  # the view calls this: it cannot be imported here
    from salesplanner.ui.widgets.map_view import MapView

_PNG_RATIO = 2  # pixels of the file to one of the screen
_PDF_DPI = 96  # so that one unit of the painter is one pixel of the screen


def export_map(view: "MapView", path: Path, size: QSize) -> None:
    """Write the part of the map in view, with labels, legend and marks."""
    writers: dict[str, Callable[[MapView, Path, QSize], bool]] = {
        ".png": _write_png,
        ".svg": _write_svg,
        ".pdf": _write_pdf,
    }
    writer = writers.get(path.suffix.lower())
    if writer is None:
        raise PlanProblem(
            f"A map cannot be written as {path.suffix or 'a file without ending'}.",
            str(path),
            "Choose a name ending in .png, .svg or .pdf.",
        )
    if not path.parent.is_dir() or not writer(view, path, size):
        raise PlanProblem(
            "The picture of the map could not be written.",
            str(path),
            "Check that the folder is there and may be written to.",
        )


def _write_png(view: "MapView", path: Path, size: QSize) -> bool:
    image = QImage(size * _PNG_RATIO, QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(_PNG_RATIO)
    _draw(view, QPainter(image), size)
    return image.save(str(path))


def _write_svg(view: "MapView", path: Path, size: QSize) -> bool:
    device = QSvgGenerator()
    device.setFileName(str(path))
    device.setSize(size)
    device.setViewBox(QRect(0, 0, size.width(), size.height()))
    device.setTitle("Map of the territories")
    return _draw(view, QPainter(device), size)


def _write_pdf(view: "MapView", path: Path, size: QSize) -> bool:
    device = QPdfWriter(str(path))
    device.setResolution(_PDF_DPI)
    device.setTitle("Map of the territories")
    points = QSizeF(size) * 72 / _PDF_DPI
    page = QPageSize(points, QPageSize.Unit.Point, "Map", QPageSize.SizeMatchPolicy.ExactMatch)
    layout = QPageLayout(page, QPageLayout.Orientation.Portrait, QMarginsF(0, 0, 0, 0))
    device.setPageLayout(layout)
    return _draw(view, QPainter(device), size)


def _draw(view: "MapView", painter: QPainter, size: QSize) -> bool:
    if not painter.isActive():
        return False
    theme = view.theme()
    painter.fillRect(QRect(QPoint(), size), QColor(theme.water))
    factor = min(size.width() / view.width(), size.height() / view.height())
    painter.scale(factor, factor)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setClipRect(view.rect())
    _draw_shapes(view, painter)
    _draw_marks(view, painter)
    painter.setClipping(False)
    view.draw_labels(painter)
    if view.legend.isVisibleTo(view):
        view.legend.render(painter, view.legend.pos())
    return painter.end()


def _draw_shapes(view: "MapView", painter: QPainter) -> None:
    content = view.content
    if content is None:
        return
    theme, camera, shapes = view.theme(), view.camera, content.shapes
    painter.save()
    painter.setTransform(camera.transform(), True)
    pixel = 1 / camera.scale  # pens are not cosmetic here: a file is scaled as a whole
    hatch = QBrush(QColor(theme.border), Qt.BrushStyle.BDiagPattern)
    hatch.setTransform(QTransform.fromScale(pixel, pixel))
    for unit in visible_units(content, camera).tolist():
        fill = QColor.fromRgb(int(content.fills[unit]))
        painter.setPen(QPen(fill, 0.5 * pixel))  # closes the seam to the neighbour
        painter.setBrush(fill)
        painter.drawPath(shapes.path(unit))
        if shapes.is_dot[unit]:
            radius = dot_radius(camera) * pixel
            painter.drawEllipse(QPointF(*shapes.centres[unit].tolist()), radius, radius)
        elif content.locked[unit]:
            painter.fillPath(shapes.path(unit), hatch)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for lines, pen in border_pens(content, camera, theme, camera.box):
        pen.setCosmetic(False)
        pen.setWidthF(pen.widthF() * pixel)
        painter.setPen(pen)
        painter.drawPath(lines_path(lines))
    painter.setPen(QPen(QColor(theme.line), pixel))
    for left, top, right, bottom in shapes.frames.tolist():
        painter.drawRect(QRectF(left, top, right - left, bottom - top))
    painter.restore()


def _draw_marks(view: "MapView", painter: QPainter) -> None:
    """Every account by itself, and the homes: a file can be enlarged, so nothing is counted up."""
    theme = view.theme()
    for marks, shape in ((view.picture.points, "point"), (view.picture.homes, "house")):
        at = view.camera.to_screen(marks.at)
        inside = ((at >= 0) & (at <= (view.width(), view.height()))).all(axis=1)
        for i in np.flatnonzero(inside).tolist():
            painter.setBrush(QColor.fromRgb(int(marks.colour[i])))
            radius = float(marks.radius[i])
            if shape == "house":
                painter.setPen(QPen(QColor(theme.border), 1.6))
                painter.drawPolygon(house(at[i, 0], at[i, 1], radius))
            else:
                painter.setPen(QPen(QColor(theme.surface), 0.8))
                painter.drawEllipse(QPointF(*at[i].tolist()), radius, radius)
