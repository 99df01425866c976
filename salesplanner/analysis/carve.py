"""Carve rules: which accounts a list of readable conditions sends where."""

import json
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from salesplanner.plan.condition_values import AccountColumns, Mask, matches
from salesplanner.plan.conditions import Condition, names_of_accounts, own_column, parse_condition
from salesplanner.plan.fields import TABLES, Kind
from salesplanner.plan.model import Plan, equals
from salesplanner.problems import PlanProblem

_OWN_KINDS = {
    "text": Kind.TEXT,
    "number": Kind.REAL,
    "date": Kind.DATE,
    "money": Kind.REAL,
    "yes/no": Kind.FLAG,
}


@dataclass(frozen=True)
class Rule:
    """A rule in force; `condition` is None where it cannot be read, and `problem` says why."""

    rule_id: str
    name: str
    territory_id: str
    condition: Condition | None
    problem: PlanProblem | None = None


def account_columns(plan: Plan) -> AccountColumns:
    """The accounts made ready for conditions, with the columns the planner added."""
    frame, kinds = plan["account"], {f.name: f.kind for f in TABLES["account"].fields}
    own = plan["own_field"]
    own = own[equals(own, "table_name", "account")]
    values = plan["own_value"]
    for row in own.itertuples():
        of_field = values[equals(values, "own_field_id", row.own_field_id)]
        texts = of_field.set_index("row_key")["value"]
        kind = _OWN_KINDS.get(str(row.kind), Kind.TEXT)
        column = frame["account_id"].map(texts)
        frame = frame.assign(**{own_column(str(row.own_field_id)): _typed(column, kind)})
        kinds[own_column(str(row.own_field_id))] = kind
    return AccountColumns(frame, _amount_scale(plan), _today(plan), kinds)


def rules_in_force(plan: Plan, scenario_id: str, layer_id: str) -> list[Rule]:
    """The active rules of a layer in the order they are tried."""
    rules = plan["carve_rule"]
    wanted = equals(rules, "scenario_id", scenario_id) & equals(rules, "layer_id", layer_id)
    rules = rules[wanted & rules["is_active"].fillna(True).to_numpy(bool)]
    rules = rules.sort_values(["priority", "rule_id"], kind="stable")
    names = names_of_accounts(plan)
    return [_rule(row, names) for _, row in rules.iterrows()]


def _rule(row: pd.Series, names: dict[str, str]) -> Rule:
    ids = str(row["rule_id"]), str(row["name"] if pd.notna(row["name"]) else row["rule_id"])
    territory = "" if pd.isna(row["territory_id"]) else str(row["territory_id"])
    try:
        text = "" if pd.isna(row["condition"]) else str(row["condition"])
        return Rule(*ids, territory, parse_condition(text, names))
    except PlanProblem as problem:
        return Rule(*ids, territory, None, problem)


def rule_matches(rule: Rule, columns: AccountColumns) -> Mask:
    """The accounts a rule's condition is true for; none where it cannot be read."""
    if rule.condition is None:
        return np.zeros(len(columns), bool)
    try:
        return matches(rule.condition, columns)
    except PlanProblem:
        return np.zeros(len(columns), bool)


def first_matching_rule(rules: list[Rule], columns: AccountColumns) -> NDArray[np.int64]:
    """Position of the first rule that matches each account, (n,), -1: none."""
    first = np.full(len(columns), -1, np.int64)
    for position in range(len(rules) - 1, -1, -1):
        first[rule_matches(rules[position], columns)] = position
    return first


def rule_territories(
    plan: Plan, scenario_id: str, layer_id: str, columns: AccountColumns, ids: pd.Index
) -> NDArray[np.int64]:
    """Position among `ids` of the territory the rules send each account to, (n,), -1: none."""
    rules = rules_in_force(plan, scenario_id, layer_id)
    targets = ids.get_indexer(pd.Index([rule.territory_id for rule in rules], dtype=object))
    return np.append(targets, -1).astype(np.int64)[first_matching_rule(rules, columns)]


def rule_report(plan: Plan, scenario_id: str, layer_id: str) -> pd.DataFrame:
    """A dry run of the whole list: one row a rule, in order.

    Columns: rule_id, name, territory_id, n_matches (accounts it is true for), n_decides (of
    these, those no earlier rule took), revenue_amount and potential_amount of what it decides,
    n_contested (matched as well by a later rule that sends them elsewhere), state: 'in use',
    'matches nothing', 'never reached' (earlier rules take all), 'cannot be read', and problem.
    """
    columns = account_columns(plan)
    rules = rules_in_force(plan, scenario_id, layer_id)
    masks = [rule_matches(rule, columns) for rule in rules]
    taken = np.zeros(len(columns), bool)
    rows = []
    for position, (rule, mask) in enumerate(zip(rules, masks, strict=True)):
        decides = mask & ~taken
        taken |= mask
        later = zip(rules[position + 1 :], masks[position + 1 :], strict=True)
        others = [other for after, other in later if after.territory_id != rule.territory_id]
        contested = decides & np.logical_or.reduce([np.zeros_like(mask), *others])
        rows.append(_report_row(plan, rule, mask, decides, contested))
    names = (
        "rule_id name territory_id n_matches n_decides revenue_amount potential_amount "
        "n_contested state problem"
    ).split()
    return pd.DataFrame(rows, columns=names)


def _report_row(
    plan: Plan, rule: Rule, mask: Mask, decides: Mask, contested: Mask
) -> tuple[object, ...]:
    accounts = plan["account"]
    sums = [
        int(accounts.loc[decides, name].fillna(0).sum())
        for name in ("revenue_amount", "potential_amount")
    ]
    if rule.condition is None:
        state = "cannot be read"
    elif not mask.any():
        state = "matches nothing"
    else:
        state = "in use" if decides.any() else "never reached"
    counts = int(mask.sum()), int(decides.sum())
    problem = str(rule.problem) if rule.problem else ""
    return (
        rule.rule_id,
        rule.name,
        rule.territory_id,
        *counts,
        *sums,
        int(contested.sum()),
        state,
        problem,
    )


def segments(plan: Plan) -> pd.Series:
    """The segment of each account by the plan's segment rules; the imported one where none matches.

    Raises:
        PlanProblem: a rule's condition cannot be read.
    """
    columns, names = account_columns(plan), names_of_accounts(plan)
    rules = plan["segment_rule"].sort_values(["position", "segment_id"], kind="stable")
    answer = plan["account"]["segment"].to_numpy(object).copy()
    for row in rules.iloc[::-1].itertuples():
        text = row.condition if isinstance(row.condition, str) else ""
        condition = parse_condition(text, names)
        answer[matches(condition, columns)] = row.segment_id
    return pd.Series(answer, dtype=plan["account"]["segment"].dtype)


def score(plan: Plan, score_id: str) -> pd.DataFrame:
    """account_id, score (0 to 100) and tier by weighted fields: '0.7 potential + 0.3 revenue'.

    Each field is taken as its rank among the accounts (0 lowest, 1 highest), so that measures of
    different units can be weighted: score = 100 x sum(weight x rank) / sum(weights).

    Raises:
        PlanProblem: no such score, or a formula that cannot be read.
    """
    scores = plan["score"]
    row = scores[equals(scores, "score_id", score_id)]
    if row.empty:
        raise PlanProblem(f"There is no score {score_id!r}.", "table score", "Add it first.")
    weights = _weights(str(row["formula"].iloc[0]), names_of_accounts(plan))
    columns = account_columns(plan)
    total = np.zeros(len(columns))
    for name, weight in weights.items():
        ranks = pd.Series(columns.numbers(name)).rank(pct=True, method="average")
        total += weight * ranks.fillna(0).to_numpy(float)
    value = 100 * total / sum(weights.values())
    tiers = row["tiers"].iloc[0]
    steps = {} if pd.isna(tiers) else json.loads(str(tiers))
    return pd.DataFrame(
        {"account_id": plan["account"]["account_id"], "score": value, "tier": _tier(value, steps)}
    )


def _weights(formula: str, names: dict[str, str]) -> dict[str, float]:
    numeric = {Kind.INTEGER, Kind.AMOUNT, Kind.REAL, Kind.SHARE}
    weights: dict[str, float] = {}
    for part in formula.split("+"):
        number, _, name = part.strip().partition(" ")
        column = names.get(name.strip().strip("[]").casefold(), "")
        is_number = number.replace(".", "", 1).isdigit() and float(number) > 0
        known = [f for f in TABLES["account"].fields if f.name == column]
        if not is_number or not column or (known and known[0].kind not in numeric):
            remedy = "Write weights and number fields, like: 0.7 potential + 0.3 employees."
            raise PlanProblem(f"The formula cannot be read at {part.strip()!r}.", "score", remedy)
        weights[column] = weights.get(column, 0.0) + float(number)
    return weights


def _tier(value: NDArray[np.float64], steps: dict[str, float]) -> NDArray[np.object_]:
    """The name of the highest tier whose lower end the value reaches."""
    tier = np.full(len(value), "", dtype=object)
    for name, low in sorted(steps.items(), key=lambda item: item[1]):
        tier[value >= low] = name
    return tier


def _typed(column: pd.Series, kind: Kind) -> pd.Series:
    if kind == Kind.REAL:
        return pd.to_numeric(column, errors="coerce").astype("Float64")
    if kind == Kind.FLAG:
        yes = column.str.casefold().isin(["yes", "true", "1", "y"])
        return yes.astype("boolean").where(column.notna())
    return column


def _amount_scale(plan: Plan) -> int:
    digits = plan.info["currency_digits"] if len(plan["plan_info"]) else 2
    return int(10 ** (2 if pd.isna(digits) else int(digits)))


def _today(plan: Plan) -> date:
    """The day of the data; the first day of the fiscal year where that is not known."""
    if plan["plan_info"].empty:
        return date(2000, 1, 1)
    info = plan.info
    if pd.notna(info["data_date"]):
        return date.fromisoformat(str(info["data_date"]))
    month = 1 if pd.isna(info["first_month"]) else int(info["first_month"])
    return date(2000 if pd.isna(info["fiscal_year"]) else int(info["fiscal_year"]), month, 1)
