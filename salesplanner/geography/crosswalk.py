"""Figures known at one level (ZIP, county, state ...) brought to the units of a plan: rolled up to
larger units, spread over smaller ones by the people who live there."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from salesplanner.geography.distance import distance_km
from salesplanner.geography.unit_codes import codes_of, counties_2023_of_zips, unit_of_zips
from salesplanner.geography.zips import state_table, zip_table

Floats = NDArray[np.float64]
Objects = NDArray[np.object_]

_FEW = 1e-3  # people taken to live in a ZIP of which nothing is known: alone, it still counts
_LEAST_KNOWN = 0.9  # share of codes that must exist for a level to be believed
_NEAR_KM = {"zip5": 60.0, "zip3": 250.0, "county": 200.0, "state": 900.0}
_MOST_NEAR = 0.8
LEVEL_WORDS = {"zip5": "ZIP codes", "zip3": "three-digit ZIP codes", "county": "counties",
               "state": "states"}  # fmt: skip


@dataclass(frozen=True)
class Crosswalk:
    """Pairs of a code and a unit that share people; shares of one code add up to 1.

    pairs: columns code, unit_id, share (of the code's people) and people.
    """

    level: str
    pairs: pd.DataFrame

    def knows(self, codes: "pd.Series[str]") -> NDArray[np.bool_]:
        return np.asarray(codes.isin(self.pairs["code"].unique()))

    def sums(self, codes: "pd.Series[str]", values: Floats) -> "pd.Series[float]":
        """Value by unit_id, spread by share and added up; codes it does not know are left out."""
        rows = pd.DataFrame({"code": codes.to_numpy(object), "value": values}).dropna()
        joined = rows.merge(self.pairs, on="code")
        return (joined["value"] * joined["share"]).groupby(joined["unit_id"]).sum()

    def means(self, codes: "pd.Series[str]", values: Floats) -> "pd.Series[float]":
        """Mean by unit_id, weighted by the people each code shares with the unit."""
        rows = pd.DataFrame({"code": codes.to_numpy(object), "value": values}).dropna()
        joined = rows.merge(self.pairs, on="code")
        weight = joined["people"].groupby(joined["unit_id"]).sum()
        total = (joined["value"] * joined["people"]).groupby(joined["unit_id"]).sum()
        return total / weight


def crosswalk(
    level: str, unit_ids: Sequence[str], levels: Sequence[str], codes: Sequence[str] = ()
) -> Crosswalk:
    """From a US level to the units of a plan, through the ZIP codes both are made of.

    Args:
        level: zip5, zip3, county or state. levels: of each unit. codes: what is to be brought;
            counties of the other edition among them (Connecticut, Alaska) are then known too.
    """
    people = zip_table()["population"].fillna(0.0) + _FEW
    unit = unit_of_zips(unit_ids, levels)
    of_zips = codes_of(zip_table().assign(country="US"), level)
    pairs = _pairs(of_zips, unit, people)
    new = set(codes) - set(of_zips) if level == "county" else set()
    if new:
        of_2023 = pd.Series(counties_2023_of_zips(), of_zips.index)
        pairs = pd.concat([pairs, _pairs(of_2023.where(of_2023.isin(list(new)), ""), unit, people)])
    return Crosswalk(level, _with_units_themselves(pairs, level, unit_ids, levels))


def _pairs(codes: "pd.Series[str]", unit: Objects, people: "pd.Series[float]") -> pd.DataFrame:
    table = pd.DataFrame({"code": codes, "unit_id": unit, "people": people})
    whole = table.groupby("code")["people"].sum()
    inside = table[(table["unit_id"] != "") & (table["code"] != "")]
    pairs = inside.groupby(["code", "unit_id"])["people"].sum().reset_index()
    pairs["share"] = pairs["people"] / pairs["code"].map(whole)
    return pairs


def _with_units_themselves(
    pairs: pd.DataFrame, level: str, unit_ids: Sequence[str], levels: Sequence[str]
) -> pd.DataFrame:
    """Codes that are units of the plan are those units, also where no ZIP code says so."""
    own = [name for name, of in zip(unit_ids, levels, strict=True) if of == level]
    people = pairs.groupby("code")["people"].sum().reindex(own).fillna(_FEW).to_numpy()
    same = pd.DataFrame({"code": own, "unit_id": own, "people": people, "share": 1.0})
    return pd.concat([pairs[~pairs["code"].isin(own)], same], ignore_index=True)


def level_of_codes(codes: Sequence[str]) -> str:
    """What US level codes are of: zip5, zip3, county, state, or '' where they are none surely.

    Codes of counties and ZIPs both have five digits; those are right that nearly all exist.
    """
    distinct = {code for code in codes if code}
    if not distinct:
        return ""
    zips, states = zip_table(), state_table()
    known = {
        "state": {*states.state, *states.fips},
        "zip3": set(zips.zip.str[:3]),
        "county": set(zips.county) - {""},
        "zip5": set(zips.zip),
    }
    shares = {level: len(distinct & there) / len(distinct) for level, there in known.items()}
    best = max(shares, key=lambda level: shares[level])
    return best if shares[best] >= _LEAST_KNOWN else ""


def level_of_units(unit_ids: Sequence[str], x: Floats, y: Floats) -> str:
    """What US level units are of by their ids and their places (degrees), '' where of none."""
    level = level_of_codes(unit_ids)
    if not level:
        return ""
    zips = zip_table()
    codes = codes_of(zips.assign(country="US"), level)
    middles = zips[["longitude", "latitude"]].groupby(codes.to_numpy(object)).median()
    known = middles.reindex(list(unit_ids)).to_numpy(np.float64)
    km = distance_km(x, y, known[:, 0], known[:, 1])
    return level if (km <= _NEAR_KM[level]).mean() >= _MOST_NEAR else ""
