"""Measures of a scenario: definitions of MODEL.md on a plan small enough to count by hand."""

import numpy as np
import pandas as pd
import pytest
from builders import BASE, BOLD, rows, small_plan

from salesplanner.analysis.roll_up import ancestors, levels_table
from salesplanner.analysis.territory_measures import (
    measure_scenario,
    remeasure,
    territory_table,
)
from salesplanner.plan.model import Plan, equals, is_in
from salesplanner.problems import PlanProblem


def measured(plan: Plan, scenario_id: str = BOLD) -> pd.DataFrame:
    return territory_table(measure_scenario(plan, scenario_id, "field")).set_index("territory_id")


def moved(plan: Plan, unit_ids: list[str], territory_id: str, scenario_id: str = BOLD) -> Plan:
    frame = plan["unit_assignment"]
    where = equals(frame, "scenario_id", scenario_id) & is_in(frame, "unit_id", unit_ids)
    return plan.set_values("unit_assignment", where, territory_id=territory_id)


def test_accounts_and_units_of_each_territory_are_counted() -> None:
    table = measured(small_plan())
    assert table["accounts"].to_dict() == {"T1": 11, "T2": 6, "T3": 7}  # A01 is a named one of T3
    assert table["units"].to_dict() == {"T1": 6, "T2": 3, "T3": 3}
    assert table.loc["T1", "households"] == sum(100 + n for n in range(6))


def test_visit_hours_are_visits_times_hours_and_the_other_hours() -> None:
    table = measured(small_plan())
    large, small = 24 * 2 + 10, 6 * 1 + 2
    assert table["visit_hours"].sum() == pytest.approx(6 * large + 18 * small)


def test_travel_is_there_and_back_for_every_trip_and_a_tour_inside_the_unit() -> None:
    table = measured(small_plan())
    plan = small_plan()
    unit = plan["unit"].set_index("unit_id")
    centre = plan["rep"].set_index("rep_id").loc["R2"]  # T2 is centred on its rep's home
    hours = 0.0
    for n in range(12, 18):  # A13 .. A18 lie in U07 .. U09
        visits = 24 if n % 4 == 0 else 6
        place = unit.loc[f"U{n // 2 + 1:02d}"]
        lat = np.radians([place["latitude"], centre["latitude"]])
        dlon = np.radians(place["longitude"] - centre["longitude"])
        angle = np.arccos(
            np.sin(lat[0]) * np.sin(lat[1]) + np.cos(lat[0]) * np.cos(lat[1]) * np.cos(dlon)
        )
        km = 2 * 6371.0088 * angle + 0.71 * np.sqrt(3 * 100)
        hours += visits / 3 * km * 1.3 / 60
    assert table.loc["T2", "travel_hours"] == pytest.approx(hours, rel=1e-6)


def test_capacity_is_field_hours_of_the_reps_on_the_territory() -> None:
    table = measured(small_plan())
    assert table.loc["T1", "capacity_hours"] == pytest.approx((220 - 5) * 8 * 0.6)
    assert table.loc["T1", "paid_hours"] == pytest.approx(220 * 8)


def test_hours_with_customers_are_the_lesser_of_visits_and_what_travel_leaves() -> None:
    table = measured(small_plan())
    free = table["field_hours"] - table["travel_hours"]
    expected = np.minimum(table["visit_hours"], free) / table["paid_hours"]
    assert table["selling_time_share"].to_list() == pytest.approx(expected.to_list())


def test_todays_alignment_gives_exactly_the_forecast() -> None:
    table = measured(small_plan(), BASE)
    assert table["expected_amount"].to_list() == pytest.approx(
        table["forecast_amount"].to_list(), rel=1e-12
    )


def test_measures_after_a_move_equal_measures_from_scratch() -> None:
    plan = small_plan()
    plan = plan.put("account_assignment", rows(*(
        {"scenario_id": BOLD, "layer_id": "field", "account_id": "A10", "territory_id": t,
         "from_date": "", "kind": "split", "share": share}
        for t, share in (("T1", 0.7), ("T2", 0.3))
    )))  # fmt: skip
    before = measure_scenario(plan, BOLD, "field")
    after = moved(plan, ["U06", "U05"], "T2")
    quick, full = remeasure(before, after), measure_scenario(after, BOLD, "field")
    pd.testing.assert_frame_equal(territory_table(quick), territory_table(full))
    assert quick.account_revenue == pytest.approx(full.account_revenue)
    assert quick.unassigned == pytest.approx(full.unassigned)


def test_measures_follow_a_changed_fact() -> None:
    plan = small_plan()
    before = measure_scenario(plan, BOLD, "field")
    where = equals(plan["account"], "account_id", "A05")
    richer = plan.set_values("account", where, potential_amount=99_000_000_00)
    table = territory_table(remeasure(before, richer)).set_index("territory_id")
    assert table.loc["T1", "potential_amount"] > 99_000_000_00


def test_the_scenario_in_force_is_refitted_when_it_is_edited_itself() -> None:
    plan = small_plan()
    before = measure_scenario(plan, BASE, "field")
    table = territory_table(remeasure(before, moved(plan, ["U06"], "T2", BASE)))
    assert table["expected_amount"].sum() == pytest.approx(table["forecast_amount"].sum())


def test_another_scenario_hears_when_todays_alignment_moves() -> None:
    plan = small_plan()
    before = measure_scenario(plan, BOLD, "field")
    after = moved(plan, ["U06"], "T2", BASE)
    quick, full = remeasure(before, after), measure_scenario(after, BOLD, "field")
    assert quick.account_revenue == pytest.approx(full.account_revenue)
    assert quick.account_revenue != pytest.approx(before.account_revenue)


def test_a_new_territory_is_measured_after_an_edit() -> None:
    plan = small_plan()
    before = measure_scenario(plan, BOLD, "field")
    after = moved(plan.put("territory", rows(
        {"scenario_id": BOLD, "territory_id": "T0", "layer_id": "field", "level_id": "territory"}
    )), ["U01", "U02"], "T0")  # fmt: skip
    quick, full = remeasure(before, after), measure_scenario(after, BOLD, "field")
    pd.testing.assert_frame_equal(territory_table(quick), territory_table(full))
    assert len(territory_table(quick)) == 4


def test_imported_distances_are_used_instead_of_straight_lines() -> None:
    plan = small_plan()
    # T2 is centred on R2's home, which lies nearest to U11; U09 is only known the way back.
    ways = rows(
        {"from_id": "U07", "to_id": "U11", "km": 100.0, "minutes": None},
        {"from_id": "U08", "to_id": "U11", "km": 10.0, "minutes": None},
        {"from_id": "U11", "to_id": "U09", "km": None, "minutes": 60.0},
    )
    straight = territory_table(measure_scenario(plan, BOLD, "field")).set_index("territory_id")
    found = measure_scenario(plan, BOLD, "field", ways)
    table = territory_table(found).set_index("territory_id")
    tours = found.sums["tour_hours"][1]
    visits = np.where(np.arange(12, 18) % 4 == 0, 24, 6) / 3
    hours = np.repeat([100 * 1.3 / 60, 10 * 1.3 / 60, 1.0], 2)  # 60 minutes are an hour
    assert table.loc["T2", "travel_hours"] == pytest.approx(2 * (visits * hours).sum() + tours)
    assert table.loc["T2", "travel_hours"] > straight.loc["T2", "travel_hours"]
    again = remeasure(found, moved(plan, ["U09"], "T3"))
    assert again.facts.ways is found.facts.ways


def test_levels_above_add_up_and_take_their_ratios_anew() -> None:
    table = levels_table(measure_scenario(small_plan(), BOLD, "field"))
    lowest = table[table["level_id"] == "territory"]
    for level in ("district", "region", "company"):
        above = table[table["level_id"] == level]
        assert above["revenue_amount"].sum() == pytest.approx(lowest["revenue_amount"].sum())
        share = above["revenue_amount"] / above["potential_amount"]
        assert above["penetration_share"].to_list() == pytest.approx(share.to_list())


def test_a_hierarchy_that_runs_in_a_circle_is_named() -> None:
    plan = small_plan()
    circle = equals(plan["territory"], "territory_id", "G1")
    plan = plan.set_values("territory", circle, parent_id="D1")
    with pytest.raises(PlanProblem, match="belongs to itself"):
        ancestors(plan, BOLD, "field")


def test_a_territory_in_two_pieces_counts_two_parts() -> None:
    table = measured(moved(small_plan(), ["U12"], "T1"))
    assert table["parts"].to_dict() == {"T1": 2, "T2": 1, "T3": 1}


def test_what_no_territory_covers_is_counted_apart_and_keeps_its_carry_over() -> None:
    plan = small_plan()
    measures = measure_scenario(moved(plan, ["U01"], pd.NA), BOLD, "field")  # type: ignore[arg-type]  # NA unassigns
    assert measures.unassigned["accounts"] == 1  # A02; A01 is named
    position = measures.facts.known.accounts.get_loc("A02")
    kept = measures.facts.forecast.amount[position] * 0.3
    assert measures.account_revenue[position] == pytest.approx(kept)


def test_a_leave_date_before_the_hire_date_is_named() -> None:
    plan = small_plan()
    plan = plan.set_values("rep", equals(plan["rep"], "rep_id", "R1"), leave_date="2001-01-01")
    with pytest.raises(PlanProblem, match="before the hire"):
        measure_scenario(plan, BOLD, "field")


def test_a_vacancy_carries_capacity_from_its_start_with_ramp_and_onboarding() -> None:
    plan = small_plan()
    where = equals(plan["territory"], "territory_id", "T3")
    plan = plan.set_values("territory", where, vacant_from="2027-07-01")
    table = measured(plan)
    monthly = (220 - 5) / 12
    ramp = [0.0, 0.2, 0.4, 0.6, 0.8, 1.0]
    worked = [monthly - 10, *[monthly] * 5]
    expected = sum(d * r for d, r in zip(worked, ramp, strict=True)) * 8 * 0.6
    assert table.loc["T3", "capacity_hours"] == pytest.approx(expected)


def test_the_forecast_is_refitted_step_by_step_as_it_is_from_scratch() -> None:
    plan = small_plan()
    plan = plan.put("parameter", rows(
        {"name": "elasticity", "scope": "large", "value": 0.5},
        {"name": "elasticity", "scope": "small", "value": 0.25},
    ))  # fmt: skip
    quick = measure_scenario(plan, BASE, "field")
    for units, territory in ((["U06"], "T2"), (["U01", "U02"], pd.NA), (["U09"], "T1")):
        plan = moved(plan, units, territory, BASE)  # type: ignore[arg-type]  # NA unassigns
        quick = remeasure(quick, plan)
        full = measure_scenario(plan, BASE, "field")
        pd.testing.assert_frame_equal(territory_table(quick), territory_table(full))
        assert quick.account_revenue == pytest.approx(full.account_revenue, rel=1e-12)
        assert quick.facts.response is not None and full.facts.response is not None
        assert quick.facts.response.attraction == pytest.approx(full.facts.response.attraction)


def test_an_edit_of_another_scenario_leaves_the_measures_as_they_are() -> None:
    plan = small_plan()
    before = measure_scenario(plan, BASE, "field")
    after = remeasure(before, moved(plan, ["U06"], "T2", BOLD))
    assert after.sums is before.sums and after.plan is not before.plan


def test_adopting_another_scenario_fits_the_forecast_to_it() -> None:
    plan = moved(small_plan(), ["U06"], "T2", BOLD)
    before = measure_scenario(plan, BOLD, "field")
    other = plan.set_values("scenario", equals(plan["scenario"], "scenario_id", BASE),
                            is_adopted=False)  # fmt: skip
    other = other.set_values("scenario", equals(other["scenario"], "scenario_id", BOLD),
                             is_adopted=True)  # fmt: skip
    quick, full = remeasure(before, other), measure_scenario(other, BOLD, "field")
    assert quick.account_revenue == pytest.approx(full.account_revenue)
    assert quick.account_revenue != pytest.approx(before.account_revenue)
