"""Rows of market figures by unit."""

import re

import pandas as pd

from salesplanner.exchange.issues import Issue
from salesplanner.exchange.normalise import Tidy
from salesplanner.exchange.options import ImportOptions
from salesplanner.exchange.other_levels import OtherLevel, other_level
from salesplanner.exchange.resolve_units import Units
from salesplanner.exchange.rows_accounts import Rows
from salesplanner.geography.crosswalk import LEVEL_WORDS
from salesplanner.plan.arrival import Arrival
from salesplanner.plan.model import Plan

_OF_MEANS = re.compile(
    r"\b(median|mean|avg|average|rate|share|percent|pct|index|density|per)\b|%", re.IGNORECASE
)


def measure_rows(plan: Plan, tidy: Tidy, options: ImportOptions, _bookings: object = None) -> Rows:
    """Values by unit and measure, long or with a column a measure; rows of one unit add up.

    Figures of another level than the plan's units (ZIP codes, counties, states) are rolled up to
    its units or spread over them by the people who live there.
    """
    units = unit_ids(plan, tidy)
    long = _long(tidy)
    other = other_level(plan, tidy, units)
    if other is None:
        rejected = unknown_units(tidy, units)
        values, issues = _of_own_level(plan, tidy, units, long)
        row_units = units.astype(object)
    else:
        known = other.walk.knows(other.codes)
        row_units = other.first_units()
        rejected = unknown_units(tidy, row_units)
        long = long[pd.Series(known, other.codes.index).reindex(long.index).to_numpy(bool)]
        values, issues = _of_other_level(plan, tidy, other, long)
    tables = _tables(plan, tidy, options, values, other)
    first = values["measure_id"].iloc[0] if len(values) else ""
    keys = row_units[row_units.notna()]
    row_keys = pd.Series([(unit, first) for unit in keys], index=keys.index, dtype=object)
    return Arrival("measures", options.system, "unit_measure", tables, row_keys), issues, rejected


def _long(tidy: Tidy) -> pd.DataFrame:
    """One line a value: measure_id and value; the index is the row of the file."""
    if {"measure_id", "value"} <= set(tidy.values):
        names = tidy.column("measure_id").astype(object)
        values = tidy.column("value").astype("Float64")
        return pd.DataFrame({"measure_id": names, "value": values}).dropna()
    columns: dict[str, pd.Series] = dict(tidy.measures)
    if "value" in tidy.values:
        columns[tidy.headers["value"]] = tidy.column("value")
    parts = [
        pd.DataFrame({"measure_id": header, "value": column.astype("Float64")})
        for header, column in columns.items()
    ]
    empty = pd.DataFrame(
        {"measure_id": pd.Series(dtype=object), "value": pd.Series(dtype="Float64")}
    )
    return pd.concat(parts).dropna() if parts else empty


def _of_own_level(
    plan: Plan, tidy: Tidy, units: pd.Series, long: pd.DataFrame
) -> tuple[pd.DataFrame, list[Issue]]:
    rows = long.assign(unit_id=units.reindex(long.index)).dropna()
    repeated = int(rows.duplicated(["unit_id", "measure_id"]).sum())
    issues = []
    if repeated:
        issues.append(_note(tidy, "units repeated",
                            f"{repeated} values are of a unit named before",
                            "values of one unit were added up"))  # fmt: skip
    groups = rows.groupby(["unit_id", "measure_id"], as_index=False)["value"]
    return pd.DataFrame(groups.sum()), issues


def _of_other_level(
    plan: Plan, tidy: Tidy, other: OtherLevel, long: pd.DataFrame
) -> tuple[pd.DataFrame, list[Issue]]:
    frames = []
    for measure_id, rows in long.groupby("measure_id", sort=False):
        codes = other.codes.reindex(rows.index)
        is_mean = adds_up(plan, str(measure_id)) == "mean"
        brought = other.walk.means if is_mean else other.walk.sums
        values = brought(codes, rows["value"].to_numpy(float))
        frames.append(
            pd.DataFrame({"unit_id": values.index, "measure_id": measure_id, "value": values.array})
        )
    columns = ["unit_id", "measure_id", "value"]
    table = pd.concat(frames, ignore_index=True) if frames else pd.DataFrame(columns=columns)
    words = LEVEL_WORDS[other.walk.level]
    note = _note(tidy, "another level", f"The figures are by {words}, not by the plan's units",
                 "rolled up or spread by the people who live there")  # fmt: skip
    return table, [note]


def _tables(
    plan: Plan, tidy: Tidy, options: ImportOptions, values: pd.DataFrame, other: OtherLevel | None
) -> dict[str, pd.DataFrame]:
    known = set(plan["measure"]["measure_id"])
    new = [m for m in values["measure_id"].unique() if m not in known]
    tables = {"unit_measure": values}
    if new:
        words = LEVEL_WORDS[other.walk.level] if other is not None else ""
        definition = f"Brought from {words} by the people who live there" if words else None
        measures = pd.DataFrame({
            "measure_id": new, "name": new, "adds_up": [adds_up(plan, m) for m in new],
            "definition": definition, "source": tidy.sheet, "as_of_date": options.today or None,
        })  # fmt: skip
        tables = {"measure": measures, **tables}
    return tables


def adds_up(plan: Plan, measure_id: str) -> str:
    """How a measure rolls up: as the plan says, else by its name: shares and medians are means."""
    rows = plan["measure"]
    said = rows["adds_up"][(rows["measure_id"] == measure_id).to_numpy(bool)]
    if len(said) and isinstance(said.iloc[0], str):
        return str(said.iloc[0])
    return "mean" if _OF_MEANS.search(measure_id.replace("_", " ")) else "sum"


def _note(tidy: Tidy, kind: str, reason: str, assumed: str) -> Issue:
    return Issue(kind, reason, tidy.sheet, None, "", "", assumed)


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
