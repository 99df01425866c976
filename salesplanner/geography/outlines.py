"""The outlines of units as flat arrays: what the map draws and the borders are found from."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Outlines:
    """Rings of all units, end to end.

    Ring r is `points[ring_starts[r]:ring_starts[r + 1]]` and belongs to unit `ring_unit[r]`. A
    unit may have no ring (it draws as a dot) or many (islands, holes; filled by even-odd rule).
    """

    unit_ids: tuple[str, ...]
    points: NDArray[np.float64]  # (p, 2) longitude, latitude in degrees, or x_km, y_km
    ring_starts: NDArray[np.int64]  # (r + 1,)
    ring_unit: NDArray[np.int64]  # (r,) ascending

    def __post_init__(self) -> None:
        assert self.points.ndim == 2 and self.points.shape[1] == 2
        assert len(self.ring_starts) == len(self.ring_unit) + 1

    @property
    def n_units(self) -> int:
        return len(self.unit_ids)
