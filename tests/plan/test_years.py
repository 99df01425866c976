"""Next year's plan from the last one."""

import pytest
from builders import BASE, BOLD, rows, small_plan

from salesplanner.plan.checks import check_plan
from salesplanner.plan.edits.assignments import assign_accounts, assign_units
from salesplanner.plan.edits.quotas import set_rep_quotas
from salesplanner.plan.edits.reps import add_leave, leave_rep
from salesplanner.plan.edits.scenarios import adopt_scenario
from salesplanner.plan.edits.seats import seat_rep
from salesplanner.plan.edits.years import first_day_of, roll_forward
from salesplanner.plan.model import Plan
from salesplanner.problems import PlanProblem


def last_year() -> Plan:
    plan = adopt_scenario(assign_units(small_plan(), BOLD, ["U04"], "T2"), BOLD)
    plan = assign_accounts(plan, BOLD, ["A03"], "T2", "holdover", "Until June",
                           until_date="2027-06-30", then_territory_id="T3")  # fmt: skip
    plan = assign_accounts(
        plan, BOLD, ["A04"], "T2", "holdover", "No heir", until_date="2027-06-30"
    )
    plan = assign_accounts(plan, BOLD, ["A05"], "T2", "holdover", "Long", until_date="2028-06-30",
                           from_date="2027-07-01")  # fmt: skip
    plan = seat_rep(plan, BOLD, "T3", "R3", from_date="2027-04-01")
    plan = add_leave(leave_rep(plan, "R1", "2027-03-31"), "R2", "2027-05-01", "2027-05-31")
    plan = plan.put("actual", rows({"rep_id": "R2", "period": "2027", "component": "",
                                    "actual_amount": 50, "quota_amount": 45}))  # fmt: skip
    quotas = [
        {"territory_id": f"T{n}", "rep_id": f"R{n}", "period": "2027", "assigned_amount": 10 * n}
        for n in (1, 2)
    ]
    return set_rep_quotas(plan, BOLD, rows(*quotas))


def test_what_was_adopted_is_todays_alignment_and_the_rest_stays_behind() -> None:
    plan = roll_forward(last_year(), target_amount=99)
    assert plan["scenario"]["scenario_id"].tolist() == ["today-2028"]
    assert plan.adopted_scenario() == "today-2028"
    assert (plan.info["fiscal_year"], plan.info["target_amount"]) == (2028, 99)
    units = plan["unit_assignment"].set_index("unit_id")["territory_id"]
    assert (units["U04"], units["U05"]) == ("T2", "T1")
    assert plan["quota"].empty
    assert plan["rep_quota"].empty
    assert not [finding for finding in check_plan(plan) if finding.is_unsound]


def test_quotas_become_past_quotas_and_known_ones_stay() -> None:
    actual = roll_forward(last_year())["actual"].set_index("rep_id")
    assert actual["quota_amount"].to_dict() == {"R1": 10, "R2": 45}
    assert actual["territory_id"].to_dict() == {"R1": "T1", "R2": "T2"}
    assert actual.loc["R2", "actual_amount"] == 50


def test_what_ended_goes_and_what_holds_on_has_no_begin_any_more() -> None:
    plan = roll_forward(last_year())
    seats = plan["territory_rep"]
    assert seats[["territory_id", "rep_id", "from_date"]].to_numpy().tolist() == [
        ["T2", "R2", ""], ["T3", "R3", ""],
    ]  # fmt: skip
    exceptions = plan["account_assignment"].set_index("account_id")
    assert exceptions.loc["A03", ["territory_id", "kind"]].tolist() == ["T3", "hand"]
    assert "A04" not in exceptions.index
    assert exceptions.loc["A05", ["from_date", "until_date"]].tolist() == ["", "2028-06-30"]
    assert exceptions.loc["A01", "kind"] == "named"
    assert plan["leave"].empty


def test_money_and_owners_move_on() -> None:
    plan = roll_forward(last_year(), booked={"A02": 77}, owners={"A02": "R2", "A24": "R2"})
    accounts = plan["account"].set_index("account_id")
    assert accounts["revenue_last_year_amount"][["A01", "A02"]].tolist() == [0, 77]
    assert accounts.loc["A02", ["owner_id", "owner_since"]].tolist() == ["R2", "2028-01-01"]
    assert accounts.loc["A24", "owner_since"] == "2022-01-01"
    before = small_plan()["account"]
    as_before = roll_forward(last_year())["account"]
    assert as_before["revenue_last_year_amount"].equals(before["revenue_amount"])


def test_scenarios_can_be_kept_for_comparison() -> None:
    plan = roll_forward(last_year(), keep_scenarios=True)
    assert plan["scenario"]["scenario_id"].tolist() == [BASE, BOLD, "today-2028"]
    assert len(plan.of_scenario("quota", BASE)) == 3


def test_a_year_begins_in_its_first_month() -> None:
    assert first_day_of(2028, 7) == "2028-07-01"
    with pytest.raises(PlanProblem, match="no fiscal year"):
        roll_forward(small_plan().replace("plan_info", small_plan()["plan_info"].iloc[:0]))
