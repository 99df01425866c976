"""The outlines of territories: the shapes of their units joined into one each."""

import json
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from salesplanner.geography.outlines import Outlines
from salesplanner.geography.polygons import has_shape, shapes_of

_SNAP_DEG = 1e-6  # about 10 cm: joins edges that differ in the last digit only


def dissolved(outlines: Outlines, groups: NDArray[np.int64], n_groups: int) -> list[Any]:
    """One shapely geometry a group, the union of its units' areas; empty where none has a shape.

    Args:
        groups: (n,) group of each unit, -1 for none.
        n_groups: how many groups there are.
    """
    shapes = shapes_of(outlines)
    drawn = has_shape(shapes)
    return [_union(shapes[drawn & (groups == group)]) for group in range(n_groups)]


def geojson_geometry(geometry: Any) -> dict[str, Any] | None:
    """The geometry as GeoJSON has it (RFC 7946: rings anticlockwise), None where empty."""
    if geometry is None or shapely.is_empty(geometry):
        return None
    oriented = shapely.orient_polygons(geometry)
    parsed: dict[str, Any] = json.loads(shapely.to_geojson(oriented))
    return parsed


def _union(shapes: NDArray[np.object_]) -> Any:
    if not len(shapes):
        return shapely.Polygon()
    valid = shapely.make_valid(shapes)
    return shapely.union_all(valid, grid_size=_SNAP_DEG)
