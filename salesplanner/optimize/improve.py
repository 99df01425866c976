"""Improving a plan by moves and chains, from hot to cold, in slices that can be stopped."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from salesplanner.optimize.arcs import PAIR, Arcs, load_scale
from salesplanner.optimize.moves import Terrain, anneal
from salesplanner.optimize.problem import Floats, Ints
from salesplanner.optimize.recombine import recombine
from salesplanner.optimize.transport import Prices

_MARGIN = 1.05  # times the price of a bound: beyond it bounds pay for themselves
_LEAST = 0.2  # and this many mean prices
_CHARGE = 0.005  # of a territory's load: small breaches are not left over
_SLICES = 40
_ROUNDING_SHARE = 1e-10  # bounds of broken numbers are kept this far inside, as a share


@dataclass(frozen=True, kw_only=True)
class Schedule:
    """steps tried in all, from temperature `hot` to `cold` (objective's unit)."""

    steps: int
    hot: float
    cold: float
    seed: int
    recombinations: int = 0


def terrain_of(arcs: Arcs, prices: Prices | None, near: Ints | None = None) -> Terrain:
    """The arrays the compiled search works on; penalties from the prices of the bounds."""
    m, n, k = len(arcs.loads), arcs.n, arcs.k
    pairs = [load.pair for load in arcs.loads if load.kind == PAIR and load.pair is not None]
    pair = np.stack(pairs) if len(pairs) > 1 else _single(pairs, k)
    row, pair_row = 0, np.full(m, -1, np.int64)
    for index, load in enumerate(arcs.loads):
        if load.kind == PAIR:
            pair_row[index], row = row, row + 1
    bounds = [_inner_bounds(arcs, index) for index in range(m)]
    c = arcs.concave
    over, under, over_total = _penalties(arcs, prices)
    return Terrain(
        cost=arcs.cost,
        kind=np.array([load.kind for load in arcs.loads], np.int64),
        values=_rows([load.values for load in arcs.loads], n),
        pair=pair,
        pair_row=pair_row,
        lower=_rows([low for low, _, _ in bounds], k),
        upper=_rows([high for _, high, _ in bounds], k),
        total_upper=np.array([total for _, _, total in bounds], np.float64),
        over=over,
        under=under,
        over_total=over_total,
        charge=np.array([_CHARGE * load_scale(arcs, m) for m in range(len(arcs.loads))]),
        deviation=np.array([load.deviation for load in arcs.loads], np.float64),
        target=_rows([np.zeros(k) if x.target is None else x.target for x in arcs.loads], k),
        current=arcs.current,
        start=arcs.neighbours_from,
        neighbours=arcs.neighbours,
        is_contiguous=arcs.is_contiguous,
        near=np.empty((n, 0), np.int64) if near is None else near,
        concave_loads=np.array([-1, -1] if c is None else [c.hours_load, c.attraction_load]),
        concave_weight=0.0 if c is None else c.weight,
        elasticity=0.5 if c is None else c.elasticity,
        hours=np.zeros(k) if c is None else c.hours,
    )


def _rows(rows: list[Floats], width: int) -> Floats:
    return np.array(rows, np.float64).reshape(len(rows), width)


def _single(pairs: list[Floats], k: int) -> Floats:
    return np.ascontiguousarray(pairs[0])[None] if pairs else np.empty((0, 0, k))


def _inner_bounds(arcs: Arcs, m: int) -> tuple[Floats, Floats, float]:
    """The bounds, a rounding error inside where the values are not whole numbers."""
    load = arcs.loads[m]
    values = load.values if load.pair is None else load.pair
    if load.pair is None and np.array_equal(values, np.rint(values)):
        return load.lower, load.upper, load.total_upper
    margin = _ROUNDING_SHARE * load_scale(arcs, m) * np.ones(arcs.k)
    width = np.where(np.isfinite(load.upper - load.lower), load.upper - load.lower, np.inf)
    margin = np.minimum(margin, width / 4)
    total = load.total_upper - _ROUNDING_SHARE * abs(load.total_upper)
    return load.lower + margin, load.upper - margin, total if load.total_upper < np.inf else np.inf


def _penalties(arcs: Arcs, prices: Prices | None) -> tuple[Floats, Floats, Floats]:
    """over and under (loads, k), over the total (loads,): objective per unit of load beyond.

    An exact penalty: a little above the price of the bound in the relaxation, so that breaking it
    saves nothing, and yet what moves load towards a bound's neighbour is hardly dearer than it is.
    """
    cost = arcs.cost[np.isfinite(arcs.cost)]
    mean = float(np.abs(cost).mean()) * arcs.n / max(arcs.k, 1) if len(cost) else 1.0
    scale = np.array([load_scale(arcs, m) for m in range(len(arcs.loads))])
    if prices is None:
        least = 0.3 * mean / scale
        return np.tile(least[:, None], arcs.k), np.tile(least[:, None], arcs.k), least
    price = prices.load_price + prices.total_price[:, None]
    usual = np.abs(price).mean(axis=1) + 1e-3 * mean / scale
    over = _MARGIN * np.maximum(-price, 0.0) + _LEAST * usual[:, None]
    under = _MARGIN * np.maximum(price, 0.0) + _LEAST * usual[:, None]
    return over, under, _MARGIN * prices.total_price + _LEAST * usual


def excess(terrain: Terrain, sums: Floats) -> tuple[Floats, Floats, Floats]:
    """How far loads are above and below their bounds (loads, k), and above the totals' (loads,)."""
    over, under = np.maximum(sums - terrain.upper, 0.0), np.maximum(terrain.lower - sums, 0.0)
    return over, under, np.maximum(sums.sum(axis=1) - terrain.total_upper, 0.0)


def improve(
    arcs: Arcs,
    terrain: Terrain,
    assignment: Ints,
    schedule: Schedule,
    is_over: Callable[[], bool],
) -> Ints:
    """The plan after a run from hot to cold, in slices between which it can be stopped."""
    plan = assignment.copy()
    steps = max(schedule.steps // _SLICES, 1)
    ratio = (schedule.cold / schedule.hot) ** (1 / _SLICES) if schedule.hot > 0 else 1.0
    hot = schedule.hot
    for piece in range(_SLICES):
        if is_over():
            break
        sums = arcs.sums(plan)
        totals = sums.sum(axis=1)
        pick = _around_trouble(arcs, terrain, plan, sums) if piece % 2 else np.arange(arcs.n)
        seed = (schedule.seed * 1_000_003 + piece) % (2**31)
        anneal(terrain, plan, sums, totals, hot, hot * ratio, steps, seed, pick)
        if arcs.is_contiguous and schedule.recombinations > 0:
            few = max(schedule.recombinations // _SLICES, 1)
            recombine(terrain, plan, sums, totals, hot * ratio, hot * ratio, few, seed, pick)
        hot *= ratio
    return plan


def _around_trouble(arcs: Arcs, terrain: Terrain, plan: Ints, sums: Floats) -> Ints:
    """Items of territories outside their bounds and of those next to them; all where none is."""
    over, under, _ = excess(terrain, sums)
    is_out = (over + under).any(axis=0)
    if not is_out.any() or not arcs.is_contiguous:
        return np.arange(arcs.n)
    owner = np.repeat(plan, np.diff(arcs.neighbours_from))
    near = is_out.copy()
    near[plan[arcs.neighbours[is_out[owner]]]] = True
    return np.flatnonzero(near[plan])


def score(arcs: Arcs, terrain: Terrain, assignment: Ints) -> tuple[float, float]:
    """What is beyond bounds at its penalty (0: nothing), and the objective."""
    over, under, total = excess(terrain, arcs.sums(assignment))
    beyond = (over * terrain.over).sum() + (under * terrain.under).sum()
    return float(beyond + (total * terrain.over_total).sum()), arcs.objective(assignment)
