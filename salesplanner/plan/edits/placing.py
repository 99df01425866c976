"""The edit that finds where accounts are: coordinates and the unit they lie in."""

from collections.abc import Callable

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from salesplanner.geography.distance import nearest
from salesplanner.geography.geocode import find_places
from salesplanner.geography.locate import units_near
from salesplanner.geography.outlines import Outlines
from salesplanner.geography.polygons import outlines_from_wkb
from salesplanner.geography.unit_codes import (
    NEAREST_POINT_KM,
    SHORE_KM,
    units_by_code,
    units_of_points,
)
from salesplanner.plan.fields import PANDAS_TYPE, Kind
from salesplanner.plan.model import Plan
from salesplanner.plan.positions import Mask

_TEXT = PANDAS_TYPE[Kind.TEXT]


def place_accounts(plan: Plan, only: Mask | None = None, outlines: Outlines | None = None) -> Plan:
    """Find accounts by coordinates, postal code, or city and state, and put them into units.

    `only`: rows to look at; left out, all that have no unit yet. What was settled by hand stays.
    `outlines`: of the plan's units, for maps of the planner's own; the shipped ones are known.
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
    units = _units_of(plan, found, outlines)
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


def _units_of(
    plan: Plan, found: pd.DataFrame, outlines: Outlines | None
) -> pd.api.extensions.ExtensionArray:
    """The unit of each place: by its point where outlines are true and the account gave it, by its
    code, by its point, at last the nearest unit within 100 km."""
    units = plan["unit"]
    ids = units["unit_id"].tolist()
    levels = units["level"].fillna("own").tolist()
    out = units_by_code(found, ids, levels, _by_country(units))
    x, y = (found[axis].to_numpy(float) for axis in ("longitude", "latitude"))
    is_placed = np.isfinite(x) & np.isfinite(y)
    is_exact = is_placed & (found["found_by"] == "coordinates").to_numpy(bool)
    asked = np.flatnonzero(is_exact | (is_placed & (out == "")))
    if len(asked):
        if outlines is not None and len(outlines.ring_unit):
            at = units_near(x[asked], y[asked], outlines, SHORE_KM)
            by_point = np.array([*outlines.unit_ids, ""], object)[at]
        else:
            by_point = units_of_points(x[asked], y[asked], ids, levels)
        out[asked] = np.where(by_point != "", by_point, out[asked])
    lost = np.flatnonzero(is_placed & (out == ""))
    if len(lost) and set(levels) - {"country"}:
        out[lost] = _nearest(units, x[lost], y[lost])
    texts: pd.api.extensions.ExtensionArray = pd.array([text or pd.NA for text in out], dtype=_TEXT)
    return texts


def _by_country(units: pd.DataFrame) -> dict[str, str]:
    return {
        str(c): str(u)
        for c, u in zip(units["country"], units["unit_id"], strict=True)
        if isinstance(c, str)
    }


def _nearest(
    units: pd.DataFrame, x: NDArray[np.float64], y: NDArray[np.float64]
) -> NDArray[np.object_]:
    placed = units[units["latitude"].notna() & units["longitude"].notna()]
    if placed.empty:
        return np.full(len(x), "", object)
    position, km = nearest(
        x, y, placed["longitude"].to_numpy(float), placed["latitude"].to_numpy(float), 1
    )
    names = placed["unit_id"].to_numpy(object)[position[:, 0]]
    return np.where(km[:, 0] <= NEAREST_POINT_KM, names, "")


def outlines_of_own_map(plan: Plan, read_shapes: Callable[[], pd.DataFrame]) -> Outlines | None:
    """Outlines of a planner's own map, which say where accounts with coordinates lie.

    `read_shapes`: `document.read_bulk("shape")`, asked only where the map is the planner's own.
    None: the map is a shipped one, whose outlines are known, or has none.
    """
    if plan["plan_info"].empty or plan.info["unit_level"] != "own":
        return None
    shapes = read_shapes()
    packed = dict(zip(shapes["unit_id"], shapes["outline"], strict=True))
    return outlines_from_wkb(tuple(plan["unit"]["unit_id"]), packed) if packed else None
