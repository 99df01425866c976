"""What changes hands by territory, district and up: lost, gained and at risk."""

import numpy as np
import pandas as pd

from salesplanner.analysis.columns import index_of, positions, texts
from salesplanner.analysis.disruption import Disruption
from salesplanner.analysis.roll_up import COMPANY, ancestors
from salesplanner.analysis.territory_measures import Measures

_COUNTED = ("accounts", "revenue_amount", "pipeline_amount", "relationship_years", "risk_amount")


def disruption_by_level(before: Measures, after: Measures, found: Disruption) -> pd.DataFrame:
    """level_id, territory_id, and of each counted: what left it and what came to it.

    What moves between two territories of a district leaves the one and comes to the other, and
    neither leaves nor comes to the district. risk_amount: revenue that may be lost because the
    account changes hands.
    """
    movers = found.movers.assign(accounts=1.0)
    one, other = (
        _nodes(before, movers["from_territory_id"]),
        _nodes(after, movers["to_territory_id"]),
    )
    frames = []
    for level in dict.fromkeys([*one, *other]):
        source, goal = one.get(level), other.get(level)
        frames.append(_of_level(movers, level, source, goal))
    return pd.concat(frames, ignore_index=True)


def _nodes(measures: Measures, territory: pd.Series) -> dict[str, pd.Series]:
    """For each level, the node of it that each row's territory lies in; '' for none."""
    chains = ancestors(measures.plan, measures.scenario_id, measures.layer_id)
    at = positions(index_of(chains, "territory_id"), territory.to_numpy(object))
    lowest = str(chains["level_id"].iloc[0]) if len(chains) else "territory"
    found = {lowest: pd.Series(territory.to_numpy(object))}
    for level in chains.columns.drop(["territory_id", "level_id"]):
        names = np.append(texts(chains, level, ""), [""])
        found[level] = pd.Series(names[at])
    found[COMPANY] = pd.Series(np.where(at >= 0, COMPANY, ""))
    return found


def _of_level(
    movers: pd.DataFrame, level: str, source: "pd.Series | None", goal: "pd.Series | None"
) -> pd.DataFrame:
    nothing = pd.Series([""] * len(movers), dtype=object)
    source = nothing if source is None else source
    goal = nothing if goal is None else goal
    moves = (source != goal).to_numpy(bool)
    values = movers[list(_COUNTED)].reset_index(drop=True)
    columns: dict[str, pd.Series] = {}
    for word, key in (("lost", source), ("gained", goal)):
        sums = values[moves].groupby(key[moves]).sum()
        for name in _COUNTED:
            columns[_named(name, word)] = sums[name]
    table = pd.DataFrame(columns).fillna(0.0).drop(index="", errors="ignore")
    frame = table.rename_axis("territory_id").reset_index()
    frame.insert(0, "level_id", level)
    return frame


def _named(name: str, word: str) -> str:
    return f"{name.removesuffix('_amount')}_{word}" + (
        "_amount" if name.endswith("_amount") else ""
    )
