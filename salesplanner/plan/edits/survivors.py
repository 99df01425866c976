"""Which value of an account stays where an import brings another one."""

import json
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from salesplanner.plan.arrival import Decisions
from salesplanner.plan.model import Plan, equals, is_in
from salesplanner.plan.positions import values_differ


@dataclass(frozen=True)
class Contest:
    """The accounts that arrive again, row by row: in the plan, as they arrive, and what is told.

    `before`: what the system said of them the last time; `preferred`: what the preferred system
    said. Both have the index of `present`, and NA where nothing is known.
    """

    present: pd.DataFrame
    newer: pd.DataFrame
    before: pd.DataFrame
    preferred: pd.DataFrame
    system: str
    decisions: Decisions

    def survivor(self, name: str) -> pd.Series:
        """The values of one column that stay; an empty cell never wins.

        A value changed in the plan stays as long as the system says what it said before.
        """
        old, new = self.present[name], self.newer[name]
        rule = self.decisions.survivors.get(name, "")
        new_wins = self._new_wins(name, rule)
        chosen = new.where(new_wins, old).fillna(old.where(new_wins, new))
        if rule or name not in self.before:
            return chosen
        said = self.before[name].astype(new.dtype)
        is_same = said.notna().to_numpy(bool) & ~values_differ(said.array, new.array)
        return chosen.where(~is_same, old)

    def _new_wins(self, name: str, rule: str) -> np.ndarray:
        old, new = self.present[name], self.newer[name]
        is_own = (self.present["system"].fillna(self.system) == self.system).to_numpy(bool)
        if rule == "newest":
            return np.ones(len(old), bool)
        if rule == "known":
            return np.zeros(len(old), bool)
        if rule == "longest":
            return np.array([_is_longer(b, a) for a, b in zip(old, new, strict=True)], bool)
        if rule == "preferred" and self.decisions.preferred_system == self.system:
            return np.ones(len(old), bool)
        if rule == "preferred" and name in self.preferred:
            return is_own & self.preferred[name].isna().to_numpy(bool)
        return is_own


def _is_longer(new: object, old: object) -> bool:
    return not (pd.isna(new) or pd.isna(old)) and len(str(new)) > len(str(old))  # type: ignore[call-overload]  # scalars


def said_before(
    plan: Plan, system: str, record_of: Mapping[str, str], like: pd.DataFrame
) -> pd.DataFrame:
    """What a system said of accounts in its last import: one row an account, as `like` has them.

    `record_of`: account -> its record. Accounts of several records are left out: their values were
    put together and cannot be told apart.
    """
    records = plan["source_record"]
    mine = records[equals(records, "system", system)]
    mine = mine[is_in(mine, "record_id", list(record_of.values()))]
    texts = dict(zip(mine["record_id"], mine["row_values"], strict=True))
    rows = []
    for account in like["account_id"]:
        text = texts.get(record_of.get(str(account), ""))
        rows.append(json.loads(text) if isinstance(text, str) else {})
    return pd.DataFrame(rows, index=like.index, dtype=object)


def said_by_preferred(plan: Plan, decisions: Decisions, like: pd.DataFrame) -> pd.DataFrame:
    """What the preferred system said of accounts, where a rule of survival asks for it."""
    if "preferred" not in decisions.survivors.values():
        return pd.DataFrame(index=like.index)
    records = plan["source_record"]
    theirs = records[equals(records, "system", decisions.preferred_system)]
    texts = dict(zip(theirs["account_id"], theirs["row_values"], strict=True))
    rows = [texts.get(account) for account in like["account_id"]]
    values = [json.loads(text) if isinstance(text, str) else {} for text in rows]
    return pd.DataFrame(values, index=like.index, dtype=object)
