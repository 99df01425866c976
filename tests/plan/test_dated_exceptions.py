"""Mid-year: what is handed over comes back, what is kept stays, and every day has its answer."""

import pytest
from builders import BASE, small_plan

from salesplanner.analysis.who_covers import territory_of_accounts
from salesplanner.plan.edits.assignments import assign_accounts, split_account
from salesplanner.plan.edits.exceptions import hand_over, keep_accounts, rep_leaves
from salesplanner.plan.edits.seats import seat_rep
from salesplanner.plan.model import Plan, equals
from salesplanner.problems import PlanProblem


def where(plan: Plan, account_id: str, day: str) -> object:
    table = territory_of_accounts(plan, BASE, "field", on=day).set_index("account_id")
    return table.loc[account_id, "territory_id"]


def test_accounts_pass_to_a_neighbour_for_the_time_being_and_back() -> None:
    plan = hand_over(small_plan(), BASE, {"A02": "T2"}, "2027-04-01", "2027-06-30", "leave")
    days = ("2027-03-31", "2027-04-01", "2027-06-30", "2027-07-01")
    assert [where(plan, "A02", day) for day in days] == ["T1", "T2", "T2", "T1"]


def test_a_dated_move_leaves_what_was_said_before_its_day() -> None:
    plan = assign_accounts(small_plan(), BASE, ["A02"], "T3", reason="asked for")
    plan = assign_accounts(plan, BASE, ["A02"], "T2", reason="later", from_date="2027-05-01")
    assert [where(plan, "A02", day) for day in ("2027-04-30", "2027-05-01")] == ["T3", "T2"]
    plan = assign_accounts(plan, BASE, ["A02"], "T1", reason="all anew")
    assert equals(plan["account_assignment"], "account_id", "A02").sum() == 1


def test_a_split_from_a_day_follows_a_split_before_it() -> None:
    plan = split_account(small_plan(), BASE, "A02", {"T1": 0.7, "T2": 0.3})
    plan = split_account(plan, BASE, "A02", {"T2": 0.6, "T3": 0.4}, from_date="2027-07-01")
    assert [where(plan, "A02", day) for day in ("2027-06-30", "2027-07-01")] == ["T1", "T2"]


def test_a_rep_who_leaves_hands_accounts_over_and_the_seat_is_to_be_hired() -> None:
    plan = rep_leaves(small_plan(), BASE, "R1", "2027-03-31", {"A02": "T2", "A03": "T3"},
                      "2027-07-01", "Ann leaves")  # fmt: skip
    assert [where(plan, "A03", day) for day in ("2027-03-31", "2027-04-01", "2027-07-01")] == [
        "T1", "T3", "T1",
    ]  # fmt: skip
    seats = plan["territory_rep"][equals(plan["territory_rep"], "rep_id", "R1")]
    assert set(seats["until_date"]) == {"2027-03-31"}
    row = plan.of_scenario("territory", BASE).set_index("territory_id").loc["T1"]
    assert row["vacant_from"] == "2027-04-01"
    joined = seat_rep(plan, BASE, "T1", "R3", from_date="2027-07-01")
    assert len(joined.of_scenario("territory_rep", BASE)) == 3


def test_accounts_kept_by_criteria_stay_unless_somebody_decided_about_them() -> None:
    plan = keep_accounts(small_plan(), BASE, "field", {"A01": "T1", "A24": "T2"},
                         reason="open pipeline", until_date="2027-06-30",
                         then_territory_id="T3")  # fmt: skip
    assert where(plan, "A01", "2027-01-01") == "T3"  # named before
    assert [where(plan, "A24", day) for day in ("2027-06-30", "2027-07-01")] == ["T2", "T3"]


@pytest.mark.parametrize("dates", [("2027-04-01", "2027-03-01"), ("1.4.2027", None)])
def test_dates_that_make_no_sense_are_refused(dates: tuple[str, str | None]) -> None:
    with pytest.raises(PlanProblem, match=r"before the first day|is not a date"):
        hand_over(small_plan(), BASE, {"A02": "T2"}, *dates)
