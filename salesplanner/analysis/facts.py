"""What is true of every account whatever the scenario: work, travel, money, response."""

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from salesplanner.analysis.columns import Floats, Ints, floats, index_of, positions, texts
from salesplanner.analysis.compactness import open_borders
from salesplanner.analysis.fiscal_year import days, fiscal_year
from salesplanner.analysis.register import Points, Register, account_points, register, unit_points
from salesplanner.analysis.revenue import Forecast, Response, forecast
from salesplanner.analysis.travel import Ways, hours_per_km, imported_ways, tour_hours, trips
from salesplanner.analysis.who_covers import Cover
from salesplanner.analysis.working_hours import WorkingCalendar, working_calendar
from salesplanner.analysis.workload import workload
from salesplanner.plan.model import Plan

# Tables the facts are made of: while these are the same, so are the facts.
FACT_TABLES = (
    "plan_info", "unit", "unit_measure", "measure", "border", "account", "coverage_norm",
    "calendar", "parameter", "layer", "rep", "ramp", "leave", "own_field", "own_value",
)  # fmt: skip


@dataclass(frozen=True, eq=False)
class Facts:
    """n accounts and m units of a plan, as one layer sees them.

    amounts: measures that add up, by name, (n,). unit_amounts: the same by unit, (m,).
    unit_means: measures that do not add up (adds_up = mean), (m,), NaN where unknown.
    hours_per_km: (n,) hours a year for each km to the centre. response is None until fitted to
    today's alignment.
    """

    known: Register
    calendar: WorkingCalendar
    places: Points
    unit_places: Points
    amounts: dict[str, Floats]
    unit_amounts: dict[str, Floats]
    unit_means: dict[str, Floats]
    hours_per_km: Floats
    forecast: Forecast
    borders: Ints
    ways: Ways | None = None
    response: Response | None = None
    today: Cover | None = None
    today_owner: Ints | None = None

    def fitted(self, response: Response, today: Cover) -> "Facts":
        return replace(self, response=response, today=today)


def facts(plan: Plan, layer_id: str, distances: pd.DataFrame | None = None) -> Facts:
    """Read the facts of a plan for one layer; `distances` are rows of the table of that name."""
    known, calendar = register(plan), working_calendar(plan)
    asked = workload(plan, layer_id)
    n_trips = trips(asked.visits, calendar)
    made = forecast(plan)
    accounts = plan["account"]
    amounts = {
        "accounts": np.ones(known.n_accounts),
        "revenue_amount": _revenue(plan),
        "potential_amount": floats(accounts, "potential_amount"),
        "last_year_amount": _last_year(plan),
        "pipeline_amount": floats(accounts, "pipeline_amount"),
        "relationship_years": relationship_years(plan),
        "visits": asked.visits,
        "visit_hours": asked.visit_hours,
        "trips": n_trips,
        "tour_hours": tour_hours(plan, known, n_trips, calendar),
        "forecast_amount": made.amount,
    }
    sums, means = _unit_measures(plan, known)
    return Facts(
        known=known,
        calendar=calendar,
        places=account_points(plan, known),
        unit_places=unit_points(plan),
        amounts=amounts,
        unit_amounts={"units": np.ones(known.n_units), **sums},
        unit_means=means,
        hours_per_km=hours_per_km(n_trips, calendar),
        forecast=made,
        borders=open_borders(plan, known),
        ways=imported_ways(distances, known, calendar),
    )


def relationship_years(plan: Plan) -> Floats:
    """Years the owner has had each account on the first day of the plan year, (n,); 0: unknown."""
    accounts = plan["account"]
    since = days(texts(accounts, "owner_since"), "table account, column owner_since")
    start = np.datetime64(fiscal_year(plan).first_day)
    years = (start - since).astype(np.float64) / 365.25
    years[np.isnat(since)] = 0.0
    return np.maximum(years, 0.0)


def _revenue(plan: Plan) -> Floats:
    """Revenue of the last 12 months, else of the last full year, else 0."""
    accounts = plan["account"]
    revenue = floats(accounts, "revenue_amount", float("nan"))
    return np.where(np.isnan(revenue), floats(accounts, "revenue_last_year_amount"), revenue)


def _last_year(plan: Plan) -> Floats:
    """Revenue of the last full year, else of the last 12 months, else 0."""
    accounts = plan["account"]
    revenue = floats(accounts, "revenue_last_year_amount", float("nan"))
    return np.where(np.isnan(revenue), floats(accounts, "revenue_amount"), revenue)


def _unit_measures(plan: Plan, known: Register) -> tuple[dict[str, Floats], dict[str, Floats]]:
    """Market figures by unit: those that add up (unknown: 0), and means (unknown: NaN)."""
    table = plan["unit_measure"]
    unit = positions(known.units, texts(table, "unit_id"))
    names = index_of(plan["measure"], "measure_id")
    measure = positions(names, texts(table, "measure_id"))
    value = floats(table, "value", float("nan"))
    is_mean = texts(plan["measure"], "adds_up", "sum") == "mean"
    sums: dict[str, Floats] = {}
    means: dict[str, Floats] = {}
    for position, name in enumerate(names):
        rows = (measure == position) & (unit >= 0)
        column = np.full(known.n_units, np.nan if is_mean[position] else 0.0)
        column[unit[rows]] = value[rows]
        if is_mean[position]:
            means[str(name)] = column
        else:
            sums[str(name)] = np.nan_to_num(column)
    return sums, means
