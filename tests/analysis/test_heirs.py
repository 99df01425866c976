"""Who takes over units: neighbours first, evenly, without islands."""

import numpy as np
import pytest
from builders import BOLD, small_plan

from salesplanner.analysis.heirs import heirs, islands, needless_exceptions, neighbours_of
from salesplanner.analysis.territory_measures import Measures, measure_scenario
from salesplanner.plan.edits.assignments import assign_accounts, assign_units


@pytest.fixture(scope="module")
def measures() -> Measures:
    return measure_scenario(small_plan(), BOLD, "field")


def test_the_units_of_a_lost_territory_go_to_those_that_may_take(measures: Measures) -> None:
    lost = np.flatnonzero(measures.cover.unit_territory == 1)
    to = heirs(measures, lost, np.array([True, False, True]))
    assert set(to.tolist()) <= {0, 2}
    assert (to >= 0).all()


def test_nobody_takes_over_where_nobody_may(measures: Measures) -> None:
    lost = np.flatnonzero(measures.cover.unit_territory == 1)
    assert (heirs(measures, lost, np.zeros(3, bool)) == -1).all()


def test_taking_over_leaves_every_territory_in_one_piece(measures: Measures) -> None:
    lost = np.flatnonzero(measures.cover.unit_territory == 1)
    to = heirs(measures, lost, np.array([True, False, True]))
    plan = measures.plan
    ids = measures.facts.known.units
    for territory in np.unique(to):
        units = [str(ids[unit]) for unit in lost[to == territory]]
        plan = assign_units(plan, BOLD, units, f"T{territory + 1}")
    after = measure_scenario(plan, BOLD, "field")
    assert not len(islands(after))
    assert after.table.set_index("territory_id")["parts"].loc[["T1", "T3"]].tolist() == [1, 1]


def test_neighbours_share_a_border(measures: Measures) -> None:
    assert neighbours_of(measures, np.array([0])).tolist() == [1]


def test_a_unit_cut_off_from_its_territory_is_an_island() -> None:
    plan = assign_units(small_plan(), BOLD, ["U01"], "T3")
    measures = measure_scenario(plan, BOLD, "field")
    ids = measures.facts.known.units
    assert [str(ids[unit]) for unit in islands(measures)] == ["U01"]


def test_an_exception_to_where_the_unit_is_anyway_is_needless() -> None:
    plan = assign_accounts(small_plan(), BOLD, ["A05"], "T1")  # its unit is in T1
    plan = assign_accounts(plan, BOLD, ["A06"], "T2")
    needless = needless_exceptions(measure_scenario(plan, BOLD, "field"))
    assert "A05" in needless
    assert "A06" not in needless
