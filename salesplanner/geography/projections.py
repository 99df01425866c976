"""Coordinates that are not degrees: the one projection of web maps, and the rest by pyproj."""

import importlib
import re
from typing import Any

import numpy as np
from numpy.typing import NDArray

from salesplanner.geography.outlines import Outlines
from salesplanner.problems import PlanProblem

Floats = NDArray[np.float64]

WEB_RADIUS_M = 6378137.0
_IS_PROJECTED = re.compile(r"^\s*(PROJCS|PROJCRS|PROJECTEDCRS)\b", re.IGNORECASE)
_IS_WEB = re.compile(r"web.?mercator|popular.visualisation|EPSG\"?[,:]{1,2}\"?3857", re.IGNORECASE)
DEGREE_CODES = (4326, 4269, 4267, 4258, 4019, 4979)  # WGS 84, NAD 83, NAD 27, ETRS 89, GRS 80


def is_projected(crs: str) -> bool:
    """Whether a coordinate system in words (WKT) is in metres or feet, not degrees."""
    return bool(_IS_PROJECTED.match(crs))


def to_degrees(points: Floats, crs: str, where: str) -> Floats:
    """Longitude and latitude of points (p, 2) in a projected system, given as WKT or `EPSG:n`.

    Web Mercator is undone here; any other system needs the optional package pyproj.

    Raises:
        PlanProblem: pyproj is not installed, or does not know the system.
    """
    if _IS_WEB.search(crs):
        lon = np.degrees(points[:, 0] / WEB_RADIUS_M)
        lat = np.degrees(2 * np.arctan(np.exp(points[:, 1] / WEB_RADIUS_M)) - np.pi / 2)
        return np.column_stack([lon, lat])
    try:
        pyproj: Any = importlib.import_module("pyproj")
    except ModuleNotFoundError as error:
        raise PlanProblem(
            f"The map is in the projected coordinate system {_name(crs)}, not in degrees.",
            where,
            "Export it in longitude and latitude (WGS 84, EPSG:4326), or install SalesPlanner with "
            "its extra: pip install salesplanner[geo].",
        ) from error
    try:
        transformer = pyproj.Transformer.from_crs(crs, "EPSG:4326", always_xy=True)
        return np.column_stack(transformer.transform(points[:, 0], points[:, 1]))
    except pyproj.exceptions.ProjError as error:
        raise PlanProblem(
            f"The coordinate system {_name(crs)} is not known.",
            where,
            "Export the map in longitude and latitude (WGS 84, EPSG:4326).",
        ) from error


def outlines_to_degrees(outlines: Outlines, crs: str, where: str) -> Outlines:
    """The same outlines in longitude and latitude; see `to_degrees`."""
    if not len(outlines.points):
        return outlines
    points = to_degrees(outlines.points, crs, where)
    return Outlines(outlines.unit_ids, points, outlines.ring_starts, outlines.ring_unit)


def _name(crs: str) -> str:
    quoted = re.search(r'"([^"]+)"', crs)
    return quoted[1] if quoted else crs.strip()[:60]
