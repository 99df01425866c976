"""The answer to "where did my account go, and why?": the path through the steps, one by one."""

from dataclasses import dataclass

import pandas as pd

from salesplanner.analysis.carve import rule_matches, rules_in_force
from salesplanner.analysis.fiscal_year import fiscal_year
from salesplanner.analysis.register import Register, register
from salesplanner.analysis.who_covers import STEPS, Cover, cover, parents_in
from salesplanner.plan.conditions import written
from salesplanner.plan.model import Plan, equals
from salesplanner.problems import PlanProblem

_ORDER = STEPS[1:]
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

    def sentence(self) -> str:
        """The answer in one sentence."""
        decided = next((step for step in self.steps if step.decided), None)
        where = self.territory_name or "no territory"
        return f"{where}: {decided.says}" if decided else f"{where}: nothing decides about it."


def why(plan: Plan, scenario_id: str, layer_id: str, account_id: str) -> Why:
    """Follow one account through the order of MODEL.md, on the first day of the plan year.

    Raises:
        PlanProblem: no such account or scenario.
    """
    known = register(plan)
    position = int(known.accounts.get_indexer(pd.Index([account_id], dtype=object))[0])
    if position < 0:
        raise PlanProblem(f"There is no account {account_id!r}.", "table account", "Check its id.")
    found = cover(plan, scenario_id, layer_id, known)
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
    steps = tuple(
        Step(_STEP_NAMES[name], name == decided_by, says.get(name, "says nothing"))
        for name in _ORDER
    )
    name = names.get(territory_id, territory_id)
    return Why(account_id, territory_id, name, decided_by, steps, _REMEDY[decided_by])


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


def _rule_says(case: _Case) -> str:
    rules = rules_in_force(case.plan, case.scenario_id, case.layer_id)
    for number, rule in enumerate(rules, start=1):
        if rule.condition is not None and rule_matches(rule, case.known.columns)[case.position]:
            where = case.names.get(rule.territory_id, rule.territory_id)
            return f"rule {number}, {rule.name}: {written(rule.condition)}, to {where}"
    return "no rule matches"


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


def _territory_names(plan: Plan, scenario_id: str) -> dict[str, str]:
    rows = plan.of_scenario("territory", scenario_id)
    pairs = zip(rows["territory_id"], rows["name"].fillna(rows["territory_id"]), strict=True)
    return {str(key): str(name) for key, name in pairs}
