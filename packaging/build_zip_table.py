"""The table of ZIP codes: 15 of the source's 66 columns, points and counties filled in."""

import gzip
import io
from pathlib import Path

import numpy as np
import pandas as pd

from salesplanner.geography.locate import units_near
from salesplanner.geography.shipped import read_shipped_topology

KM2_PER_SQUARE_MILE = 2.589988110336
COLUMNS = [
    "zip", "city", "state", "county", "latitude", "longitude", "point_from", "land_km2",
    "population", "households", "median_income", "bachelors_share", "cbsa", "type", "timezone",
]  # fmt: skip
NAMES_ON_MAP = {
    "Northern Mariana Islands": "Commonwealth of the Northern Mariana Islands",
    "US Virgin Islands": "United States Virgin Islands",
}
FREELY_ASSOCIATED = {"96940": "PW", "96941": "FM", "96942": "FM", "96943": "FM", "96944": "FM"}
NO_COMMON_POINT = ("AA", "AE", "AP", "PW", "FM")  # military post and islands far apart


def write(parquet: bytes, folder: Path) -> None:
    """Write us_zip.csv.gz, us_cbsa.csv and us_state_codes.csv."""
    source = pd.read_parquet(io.BytesIO(parquet))
    table = pd.DataFrame(
        {
            "zip": source.zip,
            "city": source.primary_city.fillna(""),
            "state": source.state.fillna(""),
            "county": source.county_fips.fillna(""),
            "latitude": source.lat.round(5),
            "longitude": source.lon.round(5),
            "point_from": np.where(source.lat.notna(), "zip", ""),
            "land_km2": (source.land_area_sq_mi * KM2_PER_SQUARE_MILE).round(3),
            "population": source.population,
            "households": source.households,
            "median_income": source.median_household_income,
            "bachelors_share": source.pct_bachelors_or_higher.round(4),
            "cbsa": source.cbsa_code.fillna(""),
            "type": source.zip_type,
            "timezone": source.timezone.fillna(""),
        }
    ).sort_values("zip", ignore_index=True)
    separate_military_state(table)
    fill_states(table)
    fill_points(table)
    fill_counties(table)
    text = table[COLUMNS].to_csv(index=False, lineterminator="\n")
    (folder / "us_zip.csv.gz").write_bytes(gzip.compress(text.encode(), 9, mtime=0))
    write_names(source, folder)


def separate_military_state(table: pd.DataFrame) -> None:
    """The source has `AE  Armed Forces Europe` as the city of some military ZIPs."""
    state = table.city.str.extract(r"^(AA|AE|AP)\s+Armed Forces")[0]
    has_state = state.notna()
    table.loc[has_state, "state"] = state[has_state]
    table.loc[has_state, "city"] = ""


def fill_states(table: pd.DataFrame) -> None:
    """The dozen ZIPs without a state are in the state of their ZIP3."""
    is_empty = table.state == ""
    own = table.zip[is_empty].map(FREELY_ASSOCIATED)
    by_zip3 = most_common(table.state[~is_empty], table.zip.str[:3])
    table.loc[is_empty, "state"] = own.fillna(table.zip.str[:3].map(by_zip3)).fillna("")


def most_common(values: "pd.Series[str]", key: "pd.Series[str]") -> "pd.Series[str]":
    """The value met most often for each key; of equals the first in order of the alphabet."""
    return values.groupby(key[values.index]).agg(lambda group: group.mode().iloc[0])


def fill_points(table: pd.DataFrame) -> None:
    """ZIPs without coordinates take the middle of their city, their county, or their ZIP3.

    Military ZIPs of one ZIP3 may lie on several continents: they stay without a point.
    """
    known = table[table.latitude.notna()]
    keys = {
        "city": table.city + "|" + table.state,
        "county": table.county,
        "zip3": table.zip.str[:3],
    }
    for name, key in keys.items():
        points = known.groupby(key[known.index])[["latitude", "longitude"]].median().round(5)
        is_usable = (key.str.strip("|") != "") & ~table.state.isin(NO_COMMON_POINT)
        is_found = table.latitude.isna() & is_usable & key.isin(points.index)
        table.loc[is_found, ["latitude", "longitude"]] = points.loc[key[is_found]].to_numpy()
        table.loc[is_found, "point_from"] = name


def fill_counties(table: pd.DataFrame) -> None:
    """Where the source names no county: the one its point lies in, if that is in its state."""
    outlines = read_shipped_topology("us_counties_2017", "counties").outlines
    ids = np.array([*outlines.unit_ids, ""])
    is_empty = table.county == ""
    lon, lat = table.longitude[is_empty].to_numpy(), table.latitude[is_empty].to_numpy()
    near = units_near(lon, lat, outlines, most_km=10)
    print(f"counties by point: {(near >= 0).sum()} of {len(near)}")
    table.loc[is_empty, "county"] = ids[near]
    city = table.city + "|" + table.state
    is_rest = (table.county == "") & ~table.state.isin(NO_COMMON_POINT) & (table.city != "")
    by_city = most_common(table.county[table.county != ""], city)
    table.loc[is_rest, "county"] = city[is_rest].map(by_city).fillna("")


def write_names(source: pd.DataFrame, folder: Path) -> None:
    areas = source[["cbsa_code", "cbsa_name", "cbsa_type"]].dropna().drop_duplicates("cbsa_code")
    areas.columns = ["cbsa", "name", "type"]
    areas = areas.sort_values("cbsa")
    (folder / "us_cbsa.csv").write_text(
        areas.to_csv(index=False, lineterminator="\n"), encoding="utf-8", newline="\n"
    )
    states = read_shipped_topology("us_states", "states")
    fips = {p["name"]: i for i, p in zip(states.outlines.unit_ids, states.properties, strict=True)}
    names = source[["state", "state_name"]].dropna().drop_duplicates("state")
    postal = dict(zip(names.state_name.replace(NAMES_ON_MAP), names.state, strict=True))
    rows = sorted((code, postal[name], name) for name, code in fips.items())
    text = "fips,state,name\n" + "".join(",".join(row) + "\n" for row in rows)
    (folder / "us_state_codes.csv").write_text(text, encoding="utf-8", newline="\n")
