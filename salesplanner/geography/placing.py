"""Which unit of a map each found place belongs to."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from salesplanner.geography.distance import nearest
from salesplanner.geography.locate import units_near
from salesplanner.geography.units import UnitSet

Ints = NDArray[np.int64]

SHORE_KM = 25.0  # places in the water of a simplified coast go to the unit at the shore
NEAREST_POINT_KM = 100.0  # on a map of points only: the farthest a place may be from its unit
_WORD_OF_LEVEL = {"zip5": "zip", "zip3": "zip", "county": "county", "state": "state",
                  "country": "country"}  # fmt: skip


def units_of_places(places: pd.DataFrame, units: UnitSet) -> list[str]:
    """Unit id of each row of `find_places`; "" where none fits.

    By the account's own coordinates where the map's outlines are true; by the code of the level
    (ZIP areas are approximate, so there the ZIP comes first); else by the point, at most 25 km
    off shore. On a map of points only, the nearest unit within 100 km.
    """
    by_code = _by_code(places, units)
    is_exact = (places.found_by == "coordinates").to_numpy() & (units.level not in ("zip5", "zip3"))
    by_point = _by_point(places, units, is_exact | (by_code < 0))
    chosen = np.where((is_exact & (by_point >= 0)) | (by_code < 0), by_point, by_code)
    ids = np.array([*units.unit_ids, ""], dtype=object)
    return list(ids[chosen])


def positions_of(codes: "pd.Series[str]", units: UnitSet) -> Ints:
    """Position of the unit each code names: its id, another code for it, or a point unit that it
    hosts; -1: unknown."""
    position = {unit_id: place for place, unit_id in enumerate(units.unit_ids)}
    for other in (units.hosts, units.aliases):
        for code, unit_id in other.items():
            if unit_id in position:
                position.setdefault(code, position[unit_id])
    unique = codes.unique()
    found = {code: position.get(code, -1) for code in unique}
    return codes.map(found).to_numpy(np.int64)


def _by_code(places: pd.DataFrame, units: UnitSet) -> Ints:
    word = _WORD_OF_LEVEL.get(units.level, "zip")
    codes = places[word].astype(object)
    return positions_of(codes.str[:3] if units.level == "zip3" else codes, units)


def _by_point(places: pd.DataFrame, units: UnitSet, is_asked: NDArray[np.bool_]) -> Ints:
    at = np.full(len(places), -1, np.int64)
    x, y = places.longitude.to_numpy(np.float64), places.latitude.to_numpy(np.float64)
    is_placed = is_asked & np.isfinite(x) & np.isfinite(y)
    if units.is_plane or not is_placed.any():
        return at
    if len(units.outlines.ring_unit):
        at[is_placed] = units_near(x[is_placed], y[is_placed], units.outlines, SHORE_KM)
        return at
    position, km = nearest(x[is_placed], y[is_placed], units.x, units.y, 1)
    at[is_placed] = np.where(km[:, 0] <= NEAREST_POINT_KM, position[:, 0], -1)
    return at
