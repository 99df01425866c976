"""From longitude and latitude to a plane the map can draw: x to the right, y downwards.

Equal-area throughout, because planners compare the sizes of territories by eye: Albers' conic for a
country, Equal Earth for the world. Formulas: Snyder, Map Projections - A Working Manual (1987),
pages 98 to 103; Savric, Patterson and Jenny, The Equal Earth map projection (2018).
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

EARTH_KM = 6371.0
Floats = NDArray[np.float64]
Project = Callable[[Floats], Floats]


@dataclass(frozen=True)
class Inset:
    """A far-away part of a country, drawn at another scale in a corner of the map."""

    name: str
    west: float  # degrees; beyond -180 where the part crosses the date line
    east: float
    south: float
    north: float
    scale: float
    place_km: tuple[float, float]  # where the middle of the part goes on the main map
    half_km: tuple[float, float]  # half the frame, on the main map


INSETS = (
    Inset("Alaska", -190.0, -129.0, 51.0, 72.0, 0.3, (-1790.0, 1230.0), (640.0, 385.0)),
    Inset("Hawaii", -161.0, -154.0, 18.5, 22.5, 0.9, (-815.0, 1400.0), (300.0, 205.0)),
    Inset("Puerto Rico", -68.1, -64.2, 17.5, 18.7, 1.5, (1995.0, 1430.0), (345.0, 125.0)),
    Inset("Marianas", 144.0, 147.0, 13.0, 21.0, 0.4, (2250.0, 760.0), (85.0, 190.0)),
    Inset("American Samoa", -171.3, -168.0, -14.7, -10.8, 0.6, (2250.0, 1125.0), (90.0, 160.0)),
)
MAINLAND = (-125.5, -66.0, 24.0, 50.0)


def albers(lonlat: Floats, middle: float, origin: float, south: float, north: float) -> Floats:
    """Albers' equal-area conic with two standard parallels: (n, 2) degrees to (n, 2) kilometres.

    With parallels that mirror each other at the equator the cone becomes a cylinder (Snyder p. 76).
    """
    lon, lat = np.radians(_around(lonlat[:, 0], middle) - middle), np.radians(lonlat[:, 1])
    first, second, zero = np.radians([south, north, origin])
    n = (np.sin(first) + np.sin(second)) / 2
    if abs(n) < 0.02:
        squeeze = np.cos(first)
        return EARTH_KM * np.stack([lon * squeeze, (np.sin(zero) - np.sin(lat)) / squeeze], axis=1)
    c = np.cos(first) ** 2 + 2 * n * np.sin(first)
    rho = EARTH_KM * np.sqrt(np.maximum(c - 2 * n * np.sin(lat), 0)) / n
    rho_zero = EARTH_KM * np.sqrt(max(c - 2 * n * np.sin(zero), 0)) / n
    return np.stack([rho * np.sin(n * lon), rho * np.cos(n * lon) - rho_zero], axis=1)


def _around(lon: Floats, middle: float) -> Floats:
    """Longitudes within 180 degrees of a meridian, so nothing tears at the date line."""
    return (lon - middle + 180) % 360 - 180 + middle


def united_states(lonlat: Floats) -> Floats:
    """The lower 48 in Albers' conic, far parts moved into the corners at their own scale."""
    plane = albers(lonlat, -96.0, 37.5, 29.5, 45.5)
    for inset in INSETS:
        inside = within_inset(lonlat, inset)
        if inside.any():
            plane[inside] = _inset_plane(lonlat[inside], inset)
    return plane


def within_inset(lonlat: Floats, inset: Inset) -> NDArray[np.bool_]:
    """Which points belong to a far part."""
    lon, lat = _around(lonlat[:, 0], (inset.west + inset.east) / 2), lonlat[:, 1]
    east_west = (lon >= inset.west) & (lon <= inset.east)
    return east_west & (lat >= inset.south) & (lat <= inset.north)


def _inset_plane(lonlat: Floats, inset: Inset) -> Floats:
    span = inset.north - inset.south
    middle, height = (inset.west + inset.east) / 2, (inset.south + inset.north) / 2
    south, north = inset.south + span / 6, inset.north - span / 6
    own = albers(lonlat, middle, height, south, north)
    moved: Floats = own * inset.scale + np.array(inset.place_km)
    return moved


def equal_earth(lonlat: Floats) -> Floats:
    """The world, equal-area: (n, 2) degrees to (n, 2) kilometres."""
    a1, a2, a3, a4 = 1.340264, -0.081106, 0.000893, 0.003796
    root = np.sqrt(3) / 2
    lon, lat = np.radians(lonlat[:, 0]), np.radians(lonlat[:, 1])
    t = np.arcsin(np.clip(root * np.sin(lat), -1, 1))
    t2 = t * t
    t6 = t2**3
    stretch = a1 + 3 * a2 * t2 + t6 * (7 * a3 + 9 * a4 * t2)
    x = lon * np.cos(t) / (root * stretch)
    y = t * (a1 + a2 * t2 + t6 * (a3 + a4 * t2))
    return EARTH_KM * np.stack([x, -y], axis=1)


def plane(xy_km: Floats) -> Floats:
    """Coordinates that are kilometres already; only turned so that y runs downwards."""
    turned: Floats = xy_km * np.array([1.0, -1.0])
    return turned


def regional(lonlat: Floats) -> Project:
    """Albers' conic fitted to where the points lie (parallels at 1/6 and 5/6 of the height)."""
    middle = _middle_longitude(lonlat[:, 0])
    low, high = np.nanpercentile(lonlat[:, 1], [0.5, 99.5])
    sixth = (high - low) / 6
    south, north, origin = float(low + sixth), float(high - sixth), float((low + high) / 2)
    return lambda points: albers(points, middle, origin, south, north)


def _middle_longitude(lon: Floats) -> float:
    angle = np.radians(lon[np.isfinite(lon)])
    return float(np.degrees(np.arctan2(np.sin(angle).mean(), np.cos(angle).mean())))


def choose_projection(lonlat: Floats) -> Project:
    """The projection that suits a map: United States, one region of the world, or all of it."""
    known = lonlat[np.isfinite(lonlat).all(axis=1)]
    if not len(known):
        return equal_earth
    west, east, south, north = MAINLAND
    lon, lat = known[:, 0], known[:, 1]
    home = (lon > west) & (lon < east) & (lat > south) & (lat < north)
    for inset in INSETS:
        home |= within_inset(known, inset)
    if home.mean() > 0.97:
        return united_states
    spread = np.ptp(np.percentile(_around(lon, _middle_longitude(lon)), [1, 99]))
    tall = np.ptp(np.percentile(lat, [1, 99]))
    return equal_earth if spread > 100 or tall > 70 else regional(known)


def inset_frames(project: Project, lonlat: Floats) -> Floats:
    """Frames to draw round the insets that hold points: (k, 4) left, top, right, bottom."""
    if project is not united_states:
        return np.empty((0, 4))
    frames = [
        (x - half_x, y - half_y, x + half_x, y + half_y)
        for inset in INSETS
        if within_inset(lonlat, inset).any()
        for (x, y), (half_x, half_y) in [(inset.place_km, inset.half_km)]
    ]
    return np.array(frames, dtype=np.float64).reshape(-1, 4)
