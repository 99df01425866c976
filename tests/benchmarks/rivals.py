"""Rivals on one instance, in an environment of their own (their PuLP is another one than ours).

    uv run --no-project --with spopt --with gerrychain python tests/benchmarks/rivals.py \
        spopt|gerrychain FOLDER SECONDS OUT.csv

Writes unit_id,territory; bench_rivals.py starts it and judges what comes out.
"""

# ruff: noqa: PLC0415 - each rival is loaded only when it runs

import csv
import json
import random
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np


def read(folder: Path) -> tuple[dict[str, Any], list[str], Any, Any, Any]:
    reference = json.loads((folder / "reference.json").read_text())
    with (folder / "units.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    size = np.array([float(row[reference["measure"]]) for row in rows])
    x, y = (np.array([float(row[name]) for row in rows]) for name in ("x_km", "y_km"))
    return reference, [row["unit_id"] for row in rows], size, x, y


def write(out: Path, ids: list[str], owner: Any) -> None:
    with out.open("w", newline="") as file:
        csv.writer(file).writerows(
            [("unit_id", "territory"), *zip(ids, owner.tolist(), strict=True)]
        )


def costs(reference: dict[str, Any], size: Any, x: Any, y: Any) -> Any:
    squared = (x[:, None] - x) ** 2 + (y[:, None] - y) ** 2
    is_inertia = reference["objective"] == "inertia"
    return size[:, None] * squared if is_inertia else np.sqrt(squared)


def by_spopt(folder: Path, seconds: float, out: Path) -> None:
    """Its capacitated p-median: the one of its models that has limits on what a site holds."""
    import pulp
    from spopt.locate import PMedian

    reference, ids, size, x, y = read(folder)
    cost = costs(reference, size, x, y)
    model = PMedian.from_cost_matrix(
        cost / np.maximum(size[:, None], 1e-9), size, int(reference["k"]),
        facility_capacities=np.full(len(ids), float(reference["upper"])),
    )  # fmt: skip
    try:
        model.solve(pulp.PULP_CBC_CMD(msg=False, timeLimit=seconds))
    except RuntimeError as error:  # it raises where no plan came out in time
        print(error, file=sys.stderr)
    chosen = [[j for j, v in enumerate(row) if v.value() and v.value() > 0.5]
              for row in model.cli_assgn_vars]  # fmt: skip
    if all(len(one) == 1 for one in chosen):
        write(out, ids, np.array([one[0] for one in chosen]))


def by_gerrychain(folder: Path, seconds: float, out: Path) -> None:
    """Recombination in short bursts for the least inertia, all territories within the band."""
    import networkx as nx
    from gerrychain import Graph, MarkovChain, Partition, accept, constraints, updaters
    from gerrychain.proposals import recom
    from gerrychain.tree import recursive_tree_part

    random.seed(7)
    reference, ids, size, x, y = read(folder)
    place, k = {name: i for i, name in enumerate(ids)}, int(reference["k"])
    graph = nx.Graph()
    for i in range(len(ids)):
        graph.add_node(i, size=float(size[i]))
    with (folder / "borders.csv").open(newline="") as file:
        for row in csv.DictReader(file):
            graph.add_edge(place[row["unit_a"]], place[row["unit_b"]])
    cost, mean = costs(reference, size, x, y), size.sum() / k
    epsilon = min(reference["upper"] / mean - 1, 1 - reference["lower"] / mean)
    kept = Graph.from_networkx(graph)
    end = time.monotonic() + seconds
    begin = recursive_tree_part(kept, range(k), mean, "size", epsilon, 1)
    parts = Partition(kept, begin, {"size": updaters.Tally("size", "size")})

    def score(partition: Any) -> float:
        return sum(float(cost[np.ix_(list(p), list(p))].sum(axis=0).min())
                   for p in partition.parts.values())  # fmt: skip

    best, best_score = parts, score(parts)
    within = constraints.within_percent_of_ideal_population(parts, epsilon, "size")
    while time.monotonic() < end:
        chain = MarkovChain(
            lambda p: recom(p, "size", mean, epsilon, 1), [within], accept.always_accept, best, 10
        )
        for step in chain:
            now = score(step)
            if now < best_score:
                best, best_score = step, now
            if time.monotonic() >= end:
                break
    owner = np.array([best.assignment[i] for i in range(len(ids))])
    write(out, ids, owner)


if __name__ == "__main__":
    _, rival, where, limit, target = sys.argv
    run = {"spopt": by_spopt, "gerrychain": by_gerrychain}[rival]
    run(Path(where), float(limit), Path(target))
