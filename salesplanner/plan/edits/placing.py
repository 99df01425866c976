"""The edit that finds where accounts are: coordinates and the unit they lie in."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from salesplanner.geography.distance import nearest
from salesplanner.geography.geocode import find_places
from salesplanner.plan.fields import PANDAS_TYPE, Kind
from salesplanner.plan.model import Plan
from salesplanner.plan.positions import Mask

_TEXT = PANDAS_TYPE[Kind.TEXT]


def place_accounts(plan: Plan, only: Mask | None = None) -> Plan:
    """Find accounts by coordinates, postal code, or city and state, and put them into units.

    `only`: rows to look at; left out, all that have no unit yet. What was settled by hand stays.
    Coordinates and unit are filled in, with how they were found and how sure that is; an account
    that cannot be found gets found_by `none` and a note.
    """
    accounts = plan["account"]
    by_hand = (accounts["found_by"] == "hand").fillna(False).to_numpy(bool)
    where = accounts["unit_id"].isna().to_numpy(bool) if only is None else only
    where = where & ~by_hand
    if not where.any() or plan["unit"].empty:
        return plan
    rows = accounts[where]
    if plan.info["coordinates"] == "plane":
        return plan  # a flat plane of the planner's own has no postal codes
    words = {
        name: rows[name].astype(object).where(rows[name].notna(), "")
        for name in ("postal_code", "city", "state", "country")
    }
    found = find_places(
        words["postal_code"],
        words["city"],
        words["state"],
        words["country"],
        rows["latitude"].astype("Float64").to_numpy(float, na_value=np.nan),
        rows["longitude"].astype("Float64").to_numpy(float, na_value=np.nan),
    )
    units = _units_of(plan, found)
    is_found = found["latitude"].notna().to_numpy(bool)
    found_by = found["found_by"].where(
        found["found_by"].isin(["coordinates", "postal code", "city"]), "none"
    )
    return plan.set_values(
        "account",
        where,
        latitude=_numbers(found["latitude"]),
        longitude=_numbers(found["longitude"]),
        unit_id=units,
        found_by=pd.array(found_by.to_numpy(object), dtype=_TEXT),
        found_sure_share=_numbers(found["found_sure_share"].where(is_found, 0.0)),
        place_note=pd.array([note or pd.NA for note in found["place_note"]], dtype=_TEXT),
    )


def _numbers(values: "pd.Series[float]") -> pd.api.extensions.ExtensionArray:
    return pd.array(values.to_numpy(float), dtype="Float64")


def _units_of(plan: Plan, found: pd.DataFrame) -> pd.api.extensions.ExtensionArray:
    """The unit of each place: by its code where the plan's level has one, else the nearest."""
    units = plan["unit"]
    level = plan.info["unit_level"]
    codes = {
        "zip5": found["zip"],
        "zip3": found["zip"].str[:3],
        "county": found["county"],
        "state": found["county"].str[:2],
        "country": found["country"].map(_by_country(units)),
    }
    out = np.full(len(found), None, object)
    if level in codes:
        code = codes[level].astype(object)
        hosts = _hosts(units)
        code = code.map(lambda text: hosts.get(text, text))
        known = code.isin(units["unit_id"]).to_numpy(bool)
        out[known] = code[known].to_numpy(object)
    lost = pd.isna(out) & found["latitude"].notna().to_numpy(bool)
    if level != "country" and lost.any():
        out[lost] = _nearest(units, found[lost])
    ids: pd.api.extensions.ExtensionArray = pd.array(
        [text if isinstance(text, str) else pd.NA for text in out], dtype=_TEXT
    )
    return ids


def _by_country(units: pd.DataFrame) -> dict[str, str]:
    return {
        str(c): str(u)
        for c, u in zip(units["country"], units["unit_id"], strict=True)
        if isinstance(c, str)
    }


def _hosts(units: pd.DataFrame) -> dict[str, str]:
    hosted = units[units["host_unit_id"].notna()]
    return dict(zip(hosted["unit_id"], hosted["host_unit_id"], strict=True))


def _nearest(units: pd.DataFrame, found: pd.DataFrame) -> NDArray[np.object_]:
    placed = units[units["latitude"].notna() & units["longitude"].notna()]
    if placed.empty:
        return np.full(len(found), None, object)
    position, _ = nearest(
        found["longitude"].to_numpy(float), found["latitude"].to_numpy(float),
        placed["longitude"].to_numpy(float), placed["latitude"].to_numpy(float), 1,
    )  # fmt: skip
    return placed["unit_id"].to_numpy(object)[position[:, 0]]
