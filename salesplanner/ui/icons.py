"""Icons drawn from the shipped SVG files in the colours of the theme."""

from functools import lru_cache

from PySide6.QtCore import QByteArray, QSize, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from salesplanner.resources import resource

_SIZES = (16, 20, 24, 32, 48)


@lru_cache(maxsize=512)
def icon(name: str, colour: str, faint: str) -> QIcon:
    """The icon called `name` (a file in resources/icons), in `colour`; `faint` where disabled."""
    drawing = resource("icons", f"{name}.svg").read_text("utf-8")
    result = QIcon()
    for mode, stroke in ((QIcon.Mode.Normal, colour), (QIcon.Mode.Disabled, faint)):
        for size in _SIZES:
            result.addPixmap(_drawn(drawing.replace("currentColor", stroke), size), mode)
    return result


def _drawn(drawing: str, size: int) -> QPixmap:
    pixmap = QPixmap(QSize(size, size))
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    QSvgRenderer(QByteArray(drawing.encode())).render(painter)
    painter.end()
    return pixmap
