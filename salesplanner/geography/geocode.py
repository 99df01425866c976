"""Where an account is: from its coordinates, its postal code, or its city and state."""

from collections.abc import Callable, Iterable

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from salesplanner.geography.cities import cities_without_state, city_table, find_cities
from salesplanner.geography.distance import distance_km
from salesplanner.geography.place_names import (
    US_POSTAL_COUNTRIES,
    city_key,
    country_code,
    looks_canadian,
    state_code,
    zip_code,
)
from salesplanner.geography.zips import zip_table

Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Column = Iterable[object]

FAR_KM = 100.0  # coordinates farther than this from their postal code are doubted
SURE_CITY, SURE_CITY_ONLY, SURE_LOST_ZERO, SURE_IN_DOUBT = 0.9, 0.5, 0.95, 0.6
SURE_POINT_FROM = {"zip": 1.0, "city": 0.8, "county": 0.6, "zip3": 0.5, "": 0.0}


def find_places(
    postal_code: Column,
    city: Column | None = None,
    state: Column | None = None,
    country: Column | None = None,
    latitude: Column | None = None,
    longitude: Column | None = None,
) -> pd.DataFrame:
    """Find n accounts, each by the best that is known of it: coordinates, ZIP, then city and state.

    Returns:
        One row for each account, in order: zip, state (two letters), county (FIPS 2017), country
        (two letters), latitude, longitude (NaN: not found), found_by (coordinates, postal code,
        city, none), found_sure_share (0 to 1) and place_note (what was odd; "" if nothing was).
        zip, state, county and country are what the words say, also where coordinates decide the
        point. What is left with `none` is to be settled by hand.
    """
    given = _read_words(_texts(postal_code), city, state, country)
    zip_row, city_row = _zip_rows(given), _city_rows(given)
    by_zip = (zip_row >= 0) & ~_is_outvoted(given, zip_row, city_row)
    by_city = ~by_zip & (city_row >= 0)
    places = pd.DataFrame(
        {
            "zip": given.zip.where(zip_row >= 0, ""),
            "state": given.state,
            "county": "",
            "country": given.country,
            "latitude": np.nan,
            "longitude": np.nan,
            "found_by": "none",
            "found_sure_share": 0.0,
            "place_note": "",
        }
    )
    _say_us(places, (given.is_us & (given.state != "")).to_numpy())
    _fill_by_zip(places, given, zip_row, by_zip)
    _fill_by_city(places, given, city_row, by_city)
    _note_doubts(places, given, zip_row, by_zip)
    if latitude is not None and longitude is not None:
        _fill_by_coordinates(places, _numbers(latitude), _numbers(longitude))
    _note_unplaced(places, given)
    return places


def _read_words(
    codes: "pd.Series[str]", city: Column | None, state: Column | None, country: Column | None
) -> pd.DataFrame:
    """The words of each account made comparable; each spelling is looked at once."""
    cities, states, countries = (
        pd.Series("", codes.index, dtype=object) if words is None else _texts(words)
        for words in (city, state, country)
    )
    read = _each(zip_code, codes)
    given = pd.DataFrame(
        {
            "written": codes,
            "zip": read.str[0],
            "is_repaired": read.str[1].astype(bool),
            "state_written": states,
            "state": _each(state_code, states),
            "city_written": cities,
            "city": _each(city_key, cities),
            "country_written": countries,
            "country": _each(country_code, countries),
        }
    )
    is_silent = countries == ""
    given.loc[is_silent & _each(looks_canadian, codes).astype(bool), "country"] = "CA"
    is_us = is_silent & (given.country == "")
    given["is_us"] = given.country.isin(US_POSTAL_COUNTRIES) | is_us
    return given


def _zip_rows(given: pd.DataFrame) -> Ints:
    """Row of `zip_table()` for each account, -1: no ZIP, or none that exists."""
    index = pd.Index(zip_table().zip)
    is_zip = (given.is_us & (given.zip != "")).to_numpy()
    return np.where(is_zip, index.get_indexer(pd.Index(given.zip)), -1)


def _city_rows(given: pd.DataFrame) -> Ints:
    """Row of `city_table()` for each account, -1: not known. Without a state only a city whose name
    is clear."""
    has_city = (given.is_us & (given.city != "")).to_numpy()
    row = np.where(has_city, find_cities(given.city, given.state), -1)
    is_open = has_city & (given.state_written == "").to_numpy()
    alone = given.city[is_open].map(cities_without_state()).fillna(-1)
    row[is_open] = alone.to_numpy(np.int64)
    return row


def _state_differs(given: pd.DataFrame, zip_row: Ints) -> Bools:
    of_zip = zip_table().state.to_numpy()[zip_row]
    stated = given.state.to_numpy()
    return np.asarray((zip_row >= 0) & (stated != "") & (of_zip != "") & (of_zip != stated))


def _is_outvoted(given: pd.DataFrame, zip_row: Ints, city_row: Ints) -> Bools:
    """City and state agree with each other but not with the ZIP: two against one."""
    zip_city = zip_table().city.to_numpy(dtype=object)
    is_suspect = _state_differs(given, zip_row) & (city_row >= 0)
    outvoted = np.zeros(len(given), np.bool_)
    for place in np.flatnonzero(is_suspect):
        outvoted[place] = city_key(str(zip_city[zip_row[place]])) != given.city.iat[int(place)]
    return outvoted


def _fill_by_zip(places: pd.DataFrame, given: pd.DataFrame, zip_row: Ints, chosen: Bools) -> None:
    found = zip_table().iloc[zip_row[chosen]]
    columns = ["zip", "state", "county", "latitude", "longitude"]
    _say_us(places, chosen)
    places.loc[chosen, columns] = found[columns].to_numpy()
    sure = found.point_from.map(SURE_POINT_FROM).to_numpy(np.float64)
    repaired = given.is_repaired[chosen].to_numpy()
    places.loc[chosen, "found_sure_share"] = np.where(repaired, SURE_LOST_ZERO, 1.0) * sure
    places.loc[chosen, "found_by"] = np.where(sure > 0, "postal code", "none")


def _fill_by_city(places: pd.DataFrame, given: pd.DataFrame, city_row: Ints, chosen: Bools) -> None:
    found = city_table().iloc[city_row[chosen]]
    _say_us(places, chosen)
    columns = ["zip", "county", "latitude", "longitude"]
    places.loc[chosen, columns] = found[columns].to_numpy()
    places.loc[chosen, "state"] = [key[-2:] for key in found.index]
    places.loc[chosen, "found_by"] = "city"
    has_state = (given.state[chosen] != "").to_numpy()
    places.loc[chosen, "found_sure_share"] = np.where(has_state, SURE_CITY, SURE_CITY_ONLY)


def _say_us(places: pd.DataFrame, chosen: Bools) -> None:
    places.loc[chosen & (places.country == "").to_numpy(), "country"] = "US"


def _note_doubts(places: pd.DataFrame, given: pd.DataFrame, zip_row: Ints, by_zip: Bools) -> None:
    zips = zip_table()
    differs = _state_differs(given, zip_row)
    zip_state = zips.state.to_numpy()[zip_row]
    _note(places, differs, lambda i: (
        f"Postal code {given.zip[i]} is in {zip_state[i]}, not in {given.state[i]}"
        + ("." if by_zip[i] else "; placed by city and state.")))  # fmt: skip
    sure = places.found_sure_share.to_numpy()
    places["found_sure_share"] = np.where(differs, np.minimum(sure, SURE_IN_DOUBT), sure)
    point_from = zips.point_from.to_numpy()[zip_row]
    from_wider = by_zip & np.isin(point_from, ["city", "county", "zip3"])
    wider = {"city": "city", "county": "county", "zip3": "three-digit area"}
    _note(places, from_wider, lambda i: (
        f"The place of postal code {given.zip[i]} is not known; this is the middle of its "
        f"{wider[point_from[i]]}."))  # fmt: skip
    _note(places, by_zip & (point_from == ""), lambda i: (
        f"Postal code {given.zip[i]} has no fixed place (military post or islands)."))  # fmt: skip
    _note(places, by_zip & given.is_repaired.to_numpy(), lambda i: (
        f"Postal code {given.written[i]} read as {given.zip[i]}: its leading zero was lost."
    ))  # fmt: skip
    is_us, written = given.is_us.to_numpy(), given.written.to_numpy()
    _note(places, is_us & (written != "") & (zip_row < 0), lambda i: (
        f"Postal code {written[i]} is not a known US one."))  # fmt: skip


def _note_unplaced(places: pd.DataFrame, given: pd.DataFrame) -> None:
    is_none = (places.found_by == "none").to_numpy()
    is_us = given.is_us.to_numpy()
    has_state = (given.state != "").to_numpy()
    _note(places, is_none & is_us & has_state & (given.city != "").to_numpy(), lambda i: (
        f"No city {given.city_written[i]} is known in {given.state[i]}."))  # fmt: skip
    _note(places, is_none & is_us & has_state & (given.city == "").to_numpy(), lambda i: (
        f"Only the state is known: {given.state[i]}."))  # fmt: skip
    unread = (given.state_written != "").to_numpy() & ~has_state
    _note(places, is_none & is_us & unread, lambda i: (
        f"{given.state_written[i]} is not a known US state."))  # fmt: skip
    is_country = (places.country != "").to_numpy()
    _note(places, is_none & ~is_us & is_country, lambda i: (
        f"Only the country is known: {places.country[i]}."))  # fmt: skip
    _note(places, is_none & ~is_us & ~is_country, lambda i: (
        f"{given.country_written[i]} is not a known country."))  # fmt: skip


def _fill_by_coordinates(places: pd.DataFrame, latitude: Floats, longitude: Floats) -> None:
    is_given = np.isfinite(latitude) & np.isfinite(longitude)
    is_given &= ~((np.abs(latitude) < 1e-9) & (np.abs(longitude) < 1e-9))  # 0, 0: an empty field
    is_earthly = (np.abs(latitude) <= 90) & (np.abs(longitude) <= 180)
    known_y, known_x = places.latitude.to_numpy(), places.longitude.to_numpy()
    km = distance_km(longitude, latitude, known_x, known_y)
    swapped_km = distance_km(latitude, longitude, known_x, known_y)
    fits_swapped = (np.abs(longitude) <= 90) & (np.abs(latitude) <= 180)
    is_near = np.isnan(km) | (km <= FAR_KM)
    is_swapped = is_given & fits_swapped & (
        (~is_earthly) | (~is_near & (swapped_km <= FAR_KM))
    )  # fmt: skip
    is_wrong = is_given & ~is_earthly & ~is_swapped
    is_used = is_given & (is_earthly | is_swapped)
    is_doubted = is_used & ~is_swapped & ~is_near
    was_found = (places.found_by != "none").to_numpy()
    _note(places, is_swapped, lambda i: "Latitude and longitude were swapped.")
    _note(places, is_wrong, lambda i: (
        f"Coordinates {latitude[i]:g}, {longitude[i]:g} are not on earth and were not used."
    ))  # fmt: skip
    by_words = places.found_by.to_numpy()
    _note(places, is_doubted & was_found, lambda i: (
        f"The coordinates are {km[i]:.0f} km from the {by_words[i]}."))  # fmt: skip
    y, x = np.where(is_swapped, longitude, latitude), np.where(is_swapped, latitude, longitude)
    places.loc[is_used, "latitude"], places.loc[is_used, "longitude"] = y[is_used], x[is_used]
    places.loc[is_used, "found_by"] = "coordinates"
    doubt = is_doubted | is_swapped
    places.loc[is_used, "found_sure_share"] = np.where(doubt[is_used], SURE_IN_DOUBT, 1.0)


def _note(places: pd.DataFrame, chosen: Bools, text: Callable[[int], str]) -> None:
    """Add a sentence to the notes of some places; these are few."""
    notes = places.place_note.to_numpy(dtype=object, copy=True)
    for place in np.flatnonzero(chosen):
        notes[place] = f"{notes[place]} {text(int(place))}".strip()
    places["place_note"] = notes


def _texts(values: Column) -> "pd.Series[str]":
    """Texts, "" for what is missing, numbers as they are read in a sheet."""
    column = pd.Series(list(values), dtype=object)
    return column.where(column.notna(), "").astype(str).str.strip().astype(object)


def _numbers(values: Column) -> Floats:
    return pd.to_numeric(pd.Series(list(values), dtype=object), errors="coerce").to_numpy(
        np.float64
    )


def _each(read: Callable[[str], object], texts: "pd.Series[str]") -> "pd.Series[str]":
    """`read` of each text, called once for each different one."""
    unique = texts.unique()
    return texts.map(dict(zip(unique, map(read, unique), strict=True))).astype(object)
