"""From shares to a plan: every item whole, every territory in one piece."""

import heapq

import numpy as np

from salesplanner.optimize.arcs import Arcs
from salesplanner.optimize.pieces import pieces
from salesplanner.optimize.problem import Floats, Ints
from salesplanner.optimize.transport import Prices, reduced_costs

_LIGHT_SHARE = 0.1  # of an average item


def round_by_prices(arcs: Arcs, prices: Prices) -> Ints:
    """(n,) the territory of least reduced cost of each item; light items by the power diagram.

    For an item that loads little the prices are nearly blind. It goes where an ordinary item in
    its place would go: one with the mean cost and the mean loads.
    """
    plan = np.empty(arcs.n, np.int64)
    rows = max(1, 2_000_000 // max(1, arcs.k))
    for start in range(0, arcs.n, rows):
        items = np.arange(start, min(arcs.n, start + rows))
        plan[items] = np.argmin(reduced_costs(arcs, items, prices), axis=1)
    weight = item_weights(arcs)
    light = np.flatnonzero(weight < _LIGHT_SHARE * weight.mean())
    if len(light) == 0 or arcs.ordinary is None:
        return plan
    cost = arcs.ordinary[light].astype(np.float64)
    for m, load in enumerate(arcs.loads):
        mean = load.values.mean() if load.pair is None else load.pair.mean()
        cost -= prices.load_price[m] * mean
    cost[~np.isfinite(arcs.cost[light])] = np.inf
    plan[light] = np.argmin(cost, axis=1)
    return plan


def make_whole(arcs: Arcs, assignment: Ints, prices: Prices | None) -> Ints:
    """The plan with every territory filled and, where asked for, in one piece.

    Of each territory the part with the most load stays; the rest is handed, item by item and
    cheapest first, to territories next door. Items no territory can reach stay where they are.
    """
    assignment = fill_empty_territories(arcs, assignment)
    if not arcs.is_contiguous:
        return assignment
    return _grow(arcs, _largest_parts(arcs, assignment), assignment, prices)


def fill_empty_territories(arcs: Arcs, assignment: Ints) -> Ints:
    """Gives each territory without items the one it costs least to take from one with several."""
    assignment = assignment.copy()
    count = np.bincount(assignment, minlength=arcs.k)
    here = arcs.cost[np.arange(arcs.n), assignment]
    for t in np.flatnonzero(count == 0):
        dearer = arcs.cost[:, t] - here
        dearer[count[assignment] <= 1] = np.inf
        i = int(np.argmin(dearer))
        if not np.isfinite(dearer[i]):
            continue
        count[assignment[i]] -= 1
        assignment[i], count[t] = t, 1
        here[i] = arcs.cost[i, t]
    return assignment


def _largest_parts(arcs: Arcs, assignment: Ints) -> Ints:
    """The plan with -1 for every item outside its territory's main part.

    The main part has the most load; with every component of the map at least one territory is
    left, so that its items can be reached.
    """
    part = pieces(assignment, arcs.neighbours_from, arcs.neighbours)
    weight = np.bincount(part, weights=item_weights(arcs))
    owner = np.zeros(len(weight), np.int64)
    owner[part] = assignment
    order = np.lexsort((-weight, owner))
    main = order[np.unique(owner[order], return_index=True)[1]]
    kept = np.zeros(len(weight), bool)
    kept[main] = True
    _serve_every_component(arcs, part, weight, owner, kept)
    return np.where(kept[part], assignment, -1)


def _serve_every_component(
    arcs: Arcs, part: Ints, weight: Floats, owner: Ints, kept: np.ndarray
) -> None:
    """A component of the map without a main part takes over the territory of its largest part."""
    component = pieces(np.zeros(arcs.n, np.int64), arcs.neighbours_from, arcs.neighbours)
    where = np.zeros(len(weight), np.int64)
    where[part] = component
    served = np.bincount(where[kept], minlength=component.max(initial=-1) + 1)
    for c in np.flatnonzero(served == 0):
        inside = np.flatnonzero(where == c)
        for p in inside[np.argsort(-weight[inside])]:
            main = np.flatnonzero(kept & (owner == owner[p]))
            if len(main) and served[where[main[0]]] > 1:
                served[where[main[0]]] -= 1
                kept[main[0]], kept[p], served[c] = False, True, 1
                break


def item_weights(arcs: Arcs) -> Floats:
    """(n,) how large an item is: its shares of all bounded loads, added up."""
    weight = np.full(arcs.n, 1e-9)
    for load in arcs.loads:
        total = float(np.abs(load.values).sum())
        if total > 0:
            weight += np.abs(load.values) / total
    return weight


def _grow(arcs: Arcs, kept: Ints, before: Ints, prices: Prices | None) -> Ints:
    """Hands out the items marked -1 along the borders, cheapest (by reduced cost) first."""
    assignment = kept.copy()
    loose = np.flatnonzero(kept < 0)
    row = np.full(arcs.n, -1, np.int64)
    row[loose] = np.arange(len(loose))
    cost = reduced_costs(arcs, loose, prices)
    cost = cost - cost.min(axis=1, keepdims=True, initial=np.inf)
    start, neighbours = arcs.neighbours_from, arcs.neighbours
    queue: list[tuple[float, int, int]] = []

    def offer(i: int) -> None:
        for j in neighbours[start[i] : start[i + 1]]:
            t = int(assignment[j])
            if t >= 0 and np.isfinite(cost[row[i], t]):
                heapq.heappush(queue, (float(cost[row[i], t]), i, t))

    for item in loose:
        offer(int(item))
    while queue:
        _, i, t = heapq.heappop(queue)
        if assignment[i] >= 0:
            continue
        assignment[i] = t
        for j in neighbours[start[i] : start[i + 1]]:
            if assignment[j] < 0 and np.isfinite(cost[row[j], t]):
                heapq.heappush(queue, (float(cost[row[j], t]), int(j), t))
    return np.where(assignment < 0, before, assignment)
