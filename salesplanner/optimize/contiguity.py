"""What keeps a territory in one piece, as rows for the model: a-b separators.

If item a belongs to centre b, then so does some item of every set S that separates a from b:
x_ab <= sum over s in S of x_sb (Carvajal and others 2013, Operations Research 61; Validi,
Buchanan, Lykhovyd 2022, Operations Research 70). Shorter S cut more. S need only block the paths
that fit into one territory: those whose items together do not exceed the upper limit.
"""

from collections.abc import Iterator
from heapq import heappop, heappush

import numpy as np

from salesplanner.optimize.pieces import pieces
from salesplanner.optimize.problem import Floats, Ints

Adjacency = list[list[int]]


def adjacency(start: Ints, other: Ints) -> Adjacency:
    """Plain lists: quicker to walk in Python than arrays."""
    return [other[start[i] : start[i + 1]].tolist() for i in range(len(start) - 1)]


def stray_pieces(owner: Ints, start: Ints, other: Ints) -> Iterator[tuple[int, Ints]]:
    """Pieces (centre, items) of a plan that do not hold their centre.

    owner: (n,) the item that is the centre of each item.
    """
    label = pieces(owner, start, other)
    stray = np.flatnonzero(label != label[owner])
    for piece in np.unique(label[stray]):
        items = stray[label[stray] == piece]
        yield int(owner[items[0]]), items


def separator(near: Adjacency, piece: Ints, b: int) -> list[int]:
    """The items next to `piece` that can be reached from b without passing another of them."""
    inside = set(piece.tolist())
    fence = {v for u in inside for v in near[u]} - inside
    reached, stack = {b}, [b]
    touched: set[int] = set()
    while stack:
        for v in near[stack.pop()]:
            if v in fence:
                touched.add(v)
            elif v not in reached and v not in inside:
                reached.add(v)
                stack.append(v)
    return sorted(touched)


def lightest_paths(near: Adjacency, load: Floats, b: int, closed: set[int]) -> Floats:
    """(n,) load of the lightest connected way from b to each item, both ends counted; inf: none."""
    away = np.full(len(near), np.inf)
    away[b] = load[b]
    queue = [(float(load[b]), b)]
    while queue:
        here, u = heappop(queue)
        if here > away[u]:
            continue
        for v in near[u]:
            there = here + load[v]
            if there < away[v] and v not in closed:
                away[v] = there
                heappush(queue, (float(there), v))
    return away


def shortened(
    near: Adjacency, load: Floats, upper: float, a: int, b: int, fence: list[int]
) -> list[int]:
    """The separator without the items that it can do without, given what fits in a territory."""
    kept = list(fence)
    for s in fence:
        closed = set(kept) - {s}
        if lightest_paths(near, load, b, closed)[a] > upper:
            kept.remove(s)
    return kept
