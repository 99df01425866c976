"""Single moves of a standing alignment, many at a time: what each changes, and what it breaks."""

from dataclasses import dataclass

import numpy as np
from numba import njit
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from salesplanner.optimize.pieces import stays_connected
from salesplanner.optimize.problem import Bools, Cap, Floats, Ints
from salesplanner.optimize.standing import Standing

# What a move would break, as bits.
SPLITS, APART, EMPTIES, ABOVE, BELOW, CAPPED = 1, 2, 4, 8, 16, 32
_NEGLIGIBLE = 1e-9


@dataclass(frozen=True, eq=False)
class Shifts:
    """p moves: group (p,) leaves territory source (p,) for target (p,)."""

    group: Ints
    source: Ints
    target: Ints

    def __len__(self) -> int:
        return len(self.group)

    def take(self, which: Ints | Bools) -> "Shifts":
        return Shifts(self.group[which], self.source[which], self.target[which])


@dataclass(frozen=True, eq=False)
class Effects:
    """What each of p moves does: out, into (tallies, p) leave the source and enter the target.

    objective: (p,) its change. off_source, off_target: (tallies, p) how much farther outside its
    band each gets, in a territory's worth (below 0: nearer).
    """

    out: Floats
    into: Floats
    objective: Floats
    off_source: Floats
    off_target: Floats

    @property
    def off(self) -> Floats:
        """(p,) all of it together."""
        return np.asarray((self.off_source + self.off_target).sum(axis=0))


def along_borders(
    standing: Standing, groups: Ints | None = None, both_ways: bool = False
) -> Shifts:
    """Every move of a group, that may move, to a territory it touches; each once.

    groups: only of these; both_ways: also those of their neighbours into their territories.
    """
    if groups is None:
        groups = np.arange(standing.n_groups)
    near, pair = neighbours_of(standing, groups)
    group, target = groups[pair], standing.territory[near]
    if both_ways:
        target = np.concatenate([target, standing.territory[group]])
        group = np.concatenate([group, near])
    return _worth(standing, group, target)


def neighbours_of(standing: Standing, groups: Ints) -> tuple[Ints, Ints]:
    """(pairs,) all neighbours of these groups, and the position in `groups` of whose each is."""
    size = standing.start[groups + 1] - standing.start[groups]
    pair = np.repeat(np.arange(len(groups)), size)
    within = np.arange(len(pair)) - np.repeat(np.cumsum(size) - size, size)
    return standing.other[standing.start[groups][pair] + within], pair


def to_the_nearest(standing: Standing, q: int) -> Shifts:
    """Every move of a group, that may move, to one of the q territories nearest to it."""
    near = standing.nearest_territories(q)
    group = np.repeat(np.arange(standing.n_groups), near.shape[1])
    return _worth(standing, group, near.ravel())


def candidate_shifts(standing: Standing, q: int = 6) -> Shifts:
    """Moves that could keep territories in one piece; where that is no matter, the nearest."""
    return along_borders(standing) if standing.is_contiguous else to_the_nearest(standing, q)


def joined(standing: Standing, one: Shifts, other: Shifts) -> Shifts:
    """The moves of both, each once."""
    group = np.concatenate([one.group, other.group])
    return _worth(standing, group, np.concatenate([one.target, other.target]))


def _worth(standing: Standing, group: Ints, target: Ints) -> Shifts:
    source = standing.territory[group]
    used = (source >= 0) & (target >= 0) & (target != source) & ~standing.is_fixed[group]
    keys = np.unique(group[used] * standing.k + target[used])
    group, target = keys // standing.k, keys % standing.k
    allowed = standing.may_hold(group, target)
    group, target = group[allowed], target[allowed]
    return Shifts(group, standing.territory[group], target)


def effects_of(standing: Standing, shifts: Shifts) -> Effects:
    group, a, b = shifts.group, shifts.source, shifts.target
    rows = range(len(standing.tallies))
    out = np.array([standing.load(r, group, a) for r in rows]).reshape(-1, len(group))
    into = np.array([standing.load(r, group, b) for r in rows]).reshape(-1, len(group))
    cost = standing.pair_cost(group, b) - standing.pair_cost(group, a)
    changes, offs = [], []
    for at, change in ((a, -out), (b, into)):
        now, then = standing.sums[:, at], standing.sums[:, at] + change
        changes.append(standing.sum_cost(then, at) - standing.sum_cost(now, at))
        offs.append(standing.outside(then, at) - standing.outside(now, at))
    return Effects(out, into, cost + changes[0] + changes[1], offs[0], offs[1])


def broken_by(standing: Standing, shifts: Shifts, effects: Effects) -> Ints:
    """(p,) bits of what each move alone would break that is kept now (or break further)."""
    bits = np.zeros(len(shifts), np.int64)
    bits[(effects.off_target > _NEGLIGIBLE).any(axis=0)] |= ABOVE
    bits[(effects.off_source > _NEGLIGIBLE).any(axis=0)] |= BELOW
    size = np.bincount(standing.territory[standing.territory >= 0], minlength=standing.k)
    bits[size[shifts.source] <= 1] |= EMPTIES
    if standing.is_contiguous:
        bits[~_touches(standing, shifts)] |= APART
        holds = holds_together(standing.territory, standing.start, standing.other)
        bits[holds[shifts.group]] |= SPLITS
    for cap in standing.problem.caps:
        bits[_above_cap(standing, cap, shifts)] |= CAPPED
    return bits


def _touches(standing: Standing, shifts: Shifts) -> Bools:
    touching = along_borders(standing)
    keys = touching.group * standing.k + touching.target
    return np.isin(shifts.group * standing.k + shifts.target, keys)


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]  # numba has no types
def holds_together(territory: Ints, start: Ints, other: Ints) -> Bools:
    """(g,) whether a group's territory would fall apart without it."""
    n = len(territory)
    answer = np.zeros(n, np.bool_)
    mark, stack = np.zeros(n, np.int64), np.empty(n, np.int64)
    for i in range(n):
        if territory[i] >= 0:
            whole = stays_connected(i, territory, start, other, mark, stack, 2 * i + 2)
            answer[i] = not whole
    return answer


def _above_cap(standing: Standing, cap: Cap, shifts: Shifts) -> Bools:
    """Moves that hand over more than the cap allows (where it is not exceeded already)."""
    now = standing.assignment()
    current = standing.problem.current
    value = np.bincount(standing.member, np.where(current >= 0, cap.values, 0.0))
    first, order = standing.members
    home = current[order[first[:-1]]]
    moved = (current >= 0) & (current != now)
    was, will = standing.territory != home, shifts.target != home[shifts.group]
    change = value[shifts.group] * (will.astype(float) - was[shifts.group])
    if cap.kind == "disruption":
        total = float(cap.values[moved].sum())
        return np.asarray((change > 0) & (total + change > cap.most[0]))
    owner = current if cap.kind == "handover" else now
    total_of = np.bincount(owner[moved], cap.values[moved], minlength=standing.k)
    side = home[shifts.group] if cap.kind == "handover" else shifts.target
    gain = change if cap.kind == "handover" else value[shifts.group] * will
    return np.asarray((gain > 0) & (total_of[side] + gain > cap.most[side]))


def keeps_pieces(before: Standing, after: Standing, touched: set[int]) -> bool:
    """Whether no touched territory is empty or in more parts than before."""
    for t in touched:
        inside = np.flatnonzero(after.territory == t)
        if not len(inside):
            return False
        if before.is_contiguous:
            was = np.flatnonzero(before.territory == t)
            if n_parts(after, inside) > max(n_parts(before, was), 1):
                return False
    return True


def n_parts(standing: Standing, groups: Ints) -> int:
    """Connected parts that these groups lie in."""
    place = np.full(standing.n_groups, -1, np.int64)
    place[groups] = np.arange(len(groups))
    near, row = neighbours_of(standing, groups)
    column = place[near]
    inside = column >= 0
    pairs = (np.ones(int(inside.sum())), (row[inside], column[inside]))
    graph = csr_array(pairs, shape=(len(groups), len(groups)))
    return int(connected_components(graph, directed=False)[0])
