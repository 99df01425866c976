"""A potential index: several market figures made into one, with its formula."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from salesplanner.geography.units import UnitMeasure
from salesplanner.problems import PlanProblem

Floats = NDArray[np.float64]


def potential_index(
    measures: Sequence[UnitMeasure],
    weights: Sequence[float],
    name: str = "Potential index",
    base: UnitMeasure | None = None,
) -> UnitMeasure:
    """Per cent of the whole market in each unit: 100 x sum of weight x value / total of the value.

    The form of the Buying Power Index of Sales & Marketing Management (1929 on). Weights are made
    to add up to 1. A measure that is a mean (income) is first multiplied by `base` (households),
    since means do not add up. What is not known counts as 0; how many those are is in the
    definition.

    Raises:
        PlanProblem: no measure, weights that do not fit or add up to nothing, a total of zero, a
            mean without base.
    """
    shares = _weights(measures, weights)
    total = np.zeros(len(measures[0].values))
    terms, unknown = [], 0
    for measure, share in zip(measures, shares, strict=True):
        values, words = _amounts(measure, base)
        unknown += int(np.isnan(values).sum())
        whole = float(np.nansum(values))
        if not whole > 0:
            raise PlanProblem(
                f"{measure.name} adds up to nothing.", "potential index", "Leave it out."
            )
        total += share * np.nan_to_num(values) / whole
        terms.append(f"{share:.3g} x {words} / {whole:,.6g}")
    formula = f"100 x ({' + '.join(terms)})"
    missing = f"; {unknown} values not known count as 0" if unknown else ""
    return UnitMeasure(
        name, "% of the market", formula + missing, "computed", "sum", 100.0 * total,
        max((m.as_of for m in measures), default=""),
    )  # fmt: skip


def _weights(measures: Sequence[UnitMeasure], weights: Sequence[float]) -> Floats:
    given = np.asarray(weights, np.float64)
    if not len(measures) or len(given) != len(measures):
        raise PlanProblem(
            f"{len(given)} weights were given for {len(measures)} measures.",
            "potential index",
            "Give one weight for each measure.",
        )
    if not np.isfinite(given).all() or (given < 0).any() or not given.sum() > 0:
        raise PlanProblem(
            "The weights must be 0 or more and not all 0.", "potential index", "Change them."
        )
    return np.asarray(given / given.sum(), np.float64)


def _amounts(measure: UnitMeasure, base: UnitMeasure | None) -> tuple[Floats, str]:
    if measure.adds_up == "sum":
        return measure.values, measure.name.lower()
    if base is None:
        raise PlanProblem(
            f"{measure.name} is a mean, and means do not add up.",
            "potential index",
            "Choose what it is a mean of, for example households for income.",
        )
    return measure.values * base.values, f"{measure.name.lower()} x {base.name.lower()}"
