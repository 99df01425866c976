"""Places that people name but the Postal Service does not: suburbs, townships, resorts."""

import gzip
import json
from pathlib import Path

import numpy as np
import pandas as pd

from salesplanner.geography.cities import postal_cities
from salesplanner.geography.distance import nearest
from salesplanner.geography.locate import units_near
from salesplanner.geography.place_names import city_key
from salesplanner.geography.shipped import read_shipped_topology
from salesplanner.geography.zips import zip_table

TERRITORIES = ("PR", "VI", "GU", "AS", "MP")  # countries of their own in the source


def write(cities: bytes, folder: Path) -> None:
    """Write us_places.csv.gz: places whose name and state the ZIP table does not have."""
    found = [
        (city["name"], state, city["latitude"], city["longitude"], city["population"])
        for city in json.loads(cities).values()
        if (state := state_of(city))
    ]
    columns = ["city", "state", "latitude", "longitude", "population"]
    table = pd.DataFrame(found, columns=columns).sort_values(
        ["state", "city", "population"], ascending=[True, True, False], kind="stable"
    )
    table["key"] = [f"{city_key(c)}|{s}" for c, s in zip(table.city, table.state, strict=True)]
    table = table[~table.key.isin(postal_cities().index)].drop_duplicates("key")
    table["zip"] = nearest_zips(table)
    counties = read_shipped_topology("us_counties_2017", "counties").outlines
    at = units_near(table.longitude.to_numpy(), table.latitude.to_numpy(), counties, most_km=10)
    table["county"] = np.array([*counties.unit_ids, ""])[at]
    columns = ["city", "state", "county", "zip", "latitude", "longitude", "population"]
    text = table[columns].round(4).to_csv(index=False, lineterminator="\n")
    (folder / "us_places.csv.gz").write_bytes(gzip.compress(text.encode(), 9, mtime=0))
    print(f"{len(table)} places beside the postal ones")


def state_of(city: dict[str, str]) -> str:
    if city["countrycode"] == "US":
        return city["admin1code"]
    return city["countrycode"] if city["countrycode"] in TERRITORIES else ""


def nearest_zips(places: pd.DataFrame) -> list[str]:
    """The ZIP with people whose point is nearest."""
    zips = zip_table()
    lived_in = zips[(zips.population > 0) & zips.latitude.notna()]
    position, _ = nearest(
        places.longitude.to_numpy(), places.latitude.to_numpy(),
        lived_in.longitude.to_numpy(), lived_in.latitude.to_numpy(), 1,
    )  # fmt: skip
    return lived_in.zip.iloc[position[:, 0]].tolist()
