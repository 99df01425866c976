"""Which accounts and units there are, and how they hang together, as positions.

Nothing here depends on a scenario: it is built once for a plan's facts and used for all of them.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from salesplanner.analysis.carve import account_columns
from salesplanner.analysis.columns import Floats, Ints, floats, index_of, positions, texts
from salesplanner.plan.condition_values import AccountColumns
from salesplanner.plan.model import Plan


@dataclass(frozen=True, eq=False)
class Register:
    """n accounts and m units by position.

    account_unit: (n,) position of the unit the account lies in, -1: none.
    parent: (n,) position of the account it belongs to, -1: none.
    columns: the accounts made ready for the conditions of rules.
    """

    accounts: pd.Index
    units: pd.Index
    account_unit: Ints
    parent: Ints
    columns: AccountColumns

    @property
    def n_accounts(self) -> int:
        return len(self.accounts)

    @property
    def n_units(self) -> int:
        return len(self.units)


def register(plan: Plan) -> Register:
    """Accounts and units of the plan; an account in a PO box lies in the box's host unit."""
    accounts, units = index_of(plan["account"], "account_id"), index_of(plan["unit"], "unit_id")
    unit = positions(units, texts(plan["account"], "unit_id"))
    host = positions(units, texts(plan["unit"], "host_unit_id"))
    host_of = np.append(host, [-1])[unit]
    parent = positions(accounts, texts(plan["account"], "parent_account_id"))
    return Register(
        accounts, units, np.where(host_of >= 0, host_of, unit), parent, account_columns(plan)
    )


@dataclass(frozen=True, eq=False)
class Points:
    """Places: longitude and latitude in degrees, or x and y in km; NaN where not known."""

    x: Floats
    y: Floats
    is_plane: bool

    def take(self, which: Ints) -> "Points":
        """The points at some positions; NaN at -1."""
        if not len(self.x):
            nothing = np.full(len(which), np.nan)
            return Points(nothing, nothing, self.is_plane)
        known = which >= 0
        return Points(
            np.where(known, self.x[which], np.nan),
            np.where(known, self.y[which], np.nan),
            self.is_plane,
        )

    def or_else(self, other: "Points") -> "Points":
        """These points, and the other's where these are not known."""
        known = np.isfinite(self.x) & np.isfinite(self.y)
        return Points(
            np.where(known, self.x, other.x), np.where(known, self.y, other.y), self.is_plane
        )


def is_plane(plan: Plan) -> bool:
    """Whether places lie on a flat plane in km and not on the globe."""
    return (
        len(plan["plan_info"]) > 0
        and plan.info["coordinates"] is not pd.NA
        and (str(plan.info["coordinates"]) == "plane")
    )


def unit_points(plan: Plan) -> Points:
    """Where each unit lies, (m,)."""
    return _points(plan, plan["unit"])


def account_points(plan: Plan, known: Register) -> Points:
    """Where each account counts as lying, (n,): the point of its unit, else its own coordinates.

    The unit's, so that travel is the same number whether units or their accounts are assigned;
    the way inside the unit is the tour of `travel.py`.
    """
    own = plan["account"]
    places = unit_points(plan).take(known.account_unit)
    if is_plane(plan):
        return places  # accounts carry degrees only
    nan = float("nan")
    return places.or_else(
        Points(floats(own, "longitude", nan), floats(own, "latitude", nan), False)
    )


def rep_points(plan: Plan) -> Points:
    """Where each rep lives."""
    return _points(plan, plan["rep"])


def given_centres(plan: Plan, territories: pd.DataFrame, known: Register) -> Points:
    """The centre the planner or a solve gave each territory; NaN where there is none."""
    nan = float("nan")
    flat = is_plane(plan)
    x, y = ("centre_x_km", "centre_y_km") if flat else ("centre_longitude", "centre_latitude")
    own = Points(floats(territories, x, nan), floats(territories, y, nan), flat)
    unit = positions(known.units, texts(territories, "centre_unit_id"))
    return own.or_else(unit_points(plan).take(unit))


def _points(plan: Plan, frame: pd.DataFrame) -> Points:
    flat = is_plane(plan)
    x, y = ("x_km", "y_km") if flat else ("longitude", "latitude")
    nan = float("nan")
    return Points(floats(frame, x, nan), floats(frame, y, nan), flat)
