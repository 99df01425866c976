"""Local search over whole plans: moves and swaps under pressure of the bands, from hot to cold."""

import heapq
from collections.abc import Callable
from typing import Any

import numpy as np

from salesplanner.optimize import kernels
from salesplanner.optimize.instance import Instance
from salesplanner.optimize.pieces import pieces
from salesplanner.optimize.problem import Floats, Ints

_LARGEST_EXACT = 60  # items a territory, up to which a move is priced with the centre free to move
_HARDER, _SOFTER = 1.15, 0.95
_LEAST_HEAT = 1e-9  # where all items lie in one spot, nothing costs anything
_PIECE, _PIECE_AN_ITEM = 100_000, 400  # most steps between two looks at the prices


class Search:
    """A plan that is being improved; `best` (n,) is the cheapest seen that keeps all promises."""

    def __init__(self, instance: Instance, territory: Ints, seed: int) -> None:
        self.instance = instance
        n, k = instance.n, instance.k
        self.best: Ints = territory.copy()
        self.best_cost = np.array([np.inf])
        self._random = np.array([seed * 2654435761 + 88172645463325252], np.uint64)
        most = int(np.bincount(territory, minlength=k).max())
        room = min(n, max(4 * n // k, 2 * most) + 64)
        is_exact = n <= _LARGEST_EXACT * k
        self._board: tuple[Any, ...] = (
            territory.copy(),
            np.zeros((k, room), np.int64),
            np.zeros(n, np.int64),
            np.zeros(k, np.int64),
            np.zeros(k, np.int64),
            np.zeros(k),
            np.zeros((len(instance.values), k)),
            np.zeros(n if is_exact else 0),
        )
        kernels.settle(self._rules(np.ones(len(instance.values))), self._board)
        self.price = self._first_price()
        self._take_if_better()

    @property
    def territory(self) -> Ints:
        return np.asarray(self._board[0])

    @property
    def centre(self) -> Ints:
        return np.asarray(self._board[4])

    @property
    def cost(self) -> float:
        return float(self._board[5].sum())

    @property
    def has_kept(self) -> bool:
        return bool(np.isfinite(self.best_cost[0]))

    @property
    def is_kept(self) -> bool:
        return float(self.instance.outside(self.territory).sum()) <= 0.0

    def mean_cost(self) -> float:
        """Of an item that costs anything: the natural unit of temperature."""
        return max(self.cost / max(self.instance.n - self.instance.k, 1), _LEAST_HEAT)

    def anneal(
        self,
        steps: int,
        hot: float,
        cold: float,
        swap_share: float = 0.5,
        is_over: Callable[[], bool] = lambda: False,
    ) -> None:
        """`steps` steps from temperature `hot` to `cold`; the prices of the bands follow."""
        count = max(1, steps // min(_PIECE, _PIECE_AN_ITEM * self.instance.n))
        ratio = (cold / hot) ** (1.0 / count)
        for piece in range(count):
            if is_over():
                return
            heat = hot * ratio**piece
            rules = self._rules(self.price)
            kernels.anneal(
                rules,
                self._board,
                self.best,
                self.best_cost,
                self._random,
                steps // count,
                heat,
                heat * ratio,
                swap_share,
            )
            kernels.settle(rules, self._board)
            self._reprice()
            self._take_if_better()

    def restart_from(self, territory: Ints) -> None:
        self._board[0][:] = territory
        kernels.settle(self._rules(self.price), self._board)

    def _rules(self, price: Floats) -> tuple[Any, ...]:
        one = self.instance
        fixed = np.zeros(one.n, np.bool_)
        arrays = (one.weight, one.far, one.near, one.values, one.lower, one.upper, price)
        return (*arrays, one.start, one.other, one.is_contiguous, fixed)

    def _first_price(self) -> Floats:
        whole = np.abs(self.instance.values).sum(axis=1)
        return np.asarray(max(self.cost, _LEAST_HEAT) / np.maximum(whole, 1e-12))

    def _reprice(self) -> None:
        """Dearer where a band is not kept, a little cheaper where it is."""
        outside = self.instance.outside(self.territory).sum(axis=1)
        self.price = self.price * np.where(outside > 0, _HARDER, _SOFTER)
        first = self._first_price()
        self.price = np.clip(self.price, 0.05 * first, 100.0 * first)

    def _take_if_better(self) -> None:
        """The board was just settled: its cost is exact, with the best centres."""
        if self.is_kept and self.cost < self.best_cost[0]:
            self.best_cost[0] = self.cost
            self.best[:] = self.territory


def joined_up(instance: Instance, territory: Ints, centre: Ints) -> Ints:
    """The plan with every territory in one piece: stray pieces go to the neighbour they cost least.

    The piece that holds the centre stays.
    """
    if not instance.is_contiguous:
        return filled(instance, territory)
    territory = territory.copy()
    territory[centre] = np.arange(instance.k)
    part = pieces(territory, instance.start, instance.other)
    stays = part == part[centre][territory]
    territory[~stays] = -1
    queue: list[tuple[float, int, int]] = []
    for i in np.flatnonzero(stays):
        _ask_neighbours(instance, territory, centre, int(i), queue)
    while queue:
        _, item, t = heapq.heappop(queue)
        if territory[item] < 0:
            territory[item] = t
            _ask_neighbours(instance, territory, centre, item, queue)
    return territory


def _ask_neighbours(
    instance: Instance, territory: Ints, centre: Ints, i: int, queue: list[tuple[float, int, int]]
) -> None:
    t = int(territory[i])
    for u in instance.other[instance.start[i] : instance.start[i + 1]]:
        if territory[u] < 0:
            cost = float(instance.weight[u] * instance.far[u, centre[t]])
            heapq.heappush(queue, (cost, int(u), t))


def filled(instance: Instance, territory: Ints) -> Ints:
    """The plan with no territory empty: each empty one gets an item of the largest."""
    territory = territory.copy()
    size = np.bincount(territory, minlength=instance.k)
    for t in np.flatnonzero(size == 0):
        giver = int(np.argmax(size))
        territory[np.flatnonzero(territory == giver)[0]] = t
        size = np.bincount(territory, minlength=instance.k)
    return territory
