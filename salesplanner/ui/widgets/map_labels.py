"""Names on the map: as many as fit without touching, the important ones first."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPainterPath, QPen, QPixmap

from salesplanner.ui.theme import Theme
from salesplanner.ui.widgets.map_camera import Camera
from salesplanner.ui.widgets.map_shapes import Floats, Ints, MapShapes

_GAP = 3.0  # pixels kept free round a label
_HALO = 3.0


@dataclass(frozen=True)
class MapLabel:
    """A text at a place; among two that collide the one of higher weight stays.

    `extent_km` is how wide the named thing is on the map: a label is left out while the thing is
    much narrower than the text. 0 means always.
    """

    text: str
    x: float  # on the plane, see MapView.plane
    y: float
    weight: float = 0.0
    extent_km: float = 0.0


def label_amid(shapes: MapShapes, text: str, units: Ints, weight: float) -> MapLabel:
    """A label on the unit nearest to the middle of some units; far away where none has a place."""
    middles = shapes.centres[units]
    middles = middles[np.isfinite(middles).all(axis=1)]
    if not len(middles):
        return MapLabel(text, 1e12, 1e12)
    spread = np.median(middles, axis=0)
    x, y = middles[np.hypot(*(middles - spread).T).argmin()].tolist()
    extent = shapes.extent_of(units)
    width = extent[2] - extent[0] if extent else 0.0
    return MapLabel(text, x, y, weight or float(len(units)), width)


class LabelLayer:
    """Labels placed for one scale; the pictures of the texts are kept."""

    def __init__(self) -> None:
        self._labels: list[MapLabel] = []
        self._points: Floats = np.empty((0, 2))
        self._pictures: dict[str, QPixmap] = {}
        self._look: tuple[str, str, float] = ("", "", 1.0)
        self.shown: list[int] = []  # positions in the list of labels

    def set_labels(self, labels: Sequence[MapLabel]) -> None:
        self._labels = sorted(labels, key=lambda label: -label.weight)
        self._points = np.array([(label.x, label.y) for label in self._labels]).reshape(-1, 2)
        self.shown = []

    def texts(self) -> list[str]:
        """The texts now on the map."""
        return [self._labels[i].text for i in self.shown]

    def place(self, camera: Camera, font: QFont) -> None:
        """Choose greedily, by weight, the labels that fit into the view."""
        metrics = QFontMetricsF(font)
        self.shown = []
        taken = np.empty((0, 4))
        for i, (x, y) in enumerate(camera.to_screen(self._points).tolist()):
            if not (0 <= x <= camera.width and 0 <= y <= camera.height):
                continue
            label = self._labels[i]
            half_width = metrics.horizontalAdvance(label.text) / 2 + _GAP
            half_height = metrics.height() / 2 + _GAP
            if 0 < label.extent_km * camera.scale < half_width * 1.1:
                continue
            box = np.array([x - half_width, y - half_height, x + half_width, y + half_height])
            free = (box[:2] > taken[:, 2:]).any(axis=1) | (box[2:] < taken[:, :2]).any(axis=1)
            if free.all():
                taken = np.vstack([taken, box])
                self.shown.append(i)

    def draw(self, painter: QPainter, camera: Camera, theme: Theme, font: QFont) -> None:
        look = (theme.name, font.key(), painter.device().devicePixelRatioF())
        if look != self._look:
            self._look = look
            self._pictures = {}
        for i in self.shown:
            text = self._labels[i].text
            picture = self._pictures.get(text)
            if picture is None:
                picture = self._pictures[text] = _text_picture(text, font, theme, look[2])
            x, y = camera.to_screen(self._points[i : i + 1])[0].tolist()
            size = picture.deviceIndependentSize()
            painter.drawPixmap(QPointF(x - size.width() / 2, y - size.height() / 2), picture)


def label_font(font: QFont) -> QFont:
    """The map's own type: a little bolder than the window's."""
    result = QFont(font)
    result.setWeight(QFont.Weight.DemiBold)
    return result


def draw_text_with_halo(
    painter: QPainter, at: QPointF, text: str, font: QFont, theme: Theme
) -> None:
    """Text legible on any fill: its outline in the colour of the paper."""
    path = QPainterPath()
    path.addText(at, font, text)
    halo = QColor(theme.surface)
    halo.setAlpha(225)
    pen = QPen(halo, _HALO, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.strokePath(path, pen)
    painter.fillPath(path, QColor(theme.text))


def _text_picture(text: str, font: QFont, theme: Theme, ratio: float) -> QPixmap:
    metrics = QFontMetricsF(font)
    box = QRectF(0, 0, metrics.horizontalAdvance(text) + 2 * _HALO, metrics.height() + 2 * _HALO)
    picture = QPixmap((box.size() * ratio).toSize())
    picture.setDevicePixelRatio(ratio)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    draw_text_with_halo(painter, QPointF(_HALO, _HALO + metrics.ascent()), text, font, theme)
    painter.end()
    return picture
