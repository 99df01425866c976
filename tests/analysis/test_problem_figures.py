"""What the solver is told adds up to what the scenario measures."""

import numpy as np
import pytest
from builders import BOLD, rows, small_plan

from salesplanner.analysis.compare import compare
from salesplanner.analysis.coverage import coverage_by_segment, unassigned_accounts
from salesplanner.analysis.problem_figures import problem_figures
from salesplanner.analysis.territory_measures import measure_scenario, territory_table
from salesplanner.geography.distance import distance_km
from salesplanner.plan.model import Plan, equals, is_in


def by_territory(plan: Plan, name: str) -> list[float]:
    figures = problem_figures(plan, BOLD, "field")
    inside = figures.current >= 0
    sums = np.bincount(
        figures.current[inside], figures.measures[name][inside], len(figures.territory_ids)
    )
    return list(sums + figures.fixed[name])


def with_family(plan: Plan) -> Plan:
    where = equals(plan["account"], "account_id", "A05")
    return plan.set_values("account", where, parent_account_id="A18")


@pytest.mark.parametrize("name", ["accounts", "revenue_amount", "visit_hours", "trips"])
def test_units_and_fixed_accounts_add_up_to_the_measures(name: str) -> None:
    plan = with_family(small_plan())
    table = territory_table(measure_scenario(plan, BOLD, "field"))
    assert by_territory(plan, name) == pytest.approx(table[name].to_list())


def test_travel_is_linear_in_what_the_solver_is_told() -> None:
    plan = small_plan()
    figures = problem_figures(plan, BOLD, "field")
    t = figures.current
    km = distance_km(figures.places.x, figures.places.y, figures.centres.x[t], figures.centres.y[t])
    hours = np.bincount(t, figures.hours_per_km * km + figures.measures["tour_hours"])
    table = territory_table(measure_scenario(plan, BOLD, "field"))
    assert list(hours + figures.fixed_travel_hours) == pytest.approx(
        table["travel_hours"].to_list()
    )


def test_accounts_as_items_keep_families_and_locks() -> None:
    figures = problem_figures(with_family(small_plan()), BOLD, "field", "account")
    position = figures.item_ids.index
    assert figures.family[position("A05")] == figures.family[position("A18")] >= 0
    assert figures.family[position("A07")] == -1
    assert figures.is_locked[position("A01")] and not figures.is_locked[position("A02")]


def test_a_locked_territory_locks_its_units() -> None:
    plan = small_plan()
    where = equals(plan["territory"], "territory_id", "T2")
    figures = problem_figures(plan.set_values("territory", where, is_locked=True), BOLD, "field")
    assert figures.is_locked.tolist() == [False] * 6 + [True] * 3 + [False] * 3


def test_a_comparison_names_the_movers_and_who_lost_and_gained_them() -> None:
    plan = small_plan()
    frame = plan["unit_assignment"]
    where = equals(frame, "scenario_id", BOLD) & is_in(frame, "unit_id", ["U06"])
    plan = plan.set_values("unit_assignment", where, territory_id="T2")
    found = compare(measure_scenario(plan, "base", "field"), measure_scenario(plan, BOLD, "field"))
    movers = found.disruption.movers
    assert movers["account_id"].to_list() == ["A11", "A12"]
    assert movers["to_rep_name"].unique().tolist() == ["Bob Best"]
    hands = found.disruption.by_hand.set_index("holder_id")
    assert hands.loc["R1", "accounts_lost"] == hands.loc["R2", "accounts_gained"] == 2
    revenue = 110_000_00 + 120_000_00
    assert movers["revenue_amount"].sum() == revenue
    totals = found.disruption.totals.set_index("measure")
    assert totals.loc["revenue_amount", "moved"] == revenue
    years = movers["relationship_years"].iloc[0]
    assert years == pytest.approx(5.0, abs=0.01)
    risk = revenue * (0.05 + 0.02 * years)
    assert totals.loc["revenue_at_risk_amount", "moved"] == pytest.approx(risk)


def test_a_split_counts_in_both_territories() -> None:
    plan = small_plan()
    before = territory_table(measure_scenario(plan, BOLD, "field"))["revenue_amount"]
    plan = plan.put("account_assignment", rows(*(
        {"scenario_id": BOLD, "layer_id": "field", "account_id": "A12", "territory_id": t,
         "from_date": "", "kind": "split", "share": share}
        for t, share in (("T1", 0.25), ("T3", 0.75))
    )))  # fmt: skip
    after = territory_table(measure_scenario(plan, BOLD, "field"))["revenue_amount"]
    assert after.sum() == pytest.approx(before.sum())
    assert after[2] - before[2] == pytest.approx(0.75 * 120_000_00)


def test_what_nobody_covers_is_listed_with_the_reason() -> None:
    plan = small_plan()
    plan = plan.set_values("account", equals(plan["account"], "account_id", "A09"), unit_id=None)
    measures = measure_scenario(plan, BOLD, "field")
    assert unassigned_accounts(measures)["why"].to_list() == ["it lies in no unit"]
    table = coverage_by_segment(measures)
    assert table["accounts"].sum() == 24
    assert "unassigned" in set(table["territory_id"])
