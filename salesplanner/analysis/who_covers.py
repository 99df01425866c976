"""Who covers an account: exactly one territory in each layer, and which step decided."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from salesplanner.analysis.carve import rule_territories
from salesplanner.analysis.columns import (
    Bools,
    Floats,
    Ints,
    decisions,
    flags,
    floats,
    index_of,
    positions,
    texts,
)
from salesplanner.analysis.fiscal_year import fiscal_year
from salesplanner.analysis.layers import followed_layer, layer_covers, serving_territory
from salesplanner.analysis.register import Register, register
from salesplanner.plan.model import Plan, equals

STEPS = (
    "unassigned", "exception", "holdover", "rule", "solved", "family", "unit", "followed",
    "outside",
)  # fmt: skip
_STEP_OF_KIND = {"named": 1, "hand": 1, "split": 1, "holdover": 2, "solved": 4}
_RULE, FAMILY, _UNIT, FOLLOWED, OUTSIDE = 3, 5, 6, 7, 8


@dataclass(frozen=True, eq=False)
class Cover:
    """n accounts, m units, k territories of one layer in one scenario, by position.

    territory: (n,) territory of each account, -1: none. step: (n,) position in STEPS; OUTSIDE are
    accounts the layer does not cover at all. unit_territory: (m,) territory of each unit.
    share: (n,) of the account, 1 unless split. split_account, split_territory, split_share: the
    further parts of split accounts. by_rule: (n,) territory the carve rules alone would give.
    """

    territory_ids: pd.Index
    territory: Ints
    step: Ints
    unit_territory: Ints
    share: Floats
    split_account: Ints
    split_territory: Ints
    split_share: Floats
    by_rule: Ints

    @property
    def n_territories(self) -> int:
        return len(self.territory_ids)

    @property
    def is_inside(self) -> Bools:
        """(n,) accounts the layer covers, those without a territory among them."""
        return np.asarray(self.step != OUTSIDE, bool)


def territory_of_accounts(
    plan: Plan, scenario_id: str, layer_id: str, on: str | None = None
) -> pd.DataFrame:
    """account_id, territory_id (empty: unassigned) and step, one row for every account.

    step is one of STEPS, the first that decided. A split account shows its largest part. `on` is
    the day asked for (default: the first of the fiscal year).

    Raises:
        PlanProblem: there is no such scenario.
    """
    known = register(plan)
    found = cover(plan, scenario_id, layer_id, known, on=on)
    names = np.append(found.territory_ids.to_numpy(object), [pd.NA])
    return pd.DataFrame(
        {
            "account_id": plan["account"]["account_id"],
            "territory_id": pd.Series(
                names[found.territory], dtype=plan["account"]["account_id"].dtype
            ),
            "step": np.array(STEPS, object)[found.step],
        }
    )


def cover(
    plan: Plan,
    scenario_id: str,
    layer_id: str,
    known: Register,
    *,
    on: str | None = None,
    by_rule: Ints | None = None,
) -> Cover:
    """The order of MODEL.md as arrays, on one day (default: the first of the fiscal year).

    An exception or holdover counts whatever the layer covers; all later steps decide only about
    accounts the layer covers. In a layer that follows another, the territory that serves the
    account's territory there takes the place of the territory of its unit.

    by_rule: what `rule_territories` gave before, where rules and accounts are the same.
    """
    day = on or fiscal_year(plan).first_day
    territories = territories_of_layer(plan, scenario_id, layer_id)
    ids = index_of(territories, "territory_id")
    ground = _ground(plan, scenario_id, layer_id, known, ids, day)
    exceptions = _exceptions(plan, scenario_id, layer_id, known, ids, day)
    territory, step, share = _by_exception(exceptions, known.n_accounts)
    if by_rule is None:
        by_rule = rule_territories(plan, scenario_id, layer_id, known.columns, ids)
    is_covered = layer_covers(plan, layer_id, known.columns)
    _hold_out(is_covered, territory, step, share)
    _apply_rules(by_rule, territory, step)
    _follow_family(territory, step, ground, parents_in(plan, layer_id, known))
    parts = _further_parts(exceptions, step)
    return Cover(ids, territory, step, ground.unit_territory, share, *parts, by_rule)


@dataclass(frozen=True, eq=False)
class _Ground:
    """What decides last: (m,) territory of each unit, (n,) of each account by it, and the step."""

    unit_territory: Ints
    of_account: Ints
    step: int


def _ground(
    plan: Plan, scenario_id: str, layer_id: str, known: Register, ids: pd.Index, day: str
) -> _Ground:
    followed = followed_layer(plan, layer_id)
    if not followed:
        units = _territory_of_units(plan, scenario_id, layer_id, known, ids)
        return _Ground(units, _take(units, known.account_unit), _UNIT)
    base = cover(plan, scenario_id, followed, known, on=day)
    serving = serving_territory(plan, scenario_id, layer_id, base.territory_ids, ids)
    units = _take(serving, base.unit_territory)
    by_account = _take(serving, base.territory)
    by_unit = _take(units, known.account_unit)  # for accounts the followed layer leaves out
    return _Ground(units, np.where(base.territory >= 0, by_account, by_unit), FOLLOWED)


def territories_of_layer(plan: Plan, scenario_id: str, layer_id: str) -> pd.DataFrame:
    """The territories of the lowest level that belong to a layer."""
    rows = decisions(plan, "territory", scenario_id)
    in_layer: Bools = (texts(rows, "layer_id", layer_id) == layer_id) & is_lowest(plan, rows)
    return rows.loc[in_layer].reset_index(drop=True)


def is_lowest(plan: Plan, territories: pd.DataFrame) -> Bools:
    """Which rows are territories and not districts and up; an empty level counts as lowest."""
    levels = plan["level"]
    lowest = levels.loc[equals(levels, "position", 0), "level_id"]
    name = str(lowest.iloc[0]) if len(lowest) else "territory"
    return np.asarray(texts(territories, "level_id", name) == name, bool)


def _territory_of_units(
    plan: Plan, scenario_id: str, layer_id: str, known: Register, ids: pd.Index
) -> Ints:
    rows = decisions(plan, "unit_assignment", scenario_id, layer_id)
    unit = positions(known.units, texts(rows, "unit_id"))
    territory = positions(ids, texts(rows, "territory_id"))
    answer = np.full(known.n_units, -1, np.int64)
    answer[unit[unit >= 0]] = territory[unit >= 0]
    return answer


def _exceptions(
    plan: Plan, scenario_id: str, layer_id: str, known: Register, ids: pd.Index, day: str
) -> pd.DataFrame:
    """Account assignments in force on the day: account, territory, step, share; best first."""
    rows = decisions(plan, "account_assignment", scenario_id, layer_id)
    until = texts(rows, "until_date", "")
    ended = (until != "") & (until < day)
    afterwards = positions(ids, texts(rows, "then_territory_id"))
    kind = texts(rows, "kind", "hand")
    step = np.array([_STEP_OF_KIND.get(name, 1) for name in kind], np.int64)
    frame = pd.DataFrame(
        {
            "account": positions(known.accounts, texts(rows, "account_id")),
            "territory": np.where(ended, afterwards, positions(ids, texts(rows, "territory_id"))),
            "step": np.where(flags(rows, "is_locked"), 1, step),
            "share": floats(rows, "share", 1.0),
            "from_date": texts(rows, "from_date", ""),
            "is_split": kind == "split",
        }
    )
    begun = (frame["from_date"] <= day).to_numpy(bool)
    valid = (frame["account"] >= 0) & (frame["territory"] >= 0)
    frame = frame[begun & valid.to_numpy(bool)]
    order = ["account", "step", "from_date", "share"]
    ordered = frame.sort_values(order, ascending=[True, True, False, False], kind="stable")
    return _whole_shares(ordered)


def _by_exception(exceptions: pd.DataFrame, n_accounts: int) -> tuple[Ints, Ints, Floats]:
    territory, step = np.full(n_accounts, -1, np.int64), np.zeros(n_accounts, np.int64)
    share = np.ones(n_accounts)
    first = exceptions[~exceptions["account"].duplicated().to_numpy(bool)]
    account = first["account"].to_numpy(np.int64)
    territory[account] = first["territory"]
    step[account] = first["step"]
    share[account] = first["share"]
    return territory, step, share


def _whole_shares(exceptions: pd.DataFrame) -> pd.DataFrame:
    """Only what decides: the best row of each account and, where that is a split, its other parts.

    Shares add up to 1: parts that are not in force on the day leave theirs to those that are.
    """
    if exceptions.empty:
        return exceptions
    first = exceptions.groupby("account", sort=False)[["step", "from_date", "is_split"]]
    best = first.transform("first")
    is_first = ~exceptions["account"].duplicated()
    same = (best["step"] == exceptions["step"]) & (best["from_date"] == exceptions["from_date"])
    is_part = best["is_split"] & exceptions["is_split"] & same
    kept = exceptions[(is_first | is_part).to_numpy(bool)]
    kept = kept.assign(share=np.where(kept["is_split"], kept["share"], 1.0))
    total = kept.groupby("account")["share"].transform("sum")
    whole = np.where(total > 0, kept["share"] / total.where(total > 0, 1.0), 1.0)
    return kept.assign(share=whole)


def _further_parts(exceptions: pd.DataFrame, step: Ints) -> tuple[Ints, Ints, Floats]:
    """The parts of split accounts beside the largest, where the split is what decided."""
    later = exceptions[exceptions["account"].duplicated().to_numpy(bool)]
    account = later["account"].to_numpy(np.int64)
    is_part = np.isin(step[account], (1, 2))
    territory = later["territory"].to_numpy(np.int64)
    share = later["share"].to_numpy(np.float64)
    return account[is_part], territory[is_part], share[is_part]


def _hold_out(is_covered: Bools, territory: Ints, step: Ints, share: Floats) -> None:
    """Accounts the layer does not cover have no territory there, unless somebody said so."""
    outside = ~is_covered & ~np.isin(step, (1, 2))
    territory[outside], step[outside], share[outside] = -1, OUTSIDE, 1.0


def _apply_rules(by_rule: Ints, territory: Ints, step: Ints) -> None:
    """Step 3: the first carve rule that matches, for accounts no exception has decided."""
    decided = (by_rule >= 0) & ((step == 0) | ((step > _RULE) & (step != OUTSIDE)))
    territory[decided], step[decided] = by_rule[decided], _RULE


def parents_in(plan: Plan, layer_id: str, known: Register) -> Ints:
    """The parent each account goes with in a layer, (n,); all -1 where families go apart."""
    layers = plan["layer"]
    rule = layers.loc[equals(layers, "layer_id", layer_id), "family_rule"]
    if len(rule) and not pd.isna(rule.iloc[0]) and rule.iloc[0] == "apart":
        return np.full(known.n_accounts, -1, np.int64)
    return known.parent


def _follow_family(territory: Ints, step: Ints, ground: _Ground, parent: Ints) -> None:
    """Steps 4 and 5: a child takes its parent's territory, an account without one its unit's.

    Families are walked from the top down, one generation a round; a ring of parents is left
    after as many rounds as a family can have generations and falls back to the units.
    """
    own, last = ground.of_account, ground.step
    open_ones = np.flatnonzero(step == 0)
    for _generation in range(20):
        head = open_ones[parent[open_ones] < 0]
        territory[head] = own[head]
        step[head] = np.where(own[head] >= 0, last, 0)
        child = open_ones[parent[open_ones] >= 0]
        if not len(child):
            return
        waiting = np.isin(parent[child], child)
        ready = child[~waiting]
        inherited = territory[parent[ready]]
        territory[ready] = np.where(inherited >= 0, inherited, own[ready])
        has_ground = np.where(own[ready] >= 0, last, 0)
        step[ready] = np.where(inherited >= 0, FAMILY, has_ground)
        open_ones = child[waiting]
        if not len(ready):
            break
    territory[open_ones] = own[open_ones]
    step[open_ones] = np.where(own[open_ones] >= 0, last, 0)


def _take(values: Ints, which: Ints) -> Ints:
    """values[which], -1 where which is -1."""
    return np.append(values, -1)[which]
