"""`salesplanner roll-forward`, through the command line and the files it writes."""

import json
from pathlib import Path

import pandas as pd
import pytest
from builders import BASE, saved_document

from salesplanner.cli import status_of
from salesplanner.document import Document
from salesplanner.plan.edits.assignments import assign_accounts
from salesplanner.plan.edits.seats import seat_rep
from salesplanner.plan.model import Plan


def _last_year(plan: Plan) -> Plan:
    plan = seat_rep(plan, BASE, "T3", "R3", from_date="2027-04-01")
    plan = assign_accounts(plan, BASE, ["A03"], "T3", "holdover", "To June",
                           until_date="2027-06-30", then_territory_id="T2")  # fmt: skip
    return plan.with_bulk("booking", pd.DataFrame({
        "account_id": ["A01", "A01", "A02", "A02"],
        "period": ["2027-01", "2027-12", "2026-12", "2027-03"],
        "product_id": "", "amount": [100, 20, 7000, 5],
    }))  # fmt: skip


@pytest.fixture
def this_year(tmp_path: Path) -> Path:
    path = saved_document(tmp_path)
    with Document.open(path) as document:
        document.edit("A year passes", _last_year)
        document.save()
    return path


def test_next_years_plan_has_this_years_bookings_owners_and_target(this_year, tmp_path, capfd):
    before, out = this_year.read_bytes(), tmp_path / "next.salesplan"
    arguments = ["--out", str(out), "--target", "1.5M", "--json"]
    assert status_of(["roll-forward", str(this_year), *arguments]) == 0
    assert json.loads(capfd.readouterr().out)["fiscal_year"] == 2028
    assert this_year.read_bytes() == before
    with Document.open(out) as document:
        accounts = document.plan["account"].set_index("account_id")
        assert document.plan.info["target_amount"] == 1_500_000_00
        assert accounts.loc[["A01", "A02", "A04"], "revenue_last_year_amount"].tolist() == [
            120,
            5,
            0,
        ]
        # A01 is a named account of T3, where R3 sits since April.
        assert accounts.loc["A01", "owner_id"] == "R3"
        assert accounts.loc["A02", "owner_id"] == "R1"
        assert len(document.plan["scenario"]) == 1


def test_a_plan_cannot_be_rolled_to_a_place_that_cannot_be_written(this_year, tmp_path, capfd):
    out = tmp_path / "nowhere" / "next.salesplan"
    assert status_of(["roll-forward", str(this_year), "--out", str(out)]) == 2
    assert "nowhere" in capfd.readouterr().err


def test_a_target_finer_than_a_cent_is_refused(this_year, tmp_path, capfd):
    out = tmp_path / "next.salesplan"
    arguments = ["--out", str(out), "--target", "100.001"]
    assert status_of(["roll-forward", str(this_year), *arguments]) == 2
    complaint = capfd.readouterr().err
    assert "100.001" in complaint
    assert len(complaint.splitlines()) == 1
    assert not out.exists()


def test_next_years_plan_never_takes_the_place_of_this_years(this_year, capfd):
    before = this_year.read_bytes()
    assert status_of(["roll-forward", str(this_year), "--out", str(this_year)]) == 2
    assert "another file" in capfd.readouterr().err
    assert this_year.read_bytes() == before
