"""Cities as the ZIP table knows them, to place accounts that have no ZIP."""

from functools import lru_cache

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from salesplanner.geography.place_names import city_key
from salesplanner.geography.zips import zip_table
from salesplanner.resources import resource

Ints = NDArray[np.int64]

_OTHER_NAMES = {
    "MANHATTAN|NY": "NEWYORK|NY", "NYC|NY": "NEWYORK|NY", "QUEENS|NY": "JAMAICA|NY",
    "WASHINGTONDC|DC": "WASHINGTON|DC", "LA|CA": "LOSANGELES|CA", "SF|CA": "SANFRANCISCO|CA",
    "VENTURA|CA": "VENTURA|CA", "WINSTON|NC": "WINSTONSALEM|NC", "NASHVILLEDAVIDSON|TN":
    "NASHVILLE|TN", "BOISECITY|ID": "BOISE|ID",
}  # fmt: skip
_ENDINGS = ("CITY", "TOWNSHIP", "BOROUGH", "VILLAGE", "TOWN", "CDP", "DC")
OUTWEIGHS = 10  # a city without state is taken for the one this many times as large as the next


@lru_cache(maxsize=1)
def city_table() -> pd.DataFrame:
    """One row for each city and state, index `KEY|ST`: the postal cities, then other places.

    Columns: zip (the most populous one, or the nearest), county, latitude, longitude, population.
    """
    other = pd.read_csv(
        resource("geo", "us_places.csv.gz"),
        dtype={"zip": str, "county": str},
        keep_default_na=False,
    )
    keys = [f"{city_key(c)}|{s}" for c, s in zip(other.city, other.state, strict=True)]
    columns = ["zip", "county", "latitude", "longitude", "population"]
    return pd.concat([postal_cities(), other[columns].set_axis(keys)])


def postal_cities() -> pd.DataFrame:
    """The part of `city_table()` that the ZIP table gives, placed in the middle of its people."""
    zips = zip_table()
    is_known = (zips.city != "") & zips.latitude.notna()
    known = zips[is_known].assign(row=np.flatnonzero(is_known))
    written = known.city.unique()
    keys = dict(zip(written, map(city_key, written), strict=True))
    known["key"] = known.city.map(keys) + "|" + known.state
    weight = known.population.fillna(0) + 1e-3  # ZIPs without people count only among themselves
    weighted = known.assign(
        weight=weight, latitude=known.latitude * weight, longitude=known.longitude * weight
    )
    groups = weighted.groupby("key")
    total = groups.weight.sum()
    largest = weighted.sort_values("weight", kind="stable").groupby("key").row.last()
    return pd.DataFrame(
        {
            "zip": zips.zip.iloc[largest].to_numpy(),
            "county": zips.county.iloc[largest].to_numpy(),
            "latitude": groups.latitude.sum() / total,
            "longitude": groups.longitude.sum() / total,
            "population": total,
        }
    )


def find_cities(city_keys: "pd.Series[str]", states: "pd.Series[str]") -> Ints:
    """Row of `city_table()` for each pair of city key and state; -1: not known."""
    index = city_table().index
    wanted = pd.Series(city_keys.to_numpy() + "|" + states.to_numpy(), dtype=object)
    unique = pd.Index(wanted.unique())
    found = dict(zip(unique, index.get_indexer(unique).tolist(), strict=True))
    for pair, row in found.items():
        if row < 0:
            found[pair] = _by_other_name(pair, index)
    return wanted.map(found).to_numpy(np.int64)


@lru_cache(maxsize=1)
def cities_without_state() -> dict[str, int]:
    """Row of `city_table()` for each city key that means one city: the only one of that name, or
    ten times as large as the next."""
    table = city_table()
    ranked = pd.DataFrame(
        {
            "name": [key.partition("|")[0] for key in table.index],
            "place": np.arange(len(table)),
            "population": table.population.to_numpy(),
        }
    ).sort_values(["name", "population"], ascending=[True, False], kind="stable")
    is_first = ~ranked.duplicated("name")
    rival = ranked.population.shift(-1).where(is_first.shift(-1, fill_value=True).eq(False), 0.0)
    clear = ranked[is_first & (ranked.population >= OUTWEIGHS * rival)]
    return dict(zip(clear.name, clear.place.astype(int), strict=True))


def _by_other_name(pair: str, index: pd.Index) -> int:
    city, _, state = pair.partition("|")
    other = _OTHER_NAMES.get(pair)
    candidates = [other] if other else []
    candidates += [f"{city.removesuffix(e)}|{state}" for e in _ENDINGS if city.endswith(e)]
    candidates += [f"{city}{e}|{state}" for e in ("CITY",)]
    for candidate in candidates:
        if candidate in index:
            return int(index.get_indexer(pd.Index([candidate]))[0])
    return -1
