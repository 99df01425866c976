"""How the solve with reps at home scales: `python tests/benchmarks/bench_scale.py [NAME...]`.

Shipped geography and the demonstration company. One process a row: seconds from the problem to the
verified answer, the proven gap with these centres, bands that had to be wider (of how many), the
largest memory held. Last, how seconds to a given quality of the price search and memory grow.
"""

import json
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction

import numpy as np

from salesplanner.optimize.fixed import solve_fixed
from salesplanner.optimize.from_plan import ask
from salesplanner.optimize.options import Balance, Options
from salesplanner.optimize.problem import Problem
from salesplanner.optimize.result import Settings
from salesplanner.plan.edits.beginnings import FIRST_SCENARIO
from salesplanner.plan.model import empty_plan
from salesplanner.progress import Progress
from salesplanner.sample import build_demo_plan

TENTH = Fraction(1, 10)


def company(
    n_accounts: int, k: int, units: str, measures: tuple[str, ...], assign: str | None = None
) -> Problem:
    plan = build_demo_plan(empty_plan(), n_accounts, k, units, 7)
    balance = tuple(Balance(measure=name, share=TENTH) for name in measures)
    options = Options(assign=assign, balance=balance, all_bridges=True)  # type: ignore[arg-type]  # text
    return ask(plan, FIRST_SCENARIO, options).problem


def first_units(problem: Problem, n: int) -> Problem:
    """The n units furthest west and the reps nearest to them, each with as much as before."""
    k = max(2, round(problem.n_territories * n / problem.n_items))
    chosen = np.sort(np.argsort(problem.place.x, kind="stable")[:n])
    place = np.full(problem.n_items, -1)
    place[chosen] = np.arange(n)
    assert problem.borders is not None and problem.centres is not None
    pairs = place[problem.borders]
    homes = np.sort(np.argsort(problem.centres.x, kind="stable")[:k])
    spread = np.ones(n)
    bands = tuple(
        replace(band, values=spread, lower=np.full(k, 0.9 * n / k), upper=np.full(k, 1.1 * n / k))
        for band in problem.bands[:1]
    )
    return replace(
        problem,
        item_ids=tuple(problem.item_ids[i] for i in chosen),
        territory_ids=problem.territory_ids[:k],
        place=replace(problem.place, x=problem.place.x[chosen], y=problem.place.y[chosen]),
        centres=replace(problem.centres, x=problem.centres.x[homes], y=problem.centres.y[homes]),
        terms=(replace(problem.terms[0], values=spread),),
        bands=bands,
        borders=pairs[(pairs >= 0).all(axis=1)],
        current=np.full(n, -1),
        is_locked=np.zeros(n, np.bool_),
        family=np.full(n, -1),
        forbidden=problem.forbidden[:0],
    )


Making = tuple[Callable[[], Problem], float]
ROWS: dict[str, Making] = {
    "counties x 100, one measure": (
        lambda: company(20_000, 100, "counties", ("visit_hours",)), 10),
    "counties x 100, two measures": (
        lambda: company(20_000, 100, "counties", ("visit_hours", "revenue")), 10),
    "ZIPs x 500": (lambda: company(100_000, 500, "zip5", ("visit_hours",)), 60),
    "100,000 accounts x 300": (
        lambda: company(100_000, 300, "counties", ("visit_hours",), "accounts"), 60),
}  # fmt: skip
GROWTH = (1_000, 3_000, 10_000, 33_000)


def run(name: str, make: Callable[[], Problem], limit: float | None) -> None:
    """One row, in this process; by effort where there is no limit."""
    problem = make()
    settings = Settings(time_limit=limit or 600, effort=None if limit else 3, threads=1)
    began = time.monotonic()
    result = solve_fixed(problem, settings, Progress())
    row = {
        "name": name,
        "seconds": time.monotonic() - began,
        "gap": result.gap,
        "wider": len({(one.measure, one.territory) for one in result.relaxations}),
        "bands": len(problem.bands) * problem.n_territories,
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "status": result.status,
    }
    print(json.dumps(row))


def show(name: str) -> dict[str, float]:
    done = subprocess.run(
        [sys.executable, __file__, "--row", name], capture_output=True, text=True, check=True
    )
    row = json.loads(done.stdout.strip().splitlines()[-1])
    gap = "" if row["gap"] is None else f"{row['gap']:.2%}"
    wider = f"{row['wider']} of {row['bands']}"
    print(
        f"{row['name']:<30} {row['seconds']:>8.1f} {gap:>8} {wider:>12} {row['peak_mb']:>8.0f}"
        f"  {row['status']}",
        flush=True,
    )
    return dict(row)


def grown(n: int) -> Problem:
    return first_units(company(100_000, 500, "zip5", ("visit_hours",)), n)


def exponent(rows: list[dict[str, float]], what: str) -> float:
    sizes, values = np.log(GROWTH), np.log([row[what] for row in rows])
    return float(np.polyfit(sizes, values, 1)[0])


def main(names: list[str]) -> None:
    if names[:1] == ["--row"]:
        name = names[1]
        if name.isdigit():
            run(f"{int(name):,} ZIPs, 3 rounds", lambda: grown(int(name)), None)
        else:
            run(name, *ROWS[name])
        return
    print(f"{'instance':<30} {'seconds':>8} {'gap':>8} {'wider':>12} {'peak MB':>8}")
    for name in names or ROWS:
        show(name)
    if not names:
        rows = [show(str(n)) for n in GROWTH]
        print(f"seconds grow as n^{exponent(rows, 'seconds'):.2f},", end=" ")
        print(f"memory as n^{exponent(rows, 'peak_mb'):.2f}")


if __name__ == "__main__":
    main(sys.argv[1:])
