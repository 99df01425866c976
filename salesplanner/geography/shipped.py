"""The maps that ship with the app."""

import gzip
import json
from collections.abc import Callable, Mapping
from dataclasses import replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from salesplanner.geography.areas import unit_areas_km2, unit_centres
from salesplanner.geography.borders import Borders, borders_of, join_borders, without_corners
from salesplanner.geography.bridges import bridged
from salesplanner.geography.locate import units_near
from salesplanner.geography.outlines import Outlines
from salesplanner.geography.people import people_measures
from salesplanner.geography.shipped_areas import COUNTRY, countries, county_name, us_states
from salesplanner.geography.shipped_zips import zip3_units, zip5_units
from salesplanner.geography.topology import Topology, read_topology
from salesplanner.geography.units import UnitSet, needed_areas, sort_outlines
from salesplanner.geography.zip_areas import read_zip_areas
from salesplanner.geography.zips import state_table, zip_table
from salesplanner.problems import PlanProblem
from salesplanner.resources import resource

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

OUTSIDE_LOWER_48 = ("02", "15", "60", "66", "69", "72", "78")  # FIPS of AK, HI and the territories
ALIASES_2017 = {
    "02063": "02261", "02066": "02261", "46113": "46102", "02270": "02158", "51515": "51019",
}  # fmt: skip
ALIASES_2023 = {"02261": "02063", "46113": "46102", "02270": "02158", "51515": "51019"}


def load_units(kind: str) -> UnitSet:
    """One of the shipped maps (see `KINDS`), with outlines, borders, bridges to islands and, in the
    US, figures of the people in each unit.

    Raises:
        PlanProblem: there is no such map.
    """
    loader = KINDS.get(kind)
    if loader is None:
        raise PlanProblem(f"There is no map called {kind}.", "", f"Choose {', '.join(KINDS)}.")
    return loader()


def lower_48(units: UnitSet) -> UnitSet:
    """Only the 48 contiguous states and DC of a US map, still joined to their islands."""
    state = state_of(units)
    kept = units.keep(np.array([s != "" and s not in OUTSIDE_LOWER_48 for s in state]))
    joined = bridged(kept.borders.only("land", "bridge"), kept.x, kept.y)
    return replace(kept, borders=join_borders(joined, kept.borders))


def state_of(units: UnitSet) -> tuple[str, ...]:
    """FIPS code of the state each US unit lies in; "" where there is none."""
    if units.level == "state":
        return units.unit_ids
    return tuple(parent[:2] for parent in units.parents)  # FIPS of a county begins with its state's


def read_shipped_topology(file: str, object_name: str) -> Topology:
    """A TopoJSON of resources/geo, units in the order of their ids."""
    with gzip.open(resource("geo", f"{file}.topojson.gz")) as stream:
        topology = read_topology(json.load(stream), object_name)
    order = np.argsort(np.array(topology.outlines.unit_ids), kind="stable")
    place = np.argsort(order)
    borders = topology.borders
    pairs = np.column_stack([place[borders.unit_a], place[borders.unit_b]])
    return Topology(
        sort_outlines(topology.outlines, order),
        tuple(topology.properties[i] for i in order),
        borders_of(pairs, borders.length_km),
    )


def _counties(file: str, kind: str, label: str, aliases: Mapping[str, str]) -> UnitSet:
    topology = read_shipped_topology(file, "counties")
    outlines = topology.outlines
    ids = outlines.unit_ids
    names = tuple(county_name(i, p["name"]) for i, p in zip(ids, topology.properties, strict=True))
    county = _county_of_zips(outlines)
    centres = _filled(unit_centres(outlines), ids, zip_table(), county)
    return UnitSet(
        kind, label, "county", ids, names,
        parents=tuple(i[:2] for i in ids),
        countries=("US",) * len(ids),
        x=centres[:, 0], y=centres[:, 1],
        area_km2=unit_areas_km2(outlines),
        outlines=outlines,
        borders=join_borders(
            _with_bridges(
                topology.borders, centres, _listed_bridges("us_bridges.csv", ids, digits=5)
            ),
            borders_of(_listed_bridges("us_water.csv", ids, digits=5), 0.0, "water"),
        ),
        measures=people_measures(county, ids),
        aliases=aliases,
        areas=us_states(),
    )  # fmt: skip


def _states() -> UnitSet:
    topology = read_shipped_topology("us_states", "states")
    outlines = topology.outlines
    ids = outlines.unit_ids
    codes = state_table()
    fips = dict(zip(codes.state, codes.fips, strict=True))
    centres = unit_centres(outlines)
    bridges = _listed_bridges("us_bridges.csv", ids, digits=2)
    return UnitSet(
        "us-states", "US states", "state", ids, tuple(p["name"] for p in topology.properties),
        parents=(COUNTRY.area_id,) * len(ids),
        countries=("US",) * len(ids),
        x=centres[:, 0], y=centres[:, 1],
        area_km2=unit_areas_km2(outlines),
        outlines=outlines,
        areas=(COUNTRY,),
        borders=_with_bridges(topology.borders, centres, bridges),
        measures=people_measures(zip_table().state.map(fips).fillna(""), ids),
        aliases=fips | dict(zip(codes.name, codes.fips, strict=True)),
    )  # fmt: skip


def _countries() -> UnitSet:
    topology = read_shipped_topology("world_countries", "countries")
    outlines = topology.outlines
    ids = outlines.unit_ids
    codes = pd.read_csv(resource("geo", "country_codes.csv"), dtype=str, keep_default_na=False)
    alpha2 = dict(zip(codes.numeric, codes.alpha2, strict=True))
    aliases = {
        other: numeric
        for column in (codes.alpha2, codes.alpha3, codes.name)
        for other, numeric in zip(column, codes.numeric, strict=True)
        if numeric in ids
    }
    centres = unit_centres(outlines)
    return UnitSet(
        "world-countries", "Countries of the world", "country", ids,
        tuple(p["name"] for p in topology.properties),
        parents=("",) * len(ids),
        countries=tuple(alpha2.get(i, "") for i in ids),
        x=centres[:, 0], y=centres[:, 1],
        area_km2=unit_areas_km2(outlines),
        outlines=outlines,
        borders=_with_bridges(
            topology.borders, centres, _listed_bridges("world_bridges.csv", ids, 3)
        ),
        aliases=aliases,
    )  # fmt: skip


def _world_states() -> UnitSet:
    areas, _ = read_zip_areas(resource("geo", "world_states.npz"))
    ids = areas.outlines.unit_ids
    codes = pd.read_csv(resource("geo", "country_codes.csv"), dtype=str, keep_default_na=False)
    numeric = dict(zip(codes.alpha2, codes.numeric, strict=True))
    country = tuple(unit_id.partition("/")[0] for unit_id in ids)
    centres = unit_centres(areas.outlines)
    parents = tuple(numeric.get(code, "") for code in country)
    return UnitSet(
        "world-states", "States and provinces of the world", "state", ids,
        names=tuple(unit_id.partition("/")[2] for unit_id in ids),
        parents=parents,
        areas=needed_areas(countries(), parents),
        countries=tuple(code if code in numeric else "" for code in country),
        x=centres[:, 0], y=centres[:, 1],
        area_km2=unit_areas_km2(areas.outlines),
        outlines=areas.outlines,
        borders=areas.borders,
    )  # fmt: skip


def _county_of_zips(outlines: Outlines) -> "pd.Series[str]":
    """The county of each ZIP; of a county that this edition does not have, the one at its point."""
    zips = zip_table()
    is_other = ~zips.county.isin(outlines.unit_ids) & (zips.county != "")
    at = units_near(
        zips.longitude[is_other].to_numpy(), zips.latitude[is_other].to_numpy(), outlines, 10.0
    )
    county = zips.county.copy()
    county[is_other] = np.array([*outlines.unit_ids, ""], dtype=object)[at]
    return county


def _filled(
    centres: Floats, ids: tuple[str, ...], zips: pd.DataFrame, key: "pd.Series[str]"
) -> Floats:
    """Units without outline take the middle of their ZIP codes."""
    is_known = zips.latitude.notna()
    points = zips[is_known].groupby(key[is_known])[["longitude", "latitude"]].median()
    return np.where(np.isnan(centres), points.reindex(list(ids)).to_numpy(np.float64), centres)


def _listed_bridges(file: str, ids: tuple[str, ...], digits: int) -> Ints:
    """The shipped list of crossings between units, or between the states they lie in (2 digits)."""
    table = pd.read_csv(resource("geo", file), dtype=str)
    position = {unit_id: place for place, unit_id in enumerate(ids)}
    ends = [
        np.array([position.get(end[:digits], -1) for end in table[column]], np.int64)
        for column in ("unit_a", "unit_b")
    ]
    pairs = np.column_stack(ends)
    return pairs[(pairs >= 0).all(axis=1)]


def _with_bridges(found: Borders, centres: Floats, listed: Ints) -> Borders:
    """Land borders without corners, listed crossings, the shortest ways to what is still apart."""
    land, _ = without_corners(found)
    borders = join_borders(land, borders_of(listed, 0.0, "bridge"))
    return bridged(borders, centres[:, 0], centres[:, 1])


KINDS: dict[str, Callable[[], UnitSet]] = {
    "us-states": _states,
    "us-counties": lambda: _counties(
        "us_counties_2017", "us-counties", "US counties (2017)", ALIASES_2017
    ),
    "us-counties-2023": lambda: _counties(
        "us_counties_2023", "us-counties-2023", "US counties (2023)", ALIASES_2023
    ),
    "us-zip3": zip3_units,
    "us-zip5": zip5_units,
    "world-countries": _countries,
    "world-states": _world_states,
}
