"""What is assigned: units (or accounts), what each holds, and what is fixed already."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from salesplanner.analysis.columns import bin_sums, decisions, flags, positions, texts
from salesplanner.analysis.facts import Facts
from salesplanner.analysis.register import Points
from salesplanner.analysis.seats import Seats
from salesplanner.analysis.travel import km_to_centre
from salesplanner.analysis.who_covers import Cover, parents_in
from salesplanner.optimize.problem import Bools, Floats, Ints
from salesplanner.plan.model import Plan
from salesplanner.problems import PlanProblem

BUILT_IN = {
    "revenue": "revenue_amount",
    "potential": "potential_amount",
    "pipeline": "pipeline_amount",
    "accounts": "accounts",
    "visits": "visits",
    "visit_hours": "visit_hours",
    "relationship_years": "relationship_years",
}
MONEY = ("revenue", "potential", "pipeline")
WORKLOAD = "workload_hours"


@dataclass(frozen=True, eq=False)
class Items:
    """n things to assign, of a plan with its k territories of today.

    item_of: (accounts,) the item whose move moves the account, -1: none. fixed: (accounts,) the
    territory an account stays in whatever its unit does, -1: none.
    """

    plan: Plan
    facts: Facts
    cover: Cover
    seats: Seats
    noun: str  # unit or account
    ids: tuple[str, ...]
    row: Ints  # (n,) position in the plan's units or accounts
    places: Points
    current: Ints  # (n,) position of the territory of today, -1: none
    is_locked: Bools
    family: Ints  # (n,) -1: alone
    item_of: Ints
    fixed: Ints
    scenario_id: str

    @property
    def n(self) -> int:
        return len(self.ids)

    @cached_property
    def money(self) -> float:
        """Smallest units of the currency in one whole."""
        digits = self.plan["plan_info"]["currency_digits"].dropna()
        return float(10 ** (int(digits.iloc[0]) if len(digits) else 2))

    def measure(self, name: str) -> Floats:
        """The measure of each item, (n,), money in whole units of the currency.

        workload_hours is here without the way to the centre, which depends on the territory.

        Raises:
            PlanProblem: the plan has no such measure, or it does not add up.
        """
        if name in self.facts.unit_amounts and self.noun == "unit":
            return self.facts.unit_amounts[name][self.row]
        if name in self.facts.unit_means:
            raise PlanProblem(
                f"The measure {name!r} is a mean and does not add up over units.",
                "table measure",
                "Choose a measure that adds up.",
            )
        if name == WORKLOAD:
            amounts = self.facts.amounts
            return self.of_accounts(amounts["visit_hours"] + amounts["tour_hours"])
        if name not in BUILT_IN:
            own = sorted(set(self.facts.unit_amounts) - {"units"})
            raise PlanProblem(
                f"There is no measure {name!r}.",
                "measure",
                f"Use one of {', '.join([*BUILT_IN, WORKLOAD, *own])}.",
            )
        return self.of_accounts(self.facts.amounts[BUILT_IN[name]] / self._unit(name))

    def fixed_sums(self, name: str) -> Floats:
        """What accounts that stay where they are add to each territory of today, (k,)."""
        k = self.cover.n_territories
        if (
            name in self.facts.unit_amounts and self.noun == "unit"
        ) or not self.facts.known.n_accounts:
            return np.zeros(k)
        amounts = self.facts.amounts
        if name == WORKLOAD:
            values = amounts["visit_hours"] + amounts["tour_hours"] + self._fixed_travel()
        else:
            values = amounts[BUILT_IN[name]] / self._unit(name)
        return self.fixed_total(values)

    def fixed_total(self, values: Floats) -> Floats:
        """Sums (k,) of account values over the accounts that stay, splits by their shares."""
        k, c = self.cover.n_territories, self.cover
        sums = bin_sums(self.fixed, values * c.share, k)
        if len(c.split_account):
            sums = sums + bin_sums(c.split_territory, values[c.split_account] * c.split_share, k)
        return np.asarray(sums)

    def of_accounts(self, values: Floats) -> Floats:
        """Account values summed by item, (n,)."""
        return bin_sums(self.item_of, values, self.n)

    def _unit(self, name: str) -> float:
        return self.money if name in MONEY else 1.0

    def _fixed_travel(self) -> Floats:
        km = km_to_centre(self.facts.places, self.seats.centre, self.fixed)
        return self.facts.hours_per_km * km


def items_of(
    plan: Plan, scenario_id: str, layer_id: str, facts: Facts, cover: Cover, seats: Seats,
    assign: str | None, keep: tuple[str, ...],
) -> Items:  # fmt: skip
    """The items of a layer; accounts where asked or where the plan has no units.

    Raises:
        PlanProblem: there is nothing to assign, an item lies nowhere, or `keep` names a stranger.
    """
    noun = assign[:-1] if assign else ("unit" if len(plan["unit"]) else "account")
    fixed, head = _fixed_accounts(plan, layer_id, facts, cover, noun, keep)
    make: Callable[..., Items] = _units if noun == "unit" else _accounts
    items = make(plan, scenario_id, layer_id, facts, cover, seats, fixed, head, keep)
    if not items.n:
        raise PlanProblem("There is nothing to assign.", f"table {noun}", "Import it first.")
    lost = ~(np.isfinite(items.places.x) & np.isfinite(items.places.y))
    if lost.any():
        raise PlanProblem(
            f"{int(lost.sum())} {noun}s lie nowhere, first {items.ids[int(lost.argmax())]!r}.",
            f"table {noun}",
            "Give them coordinates or a postal code.",
        )
    return items


def _fixed_accounts(
    plan: Plan, layer_id: str, facts: Facts, cover: Cover, noun: str, keep: tuple[str, ...]
) -> tuple[Ints, Ints]:
    """Territory of accounts that stay (exception, holdover, rule, kept; -1: moves), and for each
    account the head of its family that it follows."""
    last = 4 if noun == "unit" else 3  # what a solve of accounts decided, it may decide again
    is_fixed = (cover.step >= 1) & (cover.step <= last)
    is_fixed |= np.isin(facts.known.accounts.to_numpy(object), list(keep)) & (cover.territory >= 0)
    parent = parents_in(plan, layer_id, facts.known)
    head = np.arange(len(parent))
    for _generation in range(20):
        up = np.where(is_fixed[head], -1, parent[head]) if len(head) else head
        head = np.where(up >= 0, up, head)
    fixed = np.where(is_fixed[head], cover.territory[head], -1)
    return np.asarray(fixed, np.int64), np.asarray(head, np.int64)


def _units(
    plan: Plan, scenario_id: str, layer_id: str, facts: Facts, cover: Cover, seats: Seats,
    fixed: Ints, head: Ints, keep: tuple[str, ...],
) -> Items:  # fmt: skip
    known = facts.known
    host = positions(known.units, texts(plan["unit"], "host_unit_id"))
    row = np.flatnonzero(host < 0)
    place_of = np.full(known.n_units + 1, -1, np.int64)
    place_of[row] = np.arange(len(row))
    own = known.account_unit
    unit = np.where(own[head] >= 0, own[head], own) if len(head) else own
    rows = decisions(plan, "unit_assignment", scenario_id, layer_id)
    locked = np.zeros(known.n_units + 1, bool)
    locked[positions(known.units, texts(rows, "unit_id")[flags(rows, "is_locked")])] = True
    kept = positions(known.units, np.array(keep, object))
    _demand_known(keep, (kept >= 0) | np.isin(np.array(keep, object), known.accounts.to_numpy()))
    locked[kept] = True
    return Items(
        plan, facts, cover, seats, "unit", tuple(known.units[row]), row,
        facts.unit_places.take(row), cover.unit_territory[row], locked[row],
        np.full(len(row), -1, np.int64),
        np.where((fixed >= 0) | ~cover.is_inside, -1, place_of[unit]), fixed,
        scenario_id,
    )  # fmt: skip


def _accounts(
    plan: Plan, scenario_id: str, _layer_id: str, facts: Facts, cover: Cover, seats: Seats,
    fixed: Ints, head: Ints, keep: tuple[str, ...],
) -> Items:  # fmt: skip
    known = facts.known
    row = np.flatnonzero((fixed < 0) & cover.is_inside & ~flags(plan["account"], "is_vanished"))
    item_of = np.full(known.n_accounts, -1, np.int64)
    item_of[row] = np.arange(len(row))
    _demand_known(keep, np.isin(np.array(keep, object), known.accounts.to_numpy()))
    heads, label = np.unique(head[row], return_inverse=True)
    is_alone = np.bincount(label, minlength=len(heads))[label] == 1
    return Items(
        plan, facts, cover, seats, "account", tuple(known.accounts[row]), row,
        facts.places.take(row), cover.territory[row], np.zeros(len(row), bool),
        np.where(is_alone, -1, label), item_of, fixed, scenario_id,
    )  # fmt: skip


def _demand_known(keep: tuple[str, ...], is_known: NDArray[np.bool_]) -> None:
    if not is_known.all():
        stranger = keep[int(np.argmax(~is_known))]
        raise PlanProblem(
            f"There is no unit or account {stranger!r}.", "the file of what to keep",
            "Name a unit_id or account_id of the plan, one a line.",
        )  # fmt: skip
