"""The larger areas the shipped maps roll up to: US counties and states, countries."""

import gzip
import json
from functools import lru_cache

import pandas as pd

from salesplanner.geography.units import LargerArea
from salesplanner.geography.zips import state_table
from salesplanner.resources import resource

COUNTRY = LargerArea("US", "United States", "country")
INDEPENDENT_CITY_STATES = ("24", "29", "51")  # a city and the county around it share a name


def us_states() -> tuple[LargerArea, ...]:
    """The country, its states and territories."""
    codes = state_table()
    states = zip(codes.fips, codes.name, strict=True)
    return (COUNTRY, *(LargerArea(fips, name, "state", "US") for fips, name in states))


@lru_cache(maxsize=1)
def us_counties() -> tuple[LargerArea, ...]:
    """Counties of 2017, with the states and the country above them."""
    with gzip.open(resource("geo", "us_counties_2017.topojson.gz")) as stream:
        rows = json.load(stream)["objects"]["counties"]["geometries"]
    return (*us_states(), *(
        LargerArea(row["id"], county_name(row["id"], row["properties"]["name"]), "county",
                   row["id"][:2])
        for row in sorted(rows, key=lambda row: str(row["id"]))
    ))  # fmt: skip


def countries() -> tuple[LargerArea, ...]:
    codes = pd.read_csv(resource("geo", "country_codes.csv"), dtype=str, keep_default_na=False)
    return tuple(
        LargerArea(numeric, name, "country")
        for numeric, name in zip(codes.numeric, codes.name, strict=True)
    )


def county_name(fips: str, name: str) -> str:
    """The name with its state, e.g. "Adams, OH"; cities that are counties say so."""
    is_city = fips[:2] in INDEPENDENT_CITY_STATES and fips[2:] >= "510"
    full = f"{name} city" if is_city and not name.lower().endswith("city") else name
    return f"{full}, {_postal().get(fips[:2], fips[:2])}"


@lru_cache(maxsize=1)
def _postal() -> dict[str, str]:
    return dict(zip(state_table().fips, state_table().state, strict=True))
