"""Figures of the people in each unit, summed from the table of ZIP codes."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from salesplanner.geography.units import UnitMeasure
from salesplanner.geography.zips import ACS_SOURCE, zip_table

Floats = NDArray[np.float64]


def people_measures(key: "pd.Series[str]", ids: tuple[str, ...]) -> dict[str, UnitMeasure]:
    """Population, households, median income and share of graduates by unit, from the ZIP table.

    Args:
        key: id of the unit each row of `zip_table()` lies in; rows of no unit are left out.
    """
    zips = zip_table()
    has_people = zips.population.notna()
    groups = zips[has_people].groupby(key[has_people])
    people, households = groups.population.sum(), groups.households.sum()
    income = _weighted(key, "median_income", "households")
    graduates = _weighted(key, "bachelors_share", "population")

    def column(values: "pd.Series[float]") -> Floats:
        return np.asarray(values.reindex(list(ids)), np.float64)

    mean_of = "mean over the ZIP areas of the unit, weighted by"
    return {
        "population": UnitMeasure(
            "Population", "people", "Inhabitants, summed over the ZIP areas whose larger part lies "
            "in the unit", ACS_SOURCE, "sum", column(people), "2022-12-31"),
        "households": UnitMeasure(
            "Households", "households", "Households, summed over the ZIP areas whose larger part "
            "lies in the unit", ACS_SOURCE, "sum", column(households), "2022-12-31"),
        "median_income": UnitMeasure(
            "Median household income", "USD", f"Median household income, {mean_of} households",
            ACS_SOURCE, "mean", column(income), "2022-12-31"),
        "bachelors_share": UnitMeasure(
            "Graduates", "share", f"Share of adults with a bachelor's degree, {mean_of} people",
            ACS_SOURCE, "mean", column(graduates), "2022-12-31"),
    }  # fmt: skip


def _weighted(key: "pd.Series[str]", column: str, weight: str) -> "pd.Series[float]":
    zips = zip_table()
    is_known = zips[column].notna() & (zips[weight] > 0)
    known = zips[is_known]
    sums = (known[column] * known[weight]).groupby(key[is_known]).sum()
    return sums / known[weight].groupby(key[is_known]).sum()
