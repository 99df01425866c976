"""From a measured scenario to the task of sharing out a target."""

from collections.abc import Mapping

import numpy as np

from salesplanner.analysis.columns import (
    Bools,
    Objects,
    decisions,
    flags,
    floats,
    index_of,
    positions,
    texts,
)
from salesplanner.analysis.currency import currency_scale
from salesplanner.analysis.fiscal_year import fiscal_year
from salesplanner.analysis.quota import demand_target
from salesplanner.analysis.quota_levels import Cascade
from salesplanner.analysis.roll_up import ancestors
from salesplanner.analysis.territory_measures import Measures
from salesplanner.optimize.problem import Floats
from salesplanner.optimize.quota_problem import NodeTarget, QuotaTask
from salesplanner.problems import PlanProblem


def quota_task(
    measures: Measures,
    basis: Floats,
    steps: Cascade,
    *,
    unit: int,
    growth_band: tuple[float, float] | None = None,
    component_shares: Mapping[str, float] | None = None,
    node_amounts: Mapping[str, int] | None = None,
) -> QuotaTask:
    """The task for the territories of a scenario.

    Args:
        basis: (k,) from `basis_of`, in any scale.
        unit: what quotas are rounded to, in the smallest unit of the currency.
        growth_band: least and most of quota / last year's revenue - 1. Territories without revenue
            last year have no band. Limits of the measure 'quota' (whole currency) narrow it.
        component_shares: share of the target by product line, adding up to 1.
        node_amounts: amounts of districts and up that are set from above.

    Raises:
        PlanProblem: shares that do not add up, a band the wrong way round, an empty district.
    """
    total = steps.territory_total
    demand_target(total)
    carries = texts(measures.seats.rows, "purpose", "") == ""
    basis = np.where(carries, basis, 0.0)
    shares = _component_shares(component_shares)
    target = np.rint(np.array(list(shares.values())) * total).astype(np.int64)
    target[0] += total - target.sum()
    scaled = basis * (total / basis.sum()) if basis.sum() > 0 else basis
    history = np.maximum(measures.sums["last_year_amount"], 0.0)
    lower, upper = _bands(measures, history, carries, growth_band)
    return QuotaTask(
        territory_ids=tuple(measures.cover.territory_ids),
        component_ids=tuple(shares),
        basis=scaled[:, None] * (target / max(total, 1)),
        target=target,
        lower=lower,
        upper=upper,
        scale=np.where(history > 0, history, np.maximum(scaled, total * 1e-6)),
        locked=_locked(measures, tuple(shares)),
        unit=unit,
        nodes=_nodes(measures, steps, node_amounts or {}),
        region=_regions(measures),
        whole=currency_scale(measures.plan),
    )


def _component_shares(shares: Mapping[str, float] | None) -> dict[str, float]:
    shares = {name: share for name, share in (shares or {"": 1.0}).items() if share}
    shares = shares or {"": 0.0}
    if abs(sum(shares.values()) - 1) > 1e-6 or min(shares.values()) < 0:
        raise PlanProblem(
            f"The shares of the product lines add up to {sum(shares.values()):.4f} and not to 1.",
            "components",
            "Change them until they add up to 1.",
        )
    return shares


def _bands(
    measures: Measures, history: Floats, carries: Bools, growth_band: tuple[float, float] | None
) -> tuple[Floats, Floats]:
    lower, upper = np.zeros(len(history)), np.full(len(history), np.inf)
    if growth_band is not None:
        low, high = growth_band
        if low > high or high <= -1:
            raise PlanProblem(
                f"The growth band {low:.0%} to {high:.0%} is empty.",
                "option growth-band",
                "Give the lower end first, as -5%:20%.",
            )
        known = history > 0
        lower = np.where(known, np.maximum(1 + low, 0.0) * history, lower)
        upper = np.where(known, (1 + high) * history, upper)
    least, most = _limits(measures)
    lower, upper = np.maximum(lower, least), np.minimum(upper, most)
    clash = lower > upper
    lower = np.where(clash, np.minimum(lower, upper), lower)  # the cap wins; the target decides
    return np.where(carries, lower, 0.0), np.where(carries, upper, 0.0)


def _limits(measures: Measures) -> tuple[Floats, Floats]:
    """Floors and caps of the measure 'quota', given in whole currency."""
    rows = decisions(measures.plan, "territory_limit", measures.scenario_id)
    rows = rows[texts(rows, "measure_id", "") == "quota"]
    at = positions(measures.cover.territory_ids, texts(rows, "territory_id"))
    rows, at = rows[at >= 0], at[at >= 0]
    scale = float(currency_scale(measures.plan))
    least, most = np.zeros(measures.n_territories), np.full(measures.n_territories, np.inf)
    least[at] = floats(rows, "lower") * scale
    most[at] = floats(rows, "upper", np.inf) * scale
    return least, most


def _locked(measures: Measures, components: tuple[str, ...]) -> Floats:
    """What locked quotas of the year stay at, (k, c); NaN: free."""
    rows = decisions(measures.plan, "quota", measures.scenario_id)
    year = str(fiscal_year(measures.plan).year)
    rows = rows[flags(rows, "is_locked") & (texts(rows, "period", "") == year)]
    answer = np.full((measures.n_territories, len(components)), np.nan)
    at = positions(measures.cover.territory_ids, texts(rows, "territory_id"))
    amount = floats(rows, "revised_amount")
    for position, name, value in zip(at, texts(rows, "component", ""), amount, strict=True):
        if position >= 0 and name in components:
            answer[position, components.index(name)] = value
    return answer


def _nodes(
    measures: Measures, steps: Cascade, amounts: Mapping[str, int]
) -> tuple[NodeTarget, ...]:
    """Districts and up whose amount is set, in terms of the territories below them."""
    chains = ancestors(measures.plan, measures.scenario_id, measures.layer_id)
    found = []
    for node, amount in amounts.items():
        for position, level in enumerate(steps.levels[1:-1], start=1):
            members = np.flatnonzero((chains[level] == node).to_numpy(bool, na_value=False))
            if len(members):
                below = float(np.prod([1 + share for share in steps.share[position + 1 :]]))
                found.append(NodeTarget(name=node, members=members, amount=round(amount * below)))
                break
        else:
            raise PlanProblem(
                f"{node} has no territory below it.", "table territory", "Give it one, or no quota."
            )
    return tuple(found)


def empty_nodes(measures: Measures) -> Objects:
    """Districts and up without any territory below them: they cannot carry a quota."""
    chains = ancestors(measures.plan, measures.scenario_id, measures.layer_id)
    used = set(chains.drop(columns="level_id").to_numpy(object).ravel())
    rows = decisions(measures.plan, "territory", measures.scenario_id)
    is_other_layer = ~np.isin(texts(rows, "layer_id", ""), ["", measures.layer_id])
    ids = texts(rows, "territory_id")[~is_other_layer]
    return ids[~np.isin(ids, list(used - {None}))]


def _regions(measures: Measures) -> tuple[str, ...]:
    """Name of what each territory belongs to, the nearest level up."""
    rows = measures.seats.rows
    parent = texts(rows, "parent_id", "the company")
    everything = decisions(measures.plan, "territory", measures.scenario_id)
    at = positions(index_of(everything, "territory_id"), parent)
    names = np.append(texts(everything, "name", ""), [""])[at]
    return tuple(str(name or key) for name, key in zip(names, parent, strict=True))
