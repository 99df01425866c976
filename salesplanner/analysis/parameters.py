"""The numbers the definitions use: the plan's own first, else a default with its source."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from salesplanner.analysis.columns import Floats, Objects
from salesplanner.plan.model import Plan


@dataclass(frozen=True)
class Default:
    """What a parameter is when the plan says nothing."""

    value: float
    meaning: str
    source: str


_ASSUMED = "assumption of this program; set your own"

DEFAULTS: dict[str, Default] = {
    "elasticity": Default(
        0.34,
        "Per cent more revenue for one per cent more selling hours; by segment",
        "mean of Albers, Mantrala and Sridhar 2010, Journal of Marketing Research 47",
    ),
    "carry_over_share": Default(
        0.3,
        "Share of an account's forecast that comes without any effort; by segment",
        f"{_ASSUMED}; one minus the loss in a year without a rep",
    ),
    "retention_share": Default(0.9, "Share of the booked base that renews; by segment", _ASSUMED),
    "penetration_share": Default(
        0.01,
        "Share of the potential newly won in a year beside the open pipeline; by segment",
        _ASSUMED,
    ),
    "win_probability_share": Default(
        0.25, "Chance to win open pipeline where the account names none; by segment", _ASSUMED
    ),
    "loss_on_change_share": Default(
        0.05,
        "Revenue at risk when an account changes hands, before the bond of years counts",
        _ASSUMED,
    ),
    "loss_per_year_share": Default(
        0.02, "Revenue at risk for each year the rep has owned the account", _ASSUMED
    ),
    "loss_most_share": Default(0.3, "Most revenue at risk when an account changes hands", _ASSUMED),
    "band_share": Default(
        0.15,
        "A territory is in the band when its balance index is within 100 +/- this",
        "Zoltners and Lorimer 2000, Journal of Personal Selling and Sales Management 20",
    ),
    "attrition_share": Default(0.15, "Share of reps who leave in a year", _ASSUMED),
    "backfill_months": Default(3, "Months a seat stays empty after a rep leaves", _ASSUMED),
    "productivity_amount": Default(
        0.0, "Bookings of a fully ramped rep a year; 0: forecast over present heads", "the plan"
    ),
    "cost_per_rep_amount": Default(
        0.0, "Full cost of a rep a year; 0: mean of base and variable pay times 1.3", _ASSUMED
    ),
    "margin_share": Default(0.6, "Contribution margin on revenue", _ASSUMED),
    "market_sd_share": Default(
        0.05, "Standard deviation of the shock all accounts share", _ASSUMED
    ),
    "territory_sd_share": Default(
        0.10, "Standard deviation of the shock the accounts of a rep share", _ASSUMED
    ),
    "account_sd_share": Default(
        0.40, "Standard deviation of what one account buys around its forecast", _ASSUMED
    ),
    "slip_share": Default(
        0.1, "Share of deals that would be won but slip into the next year", _ASSUMED
    ),
    "over_assignment_share": Default(
        0.0, "Quotas of a level above what its parent carries; by level", "no cushion unless asked"
    ),
}


def parameter(plan: Plan, name: str, scope: str = "all") -> float:
    """The plan's value for the scope, else for 'all', else the default.

    Raises:
        KeyError: there is no such parameter.
    """
    own = own_values(plan, name)
    return own.get(scope, own.get("all", DEFAULTS[name].value))


def own_values(plan: Plan, name: str) -> dict[str, float]:
    """What the plan itself says about a parameter: value by scope."""
    table = plan["parameter"]
    rows = table[(table["name"] == name).to_numpy(bool, na_value=False) & table["value"].notna()]
    return {
        str(scope): float(value) for scope, value in zip(rows["scope"], rows["value"], strict=True)
    }


def by_scope(plan: Plan, name: str, scopes: Objects) -> Floats:
    """The parameter for each of `scopes` (n,), e.g. the segment of each account."""
    own = own_values(plan, name)
    general = own.get("all", DEFAULTS[name].value)
    if not set(own) - {"all"}:
        return np.full(len(scopes), general)
    codes, names = pd.factorize(scopes)
    values = np.array([own.get(str(scope), general) for scope in names] + [general])
    return np.asarray(values[codes])  # code -1, no scope, takes the last
