"""What edits ask before they change anything; each refusal says what, where and what to do."""

from collections.abc import Iterable, Sequence
from datetime import date

import numpy as np
import pandas as pd

from salesplanner.plan.fields import TABLES
from salesplanner.plan.model import Plan, equals, is_in
from salesplanner.plan.positions import Mask, locate, span
from salesplanner.problems import PlanProblem

FROM_THE_BEGINNING = ""  # the key value of a from_date that has always been in force


def rows_with(plan: Plan, table: str, **values: object) -> Mask:
    """Rows in which each named column has the value; a None matches every row."""
    frame = plan[table]
    asked = {column: value for column, value in values.items() if value is not None}
    first: dict[str, object] = {}
    for column in TABLES[table].key:
        if column not in asked:
            break
        first[column] = asked.pop(column)
    low, high = span(frame, first)
    near = frame.iloc[low:high]
    matches = np.ones(len(near), bool)
    for column, value in asked.items():
        matches &= equals(near, column, value)
    where = np.zeros(len(frame), bool)
    where[low:high] = matches
    return where


def demand_row(plan: Plan, table: str, **key: str) -> pd.Series:
    """The one row with this key.

    Raises:
        PlanProblem: there is none.
    """
    where = rows_with(plan, table, **key)
    if not where.any():
        shown = " / ".join(key[name] for name in key if name != "scenario_id") or key["scenario_id"]
        raise PlanProblem(
            f"There is no {_spoken(table)} {shown!r}.",
            f"table {table}",
            f"Choose one of the {_spoken(table)} rows of the plan.",
        )
    return plan[table].iloc[int(where.argmax())]


def demand_no_row(plan: Plan, table: str, **key: str) -> None:
    """Raise PlanProblem where the key is already taken."""
    if rows_with(plan, table, **key).any():
        shown = " / ".join(value for name, value in key.items() if name != "scenario_id")
        raise PlanProblem(
            f"There is already a {_spoken(table)} {shown or key['scenario_id']!r}.",
            f"table {table}",
            "Choose another name.",
        )


def demand_all(plan: Plan, table: str, column: str, values: Iterable[str]) -> list[str]:
    """The values as a list, each once and in the order given.

    Raises:
        PlanProblem: some are not in the table's column; the first few are named.
    """
    wanted = list(dict.fromkeys(str(value) for value in values))
    unknown = _unknown(plan, table, column, wanted)
    if unknown:
        more = f" and {len(unknown) - 3} more" if len(unknown) > 3 else ""
        raise PlanProblem(
            f"The plan has no {_spoken(table)} {', '.join(unknown[:3])}{more}.",
            f"table {table}, column {column}",
            "Check the identifiers, or add them first.",
        )
    return wanted


def demand_some(values: Sequence[object] | Iterable[object], what: str) -> None:
    """Raise PlanProblem where nothing was chosen."""
    if not list(values):
        raise PlanProblem(f"No {what} is chosen.", "", f"Choose at least one {what}.")


def demand_text(text: str, what: str) -> str:
    """The text without spaces around it; PlanProblem where nothing is left."""
    stripped = text.strip()
    if not stripped:
        raise PlanProblem(f"The {what} is empty.", what, f"Type a {what}.")
    return stripped


def demand_days(place: str, *days: str) -> None:
    """Raise PlanProblem unless each is an ISO date, or '' for an open end."""
    for day in days:
        try:
            is_day = not day or date.fromisoformat(day).isoformat() == day
        except ValueError:
            is_day = False
        if not is_day:
            raise PlanProblem(f"{day!r} is not a date.", place, "Write it as 2027-01-31.")


def demand_between(value: float, low: float, high: float, what: str) -> float:
    """The value, a finite number from low to high.

    Raises:
        PlanProblem: it is outside.
    """
    if not low <= value <= high:
        raise PlanProblem(
            f"The {what} cannot be {value}.", what, f"Use a value from {low:g} to {high:g}."
        )
    return value


def demand_editable(plan: Plan, scenario_id: str) -> None:
    """The scenario exists, is loaded and is not frozen by its publication.

    Raises:
        PlanProblem: there is no such scenario, or it is published.
    """
    plan.demand_scenario(scenario_id)
    scenario = demand_row(plan, "scenario", scenario_id=scenario_id)
    if scenario["state"] is not pd.NA and scenario["state"] == "published":
        raise PlanProblem(
            f"The scenario {scenario['name']!r} is published and cannot be changed.",
            "table scenario, column state",
            "Branch it, or recall it first.",
        )


def demand_leaf(plan: Plan, scenario_id: str, territory_id: str) -> pd.Series:
    """The row of a territory that may hold units and accounts (not a district and up).

    Raises:
        PlanProblem: there is none, or it is a district, region or area.
    """
    row = demand_row(plan, "territory", scenario_id=scenario_id, territory_id=territory_id)
    if row["level_id"] is not pd.NA and row["level_id"] != "territory":
        raise PlanProblem(
            f"{territory_id!r} is a {row['level_id']} and holds no accounts itself.",
            "table territory",
            "Choose one of the territories below it.",
        )
    return row


def scenario_called(plan: Plan, text: str) -> str:
    """The id of the scenario with this id, or else with this name, capitals apart.

    Raises:
        PlanProblem: there is none; the plan's scenarios are named.
    """
    scenarios = plan["scenario"]
    if text in set(scenarios["scenario_id"]):
        return text
    named = scenarios[(scenarios["name"].str.casefold() == text.casefold()).to_numpy(bool)]
    if named.empty:
        raise PlanProblem(
            f"There is no scenario {text!r}.",
            "table scenario",
            f"There are: {', '.join(scenarios['name'])}.",
        )
    return str(named["scenario_id"].iloc[0])


def new_id(plan: Plan, table: str, column: str, name: str) -> str:
    """An id made from a name that no row of the table has: `Plan B` -> plan-b, plan-b-2, ..."""
    words = "".join(c if c.isalnum() else " " for c in name.casefold()).split()
    stem = "-".join(words) or table
    frame = plan[table]
    is_sorted = TABLES[table].key[0] == column
    candidate, number = stem, 1
    while _is_taken(frame, column, candidate, is_sorted):
        number += 1
        candidate = f"{stem}-{number}"
    return candidate


def of(plan: Plan, table: str, column: str, values: Iterable[str], scenario_id: str) -> Mask:
    """Rows of a decision table in one scenario whose column has one of the values."""
    return rows_with(plan, table, scenario_id=scenario_id) & is_in(plan[table], column, values)


def _spoken(table: str) -> str:
    return table.replace("_", " ")


def _unknown(plan: Plan, table: str, column: str, wanted: list[str]) -> list[str]:
    asked = pd.DataFrame({column: pd.Series(wanted, dtype=object)})
    if TABLES[table].key == (column,):
        _, found = locate(plan[table], asked, (column,))
    else:
        found = is_in(asked, column, plan[table][column].dropna())
    return [str(value) for value in asked[column][~found]]


def _is_taken(frame: pd.DataFrame, column: str, value: str, is_sorted: bool) -> bool:
    if is_sorted:
        low, high = span(frame, {column: value})
        return high > low
    return bool(equals(frame, column, value).any())
