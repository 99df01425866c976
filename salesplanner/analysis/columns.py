"""Columns of a plan's tables as plain arrays, and ids as positions."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from salesplanner.plan.model import Plan

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
Objects = NDArray[np.object_]


def floats(frame: pd.DataFrame, column: str, missing: float = 0.0) -> Floats:
    """A numeric column as floats, empty cells as `missing`."""
    return np.asarray(frame[column].to_numpy(np.float64, na_value=missing))


def flags(frame: pd.DataFrame, column: str) -> Bools:
    """A yes-or-no column; empty cells count as no."""
    return np.asarray(frame[column].to_numpy(bool, na_value=False))


def texts(frame: pd.DataFrame, column: str, missing: str | None = None) -> Objects:
    """A text column as objects; empty cells stay pd.NA unless `missing` is given."""
    values: Objects = frame[column].to_numpy(object)
    if missing is None:
        return values
    return np.where(pd.isna(values), missing, values)


def positions(index: pd.Index, ids: Objects) -> Ints:
    """Position of each id in a unique index, -1 where it is empty or not there."""
    known = ~pd.isna(ids)  # looking up pd.NA is forty times slower than looking up a text
    answer = np.full(len(ids), -1, np.int64)
    answer[known] = index.get_indexer(pd.Index(ids[known], dtype=object))
    return answer


def index_of(frame: pd.DataFrame, column: str) -> pd.Index:
    """The ids of a table as an index of plain objects."""
    return pd.Index(texts(frame, column), dtype=object)


def decisions(plan: Plan, table: str, scenario_id: str, *more_keys: str) -> pd.DataFrame:
    """Rows of a decision table whose key begins with the scenario (and more of the key).

    Tables are sorted by key, so this is a slice and not a search through all scenarios.

    Raises:
        PlanProblem: there is no such scenario.
    """
    plan.demand_scenario(scenario_id)
    frame = plan[table]
    start, end = 0, len(frame)
    for column, value in zip(frame.columns, (scenario_id, *more_keys), strict=False):
        keys = texts(frame, column)[start:end]
        low, high = np.searchsorted(keys, value, "left"), np.searchsorted(keys, value, "right")
        start, end = start + int(low), start + int(high)
    return frame.iloc[start:end]


def bin_sums(group: Ints, values: Floats, n_groups: int) -> Floats:
    """Sum of values by group, (n_groups,); group -1 is left out."""
    inside = group >= 0
    if not inside.all():
        group, values = group[inside], values[inside]
    # Of nothing at all bincount makes whole numbers, weights or not.
    return np.bincount(group, weights=values, minlength=n_groups).astype(np.float64)


def ratio(top: Floats, bottom: Floats) -> Floats:
    """top / bottom, NaN where the bottom is 0."""
    answer = np.full(np.broadcast_shapes(top.shape, bottom.shape), np.nan)
    np.divide(top, bottom, out=answer, where=np.abs(bottom) > 0)
    return answer
