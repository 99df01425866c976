"""Why the alignment is as it is: for every unit or account what holds it where it is.

For each item the territory that comes next, what it would cost to move it there, and, where
another territory would be cheaper, the promise that forbids it. Counted from the plan as it
stands, so it holds for plans made by hand as well as for solved ones.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from salesplanner.analysis.columns import texts
from salesplanner.analysis.who_covers import STEPS
from salesplanner.analysis.why import Why, why
from salesplanner.geography.distance import distance_km, nearest
from salesplanner.optimize.problem import Floats, Ints
from salesplanner.optimize.shifts import (
    ABOVE,
    APART,
    BELOW,
    CAPPED,
    EMPTIES,
    SPLITS,
    Effects,
    Shifts,
    broken_by,
    candidate_shifts,
    effects_of,
    joined,
    to_the_nearest,
)
from salesplanner.optimize.standing import Standing, item_names, territory_names
from salesplanner.optimize.terms import UNIT_OF_TERM
from salesplanner.problems import PlanProblem

Reason = Literal[
    "unassigned", "locked", "only one allowed", "cheapest", "one piece", "band", "cap",
    "could move",
]  # fmt: skip
REASONS: tuple[Reason, ...] = (
    "unassigned", "locked", "only one allowed", "cheapest", "one piece", "band", "cap",
    "could move",
)  # fmt: skip
_NEAREST = 4
_NEGLIGIBLE = 1e-9


@dataclass(frozen=True)
class ItemExplained:
    """Why one unit or account is in its territory.

    reason: what decides. second_id: the next best territory it could go to ('' none), second_cost
    what the objective grows by then (below 0: it would be better), second_breaks the promises that
    move would break. cheaper_id, cheaper_saves: the territory it would cost least in were there no
    promises, '' and 0 where that is its own. fellows: what moves with it (its family).
    """

    item_id: str
    name: str
    territory_id: str
    reason: Reason
    second_id: str
    second_cost: float
    second_breaks: tuple[str, ...]
    cheaper_id: str
    cheaper_saves: float
    fellows: tuple[str, ...]
    cost_unit: str
    says: str  # one sentence for people


@dataclass(frozen=True)
class AccountExplained:
    """Why one account is where it is: the step that decides (`why`), and if that is its unit or
    family, or a solve, what holds the item it moves with. second_id, second_cost: the next nearest
    territory and the km x trips a year that the account alone would add there."""

    why: Why
    item: ItemExplained | None
    second_id: str
    second_cost: float


@dataclass(frozen=True, eq=False)
class Explanation:
    """All groups of a standing alignment explained, as arrays (g,).

    reason: positions in REASONS. second, cheapest: territories, -1 none; second_cost and
    cheapest_cost: change of the objective; second_bits and cheapest_bits: what it would break.
    """

    standing: Standing
    reason: Ints
    second: Ints
    second_cost: Floats
    second_bits: Ints
    cheapest: Ints
    cheapest_cost: Floats
    cheapest_bits: Ints

    @cached_property
    def _names(self) -> tuple[list[str], list[str]]:
        return item_names(self.standing), territory_names(self.standing)

    def of(self, item_id: str) -> ItemExplained:
        """Why this unit or account is where it is.

        Raises:
            PlanProblem: it takes no part, or there is none.
        """
        standing = self.standing
        g = standing.group_of(item_id)
        if g < 0:
            noun = standing.problem.item_noun
            raise PlanProblem(f"There is no {noun} {item_id!r} to explain.", f"table {noun}",
                              "Its territory may be locked; check its id.")  # fmt: skip
        ids = (*standing.problem.territory_ids, "")
        reason = REASONS[self.reason[g]]
        is_cheaper = self.cheapest_cost[g] < -self._least
        return ItemExplained(
            item_id=item_id,
            name=self._names[0][standing.problem.item_ids.index(item_id)],
            territory_id=ids[standing.territory[g]],
            reason=reason,
            second_id=ids[self.second[g]],
            second_cost=float(self.second_cost[g]),
            second_breaks=_broken_words(self, int(self.second_bits[g]), g, int(self.second[g])),
            cheaper_id=ids[self.cheapest[g]] if is_cheaper else "",
            cheaper_saves=-float(self.cheapest_cost[g]) if is_cheaper else 0.0,
            fellows=tuple(one for one in standing.items_of(g) if one != item_id),
            cost_unit=cost_unit(standing),
            says=_sentence(self, g, reason),
        )

    def table(self) -> pd.DataFrame:
        """One row for every item: territory, reason, second-best territory, cost of moving it."""
        standing = self.standing
        ids = np.array([*standing.problem.territory_ids, ""], object)
        member = standing.member
        return pd.DataFrame(
            {
                f"{standing.problem.item_noun}_id": list(standing.problem.item_ids),
                "territory_id": ids[standing.assignment()],
                "reason": np.array(REASONS, object)[self.reason[member]],
                "second_territory_id": ids[self.second[member]],
                "cost_of_moving": self.second_cost[member],
                "breaks": self.second_bits[member] != 0,
            }
        )

    @property
    def _least(self) -> float:
        return _least_change(self.standing)


def explain(standing: Standing) -> Explanation:
    """Explain every item of an alignment; 34,000 units take about a second."""
    near = candidate_shifts(standing)
    shifts = joined(standing, near, to_the_nearest(standing, _NEAREST))
    effects = effects_of(standing, shifts)
    bits = broken_by(standing, shifts, effects)
    cheapest = _least_by_group(standing, shifts, effects.objective)
    could = np.where(bits & (APART | SPLITS) == 0, effects.objective, np.inf)
    second = _least_by_group(standing, shifts, could)
    second = np.where(second >= 0, second, cheapest)
    return Explanation(
        standing=standing,
        reason=_reasons(standing, cheapest, effects, bits),
        second=_at(shifts.target, second, -1),
        second_cost=_at(effects.objective, second, np.nan),
        second_bits=_at(bits, second, 0),
        cheapest=_at(shifts.target, cheapest, -1),
        cheapest_cost=_at(effects.objective, cheapest, np.nan),
        cheapest_bits=_at(bits, cheapest, 0),
    )


def explain_account(explanation: Explanation, account_id: str) -> AccountExplained:
    """Why an account is where it is, the step first.

    Raises:
        PlanProblem: there is no such account.
    """
    standing = explanation.standing
    asked = standing.asked
    answer = why(asked.items.plan, asked.scenario_id, asked.layer_id, account_id)
    known = asked.items.facts.known
    position = int(known.accounts.get_indexer(pd.Index([account_id], dtype=object))[0])
    item = int(asked.items.item_of[position])
    place = np.flatnonzero(asked.stage.chosen == item) if item >= 0 else np.empty(0, np.int64)
    explained = None
    if len(place):
        explained = explanation.of(standing.problem.item_ids[int(place[0])])
    second = accounts_table(standing).iloc[position]
    return AccountExplained(
        answer, explained, str(second["second_territory_id"]), float(second["cost_of_moving"])
    )


def accounts_table(standing: Standing) -> pd.DataFrame:
    """One row an account: the step that decided (MODEL.md), the next nearest territory of those
    that take part, and the km x trips a year that moving the account alone there adds."""
    items, stage = standing.asked.items, standing.asked.stage
    cover, facts = items.cover, items.facts
    ids = np.array([*(str(name) for name in cover.territory_ids), ""], object)
    own, places, centres = cover.territory, facts.places, standing.problem.centres
    n = len(own)
    second, cost = np.full(n, -1, np.int64), np.full(n, np.nan)
    known = np.flatnonzero(np.isfinite(places.x) & np.isfinite(places.y))
    assert centres is not None
    if len(known) and len(stage.old):
        here = places.take(known)
        at, km = nearest(here.x, here.y, centres.x, centres.y, 2, places.is_plane)
        today = stage.old[at]
        pick = ((today[:, 0] == own[known]) & (today.shape[1] > 1)).astype(np.int64)
        rows = np.arange(len(known))
        is_other = today[rows, pick] != own[known]
        second[known] = np.where(is_other, today[rows, pick], -1)
        now = items.seats.centre.take(own[known])
        way = distance_km(here.x, here.y, now.x, now.y, here.is_plane)
        change = facts.amounts["trips"][known] * (km[rows, pick] - way)
        cost[known] = np.where(is_other, change, np.nan)
    return pd.DataFrame(
        {
            "account_id": texts(items.plan["account"], "account_id"),
            "territory_id": ids[own],
            "decided_by": np.array(STEPS, object)[cover.step],
            "second_territory_id": ids[second],
            "cost_of_moving": cost,
        }
    )


def cost_unit(standing: Standing) -> str:
    """What costs of moving are counted in."""
    terms = standing.problem.terms
    return UNIT_OF_TERM[terms[0].kind] if len(terms) == 1 else "of the weighted objective"


def _least_change(standing: Standing) -> float:
    """Changes of the objective below this are rounding."""
    held = np.flatnonzero(standing.territory >= 0)
    cost = standing.pair_cost(held, standing.territory[held])
    return _NEGLIGIBLE * max(float(np.abs(cost).mean()) if len(cost) else 0.0, 1e-12)


def _least_by_group(standing: Standing, shifts: Shifts, cost: Floats) -> Ints:
    """(g,) position of the cheapest move of each group, -1: none."""
    order = np.lexsort((cost, shifts.group))
    group = shifts.group[order]
    first = np.searchsorted(group, np.arange(standing.n_groups))
    has = np.append(group, -1)[first] == np.arange(standing.n_groups)
    found = np.append(order, -1)[first]
    return np.where(has & np.isfinite(np.append(cost, np.inf)[found]), found, -1)


def _at[Number: (np.int64, np.float64)](
    values: NDArray[Number], position: Ints, missing: float
) -> NDArray[Number]:
    return np.append(values, np.array([missing], values.dtype))[position]


def _reasons(standing: Standing, cheapest: Ints, effects: Effects, bits: Ints) -> Ints:
    cost, broken = _at(effects.objective, cheapest, 0.0), _at(bits, cheapest, 0)
    names = np.array(REASONS, object)
    said = np.select(
        [
            standing.territory < 0,
            standing.is_fixed,
            cheapest < 0,
            cost >= -_least_change(standing),
            broken & (APART | SPLITS | EMPTIES) != 0,
            broken & (ABOVE | BELOW) != 0,
            broken & CAPPED != 0,
        ],
        [np.full(standing.n_groups, number) for number in range(len(REASONS) - 1)],
        len(names) - 1,
    )
    return np.asarray(said, np.int64)


def _broken_words(explanation: Explanation, bits: int, group: int, target: int) -> tuple[str, ...]:
    """Promises a move would break, in words."""
    if target < 0:
        return ()
    standing, names = explanation.standing, explanation._names[1]
    own, new = names[standing.territory[group]], names[target]
    words = [
        (SPLITS, f"{own} would fall into parts"),
        (APART, f"it does not touch {new}"),
        (EMPTIES, f"{own} would be empty"),
        (ABOVE, f"{new} would leave its band"),
        (BELOW, f"{own} would leave its band"),
        (CAPPED, "more would change hands than is allowed"),
    ]
    return tuple(text for bit, text in words if bits & bit)


def _sentence(explanation: Explanation, g: int, reason: Reason) -> str:
    names = [*explanation._names[1], ""]
    unit = cost_unit(explanation.standing)
    second, cheaper = names[explanation.second[g]], names[explanation.cheapest[g]]
    cost, saves = explanation.second_cost[g], -explanation.cheapest_cost[g]
    if reason == "unassigned":
        return "It is in no territory."
    if reason == "locked":
        return "It is locked where it is."
    if reason == "only one allowed":
        return "Rules allow it in no other territory."
    if reason == "cheapest":
        return f"No territory suits it better: {second}, the next best, adds {cost:,.4g} {unit}."
    if reason == "could move":
        return f"Moving it to {cheaper} would save {saves:,.4g} {unit} and break nothing."
    bits, target = int(explanation.cheapest_bits[g]), int(explanation.cheapest[g])
    because = " and ".join(_broken_words(explanation, bits, g, target))
    return f"Moving it to {cheaper} would save {saves:,.4g} {unit}, but {because}."
