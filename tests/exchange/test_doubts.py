"""Doubts come in groups, and one answer settles a whole group."""

from dataclasses import replace

import pytest

from salesplanner.exchange.doubts import DoubtGroup, doubt_groups, settled
from salesplanner.exchange.prepare import (
    Intake,
    begin_intake,
    import_prepared,
    incoming_of,
    prepared_of,
)
from salesplanner.exchange.reading import read_source
from salesplanner.plan.edits.beginnings import begin_plan
from salesplanner.plan.model import Plan, empty_plan
from salesplanner.problems import PlanProblem

PLAN = begin_plan(empty_plan(), "Test", 2027)


def intake(text: str, kind: str = "accounts", plan: Plan = PLAN) -> Intake:
    return begin_intake(plan, read_source(text).best_sheet(kind), kind, today="2026-11-25")


def groups(of: Intake, plan: Plan = PLAN) -> dict[str, DoubtGroup]:
    return {group.kind: group for group in doubt_groups(incoming_of(plan, of).issues)}


def accounts(of: Intake, plan: Plan = PLAN):
    incoming = incoming_of(plan, of)
    return incoming.arrival.rows["account"].set_index("record_id"), incoming


DATES = "Account ID,Account Name,Renewal date\n1,Acme,03/04/2027\n2,Bolt,05/06/2027\n"


def test_day_and_month_are_asked_for_once_for_the_column():
    of = intake(DATES)
    group = groups(of)["order of dates"]
    assert group.must_ask
    assert {answer.key for answer in group.answers} == {"dmy", "mdy"}
    told = of.with_options(settled(of.options, group, "dmy"))
    assert "order of dates" not in groups(told)
    assert accounts(told)[0]["renewal_date"].tolist() == ["2027-04-03", "2027-06-05"]
    told = of.with_options(settled(of.options, group, "mdy"))
    assert accounts(told)[0]["renewal_date"].tolist() == ["2027-03-04", "2027-05-06"]


def test_a_decimal_sign_is_asked_for_where_it_cannot_be_told():
    of = intake("Account ID,Account Name,Revenue\n1,Acme,1.234\n2,Bolt,5.678\n")
    group = groups(of)["thousands or decimals"]
    assert group.must_ask
    told = of.with_options(settled(of.options, group, "."))
    assert accounts(told)[0]["revenue_amount"].tolist() == [123, 568]
    told = of.with_options(settled(of.options, group, ","))
    assert accounts(told)[0]["revenue_amount"].tolist() == [123_400, 567_800]


def test_a_rate_that_is_entered_is_used_and_kept_in_the_plan():
    of = intake("Account ID,Account Name,Revenue,Currency\n1,Acme,100,EUR\n2,Bolt,50,USD\n")
    group = groups(of)["no exchange rate"]
    assert group.about == "EUR"
    of = of.with_options(settled(of.options, group, "rate", "1.10"))
    rows, incoming = accounts(of)
    assert rows["revenue_amount"].tolist() == [11_000, 5_000]
    after = import_prepared(PLAN, prepared_of(PLAN, of, incoming))
    assert after["exchange_rate"]["currency"].tolist() == ["EUR"]
    assert "no exchange rate" not in groups(
        intake("Account Name,Revenue,Currency\nA,1,EUR", plan=after), after
    )


def test_a_rate_that_is_no_number_is_refused():
    of = intake("Account ID,Account Name,Revenue,Currency\n1,Acme,100,EUR\n")
    with pytest.raises(PlanProblem, match="not a rate"):
        settled(of.options, groups(of)["no exchange rate"], "rate", "much")


def test_a_scale_told_by_the_header_can_be_taken_back():
    of = intake("Account ID,Account Name,Revenue (kUSD)\n1,Acme,12\n")
    assert accounts(of)[0]["revenue_amount"].tolist() == [1_200_000]
    of = of.with_options(settled(of.options, groups(of)["scale"], "no scale"))
    assert accounts(of)[0]["revenue_amount"].tolist() == [1_200]


BAD = "Account ID,Account Name,Revenue\n1,Acme,100\n2,Bolt,lots\n3,Cog,lots\n"


def test_rows_of_a_kind_of_doubt_are_refused_together():
    of = intake(BAD)
    of = of.with_options(settled(of.options, groups(of)["not a number"], "refuse"))
    rows, incoming = accounts(of)
    assert rows.index.tolist() == ["1"]
    assert incoming.n_read == 3
    assert [issue.row for issue in incoming.rejected] == [3, 4]
    assert incoming.rejects_table()["Account Name"].tolist() == ["Bolt", "Cog"]
    prepared = prepared_of(PLAN, of, incoming)
    assert (prepared.count("added"), prepared.n_rejected) == (1, 2)


def test_a_value_in_doubt_can_be_read_as_another():
    of = intake(BAD)
    of = of.with_options(settled(of.options, groups(of)["not a number"], "replace", "2,000"))
    assert accounts(of)[0]["revenue_amount"].tolist() == [10_000, 200_000, 200_000]
    assert accounts(of)[1].originals["Revenue"].tolist() == ["100", "lots", "lots"]


def test_spellings_stay_as_written_when_the_planner_says_so():
    text = "Account ID,Account Name,Segment\n1,A,Mid Market\n2,B,Mid Market\n3,C,mid-market\n"
    of = intake(text)
    assert set(accounts(of)[0]["segment"]) == {"Mid Market"}
    of = of.with_options(settled(of.options, groups(of)["spelling"], "as written"))
    assert set(accounts(of)[0]["segment"]) == {"Mid Market", "mid-market"}


def test_doing_nothing_changes_nothing():
    of = intake(BAD)
    assert settled(of.options, groups(of)["not a number"], "keep") == of.options
    assert replace(of).options == of.options
