"""What a quota allocation is asked and what it answers; amounts in the currency's smallest unit."""

from dataclasses import dataclass, field

import numpy as np

from salesplanner.optimize.problem import Floats, Ints
from salesplanner.problems import PlanProblem


@dataclass(frozen=True, kw_only=True)
class NodeTarget:
    """A district or region whose territories must add up to an amount, all components together."""

    name: str
    members: Ints
    amount: int


@dataclass(frozen=True, kw_only=True)
class QuotaTask:
    """k territories, c components, amounts in the smallest unit of the currency.

    basis: (k, c) where the method would like them. target: (c,) what they must add up to.
    lower, upper: (k,) band of a territory's quota over all components; `scale` (k,) is what a
    band is a share of (revenue last year, or the basis where there is none). locked: (k, c) NaN
    or the amount that stays. region: name of what each territory belongs to; whole: smallest units
    in a whole one of the currency; both for messages.
    """

    territory_ids: tuple[str, ...]
    component_ids: tuple[str, ...]
    basis: Floats
    target: Ints
    lower: Floats
    upper: Floats
    scale: Floats
    locked: Floats
    unit: int
    nodes: tuple[NodeTarget, ...] = ()
    region: tuple[str, ...] = field(default_factory=tuple)
    whole: int = 1

    @property
    def k(self) -> int:
        return len(self.territory_ids)

    @property
    def c(self) -> int:
        return len(self.component_ids)


@dataclass(frozen=True, kw_only=True)
class QuotaRelaxation:
    """A band that had to give way: by how much, for which territories, in a planner's words."""

    text: str
    territory_ids: tuple[str, ...]
    share: float


@dataclass(frozen=True, kw_only=True)
class QuotaAllocation:
    """amounts: (k, c) whole; column sums are the target. exact: before rounding.

    holds_rest: by component, the territory on which what the unit does not divide sits, else ''.
    mean_deviation: sum |quota - basis| / sum basis. most_deviation: largest |quota - basis| /
    basis. outside: territories that only rounding to the unit took out of their band.
    """

    amounts: Ints
    exact: Floats
    relaxations: tuple[QuotaRelaxation, ...]
    holds_rest: tuple[str, ...]
    mean_deviation: float
    most_deviation: float
    outside: tuple[QuotaRelaxation, ...] = ()


def demand_sound(task: QuotaTask) -> None:
    if not (task.target > 0).all():
        raise PlanProblem(
            "The target is not above zero.", "target", "Give the amount to be reached."
        )
    if task.k == 0 or not np.isfinite(task.basis).all() or task.basis.sum() <= 0:
        raise PlanProblem(
            "There is nothing to share the target out by.",
            "quota method",
            "Choose a method whose figures the plan has.",
        )


def impossible(task: QuotaTask) -> PlanProblem:
    locked = float(np.nansum(task.locked)) / task.whole
    of_nodes = ", ".join(f"{node.name} {node.amount / task.whole:,.0f}" for node in task.nodes)
    levels = f"; targets of levels: {of_nodes}" if of_nodes else ""
    return PlanProblem(
        "Locked quotas and the targets of levels leave no way to reach the target: "
        f"{np.count_nonzero(~np.isnan(task.locked))} locked quotas add up to {locked:,.0f} of "
        f"{int(task.target.sum()) / task.whole:,.0f}{levels}.",
        "table quota",
        "Unlock a quota, or change the target or that of a level.",
    )
