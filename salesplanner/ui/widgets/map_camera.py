"""What part of the plane is seen, and how large."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QTransform

Floats = NDArray[np.float64]
Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class Camera:
    """A view of `width` x `height` pixels, its middle at (x, y) of the plane."""

    x: float = 0.0
    y: float = 0.0
    scale: float = 1.0  # pixels per kilometre
    width: int = 1
    height: int = 1

    def to_screen(self, points: Floats) -> Floats:
        return (points - (self.x, self.y)) * self.scale + (self.width / 2, self.height / 2)

    def to_plane(self, screen_x: float, screen_y: float) -> tuple[float, float]:
        return (
            self.x + (screen_x - self.width / 2) / self.scale,
            self.y + (screen_y - self.height / 2) / self.scale,
        )

    @property
    def box(self) -> Box:
        left, top = self.to_plane(0, 0)
        right, bottom = self.to_plane(self.width, self.height)
        return left, top, right, bottom

    def transform(self) -> QTransform:
        """From the plane to pixels."""
        shift = self.to_screen(np.zeros((1, 2)))[0]
        return QTransform(self.scale, 0, 0, self.scale, float(shift[0]), float(shift[1]))

    def moved(self, pixels_x: float, pixels_y: float) -> "Camera":
        """As after dragging the map by so many pixels."""
        return replace(self, x=self.x - pixels_x / self.scale, y=self.y - pixels_y / self.scale)

    def zoomed(self, factor: float, at_x: float, at_y: float, low: float, high: float) -> "Camera":
        """Larger by a factor, the point under (at_x, at_y) staying where it is."""
        scale = min(max(self.scale * factor, low), high)
        x, y = self.to_plane(at_x, at_y)
        return replace(
            self,
            scale=scale,
            x=x - (at_x - self.width / 2) / scale,
            y=y - (at_y - self.height / 2) / scale,
        )

    def fitted(self, box: Box, margin: float = 0.04) -> "Camera":
        """So that a box of the plane just fills the view."""
        left, top, right, bottom = box
        room = 1 - 2 * margin
        wide, high = max(right - left, 1e-6), max(bottom - top, 1e-6)
        scale = room * min(self.width / wide, self.height / high)
        return replace(self, x=(left + right) / 2, y=(top + bottom) / 2, scale=scale)

    def resized(self, width: int, height: int) -> "Camera":
        return replace(self, width=max(width, 1), height=max(height, 1))

    def from_view(self, other: "Camera") -> QTransform:
        """Where a picture taken with another camera belongs in this view."""
        left, top, _, _ = other.box
        corner = self.to_screen(np.array([[left, top]]))[0]
        factor = self.scale / other.scale
        return QTransform(factor, 0, 0, factor, float(corner[0]), float(corner[1]))
