"""Small plans for every test: three territories on a map of four by three units.

    from builders import rows, saved_document, small_document, small_plan

`small_plan()` in figures: 12 units U01..U12 of 10 by 10 km (column by column, touching north,
south, east and west), 24 accounts A01..A24 (two to a unit, A01 and A02 in U01, ...), territories
T1 (U01..U06), T2 (U07..U09), T3 (U10..U12) under district D1 in region G1, reps R1 on T1, R2 on
T2, T3 vacant, R3 on the bench, M1 their manager; scenarios `base` (adopted) and `bold`; A01 is a
named account of T3.
"""

from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pandas as pd

from salesplanner.document import Document
from salesplanner.plan.model import Plan, empty_plan

N_COLUMNS, N_ROWS = 4, 3
UNITS = [f"U{number:02d}" for number in range(1, 13)]
ACCOUNTS = [f"A{number:02d}" for number in range(1, 25)]
BASE, BOLD = "base", "bold"


def rows(*records: Mapping[str, Any]) -> pd.DataFrame:
    """Rows from dictionaries; what a row does not say is missing."""
    return pd.DataFrame.from_records(list(records))


def small_plan() -> Plan:
    """The plan described above: facts and two scenarios that are the same at first."""
    plan = _places(empty_plan())
    plan = _accounts(_people(plan))
    return _decisions(plan)


def small_document(folder: Path, plan: Plan | None = None) -> Document:
    """An open, saved document that holds the plan; close it at the end of the test."""
    return Document.open(saved_document(folder, plan))


def saved_document(folder: Path, plan: Plan | None = None) -> Path:
    """The path of a saved plan file that nobody has open."""
    path = folder / "small.salesplan"
    if plan is None:
        path.write_bytes(_small_file())
    else:
        _build(path, plan)
    return path


@cache
def _small_file() -> bytes:
    """The file of the small plan, built once for all tests."""
    with TemporaryDirectory() as folder:
        return _build(Path(folder) / "small.salesplan", small_plan()).read_bytes()


def _build(path: Path, plan: Plan) -> Path:
    with Document.create(path) as document:
        document.edit("Build", whole_plan, plan)
        document.save()
    return path


def whole_plan(plan: Plan, new: Plan) -> Plan:
    """An edit: all tables of `new` in place of the plan's."""
    for name, frame in new.tables.items():
        plan = plan.replace(name, frame)
    return plan.with_loaded(new.loaded_scenarios)


def _places(plan: Plan) -> Plan:
    plan = plan.put("plan_info", rows({
        "plan_id": "plan", "name": "Small", "fiscal_year": 2027, "first_month": 1,
        "currency": "USD", "currency_digits": 2, "target_amount": 1_200_000_00,
        "distance_unit": "km", "coordinates": "degrees", "unit_level": "own",
        "data_date": "2026-11-30",
    }))  # fmt: skip
    names = ("territory", "district", "region", "area")
    plan = plan.put("level", pd.DataFrame(
        {"level_id": names, "position": range(4), "name": [name.title() for name in names]}
    ))  # fmt: skip
    plan = plan.put("unit", rows(*(_unit(number) for number in range(12))))
    plan = plan.put("border", rows(*_borders()))
    plan = plan.put("measure", rows({
        "measure_id": "households", "name": "Households", "unit": "households", "adds_up": "sum",
    }))  # fmt: skip
    return plan.put("unit_measure", pd.DataFrame(
        {"unit_id": UNITS, "measure_id": "households", "value": [100.0 + n for n in range(12)]}
    ))  # fmt: skip


def _unit(number: int) -> dict[str, Any]:
    column, row = divmod(number, N_ROWS)
    return {
        "unit_id": UNITS[number], "name": f"Unit {number + 1}", "level": "own",
        "latitude": 40 + 0.09 * row, "longitude": -100 + 0.117 * column,
        "x_km": 10.0 * column + 5, "y_km": 10.0 * row + 5, "area_km2": 100.0,
        "population": 1000.0 + 100 * number,
    }  # fmt: skip


def _borders() -> Iterable[dict[str, Any]]:
    for number in range(12):
        is_top, is_last = number % N_ROWS == N_ROWS - 1, number + N_ROWS >= 12
        for other in ([] if is_top else [number + 1]) + ([] if is_last else [number + N_ROWS]):
            yield {
                "unit_a": UNITS[number], "unit_b": UNITS[other], "kind": "land", "length_km": 10.0,
            }  # fmt: skip


def _people(plan: Plan) -> Plan:
    plan = plan.put("role", rows({"role_id": "am", "name": "Account manager"}))
    plan = plan.put("layer", rows({"layer_id": "field", "name": "Field", "role_id": "am"}))
    plan = plan.put("calendar", rows({
        "calendar_id": "standard", "working_days": 220.0, "hours_a_day": 8.0,
        "visits_per_trip": 3.0, "training_days": 5.0, "holiday_days": 0.0, "onboarding_days": 10.0,
        "field_share": 0.6, "speed_kmh": 60.0, "road_factor": 1.3,
    }))  # fmt: skip
    plan = plan.put("coverage_norm", rows(
        {"role_id": "am", "segment": "large", "visits": 24.0, "hours_a_visit": 2.0,
         "other_hours": 10.0},
        {"role_id": "am", "segment": "small", "visits": 6.0, "hours_a_visit": 1.0,
         "other_hours": 2.0},
    ))  # fmt: skip
    plan = plan.put("ramp", pd.DataFrame(
        {"ramp_id": "standard", "month": range(1, 7), "share": [0.0, 0.2, 0.4, 0.6, 0.8, 1.0]}
    ))  # fmt: skip
    plan = plan.put("seasonality", pd.DataFrame(
        {"seasonality_id": "even", "month": range(1, 13), "share": [1 / 12] * 12}
    ))  # fmt: skip
    return plan.put("rep", rows(
        {"rep_id": "M1", "name": "Mia Manager", "is_manager": True, "hire_date": "2015-01-01"},
        *({
            "rep_id": f"R{n}", "name": name, "role_id": "am", "manager_id": "M1",
            "latitude": 40.09, "longitude": -100 + 0.15 * n, "hire_date": hired,
            "full_time_share": 1.0, "ramp_id": "standard", "is_manager": False,
            "base_pay_amount": 80_000_00, "variable_pay_amount": 40_000_00,
        } for n, name, hired in (
            (1, "Ann Able", "2019-03-01"), (2, "Bob Best", "2021-06-01"),
            (3, "Cy Core", "2026-10-01"),
        )),
    ))  # fmt: skip


def _accounts(plan: Plan) -> Plan:
    records = [
        {
            "account_id": account_id, "name": f"Account {n + 1}", "unit_id": UNITS[n // 2],
            "found_by": "coordinates", "found_sure_share": 1.0,
            "latitude": 40 + 0.09 * ((n // 2) % N_ROWS),
            "longitude": -100 + 0.117 * (n // 2 // N_ROWS),
            "postal_code": f"{1000 + n:05d}", "country": "US",
            "industry": ("Banking", "Retail")[n % 2],
            "segment": "large" if n % 4 == 0 else "small", "employees": 10 * (n + 1),
            "status": "customer" if n % 3 else "prospect", "owner_id": "R1" if n < 12 else "R2",
            "owner_since": "2022-01-01", "revenue_last_year_amount": 9_000_00 * (n + 1),
            "revenue_amount": 10_000_00 * (n + 1) if n % 3 else 0,
            "potential_amount": 20_000_00 * (n + 1),
            "pipeline_amount": 1_000_00 * n, "win_probability_share": 0.3,
        }
        for n, account_id in enumerate(ACCOUNTS)
    ]  # fmt: skip
    return plan.put("account", rows(*records))


def _decisions(plan: Plan) -> Plan:
    plan = plan.put("scenario", rows(
        {"scenario_id": BASE, "name": "Base", "state": "draft", "is_adopted": True,
         "made_by": "hand"},
        {"scenario_id": BOLD, "name": "Bold", "state": "draft", "is_adopted": False,
         "made_by": "hand", "parent_scenario_id": BASE},
    ))  # fmt: skip
    for scenario_id in (BASE, BOLD):
        plan = _alignment(plan, scenario_id)
    return plan.with_loaded([BASE, BOLD])


def _alignment(plan: Plan, scenario_id: str) -> Plan:
    key = {"scenario_id": scenario_id}
    plan = plan.put("territory", rows(
        key | {"territory_id": "G1", "name": "West", "level_id": "region"},
        key | {"territory_id": "D1", "name": "Plains", "level_id": "district", "parent_id": "G1",
               "manager_id": "M1"},
        *(key | {"territory_id": f"T{n}", "name": f"Territory {n}", "layer_id": "field",
                 "level_id": "territory", "parent_id": "D1", "is_locked": False, "colour": n}
          for n in (1, 2, 3)),
    ))  # fmt: skip
    plan = plan.put("territory_rep", rows(
        key | {"territory_id": "T1", "rep_id": "R1", "from_date": "", "share": 1.0},
        key | {"territory_id": "T2", "rep_id": "R2", "from_date": "", "share": 1.0},
    ))  # fmt: skip
    where = ["T1"] * 6 + ["T2"] * 3 + ["T3"] * 3
    plan = plan.put("unit_assignment", pd.DataFrame(
        key | {"layer_id": "field", "unit_id": UNITS, "territory_id": where, "is_locked": False}
    ))  # fmt: skip
    plan = plan.put("account_assignment", rows(key | {
        "layer_id": "field", "account_id": "A01", "territory_id": "T3", "from_date": "",
        "kind": "named", "reason": "Knows them since 2009", "is_locked": True,
    }))  # fmt: skip
    plan = plan.put("carve_rule", rows(key | {
        "rule_id": "banks", "layer_id": "field", "priority": 1, "name": "Banks",
        "condition": "industry is Banking and employees over 200", "territory_id": "T3",
        "is_active": True,
    }))  # fmt: skip
    return plan.put("quota", rows(*(
        key | {"territory_id": f"T{n}", "period": "2027", "component": "", "basis_amount": 0,
               "planned_amount": 400_000_00, "adjustment_amount": 0, "revised_amount": 400_000_00,
               "is_locked": False}
        for n in (1, 2, 3)
    )))  # fmt: skip
