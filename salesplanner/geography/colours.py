"""Colours of territories on the map: neighbours differ, and nobody's colour changes needlessly."""

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]

# Paul Tol's "light" scheme (Technical note SRON/EPS/TN/09-002, 2021) without its grey, which is
# kept for what is unassigned: eight fills that people with any colour vision tell apart, and that
# black labels can be read on.
PALETTE = (
    "#77AADD", "#EE8866", "#EEDD88", "#FFAABB", "#99DDFF", "#44BB99", "#BBCC33", "#AAAA00",
)  # fmt: skip
UNASSIGNED = "#DDDDDD"
MOST_MOVES = 1000


def territory_borders(unit_pairs: Ints, territory: Ints) -> Ints:
    """Pairs (b, 2) of territories that touch, each once, lower position first.

    Args:
        unit_pairs: (e, 2) units that touch. territory: (n,) of each unit, -1: none.
    """
    sides = np.sort(territory[unit_pairs.reshape(-1, 2)], axis=1)
    is_pair = (sides[:, 0] >= 0) & (sides[:, 0] != sides[:, 1])
    return np.asarray(np.unique(sides[is_pair], axis=0), np.int64)


def colour_territories(
    n_territories: int,
    pairs: Ints,
    previous: Ints | None = None,
    n_colours: int = len(PALETTE),
) -> Ints:
    """Palette position of each territory, (n,), so that no two that touch are alike.

    Args:
        pairs: (b, 2) territories that touch. previous: (n,) earlier positions, -1: none (new); they
            are kept but for one of each pair that now touches and is alike.

    The hardest to colour goes first (most colours among its neighbours, Brelaz 1979, Communications
    of the ACM 22) and takes, of the colours its neighbours lack, the one least used around and
    overall. If none is left, the fewest neighbours of one colour give theirs up and take another;
    if that goes on for long, all are coloured anew, smallest degree last, which needs at most six
    on a flat map. Only where bridges make more than `n_colours` necessary are positions beyond the
    palette given.
    """
    near = _neighbours(n_territories, pairs)
    colour = np.full(n_territories, -1, np.int64) if previous is None else previous.copy()
    colour[colour >= n_colours] = -1
    _free_the_alike(colour, near)
    for _ in range(n_territories + MOST_MOVES):
        if (colour >= 0).all():
            return colour
        chosen = _hardest(colour, near)
        if not _take(chosen, colour, near, n_colours):
            _push_out(chosen, colour, near, n_colours)
    return _anew(n_territories, near, n_colours)


def _neighbours(n: int, pairs: Ints) -> list[list[int]]:
    near: list[set[int]] = [set() for _ in range(n)]
    for a, b in pairs.tolist():
        near[a].add(b)
        near[b].add(a)
    return [sorted(of_one) for of_one in near]


def _free_the_alike(colour: Ints, near: list[list[int]]) -> None:
    """Of two alike that touch, the later one gives its colour up."""
    for territory in range(len(near)):
        for other in near[territory]:
            if other < territory and colour[territory] >= 0 and colour[other] == colour[territory]:
                colour[territory] = -1


def _hardest(colour: Ints, near: list[list[int]]) -> int:
    def hardness(territory: int) -> tuple[int, int, int]:
        seen = {int(colour[other]) for other in near[territory]} - {-1}
        return len(seen), len(near[territory]), -territory

    return max(np.flatnonzero(colour < 0).tolist(), key=hardness)


def _take(territory: int, colour: Ints, near: list[list[int]], n_colours: int) -> bool:
    """The free colour least used among the neighbours' neighbours, then overall."""
    taken = {int(colour[other]) for other in near[territory]}
    free = [c for c in range(n_colours) if c not in taken]
    if not free:
        return False
    around = [int(colour[far]) for other in near[territory] for far in near[other]]
    overall = np.bincount(colour[colour >= 0], minlength=n_colours)
    colour[territory] = min(free, key=lambda c: (around.count(c), overall[c], c))
    return True


def _push_out(territory: int, colour: Ints, near: list[list[int]], n_colours: int) -> None:
    """Take the colour that the fewest neighbours have, from them."""
    colours = [int(colour[other]) for other in near[territory]]
    taken = min(range(n_colours), key=lambda c: (colours.count(c), c))
    for other in near[territory]:
        if colour[other] == taken:
            colour[other] = -1
    colour[territory] = taken


def _anew(n: int, near: list[list[int]], n_colours: int) -> Ints:
    """Greedy in the order in which the smallest degree goes last (Matula and Beck 1983)."""
    degree = {t: len(near[t]) for t in range(n)}
    order: list[int] = []
    while degree:
        least = min(degree, key=lambda t: (degree[t], t))
        order.append(least)
        del degree[least]
        for other in near[least]:
            if other in degree:
                degree[other] -= 1
    colour = np.full(n, -1, np.int64)
    for territory in reversed(order):
        if not _take(territory, colour, near, n_colours):
            taken = {int(colour[other]) for other in near[territory]}
            colour[territory] = next(c for c in range(n + 1) if c not in taken)
    return colour
