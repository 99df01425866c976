"""Rules at full size: 100,000 accounts, 4 layers of 200 rules, and one rule previewed.

    flock /work/bench.lock uv run python tests/benchmarks/bench_rules.py

Targets: all layers resolved in under 1 s, a preview of one changed rule in under 200 ms.
"""

import sys
from pathlib import Path
from statistics import median
from time import perf_counter, process_time

import numpy as np
import pandas as pd

sys.path.insert(0, str(Path(__file__).parents[1]))

from builders import BASE, small_plan

from salesplanner.analysis.register import register
from salesplanner.analysis.rule_preview import RulePreview
from salesplanner.analysis.who_covers import cover
from salesplanner.plan.edits.layers import add_layer, set_overlay
from salesplanner.plan.edits.territories import add_territory
from salesplanner.plan.model import Plan, equals

N_ACCOUNTS, N_RULES, N_TERRITORIES = 100_000, 200, 60
LAYERS = ("field", "hunters", "experts", "partners")
INDUSTRIES = [f"Industry {n}" for n in range(40)]
STATES = [f"S{n:02d}" for n in range(50)]


def full_plan() -> Plan:
    """The small plan with 100,000 accounts in 4 layers of 200 rules and 2,000 exceptions each."""
    rng, plan = np.random.default_rng(7), small_plan()
    for table in ("carve_rule", "account_assignment"):
        plan = plan.remove(table, equals(plan[table], "scenario_id", BASE))
    ids = [f"A{n:06d}" for n in range(N_ACCOUNTS)]
    parents = np.where(rng.random(N_ACCOUNTS) < 0.2, rng.integers(0, N_ACCOUNTS, N_ACCOUNTS), -1)
    plan = plan.replace("account", pd.DataFrame({
        "account_id": ids, "name": [f"Account {n}" for n in range(N_ACCOUNTS)],
        "unit_id": rng.choice(plan["unit"]["unit_id"].to_numpy(object), N_ACCOUNTS),
        "parent_account_id": [ids[p] if p >= 0 else None for p in parents],
        "industry": rng.choice(INDUSTRIES, N_ACCOUNTS), "state": rng.choice(STATES, N_ACCOUNTS),
        "employees": rng.integers(1, 5000, N_ACCOUNTS),
        "revenue_amount": rng.integers(0, 10**9, N_ACCOUNTS),
        "potential_amount": rng.integers(0, 10**9, N_ACCOUNTS),
    }))  # fmt: skip
    for layer in LAYERS[1:]:
        follows = "field" if layer == "experts" else None
        plan = add_layer(plan, layer, layer, follows_layer_id=follows)
    for layer in LAYERS:
        for n in range(N_TERRITORIES):
            plan = add_territory(plan, BASE, f"{layer} {n}", f"{layer}-{n}", layer_id=layer)
    serves = {f"field-{n}": f"experts-{n // 5}" for n in range(N_TERRITORIES)}
    plan = set_overlay(plan, BASE, "experts", serves)
    plan = plan.put("carve_rule", pd.concat([_rules(rng, layer) for layer in LAYERS]))
    return plan.put("account_assignment", pd.concat([_exceptions(rng, x, ids) for x in LAYERS]))


def _rules(rng: np.random.Generator, layer: str) -> pd.DataFrame:
    shapes = (
        "Industry is {i} and Employees over {n}", "State is one of {s}, {t} and Potential over 2M",
        "Name contains {n} or Industry is {i}", "Revenue between 1M and 3M and State is {s}",
    )  # fmt: skip
    conditions = [
        shapes[number % 4].format(
            i=rng.choice(INDUSTRIES), s=rng.choice(STATES), t=rng.choice(STATES),
            n=rng.integers(2000, 4900),
        )
        for number in range(N_RULES)
    ]  # fmt: skip
    return pd.DataFrame({
        "scenario_id": BASE, "rule_id": [f"{layer}-{n}" for n in range(N_RULES)],
        "layer_id": layer, "priority": range(N_RULES), "name": "rule", "condition": conditions,
        "territory_id": [f"{layer}-{n % N_TERRITORIES}" for n in range(N_RULES)],
        "is_active": True,
    })  # fmt: skip


def _exceptions(rng: np.random.Generator, layer: str, ids: list[str]) -> pd.DataFrame:
    return pd.DataFrame({
        "scenario_id": BASE, "layer_id": layer, "from_date": "",
        "account_id": rng.choice(ids, 2000, replace=False), "territory_id": f"{layer}-1",
        "kind": "named", "share": 1.0, "is_locked": False,
    })  # fmt: skip


def main() -> None:
    plan = full_plan()
    began = perf_counter()
    known = register(plan)
    print(f"accounts made ready {perf_counter() - began:6.3f} s")
    times, work = [], []
    for _run in range(3):
        known = register(plan)
        began, worked = perf_counter(), process_time()
        for layer in LAYERS:
            cover(plan, BASE, layer, known)
        times.append(perf_counter() - began)
        work.append(process_time() - worked)
    print(f"4 layers resolved   {median(times):6.3f} s  (target 1 s; {median(work):.3f} s of work)")
    began = perf_counter()
    preview = RulePreview(plan, BASE, "field")
    print(f"preview made ready  {perf_counter() - began:6.3f} s")
    times = []
    for n in range(9):
        began = perf_counter()
        preview.of(f"Industry is Industry {n} and Employees over 2,000", "field-3", "field-50")
        times.append(perf_counter() - began)
    print(f"one changed rule    {median(times) * 1000:6.0f} ms (target 200 ms)")


if __name__ == "__main__":
    main()
