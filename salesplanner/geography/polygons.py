"""Outlines as shapely geometries and as WKB, and back."""

from collections.abc import Mapping, Sequence
from functools import reduce

import numpy as np
import shapely
from numpy.typing import NDArray

from salesplanner.geography.outlines import Outlines

Shapes = NDArray[np.object_]  # of shapely geometries, None: no outline
Ints = NDArray[np.int64]


def shapes_of(outlines: Outlines) -> Shapes:
    """One valid polygon or multipolygon for each unit, (n,); None where a unit has no ring.

    Rings are filled by the even-odd rule; rings that cross themselves are repaired.
    """
    shapes: Shapes = np.full(outlines.n_units, None, dtype=object)
    if not len(outlines.ring_unit):
        return shapes
    ring = np.repeat(np.arange(len(outlines.ring_unit)), np.diff(outlines.ring_starts))
    polygons = as_shapes(shapely.polygons(shapely.linearrings(outlines.points, indices=ring)))
    unit, first, count = np.unique(outlines.ring_unit, return_index=True, return_counts=True)
    is_single = count == 1
    shapes[unit[is_single]] = polygons[first[is_single]]
    for u, start, n in zip(unit[~is_single], first[~is_single], count[~is_single], strict=True):
        shapes[u] = _even_odd(polygons[start : start + n])
    is_broken = ~shapely.is_valid(shapes) & has_shape(shapes)
    shapes[is_broken] = areas_only(as_shapes(shapely.make_valid(shapes[is_broken])))
    return shapes


def as_shapes(geometries: object) -> Shapes:
    """What shapely returned for an array: an array (its types also allow a single geometry)."""
    return np.asarray(geometries, dtype=object)


def has_shape(shapes: Shapes) -> NDArray[np.bool_]:
    """Which of them are not None."""
    return np.asarray(shapely.get_type_id(shapes) >= 0)


def areas_only(shapes: Shapes) -> Shapes:
    """Without the lines and points that a repair leaves beside the areas; None if none is left."""
    cleaned = shapes.copy()
    for position in np.flatnonzero(
        shapely.get_type_id(shapes) == shapely.GeometryType.GEOMETRYCOLLECTION
    ):
        parts = shapely.get_parts(shapes[position])
        parts = parts[shapely.get_dimensions(parts) == 2]
        cleaned[position] = shapely.union_all(parts) if len(parts) else None
    cleaned[shapely.get_dimensions(cleaned) < 2] = None
    cleaned[shapely.is_empty(cleaned)] = None
    return cleaned


def outlines_of(unit_ids: Sequence[str], shapes: Shapes) -> Outlines:
    """Outlines from one polygon or multipolygon (or None) for each unit."""
    parts, part_unit = shapely.get_parts(shapes, return_index=True)
    rings, ring_part = shapely.get_rings(parts, return_index=True)
    points, point_ring = shapely.get_coordinates(rings, return_index=True)
    counts = np.bincount(point_ring, minlength=len(rings))
    return Outlines(
        unit_ids=tuple(unit_ids),
        points=points,
        ring_starts=np.concatenate([[0], np.cumsum(counts)]).astype(np.int64),
        ring_unit=part_unit[ring_part].astype(np.int64),
    )


def wkb_of(outlines: Outlines) -> dict[str, bytes]:
    """Each unit's outline as WKB, ready for the plan file; units without a ring are left out."""
    shapes = shapes_of(outlines)
    is_drawn = has_shape(shapes)
    packed = shapely.to_wkb(shapes[is_drawn])
    ids = np.array(outlines.unit_ids, dtype=object)[is_drawn]
    return dict(zip(ids.tolist(), packed.tolist(), strict=True))


def outlines_from_wkb(unit_ids: Sequence[str], outlines: Mapping[str, bytes]) -> Outlines:
    """Outlines in the order of `unit_ids` from WKB; units without one have no ring.

    Raises:
        shapely.errors.ShapelyError: a value is not WKB; only a damaged file holds one.
    """
    packed = np.array([outlines.get(unit_id) for unit_id in unit_ids], dtype=object)
    return outlines_of(unit_ids, as_shapes(shapely.from_wkb(packed)))


def _even_odd(polygons: Shapes) -> object:
    """Rings nested in each other alternate between land and hole."""
    is_valid = np.asarray(shapely.is_valid(polygons))
    rings = shapely.get_exterior_ring(polygons[is_valid])
    built = shapely.build_area(shapely.multilinestrings(rings))
    repaired = as_shapes(shapely.make_valid(polygons[~is_valid]))
    return reduce(shapely.symmetric_difference, repaired, built)
