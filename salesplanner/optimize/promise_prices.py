"""What binds: every band, limit and cap as it stands, and what giving way on it would save.

The price of a promise is its dual in the linear relaxation with the centres as they are: what the
objective falls by for one unit more of room. 0 where it does not hold the plan back.
"""

from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from salesplanner.optimize.arcs import build_arcs
from salesplanner.optimize.explain import cost_unit
from salesplanner.optimize.prices import quick_prices
from salesplanner.optimize.problem import Band, Cap, Floats, Problem
from salesplanner.optimize.solver import Limits
from salesplanner.optimize.standing import Standing
from salesplanner.optimize.transport import (
    Prices,
    Transport,
    nearest_candidates,
    solve_over_all_arcs,
)
from salesplanner.progress import Progress

_MOST_PROGRAM_ITEMS = 12_000
_LIST = 8
_AT_ITS_END = 0.02  # of a territory's worth: nearer to an end than this counts as at it

State = Literal["inside", "at its lower end", "at its upper end", "below", "above"]


@dataclass(frozen=True)
class PromiseState:
    """One promise to one territory (territory_id '': to all together), how it stands, its price.

    price: what the objective would fall by if the end that binds gave way by one unit of the
    measure, in `price_unit`; None: not priced.
    """

    measure: str
    kind: Literal["band", "limit", "disruption", "handover", "takeover"]
    territory_id: str
    value: float
    lower: float
    upper: float
    state: State
    price: float | None
    price_unit: str


def promise_states(standing: Standing, prices: Prices | None = None) -> tuple[PromiseState, ...]:
    """Every band and cap, territory by territory, in the order of the territories.

    prices: of `price_promises`; None: unpriced, at once.
    """
    rows = [*_of_bands(standing, prices), *_of_caps(standing, prices)]
    place = {name: t for t, name in enumerate(standing.problem.territory_ids)}
    return tuple(sorted(rows, key=lambda row: place.get(row.territory_id, -1)))


def price_promises(standing: Standing, seconds: float, progress: Progress) -> Prices:
    """The duals of all promises with the centres as they are; a task for the background."""
    arcs = build_arcs(_with_workload(standing))
    if arcs.n > _MOST_PROGRAM_ITEMS or arcs.concave is not None:
        return quick_prices(arcs)
    limits = Limits(seconds=seconds, should_stop=lambda: progress.stop_requested)
    found: Transport | None = solve_over_all_arcs(arcs, nearest_candidates(arcs, _LIST), limits, 8)
    return quick_prices(arcs) if found is None else found.prices


def _with_workload(standing: Standing) -> Problem:
    """The problem with the band on workload put in, all pairs worked out."""
    problem, k = standing.problem, standing.k
    tally = next((one for one in standing.tallies if one.per_km is not None
                  and np.isfinite(one.upper).any()), None)  # fmt: skip
    if tally is None or tally.per_km is None:
        return problem
    items = np.repeat(np.arange(problem.n_items), k)
    km = standing.km(items, np.tile(np.arange(k), problem.n_items)).reshape(-1, k)
    pair = tally.values[:, None] + tally.per_km[:, None] * km
    band = Band(measure=tally.name, values=tally.values, lower=tally.lower, upper=tally.upper,
                is_hard=False, pair_values=pair)  # fmt: skip
    return replace(problem, bands=(*problem.bands, band))


def _of_bands(standing: Standing, prices: Prices | None) -> list[PromiseState]:
    """Rows of `Prices` begin with the bands, in the order of the tallies."""
    rows = []
    for m, tally in enumerate(standing.tallies):
        if not (np.isfinite(tally.lower).any() or np.isfinite(tally.upper).any()):
            continue
        for t, name in enumerate(standing.problem.territory_ids):
            value, low, high = (float(a[t]) for a in (standing.sums[m], tally.lower, tally.upper))
            rows.append(
                PromiseState(
                    measure=tally.name, kind="limit" if tally.is_hard else "band",
                    territory_id=name, value=value, lower=low, upper=high,
                    state=_state(value, low, high, _AT_ITS_END * tally.unit),
                    price=None if prices is None else abs(float(prices.load_price[m, t])),
                    price_unit=f"{cost_unit(standing)} for one of {tally.name}",
                )
            )  # fmt: skip
    return rows


def _of_caps(standing: Standing, prices: Prices | None) -> list[PromiseState]:
    rows = []
    n_bands = sum(bool(np.isfinite(t.lower).any() or np.isfinite(t.upper).any())
                  for t in standing.tallies)  # fmt: skip
    for c, cap in enumerate(standing.problem.caps):
        value, names = _handed_over(standing, cap), standing.problem.territory_ids
        for t, most in enumerate(cap.most):
            price = None if prices is None else _cap_price(prices, cap, n_bands + c, t)
            rows.append(
                PromiseState(
                    measure=cap.measure, kind=cap.kind,
                    territory_id="" if cap.kind == "disruption" else names[t],
                    value=float(value[t]), lower=0.0, upper=float(most),
                    state=_state(float(value[t]), -np.inf, float(most),
                                 _AT_ITS_END * max(float(most), 1e-12)),
                    price=price, price_unit=f"{cost_unit(standing)} for one of {cap.measure}",
                )
            )  # fmt: skip
    return rows


def _cap_price(prices: Prices, cap: Cap, row: int, t: int) -> float:
    if cap.kind == "disruption":
        return float(prices.total_price[row])
    return abs(float(prices.load_price[row, t]))


def _handed_over(standing: Standing, cap: Cap) -> Floats:
    """What changes hands now, in all or by territory."""
    current, now = standing.problem.current, standing.assignment()
    moved = (current >= 0) & (now >= 0) & (current != now)
    if cap.kind == "disruption":
        return np.array([float(cap.values[moved].sum())])
    owner = current if cap.kind == "handover" else now
    return np.bincount(owner[moved], cap.values[moved], minlength=standing.k).astype(np.float64)


def _state(value: float, low: float, high: float, near: float) -> State:
    if value < low:
        return "below"
    if value > high:
        return "above"
    if value - low <= min(near, (high - low) / 4):
        return "at its lower end"
    return "at its upper end" if high - value <= min(near, (high - low) / 4) else "inside"
