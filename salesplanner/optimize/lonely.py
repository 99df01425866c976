"""Units that no plan can bring up to the lower end of a band: all around them is too heavy."""

from dataclasses import replace

import numpy as np

from salesplanner.optimize.arcs import neighbour_lists
from salesplanner.optimize.problem import Band, Floats, Ints, Problem
from salesplanner.optimize.result import Relaxation


def lowered_for_lonely(problem: Problem, band: Band) -> tuple[Band, tuple[Relaxation, ...]]:
    """The band with its lower end let down for units that can only be a territory too light.

    A unit is lonely where no neighbour fits beside it below the upper end, and what does fit does
    not reach the lower end. It becomes (with what fits) the territory it loads least.
    """
    if problem.borders is None or band.pair_values is None:
        return band, ()
    load = band.pair_values.min(axis=1)
    nearest = np.argmin(band.pair_values, axis=1)
    start, other = neighbour_lists(problem.borders, np.arange(len(load)), len(load))
    lower = band.lower.copy()
    relaxations = []
    half = 0.5 * float(band.lower.max())
    for i in np.flatnonzero((load > half) & (load < band.lower[nearest])):
        t = int(nearest[i])
        most = _most_beside(int(i), load, float(band.upper[t]), start, other)
        if most < lower[t]:
            lower[t] = most
            relaxations.append(_relaxation(problem, band, int(i), t, most))
    return replace(band, lower=lower), tuple(relaxations)


def _most_beside(i: int, load: Floats, upper: float, start: Ints, other: Ints) -> float:
    """The sum of the unit and of all that it reaches through units that fit beside it."""
    seen, stack, total = {i}, [i], float(load[i])
    while stack:
        unit = stack.pop()
        for near in other[start[unit] : start[unit + 1]].tolist():
            if near not in seen and load[i] + load[near] <= upper:
                seen.add(near)
                stack.append(near)
                total += float(load[near])
    return total


def _relaxation(problem: Problem, band: Band, i: int, t: int, lower: float) -> Relaxation:
    return Relaxation(
        measure=band.measure,
        territory=t,
        asked_lower=float(band.lower[t]),
        asked_upper=float(band.upper[t]),
        lower=lower,
        upper=float(band.upper[t]),
        reason=(
            f"{problem.item_noun} {problem.item_ids[i]} has only neighbours too heavy to go with it"
        ),
    )
