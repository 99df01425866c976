"""Market figures of another level than the plan's units, and accounts on a planner's own map."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from salesplanner.exchange.prepare import import_prepared, prepare_import
from salesplanner.geography.outlines import Outlines
from salesplanner.geography.shipped import load_units
from salesplanner.plan import Plan, empty_plan
from salesplanner.plan.edits.beginnings import begin_plan
from salesplanner.plan.edits.maps import put_map
from salesplanner.plan.edits.placing import place_accounts


def plan_on(kind: str) -> Plan:
    return put_map(begin_plan(empty_plan(), "Plan", 2027), load_units(kind))


@pytest.fixture(scope="module")
def states() -> Plan:
    return plan_on("us-states")


@pytest.fixture(scope="module")
def counties() -> Plan:
    return plan_on("us-counties")


def values(plan: Plan, measure_id: str) -> "pd.Series":
    rows = plan["unit_measure"]
    rows = rows[(rows["measure_id"] == measure_id).to_numpy(bool)]
    return rows.set_index("unit_id")["value"].astype(float)


def imported(plan: Plan, folder: Path, text: str) -> tuple[Plan, list[int | None]]:
    path = folder / "figures.csv"
    path.write_text(text, "utf-8")
    prepared = prepare_import(plan, path, "measures")
    return import_prepared(plan, prepared), [i.row for i in prepared.incoming.rejected]


def test_figures_by_zip_are_rolled_up_to_states_and_strangers_are_refused(states, tmp_path):
    text = "zip,shops\n10001,3\n10118,2\n90210,5\n99999,7\n" + "".join(
        f"{code},1\n" for code in range(60601, 60612)
    )
    plan, rejected = imported(states, tmp_path, text)
    assert values(plan, "shops").to_dict() == {"36": 5.0, "06": 5.0, "17": 11.0}
    assert rejected == [5]


def test_figures_by_state_name_are_spread_over_counties_by_people(counties, tmp_path):
    plan, rejected = imported(
        counties, tmp_path, "State,Spending\nDelaware,900\nHawaii,100\nVermont,10\n"
    )
    spread = values(plan, "Spending")
    assert spread.sum() == pytest.approx(1010) and not rejected
    assert spread[["10001", "10003", "10005"]].sum() == pytest.approx(900)
    assert spread["10003"] > spread["10001"]  # Wilmington has more people than Dover


def test_counties_named_by_state_and_number_are_not_mixed_up_with_zips(counties, tmp_path):
    text = "STATE,COUNTY,POP\n1,0,99\n1,1,10\n1,3,20\n2,13,30\n6,1,40\n6,3,50\n"
    plan, rejected = imported(counties, tmp_path, text)
    found = {"01001": 10.0, "01003": 20.0, "02013": 30.0, "06001": 40.0, "06003": 50.0}
    assert values(plan, "POP").to_dict() == found
    assert rejected == [2]  # the total of a state is no county


def test_a_median_is_averaged_and_not_added_up(states, tmp_path):
    text = "zip,median rent\n10001,2000\n10002,1000\n"
    plan, _ = imported(states, tmp_path, text)
    assert 1000 < values(plan, "median rent")["36"] < 2000
    row = plan["measure"][(plan["measure"]["measure_id"] == "median rent").to_numpy(bool)]
    assert row["adds_up"].iloc[0] == "mean" and "ZIP codes" in row["definition"].iloc[0]


def test_figures_of_the_plans_own_level_stay_as_they_are(counties, tmp_path):
    plan, rejected = imported(counties, tmp_path, "fips,shops\n06037,3\n36061,2.5\n17031,1\n")
    assert values(plan, "shops").to_dict() == {"06037": 3.0, "36061": 2.5, "17031": 1.0}
    assert not rejected


def with_account(plan: Plan, **values: object) -> Plan:
    return plan.put("account", pd.DataFrame([{"account_id": "A1", "name": "One"} | values]))


def test_an_account_with_coordinates_only_lies_in_the_county_around_it(counties):
    placed = place_accounts(with_account(counties, latitude=34.85, longitude=-116.9))
    assert placed["account"]["unit_id"].iloc[0] == "06071"  # San Bernardino's middle is far away
    assert placed["account"]["found_by"].iloc[0] == "coordinates"


def test_an_account_far_from_every_unit_stays_outside(counties):
    placed = place_accounts(with_account(counties, latitude=48.85, longitude=2.35))
    assert pd.isna(placed["account"]["unit_id"].iloc[0])


def test_outlines_of_an_own_map_decide_where_its_accounts_lie():
    wide = np.array([[0, 0], [9, 0], [9, 1], [0, 1], [0, 0]], float)
    narrow = np.array([[9, 0], [10, 0], [10, 1], [9, 1], [9, 0]], float)
    outlines = Outlines(
        ("N", "W"), np.vstack([narrow, wide]), np.array([0, 5, 10]), np.array([0, 1])
    )
    plan = begin_plan(empty_plan(), "Own", 2027).put("unit", pd.DataFrame(
        {"unit_id": ["N", "W"], "level": "own", "longitude": [9.5, 4.5], "latitude": [0.5, 0.5]}
    ))  # fmt: skip
    account = with_account(plan, latitude=0.5, longitude=8.8)
    assert place_accounts(account)["account"]["unit_id"].iloc[0] == "N"  # the nearer middle
    assert place_accounts(account, outlines=outlines)["account"]["unit_id"].iloc[0] == "W"
