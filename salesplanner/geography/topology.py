"""TopoJSON: outlines with shared arcs, so that neighbours are known for free."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from salesplanner.geography.borders import Borders, borders_of
from salesplanner.geography.distance import path_steps_km
from salesplanner.geography.outlines import Outlines
from salesplanner.problems import PlanProblem

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

LEAST_RING_POINTS = 4  # a triangle, closed
_DAMAGES = (KeyError, TypeError, ValueError, IndexError, AttributeError)


@dataclass(frozen=True)
class Topology:
    """One object of a TopoJSON file. Rings are closed: the first point is repeated at the end."""

    outlines: Outlines
    properties: tuple[dict[str, Any], ...]  # of each unit, as in the file
    borders: Borders  # every pair with a common arc, however short


def read_topology(document: dict[str, Any], object_name: str, is_plane: bool = False) -> Topology:
    """Read the polygons of one object of a parsed TopoJSON document.

    Units with one id are joined into one. Rings of fewer than 4 points (lost to quantisation) are
    left out of the outlines but still count as borders.

    Raises:
        PlanProblem: the document is not TopoJSON or is damaged.
    """
    try:
        geometries = list(_geometries(document["objects"][object_name]))
        points, starts = decode_arcs(document["arcs"], document.get("transform"))
        return _build(geometries, points, starts, is_plane)
    except _DAMAGES as error:
        raise _damaged(error, object_name) from error


def topology_rows(
    document: dict[str, Any], object_name: str
) -> tuple[Outlines, list[dict[str, Any]]]:
    """Outlines of every geometry of one object as rows "1", "2", ... and their properties, the id
    among them: for files whose ids are not known to be good.

    Raises:
        PlanProblem: the document is not TopoJSON or is damaged.
    """
    try:
        geometries = list(_geometries(document["objects"][object_name]))
        points, starts = decode_arcs(document["arcs"], document.get("transform"))
        rings = [(row, ring) for row, g in enumerate(geometries) for ring in _rings(g)]
        ids = tuple(str(row + 1) for row in range(len(geometries)))
        properties = [dict(g.get("properties") or {}) for g in geometries]
        for row, geometry in zip(properties, geometries, strict=True):
            if geometry.get("id") is not None:
                row.setdefault("id", geometry["id"])
        return _outlines(ids, rings, points, starts), properties
    except _DAMAGES as error:
        raise _damaged(error, object_name) from error


def _damaged(error: Exception, object_name: str) -> PlanProblem:
    return PlanProblem(
        f"The map cannot be read as TopoJSON: {type(error).__name__} {error}.",
        f"object {object_name}",
        "Export it again, or as GeoJSON.",
    )


def topology_points(document: dict[str, Any], object_name: str) -> Floats:
    """(n, 2) of the geometries that are points, NaN of the others.

    Raises:
        PlanProblem: a point is damaged.
    """
    try:
        geometries = list(_geometries(document["objects"][object_name]))
        points = np.full((len(geometries), 2), np.nan)
        transform = document.get("transform")
        for row, geometry in enumerate(geometries):
            if geometry.get("type") == "Point":
                points[row] = [float(value) for value in geometry["coordinates"][:2]]
        if transform is not None:
            points = points * np.array(transform["scale"]) + np.array(transform["translate"])
    except _DAMAGES as error:
        raise _damaged(error, object_name) from error
    return points


def n_areas(node: Any) -> tuple[int, int]:
    """How many polygons an object has, and how many geometries: to choose the map among several."""
    try:
        kinds = [geometry.get("type") for geometry in _geometries(node)]
    except _DAMAGES:
        return 0, 0
    return sum(kind in ("Polygon", "MultiPolygon") for kind in kinds), len(kinds)


def decode_arcs(arcs: Sequence[Any], transform: dict[str, Any] | None) -> tuple[Floats, Ints]:
    """Points of all arcs end to end (p, 2), and where each arc begins (a + 1,)."""
    counts = np.fromiter((len(arc) for arc in arcs), np.int64, len(arcs))
    starts = np.concatenate([[0], np.cumsum(counts)])
    flat = [value for arc in arcs for point in arc for value in point[:2]]
    points = np.array(flat, np.float64).reshape(-1, 2)
    if transform is not None and len(points):
        running = np.cumsum(points, axis=0)
        first = starts[:-1][counts > 0]
        before = np.where(first[:, None] > 0, running[first - 1], 0.0)
        running -= np.repeat(before, counts[counts > 0], axis=0)
        points = running * np.array(transform["scale"]) + np.array(transform["translate"])
    return points, starts


def _geometries(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    if node.get("type") == "GeometryCollection":
        for child in node["geometries"]:
            yield from _geometries(child)
    else:
        yield node


def _unit_id(geometry: dict[str, Any], position: int) -> str:
    """The id in the file, else the name (as for Kosovo, which has no ISO number)."""
    named = (geometry.get("properties") or {}).get("name")
    return str(geometry.get("id", named if named is not None else position + 1))


def _rings(geometry: dict[str, Any]) -> list[list[int]]:
    kind = geometry.get("type")
    if kind == "Polygon":
        return list(geometry["arcs"])
    if kind == "MultiPolygon":
        return [ring for polygon in geometry["arcs"] for ring in polygon]
    return []


def _build(geometries: list[dict[str, Any]], points: Floats, starts: Ints, plane: bool) -> Topology:
    ids: dict[str, int] = {}
    properties: list[dict[str, Any]] = []
    rings: list[tuple[int, list[int]]] = []
    for position, geometry in enumerate(geometries):
        unit = ids.setdefault(_unit_id(geometry, position), len(ids))
        if unit == len(properties):
            properties.append(dict(geometry.get("properties") or {}))
        rings.extend((unit, ring) for ring in _rings(geometry))
    rings.sort(key=lambda pair: pair[0])
    outlines = _outlines(tuple(ids), rings, points, starts)
    return Topology(outlines, tuple(properties), _shared_arcs(rings, points, starts, plane))


def _outlines(
    ids: tuple[str, ...], rings: list[tuple[int, list[int]]], points: Floats, starts: Ints
) -> Outlines:
    pieces, units = [], []
    for unit, arcs in rings:
        line = _ring_points(arcs, points, starts)
        if len(line) >= LEAST_RING_POINTS:
            pieces.append(line)
            units.append(unit)
    return joined_rings(ids, pieces, units)


def joined_rings(ids: tuple[str, ...], pieces: Sequence[Floats], units: Sequence[int]) -> Outlines:
    """Outlines from rings, each (p, 2), that belong to ascending `units`."""
    counts = [len(piece) for piece in pieces]
    return Outlines(
        unit_ids=ids,
        points=np.concatenate(pieces) if pieces else np.empty((0, 2)),
        ring_starts=np.concatenate([[0], np.cumsum(counts, dtype=np.int64)]).astype(np.int64),
        ring_unit=np.array(units, np.int64),
    )


def _ring_points(arcs: list[int], points: Floats, starts: Ints) -> Floats:
    """The arcs of a ring end to end; ~i is arc i backwards; joints are not repeated."""
    parts: list[Floats] = []
    for arc in arcs:
        forward = arc if arc >= 0 else ~arc
        part = points[starts[forward] : starts[forward + 1]]
        part = part if arc >= 0 else part[::-1]
        parts.append(part[1:] if parts else part)
    return np.concatenate(parts) if parts else np.empty((0, 2))


def _shared_arcs(
    rings: list[tuple[int, list[int]]], points: Floats, starts: Ints, is_plane: bool
) -> Borders:
    """Each arc that two units use is a piece of their border."""
    arc = np.array([a if a >= 0 else ~a for _, ring in rings for a in ring], np.int64)
    unit = np.repeat([u for u, _ in rings], [len(ring) for _, ring in rings]).astype(np.int64)
    if not len(arc):
        return borders_of(np.empty((0, 2), np.int64), 0.0)
    uses = np.unique(np.column_stack([arc, unit]), axis=0)
    is_shared = uses[:-1, 0] == uses[1:, 0]
    first, second = uses[:-1][is_shared], uses[1:][is_shared]
    lengths = _arc_lengths_km(points, starts, is_plane)
    return borders_of(np.column_stack([first[:, 1], second[:, 1]]), lengths[first[:, 0]])


def _arc_lengths_km(points: Floats, starts: Ints, is_plane: bool) -> Floats:
    walked = np.concatenate([[0.0], np.cumsum(path_steps_km(points, is_plane))])
    ends = np.maximum(starts[1:] - 1, starts[:-1])
    return np.asarray(walked[ends] - walked[starts[:-1]], np.float64)
