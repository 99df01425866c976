"""The demonstration company: the same seed gives the same, and it looks like a real book."""

from functools import lru_cache
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from salesplanner.analysis.territory_measures import measure_scenario, territory_table
from salesplanner.document import Document
from salesplanner.geography.zips import zip_table
from salesplanner.plan.model import Plan, empty_plan
from salesplanner.problems import PlanProblem
from salesplanner.sample import build_demo_plan


@lru_cache(maxsize=1)
def company() -> Plan:
    return build_demo_plan(empty_plan(), 5_000, 80, "counties", 7)


def test_the_same_seed_gives_the_same_company_to_the_byte():
    one, other = company(), build_demo_plan(empty_plan(), 5_000, 80, "counties", 7)
    for name, frame in one.tables.items():
        pd.testing.assert_frame_equal(frame, other[name])
    pd.testing.assert_frame_equal(one.bulk["booking"].put, other.bulk["booking"].put)


def test_another_seed_gives_another_company():
    other = build_demo_plan(empty_plan(), 1_000, 20, "counties", 8)
    same = build_demo_plan(empty_plan(), 1_000, 20, "counties", 7)
    assert (other["account"]["name"] != same["account"]["name"]).mean() > 0.9


def test_accounts_are_at_real_zips_of_the_lower_48_in_their_county():
    accounts = company()["account"]
    zips = zip_table().set_index("zip")
    assert len(accounts) == 5_000
    assert accounts["postal_code"].isin(zips.index).all()
    assert not accounts["state"].isin(["AK", "HI", "PR"]).any()
    assert accounts["unit_id"].isin(company()["unit"]["unit_id"]).all()
    given = zips.loc[accounts["postal_code"], ["latitude", "longitude"]].to_numpy(float)
    own = accounts[["latitude", "longitude"]].to_numpy(float)
    assert np.abs(given - own).max() < 0.1
    assert accounts["name"].is_unique
    assert accounts["industry"].nunique() == 12


def test_the_top_fifth_of_accounts_hold_about_four_fifths_of_the_revenue():
    revenue = company()["account"]["revenue_amount"].astype("float64").sort_values()
    assert 0.75 < revenue.tail(1_000).sum() / revenue.sum() < 0.85


def test_revenue_is_what_was_booked_in_the_last_twelve_months():
    plan = company()
    booked = plan.bulk["booking"].put
    assert booked["period"].nunique() == 36
    last = booked[booked["period"] >= "2025-12"].groupby("account_id")["amount"].sum()
    revenue = plan["account"].set_index("account_id")["revenue_amount"]
    assert (last.reindex(revenue.index).fillna(0).astype("int64") == revenue).all()
    december = booked.loc[booked["period"].str.endswith("-12"), "amount"].sum()
    july = booked.loc[booked["period"].str.endswith("-07"), "amount"].sum()
    assert december > 1.5 * july  # quarter ends are strong, summer is weak


def test_every_account_lies_with_the_rep_of_its_territory():
    plan = company()
    measures = measure_scenario(plan, plan.adopted_scenario(), "field")
    assert measures.unassigned["accounts"] == 0
    seat = plan["territory_rep"].set_index("territory_id")["rep_id"]
    territory = measures.cover.territory_ids[measures.cover.territory]
    assert (seat.loc[territory].to_numpy() == plan["account"]["owner_id"].to_numpy()).all()
    assert (plan["account"]["owner_since"].dropna() <= "2026-11-30").all()


def test_todays_alignment_is_visibly_out_of_balance_under_8_districts_and_3_regions():
    plan = company()
    index = territory_table(measure_scenario(plan, "base", "field"))["workload_hours_index"]
    assert index.max() > 150 and index.min() < 50
    assert ((index - 100).abs() <= 10).mean() < 0.5
    levels = plan["territory"]["level_id"].value_counts()
    assert (levels["territory"], levels["district"], levels["region"]) == (80, 8, 3)


def test_reps_live_in_their_state_with_dates_roles_ramps_and_pay():
    reps = company()["rep"]
    sellers = reps[~reps["is_manager"].to_numpy(bool)]
    assert len(sellers) == 80
    for column in ("hire_date", "role_id", "ramp_id", "base_pay_amount", "latitude"):
        assert sellers[column].notna().all(), column
    assert sellers["role_id"].nunique() == 3
    assert sellers["manager_id"].isin(reps.loc[reps["is_manager"], "rep_id"]).all()
    assert (sellers["hire_date"] > "2026-02-01").sum() >= 4  # some are still ramping


def test_the_plan_is_kept_and_read_back_as_it_was_built(tmp_path: Path):
    with Document.create(tmp_path / "demo.salesplan") as document:
        document.edit("Demo", build_demo_plan, 500, 10, "counties", 3)
        built = document.plan
        n_bookings = len(document.read_bulk("booking"))
        document.save()
    with Document.open(tmp_path / "demo.salesplan") as document:
        for name, frame in built.tables.items():
            pd.testing.assert_frame_equal(frame, document.plan[name])
        assert len(document.read_bulk("booking")) == n_bookings > 1_000
        assert len(document.read_bulk("shape")) > 3_000


@pytest.mark.parametrize("kind", ["zip3", "zip5"])
def test_zip_areas_hold_every_account_too(kind):
    plan = build_demo_plan(empty_plan(), 1_000, 20, kind, 7)
    assert plan["account"]["unit_id"].isin(plan["unit"]["unit_id"]).all()
    assert measure_scenario(plan, "base", "field").unassigned["accounts"] == 0


CASES = [(50, 8, "counties"), (5_000, 2, "counties"), (200_000, 80, "counties"), (500, 9, "moons")]


@pytest.mark.parametrize(("n", "k", "kind"), CASES)
def test_a_company_that_makes_no_sense_is_refused(n, k, kind):
    with pytest.raises(PlanProblem):
        build_demo_plan(empty_plan(), n, k, kind, 7)
