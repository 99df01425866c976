"""Maps as GeoJSON (RFC 7946) and TopoJSON."""

import re
from typing import Any

import numpy as np

from salesplanner.geography.projections import DEGREE_CODES, outlines_to_degrees, to_degrees
from salesplanner.geography.raw_map import (
    RawMap,
    checked_amount,
    no_points,
    numbered,
    parsed_json,
    ring_points,
)
from salesplanner.geography.topology import joined_rings, n_areas, topology_points, topology_rows
from salesplanner.problems import PlanProblem

_EPSG = re.compile(r"EPSG:{1,2}(?:[\d.]*:)?(\d+)$", re.IGNORECASE)


def read_json_map(content: bytes, where: str, layer: str | None = None) -> RawMap:
    """A GeoJSON or TopoJSON file.

    Args:
        layer: name of the object of a TopoJSON; left out: the one with most geometries.

    Raises:
        PlanProblem: it is neither, is damaged, or is in an unknown coordinate system.
    """
    problems: list[PlanProblem] = []
    document = parsed_json(content, where, problems)
    kind = document.get("type")
    if kind == "Topology":
        return _read_topojson(document, where, layer, problems)
    if kind == "FeatureCollection":
        features = document.get("features")
    elif kind == "Feature":
        features = [document]
    else:  # a geometry by itself
        is_shape = "coordinates" in document or "geometries" in document
        features = [{"type": "Feature", "geometry": document}] if is_shape else None
    if not isinstance(features, list):
        raise PlanProblem(
            f"The file is JSON of type {kind}, not a map with features.",
            where,
            "Export it as a GeoJSON FeatureCollection.",
        )
    raw = _read_features(features, where, problems)
    return _in_degrees(raw, document.get("crs"), where)


def _read_topojson(
    document: dict[str, Any], where: str, layer: str | None, problems: list[PlanProblem]
) -> RawMap:
    objects = document.get("objects")
    if not isinstance(objects, dict) or not objects:
        raise PlanProblem("The TopoJSON file holds no objects.", where, "Export the map again.")
    if layer is not None and layer not in objects:
        raise PlanProblem(f"There is no layer {layer}.", where, f"Choose {', '.join(objects)}.")
    name = layer or max(objects, key=lambda name: n_areas(objects[name]))
    outlines, properties = topology_rows(document, name)
    checked_amount(outlines.n_units, len(outlines.points), where)
    points = topology_points(document, name)
    return RawMap(outlines, list(properties), points, problems=problems)


def _read_features(features: list[Any], where: str, problems: list[PlanProblem]) -> RawMap:
    pieces, owners, properties = [], [], []
    points = no_points(len(features))
    unused: list[str] = []
    for row, feature in enumerate(features):
        geometry = feature.get("geometry") if isinstance(feature, dict) else None
        properties.append(_properties(feature))
        try:
            rings = _rings(geometry)
            if not rings and isinstance(geometry, dict):
                points[row] = _point(geometry)
        except (TypeError, ValueError, KeyError, IndexError, AttributeError):
            unused.append(str(row + 1))
            continue
        pieces.extend(rings)
        owners.extend([row] * len(rings))
    if unused:
        problems.append(
            PlanProblem(
                f"{len(unused)} features have an outline that cannot be read.",
                f"{where}, features {', '.join(unused[:5])}",
                "They take part without outline; export the map again to see them.",
            )
        )
    outlines = joined_rings(numbered(len(features)), pieces, owners)
    checked_amount(len(features), len(outlines.points), where)
    return RawMap(outlines, properties, points, problems=problems)


def _properties(feature: Any) -> dict[str, Any]:
    if not isinstance(feature, dict):
        return {}
    found = feature.get("properties")
    properties = dict(found) if isinstance(found, dict) else {}
    if feature.get("id") is not None:
        properties.setdefault("id", feature["id"])
    return properties


def _rings(geometry: Any) -> list[Any]:
    """All rings of the polygons in a geometry; lines and points have none."""
    if geometry is None:
        return []
    kind = geometry["type"]
    if kind == "Polygon":
        rings = geometry["coordinates"]
    elif kind == "MultiPolygon":
        rings = [ring for polygon in geometry["coordinates"] for ring in polygon]
    elif kind == "GeometryCollection":
        return [ring for part in geometry["geometries"] for ring in _rings(part)]
    else:
        return []
    closed = [ring_points(ring) for ring in rings]
    return [ring for ring in closed if len(ring) >= 4]


def _point(geometry: dict[str, Any]) -> list[float]:
    """Where a point lies, the middle of several; NaN for lines."""
    kind = geometry.get("type")
    if kind not in ("Point", "MultiPoint"):
        return [np.nan, np.nan]
    all_points = [geometry["coordinates"]] if kind == "Point" else geometry["coordinates"]
    pairs = np.array([[float(value) for value in point[:2]] for point in all_points])
    return [float(value) for value in pairs.mean(axis=0)]


def _in_degrees(raw: RawMap, crs: Any, where: str) -> RawMap:
    """Old GeoJSON may name another coordinate system."""
    name = crs.get("properties", {}).get("name", "") if isinstance(crs, dict) else ""
    code = _EPSG.search(str(name))
    if code is None or int(code[1]) in DEGREE_CODES:
        return raw
    system = f"EPSG:{code[1]}"
    raw.outlines = outlines_to_degrees(raw.outlines, system, where)
    is_point = np.isfinite(raw.points[:, 0])
    raw.points[is_point] = to_degrees(raw.points[is_point], system, where)
    return raw
