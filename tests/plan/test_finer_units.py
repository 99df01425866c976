"""A county in the place of which its ZIP areas stand: two levels in one plan."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from salesplanner.analysis.compactness import open_borders, parts
from salesplanner.analysis.register import register
from salesplanner.document import Document
from salesplanner.geography.shipped import load_units
from salesplanner.geography.units import UnitSet
from salesplanner.plan import Plan, empty_plan
from salesplanner.plan.areas import areas_of_units
from salesplanner.plan.edits.assignments import assign_units, lock_units
from salesplanner.plan.edits.beginnings import begin_plan
from salesplanner.plan.edits.facts import add_measure
from salesplanner.plan.edits.finer import split_units
from salesplanner.plan.edits.maps import put_map
from salesplanner.plan.edits.placing import place_accounts
from salesplanner.plan.edits.territories import add_territory
from salesplanner.problems import PlanProblem

NEW_CASTLE = "10003"  # the north of Delaware, with Wilmington


@pytest.fixture(scope="module")
def zips() -> UnitSet:
    return load_units("us-zip5")


@pytest.fixture(scope="module")
def delaware() -> Plan:
    counties = load_units("us-counties")
    here = counties.keep(np.array([name.startswith("10") for name in counties.unit_ids]))
    plan = put_map(begin_plan(empty_plan(), "Delaware", 2027), here)
    plan = plan.put("account", pd.DataFrame([
        {"account_id": "A1", "name": "In town", "postal_code": "19801", "state": "DE"},
        {"account_id": "A2", "name": "A box", "postal_code": "19899", "state": "DE"},
        {"account_id": "A3", "name": "Dover", "postal_code": "19901", "state": "DE"},
        {"account_id": "A4", "name": "A point", "latitude": 39.68, "longitude": -75.75},
        {"account_id": "A5", "name": "By hand", "unit_id": NEW_CASTLE, "found_by": "hand"},
    ]))  # fmt: skip
    plan = place_accounts(plan)
    plan = add_measure(plan, "shops", {NEW_CASTLE: 900.0, "10001": 80.0})
    scenario = plan.adopted_scenario()
    plan = add_territory(plan, scenario, "North", "N")
    plan = assign_units(plan, scenario, [NEW_CASTLE], "N")
    return lock_units(plan, scenario, [NEW_CASTLE])


@pytest.fixture(scope="module")
def split(delaware: Plan, zips: UnitSet) -> Plan:
    return split_units(delaware, [NEW_CASTLE], zips)


def test_the_county_gives_way_to_its_zip_areas_and_is_what_they_lie_in(split: Plan) -> None:
    ids = split["unit"]["unit_id"].tolist()
    assert NEW_CASTLE not in ids and "10001" in ids and "19801" in ids and len(ids) > 20
    new = split["unit"][(split["unit"]["level"] == "zip5").to_numpy(bool)]
    assert set(new["parent_id"]) == {NEW_CASTLE}
    assert set(areas_of_units(split, "state")) == {"10"}
    assert set(areas_of_units(split, "county")) == {"10001", "10005", NEW_CASTLE}


def test_the_zip_areas_stay_in_the_territory_and_under_its_lock(split: Plan) -> None:
    rows = split["unit_assignment"]
    units = split["unit"]
    new = units["unit_id"][(units["level"] == "zip5").to_numpy(bool)]
    here = rows[rows["unit_id"].isin(new).to_numpy(bool)]
    assert len(here) == len(new)
    assert set(here["territory_id"]) == {"N"} and here["is_locked"].all()


def test_the_map_still_hangs_together(split: Plan) -> None:
    known = register(split)
    everything = np.zeros(known.n_units, np.int64)
    assert parts(everything, open_borders(split, known), 1).tolist() == [1]
    rows = split["border"]
    around = rows[((rows["unit_a"] == "10001") | (rows["unit_b"] == "10001")).to_numpy(bool)]
    others = set(around["unit_a"]) | set(around["unit_b"])
    assert {"10001", "10005", "19734"} <= others  # Kent touches Sussex and the ZIP area of Townsend


def test_figures_keep_their_sum(delaware: Plan, split: Plan) -> None:
    values = split["unit_measure"]
    shops = values[(values["measure_id"] == "shops").to_numpy(bool)]
    assert float(shops["value"].sum()) == pytest.approx(980.0)
    assert len(shops) > 20

    def people(plan: Plan) -> float:
        rows = plan["unit_measure"]
        return float(rows["value"][(rows["measure_id"] == "population").to_numpy(bool)].sum())

    assert people(split) == pytest.approx(people(delaware), rel=0.02)


def test_accounts_are_found_again_also_in_boxes_and_those_settled_by_hand(split: Plan) -> None:
    unit = split["account"].set_index("account_id")["unit_id"]
    assert unit["A1"] == "19801" and unit["A3"] == "10001"
    assert all(unit[name].startswith("197") or unit[name].startswith("198")
               for name in ("A2", "A4", "A5"))  # fmt: skip
    assert split["account"].set_index("account_id")["found_by"]["A5"] == "hand"


def test_what_is_no_us_unit_cannot_be_split(zips: UnitSet) -> None:
    plan = begin_plan(empty_plan(), "Own", 2027)
    plan = plan.put("unit", pd.DataFrame([{"unit_id": "X", "level": "own"}]))
    with pytest.raises(PlanProblem, match="No ZIP areas are known in X"):
        split_units(plan, ["X"], zips)


def test_undo_brings_the_county_and_its_outline_back(
    tmp_path: Path, delaware: Plan, zips: UnitSet
) -> None:
    with Document.create(tmp_path / "d.salesplan") as document:
        document.edit("Begin", lambda _plan: delaware)
        shapes = document.read_bulk("shape")
        document.edit("Split", split_units, [NEW_CASTLE], zips)
        assert len(document.read_bulk("shape")) > len(shapes) + 20
        document.undo()
        assert sorted(document.plan["unit"]["unit_id"]) == ["10001", "10003", "10005"]
        assert document.read_bulk("shape")["unit_id"].tolist() == shapes["unit_id"].tolist()
