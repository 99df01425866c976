"""Whole amounts that still add up: the largest-remainder method (Hamilton 1792)."""

import numpy as np

from salesplanner.analysis.columns import Bools, Floats, Ints


def whole_shares(
    values: Floats,
    total: int,
    unit: int,
    lower: Floats | None = None,
    upper: Floats | None = None,
) -> Ints:
    """Multiples of `unit` near `values` (n,) that add up to `total` exactly.

    Every value is rounded down, then those with the largest remainder get one unit more, within
    lower..upper. A band without a multiple of the unit inside takes the nearest outside; where
    bands leave no way to the total, all give way unit by unit. What `unit` does not divide sits
    on the largest value, or the largest that has room for it.
    """
    if not len(values):
        return np.zeros(0, np.int64)
    exact = _scaled(values, total) / unit
    lower = np.zeros(len(values)) if lower is None else lower
    upper = np.full(len(values), np.inf) if upper is None else upper
    low, high = _multiples(lower / unit, upper / unit)
    units = np.clip(np.floor(exact + 1e-9), low, high)
    least = 0.0 if total >= 0 else -np.inf
    while need := total // unit - int(units.sum()):
        room = high - units if need > 0 else units - low
        if (room > 0).any():
            units += _handed_out(exact - units, room, need)
        else:
            low, high = np.maximum(low - 1, least), high + 1
    answer = units.astype(np.int64) * unit
    answer[_holder(values, answer + total % unit <= upper)] += total % unit
    return np.asarray(answer)


def _multiples(lower: Floats, upper: Floats) -> tuple[Floats, Floats]:
    """Least and most whole number within each band; just outside it where there is none inside."""
    low, high = np.ceil(lower - 1e-9), np.floor(upper + 1e-9)
    is_empty = low > high
    return (
        np.maximum(np.where(is_empty, np.floor(lower), low), 0.0),
        np.where(is_empty, np.ceil(upper), high),
    )


def _handed_out(remainder: Floats, room: Floats, need: int) -> Floats:
    """Whole units for (or, where need is below 0, from) those with room: the largest remainder
    first, one each; a need of more than one each is spread over all."""
    sign = 1.0 if need > 0 else -1.0
    has_room = np.flatnonzero(room > 0)
    if abs(need) > len(has_room):
        return sign * np.minimum(np.maximum(room, 0.0), abs(need) // len(has_room))
    order = has_room[np.argsort(-sign * remainder[has_room], kind="stable")]
    given = np.zeros(len(remainder))
    given[order[: abs(need)]] = sign
    return given


def _holder(values: Floats, fits: Bools) -> int:
    """Where the rest sits: the largest value, of those that have room for it if any has."""
    return int(np.argmax(np.where(fits, values, -1.0) if fits.any() else values))


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
