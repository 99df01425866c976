"""Figures and places between levels: ZIP, ZIP3, county, state, and plans of several levels."""

import numpy as np
import pandas as pd
import pytest

from salesplanner.geography.crosswalk import crosswalk, level_of_codes
from salesplanner.geography.geocode import find_places
from salesplanner.geography.shipped import load_units
from salesplanner.geography.unit_codes import unit_of_zips, units_by_code, units_of_points
from salesplanner.geography.zips import zip_table


def ids_of(kind: str) -> tuple[list[str], list[str]]:
    units = load_units(kind)
    return list(units.unit_ids), [units.level] * units.n_units


@pytest.fixture(scope="module")
def places() -> pd.DataFrame:
    return find_places(
        ["90210", "10118", "", "", "1000"],
        ["", "", "Honolulu", "", ""],
        ["", "", "HI", "CA", ""],
        ["", "", "", "", "Belgium"],
        [None, None, None, None, 50.85],
        [None, None, None, None, 4.35],
    )


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("us-counties", ["06037", "36061", "15003", "", ""]),
        ("us-states", ["06", "36", "15", "06", ""]),
        ("us-zip3", ["902", "101", "968", "", ""]),
    ],
)
def test_a_place_lies_in_its_unit_on_every_level(places, kind, expected):
    assert units_by_code(places, *ids_of(kind)).tolist() == expected


def test_a_place_lies_in_its_country(places):
    units = load_units("world-countries")
    codes = dict(zip(units.countries, units.unit_ids, strict=True))
    found = units_by_code(places, units.unit_ids, ["country"] * units.n_units, codes)
    assert found.tolist() == ["840", "840", "840", "840", "056"]


def test_a_single_building_takes_part_through_its_host(places):
    zip5 = load_units("us-zip5")
    unit = units_by_code(places, *ids_of("us-zip5"))[1]
    assert "10118" not in zip5.unit_ids
    assert unit == zip5.hosts["10118"]


def test_where_units_of_two_levels_cover_a_place_the_finer_one_has_it(places):
    found = units_by_code(places[:2], ["06037", "36061", "90210"], ["county", "county", "zip5"])
    assert found.tolist() == ["90210", "36061"]


def test_coordinates_alone_say_the_county_by_its_outline():
    ids, levels = ids_of("us-counties")
    x, y = np.array([-118.24, -73.97, 2.35]), np.array([34.05, 40.78, 48.86])
    assert units_of_points(x, y, ids, levels).tolist() == ["06037", "36061", ""]


def test_old_codes_find_their_unit():
    place = pd.DataFrame({"zip": [""], "county": ["02063"], "state": ["AK"], "country": ["US"]})
    assert units_by_code(place, *ids_of("us-counties")).tolist() == ["02261"]


@pytest.mark.parametrize("kind", ["us-counties", "us-counties-2023", "us-zip3", "us-zip5"])
def test_nearly_every_zip_with_people_lies_in_a_unit_of_every_map(kind):
    zips = zip_table()
    found = unit_of_zips(*ids_of(kind)) != ""
    lived_in = (zips.population > 0).to_numpy()
    assert found[lived_in].mean() > 0.999


@pytest.mark.parametrize("level", ["zip5", "zip3", "county", "state"])
@pytest.mark.parametrize("kind", ["us-counties", "us-zip3", "us-states"])
def test_what_is_brought_to_another_level_keeps_its_total(level, kind):
    walk = crosswalk(level, *ids_of(kind))
    codes = pd.Series(sorted(walk.pairs["code"].unique()))
    values = np.arange(1.0, len(codes) + 1)
    inside = walk.pairs.groupby("code")["share"].sum().reindex(codes).to_numpy()
    sums = walk.sums(codes, values)
    assert sums.sum() == pytest.approx(float((values * inside).sum()))
    assert (inside > 0.98).mean() > 0.95


def test_a_county_is_spread_over_its_zips_by_people_and_rolled_up_again():
    walk = crosswalk("county", *ids_of("us-zip5"))
    spread = walk.sums(pd.Series(["06037"]), np.array([1000.0]))
    zips = zip_table().set_index("zip")
    assert spread.sum() == pytest.approx(1000.0)
    assert (zips.county.reindex(spread.index) == "06037").mean() > 0.97
    people = zips.population.reindex(spread.index).fillna(0.0)
    assert np.corrcoef(spread, people)[0, 1] > 0.999
    back = crosswalk("zip5", *ids_of("us-counties"))
    again = back.sums(pd.Series(spread.index), spread.to_numpy())
    assert again["06037"] == pytest.approx(1000.0, rel=0.02)


def test_a_mean_is_weighted_by_people():
    walk = crosswalk("zip5", ["34"], ["state"])
    pair = zip_table().set_index("zip").population[["07001", "07002"]]
    mean = walk.means(pd.Series(pair.index), np.array([10.0, 20.0]))
    expected = float((pair * [10.0, 20.0]).sum() / pair.sum())
    assert mean["34"] == pytest.approx(expected, rel=1e-6)


@pytest.mark.parametrize(
    ("codes", "level"),
    [
        (["01001", "02139", "90210", "60601", "10001"], "zip5"),
        (["100", "606", "902"], "zip3"),
        (["06", "36", "72"], "state"),
        (["AA1", "BB2"], ""),
        ([], ""),
    ],
)
def test_codes_say_what_level_they_are_of(codes, level):
    assert level_of_codes(codes) == level


def test_counties_are_not_taken_for_zip_codes():
    assert level_of_codes(load_units("us-counties").unit_ids[:3142]) == "county"
