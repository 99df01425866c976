"""Where an account went and why; exceptions and what the rules would say; rules of engagement."""

import numpy as np
import pytest
from builders import BASE, BOLD, rows, small_plan

from salesplanner.analysis.engagement import breach_table, breaches
from salesplanner.analysis.exceptions import exception_report, stale_exceptions
from salesplanner.analysis.register import register
from salesplanner.analysis.territory_measures import measure_scenario
from salesplanner.analysis.who_covers import cover, territory_of_accounts
from salesplanner.analysis.why import why
from salesplanner.analysis.why_column import why_column
from salesplanner.plan.edits.assignments import assign_accounts, assign_units, remove_exceptions
from salesplanner.plan.model import equals
from salesplanner.problems import PlanProblem


def test_a_named_account_says_who_named_it_and_what_the_unit_would_say():
    answer = why(small_plan(), BASE, "field", "A01")
    assert answer.decided_by == "exception"
    assert answer.territory_id == "T3"
    assert "Knows them since 2009" in answer.sentence()
    by_name = {step.name: step for step in answer.steps}
    assert [step.name for step in answer.steps if step.decided] == ["Locked or named exception"]
    assert "Unit 1, in Territory 1" in by_name["Its unit"].says


def test_a_rule_is_shown_with_its_condition():
    answer = why(small_plan(), BASE, "field", "A23")
    assert answer.decided_by == "rule"
    assert "Industry is Banking and Employees" in answer.sentence()


def test_a_child_names_its_parent():
    plan = small_plan()
    where = (plan["account"]["account_id"] == "A02").to_numpy(bool)
    plan = plan.set_values("account", where, parent_account_id="A14")
    answer = why(plan, BASE, "field", "A02")
    assert answer.decided_by == "family"
    assert "Account 14, in Territory 2" in answer.sentence()


def test_why_agrees_with_the_whole_table_for_every_account():
    plan = small_plan()
    table = territory_of_accounts(plan, BASE, "field")
    for row in table.itertuples():
        answer = why(plan, BASE, "field", row.account_id)
        assert (answer.territory_id, answer.decided_by) == (row.territory_id, row.step)


def test_an_unknown_account_is_refused():
    with pytest.raises(PlanProblem, match="no account"):
        why(small_plan(), BASE, "field", "nobody")


def test_the_exception_report_says_what_would_be_without_it():
    report = exception_report(small_plan(), BASE, "field")
    assert report["account_id"].tolist() == ["A01"]
    assert report["otherwise_territory_id"].tolist() == ["T1"]
    assert not report["is_stale"].any()


def test_an_exception_that_changes_nothing_is_stale_and_removing_it_changes_nothing():
    plan = assign_accounts(small_plan(), BASE, ["A04"], "T1", reason="asked for")
    assert stale_exceptions(plan, BASE, "field") == ["A04"]
    cleaned = remove_exceptions(plan, BASE, ["A04"])
    before, after = (territory_of_accounts(p, BASE, "field") for p in (plan, cleaned))
    assert before["territory_id"].tolist() == after["territory_id"].tolist()


def test_breaches_name_counts_vacant_owners_and_strategic_moves():
    plan = small_plan()
    plan = plan.set_values("role", np.ones(1, bool), accounts_high=11, handover_high=1)
    where = plan["account"]["account_id"].isin(["A05"]).to_numpy(bool)
    plan = plan.set_values("account", where, is_strategic=True)
    plan = assign_units(plan, BOLD, ["U03"], "T2")
    before, after = (measure_scenario(plan, name, "field") for name in (BASE, BOLD))
    found = {(one.check, one.row_key) for one in breaches(after, before)}
    assert found == {
        ("named account without owner", "A01"),
        ("hand-over cap", "R1"),
        ("strategic account", "A05"),
    }


def test_a_waived_breach_is_marked_and_listed_last():
    plan = small_plan()
    plan = plan.put("waiver", rows({
        "scenario_id": BASE, "waiver_id": "w1", "check_id": "named account without owner",
        "row_key": "A01", "reason": "hire starts in March",
    }))  # fmt: skip
    plan = plan.set_values("role", np.ones(1, bool), accounts_high=5)
    table = breach_table(breaches(measure_scenario(plan, BASE, "field")))
    assert table["is_waived"].tolist() == [False] * (len(table) - 1) + [True]
    assert len(table) > 1


def test_the_answer_says_since_when_by_whom_and_where_it_would_be_otherwise():
    plan = assign_accounts(small_plan(), BASE, ["A04"], "T2", reason="asked for",
                           made_by="Mia", made_on="2027-02-01")  # fmt: skip
    answer = why(plan, BASE, "field", "A04")
    assert (answer.since, answer.by, answer.otherwise) == ("2027-02-01", "Mia", "Territory 1")
    assert answer.remedy.endswith("Without it the account would be in Territory 1.")
    rule = why(plan, BASE, "field", "A21")
    assert (rule.decided_by, rule.otherwise) == ("rule", "Territory 3")
    assert rule.remedy.endswith("would stay in Territory 3.")


def test_the_column_for_sheets_agrees_with_the_answer_for_every_account():
    plan = assign_accounts(small_plan(), BASE, ["A04"], "T2", reason="asked for")
    plan = plan.set_values("account", equals(plan["account"], "account_id", "A06"),
                           parent_account_id="A04")  # fmt: skip
    known = register(plan)
    column = why_column(plan, BASE, "field", known, cover(plan, BASE, "field", known))
    says = dict(zip(plan["account"]["account_id"], column, strict=True))
    assert says["A01"] == "Named account: Knows them since 2009, locked"
    assert says["A04"] == "Moved by hand: asked for"
    assert says["A06"] == "Goes with Account 4"
    assert says["A21"] == "Rule 1, Banks"
    assert says["A05"] == "Lies in Unit 3"
    assert all(says.values())
