"""Visits and hours each account asks for: given, from the call plan, or by potential class."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from salesplanner.analysis.columns import Floats, Ints, Objects, floats, texts
from salesplanner.plan.model import Plan, equals

# Where a plan has no call plan at all. Assumption of this program: monthly for the best fifth of
# accounts by potential, every other month for the next three tenths, twice a year for the rest.
CLASS_NORMS = {"A": (12.0, 1.5, 6.0), "B": (6.0, 1.0, 3.0), "C": (2.0, 1.0, 1.0)}
_CLASS_ENDS = (0.2, 0.5)


@dataclass(frozen=True, eq=False)
class Workload:
    """By account, a year: visits, and hours with it (visits x hours a visit + other hours)."""

    visits: Floats
    visit_hours: Floats


def workload(plan: Plan, layer_id: str) -> Workload:
    """What each account asks of the role that works in a layer, (n,) each.

    An account's own visits, hours a visit or other hours come before the call plan; the call plan
    (role, segment) comes before (role, potential class); the class alone is the last resort.
    Partners are not visited unless the account says so.
    """
    accounts = plan["account"]
    norms = _norms(plan, layer_id)
    nan = float("nan")
    own = np.column_stack(
        [floats(accounts, name, nan) for name in ("visits", "hours_a_visit", "other_hours")]
    )
    by_segment = _look_up(norms, texts(accounts, "segment"))
    by_class = _look_up(norms or _class_norms(), potential_classes(plan))
    usual = np.where(np.isnan(by_segment), by_class, by_segment)
    usual[(texts(accounts, "status", "") == "partner") | _is_vanished(accounts)] = 0.0
    visits, hours, other = np.nan_to_num(np.where(np.isnan(own), usual, own)).T
    return Workload(visits, visits * hours + other)


def potential_classes(plan: Plan) -> Objects:
    """A, B or C: the best fifth of accounts by potential, the next three tenths, the rest."""
    potential = floats(plan["account"], "potential_amount")
    rank = np.empty(len(potential), np.int64)
    rank[np.argsort(-potential, kind="stable")] = np.arange(len(potential))
    ends = np.array(_CLASS_ENDS) * len(potential)
    classes: Ints = np.searchsorted(ends, rank, side="right")
    return np.array(["A", "B", "C"], object)[classes]


def _norms(plan: Plan, layer_id: str) -> dict[str, tuple[float, float, float]]:
    """Visits, hours a visit, other hours by segment, for the layer's role.

    A layer without a role takes the first role that has a call plan for the segment.
    """
    table = plan["coverage_norm"]
    layers = plan["layer"]
    role = layers.loc[equals(layers, "layer_id", layer_id), "role_id"].dropna()
    if len(role):
        of_role = table[equals(table, "role_id", role.iloc[0])]
        table = of_role if len(of_role) else table
    numbers = np.column_stack(
        [floats(table, name) for name in ("visits", "hours_a_visit", "other_hours")]
    )
    norms: dict[str, tuple[float, float, float]] = {}
    for segment, (visits, hours, other) in zip(texts(table, "segment"), numbers, strict=True):
        norms.setdefault(str(segment), (float(visits), float(hours), float(other)))
    return norms


def _class_norms() -> dict[str, tuple[float, float, float]]:
    return CLASS_NORMS


def _look_up(norms: dict[str, tuple[float, float, float]], keys: Objects) -> Floats:
    """The three numbers for each key, (n, 3); NaN where there are none."""
    codes, names = pd.factorize(keys)
    nothing = (float("nan"),) * 3
    rows = np.array([norms.get(str(name), nothing) for name in names] + [nothing])
    return np.asarray(rows[codes])


def _is_vanished(accounts: pd.DataFrame) -> Floats:
    return np.asarray(accounts["is_vanished"].to_numpy(bool, na_value=False))
