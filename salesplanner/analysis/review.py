"""Review rounds: who reviews what, what was sent, and wishes taken over into a plan.

A table of wishes has one row a wish: file, place (sheet and row), manager_id, table_name (account
or quota), row_key (account_id, or as from `quota_key`), name, wish (move, adjust or
keep), value_before, value_after (a territory_id; for an adjustment the amount in the smallest unit,
as text), reason_code, body; and after `judge`: outcome and why.
"""

import hashlib
import json
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from salesplanner.analysis.columns import Ints, decisions, floats, texts
from salesplanner.analysis.fiscal_year import fiscal_year
from salesplanner.analysis.quota import seasonal_shares
from salesplanner.analysis.quota_sheet import rep_quotas
from salesplanner.analysis.rounding import whole_rows
from salesplanner.analysis.territory_measures import measure_scenario
from salesplanner.analysis.who_covers import territories_of_layer, territory_of_accounts
from salesplanner.plan.edits.assignments import assign_accounts
from salesplanner.plan.edits.quotas import set_quotas, set_rep_quotas
from salesplanner.plan.edits.reviews import close_review_round, record_decisions
from salesplanner.plan.model import Plan
from salesplanner.problems import PlanProblem

NOBODY = "nobody"
_ALL = "all"  # the component of a quota that is not by product
REASONS = (
    "Relationship", "Travel", "Workload", "Account family", "Open deal", "Wrong facts",
    "Growth too high", "Ramp or leave", "Other",
)  # fmt: skip
ACCEPTED, CONFLICTING, OUT_OF_RULE, UNTOUCHED = (
    "accepted", "conflicting", "out of rule", "untouched",
)  # fmt: skip


@dataclass(frozen=True)
class Sent:
    """What went out: territory by account, revised quota by row key, both by manager."""

    layer_id: str
    accounts: dict[str, str]
    quotas: dict[str, int]
    managers: dict[str, str]  # territory_id: who reviews it

    def values(self) -> dict[str, object]:
        return vars(self)

    @classmethod
    def of_round(cls, row: "pd.Series[Any]") -> "Sent":
        return cls(**json.loads(row["sent_values"]))


def reviewers(plan: Plan, scenario_id: str, layer_id: str) -> dict[str, str]:
    """territory_id to who reviews it: the nearest leader above it, else its rep's manager.

    `NOBODY` where there is neither.
    """
    rows = decisions(plan, "territory", scenario_id)
    by_id = rows.set_index("territory_id")
    leader = by_id["manager_id"].dropna().to_dict()
    parent = by_id["parent_id"].dropna().to_dict()
    seats = decisions(plan, "territory_rep", scenario_id)
    rep = dict(zip(seats["territory_id"], seats["rep_id"], strict=True))
    boss = plan["rep"].set_index("rep_id")["manager_id"].dropna().to_dict()
    answer = {}
    for territory in territories_of_layer(plan, scenario_id, layer_id)["territory_id"]:
        above, seen = territory, set[str]()
        while above is not None and above not in leader and above not in seen:
            seen.add(above)
            above = parent.get(above)
        answer[str(territory)] = str(leader.get(above) or boss.get(rep.get(territory)) or NOBODY)
    return answer


def what_is_sent(plan: Plan, scenario_id: str, layer_id: str) -> Sent:
    """What managers are shown of one layer.

    Raises:
        PlanProblem: there is no territory to review.
    """
    managers = reviewers(plan, scenario_id, layer_id)
    if not managers:
        raise PlanProblem("The scenario has no territory.", "table territory", "Add one first.")
    covered = territory_of_accounts(plan, scenario_id, layer_id).dropna(subset=["territory_id"])
    return Sent(
        layer_id,
        dict(zip(covered["account_id"], covered["territory_id"], strict=True)),
        year_quotas(plan, scenario_id, managers),
        managers,
    )


def year_quotas(plan: Plan, scenario_id: str, territories: dict[str, str]) -> dict[str, int]:
    """Revised quota of the year by row key, for some territories."""
    rows = decisions(plan, "quota", scenario_id)
    year = str(fiscal_year(plan).year)
    rows = rows[(texts(rows, "period", "") == year) & rows["territory_id"].isin(list(territories))]
    keys = rows[["territory_id", "period", "component"]].itertuples(index=False, name=None)
    amounts = rows["revised_amount"].fillna(0)
    return {quota_key(*key): int(n) for key, n in zip(keys, amounts, strict=True)}


def quota_key(territory_id: str, period: str, component: str) -> str:
    """How a quota is called in wishes: 'T1 / 2027 / all'."""
    return f"{territory_id} / {period} / {component or _ALL}"


def quota_of(key: str) -> tuple[str, str, str]:
    """territory_id, period and component of a quota called so."""
    territory_id, period, component = key.rsplit(" / ", 2)
    return territory_id, period, "" if component == _ALL else component


def fingerprint(plan: Plan, round_id: str, sent_at: str, sent: Sent) -> str:
    """A mark no other round of any plan has; every row of a pack carries it."""
    what = [str(plan.info["name"]), round_id, sent_at, sent.values()]
    return hashlib.sha256(json.dumps(what, sort_keys=True).encode()).hexdigest()[:12]


def take_over(
    plan: Plan,
    scenario_id: str,
    round_id: str,
    wishes: pd.DataFrame,
    made_by: str = "",
    made_at: str = "",
    why: str = "",
    *,
    may_change_sum: bool = False,
) -> Plan:
    """An edit: do what these wishes ask for and record who decided it, when and why.

    Raises:
        PlanProblem: two wishes about one thing, a lock, or the sum of quotas would change without
            `may_change_sum`.
    """
    twice = wishes.drop_duplicates(["table_name", "row_key", "value_after"])
    twice = twice[twice.duplicated(["table_name", "row_key"])]
    if len(twice):
        what = f"Two of the wishes chosen are about {twice['name'].iloc[0]}."
        raise PlanProblem(what, "review", "Choose one of them.")
    moves, changes = (
        wishes[(wishes["wish"] == word).to_numpy(bool)].drop_duplicates(["table_name", "row_key"])
        for word in ("move", "adjust")
    )
    if changes["value_after"].astype("int64").sum() and not may_change_sum:
        _refuse_other_sum(plan, changes)
    for territory, part in moves.groupby("value_after"):
        reason = _reason(part.iloc[0], why)
        ids = [str(name) for name in part["row_key"]]
        more = {"made_by": made_by or None, "made_on": made_at[:10] or None}
        plan = assign_accounts(plan, scenario_id, ids, str(territory), "hand", reason, **more)
    if len(changes):
        plan = _adjusted(plan, scenario_id, changes, why)
    done = wishes.assign(outcome="accepted", body=_words(wishes, why))
    return record_decisions(plan, scenario_id, round_id, _columns(done), made_by, made_at)


def close_round(
    plan: Plan, scenario_id: str, round_id: str, left: pd.DataFrame, made_by: str, made_at: str
) -> Plan:
    """An edit: end the round; what was not taken over is kept with its outcome and why."""
    if len(left):
        rows = left.assign(body=_words(left.assign(body=left["body"].fillna("")), ""))
        rows["body"] = [
            " ".join(two).strip() for two in zip(rows["body"], left["why"], strict=True)
        ]
        plan = record_decisions(plan, scenario_id, round_id, _columns(rows), made_by, made_at)
    return close_review_round(plan, scenario_id, round_id)


def turn_down(
    plan: Plan,
    scenario_id: str,
    round_id: str,
    wishes: pd.DataFrame,
    made_by: str = "",
    made_at: str = "",
    why: str = "",
) -> Plan:
    """An edit: record that these wishes are not followed; nothing else changes."""
    done = wishes.assign(outcome="rejected", body=_words(wishes, why))
    return record_decisions(plan, scenario_id, round_id, _columns(done), made_by, made_at)


def _refuse_other_sum(plan: Plan, changes: pd.DataFrame) -> None:
    scale = 10 ** int(plan.info["currency_digits"])
    by = int(changes["value_after"].astype("int64").sum()) / scale
    raise PlanProblem(
        f"The sum of all quotas would change by {by:+,.2f}.",
        "review, quota adjustments",
        "Choose adjustments that cancel out, or say that the sum may change.",
    )


def _reason(wish: "pd.Series[Any]", why: str) -> str:
    words = (str(wish["reason_code"] or ""), str(wish["body"] or ""), why)
    return "; ".join(word for word in words if word) or f"Wish of {wish['manager_id']} in review"


def _words(wishes: pd.DataFrame, why: str) -> list[str]:
    bodies = wishes["body"].fillna("").astype(str)
    return ["; ".join(part for part in (body, why) if part) for body in bodies]


def _columns(wishes: pd.DataFrame) -> pd.DataFrame:
    names = ["manager_id", "table_name", "row_key", "wish", "value_before", "value_after",
             "outcome", "reason_code", "body"]  # fmt: skip
    return wishes[names].reset_index(drop=True)


def _adjusted(plan: Plan, scenario_id: str, changes: pd.DataFrame, why: str) -> Plan:
    """Adjust quotas of the year, their months alike, and what reps are assigned of them."""
    own = decisions(plan, "quota", scenario_id)
    wanted = {
        quota_of(str(wish["row_key"])): (int(wish["value_after"]), _reason(wish, why))
        for _, wish in changes.iterrows()
    }
    parts = [_quota_rows(plan, own, key, by, reason) for key, (by, reason) in wanted.items()]
    plan = set_quotas(plan, scenario_id, pd.concat(parts, ignore_index=True))
    if not len(decisions(plan, "rep_quota", scenario_id)):
        return plan
    territories = decisions(plan, "territory", scenario_id).set_index("territory_id")["layer_id"]
    layer = territories.get(next(iter(wanted))[0])
    measures = measure_scenario(plan, scenario_id, str(layer))
    return set_rep_quotas(plan, scenario_id, rep_quotas(measures, seasonal_shares(plan)))


def _quota_rows(
    plan: Plan, quota: pd.DataFrame, key: tuple[str, str, str], by: int, reason: str
) -> pd.DataFrame:
    """The year's row and its months, adjusted `by` more in all, months in proportion."""
    territory, year, component = key
    is_mine = (texts(quota, "territory_id") == territory) & (
        texts(quota, "component", "") == component
    )
    whole: pd.DataFrame = quota[is_mine & (texts(quota, "period") == year)]
    months = quota[is_mine & quota["period"].isin(fiscal_year(plan).months).to_numpy(bool)]
    if whole.empty:
        what = f"There is no quota of {territory!r}."
        raise PlanProblem(what, "table quota", "Set quotas first.")
    whole = pd.DataFrame(whole).assign(
        adjustment_amount=whole["adjustment_amount"].fillna(0) + by, reason=reason
    )
    if months.empty:
        return pd.DataFrame(whole)
    spread: Ints = whole_rows(
        floats(months, "planned_amount")[None, :], np.array([abs(by)], np.int64), 1
    )[0]
    adjustment = months["adjustment_amount"].fillna(0) + spread * (1 if by > 0 else -1)
    months = months.assign(adjustment_amount=adjustment, reason=reason)
    return pd.DataFrame(pd.concat([whole, months], ignore_index=True))
