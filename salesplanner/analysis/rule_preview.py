"""What a rule would do before it is saved: only what it changes is looked at again."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from salesplanner.analysis.carve import Rule, rule_matches, rules_in_force
from salesplanner.analysis.columns import Bools, Ints, floats, index_of, texts
from salesplanner.analysis.register import register
from salesplanner.analysis.who_covers import STEPS, cover, territories_of_layer
from salesplanner.plan.condition_values import matches
from salesplanner.plan.conditions import names_of_accounts, parse_condition
from salesplanner.plan.model import Plan


@dataclass(frozen=True, eq=False)
class Preview:
    """Accounts a rule is true for, those it decides, and those that would change territory.

    held: by what the others it is true for are decided, most accounts first. changed: one row an
    account that would change: account_id, name, revenue_amount, from_territory_id, to_territory_id.
    """

    n_matches: int
    n_decides: int
    revenue_amount: int
    decided_revenue_amount: int
    changed: pd.DataFrame
    held: dict[str, int]

    @property
    def n_changed(self) -> int:
        return len(self.changed)

    @property
    def changed_revenue_amount(self) -> int:
        return int(self.changed["revenue_amount"].sum())


class RulePreview:
    """One layer of a scenario made ready for many previews.

    Raises:
        PlanProblem: no such scenario.
    """

    def __init__(self, plan: Plan, scenario_id: str, layer_id: str) -> None:
        self._plan, self._scenario_id, self._layer_id = plan, scenario_id, layer_id
        self._known = register(plan)
        self._names = names_of_accounts(plan)
        self._ids = index_of(territories_of_layer(plan, scenario_id, layer_id), "territory_id")
        self._rules = rules_in_force(plan, scenario_id, layer_id)
        self._masks = [rule_matches(rule, self._known.columns) for rule in self._rules]
        self._before = cover(plan, scenario_id, layer_id, self._known, by_rule=self._by_rules())
        self._revenue = floats(plan["account"], "revenue_amount")

    def of(self, condition: str, territory_id: str, rule_id: str | None = None) -> Preview:
        """What a rule with this condition would do: in place of `rule_id`, or after all others.

        Raises:
            PlanProblem: the condition cannot be read, with the place.
        """
        mask = matches(parse_condition(condition, self._names), self._known.columns)
        ids = [rule.rule_id for rule in self._rules]
        at = ids.index(rule_id) if rule_id in ids else len(ids)
        decides = self._first(at, mask) == at
        by_rule = self._by_rules(at, mask, territory_id)
        after = cover(
            self._plan, self._scenario_id, self._layer_id, self._known, by_rule=by_rule
        )  # fmt: skip
        is_mine = decides & (after.step == STEPS.index("rule"))
        changed = self._changed(after.territory, after.territory_ids)
        return Preview(
            int(mask.sum()), int(is_mine.sum()), int(self._revenue[mask].sum()),
            int(self._revenue[is_mine].sum()), changed, _held(mask & ~is_mine, after.step),
        )  # fmt: skip

    def _first(self, at: int, mask: Bools) -> Ints:
        """Position of the first rule true for each account, with `mask` in position `at`."""
        masks = [*self._masks[:at], mask, *self._masks[at + 1 :]]
        first = np.full(len(mask), -1, np.int64)
        for position in range(len(masks) - 1, -1, -1):
            first[masks[position]] = position
        return first

    def _by_rules(self, at: int = -1, mask: Bools | None = None, territory_id: str = "") -> Ints:
        """Position of the territory the rules send each account to, -1: none."""
        rules: list[Rule] = list(self._rules)
        ids = [rule.territory_id for rule in rules]
        if mask is None:
            mask, at = np.zeros(len(self._known.columns), bool), len(rules)
        ids[at : at + 1] = [territory_id]
        targets = self._ids.get_indexer(pd.Index(ids, dtype=object))
        return np.append(targets, -1).astype(np.int64)[self._first(at, mask)]

    def _changed(self, territory: Ints, ids: pd.Index) -> pd.DataFrame:
        at = np.flatnonzero(territory != self._before.territory)
        names = np.append(ids.to_numpy(object), [""])
        account = self._plan["account"].iloc[at]
        table = pd.DataFrame(
            {
                "account_id": texts(account, "account_id"),
                "name": texts(account, "name", ""),
                "revenue_amount": self._revenue[at],
                "from_territory_id": names[self._before.territory[at]],
                "to_territory_id": names[territory[at]],
            }
        )
        return table.sort_values("revenue_amount", ascending=False, ignore_index=True)


def _held(mask: Bools, step: Ints) -> dict[str, int]:
    """How many of the accounts are decided by what else, most first."""
    words = {
        "exception": "an exception", "holdover": "a holdover", "rule": "another rule",
        "outside": "the layer, which does not cover them",
    }  # fmt: skip
    counts = {said: int((mask & (step == STEPS.index(name))).sum()) for name, said in words.items()}
    ordered = sorted(counts.items(), key=lambda item: -item[1])
    return {said: n for said, n in ordered if n}
