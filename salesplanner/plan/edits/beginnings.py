"""Edits that begin a plan: what it is about, its levels, one layer and a working year."""

import pandas as pd

from salesplanner.plan.demands import demand_between, demand_text
from salesplanner.plan.edits.scenarios import add_scenario
from salesplanner.plan.model import Plan
from salesplanner.problems import PlanProblem

FIELD_LAYER = "field"
FIRST_SCENARIO = "base"
LEVELS = ("territory", "district", "region", "area")
DIGITS_OF_CURRENCY = {"JPY": 0, "KRW": 0, "VND": 0, "CLP": 0, "ISK": 0, "KWD": 3, "BHD": 3}
# A usual working year: 52 weeks of five days less ten public holidays, 15 days of leave.
STANDARD_CALENDAR = {
    "calendar_id": "standard",
    "working_days": 250.0,
    "hours_a_day": 8.0,
    "visits_per_trip": 4.0,
    "training_days": 6.0,
    "holiday_days": 15.0,
    "onboarding_days": 10.0,
    "field_share": 0.8,
    "speed_kmh": 70.0,
    "road_factor": 1.25,
}
STANDARD_RAMP = (0.0, 0.25, 0.25, 0.5, 0.5, 0.75, 0.75, 1.0)


def begin_plan(
    plan: Plan,
    name: str,
    fiscal_year: int,
    first_month: int = 1,
    currency: str = "USD",
    data_date: str | None = None,
) -> Plan:
    """What the plan is about, levels, the layer `field`, a working year and a first scenario.

    Raises:
        PlanProblem: the currency is no ISO code, the month or the year is none.
    """
    info = {
        "plan_id": "plan",
        "name": demand_text(name, "name of the plan"),
        "fiscal_year": int(demand_between(fiscal_year, 1990, 2200, "fiscal year")),
        "first_month": int(demand_between(first_month, 1, 12, "first month")),
        "currency": demand_currency(currency),
        "currency_digits": DIGITS_OF_CURRENCY.get(demand_currency(currency), 2),
        "distance_unit": "km",
        "coordinates": "degrees",
        "data_date": data_date,
    }
    plan = plan.put("plan_info", pd.DataFrame([info]))
    plan = plan.put("level", pd.DataFrame(
        {"level_id": LEVELS, "position": range(4), "name": [level.title() for level in LEVELS]}
    ))  # fmt: skip
    plan = plan.put("layer", pd.DataFrame([
        {"layer_id": FIELD_LAYER, "name": "Field", "family_rule": "with parent", "position": 0}
    ]))  # fmt: skip
    return add_scenario(_working_year(plan), "Base", FIRST_SCENARIO)


def demand_currency(currency: str) -> str:
    """The three letters in capitals; PlanProblem where they are not three letters."""
    code = currency.strip().upper()
    if len(code) != 3 or not code.isascii() or not code.isalpha():
        raise PlanProblem(
            f"{currency!r} is no currency.", "currency", "Use its ISO code, e.g. USD or EUR."
        )
    return code


def _working_year(plan: Plan) -> Plan:
    plan = plan.put("calendar", pd.DataFrame([STANDARD_CALENDAR]))
    plan = plan.put("ramp", pd.DataFrame({
        "ramp_id": "standard", "month": range(1, len(STANDARD_RAMP) + 1), "share": STANDARD_RAMP,
    }))  # fmt: skip
    return plan.put("seasonality", pd.DataFrame(
        {"seasonality_id": "even", "month": range(1, 13), "share": [1 / 12] * 12}
    ))  # fmt: skip
