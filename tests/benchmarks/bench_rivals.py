"""Side by side: the same instance, equal time, judged by the instance's own evaluate.py.

    python tests/benchmarks/bench_rivals.py [--seconds 60] [--only NAME]...

ours; the whole problem as one PuLP MIP with HiGHS (contiguity in rounds); nearest centre with
repair; spopt's capacitated p-median and gerrychain's recombination, installed for this only.
"""

import argparse
import csv
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from bench_hess import BENCH, judge_with_evaluate, read_problem

from salesplanner.optimize import Problem, Settings, solve
from salesplanner.optimize.exact import offer_of
from salesplanner.optimize.hess import build_hess, solve_hess
from salesplanner.optimize.instance import Instance, make_instance
from salesplanner.optimize.kernels import recentre_all
from salesplanner.optimize.pieces import stays_connected
from salesplanner.optimize.solver import Limits
from salesplanner.progress import Progress

RIVALS = Path(__file__).with_name("rivals.py")
USUAL = ("county-OK", "county-AL", "tract-NE", "tract-OK", "SJC1", "u724_075")


def ours(problem: Problem, _folder: Path, seconds: float) -> Any:
    result = solve(problem, Settings(time_limit=seconds), Progress())
    return result.assignment if result.has_plan else None


def one_mip(problem: Problem, _folder: Path, seconds: float) -> Any:
    instance = instance_of(problem)
    end = time.monotonic() + seconds
    offer = offer_of(instance, np.ones((instance.n, instance.n), np.bool_), None)
    model = build_hess(instance, offer)
    answer = solve_hess(model, lambda: Limits(seconds=end - time.monotonic()))
    if not len(answer.owner):
        return None
    return np.unique(answer.owner, return_inverse=True)[1]


def nearest_with_repair(problem: Problem, _folder: Path, seconds: float) -> Any:
    """Many starts: spread-out centres, everybody to the nearest, then moves that mend the band."""
    instance, rng = instance_of(problem), np.random.default_rng(7)
    best, best_cost, end = None, np.inf, time.monotonic() + seconds
    while time.monotonic() < end:
        centre = rng.choice(instance.n, instance.k, replace=False)
        for _ in range(10):
            owner = np.argmin(instance.far[:, centre], axis=1)
            owner[centre] = np.arange(instance.k)
            recentre_all(instance.weight, instance.far, owner, centre)
        owner = mended(instance, owner, centre, end)
        cost = recentre_all(instance.weight, instance.far, owner, centre)
        if instance.outside(owner).sum() <= 0 and cost < best_cost:
            best, best_cost = owner, cost
    return best


def mended(instance: Instance, owner: Any, centre: Any, end: float) -> Any:
    """Single moves out of the fullest territory into emptier neighbours, nearest first."""
    mark, stack = np.zeros(instance.n, np.int64), np.zeros(instance.n, np.int64)
    stamp = 2
    for _ in range(5 * instance.n):
        load = instance.loads(owner)[0]
        full = int(np.argmax(load))
        if instance.outside(owner).sum() <= 0 or time.monotonic() > end:
            break
        options = []
        for i in np.flatnonzero(owner == full):
            near = instance.other[instance.start[i] : instance.start[i + 1]]
            for t in set(owner[near].tolist()) - {full}:
                if load[t] + instance.values[0, i] < load[full]:
                    options.append((float(instance.weight[i] * instance.far[i, centre[t]]), i, t))
        for _, i, t in sorted(options):
            stamp += 2
            if not instance.is_contiguous or stays_connected(
                i, owner, instance.start, instance.other, mark, stack, stamp
            ):
                owner[i] = t
                break
        else:
            break
    return owner


def instance_of(problem: Problem) -> Instance:
    bands = problem.bands
    return make_instance(
        problem, np.array([b.lower for b in bands]), np.array([b.upper for b in bands])
    )


def elsewhere(rival: str) -> Callable[[Problem, Path, float], Any]:
    """A rival in an environment of its own; twice the time before it is ended."""

    def run(problem: Problem, folder: Path, seconds: float) -> Any:
        with tempfile.TemporaryDirectory() as place:
            out = Path(place) / "out.csv"
            words = ["uv", "run", "--no-project", "--quiet", "--with", "spopt", "--with",
                     "gerrychain", "python", str(RIVALS), rival, str(folder), str(seconds),
                     str(out)]  # fmt: skip
            try:
                subprocess.run(words, timeout=2 * seconds + 60, capture_output=True, check=False)
            except subprocess.TimeoutExpired:
                return None
            if not out.exists():
                return None
            with out.open(newline="") as file:
                rows = {row["unit_id"]: row["territory"] for row in csv.DictReader(file)}
        found = np.array([rows[name] for name in problem.item_ids])
        return np.unique(found, return_inverse=True)[1]

    return run


SOLVERS: dict[str, Callable[[Problem, Path, float], Any]] = {
    "ours": ours,
    "one MIP, PuLP and HiGHS": one_mip,
    "nearest with repair": nearest_with_repair,
    "gerrychain": elsewhere("gerrychain"),
    "spopt": elsewhere("spopt"),
}


def suits(solver: str, problem: Problem) -> bool:
    """spopt's model knows no borders, gerrychain needs them."""
    if solver == "gerrychain":
        return problem.borders is not None
    return solver != "spopt" or problem.borders is None


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--only", action="append", default=[])
    wish = parser.parse_args()
    print(f"{'instance':12} {'solver':24} {'objective':>14} {'to published':>12} kept       s")
    for name in wish.only or USUAL:
        folder = next(kind / name for kind in BENCH.iterdir() if (kind / name).is_dir())
        problem, _ = read_problem(folder)
        for solver, run in SOLVERS.items():
            if suits(solver, problem):
                began = time.monotonic()
                plan = run(problem, folder, wish.seconds)
                row(name, solver, folder, problem, plan, time.monotonic() - began)
    sys.exit(0)


def row(name: str, solver: str, folder: Path, problem: Problem, plan: Any, took: float) -> None:
    if plan is None:
        print(f"{name:12} {solver:24} {'no plan':>14} {'-':>12} {'-':>5} {took:6.1f}", flush=True)
        return
    verdict = judge_with_evaluate(folder, problem, plan)
    gap = verdict["gap_to_published"]
    shown = "-" if gap is None else f"{100 * gap:+.4f} %"
    kept = "yes" if verdict["feasible"] else "NO"
    print(f"{name:12} {solver:24} {verdict['objective']:14.6g} {shown:>12} {kept:>5} {took:6.1f}",
          flush=True)  # fmt: skip


if __name__ == "__main__":
    main()
