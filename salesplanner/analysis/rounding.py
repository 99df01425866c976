"""Whole amounts that still add up: the largest-remainder method (Hamilton 1792)."""

import numpy as np

from salesplanner.analysis.columns import Floats, Ints


def whole_shares(
    values: Floats,
    total: int,
    unit: int,
    lower: Floats | None = None,
    upper: Floats | None = None,
) -> Ints:
    """Multiples of `unit` near `values` (n,) that add up to `total` exactly.

    Every value is rounded down, then those with the largest remainder get one unit more, within
    lower..upper while that is possible. What `unit` does not divide sits on the largest value.
    """
    if not len(values):
        return np.zeros(0, np.int64)
    exact = _scaled(values, total) / unit
    # A band without a multiple of the unit inside keeps the multiple just below the value.
    low = np.ceil(lower / unit - 1e-9) if lower is not None else np.zeros(len(values))
    high = np.floor(upper / unit + 1e-9) if upper is not None else np.full(len(values), np.inf)
    low = np.minimum(low, np.maximum(np.floor(exact), 0.0))
    high = np.maximum(high, np.floor(exact))
    units = np.clip(np.floor(exact + 1e-9), low, high)
    need = total // unit - int(units.sum())
    while need:
        room = units < high if need > 0 else units > low
        if not room.any():
            low, high = np.zeros(len(values)), np.full(len(values), np.inf)
            continue
        remainder = np.where(room, np.sign(need) * (exact - units), -np.inf)
        n_given = min(abs(need), int(room.sum()))
        chosen = np.argsort(-remainder, kind="stable")[:n_given]
        units[chosen] += np.sign(need)
        need -= int(np.sign(need)) * n_given
    answer = units.astype(np.int64) * unit
    answer[int(np.argmax(values))] += total % unit
    return np.asarray(answer)


def whole_rows(values: Floats, totals: Ints, unit: int) -> Ints:
    """Each row of (n, m) rounded to multiples of `unit` that add up to its total, (n,), exactly.

    What `unit` does not divide sits on the largest entry of the row.
    """
    sums = values.sum(axis=1, keepdims=True)
    even = np.full_like(values, 1 / values.shape[1])
    shares = np.divide(values, sums, out=even, where=sums > 0)
    exact = shares * totals[:, None] / unit
    units = np.floor(exact + 1e-9)
    need = totals // unit - units.sum(axis=1).astype(np.int64)
    rank = np.argsort(np.argsort(units - exact, axis=1, kind="stable"), axis=1, kind="stable")
    units += rank < need[:, None]
    answer = units.astype(np.int64) * unit
    answer[np.arange(len(answer)), np.argmax(shares, axis=1)] += totals % unit
    return np.asarray(answer)


def _scaled(values: Floats, total: int) -> Floats:
    """The values in proportion, adding up to the total; equal shares where all are zero."""
    largest = float(values.max())
    if largest <= 0:
        return np.full(len(values), total / len(values))
    parts = values / largest  # first, so that tiny values cannot overflow the factor
    return np.asarray(parts / parts.sum() * total)
