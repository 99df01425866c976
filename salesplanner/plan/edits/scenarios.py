"""Edits of scenarios: each a set of decisions over the shared facts."""

import pandas as pd

from salesplanner.plan.demands import demand_no_row, demand_row, demand_text, new_id, rows_with
from salesplanner.plan.fields import DECISIONS
from salesplanner.plan.model import Plan
from salesplanner.problems import PlanProblem

NEXT_STATES = {
    "draft": ("in review",),
    "in review": ("draft", "approved"),
    "approved": ("in review", "draft", "published"),
    "published": ("recalled",),
    "recalled": ("draft",),
}


def new_scenario_id(plan: Plan, name: str) -> str:
    """The id a scenario of this name gets where none is given."""
    return new_id(plan, "scenario", "scenario_id", name)


def add_scenario(
    plan: Plan,
    name: str,
    scenario_id: str | None = None,
    note: str = "",
    parent_scenario_id: str | None = None,
    created_at: str | None = None,
) -> Plan:
    """A new scenario without decisions; the first one of a plan is adopted."""
    name = demand_free_name(plan, name)
    scenario_id = scenario_id or new_scenario_id(plan, name)
    demand_no_row(plan, "scenario", scenario_id=scenario_id)
    row = {
        "scenario_id": scenario_id,
        "name": name,
        "parent_scenario_id": parent_scenario_id,
        "note": note or None,
        "state": "draft",
        "is_adopted": plan["scenario"].empty,
        "made_by": "hand",
        "created_at": created_at,
    }
    return plan.put("scenario", pd.DataFrame([row])).with_loaded([scenario_id])


def duplicate_scenario(
    plan: Plan, scenario_id: str, name: str, new_scenario_id: str | None = None, **more: str
) -> Plan:
    """A copy with all its decisions, beside the first: it has the same parent.

    more: note and created_at, as for `add_scenario`.
    """
    parent = demand_row(plan, "scenario", scenario_id=scenario_id)["parent_scenario_id"]
    return _copied(plan, scenario_id, name, new_scenario_id, _or_none(parent), more)


def branch_scenario(
    plan: Plan, scenario_id: str, name: str, new_scenario_id: str | None = None, **more: str
) -> Plan:
    """A copy with all its decisions, below the first: the first is its parent.

    more: note and created_at, as for `add_scenario`.
    """
    return _copied(plan, scenario_id, name, new_scenario_id, scenario_id, more)


def rename_scenario(plan: Plan, scenario_id: str, name: str) -> Plan:
    """Another name; its id, and so everything that refers to it, stays."""
    demand_row(plan, "scenario", scenario_id=scenario_id)
    where = rows_with(plan, "scenario", scenario_id=scenario_id)
    if (plan["scenario"]["name"][where] == name.strip()).all():
        return plan
    return plan.set_values("scenario", where, name=demand_free_name(plan, name))


def note_scenario(plan: Plan, scenario_id: str, note: str) -> Plan:
    """What the scenario is about, in words."""
    demand_row(plan, "scenario", scenario_id=scenario_id)
    where = rows_with(plan, "scenario", scenario_id=scenario_id)
    return plan.set_values("scenario", where, note=note.strip() or pd.NA)


def remove_scenario(plan: Plan, scenario_id: str) -> Plan:
    """Take out a scenario and its decisions; its children go to its parent.

    Raises:
        PlanProblem: it is the adopted one, or published.
    """
    plan.demand_scenario(scenario_id)
    row = demand_row(plan, "scenario", scenario_id=scenario_id)
    if _is(row["is_adopted"]) or _or_none(row["state"]) == "published":
        word = "adopted" if _is(row["is_adopted"]) else "published"
        raise PlanProblem(
            f"The scenario {row['name']!r} is {word} and cannot be removed.",
            "table scenario",
            "Adopt another one first." if word == "adopted" else "Recall it first.",
        )
    children = rows_with(plan, "scenario", parent_scenario_id=scenario_id)
    plan = plan.set_values("scenario", children, parent_scenario_id=row["parent_scenario_id"])
    for table in DECISIONS:
        plan = plan.remove(table, rows_with(plan, table, scenario_id=scenario_id))
    return plan.without_loaded([scenario_id])


def adopt_scenario(plan: Plan, scenario_id: str) -> Plan:
    """Make it the one in force; the one before stays, no longer adopted.

    Raises:
        PlanProblem: it was recalled.
    """
    row = demand_row(plan, "scenario", scenario_id=scenario_id)
    if _or_none(row["state"]) == "recalled":
        raise PlanProblem(
            f"The scenario {row['name']!r} was recalled.",
            "table scenario, column state",
            "Make it a draft again first.",
        )
    chosen = rows_with(plan, "scenario", scenario_id=scenario_id)
    plan = plan.set_values("scenario", ~chosen, is_adopted=False)
    return plan.set_values("scenario", chosen, is_adopted=True)


def change_scenario_state(plan: Plan, scenario_id: str, state: str) -> Plan:
    """Move it on: draft, in review, approved, published, recalled and back to draft.

    Raises:
        PlanProblem: the state cannot follow the present one.
    """
    row = demand_row(plan, "scenario", scenario_id=scenario_id)
    present = _or_none(row["state"]) or "draft"
    if state != present and state not in NEXT_STATES[present]:
        raise PlanProblem(
            f"A scenario that is {present!r} cannot become {state!r}.",
            "table scenario, column state",
            f"What can follow: {', '.join(NEXT_STATES[present])}.",
        )
    where = rows_with(plan, "scenario", scenario_id=scenario_id)
    return plan.set_values("scenario", where, state=state)


def demand_free_name(plan: Plan, name: str) -> str:
    """The name, trimmed; PlanProblem where it is empty or another scenario has it."""
    name = demand_text(name, "name of the scenario")
    if (plan["scenario"]["name"].str.casefold() == name.casefold()).any():
        raise PlanProblem(
            f"There is already a scenario called {name!r}.",
            "table scenario, column name",
            "Choose another name.",
        )
    return name


def _copied(
    plan: Plan,
    scenario_id: str,
    name: str,
    new_id_: str | None,
    parent: str | None,
    more: dict[str, str],
) -> Plan:
    plan.demand_scenario(scenario_id)
    name = demand_free_name(plan, name)
    new_id_ = new_id_ or new_scenario_id(plan, name)
    source = demand_row(plan, "scenario", scenario_id=scenario_id)
    plan = add_scenario(plan, name, new_id_, parent_scenario_id=parent, **more)
    for table in DECISIONS:
        if table != "scenario":
            rows = plan.of_scenario(table, scenario_id)
            if len(rows):
                plan = plan.put(table, rows.assign(scenario_id=new_id_))
    origin = {name: source[name] for name in ("made_by", "settings", "seed", "data_hash")}
    where = rows_with(plan, "scenario", scenario_id=new_id_)
    return plan.set_values("scenario", where, **origin)


def _is(flag: object) -> bool:
    return flag is not pd.NA and bool(flag)


def _or_none(text: object) -> str | None:
    return None if text is pd.NA else str(text)
