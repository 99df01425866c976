"""Pairs of accounts that look alike, side by side, and what the planner decides about them."""

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from salesplanner.exchange.prepare import Prepared
from salesplanner.plan.edits.import_accounts import account_ids
from salesplanner.plan.fields import TABLES
from salesplanner.plan.model import Plan, equals

_SHOWN = ("name", "street", "city", "state", "postal_code", "country", "domain", "phone",
          "industry", "employees", "status", "owner_id", "parent_account_id", "revenue_amount",
          "revenue_last_year_amount", "potential_amount", "pipeline_amount")  # fmt: skip


@dataclass(frozen=True)
class DuplicatePair:
    """An arriving record and what it may be the same as.

    `other` is an account of the plan, or, where `is_within`, another record of the same file.
    `share` is how sure it is, 0 to 1; `is_sure` pairs are merged unless the planner says no, all
    others stay apart unless the planner says yes. `is_merged` is what happens now.
    """

    record: str
    other: str
    is_within: bool
    name: str
    other_name: str
    share: float
    why: str
    is_sure: bool
    is_merged: bool

    @property
    def key(self) -> tuple[str, str]:
        """By this the planner's decision is told to `decided`: {pair.key: True} merges."""
        return self.record, self.other


def duplicate_pairs(plan: Plan, prepared: Prepared) -> tuple[DuplicatePair, ...]:
    """All pairs worth a look, doubtful ones first, then by how sure they are."""
    arriving = _names(prepared.incoming.arrival.rows.get("account"), "record_id")
    known = _names(plan["account"], "account_id")
    pairs = []
    for matches, is_within in ((prepared.across, False), (prepared.within, True)):
        if matches is None:
            continue
        others = arriving if is_within else known
        for row in matches.pairs.itertuples():
            left, right = str(row.left), str(row.right)
            pairs.append(DuplicatePair(
                left, right, is_within, arriving.get(left, left), others.get(right, right),
                float(str(row.share)), str(row.why), str(row.verdict) == "sure",
                _is_merged(prepared, left, right, is_within),
            ))  # fmt: skip
    return tuple(sorted(pairs, key=lambda pair: (pair.is_sure, -pair.share)))


def side_by_side(plan: Plan, prepared: Prepared, pair: DuplicatePair) -> pd.DataFrame:
    """The values of both, one row a field that either has.

    Returns:
        Columns field, title, arriving, other, differs. Amounts are in smallest units.
    """
    arriving = prepared.incoming.arrival.rows["account"]
    left = arriving[equals(arriving, "record_id", pair.record)].iloc[0]
    if pair.is_within:
        right = arriving[equals(arriving, "record_id", pair.other)].iloc[0]
    else:
        right = plan["account"][equals(plan["account"], "account_id", pair.other)].iloc[0]
    rows = []
    for name in _SHOWN:
        a, b = left.get(name, pd.NA), right.get(name, pd.NA)
        if pd.isna(a) and pd.isna(b):
            continue
        differs = not (pd.isna(a) or pd.isna(b)) and bool(a != b)
        rows.append((name, TABLES["account"].field(name).title, a, b, differs))
    return pd.DataFrame(rows, columns=["field", "title", "arriving", "other", "differs"])


def same_accounts(plan: Plan, prepared: Prepared) -> Mapping[str, str]:
    """record -> account it will be, for every record of the arrival as now decided."""
    return account_ids(plan, prepared.incoming.arrival, prepared.decisions)


def _names(rows: pd.DataFrame | None, key: str) -> dict[str, str]:
    if rows is None or "name" not in rows:
        return {}
    return dict(zip(rows[key].astype(str), rows["name"].fillna("").astype(str), strict=True))


def _is_merged(prepared: Prepared, left: str, right: str, is_within: bool) -> bool:
    decisions = prepared.decisions
    if not is_within:
        return left in decisions.account_of and decisions.account_of[left].into == right
    return _end(left, decisions.same_as) == _end(right, decisions.same_as)


def _end(record: str, same_as: Mapping[str, object]) -> str:
    while record in same_as:
        record = str(getattr(same_as[record], "into"))  # noqa: B009
    return record
