"""Quotas through the hierarchy: what each level carries, and what lies below it."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
import pandas as pd

from salesplanner.analysis.columns import Floats, Objects, decisions, texts
from salesplanner.analysis.parameters import parameter
from salesplanner.analysis.roll_up import COMPANY, ancestors
from salesplanner.analysis.rounding import whole_shares
from salesplanner.analysis.territory_measures import Measures
from salesplanner.problems import PlanProblem


@dataclass(frozen=True, eq=False)
class Cascade:
    """Levels from the company down to the territory, with over-assignment and exact totals.

    levels: names from the top, the company first. share: over-assignment of each level against
    the one above (0 for the company). total: whole amount all quotas of a level add up to.
    """

    levels: tuple[str, ...]
    share: tuple[float, ...]
    total: tuple[int, ...]

    @property
    def territory_total(self) -> int:
        return self.total[-1]


def cascade(
    measures: Measures, target_amount: int, over_assign: Mapping[str, float] | None = None
) -> Cascade:
    """The totals of each level: target x (1 + share) level by level, rounded to whole amounts.

    Levels not named in `over_assign` take the plan's parameter over_assignment_share.

    Raises:
        PlanProblem: a level the scenario does not have, or a share of -100 % and below.
    """
    chains = ancestors(measures.plan, measures.scenario_id, measures.layer_id)
    above = [name for name in chains.columns if name not in ("territory_id", "level_id")]
    lowest = str(chains["level_id"].iloc[0]) if len(chains) else "territory"
    levels = (COMPANY, *_from_the_top(measures, above), lowest)
    asked = dict(over_assign or {})
    unknown = set(asked) - set(levels[1:])
    if unknown:
        raise PlanProblem(
            f"No level is called {sorted(unknown)[0]!r}.",
            "option over-assign",
            f"Choose of: {', '.join(levels[1:])}.",
        )
    shares, totals = [0.0], [target_amount]
    for level in levels[1:]:
        share = asked.get(level, parameter(measures.plan, "over_assignment_share", level))
        if share <= -1:
            raise PlanProblem(
                f"An over-assignment of {share:.0%} leaves nothing.", f"level {level}", "Raise it."
            )
        shares.append(share)
        totals.append(round(totals[-1] * (1 + Fraction(str(share)))))
    return Cascade(levels, tuple(shares), tuple(totals))


def _from_the_top(measures: Measures, levels: list[str]) -> list[str]:
    """Levels above the territory, highest first, by the plan's positions."""
    table = measures.plan["level"]
    position = dict(
        zip(texts(table, "level_id"), table["position"].fillna(0).to_numpy("int64"), strict=True)
    )
    return sorted(levels, key=lambda name: -int(position.get(name, 1)))


def level_quotas(
    measures: Measures,
    amounts: Floats,
    steps: Cascade,
    unit: int,
    bottom_up: Floats | None = None,
) -> pd.DataFrame:
    """What every node of the hierarchy carries, and the sum of what lies below it.

    Args:
        amounts: (k,) quota of each territory.
        bottom_up: (k,) the planners' own sum by territory, e.g. of account targets.

    Returns:
        level_id, territory_id, name, quota_amount (what its leader carries; whole, adding up to
        the level's total), below_amount (sum of the quotas one level down), cushion_share
        (below / quota - 1), bottom_up_amount and gap_amount (quota - bottom up).
    """
    chains = ancestors(measures.plan, measures.scenario_id, measures.layer_id)
    names = _names(measures)
    carried, below_id = amounts, chains["territory_id"].to_numpy(object)
    from_below = np.zeros(len(amounts)) if bottom_up is None else bottom_up
    frames = [_frame(steps.levels[-1], below_id, names, carried, carried, from_below)]
    for position in range(len(steps.levels) - 2, -1, -1):
        level = steps.levels[position]
        above = _group(chains, level, below_id)
        sums = pd.DataFrame({"id": above, "below": carried, "up": from_below}).groupby("id").sum()
        below = sums["below"].to_numpy(np.float64)
        total = _total_of(steps, position, below)
        carried = whole_shares(below, total, _unit_of(unit, below)).astype(np.float64)
        below_id, from_below = sums.index.to_numpy(object), sums["up"].to_numpy(np.float64)
        frames.append(_frame(level, below_id, names, carried, below, from_below))
    table = pd.concat(reversed(frames), ignore_index=True)
    if bottom_up is None:
        return table.drop(columns=["bottom_up_amount", "gap_amount"])
    return table


def _total_of(steps: Cascade, position: int, below: Floats) -> int:
    """Without a cushion a level carries just what lies below it, also after hand adjustments."""
    share = steps.share[position + 1]
    if position == 0:
        return steps.total[0]
    return round(float(below.sum())) if abs(share) <= 0 else round(float(below.sum()) / (1 + share))


def _unit_of(unit: int, below: Floats) -> int:
    """The planner's unit, but the smallest one where what lies below was adjusted by hand."""
    return unit if not (np.rint(below).astype(np.int64) % unit).any() else 1


def _group(chains: pd.DataFrame, level: str, ids: Objects) -> Objects:
    """The node of `level` above each id (of the level below); the company takes all."""
    if level == COMPANY:
        return np.full(len(ids), COMPANY, object)
    above: dict[object, object] = {}
    nodes = chains[level].to_numpy(object)
    for column in chains.columns.drop("level_id"):
        above |= dict(zip(chains[column].to_numpy(object), nodes, strict=True))
    found = [above.get(one) for one in ids]
    return np.array(
        [f"no {level}" if one is None or one is pd.NA else one for one in found], object
    )


def _names(measures: Measures) -> dict[object, object]:
    rows = decisions(measures.plan, "territory", measures.scenario_id)
    ids = texts(rows, "territory_id")
    names = texts(rows, "name", "")
    named = np.where(names == "", ids, names)
    return dict(zip(ids, named, strict=True))


def _frame(
    level: str,
    ids: Objects,
    names: Mapping[object, object],
    carried: Floats,
    below: Floats,
    from_below: Floats,
) -> pd.DataFrame:
    cushion = np.divide(below, carried, out=np.full(len(below), np.nan), where=carried > 0) - 1
    return pd.DataFrame(
        {
            "level_id": level,
            "territory_id": ids,
            "name": [names.get(one, one) for one in ids],
            "quota_amount": carried,
            "below_amount": below,
            "cushion_share": cushion,
            "bottom_up_amount": from_below,
            "gap_amount": carried - from_below,
        }
    )
