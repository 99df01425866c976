"""Fairness of quotas: by role, tenure and region, how hard they are and who stands out."""

import numpy as np
import pandas as pd

from salesplanner.analysis.balance import gini
from salesplanner.analysis.columns import (
    Floats,
    Objects,
    decisions,
    index_of,
    positions,
    texts,
)
from salesplanner.analysis.fiscal_year import days, fiscal_year
from salesplanner.analysis.quota_sheet import outliers
from salesplanner.analysis.territory_measures import Measures

_TENURES = (1.0, 3.0, 7.0)
_TENURE_NAMES = ("below 1 year", "1 to 3 years", "3 to 7 years", "7 years and more")
ASKED = ("quota_to_potential", "quota_to_expected", "growth_share", "chance_to_attain")


def fairness_by_territory(
    measures: Measures, sheet: pd.DataFrame, chance: Floats | None = None
) -> pd.DataFrame:
    """The quota sheet with role, tenure, region and chance to attain beside each territory.

    chance: (k,) as `chance_by_territory`; left out: not known.
    """
    table = sheet[
        ["territory_id", "name", "rep_name", "revised_amount", "assigned_amount",
         "quota_to_potential", "quota_to_expected", "growth_share", "last_attainment_share"]
    ].copy()  # fmt: skip
    table["chance_to_attain"] = np.nan if chance is None else chance
    table["role"] = _role(measures)
    table["tenure"] = _tenure(measures)
    table["region"] = _region(measures)
    table["stands_out"] = outliers(table, ASKED)
    return pd.DataFrame(table)


def fairness_by_group(table: pd.DataFrame, by: str) -> pd.DataFrame:
    """Mean, spread (least, most), variation and Gini of what is asked, by role, tenure or region.

    table: as `fairness_by_territory`. Columns: group, territories, then for each of ASKED
    <name>_mean, _least, _most, _cv, _gini, and outliers (how many stand out).
    """
    rows = []
    for group, part in table.groupby(by, sort=True):
        row: dict[str, object] = {"group": group, "territories": len(part)}
        for name in ASKED:
            values = part[name].to_numpy(np.float64)
            row |= _spread(name, values[np.isfinite(values)])
        row["outliers"] = int((part["stands_out"] != "").sum())
        rows.append(row)
    return pd.DataFrame(rows)


def fairness_statement(table: pd.DataFrame, territory_id: str) -> pd.DataFrame:
    """One page for one rep: what is asked, the median of all, and the rank among them.

    line, value, median, rank (1 the hardest), of; for quota / potential, quota / expected revenue,
    growth asked and the chance to attain.
    """
    own = table[table["territory_id"] == territory_id].iloc[0]
    rows = []
    for name in ASKED:
        values = table[name].to_numpy(np.float64)
        known = values[np.isfinite(values)]
        value = float(own[name])
        harder = known < value if name == "chance_to_attain" else known > value
        median = float(np.median(known)) if len(known) else float("nan")
        rows.append((name, value, median, int(harder.sum()) + 1, len(known)))
    return pd.DataFrame(rows, columns=["line", "value", "median", "rank", "of"])


def _spread(name: str, values: Floats) -> dict[str, float]:
    nan = float("nan")
    if not len(values):
        return {f"{name}_{word}": nan for word in ("mean", "least", "most", "cv", "gini")}
    mean = float(values.mean())
    return {
        f"{name}_mean": mean,
        f"{name}_least": float(values.min()),
        f"{name}_most": float(values.max()),
        f"{name}_cv": float(values.std()) / abs(mean) if mean else nan,
        f"{name}_gini": gini(values) if values.min() >= 0 else nan,
    }


def _role(measures: Measures) -> Objects:
    """Name of the role of the rep on each territory."""
    roles = measures.plan["role"]
    ids = texts(measures.plan["rep"], "role_id")
    at = positions(index_of(roles, "role_id"), ids)
    names = np.append(texts(roles, "name", ""), [""])[at]
    named = np.where(names == "", np.where(pd.isna(ids), "no role", ids), names)
    return np.append(named, ["to be hired"])[measures.seats.rep]


def _tenure(measures: Measures) -> Objects:
    """Band of years since hire on the first day of the plan year."""
    hired = days(texts(measures.plan["rep"], "hire_date"), "table rep, column hire_date")
    start = np.datetime64(fiscal_year(measures.plan).first_day)
    years = (start - hired).astype(np.float64) / 365.25
    names = np.array(_TENURE_NAMES, object)[np.searchsorted(_TENURES, years, side="right")]
    names[np.isnat(hired)] = "not known"
    return np.append(names, ["to be hired"])[measures.seats.rep]


def _region(measures: Measures) -> Objects:
    """Name of the district or whatever lies just above each territory."""
    rows = decisions(measures.plan, "territory", measures.scenario_id)
    names = dict(zip(texts(rows, "territory_id"), texts(rows, "name", ""), strict=True))
    parents = texts(measures.seats.rows, "parent_id", "the company")
    return np.array([names.get(one) or one for one in parents], object)
