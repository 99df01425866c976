"""Review rounds from end to end: open one, bring answers back, say what became of them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pandas as pd

from salesplanner.analysis.columns import decisions
from salesplanner.analysis.review import Sent, fingerprint, quota_of, what_is_sent
from salesplanner.analysis.review_outcome import judge
from salesplanner.exchange.read_review import (
    COLUMNS,
    Known,
    Returned,
    marks_in,
    read_sheets,
    wishes_of,
)
from salesplanner.plan.edits.reviews import open_review_round
from salesplanner.plan.model import Plan
from salesplanner.problems import PlanProblem


@dataclass(frozen=True, eq=False)
class Review:
    """What came back in one round.

    wishes: judged, one row a wish. unread: cells that could not be taken, each with the reason.
    untouched: rows sent to those who answered that nobody asks to change. missing: rows sent that
    did not come back (they count as untouched).
    """

    scenario_id: str
    round_id: str
    wishes: pd.DataFrame
    unread: list[dict[str, Any]]
    managers: tuple[str, ...]
    untouched: int
    missing: int

    def of_outcome(self, outcome: str) -> pd.DataFrame:
        return self.wishes[(self.wishes["outcome"] == outcome).to_numpy(bool)]


def open_round(
    plan: Plan, scenario_id: str, layer_id: str, sent_at: str, name: str = ""
) -> Plan:  # fmt: skip
    """An edit: open a round of review over what the scenario says now.

    Raises:
        PlanProblem: there is no territory, or the scenario cannot go to reviewers.
    """
    known = decisions(plan, "review_round", scenario_id)
    round_id = f"round-{len(known) + 1}"
    sent = what_is_sent(plan, scenario_id, layer_id)
    mark = fingerprint(plan, f"{scenario_id} {round_id}", sent_at, sent)
    name = name.strip() or f"Round {len(known) + 1}"
    return open_review_round(plan, scenario_id, round_id, name, sent_at, sent.values(), mark)


def judged_again(plan: Plan, review: Review) -> Review:
    """The same answers against the plan as it is after some were taken over."""
    rows = plan["review_round"]
    is_it = (rows["scenario_id"] == review.scenario_id) & (rows["round_id"] == review.round_id)
    sent = Sent.of_round(rows[is_it.to_numpy(bool)].iloc[0])
    asked = review.wishes[list(COLUMNS)]
    wishes = judge(plan, review.scenario_id, review.round_id, sent, asked)
    return replace(review, wishes=wishes)


def open_round_of(plan: Plan, scenario_id: str) -> "pd.Series[Any]":
    """The row of the round that is open.

    Raises:
        PlanProblem: there is none.
    """
    rows = decisions(plan, "review_round", scenario_id)
    rows = rows[(rows["state"] == "open").fillna(False).to_numpy(bool)]
    if rows.empty:
        raise PlanProblem("No review round is open.", "table review_round", "Send packs first.")
    return rows.iloc[-1]


def bring_back(plan: Plan, files: Sequence[Path]) -> Review:
    """The answers of reviewers, judged against the plan as it is now.

    All scenarios with a round have to be loaded.

    Raises:
        PlanProblem: a file cannot be read, or is of another plan, an older or a different round.
    """
    read = [(path.name, read_sheets(path)) for path in files]
    found = [_round_of(plan, name, marks_in(raws)) for name, raws in read]
    if len({str(row["data_hash"]) for row in found}) > 1:
        what = f"{read[0][0]} and another file are of different rounds."
        raise PlanProblem(what, "review", "Bring back one round at a time.")
    row = found[0]
    sent, scenario_id = Sent.of_round(row), str(row["scenario_id"])
    names = decisions(plan, "territory", scenario_id).set_index("territory_id")["name"].fillna("")
    accounts = plan["account"].set_index("account_id")["name"].fillna("")
    territories = {name: str(names.get(name, "")) for name in sent.managers}
    digits = int(plan.info["currency_digits"])
    called = {str(key): str(name) for key, name in accounts.items()}
    known = Known(sent, str(row["data_hash"]), territories, called, digits)
    returned = [wishes_of(name, raws, known) for name, raws in read]
    return _together(plan, scenario_id, str(row["round_id"]), sent, returned)


def _together(
    plan: Plan, scenario_id: str, round_id: str, sent: Sent, returned: list[Returned]
) -> Review:
    wishes = pd.concat([one.frame() for one in returned], ignore_index=True)
    key = [name for name in COLUMNS if name not in ("file", "place")]
    judged = judge(
        plan, scenario_id, round_id, sent, wishes.drop_duplicates(key, ignore_index=True)
    )
    managers = sorted(set().union(*(one.managers for one in returned)))
    seen = set[tuple[str, str]]().union(*(one.seen for one in returned))
    asked = judged[judged["outcome"] != "untouched"]
    touched = set(zip(asked["table_name"], asked["row_key"], strict=True))
    theirs = _rows_of(sent, managers)
    return Review(
        scenario_id,
        round_id,
        judged,
        [one for each in returned for one in each.unread],
        tuple(managers),
        len(theirs - touched),
        len(theirs - seen),
    )


def _rows_of(sent: Sent, managers: Sequence[str]) -> set[tuple[str, str]]:
    mine = {territory for territory, who in sent.managers.items() if who in managers}
    accounts = {("account", key) for key, territory in sent.accounts.items() if territory in mine}
    return accounts | {("quota", key) for key in sent.quotas if quota_of(key)[0] in mine}


def _round_of(plan: Plan, file: str, marks: set[str]) -> "pd.Series[Any]":
    """The open round a workbook is of.

    Raises:
        PlanProblem: it is of none, of several, or of one that is closed.
    """
    if not marks:
        what = "This is not a review workbook: it carries no mark of a round."
        raise PlanProblem(what, file, "Choose a workbook that was sent out as a review pack.")
    rounds = plan["review_round"]
    mine = rounds[rounds["data_hash"].isin(marks).to_numpy(bool)]
    if mine.empty:
        what = "This workbook is of another plan, or of a round this plan does not know."
        raise PlanProblem(what, file, "Open the plan it was sent from.")
    if len(marks) > 1 or len(mine) > 1:
        what = "This workbook holds rows of several rounds."
        raise PlanProblem(what, file, "Ask for the answers in the pack of the open round.")
    row = mine.iloc[0]
    if row["state"] != "open":
        others = rounds[(rounds["scenario_id"] == row["scenario_id"]).to_numpy(bool)]
        now = others["name"][(others["state"] == "open").to_numpy(bool)]
        what = (
            f"This workbook is of {row['name']!r}, sent {str(row['sent_at'])[:10]}: it is closed."
        )
        remedy = f"Ask for the answers in the pack of {now.iloc[-1]!r}." if len(now) else (
            "Send new packs first.")  # fmt: skip
        raise PlanProblem(what, file, remedy)
    return row
