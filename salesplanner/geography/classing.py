"""Classes of a choropleth map: which values share a shade, and what the legend says."""

from typing import Literal

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Method = Literal["quantile", "equal interval", "natural breaks"]

MOST_DISTINCT = 1000  # natural breaks of more values are found on this many of their quantiles


def class_limits(values: Floats, n_classes: int, method: Method) -> Floats:
    """Upper limits of the classes, ascending, both ends included: value v is in the first class
    whose limit is at least v. The last limit is the largest value.

    quantile: as many units in each class. equal interval: equal steps from least to most. natural
    breaks: least sum of squares within classes (Fisher 1958, Journal of the American Statistical
    Association 53; known after Jenks), exact for up to 1,000 different values, of more on their
    quantiles. NaN are left out; with fewer different values than classes there are fewer classes.
    """
    known = np.sort(values[np.isfinite(values)])
    if not len(known):
        return np.empty(0)
    if method == "quantile":
        at = np.ceil(np.arange(1, n_classes + 1) * len(known) / n_classes).astype(np.int64) - 1
        limits = known[np.maximum(at, 0)]
    elif method == "equal interval":
        limits = np.linspace(known[0], known[-1], n_classes + 1)[1:]
        limits[-1] = known[-1]
    else:
        limits = _natural(known, n_classes)
    return np.unique(limits)


def classes_of(values: Floats, limits: Floats) -> Ints:
    """Class of each value, from 0; -1 for NaN. Above the last limit is in the last class."""
    found = np.minimum(np.searchsorted(limits, values, side="left"), max(len(limits) - 1, 0))
    return np.where(np.isfinite(values), found, -1)


def legend_texts(values: Floats, limits: Floats, unit: str) -> list[str]:
    """One line for each class: its least and largest value, with the unit."""
    classes = classes_of(values, limits)
    texts = []
    for number in range(len(limits)):
        members = values[classes == number]
        if not len(members):
            texts.append("none")
            continue
        low, high = _shown(float(members.min())), _shown(float(members.max()))
        texts.append(f"{low if low == high else f'{low} to {high}'} {unit}".strip())
    return texts


def _natural(known: Floats, n_classes: int) -> Floats:
    """Dynamic programme over where each class ends, all starts of a class at once."""
    points, weight = np.unique(known, return_counts=True)
    if len(points) > MOST_DISTINCT:
        points = np.quantile(known, np.linspace(0, 1, MOST_DISTINCT))
        weight = np.ones(MOST_DISTINCT, np.int64)
    m, k = len(points), min(n_classes, len(points))
    scaled = (points - points.mean()) / (points.std() or 1.0)  # squares lose digits far from 0
    count = np.concatenate([[0.0], np.cumsum(weight)])
    first = np.concatenate([[0.0], np.cumsum(weight * scaled)])
    square = np.concatenate([[0.0], np.cumsum(weight * scaled**2)])

    def spread(start: Ints, end: int) -> Floats:
        total = first[end] - first[start]
        return np.asarray(square[end] - square[start] - total**2 / (count[end] - count[start]))

    cost = np.full((k + 1, m + 1), np.inf)
    cut = np.zeros((k + 1, m + 1), np.int64)
    cost[0, 0] = 0.0
    for part in range(1, k + 1):
        for end in range(part, m + 1):
            start = np.arange(part - 1, end)
            sums = cost[part - 1, start] + spread(start, end)
            best = int(np.argmin(sums))
            cost[part, end], cut[part, end] = sums[best], start[best]
    ends, end = [], m
    for part in range(k, 0, -1):
        ends.append(end)
        end = int(cut[part, end])
    limits = np.asarray(points[np.array(ends[::-1]) - 1], np.float64)
    limits[-1] = known[-1]
    return limits


def _shown(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 100 or value.is_integer() else f"{value:,.3g}"
