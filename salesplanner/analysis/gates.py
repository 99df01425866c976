"""What must hold before a scenario moves on: to review, to approval, to publication."""

from collections.abc import Iterator

import pandas as pd

from salesplanner.analysis.columns import decisions, flags, texts
from salesplanner.analysis.currency import currency_scale
from salesplanner.analysis.engagement import breaches
from salesplanner.analysis.fiscal_year import fiscal_year
from salesplanner.analysis.territory_measures import Measures
from salesplanner.plan.edits.comments import add_comment
from salesplanner.plan.edits.scenarios import change_scenario_state
from salesplanner.plan.findings import Finding
from salesplanner.plan.model import Plan
from salesplanner.problems import PlanProblem


def in_the_way(after: Measures, state: str) -> list[Finding]:
    """What keeps a scenario from a state, each with its remedy; empty where nothing does."""
    gates = {"in review": (_has_territories,),
             "approved": (_has_territories, _no_open_round, _sums_hold, _seats_known),
             "published": (_all_covered, _sums_hold, _quota_for_all, _no_breach)}  # fmt: skip
    return [found for gate in gates.get(state, ()) for found in gate(after)]


def move_on(
    plan: Plan,
    after: Measures,
    state: str,
    made_by: str,
    made_at: str,
    why: str = "",
    *,
    anyway: bool = False,
) -> Plan:
    """An edit: change the state of the scenario measured, with the reason kept as a comment.

    Raises:
        PlanProblem: something is in the way and not `anyway`; a recall or a passage anyway
            without a reason.
    """
    found = in_the_way(after, state)
    if found and not anyway:
        more = f" And {len(found) - 1} more." if len(found) > 1 else ""
        raise PlanProblem(f"{found[0].what}{more}", f"gate to {state}", found[0].remedy)
    if (found or state == "recalled") and not why.strip():
        raise PlanProblem("A reason is needed.", f"gate to {state}", "Say why.")
    plan = change_scenario_state(plan, after.scenario_id, state)
    passed = "".join(f" Passed over: {one.what}" for one in found)
    words = f"Now {state}. {why.strip()}{passed}".strip()
    return add_comment(plan, after.scenario_id, words, made_by=made_by, made_at=made_at)


def _has_territories(after: Measures) -> Iterator[Finding]:
    if not after.n_territories:
        yield Finding("territory", "", "", "The scenario has no territory.", "Add territories.")


def _no_open_round(after: Measures) -> Iterator[Finding]:
    rounds = decisions(after.plan, "review_round", after.scenario_id)
    for row in rounds[texts(rounds, "state", "") == "open"].itertuples():
        yield Finding("review_round", str(row.round_id), "state",
                      f"The review round {row.name!r} is open.",
                      "Bring the answers back, then close the round.")  # fmt: skip


def _sums_hold(after: Measures) -> Iterator[Finding]:
    """Quotas are the target, or at least not below it: over-assignment is a choice."""
    target, quota = after.plan.info["target_amount"], _year_quota(after)
    if pd.isna(target) or quota.empty:
        return
    short = int(target) - int(quota.sum())
    if short > 0:
        missing = short / currency_scale(after.plan)
        yield Finding("quota", "", "revised_amount",
                      f"The quotas add up to {missing:,.2f} less than the target.",
                      "Set quotas again, or adjust them.")  # fmt: skip


def _seats_known(after: Measures) -> Iterator[Finding]:
    rows = after.seats.rows
    nobody = (after.seats.rep < 0) & rows["vacant_from"].isna().to_numpy(bool)
    nobody &= texts(rows, "purpose", "") == ""
    for row in rows[nobody].itertuples():
        yield Finding("territory", str(row.territory_id), "vacant_from",
                      f"Nobody sits on {row.territory_id}, and it is not marked vacant.",
                      "Seat a rep, or mark it vacant.")  # fmt: skip


def _all_covered(after: Measures) -> Iterator[Finding]:
    loose = round(after.unassigned["accounts"])
    if loose:
        yield Finding("account", "", "", f"{loose:,} accounts are in no territory.",
                      "Assign them, or give them to a house territory.")  # fmt: skip


def _quota_for_all(after: Measures) -> Iterator[Finding]:
    quota = _year_quota(after)
    rows = after.seats.rows
    without = ~rows["territory_id"].isin(quota.index[(quota > 0).to_numpy(bool)]).to_numpy(bool)
    without &= (texts(rows, "purpose", "") == "") & ~flags(rows, "is_locked")
    for name in rows["territory_id"][without]:
        yield Finding("quota", str(name), "", f"{name} has no quota.", "Set quotas first.")


def _no_breach(after: Measures) -> Iterator[Finding]:
    for one in breaches(after):
        if not one.is_waived:
            yield Finding(one.table, one.row_key, "", one.what, "Put it right, or waive it.")


def _year_quota(after: Measures) -> "pd.Series[int]":
    rows = decisions(after.plan, "quota", after.scenario_id)
    rows = rows[texts(rows, "period", "") == str(fiscal_year(after.plan).year)]
    own = rows[rows["territory_id"].isin(after.cover.territory_ids).to_numpy(bool)]
    sums: pd.Series[int] = own.groupby("territory_id")["revised_amount"].sum()
    return sums
