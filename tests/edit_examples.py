"""One call of every edit on the small plan: the table the laws are tested over."""

import importlib
import inspect
import pkgutil
from collections.abc import Callable
from typing import Any

import pandas as pd
from builders import BASE, BOLD, rows

from salesplanner.plan import edits
from salesplanner.plan.edits import (
    accounts,
    assignments,
    borders,
    cells,
    comments,
    differences,
    exceptions,
    facts,
    layers,
    levels,
    levers,
    parameters,
    quotas,
    reps,
    reviews,
    rules,
    scenarios,
    seats,
    segments,
    settling,
    solutions,
    territories,
    years,
)
from salesplanner.plan.model import Plan

Edit = Callable[..., Plan]
T = "territory_id"
NEW_TERRITORIES = rows({T: "N1", "name": "New 1"}, {T: "T2", "name": "Two"})
DIFFERENCE = rows({"table": "unit_assignment", "row_key": "field / U04", "column": "territory_id"})
PASTED = rows(
    {"account_id": "A07", "potential_amount": "5"}, {"account_id": "A02", "potential_amount": None}
)
MARCH = {"made_by": "Mia", "made_at": "2027-03-01T10:00:00"}

WISHES = rows({
    "manager_id": "M1", "table_name": "account", "row_key": "A02", "wish": "move",
    "value_before": "T1", "value_after": "T2", "outcome": "accepted", "reason_code": "Travel",
    "body": "Nearer",
})  # fmt: skip


def _differing(plan: Plan) -> Plan:
    return assignments.assign_units(plan, BOLD, ["U04"], "T2")


def _merged(plan: Plan) -> Plan:
    return accounts.merge_accounts(plan, ["A05"], "A04")


def _commented(plan: Plan) -> Plan:
    plan = comments.waive_check(plan, BASE, "band", "T1", "Agreed")
    plan = levers.set_lever(plan, BASE, "growth", 0.05)
    return comments.add_comment(plan, BASE, "Look here", comment_id="c1")


def _bridged(plan: Plan) -> Plan:
    plan = facts.add_border(plan, "U01", "U12")
    plan = reps.add_leave(plan, "R1", "2027-05-01", "2027-06-30")
    return levels.add_level(plan, "Continent", "continent")


def _overlaid(plan: Plan) -> Plan:
    """Experts follow the field: X1 serves T1 and T2."""
    plan = layers.add_layer(plan, "Experts", follows_layer_id="field")
    for scenario_id in (BASE, BOLD):
        plan = territories.add_territory(plan, scenario_id, "X1", "X1", layer_id="experts")
        plan = layers.set_overlay(plan, scenario_id, "experts", {"T1": "X1", "T2": "X1"})
    return plan


def _in_review(plan: Plan) -> Plan:
    return reviews.open_review_round(plan, BASE, "r1", "Round 1", "2027-03-01", {})


def _same(plan: Plan) -> Plan:
    return plan


# edit, arguments, and what has to have happened before
EXAMPLES: list[tuple[Edit, tuple[Any, ...], dict[str, Any], Edit]] = [
    (accounts.add_account, ("New Inc",), {"unit_id": "U03", "employees": 7}, _same),
    (accounts.change_accounts, (["A02", "A03"],), {"segment": "large", "industry": None}, _same),
    (accounts.merge_accounts, (["A02", "A01"], "A03"), {}, _same),
    (accounts.split_account_records, ("A04", ["A05"]), {}, _merged),
    (accounts.divide_account, ("A05", "Site two", 0.25), {}, _same),
    (accounts.remove_accounts, (["A01", "A24"],), {}, _same),
    (assignments.assign_units, (BASE, ["U04", "U05"], "T2"), {}, _same),
    (assignments.lock_units, (BASE, ["U01"]), {}, _same),
    (assignments.unlock_units, (BASE, ["U01"]), {},
     lambda p: assignments.lock_units(p, BASE, ["U01"])),
    (assignments.assign_accounts, (BASE, ["A02", "A09"], "T2", "named", "Wish"), {}, _same),
    (assignments.split_account, (BASE, "A06", {"T1": 0.5, "T2": 0.3, "T3": 0.2}), {}, _same),
    (assignments.lock_accounts, (BASE, ["A01"], False), {}, _same),
    (assignments.unlock_accounts, (BASE, ["A01"]), {}, _same),
    (assignments.remove_exceptions, (BASE, ["A01"]), {},
     lambda p: assignments.unlock_accounts(p, BASE, ["A01"])),
    (borders.forbid_borders, (["U01", "U02", "U03"],), {}, _same),
    (borders.join_units, ("U12", "U01"), {}, _same),
    (borders.remove_own_borders, (["U01", "U12"],), {}, _bridged),
    (cells.change_cells, ("account", PASTED), {}, _same),
    (cells.add_rows, ("product", rows({"product_id": "P1", "name": "Pump"})), {}, _same),
    (cells.remove_rows, ("ramp", rows({"ramp_id": "standard", "month": 6})), {}, _same),
    (comments.add_comment, (BASE, "Why so?", "territory", "T1"), MARCH, _same),
    (comments.change_comment, (BASE, "c1", "Other words"), {}, _commented),
    (comments.remove_comment, (BASE, "c1"), {}, _commented),
    (comments.waive_check, (BASE, "band", "T2", "Agreed with Mia"), MARCH, _same),
    (comments.remove_waiver, (BASE, "band / T1"), {}, _commented),
    (differences.take_over_differences, (BASE, BOLD, DIFFERENCE), {}, _differing),
    (exceptions.keep_accounts, (BASE, "field", {"A01": "T1", "A07": "T2", "A09": "T2"}),
     {"until_date": "2027-06-30", "reason": "open pipeline"}, _same),
    (exceptions.hand_over, (BASE, {"A02": "T2", "A03": "T3"}, "2027-04-01"),
     {"until_date": "2027-06-30"}, _same),
    (exceptions.rep_leaves, (BASE, "R1", "2027-03-31", {"A02": "T2"}, "2027-07-01"), {}, _same),
    (facts.change_plan_info, (), {"name": "Next", "target_amount": 5, "data_date": None}, _same),
    (facts.set_parameter, ("elasticity", 0.4), {"scope": "large", "source": "a test"}, _same),
    (facts.change_calendar, ("night",), {"working_days": 100.0}, _same),
    (facts.set_norm, ("am", "tiny", 2.0), {}, _same),
    (facts.remove_norm, ("am", "small"), {}, _same),
    (facts.set_ramp, ("quick", [0.5, 1.0]), {}, _same),
    (facts.set_seasonality, ("late", [0.05] * 11 + [0.45]), {}, _same),
    (facts.add_measure, ("shops", {"U01": 3.0, "U02": 4.0}), {"source": "a count"}, _same),
    (facts.forbid_border, ("U02", "U01"), {}, _same),
    (facts.add_border, ("U12", "U01"), {}, _same),
    (facts.remove_border, ("U12", "U01"), {}, _bridged),
    (layers.add_layer, ("Hunters",), {"role_id": "am"}, _same),
    (layers.change_layer, ("experts",), {"covers": "Employees over 50", "name": "Pros"}, _overlaid),
    (layers.remove_layer, ("experts",), {}, _overlaid),
    (layers.change_role, ("overlay",), {"reps_per_specialist": 3, "is_overlay": True}, _same),
    (layers.set_overlay, (BASE, "experts", {"T3": "X1"}), {}, _overlaid),
    (levels.add_level, ("Continent",), {}, _same),
    (levels.rename_level, ("district", "Patch"), {}, _same),
    (levels.order_levels, (["territory", "district", "area", "region"],), {}, _same),
    (levels.remove_level, ("area",), {}, _same),
    (levers.set_lever, (BASE, "growth", 0.1), {"scope": "D1"}, _same),
    (levers.clear_levers, (BASE,), {}, _commented),
    (levers.put_levers, (BASE, {("heads", "all"): 9.0}), {}, _commented),
    (quotas.set_quotas, (BASE, rows({T: "T1", "period": "2027", "planned_amount": 9})), {}, _same),
    (quotas.adjust_quota, (BASE, "T1", "2027", -500, "New baby"), {}, _same),
    (quotas.lock_quotas, (BASE, ["T1", "T2"]), {}, _same),
    (quotas.remove_quotas, (BASE, ["T1"]), {}, _same),
    (quotas.set_rep_quotas, (BASE, rows({T: "T1", "rep_id": "R1", "period": "2027", "share": 1.0})),
     {}, _same),
    (quotas.adjust_territory_quota, (BASE, "T2", "2027", -700, "New baby"), {}, _same),
    (quotas.relieve_territory, (BASE, "T1", -700, "Parental leave"), {}, lambda p:
     quotas.set_rep_quotas(p, BASE, rows(
         {T: "T1", "rep_id": "R1", "period": "2027", "share": 1.0, "ramp_share": 1.0,
          "assigned_amount": 9_000}))),
    (quotas.adjust_rep_quota, (BASE, "T1", "R1", -700, "Parental leave"), {}, lambda p:
     quotas.set_rep_quotas(p, BASE, rows(
         {T: "T1", "rep_id": "R1", "period": "2027", "share": 1.0, "ramp_share": 1.0,
          "assigned_amount": 9_000}))),
    (parameters.set_parameters, (rows(
        {"name": "elasticity", "scope": "small", "value": 0.3, "source": "history"},
        {"name": "retention_share", "scope": "all", "value": 0.8, "source": "history"}),), {},
     _same),
    (reps.hire_rep, ("Dora Dawn", "2027-02-01"), {"role_id": "am"}, _same),
    (reps.change_reps, (["R1", "R2"],), {"manager_id": None}, _same),
    (reps.leave_rep, ("R1", "2027-03-31"), {}, _same),
    (reps.move_rep, ("R1", 40.1, -99.9), {"city": "Plainville"}, _same),
    (reps.change_capacity, (["R1"], 0.8), {"ramp_id": "standard"}, _same),
    (reps.add_leave, ("R2", "2027-05-01", "2027-06-30", 0.5, "Parents"), {}, _same),
    (reps.remove_leave, ("R1", "2027-05-01"), {}, _bridged),
    (reps.remove_reps, (["R1"],), {}, _same),
    (reviews.open_review_round, (BOLD, "r1", "Round 1", "2027-03-01", {"accounts": {}}), {}, _same),
    (reviews.close_review_round, (BASE, "r1"), {}, _in_review),
    (reviews.record_decisions, (BASE, "r1", WISHES, "Mia", "2027-03-01"), {}, _in_review),
    (segments.set_segment_rule, ("giant", "Employees over 200"), {}, _same),
    (segments.remove_segment_rule, ("giant",), {},
     lambda p: segments.set_segment_rule(p, "giant", "Employees over 200")),
    (segments.set_score, ("fit", "0.7 potential + 0.3 employees", {"A": 80, "B": 0}), {}, _same),
    (segments.remove_score, ("fit",), {},
     lambda p: segments.set_score(p, "fit", "1 potential", {"A": 80})),
    (segments.write_segments, ({"A02": "giant", "A03": "giant"},), {}, _same),
    (segments.write_tiers, ("fit", {"A02": "A", "A03": "B"}), {},
     lambda p: segments.set_score(p, "fit", "1 potential", {"A": 80, "B": 0})),
    (rules.add_rule, (BASE, "Shops", "industry is Retail", "T2"), {}, _same),
    (rules.change_rule, (BASE, "banks"), {"condition": "employees over 9", "note": None}, _same),
    (rules.order_rules, (BASE, ["shops", "banks"]), {},
     lambda p: rules.add_rule(p, BASE, "Shops", "industry is Retail", "T2")),
    (rules.remove_rule, (BASE, "banks"), {}, _same),
    (scenarios.add_scenario, ("Fresh",), {"note": "From nothing"}, _same),
    (scenarios.duplicate_scenario, (BASE, "Base again"), {}, _same),
    (scenarios.branch_scenario, (BOLD, "Bolder"), {"note": "More"}, _same),
    (scenarios.rename_scenario, (BASE, "Foundation"), {}, _same),
    (scenarios.note_scenario, (BASE, "As it was"), {}, _same),
    (scenarios.remove_scenario, (BOLD,), {}, _same),
    (scenarios.adopt_scenario, (BOLD,), {}, _same),
    (scenarios.change_scenario_state, (BASE, "in review"), {}, _same),
    (seats.seat_rep, (BASE, "T3", "R3"), {"from_date": "2027-01-01"}, _same),
    (seats.unseat_rep, (BASE, "T1", "R1"), {"last_day": "2027-06-30"}, _same),
    (seats.swap_reps, (BASE, "R1", "R2"), {}, _same),
    (seats.reseat, (BASE, {"T1": "R3", "T2": "R1", "T3": None}), {}, _same),
    (seats.mark_vacant, (BASE, "T1", "2027-04-01"), {}, _same),
    (settling.settle_place, (["A01", "A02"], "U05"), {}, _same),
    (settling.put_potential, ("Index", {"households": 2.0}), {}, _same),
    (solutions.save_solution, (BASE, "Solved"), {
        "units": {"U01": "T2", "U02": "T3"}, "accounts": {"A01": "T1", "A02": "T1"},
        "centres": {"T1": "U05"}, "settings": {"objective": "travel"}, "seed": 7, "gap_share": 0.01,
    }, _same),
    (solutions.replace_territories, (BASE, "field", NEW_TERRITORIES), {}, _same),
    (territories.add_territory, (BASE, "Fourth"), {"parent_id": "D1"}, _same),
    (territories.change_territory, (BASE, "T1"), {"target_share": 0.4, "colour": None}, _same),
    (territories.rename_territory, (BASE, "T1", "Uno"), {}, _same),
    (territories.lock_territories, (BASE, ["T1"]), {}, _same),
    (territories.move_territory, (BASE, "T1", "G1"), {}, _same),
    (territories.split_territory, (BASE, "T1", "Half", ["U01", "U02"]), {}, _same),
    (territories.join_territories, (BASE, ["T1", "T2", "T3"], "T2"), {}, _same),
    (territories.remove_territory, (BASE, "T3"), {}, _same),
    (territories.set_limit, (BASE, "T1", "households", 100.0, 900.0), {}, _same),
    (years.roll_forward, (), {"booked": {"A01": 7}, "owners": {"A01": "R2"}}, _same),
    (territories.set_target_shares, (BASE, {"T1": 0.5, "T2": 0.25, "T3": None}), {}, _same),
]  # fmt: skip


def name_of(example: tuple[Edit, Any, Any, Any]) -> str:
    return example[0].__name__


# Edits that bring files in need files: their laws are tested where files are read.
OF_FILES = ("beginnings", "imports", "import_accounts", "maps", "placing", "finer")


def all_edits() -> set[str]:
    """Names of all public functions in the room of edits that return a plan."""
    names = set()
    for module in pkgutil.iter_modules(edits.__path__, "salesplanner.plan.edits."):
        if module.name.rpartition(".")[2] in OF_FILES:
            continue
        for name, function in inspect.getmembers(importlib.import_module(module.name), _is_edit):
            if function.__module__ == module.name and not name.startswith("_"):
                names.add(name)
    return names


def _is_edit(member: object) -> bool:
    return inspect.isfunction(member) and inspect.signature(member).return_annotation is Plan


def same_tables(one: Plan, other: Plan) -> None:
    """Assert that two plans are the same value, types and order included."""
    assert one.loaded_scenarios == other.loaded_scenarios
    for name, frame in one.tables.items():
        pd.testing.assert_frame_equal(frame, other[name], obj=name)
