"""Quotas from the question to the edit: one way for the command line, the demo and the window."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import pandas as pd

from salesplanner.analysis.columns import Floats
from salesplanner.analysis.quota import (
    Bases,
    account_targets,
    basis_of,
    quota_bases,
    seasonal_shares,
)
from salesplanner.analysis.quota_levels import Cascade, cascade, level_quotas
from salesplanner.analysis.quota_notes import quota_notes
from salesplanner.analysis.quota_sheet import quota_rows, rep_quotas
from salesplanner.analysis.territory_measures import Measures, measure_scenario
from salesplanner.optimize.quota_problem import QuotaAllocation
from salesplanner.optimize.quota_task import empty_nodes, quota_task
from salesplanner.plan.edits.quotas import set_quotas, set_rep_quotas
from salesplanner.plan.model import Plan
from salesplanner.problems import PlanProblem


@dataclass(frozen=True, kw_only=True)
class QuotasAsked:
    """target_amount and unit in the smallest unit of the currency; shares 0 to 1.

    method: one of analysis.quota.METHODS, or 'blend' with weights by method. over_assign: share by
    level above what its parent carries. growth_band: least and most of quota / last year - 1.
    component_shares: share of the target by product line. level_targets: what districts and up
    are given from above, by id.
    """

    target_amount: int
    unit: int
    method: str = "potential"
    weights: Mapping[str, float] | None = None
    over_assign: Mapping[str, float] = field(default_factory=dict)
    growth_band: tuple[float, float] | None = None
    seasonality_id: str | None = None
    component_shares: Mapping[str, float] | None = None
    level_targets: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class QuotasFound:
    """What was asked and what came of it; rows are what `keep_quotas` writes.

    bases: all methods side by side. notes: what the planner should know about the figures used.
    """

    asked: QuotasAsked
    measures: Measures
    steps: Cascade
    allocation: QuotaAllocation
    rows: pd.DataFrame
    levels: pd.DataFrame
    seasonal: Floats
    bases: Bases
    notes: tuple[str, ...]

    @property
    def promises_broken(self) -> list[str]:
        """Bands that had to give way, in words."""
        return [one.text for one in (*self.allocation.relaxations, *self.allocation.outside)]


def find_quotas(measures: Measures, asked: QuotasAsked) -> QuotasFound:
    """Share the target out over the territories of a layer, to the unit, and over the months.

    Raises:
        PlanProblem: no target, an empty district, bands or locks that cannot be meant.
    """
    # PuLP takes a second to load: only who sets quotas waits for it, not the start of the window.
    from salesplanner.optimize.quotas import allocate_quotas  # noqa: PLC0415

    _demand_no_empty_district(measures)
    steps = cascade(measures, asked.target_amount, dict(asked.over_assign))
    bases = quota_bases(measures, steps.territory_total)
    basis = basis_of(bases, asked.method, asked.weights)
    task = quota_task(
        measures,
        basis,
        steps,
        unit=asked.unit,
        growth_band=asked.growth_band,
        component_shares=asked.component_shares,
        node_amounts=asked.level_targets,
    )
    allocation = allocate_quotas(task)
    seasonal = seasonal_shares(measures.plan, asked.seasonality_id)
    rows = quota_rows(
        measures, task.component_ids, task.basis, allocation.amounts, seasonal, asked.unit
    )
    amounts = allocation.amounts.sum(axis=1).astype("float64")
    levels = level_quotas(measures, amounts, steps, asked.unit, account_targets(measures))
    notes = quota_notes(measures, bases, basis)
    return QuotasFound(asked, measures, steps, allocation, rows, levels, seasonal, bases, notes)


def keep_quotas(plan: Plan, scenario_id: str, found: QuotasFound) -> Plan:
    """An edit: the quotas of the territories and of the reps on them."""
    plan = set_quotas(plan, scenario_id, found.rows, replace_all=True)
    measures = measure_scenario(plan, scenario_id, found.measures.layer_id)
    return set_rep_quotas(plan, scenario_id, rep_quotas(measures, found.seasonal))


def _demand_no_empty_district(measures: Measures) -> None:
    empty = empty_nodes(measures)
    if len(empty):
        raise PlanProblem(
            f"{', '.join(map(str, empty[:5]))} has no territory below it and cannot carry a quota.",
            "table territory",
            "Give it a territory, or delete it.",
        )
