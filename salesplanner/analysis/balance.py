"""How evenly a measure is spread over territories."""

from dataclasses import dataclass

import numpy as np

from salesplanner.analysis.columns import Floats


def balance_index(values: Floats, target_share: Floats) -> Floats:
    """100 x value / (target share x total), (k,); 100 is on target. NaN where nothing is asked."""
    goal = target_share * values.sum()
    answer = np.full(len(values), np.nan)
    np.divide(100 * values, goal, out=answer, where=goal > 0)
    return answer


@dataclass(frozen=True)
class Spread:
    """How a measure is spread: index 100 is on target.

    cv: standard deviation / mean of value per target share. gini: 0 all alike, 1 one has it all.
    """

    least_index: float
    most_index: float
    share_in_band: float
    cv: float
    gini: float


def spread(values: Floats, target_share: Floats, band_share: float) -> Spread:
    """Spread of (k,) values; `band_share` 0.15 counts indices from 85 to 115 as in the band."""
    index = balance_index(values, target_share)
    index = index[np.isfinite(index)]
    if not len(index):
        nan = float("nan")
        return Spread(nan, nan, nan, nan, nan)
    inside = np.abs(index - 100) <= 100 * band_share + 1e-9
    return Spread(
        float(index.min()),
        float(index.max()),
        float(inside.mean()),
        float(index.std() / index.mean()),
        gini(index),
    )


def gini(values: Floats) -> float:
    """Gini coefficient of values >= 0: mean absolute difference / (2 x mean); NaN for a zero sum.

    sum over i of (2 i - n - 1) x_i / (n sum x), x ascending, i from 1.
    """
    ordered = np.sort(values)
    n, total = len(ordered), ordered.sum()
    if not n or total <= 0:
        return float("nan")
    weights = 2 * np.arange(1, n + 1) - n - 1
    return float((weights * ordered).sum() / (n * total))
