import math

import pandas as pd
import pytest

from salesplanner.geography.geocode import find_places
from salesplanner.geography.zips import zip_table


def found(postal_code="", city="", state="", country="", latitude=None, longitude=None):
    places = find_places([postal_code], [city], [state], [country], [latitude], [longitude])
    return places.iloc[0]


@pytest.mark.parametrize(
    "written", ["02116", "02116-1234", "2116", "2116.0", 2116, 2116.0, " 02116 ", "021161234",
                "21161234", "US-02116", "02116-"]
)  # fmt: skip
def test_a_zip_is_read_however_a_sheet_mangled_it(written):
    place = found(written)
    assert (place.zip, place.state, place.county) == ("02116", "MA", "25025")
    assert place.found_by == "postal code"


def test_a_lost_zero_is_put_back_and_said():
    assert "leading zero" in found("2116").place_note
    assert found("2116").found_sure_share < found("02116").found_sure_share == 1


def test_every_valid_us_zip_but_military_ones_is_placed():
    zips = zip_table()
    places = find_places(zips.zip)
    is_fixed = ~zips.state.isin(["AA", "AE", "AP", "PW", "FM"]) & (zips.zip != "88888")
    assert (places.found_by[is_fixed] == "postal code").all()
    assert (places.found_by == "postal code").mean() > 0.99


def test_a_zip_without_point_of_its_own_says_whose_point_it_has():
    place = found("90140")
    assert place.found_sure_share <= 0.5
    assert "middle of its three-digit area" in place.place_note
    assert place.latitude == pytest.approx(34, abs=0.3)


def test_a_military_zip_has_no_place():
    place = found("09005", state="AE")
    assert place.found_by == "none"
    assert "no fixed place" in place.place_note


@pytest.mark.parametrize(
    ("city", "state", "expected"),
    [
        ("St. Louis", "Missouri", "MO"), ("SAINT LOUIS", "MO", "MO"), ("Ft Worth", "Tex.", "TX"),
        ("N. Little Rock", "AR", "AR"), ("Mt. Vernon", "N.Y.", "NY"), ("New York City", "NY", "NY"),
        ("Winston Salem", "North Carolina", "NC"), ("coeur d'alene", "ID", "ID"),
        ("Washington", "D.C.", "DC"), ("San José", "Calif.", "CA"), ("Sandy Springs", "GA", "GA"),
    ],
)  # fmt: skip
def test_a_city_is_found_however_it_is_abbreviated(city, state, expected):
    place = found(city=city, state=state)
    assert (place.found_by, place.state) == ("city", expected)
    assert math.isfinite(place.latitude)


def test_a_city_alone_is_taken_only_if_its_name_is_clear():
    assert found(city="Chicago").state == "IL"
    assert found(city="Chicago").found_sure_share == 0.5
    assert found(city="Springfield").found_by == "none"


def test_state_and_zip_that_disagree_are_flagged():
    place = found("98272", state="MI", city="Monroe")
    assert (place.found_by, place.zip) == ("postal code", "98272")
    assert "is in WA, not in MI" in place.place_note
    assert place.found_sure_share < 0.7


def test_city_and_state_outvote_a_zip_from_elsewhere():
    place = found("98272", city="Detroit", state="MI")
    assert (place.found_by, place.state) == ("city", "MI")
    assert "98272 is in WA" in place.place_note


def test_coordinates_come_first_and_doubts_are_said():
    place = found("10001", latitude=34.05, longitude=-118.24)
    assert (place.found_by, place.latitude) == ("coordinates", 34.05)
    assert "km from the postal code" in place.place_note
    assert found("10001", latitude=40.75, longitude=-73.99).place_note == ""


def test_swapped_coordinates_are_turned_when_the_zip_says_so():
    place = found("10001", latitude=-73.99, longitude=40.75)
    assert (place.latitude, place.longitude) == (40.75, -73.99)
    assert "swapped" in place.place_note


def test_latitude_beyond_the_pole_is_turned_without_any_zip():
    place = found(latitude=-118.24, longitude=34.05)
    assert (place.latitude, place.longitude) == (34.05, -118.24)


def test_zeros_and_nonsense_are_no_coordinates():
    assert found("10001", latitude=0, longitude=0).found_by == "postal code"
    place = found("10001", latitude=4071.2, longitude=-7400.6)
    assert place.found_by == "postal code"
    assert "not on earth" in place.place_note


def test_a_foreign_postal_code_is_not_taken_for_a_zip():
    place = found("75001", city="Paris", country="France")
    assert (place.country, place.found_by, place.zip) == ("FR", "none", "")
    assert "Only the country" in place.place_note
    assert found("K1A 0B1").country == "CA"


def test_an_unknown_zip_falls_back_to_the_city():
    place = found("99999", city="Austin", state="TX")
    assert (place.found_by, place.state) == ("city", "TX")
    assert "not a known US one" in place.place_note


def test_what_is_empty_is_left_to_the_hand():
    for nothing in ("", None, float("nan"), pd.NA):
        place = found(nothing)
        assert (place.found_by, place.place_note, place.found_sure_share) == ("none", "", 0)


def test_accounts_keep_their_order_and_number():
    codes = ["10001", "", "94105", "10001"]
    assert find_places(codes).state.tolist() == ["NY", "", "CA", "NY"]
    assert len(find_places([])) == 0
