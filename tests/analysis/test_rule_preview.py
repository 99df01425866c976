"""What a rule would do before it is saved, and what changes in the course of the year."""

import pytest
from builders import BASE, small_plan
from hypothesis import given, settings
from hypothesis import strategies as st
from test_every_account_once import CONDITIONS, EXCEPTIONS, RULES, layered

from salesplanner.analysis.dated import accounts_on, calendar_of_changes
from salesplanner.analysis.rule_preview import RulePreview
from salesplanner.analysis.who_covers import territory_of_accounts
from salesplanner.plan.edits.exceptions import hand_over, keep_accounts, rep_leaves
from salesplanner.plan.edits.rules import add_rule, change_rule
from salesplanner.plan.edits.seats import seat_rep
from salesplanner.problems import PlanProblem


def test_a_preview_counts_what_a_rule_matches_decides_and_changes() -> None:
    found = RulePreview(small_plan(), BASE, "field").of("Industry is Banking", "T2")
    assert (found.n_matches, found.n_decides) == (12, 9)
    assert found.held == {"another rule": 2, "an exception": 1}
    assert set(found.changed["to_territory_id"]) == {"T2"}
    assert found.changed["revenue_amount"].is_monotonic_decreasing
    assert found.changed_revenue_amount == found.changed["revenue_amount"].sum()


@settings(max_examples=25, deadline=None, derandomize=True)
@given(rules=RULES, exceptions=EXCEPTIONS, condition=st.sampled_from(CONDITIONS[:6]),
       number=st.integers(0, 6))  # fmt: skip
def test_a_preview_says_just_what_saving_does(
    rules: list, exceptions: list, condition: str, number: int
) -> None:
    plan = layered(rules, exceptions)
    ids = [f"r{n}" for n, rule in enumerate(rules) if rule["layer_id"] == "field"]
    rule_id = ids[number] if number < len(ids) else None
    if rule_id is None or not rules[int(rule_id[1:])]["is_active"]:
        rule_id = None
        saved = add_rule(plan, BASE, "New", condition, "T2", "zzz", "field")
        saved = change_rule(saved, BASE, "zzz", priority=99)
    else:
        saved = change_rule(plan, BASE, rule_id, condition=condition, territory_id="T2")
    found = RulePreview(plan, BASE, "field").of(condition, "T2", rule_id)
    before, after = (
        territory_of_accounts(p, BASE, "field")["territory_id"].fillna("") for p in (plan, saved)
    )
    changed = plan["account"]["account_id"][(before != after).to_numpy(bool)]
    assert sorted(found.changed["account_id"]) == sorted(changed)


def test_a_condition_that_cannot_be_read_is_refused_with_its_place() -> None:
    with pytest.raises(PlanProblem) as problem:
        RulePreview(small_plan(), BASE, "field").of("Colour is red", "T2")
    assert "character 1" in problem.value.where


def test_the_calendar_lists_every_dated_decision_in_order() -> None:
    plan = rep_leaves(small_plan(), BASE, "R1", "2027-03-31", {"A02": "T2", "A03": "T2"},
                      "2027-07-01", "Ann leaves")  # fmt: skip
    plan = seat_rep(plan, BASE, "T1", "R3", from_date="2027-07-01")
    plan = keep_accounts(plan, BASE, "field", {"A10": "T3"}, until_date="2027-09-30",
                         then_territory_id="T2")  # fmt: skip
    table = calendar_of_changes(plan, BASE, "field")
    counted = table.assign(accounts=table["accounts"].fillna(0))
    lines = list(counted[["day", "what", "territory_id", "accounts"]].itertuples(index=False))
    assert [tuple(line) for line in lines] == [
        ("2027-04-01", "accounts come", "T2", 2), ("2027-04-01", "has left", "T1", 0),
        ("2027-07-01", "accounts go back", "T2", 2), ("2027-07-01", "begins", "T1", 0),
        ("2027-10-01", "accounts go on", "T2", 1),
    ]  # fmt: skip


def test_accounts_on_a_day_are_those_with_another_territory_or_rep_than_at_the_beginning() -> None:
    plan = hand_over(small_plan(), BASE, {"A02": "T2"}, "2027-04-01", "2027-06-30")
    table = accounts_on(plan, BASE, "field", "2027-05-01")
    row = table.iloc[0]
    assert len(table) == 1
    assert (row["from_territory_id"], row["to_territory_id"]) == ("T1", "T2")
    assert (row["from_rep_name"], row["to_rep_name"]) == ("Ann Able", "Bob Best")
    assert accounts_on(plan, BASE, "field", "2027-07-01").empty
