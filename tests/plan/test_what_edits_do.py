"""What edits do beyond the rows they name: what passes on, adds up, goes along."""

# ruff: noqa: E501 - rows of a table read better whole
import numpy as np
import pandas as pd
import pytest
from builders import BASE, BOLD, rows, small_document, small_plan

from salesplanner.plan.changes import difference
from salesplanner.plan.checks import check_plan, demand_sound
from salesplanner.plan.comparison import scenario_differences
from salesplanner.plan.demands import new_id, rows_with, scenario_called
from salesplanner.plan.edits import (
    accounts,
    assignments,
    cells,
    facts,
    layers,
    levels,
    quotas,
    seats,
)
from salesplanner.plan.edits.differences import take_over_differences
from salesplanner.plan.edits.levers import set_lever
from salesplanner.plan.edits.reps import remove_reps
from salesplanner.plan.edits.scenarios import (
    add_scenario,
    change_scenario_state,
    duplicate_scenario,
    remove_scenario,
    rename_scenario,
)
from salesplanner.plan.edits.solutions import save_solution
from salesplanner.plan.edits.territories import (
    add_territory,
    first_layer,
    join_territories,
    remove_territory,
    set_limit,
    set_target_shares,
)
from salesplanner.plan.model import Plan, ScenarioNotLoaded, empty_plan, equals
from salesplanner.problems import PlanProblem


def account(plan: Plan, account_id: str) -> pd.Series:
    return plan["account"].set_index("account_id").loc[account_id]


def exceptions(plan: Plan, account_id: str) -> dict[str, float]:
    frame = plan.of_scenario("account_assignment", BASE)
    mine = frame[equals(frame, "account_id", account_id)]
    return dict(zip(mine["territory_id"], mine["share"], strict=True))


def sound(before: Plan, after: Plan) -> Plan:
    demand_sound(after, difference("Test", before, after))
    return after


def test_merged_accounts_add_up_and_can_be_taken_apart_again() -> None:
    before = accounts.change_accounts(small_plan(), ["A02"], parent_account_id="A03")
    before = accounts.change_accounts(before, ["A03"], city=None)
    before = accounts.change_accounts(before, ["A02"], city="Salem")
    before = accounts.change_accounts(before, ["A09"], parent_account_id="A02")
    merged = accounts.merge_accounts(before, ["A02"], "A03")
    survivor = account(merged, "A03")
    assert survivor["potential_amount"] == 20_000_00 * 5
    assert (survivor["city"], survivor["name"]) == ("Salem", "Account 3")
    assert account(merged, "A09")["parent_account_id"] == "A03"
    apart = accounts.split_account_records(merged, "A03", ["A02"])
    assert account(apart, "A03")["potential_amount"] == 20_000_00 * 3
    assert account(apart, "A02").equals(account(before, "A02"))


def test_a_merged_account_that_was_the_parent_leaves_none() -> None:
    before = accounts.change_accounts(small_plan(), ["A03"], parent_account_id="A02")
    assert (
        account(accounts.merge_accounts(before, ["A02"], "A03"), "A03")["parent_account_id"]
        is pd.NA
    )


def test_targets_of_merged_accounts_add_up_and_splits_come_along_whole() -> None:
    target = {"period": "2027", "component": ""}
    plan = small_plan().put("account_target", rows(
        {"account_id": "A02", "amount": 5} | target, {"account_id": "A03", "amount": 6} | target
    ))  # fmt: skip
    plan = assignments.split_account(plan, BASE, "A02", {"T1": 0.4, "T2": 0.6})
    plan = assignments.assign_accounts(plan, BASE, ["A04"], "T3")
    merged = sound(plan, accounts.merge_accounts(plan, ["A02", "A04"], "A03"))
    assert merged["account_target"]["amount"].tolist() == [11]
    assert exceptions(merged, "A03") == {"T1": 0.4, "T2": 0.6}


def test_bookings_of_merged_accounts_add_up_and_come_back_with_undo(tmp_path) -> None:
    with small_document(tmp_path) as document:
        booked = rows(*({"account_id": a, "period": "2026-01", "product_id": "", "amount": n}
                        for a, n in (("A01", 1), ("A02", 10), ("A03", 100))))  # fmt: skip
        document.edit("Book", lambda plan: plan.with_bulk("booking", booked))
        before = document.read_bulk("booking")
        document.edit("Merge", accounts.merge_accounts, ["A02"], "A03", before)
        after = document.read_bulk("booking").set_index("account_id")["amount"]
        assert after.to_dict() == {"A01": 1, "A03": 110}
        document.undo()
        pd.testing.assert_frame_equal(document.read_bulk("booking"), before)


def test_dividing_an_account_without_money_just_adds_one() -> None:
    plan = accounts.add_account(small_plan(), "Poor", "poor")
    plan = accounts.divide_account(plan, "poor", "Poorer", 0.5)
    assert account(plan, "poorer")["potential_amount"] is pd.NA


def test_units_not_yet_in_a_layer_are_added_to_it_when_assigned_or_locked() -> None:
    plan = layers.add_layer(small_plan(), "Hunters", "hunters")
    plan = add_territory(plan, BASE, "Hunt", "H1", layer_id="hunters")
    plan = assignments.assign_units(plan, BASE, ["U03"], "H1")
    plan = assignments.assign_units(plan, BASE, ["U04"], None, "hunters")
    plan = assignments.lock_units(plan, BASE, ["U05", "U03"], layer_id="hunters")
    frame = plan["unit_assignment"][rows_with(plan, "unit_assignment", layer_id="hunters")]
    assert frame["unit_id"].tolist() == ["U03", "U04", "U05"]
    assert frame["territory_id"].isna().tolist() == [False, True, True]


def test_a_territory_without_layer_takes_the_first_one() -> None:
    plan = small_plan().set_values("territory", np.ones(10, bool), layer_id=pd.NA)
    plan = assignments.assign_units(plan, BASE, ["U01"], "T2")
    assert set(plan.of_scenario("unit_assignment", BASE)["layer_id"]) == {"field"}
    assert first_layer(empty_plan()) == "field"


def test_joining_adds_up_quotas_target_shares_and_the_parts_of_splits() -> None:
    plan = set_target_shares(small_plan(), BASE, {"T1": 0.5, "T2": 0.2, "T3": 0.3})
    plan = assignments.split_account(plan, BASE, "A02", {"T1": 0.2, "T2": 0.5, "T3": 0.3})
    joined = sound(plan, join_territories(plan, BASE, ["T2", "T3"], "T2"))
    territory = joined["territory"].set_index(["scenario_id", "territory_id"]).loc[(BASE, "T2")]
    assert territory["target_share"] == pytest.approx(0.5)
    assert exceptions(joined, "A02") == pytest.approx({"T1": 0.2, "T2": 0.8})
    quota = joined.of_scenario("quota", BASE).set_index("territory_id")["revised_amount"]
    assert quota.to_dict() == {"T1": 400_000_00, "T2": 800_000_00}


def test_a_removed_territory_leaves_the_rest_of_a_split_whole() -> None:
    plan = assignments.split_account(small_plan(), BASE, "A02", {"T1": 0.2, "T2": 0.6, "T3": 0.2})
    removed = sound(plan, remove_territory(plan, BASE, "T3"))
    assert exceptions(removed, "A02") == pytest.approx({"T1": 0.25, "T2": 0.75})
    units = removed.of_scenario("unit_assignment", BASE).set_index("unit_id")["territory_id"]
    assert units["U12"] is pd.NA


def test_a_removed_district_hands_its_territories_to_its_parent() -> None:
    plan = remove_territory(small_plan(), BASE, "D1")
    frame = plan.of_scenario("territory", BASE).set_index("territory_id")
    assert frame.loc["T1", "parent_id"] == "G1"


def test_limits_without_ends_and_parameters_without_value_go() -> None:
    plan = set_limit(small_plan(), BASE, "T1", "accounts", 1, 9)
    assert set_limit(plan, BASE, "T1", "accounts")["territory_limit"].empty
    plan = facts.set_parameter(plan, "elasticity", 0.5)
    assert facts.set_parameter(plan, "elasticity", None)["parameter"].empty
    plan = facts.change_plan_info(empty_plan(), name="Fresh")
    assert plan.info["name"] == "Fresh"
    plan = set_lever(small_plan(), BASE, "growth", 0.1)
    assert set_lever(plan, BASE, "growth", None)["lever"].empty


def test_a_solution_may_replace_its_scenario_and_leaves_exceptions_alone() -> None:
    plan = save_solution(small_plan(), BASE, None, units={"U01": "T2"}, accounts={"A01": "T1"})
    assert len(plan["scenario"]) == 2
    assert list(exceptions(plan, "A01")) == ["T3"]
    plan = save_solution(plan, BASE, "K new", new_id="k", territories=rows(
        {"territory_id": "N1", "name": "N"}), units={"U01": "N1"}, centres={"N1": "U02"})  # fmt: skip
    frame = plan.of_scenario("territory", "k").set_index("territory_id")
    assert frame.loc["N1", "centre_unit_id"] == "U02"
    assert "T1" not in frame.index
    assert len(plan.of_scenario("territory", BASE)) == 5


def test_quotas_that_are_locked_or_not_named_stay_unless_asked() -> None:
    plan = quotas.lock_quotas(small_plan(), BASE, ["T1"])
    new = rows(*({"territory_id": t, "period": "2027", "planned_amount": 7} for t in ("T1", "T2")))
    kept = quotas.set_quotas(plan, BASE, new).of_scenario("quota", BASE)
    assert kept["revised_amount"].tolist() == [400_000_00, 7, 400_000_00]
    replaced = quotas.set_quotas(plan, BASE, new, replace_all=True, keep_locked=False)
    assert replaced.of_scenario("quota", BASE)["revised_amount"].tolist() == [7, 7]
    assert quotas.remove_quotas(plan, BASE).of_scenario("quota", BASE).empty


def test_seats_that_begin_later_go_and_the_rest_ends() -> None:
    plan = seats.seat_rep(small_plan(), BASE, "T1", "R1", from_date="2027-09-01")
    plan = seats.unseat_rep(plan, BASE, "T1", "R1", "2027-06-30")
    mine = plan.of_scenario("territory_rep", BASE)
    assert mine["until_date"].tolist() == ["2027-06-30", pd.NA]
    gone = seats.unseat_rep(plan, BASE, "T1", "R1")
    assert gone.of_scenario("territory_rep", BASE)["rep_id"].tolist() == ["R2"]


def test_the_first_scenario_is_adopted_and_children_go_to_the_grandparent() -> None:
    plan = add_scenario(empty_plan(), "First")
    assert plan.adopted_scenario() == "first"
    plan = duplicate_scenario(small_plan(), BOLD, "Twin")
    twin = plan["scenario"].set_index("scenario_id").loc["twin"]
    assert twin["parent_scenario_id"] == BASE
    plan = plan.set_values("scenario", equals(plan["scenario"], "scenario_id", "twin"),
                           parent_scenario_id=BOLD)  # fmt: skip
    plan = remove_scenario(plan, BOLD)
    assert plan["scenario"].set_index("scenario_id").loc["twin", "parent_scenario_id"] == BASE
    assert rename_scenario(plan, BASE, "Base") is plan
    assert change_scenario_state(plan, BASE, "draft")["scenario"].equals(plan["scenario"])


def test_names_become_ids_and_scenarios_are_found_by_either() -> None:
    plan = small_plan()
    assert new_id(plan, "scenario", "scenario_id", "Bold!") == "bold-2"
    assert new_id(plan, "scenario", "scenario_id", "?!") == "scenario"
    assert scenario_called(plan, "BOLD") == BOLD
    assert levels.add_level(empty_plan(), "Patch")["level"]["position"].tolist() == [0]


def test_differences_are_said_by_cell_and_taken_over_by_cell_or_row() -> None:
    plan = assignments.assign_units(small_plan(), BOLD, ["U04", "U05"], "T2")
    plan = assignments.lock_units(plan, BOLD, ["U04"])
    plan = set_lever(plan, BOLD, "growth", 0.1)
    plan = quotas.remove_quotas(plan, BOLD, ["T3"])
    found = scenario_differences(plan, BASE, BOLD)
    said = set(found[["table", "row_key", "what", "column"]].itertuples(index=False, name=None))
    assert said == {
        ("unit_assignment", "field / U04", "changed", "territory_id"),
        ("unit_assignment", "field / U04", "changed", "is_locked"),
        ("unit_assignment", "field / U05", "changed", "territory_id"),
        ("lever", "growth / all", "added", ""),
        ("quota", "T3 / 2027 / ", "removed", ""),
    }
    moved = found[(found["column"] == "territory_id").to_numpy(bool)]
    part = take_over_differences(plan, BASE, BOLD, moved)
    left = scenario_differences(part, BASE, BOLD)
    assert set(left["column"]) == {"is_locked", ""}
    assert scenario_differences(take_over_differences(part, BASE, BOLD, left), BASE, BOLD).empty
    whole = take_over_differences(plan, BASE, BOLD, found[["table", "row_key"]].drop_duplicates())
    assert scenario_differences(whole, BASE, BOLD).empty


UNSOUND = {
    "no territory T9": lambda p: p.put("unit_assignment", rows(
        {"scenario_id": BASE, "layer_id": "field", "unit_id": "U01", "territory_id": "T9"})),
    "still named": lambda p: cells.remove_rows(p, "unit", rows({"unit_id": "U01"})),
    "territory T3 is still named": lambda p: cells.remove_rows(
        p, "territory", rows({"scenario_id": BASE, "territory_id": "T3"})),
    "below itself": lambda p: accounts.change_accounts(
        accounts.change_accounts(p, ["A01"], parent_account_id="A02"), ["A02"], parent_account_id="A01"),
    "Several scenarios": lambda p: p.set_values("scenario", np.ones(2, bool), is_adopted=True),
    "do not add up to 1": lambda p: p.put("account_assignment", rows(
        {"scenario_id": BASE, "layer_id": "field", "account_id": "A02", "territory_id": "T1",
         "from_date": "", "kind": "split", "share": 0.7})),
    "not planned plus adjustment": lambda p: p.set_values(
        "quota", rows_with(p, "quota", territory_id="T1"), revised_amount=5),
    "Latitude cannot be 99": lambda p: accounts.change_accounts(p, ["A01"], latitude=99.0),
    "Status cannot be friend": lambda p: accounts.change_accounts(p, ["A01"], status="friend"),
    "Employees cannot be -1": lambda p: accounts.change_accounts(p, ["A01"], employees=-1),
    "Name cannot be empty": lambda p: accounts.change_accounts(p, ["A01"], name=None),
}  # fmt: skip


@pytest.mark.parametrize("said", UNSOUND)
def test_an_unsound_plan_is_refused_and_nothing_happened(tmp_path, said: str) -> None:
    with small_document(tmp_path) as document:
        before = document.plan
        with pytest.raises(PlanProblem, match=said) as problem:
            document.edit("Spoil", UNSOUND[said])
        assert problem.value.remedy
        assert document.plan is before
        assert document.undo_label is None


def test_the_check_of_quality_finds_what_deserves_a_look() -> None:
    plan = small_plan()
    plan = accounts.change_accounts(plan, ["A01"], unit_id=None, owner_id="nobody")
    plan = accounts.change_accounts(plan, ["A02"], found_sure_share=0.2, segment="huge")
    plan = assignments.assign_accounts(plan, BASE, ["A03"], "T1", "hand")
    plan = plan.put("account_assignment", rows(
        {"scenario_id": BASE, "layer_id": "field", "account_id": "A03", "territory_id": "T2",
         "from_date": "", "kind": "holdover", "reason": "x"}))  # fmt: skip
    plan = assignments.assign_units(plan, BASE, ["U09"], None)
    plan = seats.seat_rep(plan, BASE, "T1", "R3", share=0.5)
    plan = plan.set_values("seasonality", np.ones(12, bool), share=0.5)
    plan = quotas.set_quotas(plan, BASE, rows(
        {"territory_id": "T1", "period": "2027", "component": "pumps", "planned_amount": 1}))  # fmt: skip
    plan = remove_reps(plan, ["M1"])
    found = {(f.table, f.row_key.split(" / ")[-1], f.column): f.what for f in check_plan(plan)}
    assert "in no unit" in found[("account", "A01", "unit_id")]
    assert "no rep nobody" in found[("account", "A01", "owner_id")]
    assert "a guess" in found[("account", "A02", "unit_id")]
    assert "segment huge" in found[("account", "A02", "segment")]
    assert "no territory of layer field" in found[("unit", "U09", "unit_id")]
    assert "more than the territory" in found[("territory_rep", "", "share")]
    assert "add up to 1" in found[("seasonality", "1", "share")]
    whats = " ".join(found.values())
    for said in ("no end", "no reason", "two territories at once", "components do not add up"):
        assert said in whats
    assert not check_plan(empty_plan())


def test_the_same_finding_a_thousand_times_is_said_once_with_the_number() -> None:
    many = rows(*({"account_id": f"X{n:03d}", "name": "x", "owner_id": "?"} for n in range(80)))
    said = [f.what for f in check_plan(small_plan().put("account", many)) if f.column == "owner_id"]
    assert len(said) == 51
    assert said[-1] == "The same in 30 more rows."


def test_a_scenario_still_in_the_file_is_asked_for() -> None:
    plan = small_plan().without_loaded([BOLD])
    with pytest.raises(ScenarioNotLoaded) as wanting:
        plan.of_scenario("quota", BOLD)
    assert wanting.value.scenario_ids == [BOLD]
    with pytest.raises(ScenarioNotLoaded):
        accounts.remove_accounts(plan, ["A01"])
