"""What changes hands between two alignments: accounts, revenue, pipeline, years of relationship."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from salesplanner.analysis.columns import Bools, Floats, Objects, index_of, positions, texts
from salesplanner.analysis.parameters import parameter
from salesplanner.analysis.territory_measures import Measures
from salesplanner.plan.model import Plan

COUNTED = ("accounts", "revenue_amount", "pipeline_amount", "relationship_years")


@dataclass(frozen=True, eq=False)
class Disruption:
    """movers: one row for each account that changes territory or hands.

    by_hand: accounts and revenue kept, lost and gained by rep (by territory where none sits).
    totals: measure, total, moved, share that changes territory, and share that changes hands.
    """

    movers: pd.DataFrame
    by_hand: pd.DataFrame
    totals: pd.DataFrame


def disruption(before: Measures, after: Measures) -> Disruption:
    """Compare who covers each account in two scenarios with the same accounts."""
    old, new = _hands(before), _hands(after)
    here, there = _territories(before), _territories(after)
    moved, changed = _differ(here, there), _differ(old, new)
    risk = np.where(changed, revenue_at_risk(after.plan, before), 0.0)
    return Disruption(
        _movers(before, after, moved | changed, risk),
        _by_hand(before, old, new),
        _totals(before, before.cover.is_inside | after.cover.is_inside, moved, changed, risk),
    )


def moved_accounts(before: Measures, after: Measures) -> Bools:
    """Accounts that lie in another territory than before, (n,); nothing else is counted."""
    one, other = before.cover, after.cover
    if one.territory_ids.equals(other.territory_ids):
        return np.asarray(one.territory != other.territory)
    return _differ(_territories(before), _territories(after))


def revenue_at_risk(plan: Plan, measures: Measures) -> Floats:
    """Revenue that may be lost if each account changed hands, (n,).

    revenue x min(most, loss on change + loss per year x relationship-years): the parameters
    loss_most_share, loss_on_change_share and loss_per_year_share.
    """
    years = measures.facts.amounts["relationship_years"]
    share = parameter(plan, "loss_on_change_share") + parameter(plan, "loss_per_year_share") * years
    revenue = np.maximum(measures.facts.amounts["revenue_amount"], 0.0)
    return np.asarray(revenue * np.minimum(share, parameter(plan, "loss_most_share")))


def _territories(measures: Measures) -> Objects:
    """Territory id of each account, empty text for none."""
    names = np.append(measures.cover.territory_ids.to_numpy(object), [""])
    return names[measures.cover.territory]


def _hands(measures: Measures) -> Objects:
    """Who holds each account: the rep's id, the territory's id where nobody sits, '' for none."""
    reps = texts(measures.plan["rep"], "rep_id")
    ids = measures.cover.territory_ids.to_numpy(object)
    seat = measures.seats.rep
    holder = np.where(seat >= 0, np.append(reps, [""])[seat], ids)
    return np.append(holder, [""])[measures.cover.territory]


def _differ(one: Objects, other: Objects) -> Bools:
    return np.asarray(one != other, bool)


def _movers(before: Measures, after: Measures, chosen: Bools, risk: Floats) -> pd.DataFrame:
    at = np.flatnonzero(chosen)
    account = before.plan["account"].iloc[at]
    amounts = before.facts.amounts
    seats_before = np.append(before.seats.rep_names, [""])
    seats_after = np.append(after.seats.rep_names, [""])
    return pd.DataFrame(
        {
            "account_id": texts(account, "account_id"),
            "name": texts(account, "name", ""),
            "from_territory_id": _territories(before)[at],
            "to_territory_id": _territories(after)[at],
            "from_rep_name": seats_before[before.cover.territory[at]],
            "to_rep_name": seats_after[after.cover.territory[at]],
            "revenue_amount": amounts["revenue_amount"][at],
            "pipeline_amount": amounts["pipeline_amount"][at],
            "relationship_years": amounts["relationship_years"][at],
            "risk_amount": risk[at],
        }
    )


def _by_hand(before: Measures, old: Objects, new: Objects) -> pd.DataFrame:
    frame = pd.DataFrame(
        {"old": old, "new": new, "revenue": before.facts.amounts["revenue_amount"], "accounts": 1}
    )
    stays = frame["old"] == frame["new"]
    columns = {}
    for word, rows, key in (
        ("kept", frame[stays], "old"),
        ("lost", frame[~stays], "old"),
        ("gained", frame[~stays], "new"),
    ):
        sums = rows.groupby(key)[["accounts", "revenue"]].sum()
        columns[f"accounts_{word}"] = sums["accounts"]
        columns[f"revenue_{word}_amount"] = sums["revenue"]
    table = pd.DataFrame(columns).fillna(0.0).drop(index="", errors="ignore")
    table.insert(0, "name", _names(before.plan, table.index))
    return table.rename_axis("holder_id").reset_index()


def _names(plan: Plan, ids: pd.Index) -> Objects:
    """Rep names; a territory's own id where nobody sits."""
    keys = ids.to_numpy(object)
    at = positions(index_of(plan["rep"], "rep_id"), keys)
    return np.where(at >= 0, np.append(texts(plan["rep"], "name", ""), [""])[at], keys)


def _totals(
    before: Measures, inside: Bools, moved: Bools, changed: Bools, risk: Floats
) -> pd.DataFrame:
    rows = []
    for name in COUNTED:
        values = before.facts.amounts[name]
        total = float(values[inside].sum())
        rows.append(
            {
                "measure": name,
                "total": total,
                "moved": float(values[moved].sum()),
                "moved_share": float(values[moved].sum()) / total if total else 0.0,
                "changed_hands": float(values[changed].sum()),
                "changed_hands_share": float(values[changed].sum()) / total if total else 0.0,
            }
        )
    at_risk = float(risk.sum())
    revenue = float(before.facts.amounts["revenue_amount"][inside].sum())
    share = at_risk / revenue if revenue else 0.0
    rows.append(
        {
            "measure": "revenue_at_risk_amount", "total": revenue, "moved": at_risk,
            "moved_share": share, "changed_hands": at_risk, "changed_hands_share": share,
        }
    )  # fmt: skip
    return pd.DataFrame(rows)
