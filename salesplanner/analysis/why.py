"""The answer to "where did my account go, and why?": the path through the steps, one by one."""

from dataclasses import dataclass

import pandas as pd

from salesplanner.analysis.carve import Rule, rule_matches, rules_in_force
from salesplanner.analysis.fiscal_year import fiscal_year
from salesplanner.analysis.layers import followed_layer, layer_conditions, layer_name
from salesplanner.analysis.register import Register, register
from salesplanner.analysis.who_covers import STEPS, Cover, cover, parents_in
from salesplanner.plan.conditions import written
from salesplanner.plan.model import Plan, equals
from salesplanner.problems import PlanProblem

_ORDER = ("exception", "holdover", "rule", "solved", "family", "unit", "followed", "outside")
_STEP_NAMES = {
    "exception": "Locked or named exception",
    "holdover": "Holdover",
    "rule": "Carve rule",
    "solved": "A solve of accounts",
    "family": "Its family",
    "unit": "Its unit",
    "followed": "The layer it follows",
    "outside": "Not covered by this layer",
    "unassigned": "Unassigned",
}
_REMEDY = {
    "exception": "Remove the exception, and the rules decide again.",
    "holdover": "End the holdover, or wait for its last day.",
    "rule": "Change the rule or its order, or name the account as an exception.",
    "solved": "Solve again, or name the account as an exception.",
    "family": "Move the parent, or name the account as an exception.",
    "unit": "Give the unit to another territory, or name the account as an exception.",
    "followed": "Change who serves that territory, or name the account as an exception.",
    "outside": "Change what the layer covers, or name the account as an exception.",
    "unassigned": "Give it a place, or name it as an exception.",
}


@dataclass(frozen=True)
class Step:
    """One step of the order: whether it decided, and what it says about this account."""

    name: str
    decided: bool
    says: str


@dataclass(frozen=True)
class Why:
    """Who covers an account in one layer: the territory, the step that decided, all steps."""

    account_id: str
    territory_id: str  # '' where unassigned
    territory_name: str
    decided_by: str
    steps: tuple[Step, ...]
    remedy: str
    since: str = ""  # ISO date from when it is so, '' where nobody noted it
    by: str = ""  # who decided
    otherwise: str = ""  # the territory it would be in without what decided

    def sentence(self) -> str:
        """The answer in one sentence."""
        decided = next((step for step in self.steps if step.decided), None)
        where = self.territory_name or "no territory"
        return f"{where}: {decided.says}" if decided else f"{where}: nothing decides about it."


def why(plan: Plan, scenario_id: str, layer_id: str, account_id: str, on: str | None = None) -> Why:
    """Follow one account through the order of MODEL.md, on a day (default: the year's first).

    Raises:
        PlanProblem: no such account or scenario.
    """
    known = register(plan)
    position = int(known.accounts.get_indexer(pd.Index([account_id], dtype=object))[0])
    if position < 0:
        raise PlanProblem(f"There is no account {account_id!r}.", "table account", "Check its id.")
    found = cover(plan, scenario_id, layer_id, known, on=on)
    names = _territory_names(plan, scenario_id)
    number = int(found.territory[position])
    territory_id = str(found.territory_ids[number]) if number >= 0 else ""
    decided_by = STEPS[int(found.step[position])]
    case = _Case(plan, scenario_id, layer_id, position, known, found, names)
    says = {
        **_assignment_says(case, account_id),
        "rule": _rule_says(case),
        "family": _family_says(case),
        "unit": _unit_says(case),
    }
    if followed_layer(plan, layer_id):
        says["followed"] = _followed_says(case)
        says.pop("unit")
    if layer_conditions(plan, layer_id):
        says["outside"] = _outside_says(case)
    steps = tuple(
        Step(_STEP_NAMES[name], name == decided_by, says.get(name, "says nothing"))
        for name in _ORDER
        if name == decided_by or name in says or name not in ("followed", "outside")
    )
    name = names.get(territory_id, territory_id)
    since, by = _since_and_by(case, account_id, decided_by)
    otherwise = _otherwise(case, account_id, decided_by, on)
    return Why(
        account_id, territory_id, name, decided_by, steps, _remedy(decided_by, name, otherwise),
        since, by, otherwise,
    )  # fmt: skip


@dataclass(frozen=True, eq=False)
class _Case:
    """One account of one layer, and all that is known about who covers what."""

    plan: Plan
    scenario_id: str
    layer_id: str
    position: int
    known: Register
    found: Cover
    names: dict[str, str]

    def name_at(self, number: int) -> str:
        """The name of a territory by its position, '' for none."""
        territory_id = str(self.found.territory_ids[number]) if number >= 0 else ""
        return self.names.get(territory_id, territory_id)


def _assignment_says(case: _Case, account_id: str) -> dict[str, str]:
    """What exceptions, holdovers and solves say, by step."""
    plan, names = case.plan, case.names
    rows = plan["account_assignment"]
    here = equals(rows, "scenario_id", case.scenario_id)
    here &= equals(rows, "layer_id", case.layer_id)
    rows = rows[here & equals(rows, "account_id", account_id)].astype(object)
    rows = rows.where(rows.notna(), "")
    says: dict[str, list[str]] = {}
    first_day = fiscal_year(plan).first_day
    for row in rows.to_dict("records"):
        step = {"holdover": "holdover", "solved": "solved"}.get(str(row["kind"]), "exception")
        if row["is_locked"] is True:
            step = "exception"
        where = names.get(str(row["territory_id"]), str(row["territory_id"]))
        parts = [f"{row['kind']} to {where}"]
        parts += [f"from {row['from_date']}"] if row["from_date"] else []
        parts += [f"until {row['until_date']}"] if row["until_date"] else []
        if row["until_date"] and str(row["until_date"]) < first_day:
            after = names.get(str(row["then_territory_id"]), "")
            parts.append(f"ended, then to {after}" if after else "ended")
        parts += [f"because: {row['reason']}"] if row["reason"] else []
        parts += [f"by {row['made_by']}"] if row["made_by"] else []
        parts += ["locked"] if row["is_locked"] is True else []
        says.setdefault(step, []).append(", ".join(parts))
    return {step: "; ".join(texts) for step, texts in says.items()}


def _deciding_rule(case: _Case) -> Rule | None:
    for rule in rules_in_force(case.plan, case.scenario_id, case.layer_id):
        if rule_matches(rule, case.known.columns)[case.position]:
            return rule
    return None


def _rule_says(case: _Case) -> str:
    rule = _deciding_rule(case)
    if rule is None or rule.condition is None:
        return "no rule matches"
    ids = [r.rule_id for r in rules_in_force(case.plan, case.scenario_id, case.layer_id)]
    where = case.names.get(rule.territory_id, rule.territory_id)
    number = ids.index(rule.rule_id) + 1
    return f"rule {number}, {rule.name}: {written(rule.condition)}, to {where}"


def _family_says(case: _Case) -> str:
    parent = int(parents_in(case.plan, case.layer_id, case.known)[case.position])
    if parent < 0:
        return "has no parent, or families go apart"
    name = case.plan["account"]["name"].iloc[parent]
    where = case.name_at(int(case.found.territory[parent])) or "no territory"
    return f"goes with its parent {name}, in {where}"


def _unit_says(case: _Case) -> str:
    unit = int(case.known.account_unit[case.position])
    if unit < 0:
        return "its place is not known"
    row = case.plan["unit"].iloc[unit]
    label = row["name"] if pd.notna(row["name"]) else row["unit_id"]
    where = case.name_at(int(case.found.unit_territory[unit]))
    return f"lies in {label}, " + (f"in {where}" if where else "which is in no territory")


def _followed_says(case: _Case) -> str:
    followed = followed_layer(case.plan, case.layer_id)
    base = cover(case.plan, case.scenario_id, followed, case.known)
    number = int(base.territory[case.position])
    there = str(base.territory_ids[number]) if number >= 0 else ""
    name = case.names.get(there, there) or "no territory"
    return f"is in {name} of {layer_name(case.plan, followed)}"


def _outside_says(case: _Case) -> str:
    conditions = layer_conditions(case.plan, case.layer_id)
    return f"the layer covers accounts with: {'; and '.join(conditions)}"


def _since_and_by(case: _Case, account_id: str, decided_by: str) -> tuple[str, str]:
    """From when what decided is so, and who made it so, as far as it was noted."""
    plan = case.plan
    if decided_by in ("exception", "holdover", "solved"):
        rows = plan.of_scenario("account_assignment", case.scenario_id)
        rows = rows[
            equals(rows, "layer_id", case.layer_id) & equals(rows, "account_id", account_id)
        ]
        number = int(case.found.territory[case.position])
        here = equals(rows, "territory_id", case.found.territory_ids[number])
        rows = rows[here] if here.any() else rows
        row = rows.sort_values("from_date", kind="stable").iloc[-1]
        return _text(row["from_date"]) or _text(row["made_on"])[:10], _text(row["made_by"])
    if decided_by == "rule":
        rule = _deciding_rule(case)
        rows = plan.of_scenario("carve_rule", case.scenario_id)
        if rule is not None:
            row = rows[equals(rows, "rule_id", rule.rule_id)].iloc[0]
            return _text(row["made_on"])[:10], _text(row["made_by"])
    rows = plan["scenario"]
    scenario = rows[equals(rows, "scenario_id", case.scenario_id)].iloc[0]
    made = {"solve": "a solve", "import": "an import"}.get(_text(scenario["made_by"]), "")
    return _text(scenario["created_at"])[:10], made


def _otherwise(case: _Case, account_id: str, decided_by: str, on: str | None) -> str:
    """The territory the account would be in if what decided were taken away, '' for none."""
    plan, key = case.plan, (case.scenario_id, case.layer_id)
    if decided_by in ("exception", "holdover", "solved"):
        rows = plan["account_assignment"]
        mine = equals(rows, "scenario_id", key[0]) & equals(rows, "layer_id", key[1])
        without = plan.remove("account_assignment", mine & equals(rows, "account_id", account_id))
    elif decided_by == "rule" and (rule := _deciding_rule(case)) is not None:
        rows = plan["carve_rule"]
        mine = equals(rows, "scenario_id", key[0]) & equals(rows, "rule_id", rule.rule_id)
        without = plan.remove("carve_rule", mine)
    else:
        return case.name_at(int(case.found.unit_territory[case.known.account_unit[case.position]]))
    found = cover(without, *key, case.known, on=on)
    return case.name_at(int(found.territory[case.position]))


def _remedy(decided_by: str, here: str, otherwise: str) -> str:
    """What it would take to change the answer, and where that would lead."""
    text = _REMEDY[decided_by]
    if decided_by in ("exception", "holdover", "rule", "solved"):
        leads = f"in {otherwise}" if otherwise else "in no territory"
        text += f" Without it the account would {'stay' if otherwise == here else 'be'} {leads}."
    return text


def _text(value: object) -> str:
    return "" if pd.isna(value) else str(value)  # type: ignore[call-overload]  # one scalar


def _territory_names(plan: Plan, scenario_id: str) -> dict[str, str]:
    rows = plan.of_scenario("territory", scenario_id)
    pairs = zip(rows["territory_id"], rows["name"].fillna(rows["territory_id"]), strict=True)
    return {str(key): str(name) for key, name in pairs}
