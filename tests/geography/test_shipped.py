import hashlib
import re

import numpy as np
import pytest

from salesplanner.geography.borders import parts_of
from salesplanner.geography.shipped import KINDS, load_units, lower_48, state_of
from salesplanner.problems import PlanProblem
from salesplanner.resources import resource, resources_folder

COUNTS = {
    "us-states": (56, "state"),
    "us-counties": (3231, "county"),
    "us-counties-2023": (3233, "county"),
    "us-zip3": (896, "zip3"),
    "us-zip5": (33791, "zip5"),
    "world-countries": (240, "country"),
    "world-states": (4554, "state"),
}


@pytest.fixture(scope="module")
def maps():
    return {kind: load_units(kind) for kind in KINDS}


def names_of(units, pairs):
    return {frozenset((units.names[a], units.names[b])) for a, b in pairs.tolist()}


@pytest.mark.parametrize("kind", COUNTS)
def test_every_map_has_its_units_sorted_and_placed(maps, kind):
    units = maps[kind]
    assert (units.n_units, units.level) == COUNTS[kind]
    assert list(units.unit_ids) == sorted(set(units.unit_ids))
    assert np.isfinite(units.x).all() and np.isfinite(units.y).all()
    assert units.outlines.unit_ids == units.unit_ids
    assert len(units.names) == len(units.parents) == len(units.countries) == units.n_units


@pytest.mark.parametrize("kind", COUNTS)
def test_every_map_is_one_part_once_bridges_count(maps, kind):
    units = maps[kind]
    assert parts_of(units.n_units, units.borders.pairs).max() == 0
    land = units.borders.only("land")
    assert (land.length_km > 0).all()
    assert (units.borders.unit_a < units.borders.unit_b).all()


@pytest.mark.parametrize("kind", COUNTS)
def test_every_ring_is_closed_and_has_an_inside(maps, kind):
    outlines = maps[kind].outlines
    counts = np.diff(outlines.ring_starts)
    assert counts.min() >= 4
    first = outlines.points[outlines.ring_starts[:-1]]
    assert np.array_equal(first, outlines.points[outlines.ring_starts[1:] - 1])
    assert (np.diff(outlines.ring_unit) >= 0).all()


@pytest.mark.parametrize("kind", [kind for kind in COUNTS if kind.startswith("us-")])
def test_the_people_of_every_us_map_are_the_same_334_million(maps, kind):
    assert np.nansum(maps[kind].population) == 334_365_877


@pytest.mark.parametrize("kind", [kind for kind in COUNTS if kind.startswith("us-")])
def test_the_lower_48_leave_alaska_hawaii_and_the_territories_out(maps, kind):
    near = lower_48(maps[kind])
    assert len(set(state_of(near))) == 49
    assert parts_of(near.n_units, near.borders.pairs).max() == 0
    assert near.x.min() > -125 and near.x.max() < -66


def test_counties_carry_state_names_and_cities_are_told_from_counties(maps):
    names = dict(zip(maps["us-counties"].unit_ids, maps["us-counties"].names, strict=True))
    assert names["06037"] == "Los Angeles, CA"
    assert (names["24005"], names["24510"]) == ("Baltimore, MD", "Baltimore city, MD")


def test_old_and_new_county_codes_are_known_by_both_editions(maps):
    assert maps["us-counties"].aliases["02063"] == "02261"
    assert maps["us-counties-2023"].aliases["02261"] == "02063"
    assert "09001" in maps["us-counties"].unit_ids
    assert "09190" in maps["us-counties-2023"].unit_ids


def test_connecticut_has_its_people_in_both_editions(maps):
    people = [
        sum(p for i, p in zip(u.unit_ids, u.population, strict=True) if i[:2] == "09")
        for u in (maps["us-counties"], maps["us-counties-2023"])
    ]
    assert people[0] == people[1] > 3_500_000


def test_islands_hang_on_their_ferries_and_flights(maps):
    counties = maps["us-counties"]
    bridges = names_of(counties, counties.borders.only("bridge").pairs)
    assert frozenset(("Barnstable, MA", "Nantucket, MA")) in bridges
    assert frozenset(("Skagit, WA", "San Juan, WA")) in bridges or (
        frozenset(("Island, WA", "San Juan, WA")) in bridges
    )
    assert frozenset(("San Francisco, CA", "Honolulu, HI")) in bridges


def test_land_borders_of_states_are_the_107_known_ones(maps):
    land = maps["us-states"].borders.only("land")
    assert len(land) == 107
    assert frozenset(("Utah", "New Mexico")) not in names_of(maps["us-states"], land.pairs)


def test_countries_are_known_by_letters_numbers_and_names(maps):
    world = maps["world-countries"]
    assert {world.aliases[word] for word in ("DE", "DEU", "Germany")} == {"276"}
    assert "Kosovo" in world.unit_ids


def test_states_of_the_world_touch_across_country_borders(maps):
    world = maps["world-states"]
    at = world.unit_ids.index("DE/Bayern")
    near = {world.unit_ids[i] for p in world.borders.pairs if at in p for i in p if i != at}
    assert {"AT/Tirol", "DE/Hessen", "CZ/Plzeňský"} <= near
    assert world.parents[at] == "276"


def test_the_middle_of_france_is_in_europe(maps):
    at = maps["world-countries"].unit_ids.index("250")
    assert 0 < maps["world-countries"].x[at] < 5
    assert 44 < maps["world-countries"].y[at] < 49


def test_po_boxes_are_hosted_by_an_area_of_their_own_state(maps):
    zip5 = maps["us-zip5"]
    assert zip5.hosts["90009"].startswith("90")  # a PO box in Los Angeles
    assert len(zip5.hosts) > 7000
    assert set(zip5.hosts.values()) <= set(zip5.unit_ids)
    assert not set(zip5.hosts) & set(zip5.unit_ids)


def test_keeping_some_units_keeps_only_what_is_theirs(maps):
    states = maps["us-states"]
    west = states.keep(np.isin(states.names, ["California", "Nevada", "Maine"]))
    assert west.names == ("California", "Maine", "Nevada")
    assert names_of(west, west.borders.pairs) == {frozenset(("California", "Nevada"))}
    assert west.outlines.unit_ids == ("06", "23", "32")
    assert set(west.outlines.ring_unit.tolist()) == {0, 1, 2}
    assert set(west.aliases.values()) == {"06", "23", "32"}
    assert west.population[0] == states.population[states.unit_ids.index("06")]


def test_an_unknown_map_is_answered_with_the_known_ones():
    with pytest.raises(PlanProblem, match="us-counties"):
        load_units("atlantis")


def test_every_shipped_map_file_is_in_the_notice_with_its_checksum():
    notice = (resources_folder() / "NOTICE.md").read_text(encoding="utf-8")
    listed = dict(re.findall(r"^\| (\S+) \| .* \| `([0-9a-f]{64})` \|$", notice, re.MULTILINE))
    found = {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in resource("geo").iterdir()
    }
    assert listed == found
    assert "GeoNames" in notice and "CC BY 4.0" in notice and "modified" in notice


@pytest.mark.parametrize("kind", ["us-counties", "us-counties-2023"])
def test_counties_that_face_each_other_across_water_have_water_borders(kind):
    units = load_units(kind)
    water = units.borders.only("water")
    ids = units.unit_ids
    pairs = {(ids[a], ids[b]) for a, b in water.pairs.tolist()}
    assert len(pairs) > 60
    assert ("36059", "36119") in pairs  # Nassau and Westchester, across Long Island Sound
    land_and_bridges = units.borders.only("land", "bridge").pairs
    assert parts_of(units.n_units, land_and_bridges).max() == 0  # nobody needs the water


def test_the_lower_48_hang_together_without_water():
    units = lower_48(load_units("us-counties"))
    assert parts_of(units.n_units, units.borders.only("land", "bridge").pairs).max() == 0
    assert len(units.borders.only("water")) > 60
