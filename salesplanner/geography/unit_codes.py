"""Codes of the US levels (ZIP, ZIP3, county, state) and of countries as units of a plan, also of a
plan with units of several levels."""

from collections.abc import Mapping, Sequence
from functools import lru_cache

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from salesplanner.geography.locate import units_near
from salesplanner.geography.outlines import Outlines
from salesplanner.geography.shipped import load_units
from salesplanner.geography.shipped_zips import zip_hosts
from salesplanner.geography.units import UnitSet
from salesplanner.geography.zips import state_table, zip_table

Objects = NDArray[np.object_]
Floats = NDArray[np.float64]

SHORE_KM = 25.0  # places in the water of a simplified coast go to the unit at the shore
NEAREST_POINT_KM = 100.0  # the farthest a place may be from the point of its unit
LEVELS = ("zip5", "zip3", "county", "state", "country")  # the finest first
_MAPS = {
    "county": ("us-counties", "us-counties-2023"),
    "state": ("us-states", "world-states"),
    "country": ("world-countries",),
}


def codes_of(places: pd.DataFrame, level: str) -> "pd.Series[str]":
    """The code of each place on a level; places: zip, county, state (two letters), country."""
    if level == "zip5":
        return places["zip"].astype(object)
    if level == "zip3":
        return places["zip"].astype(object).str[:3]
    if level == "county":
        return places["county"].astype(object)
    if level == "state":
        states = places["state"].map(fips_of_state()).astype(object)
        return states.where(states.notna(), places["county"].astype(object).str[:2])
    return places["country"].astype(object)


def units_by_code(
    places: pd.DataFrame,
    unit_ids: Sequence[str],
    levels: Sequence[str],
    countries: Mapping[str, str] | None = None,
) -> Objects:
    """The unit each place is in by its codes, '' where none: the finest level that has it.

    PO boxes and single buildings go to the ZIP area that hosts them, old codes to today's unit.

    Args:
        levels: of each unit. countries: two-letter code to unit id, for plans of countries.
    """
    level_of = np.asarray(levels, object)
    ids = np.asarray(unit_ids, object)
    found = np.full(len(places), "", object)
    for level in LEVELS:
        here = ids[level_of == level]
        lost = found == ""
        if not len(here) or not lost.any():
            continue
        codes = codes_of(places[lost], level)
        table = _other_codes(level, here) if level != "country" else dict(countries or {})
        named = codes.where(codes.isin(here), codes.map(table))
        found[lost] = named.where(named.notna(), "").to_numpy(object)
    return found


def units_of_points(
    x: Floats, y: Floats, unit_ids: Sequence[str], levels: Sequence[str]
) -> Objects:
    """The county, state or country of the plan each point lies in by the shipped outlines, ''
    where none. ZIP areas are approximate: points do not decide there."""
    found = np.full(len(x), "", object)
    for level, kinds in _MAPS.items():
        here = {i for i, own in zip(unit_ids, levels, strict=True) if own == level}
        for kind in kinds:
            lost = np.flatnonzero(found == "")
            if not here or not len(lost):
                break
            outlines = _outlines(kind)
            if not here & set(outlines.unit_ids):
                continue
            at = units_near(x[lost], y[lost], outlines, SHORE_KM)
            names = np.array([*outlines.unit_ids, ""], object)[at]
            found[lost] = [name if name in here else "" for name in names]
    return found


def unit_of_zips(unit_ids: Sequence[str], levels: Sequence[str]) -> Objects:
    """The unit of the plan each row of `zip_table()` lies in, '' where none."""
    zips = zip_table()
    found = units_by_code(zips.assign(country="US"), unit_ids, levels)
    lost = np.flatnonzero((found == "") & zips["latitude"].notna().to_numpy())
    if len(lost) and {"county", "state"} & set(levels):
        x, y = (zips[axis].to_numpy(np.float64)[lost] for axis in ("longitude", "latitude"))
        found[lost] = units_of_points(x, y, unit_ids, levels)
    return found


@lru_cache(maxsize=1)
def counties_2023_of_zips() -> tuple[str, ...]:
    """The county of the edition of 2023 each row of `zip_table()` lies in, '' where none."""
    ids = _map("us-counties-2023").unit_ids
    return tuple(unit_of_zips(ids, ["county"] * len(ids)))


def _other_codes(level: str, here: Objects) -> dict[str, str]:
    """Point ZIPs and old county codes to units that are there."""
    ids = set(here)
    if level in ("zip5", "zip3"):
        hosts = {z[:3]: h[:3] for z, h in zip_hosts().items()} if level == "zip3" else zip_hosts()
        return {code: host for code, host in hosts.items() if code not in ids and host in ids}
    if level != "county":
        return {}
    aliases: dict[str, str] = {}
    for kind in _MAPS["county"]:
        aliases |= {old: new for old, new in county_aliases(kind).items() if new in ids}
    return aliases


@lru_cache(maxsize=2)
def county_aliases(kind: str) -> dict[str, str]:
    return dict(_map(kind).aliases)


@lru_cache(maxsize=5)
def _map(kind: str) -> UnitSet:
    return load_units(kind)


def _outlines(kind: str) -> Outlines:
    return _map(kind).outlines


@lru_cache(maxsize=1)
def fips_of_state() -> dict[str, str]:
    """Two letters of a state to its FIPS code."""
    return dict(zip(state_table().state, state_table().fips, strict=True))
