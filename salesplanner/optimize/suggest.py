"""Suggestions: the single moves, swaps and short chains that would help most.

Two questions: what would make the plan as a whole better (`suggest`), and what would bring one
territory into its bands (`suggest_for`). Every suggestion is counted again as a whole: territories
stay in as few parts as before, locks and rules are kept, and no band that is kept is left.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from salesplanner.optimize.explain import cost_unit
from salesplanner.optimize.problem import Bools, Floats, Ints
from salesplanner.optimize.shifts import (
    CAPPED,
    Effects,
    Shifts,
    along_borders,
    broken_by,
    candidate_shifts,
    effects_of,
    keeps_pieces,
)
from salesplanner.optimize.standing import Standing, item_names, territory_names
from salesplanner.problems import PlanProblem

_TRIED = 40  # of each kind, best first, until enough of them hold
_IN_A_SWAP = 10  # moves of each pair of territories, in each direction
_CHAINS_FROM = 150
_WIDTH = 12  # plans kept at each depth of the search for one territory
_NEGLIGIBLE = 1e-9


@dataclass(frozen=True)
class Move:
    """One unit or account (its family with it) from one territory to another."""

    item_id: str
    name: str
    from_id: str
    to_id: str


@dataclass(frozen=True)
class Suggestion:
    """Moves to be made together.

    objective_change: below 0 is better, in `cost_unit`. off_before, off_after: how far all
    territories are outside their bands, added up, as a share of one territory. comes_inside:
    territories that are outside a band now and would be inside all of theirs.
    """

    moves: tuple[Move, ...]
    objective_change: float
    cost_unit: str
    off_before: float
    off_after: float
    comes_inside: tuple[str, ...]
    says: str  # for people, in one sentence


@dataclass(frozen=True, eq=False)
class _Plan:
    """Moves (group, territory) made from a standing alignment, and how it then stands."""

    moves: tuple[tuple[int, int], ...]
    standing: Standing
    objective_change: float


def suggest(standing: Standing, most: int = 10) -> tuple[Suggestion, ...]:
    """What would help the plan as a whole most, the best first: what brings territories nearer to
    their bands before what only lowers the objective. Each item is in one suggestion at most."""
    shifts, effects = _allowed(standing)
    tries = [
        *_singles(shifts, effects),
        *_swaps(standing, shifts, effects),
        *_chains(standing, shifts, effects),
    ]
    tries.sort(key=lambda one: one[:2])
    found: list[Suggestion] = []
    used: set[int] = set()
    for off, change, moves in tries:
        if len(found) >= most:
            break
        if used & {group for group, _ in moves} or not _helps(standing, off, change):
            continue
        plan = _made(standing, moves)
        if plan is not None:
            used |= {group for group, _ in moves}
            found.append(_suggestion(standing, plan))
    return tuple(found)


def suggest_for(
    standing: Standing, territory_id: str, most: int = 5, longest: int = 5
) -> tuple[Suggestion, ...]:
    """Up to `longest` moves each that bring a territory into its bands, or as near as they can,
    the fewest and cheapest first; none where it is inside already.

    Raises:
        PlanProblem: there is no such territory.
    """
    ids = standing.problem.territory_ids
    if territory_id not in ids:
        raise PlanProblem(f"There is no territory {territory_id!r}.", "table territory",
                          "Name one that takes part.")  # fmt: skip
    t = ids.index(territory_id)
    level = [_Plan((), standing, 0.0)]
    done: list[_Plan] = []
    nearer: list[_Plan] = []
    seen: set[frozenset[tuple[int, int]]] = set()
    for _ in range(longest):
        if not _off(standing, t) > _NEGLIGIBLE or len(done) >= most:
            break
        grown = _grown(standing, level, t, seen)
        grown.sort(key=lambda plan: _score(standing, plan, t))
        done += [plan for plan in grown if _is_good(standing, plan, t)]
        nearer += [plan for plan in grown if _is_nearer(standing, plan, t)][:1]
        level = [plan for plan in grown if not _is_good(standing, plan, t)][:_WIDTH]
    if not done:
        done = sorted(nearer, key=lambda plan: _off(plan.standing, t))[:1]
    done.sort(key=lambda plan: (len(plan.moves), plan.objective_change))
    return tuple(_suggestion(standing, plan) for plan in done[:most])


def _allowed(standing: Standing) -> tuple[Shifts, Effects]:
    """Candidate moves; those above a cap left out."""
    shifts = candidate_shifts(standing)
    effects = effects_of(standing, shifts)
    if not standing.problem.caps:
        return shifts, effects
    inside = broken_by(standing, shifts, effects) & CAPPED == 0
    return shifts.take(inside), _some(effects, inside)


def _some(effects: Effects, which: Bools | Ints) -> Effects:
    return Effects(effects.out[:, which], effects.into[:, which], effects.objective[which],
                   effects.off_source[:, which], effects.off_target[:, which])  # fmt: skip


_Try = tuple[float, float, tuple[tuple[int, int], ...]]  # off, objective, moves


def _singles(shifts: Shifts, effects: Effects) -> Iterator[_Try]:
    off = np.round(effects.off, 9)
    for p in np.lexsort((effects.objective, off))[: 4 * _TRIED]:
        move = (int(shifts.group[p]), int(shifts.target[p]))
        yield float(off[p]), float(effects.objective[p]), (move,)


def _best_of_each(key: Ints, rank: Floats, most: int) -> Ints:
    """Positions of the `most` lowest ranks of every key."""
    order = np.lexsort((rank, key))
    sorted_key = key[order]
    within = np.arange(len(order)) - np.searchsorted(sorted_key, sorted_key)
    return np.asarray(order[within < most])


def _pairs(standing: Standing, shifts: Shifts, effects: Effects) -> tuple[Ints, Ints]:
    """Positions of moves a to b and of moves b to a that may go together as a swap."""
    key = shifts.source * standing.k + shifts.target
    chosen = _best_of_each(key, effects.objective, _IN_A_SWAP)
    back = shifts.target[chosen] * standing.k + shifts.source[chosen]
    order = np.argsort(key[chosen], kind="stable")
    ordered = key[chosen][order]
    first, last = np.searchsorted(ordered, back), np.searchsorted(ordered, back, side="right")
    one = np.repeat(np.arange(len(chosen)), last - first)
    within = np.arange(len(one)) - np.repeat(np.cumsum(last - first) - (last - first), last - first)
    other = order[first[one] + within]
    keep = shifts.source[chosen][one] < shifts.target[chosen][one]
    return chosen[one[keep]], chosen[other[keep]]


def _swaps(standing: Standing, shifts: Shifts, effects: Effects) -> Iterator[_Try]:
    one, other = _pairs(standing, shifts, effects)
    a, b = shifts.source[one], shifts.target[one]
    change = effects.objective[one] + effects.objective[other]
    off = np.zeros(len(one))
    for at, delta in (
        (a, effects.into[:, other] - effects.out[:, one]),
        (b, effects.into[:, one] - effects.out[:, other]),
    ):
        now = standing.sums[:, at]
        off += (standing.outside(now + delta, at) - standing.outside(now, at)).sum(axis=0)
        joint = standing.sum_cost(now + delta, at) - standing.sum_cost(now, at)
        change = change + joint
    change = change - _sum_part(standing, shifts.take(one), _some(effects, one))
    change = change - _sum_part(standing, shifts.take(other), _some(effects, other))
    off = np.round(off, 9)
    for p in np.lexsort((change, off))[: 4 * _TRIED]:
        moves = [(int(shifts.group[q]), int(shifts.target[q])) for q in (one[p], other[p])]
        yield float(off[p]), float(change[p]), tuple(moves)


def _sum_part(standing: Standing, shifts: Shifts, effects: Effects) -> Floats:
    """What hangs on sums in the objective change of single moves."""
    part = np.zeros(len(shifts))
    for at, delta in ((shifts.source, -effects.out), (shifts.target, effects.into)):
        now = standing.sums[:, at]
        part += standing.sum_cost(now + delta, at) - standing.sum_cost(now, at)
    return part


def _chains(standing: Standing, shifts: Shifts, effects: Effects) -> Iterator[_Try]:
    """a to b and b to c: for moves that would help but for the band of b."""
    gain = effects.off_source.sum(axis=0)
    stuck = (effects.off_target > _NEGLIGIBLE).any(axis=0)
    rank = np.where(stuck, np.round(gain, 6) + 1e-9 * np.sign(effects.objective), np.inf)
    first = np.argsort(rank, kind="stable")[:_CHAINS_FROM]
    onward = _best_of_each(shifts.source, effects.objective, 4 * _IN_A_SWAP)
    start = np.searchsorted(shifts.source[onward], np.arange(standing.k + 1))
    tries: list[_Try] = []
    for p in first[np.isfinite(rank[first])]:
        b = int(shifts.target[p])
        onto = onward[start[b] : start[b + 1]]
        onto = onto[(shifts.target[onto] != shifts.source[p])]
        if not len(onto):
            continue
        at = np.full(len(onto), b)
        now = standing.sums[:, at]
        delta = effects.into[:, [p]] - effects.out[:, onto]
        off = gain[p] + effects.off_target[:, onto].sum(axis=0)
        off = off + (standing.outside(now + delta, at) - standing.outside(now, at)).sum(axis=0)
        change = effects.objective[p] + effects.objective[onto]
        best = np.lexsort((change, np.round(off, 9)))[:2]
        move = (int(shifts.group[p]), b)
        tries += [
            (float(np.round(off[q], 9)), float(change[q]),
             (move, (int(shifts.group[onto[q]]), int(shifts.target[onto[q]]))))
            for q in best
        ]  # fmt: skip
    yield from tries


def _helps(standing: Standing, off: float, change: float) -> bool:
    scale = 1e-9 * max(float(np.abs(standing.sums).max(initial=0.0)), 1.0)
    return off < -_NEGLIGIBLE or (off <= _NEGLIGIBLE and change < -scale)


def _made(standing: Standing, moves: tuple[tuple[int, int], ...]) -> _Plan | None:
    """The moves made and counted again as a whole; None where something breaks or nothing helps."""
    after = standing.with_moves(list(moves))
    touched = _touched(standing, moves)
    if not keeps_pieces(standing, after, touched):
        return None
    plan = _Plan(moves, after, _objective_change(standing, after, moves))
    at = np.array(sorted(touched))
    was = standing.outside(standing.sums[:, at], at)
    will = after.outside(after.sums[:, at], at)
    if ((was <= _NEGLIGIBLE) & (will > _NEGLIGIBLE)).any():
        return None
    return plan if _helps(standing, float((will - was).sum()), plan.objective_change) else None


def _touched(standing: Standing, moves: tuple[tuple[int, int], ...]) -> set[int]:
    left = {int(standing.territory[group]) for group, _ in moves}
    return (left | {to for _, to in moves}) - {-1}


def _objective_change(
    before: Standing, after: Standing, moves: tuple[tuple[int, int], ...]
) -> float:
    group = np.array(sorted({group for group, _ in moves}), np.int64)
    cost = after.pair_cost(group, after.territory[group])
    change = float((cost - before.pair_cost(group, before.territory[group])).sum())
    at = np.array(sorted(_touched(before, moves)))
    now = before.sum_cost(before.sums[:, at], at)
    return change + float((after.sum_cost(after.sums[:, at], at) - now).sum())


def _off(standing: Standing, t: int) -> float:
    at = np.array([t])
    return float(standing.outside(standing.sums[:, at], at).sum())


def _worse_elsewhere(before: Standing, plan: _Plan, t: int) -> float:
    """How much farther other territories are outside their bands than before."""
    at = np.array(sorted(_touched(before, plan.moves) - {t}), np.int64)
    off = plan.standing.outside(plan.standing.sums[:, at], at)
    return float(np.maximum(off - before.outside(before.sums[:, at], at), 0.0).sum())


def _score(before: Standing, plan: _Plan, t: int) -> tuple[float, float]:
    off = _off(plan.standing, t) + _worse_elsewhere(before, plan, t)
    return round(off, 6), plan.objective_change


def _is_good(before: Standing, plan: _Plan, t: int) -> bool:
    return _is_nearer(before, plan, t) and _off(plan.standing, t) <= _NEGLIGIBLE


def _is_nearer(before: Standing, plan: _Plan, t: int) -> bool:
    is_nearer = _off(plan.standing, t) < _off(before, t) - _NEGLIGIBLE
    return is_nearer and _worse_elsewhere(before, plan, t) <= _NEGLIGIBLE


def _grown(
    before: Standing, level: list[_Plan], t: int, seen: set[frozenset[tuple[int, int]]]
) -> list[_Plan]:
    """The plans with one move more, the most promising of all of them first."""
    tries = [one for plan in level for one in _steps(before, plan, t)]
    tries.sort(key=lambda one: one[:2])
    grown: list[_Plan] = []
    for _, _, moves in tries:
        if len(grown) >= 3 * _WIDTH:
            break
        if frozenset(moves) in seen:
            continue
        seen.add(frozenset(moves))
        after = before.with_moves(list(moves))
        if keeps_pieces(before, after, _touched(before, moves)):
            grown.append(_Plan(moves, after, _objective_change(before, after, moves)))
    return grown


def _steps(before: Standing, plan: _Plan, t: int) -> Iterator[_Try]:
    """Moves into or out of the territory, or on from one that it has filled, priced only."""
    now = plan.standing
    near = {t} | {
        other for other in _touched(before, plan.moves) if _off(now, other) > _off(before, other)
    }
    shifts = _of_territories(now, near)
    moved = np.array([group for group, _ in plan.moves], np.int64)
    shifts = shifts.take(~np.isin(shifts.group, moved))
    if not len(shifts):
        return
    effects = effects_of(now, shifts)
    off = np.round(effects.off, 6)
    order = np.lexsort((effects.objective, off))
    if now.problem.caps:
        order = order[(broken_by(now, shifts, effects) & CAPPED == 0)[order]]
    base = _score(before, plan, t)
    for p in order[: 4 * _WIDTH]:
        moves = (*plan.moves, (int(shifts.group[p]), int(shifts.target[p])))
        yield base[0] + float(off[p]), base[1] + float(effects.objective[p]), moves


def _of_territories(standing: Standing, chosen: set[int]) -> Shifts:
    """Moves of groups into or out of these territories."""
    inside = np.isin(standing.territory, list(chosen))
    if not standing.is_contiguous:
        shifts = candidate_shifts(standing)
        return shifts.take(inside[shifts.group] | np.isin(shifts.target, list(chosen)))
    return along_borders(standing, np.flatnonzero(inside), both_ways=True)


def _suggestion(standing: Standing, plan: _Plan) -> Suggestion:
    ids, names = standing.problem.territory_ids, item_names(standing)
    place = {name: position for position, name in enumerate(standing.problem.item_ids)}
    moves = tuple(
        Move(item_id, names[place[item_id]], ids[standing.territory[group]], ids[to])
        for group, to in plan.moves
        for item_id in standing.items_of(group)
    )
    every = np.arange(standing.k)
    before = standing.outside(standing.sums, every).sum(axis=0)
    after = plan.standing.outside(plan.standing.sums, every).sum(axis=0)
    inside = np.flatnonzero((before > _NEGLIGIBLE) & (after <= _NEGLIGIBLE))
    unit = cost_unit(standing)
    return Suggestion(
        moves=moves,
        objective_change=plan.objective_change,
        cost_unit=unit,
        off_before=float(before.sum()),
        off_after=float(after.sum()),
        comes_inside=tuple(ids[t] for t in inside),
        says=_sentence(standing, moves, plan.objective_change, unit, inside),
    )


def _sentence(
    standing: Standing, moves: tuple[Move, ...], change: float, unit: str, inside: Ints
) -> str:
    called = dict(zip(standing.problem.territory_ids, territory_names(standing), strict=True))
    steps = "; ".join(f"{move.name} from {called[move.from_id]} to {called[move.to_id]}"
                      for move in moves)  # fmt: skip
    effect = f"{'saves' if change < 0 else 'adds'} {abs(change):,.4g} {unit}"
    names = [called[standing.problem.territory_ids[t]] for t in inside]
    comes = (
        f" and brings {' and '.join(names)} inside {'its' if len(names) == 1 else 'their'} bands"
    )
    return f"Move {steps}: {effect}{comes if names else ''}."
