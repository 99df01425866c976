"""Free centres on instances with published answers, judged by the instances' own evaluate.py.

    python tests/benchmarks/bench_hess.py [--seconds 60] [--only county|tract|median|NAME]...

One row an instance: gap to the published plan, proven gap, verdict of evaluate.py, wall seconds.
"""

import argparse
import csv
import importlib.util
import json
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np

from salesplanner.optimize import Problem, Settings, solve
from salesplanner.optimize.problem import Band, Place, Term
from salesplanner.progress import Progress

BENCH = Path(__file__).resolve().parents[3] / "shared" / "bench"


def read_problem(folder: Path) -> tuple[Problem, dict[str, Any]]:
    reference = json.loads((folder / "reference.json").read_text())
    with (folder / "units.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    ids = [row["unit_id"] for row in rows]
    size = np.array([float(row[reference["measure"]]) for row in rows])
    is_inertia = reference["objective"] == "inertia"
    k = int(reference["k"])
    term = Term(kind=reference["objective"], values=size if is_inertia else np.ones(len(ids)))
    band = Band(
        measure=reference["measure"],
        values=size,
        lower=np.full(k, float(reference["lower"])),
        upper=np.full(k, float(reference["upper"])),
        is_hard=True,
    )
    problem = Problem(
        item_ids=tuple(ids),
        item_noun="unit",
        territory_ids=tuple(f"T{t + 1:03}" for t in range(k)),
        place=Place(
            x=np.array([float(row["x_km"]) for row in rows]),
            y=np.array([float(row["y_km"]) for row in rows]),
            is_plane=True,
        ),
        centres=None,
        terms=(term,),
        bands=(band,),
        borders=read_borders(folder, ids) if reference["contiguous"] else None,
    )
    return problem, reference


def read_borders(folder: Path, ids: list[str]) -> Any:
    index = {unit_id: i for i, unit_id in enumerate(ids)}
    with (folder / "borders.csv").open(newline="") as file:
        pairs = [(index[row["unit_a"]], index[row["unit_b"]]) for row in csv.DictReader(file)]
    return np.array(pairs, np.int64)


def judge_with_evaluate(folder: Path, problem: Problem, assignment: Any) -> dict[str, Any]:
    spec = importlib.util.spec_from_file_location("evaluate", BENCH / "evaluate.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    names = {i: problem.territory_ids[t] for i, t in zip(problem.item_ids, assignment, strict=True)}
    return dict(module.evaluate(folder, names))


def published_bound_gap(reference: dict[str, Any]) -> float | None:
    gaps = []
    for figures in reference.get("published", {}).values():
        try:
            gaps.append((float(figures["obj"]) - float(figures["bound"])) / float(figures["obj"]))
        except ValueError:
            continue
    return min(gaps, default=None)


def run(folder: Path, seconds: float, seed: int, threads: int | None) -> str:
    problem, reference = read_problem(folder)
    began = time.monotonic()
    first: list[float] = []

    def listen(_share: float, text: str) -> None:
        if text.startswith("Best plan") and not first:
            first.append(time.monotonic() - began)

    settings = Settings(time_limit=seconds, seed=seed, threads=threads)
    result = solve(problem, settings, Progress(listen))
    took = time.monotonic() - began
    shown = {"gap": "-", "feasible": "-"}
    if result.has_plan:
        verdict = judge_with_evaluate(folder, problem, result.assignment)
        published = verdict["gap_to_published"]
        shown["gap"] = "-" if published is None else f"{100 * published:+.4f} %"
        shown["feasible"] = "yes" if verdict["feasible"] else "NO " + str(verdict["problems"])
    proven = "-" if result.gap is None else f"{100 * result.gap:.4f} %"
    theirs = published_bound_gap(reference)
    paper = "-" if theirs is None else f"{100 * theirs:.2f} %"
    early = f"{first[0]:.1f}" if first else "-"
    return (
        f"{folder.name:14} {problem.n_items:5} {problem.n_territories:4} {result.status:12}"
        f" {shown['gap']:>12} {proven:>11} {paper:>9} {shown['feasible']:>8} {early:>6} {took:7.1f}"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--threads", type=int)
    parser.add_argument("--only", action="append", default=[])
    wish = parser.parse_args()
    folders = sorted((BENCH / "hess").iterdir()) + sorted((BENCH / "median").iterdir())
    print(
        f"{'instance':14} {'units':>5} {'k':>4} {'status':12} {'to published':>12}"
        f" {'proven gap':>11}"
        f" {'paper gap':>9} {'kept':>8} {'first':>6} {'seconds':>7}"
    )
    for folder in folders:
        names = (folder.name, folder.name.split("-")[0], folder.parent.name)
        if wish.only and not any(name in wish.only for name in names):
            continue
        print(run(folder, wish.seconds, wish.seed, wish.threads), flush=True)
    sys.exit(0)


if __name__ == "__main__":
    main()
