"""Timings of the measures, the quota allocation and the simulation: `python bench_analysis.py`.

A plan of 100,000 accounts on 34,000 units, 1,000 and 80 territories; see main for what is printed.
"""

import resource
import time
from collections.abc import Callable

import numpy as np
import pandas as pd

from salesplanner.analysis.attainment import simulate
from salesplanner.analysis.rounding import whole_rows
from salesplanner.analysis.territory_measures import (
    measure_scenario,
    remeasure,
    territory_table,
)
from salesplanner.optimize.quota_problem import QuotaTask
from salesplanner.optimize.quotas import allocate_quotas
from salesplanner.plan.model import Plan, empty_plan

SIDE = 184  # 184 x 184 = 33,856 units
SEGMENTS = ("enterprise", "mid-market", "small")
SCENARIOS = ("today", "next")


def best_ms(task: Callable[[], object], times: int = 7) -> float:
    """The fastest of several runs: what the task takes when nothing else has the core."""
    taken = []
    for _ in range(times):
        began = time.perf_counter()
        task()
        taken.append(time.perf_counter() - began)
    return 1000 * min(taken)


def places(plan: Plan) -> Plan:
    x, y = np.meshgrid(np.linspace(-120, -70, SIDE), np.linspace(26, 48, SIDE))
    number = np.arange(SIDE * SIDE)
    ids = unit_ids()
    plan = plan.replace("unit", pd.DataFrame(
        {"unit_id": ids, "longitude": x.ravel(), "latitude": y.ravel(), "area_km2": 200.0}
    ))  # fmt: skip
    right, up = number[number % SIDE < SIDE - 1], number[number < SIDE * (SIDE - 1)]
    pairs = np.concatenate([np.c_[right, right + 1], np.c_[up, up + SIDE]])
    return plan.replace("border", pd.DataFrame(
        {"unit_a": ids[pairs[:, 0]], "unit_b": ids[pairs[:, 1]], "kind": "land"}
    ))  # fmt: skip


def unit_ids() -> np.ndarray:
    return np.array([f"{n:05d}" for n in range(SIDE * SIDE)], object)


def company(n_accounts: int, n_across: int, n_up: int, n_segments: int = 1) -> Plan:
    """Accounts spread over the map, n_across x n_up territories in rectangles, two scenarios."""
    random = np.random.default_rng(1)
    plan = places(empty_plan())
    plan = plan.replace("plan_info", pd.DataFrame([
        {"plan_id": "plan", "name": "Bench", "fiscal_year": 2027, "first_month": 1,
         "currency": "USD", "currency_digits": 2, "coordinates": "degrees"}
    ]))  # fmt: skip
    revenue = np.round(random.lognormal(11, 1.2, n_accounts)).astype(int)
    potential = np.round(revenue * random.uniform(1, 6, n_accounts)).astype(int)
    plan = plan.replace("account", pd.DataFrame({
        "account_id": [f"A{n:06d}" for n in range(n_accounts)], "name": "n",
        "unit_id": unit_ids()[random.integers(0, SIDE * SIDE, n_accounts)],
        "segment": np.array(SEGMENTS, object)[random.integers(0, 3, n_accounts)],
        "status": "customer", "revenue_amount": revenue, "revenue_last_year_amount": revenue,
        "potential_amount": potential, "pipeline_amount": revenue // 4,
        "win_probability_share": 0.3, "owner_since": "2021-05-01",
    }))  # fmt: skip
    plan = plan.replace("layer", pd.DataFrame([{"layer_id": "field", "role_id": "am"}]))
    plan = plan.replace("level", pd.DataFrame([{"level_id": "territory", "position": 0}]))
    plan = plan.replace("coverage_norm", pd.DataFrame(
        [{"role_id": "am", "segment": s, "visits": v, "hours_a_visit": 1.0, "other_hours": 0.5}
         for s, v in zip(SEGMENTS, (4.0, 2.0, 0.5), strict=True)]
    ))  # fmt: skip
    if n_segments > 1:
        plan = plan.replace("parameter", pd.DataFrame(
            [{"name": "elasticity", "scope": s, "value": v}
             for s, v in zip(SEGMENTS, (0.4, 0.34, 0.25), strict=True)]
        ))  # fmt: skip
    return alignment(plan, n_across, n_up)


def alignment(plan: Plan, n_across: int, n_up: int) -> Plan:
    number = np.arange(SIDE * SIDE)
    owner = (number % SIDE) * n_across // SIDE * n_up + (number // SIDE) * n_up // SIDE
    names = np.array([f"T{n:04d}" for n in range(n_across * n_up)], object)
    middle = plan["unit"].groupby(owner)[["longitude", "latitude"]].mean()
    reps = [f"R{n:04d}" for n in range(len(names))]
    plan = plan.replace("rep", pd.DataFrame({
        "rep_id": reps, "name": reps, "hire_date": "2020-01-01",
        "longitude": middle["longitude"].to_numpy(), "latitude": middle["latitude"].to_numpy(),
    }))  # fmt: skip
    plan = plan.replace("scenario", pd.DataFrame(
        {"scenario_id": SCENARIOS, "name": SCENARIOS, "is_adopted": [True, False]}
    ))  # fmt: skip
    for table, columns in (
        ("territory", {"territory_id": names, "name": names, "layer_id": "field",
                       "level_id": "territory"}),
        ("unit_assignment", {"layer_id": "field", "unit_id": unit_ids(),
                             "territory_id": names[owner]}),
        ("territory_rep", {"territory_id": names, "rep_id": reps, "from_date": "", "share": 1.0}),
    ):  # fmt: skip
        frames = [pd.DataFrame({"scenario_id": name, **columns}) for name in SCENARIOS]
        plan = plan.replace(table, pd.concat(frames))
    return plan.with_loaded(SCENARIOS)


def moved(plan: Plan, scenario_id: str) -> Plan:
    """Fifty neighbouring units given to another territory."""
    frame = plan["unit_assignment"]
    rows = np.flatnonzero((frame["scenario_id"] == scenario_id).to_numpy(bool))[7000:7050]
    where = np.zeros(len(frame), bool)
    where[rows] = True
    return plan.set_values("unit_assignment", where, territory_id="T0005")


def bench_measures(n_across: int, n_up: int, n_segments: int) -> None:
    plan = company(100_000, n_across, n_up, n_segments)
    measures = measure_scenario(plan, "next", "field")
    full = best_ms(lambda: territory_table(measure_scenario(plan, "next", "field")))
    after = moved(plan, "next")
    step = best_ms(lambda: territory_table(remeasure(measures, after)))
    today = measure_scenario(plan, "today", "field")
    adopted = moved(plan, "today")
    refit = best_ms(lambda: territory_table(remeasure(today, adopted)))
    words = f"100,000 accounts, {n_across * n_up} territories, {n_segments} elasticities"
    print(f"{words}: from scratch {full:.0f} ms, after a move of 50 units {step:.0f} ms,")
    print(f"    the same in the adopted scenario (the forecast is refitted) {refit:.0f} ms")


def bench_quotas() -> None:
    random = np.random.default_rng(1)
    k, c = 1_000, 3
    history = random.lognormal(13, 0.6, k) * 100
    for growth, word in ((1.12, "bands that hold"), (1.30, "bands that clash")):
        total = int(history.sum() * growth) // 3
        basis = random.lognormal(13, 0.5, (k, c))
        task = QuotaTask(
            territory_ids=tuple(map(str, range(k))), component_ids=("a", "b", "c"),
            basis=basis * (total / basis.sum(axis=0)), target=np.full(c, total),
            lower=history * 1.0, upper=history * 1.25, scale=history,
            locked=np.full((k, c), np.nan), unit=100_000,
        )  # fmt: skip
        began = time.perf_counter()
        found = allocate_quotas(task)
        whole_rows(np.ones((k * c, 12)), found.amounts.ravel(), 100_000)
        taken = time.perf_counter() - began
        print(f"quotas, {k} territories x 12 months x {c} components, {word}: {taken:.2f} s")


def bench_simulation() -> None:
    plan = company(5_000, 25, 20)
    measures = measure_scenario(plan, "next", "field")
    quota = measures.sums["expected_amount"]
    began = time.perf_counter()
    simulate(measures, quota, float(quota.sum()), 10_000)
    taken = time.perf_counter() - began
    print(f"simulation, 10,000 runs x 500 territories x 5,000 accounts: {taken:.2f} s")


def main() -> None:
    bench_measures(40, 25, 1)
    bench_measures(10, 8, 1)
    bench_measures(40, 25, 3)
    bench_quotas()
    bench_simulation()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"peak memory {peak:.0f} MB")


if __name__ == "__main__":
    main()
