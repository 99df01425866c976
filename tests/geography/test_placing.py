import numpy as np
import pytest

from salesplanner.geography.geocode import find_places
from salesplanner.geography.placing import positions_of, units_of_places
from salesplanner.geography.shipped import load_units
from salesplanner.geography.zips import zip_table


@pytest.fixture(scope="module")
def places():
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
        ("world-countries", ["840", "840", "840", "840", "056"]),
    ],
)
def test_a_place_lies_in_its_unit_on_every_level(places, kind, expected):
    assert units_of_places(places, load_units(kind)) == expected


def test_a_single_building_takes_part_through_its_host(places):
    zip5 = load_units("us-zip5")
    unit = units_of_places(places, zip5)[1]
    assert unit == zip5.hosts.get("10118", "10118")
    assert unit in zip5.unit_ids


def test_account_coordinates_decide_on_maps_with_true_outlines():
    place = find_places(["10001"], latitude=[34.05], longitude=[-118.24])
    assert units_of_places(place, load_units("us-counties")) == ["06037"]
    assert units_of_places(place, load_units("us-zip5")) == ["10001"]


def test_old_codes_find_their_unit():
    counties = load_units("us-counties")
    codes = zip_table().county[:0].reindex(range(2)).fillna("02063")
    at = positions_of(codes, counties)
    assert [counties.unit_ids[position] for position in at] == ["02261", "02261"]


def test_nearly_every_zip_with_people_lies_in_a_county_and_rolls_up_to_its_state():
    zips = zip_table()
    lived_in = zips[zips.population > 0]
    places = find_places(lived_in.zip)
    counties = np.array(units_of_places(places, load_units("us-counties")))
    states = np.array(units_of_places(places, load_units("us-states")))
    assert (counties != "").all()
    agree = np.char.startswith(counties.astype(str), states.astype(str))
    assert agree.mean() > 0.995  # some ZIPs cross a state line
