"""A large map made small: neighbours in space merged, so that prices are found in a second.

A merged item costs and loads what its members do together; its relaxation is that of the members
with all of them shared alike, so its prices are near theirs (and any prices prove a true bound).
"""

from dataclasses import replace

import numpy as np

from salesplanner.optimize.arcs import SAME, Arcs, Load
from salesplanner.optimize.problem import Floats, Ints, Place


def groups_in_space(place: Place, n_groups: int) -> Ints:
    """(n,) group of each item: the map halved again and again, across its longer side."""
    stretch = 1.0 if place.is_plane else float(np.cos(np.radians(np.mean(place.y))))
    points = np.column_stack([place.x * stretch, place.y])
    group = np.zeros(len(place), np.int64)
    parts, count = [np.arange(len(place))], 1
    while parts:
        part = parts.pop()
        if len(part) * n_groups <= 1.5 * len(place):
            group[part] = count - 1
            count += 1
            continue
        axis = int(np.ptp(points[part, 1]) > np.ptp(points[part, 0]))
        half = len(part) // 2
        order = part[np.argpartition(points[part, axis], half)]
        parts += [order[half:], order[:half]]
    return group


def coarsened(arcs: Arcs, group: Ints) -> Arcs:
    """The arcs of the groups; an item that may not go everywhere stays alone."""
    bound = np.flatnonzero(~np.isfinite(arcs.cost).all(axis=1))
    label = group.copy()
    label[bound] = group.max(initial=0) + 1 + np.arange(len(bound))
    _, label = np.unique(label, return_inverse=True)
    order = np.argsort(label, kind="stable")
    first = np.searchsorted(label[order], np.arange(int(label.max(initial=-1)) + 1))
    loads = tuple(_merged(load, arcs, order, first) for load in arcs.loads)
    return replace(
        arcs,
        cost=_summed(arcs.cost, order, first),
        loads=loads,
        current=arcs.current[order[first]],
        neighbours_from=np.zeros(len(first) + 1, np.int64),
        neighbours=np.empty(0, np.int64),
        is_contiguous=False,
        member=np.arange(len(first)),
        ordinary=None,
    )


def _summed(table: Floats, order: Ints, first: Ints) -> Floats:
    return np.add.reduceat(table[order], first, axis=0)


def _merged(load: Load, arcs: Arcs, order: Ints, first: Ints) -> Load:
    values = _summed(load.values, order, first)
    if load.kind == SAME:
        return replace(load, values=values)
    territories = np.arange(arcs.k)[None, :]
    pair = load.pair
    if pair is None:
        pair = load.of(np.arange(arcs.n)[:, None], territories, arcs.current)
    return replace(load, kind=3, values=values, pair=_summed(pair, order, first))
