"""Rows of market figures by unit."""

import pandas as pd

from salesplanner.exchange.issues import Issue
from salesplanner.exchange.normalise import Tidy
from salesplanner.exchange.options import ImportOptions
from salesplanner.exchange.resolve_units import Units
from salesplanner.exchange.rows_accounts import Rows
from salesplanner.plan.arrival import Arrival
from salesplanner.plan.model import Plan


def measure_rows(plan: Plan, tidy: Tidy, options: ImportOptions, _bookings: object = None) -> Rows:
    """Values by unit and measure, long or with a column a measure; rows of one unit add up."""
    issues: list[Issue] = []
    units = unit_ids(plan, tidy)
    rejected = unknown_units(tidy, units)
    known = units.notna().to_numpy(bool)
    if {"measure_id", "value"} <= set(tidy.values):
        long = pd.DataFrame(
            {
                "unit_id": units,
                "measure_id": tidy.column("measure_id").astype(object),
                "value": tidy.column("value").astype("Float64"),
            }
        )[known]
    else:
        columns: dict[str, pd.Series] = dict(tidy.measures)
        if "value" in tidy.values:
            columns[tidy.headers["value"]] = tidy.column("value")
        parts = [
            pd.DataFrame(
                {"unit_id": units, "measure_id": header, "value": column.astype("Float64")}
            )[known]
            for header, column in columns.items()
        ]
        long = (
            pd.concat(parts)
            if parts
            else pd.DataFrame({"unit_id": [], "measure_id": [], "value": []})
        )
    long = long.dropna()
    repeated = long.duplicated(["unit_id", "measure_id"])
    if repeated.any():
        issues.append(
            Issue(
                "units repeated",
                f"{int(repeated.sum())} values are of a unit named before",
                tidy.sheet,
                None,
                "",
                "",
                "values of one unit were added up",
            )
        )
    summed = long.groupby(["unit_id", "measure_id"], as_index=False)["value"].sum()
    new = [m for m in summed["measure_id"].unique() if m not in set(plan["measure"]["measure_id"])]
    measures = pd.DataFrame({"measure_id": new, "name": new, "adds_up": "sum", "source": tidy.sheet,
                             "as_of_date": options.today or None})  # fmt: skip
    tables: dict[str, pd.DataFrame] = {"unit_measure": pd.DataFrame(summed)}
    if new:
        tables = {"measure": measures, **tables}
    first = summed["measure_id"].iloc[0] if len(summed) else ""
    row_keys = pd.Series(
        [(unit, first) for unit in units[known]], index=units.index[known], dtype=object
    )
    return Arrival("measures", options.system, "unit_measure", tables, row_keys), issues, rejected


def unit_ids(plan: Plan, tidy: Tidy) -> pd.Series:
    """The unit of each row; where the column of units says nothing, the column of states may."""
    finder = Units(plan)
    texts, states = tidy.column("unit_id").astype(object), tidy.column("state").astype(object)
    if "unit_id" not in tidy.values:
        return finder.find(states)
    found = finder.find(texts, states)
    if "state" in tidy.values and found.notna().mean() < 0.5:
        by_state = finder.find(states)
        return by_state if by_state.notna().mean() > found.notna().mean() else found
    return found


def unknown_units(tidy: Tidy, units: pd.Series) -> list[Issue]:
    """Rows whose unit the plan does not have."""
    header = tidy.headers.get("unit_id") or tidy.headers.get("state", "")
    texts = tidy.originals[header] if header else pd.Series("", index=units.index)
    gone = units.isna().to_numpy(bool)
    return [
        Issue(
            "unknown unit",
            "The plan has no such unit" if text else "The row names no unit",
            tidy.sheet,
            int(row),
            header,
            str(text),
        )
        for row, text in zip(units.index[gone], texts[gone], strict=True)
    ]
