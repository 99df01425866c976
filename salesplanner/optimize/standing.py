"""A scenario's alignment as it stands, as arrays: its sums, its promises, what a move would change.

What explains a plan and what suggests moves both count from here. Items of a family are one group;
pairs of group and territory are worked out when asked for, never all of them.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import pandas as pd

from salesplanner.analysis.columns import positions, texts
from salesplanner.geography.distance import distance_km, nearest
from salesplanner.optimize.arcs import members_of, neighbour_lists
from salesplanner.optimize.from_plan import Asked, ask
from salesplanner.optimize.items import WORKLOAD
from salesplanner.optimize.options import Options, options_in
from salesplanner.optimize.problem import Bools, Floats, Ints, Problem, Term
from salesplanner.plan.model import Plan


@dataclass(frozen=True, eq=False)
class Tally:
    """A sum kept by territory: values (items,) and per_km (items,) x the way to the centre.

    lower, upper: (k,) its band; infinite where it only enters the objective.
    """

    name: str
    values: Floats
    per_km: Floats | None
    lower: Floats
    upper: Floats
    is_hard: bool = False

    @cached_property
    def unit(self) -> float:
        """A territory's worth of it: what makes different sums comparable."""
        return max(float(np.abs(self.values).sum()) / max(len(self.lower), 1), 1e-12)


@dataclass(frozen=True, eq=False)
class Standing:
    """n items in g groups (families; mostly each its own) and k territories, by position.

    territory: (g,) -1: unassigned. member: (n,) group of each item. sums: (tallies, k).
    start, other: neighbours of groups.
    """

    asked: Asked
    problem: Problem
    member: Ints
    territory: Ints
    tallies: tuple[Tally, ...]
    sums: Floats
    start: Ints
    other: Ints

    @property
    def n_groups(self) -> int:
        return len(self.territory)

    @property
    def k(self) -> int:
        return self.problem.n_territories

    @property
    def is_contiguous(self) -> bool:
        return self.problem.borders is not None

    @cached_property
    def members(self) -> tuple[Ints, Ints]:
        """(g + 1,) and (n,): the items of group g are the second's [first[g]:first[g + 1]]."""
        order = np.argsort(self.member, kind="stable")
        first = np.searchsorted(self.member[order], np.arange(self.n_groups + 1))
        return np.asarray(first), np.asarray(order)

    @cached_property
    def is_fixed(self) -> Bools:
        """(g,) groups with an item that is locked."""
        fixed = np.zeros(self.n_groups, np.bool_)
        if len(self.problem.is_locked):
            fixed[self.member[self.problem.is_locked]] = True
        return fixed

    @cached_property
    def forbidden(self) -> frozenset[tuple[int, int]]:
        pairs = self.problem.forbidden
        return frozenset(zip(self.member[pairs[:, 0]].tolist(), pairs[:, 1].tolist(), strict=True))

    def may_hold(self, group: Ints, territory: Ints) -> Bools:
        """Whether rules let the territory have the group."""
        if not self.forbidden:
            return np.ones(len(group), np.bool_)
        pairs = zip(group.tolist(), territory.tolist(), strict=True)
        return np.array([pair not in self.forbidden for pair in pairs], np.bool_)

    def group_of(self, item_id: str) -> int:
        """-1: no such item."""
        found = pd.Index(self.problem.item_ids).get_indexer(pd.Index([item_id]))[0]
        return int(self.member[found]) if found >= 0 else -1

    def items_of(self, group: int) -> list[str]:
        first, order = self.members
        return [self.problem.item_ids[i] for i in order[first[group] : first[group + 1]]]

    def pair_cost(self, group: Ints, territory: Ints) -> Floats:
        """What groups add to the objective in territories, but for what hangs on sums."""
        return self._by_group(group, territory, self._item_cost)

    def load(self, row: int, group: Ints, territory: Ints) -> Floats:
        """What groups add to a tally of territories."""
        tally = self.tallies[row]

        def of_items(item: Ints, at: Ints) -> Floats:
            value = tally.values[item]
            if tally.per_km is None:
                return value
            return np.asarray(value + tally.per_km[item] * self.km(item, at))

        return self._by_group(group, territory, of_items)

    def km(self, item: Ints, territory: Ints) -> Floats:
        """The way of items to the centres of territories."""
        if self.problem.distances_km is not None:
            return self.problem.distances_km[item, self._centre_items[territory]]
        return self._straight_km(item, territory)

    def nearest_territories(self, q: int) -> Ints:
        """(g, up to q) the territories whose centres are nearest to each group's first item."""
        place, centres = self.problem.place, self.problem.centres
        assert centres is not None
        first, order = self.members
        item = order[first[:-1]]
        if self.problem.distances_km is not None:
            km = self.problem.distances_km[item][:, self._centre_items]
            return np.argsort(km, axis=1, kind="stable")[:, :q]
        at = (place.x[item], place.y[item])
        return nearest(*at, centres.x, centres.y, q, place.is_plane)[0]

    def sum_cost(self, sums: Floats, territory: Ints) -> Floats:
        """What the objective counts from the sums (tallies, p) of territories (p,)."""
        cost = np.zeros(len(territory))
        for term in self.problem.terms:
            factor = term.weight / term.scale
            if term.kind == "balance" and term.values is not None:
                share = 1.0 / self.k if term.shares is None else term.shares[territory]
                target = share * float(term.values.sum())
                cost += factor * np.abs(sums[self._row("balance")] - target)
            if term.kind == "revenue" and self.problem.response is not None:
                answer = self.problem.response
                free = np.maximum(answer.hours[territory] - sums[self._row("travel hours")], 0.0)
                pull = np.maximum(sums[self._row("attraction")], 0.0)
                cost -= factor * free**answer.elasticity * pull ** (1 - answer.elasticity)
        return cost

    def outside(self, sums: Floats, territory: Ints) -> Floats:
        """(tallies, p) how far sums are outside their bands, in a territory's worth."""
        off = np.zeros(sums.shape)
        for row, tally in enumerate(self.tallies):
            low, high = tally.lower[territory], tally.upper[territory]
            over = np.maximum(np.maximum(low - sums[row], sums[row] - high), 0.0)
            off[row] = over / tally.unit
        return off

    def with_moves(self, moves: list[tuple[int, int]]) -> "Standing":
        """As it would stand after groups went to territories."""
        territory, sums = self.territory.copy(), self.sums.copy()
        for group, to in moves:
            one, at = np.array([group]), territory[group]
            for row in range(len(self.tallies)):
                if at >= 0:
                    sums[row, at] -= self.load(row, one, np.array([at]))[0]
                sums[row, to] += self.load(row, one, np.array([to]))[0]
            territory[group] = to
        return replace(self, territory=territory, sums=sums)

    def assignment(self) -> Ints:
        """(n,) territory of each item."""
        return np.asarray(self.territory[self.member])

    def _row(self, name: str) -> int:
        return next(row for row, tally in enumerate(self.tallies) if tally.name == name)

    def _item_cost(self, item: Ints, territory: Ints) -> Floats:
        cost = np.zeros(len(item))
        for term in self.problem.terms:
            cost += term.weight / term.scale * self._of_term(term, item, territory)
        return cost

    def _of_term(self, term: Term, item: Ints, territory: Ints) -> Floats:
        """What items add to a term, raw; nothing to one that hangs on sums."""
        if term.values is None or term.kind in ("balance", "revenue"):
            return np.zeros(len(item))
        if term.kind == "travel":
            return np.asarray(term.values[item] * self.km(item, territory))
        if term.kind == "inertia":
            return np.asarray(term.values[item] * self._straight_km(item, territory) ** 2)
        current = self.problem.current[item]
        return np.asarray(term.values[item] * ((current >= 0) & (current != territory)))

    def raw_terms(self) -> dict[str, float]:
        """The value of each term as it is, neither weighed nor scaled; revenue: the larger the
        better. All items have a territory."""
        item, territory = np.arange(self.problem.n_items), self.assignment()
        raw: dict[str, float] = {}
        for term in self.problem.terms:
            alone = replace(term, weight=1.0, scale=1.0)
            one = replace(self, problem=replace(self.problem, terms=(alone,)))
            value = float(self._of_term(term, item, territory).sum())
            value += float(one.sum_cost(self.sums, np.arange(self.k)).sum())
            if term.kind == "revenue" and self.problem.response is not None:
                value = float(self.problem.response.floor_amount.sum()) - value
            raw[term.kind] = value
        return raw

    def _straight_km(self, item: Ints, territory: Ints) -> Floats:
        place, centres = self.problem.place, self.problem.centres
        assert centres is not None
        here = (place.x[item], place.y[item])
        return distance_km(*here, centres.x[territory], centres.y[territory], place.is_plane)

    @cached_property
    def _centre_items(self) -> Ints:
        place, centres = self.problem.place, self.problem.centres
        assert centres is not None
        return nearest(centres.x, centres.y, place.x, place.y, 1, place.is_plane)[0][:, 0]

    def _by_group(
        self, group: Ints, territory: Ints, of_items: Callable[[Ints, Ints], Floats]
    ) -> Floats:
        first, order = self.members
        if len(order) == self.n_groups:
            return of_items(order[group], territory)
        size = (first[1:] - first[:-1])[group]
        pair = np.repeat(np.arange(len(group)), size)
        within = np.arange(len(pair)) - np.repeat(np.cumsum(size) - size, size)
        item = order[first[group][pair] + within]
        return np.bincount(pair, of_items(item, territory[pair]), minlength=len(group))


def standing_of(
    plan: Plan, scenario_id: str, options: Options, against: str | None = None,
    distances: pd.DataFrame | None = None,
) -> Standing:  # fmt: skip
    """A scenario's alignment beside what `options` promise of it.

    options: as they were asked of the solve (`asked_of`), or any others.
    against: the scenario that disruption is counted from; its territories must be the same.

    Raises:
        PlanProblem: what is asked does not exist, or a territory has no centre.
    """
    own = replace(options, n_territories=None, n_add=0, n_remove=0)
    asked = ask(plan, scenario_id, replace(own, caps=()), distances)
    problem = asked.problem
    if against is not None:
        before = ask(plan, against, own, distances)
        is_alike = before.problem.territory_ids == problem.territory_ids
        if before.problem.item_ids == problem.item_ids:
            caps = before.problem.caps if is_alike else ()
            problem = replace(problem, current=_translated(before, asked), caps=caps)
    return stand(replace(asked, problem=problem), asked.stage.current)


def asked_of(plan: Plan, scenario_id: str) -> tuple[Options, str | None]:
    """What was asked of the solve that made a scenario, and the scenario it began from; for one
    that no solve made: the usual, and None."""
    rows = plan["scenario"]
    row = rows[(rows["scenario_id"] == scenario_id).to_numpy(bool, na_value=False)].iloc[0]
    options = None if pd.isna(row["settings"]) else options_in(str(row["settings"]))
    parent = row["parent_scenario_id"]
    if options is None or pd.isna(parent):
        return options or Options(), None
    return options, str(parent)


def stand(asked: Asked, assignment: Ints) -> Standing:
    """An assignment (n,) of the items of a request with given centres, -1: unassigned."""
    problem = asked.problem
    member = members_of(problem)
    n_groups = int(member.max(initial=-1)) + 1
    territory = np.full(n_groups, -1, np.int64)
    territory[member] = assignment
    start, other = neighbour_lists(problem.borders, member, n_groups)
    bare = Standing(asked, problem, member, territory, (), np.zeros((0, 0)), start, other)
    tallies = (*_bands(problem), *_workload(asked, bare), *_counted(problem))
    whole = replace(bare, tallies=tallies)
    return replace(whole, sums=_sums(whole))


def _translated(before: Asked, after: Asked) -> Ints:
    """Territories of the earlier scenario as positions among those of the later one."""
    place = positions(
        pd.Index(after.problem.territory_ids), np.array(before.problem.territory_ids, object)
    )
    return np.asarray(np.append(place, -1)[before.stage.current], np.int64)


def _bands(problem: Problem) -> list[Tally]:
    return [
        Tally(band.measure, band.values, None, band.lower, band.upper, band.is_hard)
        for band in problem.bands
    ]


def _workload(asked: Asked, bare: Standing) -> list[Tally]:
    """The band on workload, around the total that the alignment comes to."""
    if asked.workload is None:
        return []
    workload = asked.workload
    at = bare.assignment()
    held = np.flatnonzero(at >= 0)
    hours = workload.base.copy()
    hours[held] += workload.hours_per_km[held] * bare.km(held, at[held])
    total = float(hours.sum() + workload.fixed.sum())
    band = workload.band(workload.base, None, total, workload.share)
    return [Tally(WORKLOAD, workload.base, workload.hours_per_km, band.lower, band.upper)]


def _counted(problem: Problem) -> list[Tally]:
    """Sums that no band holds but the objective counts from."""
    k = problem.n_territories
    free = (np.full(k, -np.inf), np.full(k, np.inf))
    tallies = [
        Tally("balance", term.values, None, *free)
        for term in problem.terms
        if term.kind == "balance" and term.values is not None
    ]
    answer = problem.response
    if answer is not None:
        none = np.zeros(problem.n_items)
        tallies.append(Tally("travel hours", none, answer.travel_hours_per_km, *free))
        tallies.append(Tally("attraction", answer.attraction, None, *free))
    return tallies


def _sums(standing: Standing) -> Floats:
    groups = np.flatnonzero(standing.territory >= 0)
    at = standing.territory[groups]
    rows = [
        np.bincount(at, standing.load(row, groups, at), minlength=standing.k)
        for row in range(len(standing.tallies))
    ]
    return np.array(rows).reshape(len(rows), standing.k)


def item_names(standing: Standing) -> list[str]:
    """(n,) what people call each item: its name, else its id."""
    items, stage = standing.asked.items, standing.asked.stage
    rows = items.plan["unit" if items.noun == "unit" else "account"].iloc[items.row[stage.chosen]]
    names = texts(rows, "name", "")
    ids = standing.problem.item_ids
    return [str(name) or item_id for name, item_id in zip(names, ids, strict=True)]


def territory_names(standing: Standing) -> list[str]:
    """(k,) what people call each territory: its name, else its id."""
    stage = standing.asked.stage
    names = texts(stage.items.seats.rows, "name", "")[stage.old]
    ids = standing.problem.territory_ids
    return [str(name) or own for name, own in zip(names, ids, strict=True)]
