"""What can become of reviewers' wishes: accepted, conflicting, out of rule or nothing to do."""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from salesplanner.analysis.balance import balance_index
from salesplanner.analysis.columns import decisions, flags, texts
from salesplanner.analysis.currency import currency_scale
from salesplanner.analysis.parameters import parameter
from salesplanner.analysis.review import (
    ACCEPTED,
    CONFLICTING,
    OUT_OF_RULE,
    UNTOUCHED,
    Sent,
    quota_key,
    year_quotas,
)
from salesplanner.analysis.territory_measures import Measures, measure_scenario, remeasure
from salesplanner.analysis.who_covers import territory_of_accounts
from salesplanner.plan.edits.assignments import assign_accounts
from salesplanner.plan.model import Plan

Verdicts = dict[int, tuple[str, str]]


def judge(
    plan: Plan, scenario_id: str, round_id: str, sent: Sent, wishes: pd.DataFrame
) -> pd.DataFrame:
    """The wishes with their outcome and why.

    Accepted: it breaks nothing and nobody asks for another thing. Conflicting: another reviewer
    asks for something else, or the plan was changed since. Out of rule: it breaks a lock, a limit,
    a band or the sum of quotas. Wishes that are already so, or decided already, are untouched.
    """
    wishes, names = wishes.reset_index(drop=True), plan["rep"].set_index("rep_id")["name"]
    found = _accounts(plan, scenario_id, sent, wishes) | _quotas(plan, scenario_id, sent, wishes)
    found |= _decided(plan, scenario_id, round_id, wishes)
    fair = [i for i in wishes.index if i not in found]
    found |= _conflicts(wishes.loc[fair], names)
    moves = [i for i in fair if i not in found and wishes.at[i, "wish"] == "move"]
    found |= _limits(plan, scenario_id, sent.layer_id, wishes, moves)
    found |= _sums(plan, wishes, found, names)
    found |= {i: (UNTOUCHED, "") for i in wishes.index
              if i not in found and wishes.at[i, "wish"] == "keep"}  # fmt: skip
    answer = [found.get(i, (ACCEPTED, "")) for i in wishes.index]
    return wishes.assign(outcome=[one for one, _ in answer], why=[why for _, why in answer])


def _decided(plan: Plan, scenario_id: str, round_id: str, wishes: pd.DataFrame) -> Verdicts:
    """Wishes somebody took over or turned down before, in this round."""
    rows = decisions(plan, "decision", scenario_id)
    rows = rows[(texts(rows, "round_id") == round_id)
                & rows["outcome"].isin(["accepted", "rejected"]).to_numpy(bool)]  # fmt: skip
    names = ["manager_id", "table_name", "row_key", "value_after"]
    keys = rows[names].itertuples(index=False, name=None)
    words = {"accepted": "Taken over already.", "rejected": "Turned down already."}
    known = dict(zip(keys, rows["outcome"], strict=True))
    asked = wishes[names].itertuples(index=False, name=None)
    return {
        i: (UNTOUCHED, words[known[key]])
        for i, key in enumerate(asked)
        if key in known and wishes.at[i, "wish"] != "keep"
    }


def _accounts(plan: Plan, scenario_id: str, sent: Sent, wishes: pd.DataFrame) -> Verdicts:
    """What is wrong with a move by itself."""
    covered = territory_of_accounts(plan, scenario_id, sent.layer_id).set_index("account_id")
    now = covered["territory_id"].fillna("").to_dict()
    rows = decisions(plan, "account_assignment", scenario_id, sent.layer_id)
    locked = set(rows["account_id"][flags(rows, "is_locked")])
    split = set(rows["account_id"][texts(rows, "kind", "") == "split"])
    territory = decisions(plan, "territory", scenario_id)
    frozen = set(territory["territory_id"][flags(territory, "is_locked")])
    answer: Verdicts = {}
    for i, wish in wishes[(wishes["wish"] == "move").to_numpy(bool)].iterrows():
        key, to = str(wish["row_key"]), str(wish["value_after"])
        if key not in now:
            problem = (OUT_OF_RULE, "The account is no longer in the plan.")
        elif to not in sent.managers:
            problem = (OUT_OF_RULE, f"There is no territory {to!r} to move it to."
                       if to else "No territory is proposed.")  # fmt: skip
        elif now[key] == to:
            problem = (UNTOUCHED, "It is there already.")
        elif now[key] != sent.accounts.get(key, ""):
            problem = (CONFLICTING, f"The plan moved it to {now[key] or 'nobody'} meanwhile.")
        elif key in locked:
            problem = (OUT_OF_RULE, "The account is locked.")
        elif key in split:
            problem = (OUT_OF_RULE, "The account is split: change its shares in the plan.")
        elif frozen & {to, now[key]}:
            one = next(name for name in (to, now[key]) if name in frozen)
            problem = (OUT_OF_RULE, f"The territory {one} is locked.")
        else:
            continue
        answer[int(str(i))] = problem
    return answer


def _quotas(plan: Plan, scenario_id: str, sent: Sent, wishes: pd.DataFrame) -> Verdicts:
    """What is wrong with an adjustment by itself."""
    now = year_quotas(plan, scenario_id, sent.managers)
    rows = decisions(plan, "quota", scenario_id)
    keys = rows[flags(rows, "is_locked")][["territory_id", "period", "component"]]
    locked = {quota_key(*key) for key in keys.itertuples(index=False, name=None)}
    answer: Verdicts = {}
    for i, wish in wishes[(wishes["wish"] == "adjust").to_numpy(bool)].iterrows():
        key, by = str(wish["row_key"]), int(wish["value_after"])
        if key not in now:
            problem = (OUT_OF_RULE, "The plan has no such quota any more.")
        elif not by:
            problem = (UNTOUCHED, "")
        elif now[key] != sent.quotas.get(key):
            problem = (CONFLICTING, "The plan changed this quota since the pack was sent.")
        elif key in locked:
            problem = (OUT_OF_RULE, "The quota is locked.")
        elif now[key] + by < 0:
            problem = (OUT_OF_RULE, "The quota would be below zero.")
        else:
            continue
        answer[int(str(i))] = problem
    return answer


def _conflicts(wishes: pd.DataFrame, names: "pd.Series[str]") -> Verdicts:
    """Several answers about one account or quota that do not say the same."""
    answer: Verdicts = {}
    for (_, _), part in wishes.groupby(["table_name", "row_key"], sort=False):
        asked = part["value_after"].where(part["wish"] != "keep", part["value_before"])
        if asked.nunique() < 2:
            continue
        for i in part.index[(part["wish"] != "keep").to_numpy(bool)]:
            others = part[(asked != asked[i]).to_numpy(bool)]
            who = ", ".join(
                f"{names.get(row.manager_id, row.manager_id)} wants "
                f"{'to keep it' if row.wish == 'keep' else row.value_after}"
                for row in others.drop_duplicates(["manager_id", "value_after"]).itertuples()
            )
            answer[int(i)] = (CONFLICTING, f"{who}.")
    return answer


def _limits(
    plan: Plan, scenario_id: str, layer_id: str, wishes: pd.DataFrame, moves: list[int]
) -> Verdicts:
    """Moves into a territory that would get too much, or out of one that would keep too little."""
    if not moves:
        return {}
    before = measure_scenario(plan, scenario_id, layer_id)
    changed = plan
    for territory, part in wishes.loc[moves].groupby("value_after"):
        ids = [str(name) for name in part["row_key"]]
        changed = assign_accounts(changed, scenario_id, ids, str(territory))
    after = remeasure(before, changed)
    answer: Verdicts = {}
    for territory, side, words in _broken(before, after):
        column = "value_after" if side > 0 else "value_before"
        for i in moves:
            if wishes.at[i, column] == territory:
                answer[i] = (OUT_OF_RULE, words)
    return answer


def _broken(before: Measures, after: Measures) -> Iterator[tuple[str, int, str]]:
    """Territory, +1 too much or -1 too little, and the words; only what was kept before."""
    ids = after.cover.territory_ids.to_numpy(object)
    rows = decisions(after.plan, "territory_limit", after.scenario_id)
    sums = [m.sums | {"workload_hours": m.sums["visit_hours"] + m.sums["travel_hours"]}
            for m in (before, after)]  # fmt: skip
    at = {str(name): position for position, name in enumerate(ids)}
    for row in rows.to_dict("records"):
        measure, territory = str(row["measure_id"]), str(row["territory_id"])
        if measure not in sums[0] or territory not in at:
            continue
        old, new = (float(one[measure][at[territory]]) for one in sums)
        name = measure.removesuffix("_amount").replace("_", " ")
        if pd.notna(row["upper"]) and new > row["upper"] and new > old:
            yield territory, 1, f"{territory} would have too much {name}."
        if pd.notna(row["lower"]) and new < row["lower"] and new < old:
            yield territory, -1, f"{territory} would have too little {name}."
    yield from _out_of_band(ids, sums[0]["workload_hours"], sums[1]["workload_hours"], after)


def _out_of_band(
    ids: "np.ndarray[tuple[int], np.dtype[np.object_]]",
    old: "np.ndarray[tuple[int], np.dtype[np.float64]]",
    new: "np.ndarray[tuple[int], np.dtype[np.float64]]",
    after: Measures,
) -> Iterator[tuple[str, int, str]]:
    width = 100 * parameter(after.plan, "band_share") + 1e-9
    target = after.seats.target_share
    was, now = (balance_index(values, target) - 100 for values in (old, new))
    for position in np.flatnonzero((np.abs(was) <= width) & (np.abs(now) > width)):
        name, index = str(ids[position]), now[position] + 100
        words = f"The workload index of {name} would leave the band: {index:.0f}."
        yield name, 1 if index > 100 else -1, words


def _sums(plan: Plan, wishes: pd.DataFrame, found: Verdicts, names: "pd.Series[str]") -> Verdicts:
    """Adjustments must cancel out: those of one reviewer, or else the rest of all together."""
    open_ones = [i for i in wishes.index if i not in found and wishes.at[i, "wish"] == "adjust"]
    rest = wishes.loc[open_ones]
    who = rest["manager_id"].astype(str)
    amount = rest["value_after"].astype("int64")
    by_manager = amount.groupby(rest["manager_id"]).transform("sum")
    left = amount[by_manager != 0]
    if left.empty or not left.sum():
        return {}
    scale = currency_scale(plan)
    return {
        int(i): (OUT_OF_RULE, f"The adjustments of {names.get(who[i], who[i])} do not cancel out: "
                 f"quotas would change by {by_manager[i] / scale:+,.2f} in all.")
        for i in left.index
    }  # fmt: skip
