"""The values the window's import passes from step to step, from file to edit."""

import pytest

from salesplanner.exchange.duplicates import duplicate_pairs, side_by_side
from salesplanner.exchange.import_difference import import_difference
from salesplanner.exchange.mapping_choices import field_choices
from salesplanner.exchange.prepare import (
    begin_intake,
    decided,
    import_prepared,
    incoming_of,
    prepared_of,
)
from salesplanner.exchange.reading import likely_kinds, read_source
from salesplanner.exchange.targets import KINDS
from salesplanner.plan.edits.beginnings import begin_plan
from salesplanner.plan.model import Plan, empty_plan

PLAN = begin_plan(empty_plan(), "Test", 2027)
CRM = """Account ID,Account Name,City,Postal Code,Website,Revenue
A1,Northwind Traders Inc,Boston,02139,northwind.com,1000
A2,Contoso Bakery LLC,Denver,80202,contoso.com,2000
"""
ERP = """Customer No,Customer Name,City,Zip,Web,Umsatz
9001,Northwind Traders,Boston,02139,www.northwind.com,1500
9002,Contoso Bakry,Denver,80202,,2500
9003,Fabrikam,Miami,33101,fabrikam.com,1
"""


def prepared(plan: Plan, text: str, system: str, **more):
    intake = begin_intake(
        plan, read_source(text).best_sheet("accounts"), "accounts", system, **more
    )
    return prepared_of(plan, intake, incoming_of(plan, intake))


@pytest.fixture
def with_crm() -> Plan:
    return import_prepared(PLAN, prepared(PLAN, CRM, "CRM"))


def test_a_sheet_says_what_it_is_likely_to_be():
    texts = {
        "accounts": CRM,
        "opportunities": "Opp ID,Account Name,Stage,Amount,Close Date\n1,A,Won,5,2026-01-02\n",
        "bookings": "Customer,Invoice Date,Net Amount,Product\nA,2026-01-02,5,X\n",
        "reps": "Employee ID,Full Name,Manager,Hire Date,Role\n1,Ann Bell,Bo Cox,2020-01-01,AE\n",
        "alignment": "ZIP,Territory,Rep\n02139,East,Ann\n10001,East,Ann\n",
        "quotas": "Rep,Year,Quota\nAnn,2025,100\n",
        "rules": "Rule,Condition,Territory\nBig,employees > 1000,East\n",
        "hierarchy": "Territory,District,Region\nT1,D1,R1\n",
    }
    assert {kind: likely_kinds(read_source(text).sheets[0])[0] for kind, text in texts.items()} == {
        kind: kind for kind in texts
    }


def test_every_kind_offers_its_fields_and_leaving_a_column_out():
    for kind in KINDS:
        choices = field_choices(kind)
        assert {choice.field for choice in choices} >= {f.name for f in KINDS[kind].fields}
        assert choices[-1].field == "ignore"
        assert all(choice.title and choice.meaning for choice in choices)


def test_a_field_chosen_by_hand_is_taken_from_the_column_that_had_it():
    intake = begin_intake(PLAN, read_source(CRM).sheets[0], "accounts")
    intake = intake.with_field("City", "name")
    fields = {column.header: column.field for column in intake.matching.columns}
    assert (fields["City"], fields["Account Name"]) == ("name", "")
    intake = intake.with_field("Account Name", "own:text")
    assert incoming_of(PLAN, intake).arrival.own_fields["name"].tolist() == ["Account Name"]


def test_duplicates_are_shown_side_by_side_and_decided(with_crm):
    ready = prepared(with_crm, ERP, "ERP")
    pairs = {pair.record: pair for pair in duplicate_pairs(with_crm, ready)}
    assert pairs["9001"].is_sure
    assert pairs["9001"].is_merged
    assert (pairs["9001"].name, pairs["9001"].other_name) == (
        "Northwind Traders",
        "Northwind Traders Inc",
    )
    table = side_by_side(with_crm, ready, pairs["9001"]).set_index("field")
    assert table.loc["revenue_amount", ["arriving", "other"]].tolist() == [150_000, 100_000]
    assert not table.loc["city", "differs"]
    apart = decided(with_crm, ready, {pairs["9001"].key: False, pairs["9002"].key: True})
    assert {p.record: p.is_merged for p in duplicate_pairs(with_crm, apart)} == {
        "9001": False,
        "9002": True,
    }
    after = import_prepared(with_crm, apart)
    assert sorted(after["account"]["account_id"]) == ["9001", "9003", "A1", "A2"]


def test_the_difference_is_told_before_anything_happens(with_crm):
    newer = CRM.replace("1000", "1100").replace(
        "A2,Contoso Bakery LLC,Denver,80202,contoso.com,2000\n", ""
    )
    newer += "A3,Tailspin,Austin,73301,tailspin.com,5\n"
    ready = prepared(with_crm, newer, "CRM", is_refresh=True)
    told = import_difference(with_crm, ready)
    words = ("read", "added", "changed", "unchanged", "merged", "rejected", "vanished")
    assert [told.counts[word] for word in words] == [2, 1, 1, 0, 0, 0, 1]
    assert told.vanished["account_id"].tolist() == ["A2"]
    changed = told.of("changed")
    line = changed[changed["row_key"] == "A1"].iloc[0]
    assert (line["column"], line["value_before"], line["value_after"]) == (
        "revenue_amount",
        100_000,
        110_000,
    )
    assert told.of("added")["row_key"].tolist() == ["A3"]
