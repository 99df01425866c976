"""Quotas: near their basis, inside their bands, adding up to the cent at every level."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from builders import BOLD, rows, small_plan
from hypothesis import example, given, settings
from hypothesis import strategies as st

from salesplanner.analysis.quota import account_targets, basis_of, quota_bases, seasonal_shares
from salesplanner.analysis.quota_levels import cascade, level_quotas
from salesplanner.analysis.quota_sheet import (
    quota_rows,
    quota_sheet,
    quota_totals,
    rep_quotas,
    seasonal_distance,
)
from salesplanner.analysis.territory_measures import measure_scenario
from salesplanner.optimize.quota_problem import NodeTarget, QuotaTask
from salesplanner.optimize.quota_task import empty_nodes, quota_task
from salesplanner.optimize.quotas import allocate_quotas
from salesplanner.plan.edits.quotas import adjust_quota, set_quotas
from salesplanner.plan.model import Plan, equals
from salesplanner.problems import PlanProblem


def task(basis: list[float], total: int, **more: Any) -> QuotaTask:
    k = len(basis)
    values = np.array(basis, float)[:, None]
    options: dict[str, Any] = {
        "territory_ids": tuple(f"T{n}" for n in range(k)),
        "component_ids": ("",),
        "basis": values * (total / values.sum()),
        "target": np.array([total]),
        "lower": np.zeros(k),
        "upper": np.full(k, np.inf),
        "scale": np.array(basis, float),
        "locked": np.full((k, 1), np.nan),
        "unit": 1,
        "region": ("South",) * k,
    }
    return QuotaTask(**(options | more))


def test_without_bands_quotas_are_the_basis() -> None:
    assert allocate_quotas(task([1, 2, 3], 600)).amounts[:, 0].tolist() == [100, 200, 300]


def test_what_a_cap_keeps_out_is_shared_by_the_others_in_proportion() -> None:
    found = allocate_quotas(task([100, 200, 300], 600, upper=np.array([np.inf, np.inf, 240.0])))
    assert found.amounts[:, 0].tolist() == [120, 240, 240]
    assert not found.relaxations


def test_locked_quotas_stay() -> None:
    locked = np.array([[np.nan], [260.0], [np.nan]])
    found = allocate_quotas(task([100, 200, 300], 600, locked=locked))
    assert found.amounts[:, 0].tolist() == [85, 260, 255]


def test_a_district_gets_what_was_set_for_it() -> None:
    node = NodeTarget(name="D1", members=np.array([0, 1]), amount=400)
    found = allocate_quotas(task([100, 200, 300], 600, nodes=(node,)))
    assert found.amounts[:2, 0].sum() == 400 and found.amounts[2, 0] == 200


def test_a_clash_names_the_smallest_relaxation() -> None:
    # Last year 100 each; caps of +10 % allow 440 of 480: all four must be let up to +20 %.
    found = allocate_quotas(task([100] * 4, 480, upper=np.full(4, 110.0)))
    assert [r.text for r in found.relaxations] == [
        "The growth cap of 4 territories in South must rise to 20.0 %"
    ]
    assert int(found.amounts.sum()) == 480


def test_a_floor_that_is_too_high_is_named_too() -> None:
    found = allocate_quotas(task([100] * 4, 360, lower=np.full(4, 100.0)))
    assert found.relaxations[0].text == (
        "The growth floor of 4 territories in South must fall to -10.0 %"
    )


def test_only_the_district_that_clashes_is_widened() -> None:
    node = NodeTarget(name="D1", members=np.array([0, 1]), amount=260)
    found = allocate_quotas(task([100] * 4, 460, nodes=(node,), upper=np.full(4, 110.0)))
    assert found.relaxations[0].territory_ids == ("T0", "T1")
    assert found.relaxations[0].share == pytest.approx(0.3, abs=1e-4)


def test_locks_above_the_target_are_refused_in_words() -> None:
    locked = np.array([[400.0], [300.0], [np.nan]])
    with pytest.raises(PlanProblem, match="locked quotas add up to 700 of 600"):
        allocate_quotas(task([100, 200, 300], 600, locked=locked))


@pytest.mark.parametrize("total", [0, -5])
def test_no_target_is_refused(total: int) -> None:
    with pytest.raises(PlanProblem, match="target is not above zero"):
        allocate_quotas(task([1, 2], 10, target=np.array([total])))


def in_band(amounts: np.ndarray, lower: np.ndarray, upper: np.ndarray) -> bool:
    """Within the band to the cent: a band of fractions of a cent is rounded outward."""
    low, high = np.floor(lower + 1e-6 - lower * 1e-15), np.ceil(upper - 1e-6 + upper * 1e-15)
    return bool((amounts >= low).all() and (amounts <= high).all())


@settings(max_examples=60, deadline=None, derandomize=True)
@example([10_000, 5_072_128], 1.1, 1, 0.1)  # short of the caps by less than a cent
@example([1, 10**11], 1.0, 1, 0.0001)
@example([3333, 3333, 3333], 1.1, 1, 0.1)
@given(
    st.lists(st.integers(1, 10**11), min_size=2, max_size=25),
    st.floats(0.5, 2.0),
    st.sampled_from([1, 100, 1_000_00]),
    st.sampled_from([0.0, 1e-6, 1e-4, 0.01, 0.1, 0.4]) | st.floats(0.0, 0.5),
)
def test_quotas_add_up_to_the_cent_inside_bands_or_say_which_gave_way(
    history: list[int], growth: float, unit: int, width: float
) -> None:
    past = np.array(history, float)
    total = int(past.sum() * growth) + 1
    lower, upper = past * (1 - width), past * (1 + width)
    found = allocate_quotas(task(history, total, lower=lower, upper=upper, unit=unit))
    amounts = found.amounts[:, 0]
    assert int(amounts.sum()) == total
    assert (amounts >= 0).all()
    least = sum(int(value) for value in np.floor(lower))
    most = sum(int(value) for value in np.ceil(upper))
    assert bool(found.relaxations) == (not least <= total <= most)
    if not found.relaxations:
        assert in_band(found.exact[:, 0], lower - 1e-3, upper + 1e-3)
        assert in_band(amounts, lower, upper) or (unit > 1 and found.outside)


@settings(max_examples=30, deadline=None, derandomize=True)
@given(st.integers(3, 9), st.integers(2, 3), st.integers(100, 10**11), st.floats(0, 0.3), st.data())
def test_districts_and_product_lines_add_up_to_the_cent_inside_bands(
    k: int, c: int, total: int, width: float, data: st.DataObject
) -> None:
    past = np.array([data.draw(st.integers(1, 10**9)) for _ in range(k)], float)
    past *= total / past.sum()
    share = np.array([data.draw(st.floats(0.1, 1.0)) for _ in range(c)])
    target = np.floor(total * share / share.sum()).astype(np.int64)
    target[0] += total - target.sum()
    district = np.arange(1 + k // 2)
    amount = round(float(past[district].sum()))
    asked = replace(
        task([1.0] * k, total),
        basis=past[:, None] * (target / total), target=target, scale=past,
        lower=past * (1 - width), upper=past * (1 + width), locked=np.full((k, c), np.nan),
        component_ids=tuple(f"P{n}" for n in range(c)),
        nodes=(NodeTarget(name="D1", members=district, amount=amount),),
    )  # fmt: skip
    found = allocate_quotas(asked)
    assert found.amounts.sum(axis=0).tolist() == target.tolist()
    assert int(found.amounts[district].sum()) == amount
    assert (found.amounts >= 0).all()
    if not found.relaxations:
        assert in_band(found.amounts.sum(axis=1), asked.lower, asked.upper)
    low, high = np.floor(asked.lower), np.ceil(asked.upper)
    is_met = all(
        low[rows].sum() - 1e-3 <= sum_ <= high[rows].sum() + 1e-3
        for rows, sum_ in ((district, amount), (np.arange(1 + k // 2, k), total - amount))
    )
    assert is_met or found.relaxations


def test_rounding_that_leaves_a_band_is_told() -> None:
    asked = task([1_000_00] * 3, 3_030_00, upper=np.full(3, 1_020_00.0), unit=1_000_00)
    found = allocate_quotas(asked)
    assert not found.relaxations
    assert "Rounding takes 1 territory (T0) out of the growth band" in found.outside[0].text
    assert not allocate_quotas(replace(asked, unit=1_00)).outside


def test_a_cap_that_must_rise_by_a_hair_is_told_apart_from_what_it_was() -> None:
    asked = task([1_000_00] * 4, 4_400_00 + 8, upper=np.full(4, 1_100_00.0))
    assert allocate_quotas(asked).relaxations[0].text == (
        "The growth cap of 4 territories in South must rise to 10.002 %"
    )


@settings(max_examples=15, deadline=None)
@given(st.integers(2, 12), st.integers(1, 3), st.integers(10**6, 10**11), st.data())
def test_every_component_adds_up_to_the_cent(
    k: int, c: int, total: int, data: st.DataObject
) -> None:
    basis = np.array([[data.draw(st.floats(1, 100)) for _ in range(c)] for _ in range(k)])
    target = np.full(c, total // c)
    found = allocate_quotas(
        replace(
            task([1.0] * k, total),
            basis=basis * (target / basis.sum(axis=0)),
            target=target,
            component_ids=tuple(f"P{n}" for n in range(c)),
            locked=np.full((k, c), np.nan),
            unit=1000,
        )
    )
    assert found.amounts.sum(axis=0).tolist() == target.tolist()


def allocated(plan: Plan, target: int = 1_200_000_00, **more: Any) -> tuple[Plan, Any, Any]:
    """The small plan with quotas by potential, rounded to 1,000 dollars, and how they came."""
    measures = measure_scenario(plan, BOLD, "field")
    steps = cascade(measures, target, more.pop("over_assign", None))
    basis = basis_of(quota_bases(measures, steps.territory_total), more.pop("method", "potential"))
    asked = quota_task(measures, basis, steps, unit=1_000_00, **more)
    found = allocate_quotas(asked)
    rows_ = quota_rows(
        measures, asked.component_ids, asked.basis, found.amounts, seasonal_shares(plan), 1_000_00
    )
    return set_quotas(plan, BOLD, rows_, replace_all=True), steps, found


def test_every_month_and_level_is_the_sum_of_what_lies_below() -> None:
    plan, steps, found = allocated(small_plan(), 1_234_567_89)
    measures = measure_scenario(plan, BOLD, "field")
    table = level_quotas(measures, found.amounts[:, 0].astype(float), steps, 1_000_00)
    assert table["below_amount"].to_list() == table["quota_amount"].to_list()
    assert table.groupby("level_id")["quota_amount"].sum().unique().tolist() == [1_234_567_89]
    quota = plan.of_scenario("quota", BOLD)
    whole = quota[quota["period"] == "2027"].set_index("territory_id")["planned_amount"]
    months = quota[quota["period"] != "2027"].groupby("territory_id")["planned_amount"].sum()
    assert months.to_dict() == whole.to_dict()
    assert int(whole.sum()) == 1_234_567_89
    assert found.holds_rest[0] in set(whole.index)


def test_over_assignment_is_added_level_by_level() -> None:
    over = {"territory": 0.1, "district": 0.05}
    plan, steps, found = allocated(small_plan(), 1_000_000_00, over_assign=over)
    assert steps.total == (1_000_000_00, 1_000_000_00, 1_050_000_00, 1_155_000_00)
    measures = measure_scenario(plan, BOLD, "field")
    table = level_quotas(measures, found.amounts[:, 0].astype(float), steps, 1_000_00)
    by_level = table.groupby("level_id")["quota_amount"].sum()
    assert by_level["territory"] == 1_155_000_00
    assert by_level["district"] == 1_050_000_00
    assert by_level["company"] == 1_000_000_00


def test_bottom_up_and_top_down_are_compared_at_every_level() -> None:
    plan = small_plan().put("account_target", rows(
        {"account_id": "A05", "period": "2027", "component": "", "amount": 50_000_00},
        {"account_id": "A13", "period": "2027-01", "component": "", "amount": 7_000_00},
        {"account_id": "A13", "period": "2027-02", "component": "", "amount": 3_000_00},
    ))  # fmt: skip
    plan, steps, found = allocated(plan)
    measures = measure_scenario(plan, BOLD, "field")
    bases = quota_bases(measures, 1.0)
    assert bases.table["targets"].to_list() == pytest.approx([5 / 6, 1 / 6, 0])
    below = account_targets(measures)
    table = level_quotas(measures, found.amounts[:, 0].astype(float), steps, 1_000_00, below)
    company = table[table["level_id"] == "company"].iloc[0]
    assert company["bottom_up_amount"] == 60_000_00
    assert company["gap_amount"] == 1_200_000_00 - 60_000_00


def test_the_sheet_reads_from_basis_to_assigned_and_keeps_adjustments() -> None:
    plan, _steps, _found = allocated(small_plan())
    plan = adjust_quota(plan, BOLD, "T1", "2027", -5_000_00, "Key account lost")
    plan, _steps, _found = allocated(plan)
    measures = measure_scenario(plan, BOLD, "field")
    sheet = quota_sheet(measures, seasonal_shares(plan)).set_index("territory_id")
    row = sheet.loc["T1"]
    assert row["planned_amount"] - 5_000_00 == row["revised_amount"] == row["assigned_amount"]
    assert row["reason"] == "Key account lost"
    order = ["basis_amount", "planned_amount", "adjustment_amount", "reason", "revised_amount",
             "share", "ramp_share", "rep_adjustment_amount", "assigned_amount"]  # fmt: skip
    assert [name for name in sheet.columns if name in order] == order
    totals = quota_totals(sheet.reset_index(), 1_200_000_00).iloc[0]
    assert totals["check_planned_amount"] == 0
    assert totals["check_revised_amount"] == -5_000_00


def test_a_rep_hired_in_the_year_is_assigned_less() -> None:
    plan = small_plan()
    plan = plan.set_values("rep", equals(plan["rep"], "rep_id", "R2"), hire_date="2027-07-01")
    plan, _steps, _found = allocated(plan)
    measures = measure_scenario(plan, BOLD, "field")
    table = rep_quotas(measures, seasonal_shares(plan)).set_index("rep_id")
    assert table.loc["R1", "ramp_share"] == pytest.approx(1.0)
    assert table.loc["R2", "ramp_share"] == pytest.approx((0 + 0.2 + 0.4 + 0.6 + 0.8 + 1) / 12)
    revised = plan.of_scenario("quota", BOLD).query("period == '2027'")
    expected = float(revised.set_index("territory_id").loc["T2", "revised_amount"])
    assert table.loc["R2", "assigned_amount"] == pytest.approx(expected * 0.25, abs=1)


def test_growth_bands_hold_and_locked_quotas_stay_in_a_plan() -> None:
    plan = small_plan()
    where = equals(plan["quota"], "territory_id", "T2") & equals(plan["quota"], "scenario_id", BOLD)
    plan = plan.set_values("quota", where, is_locked=True)
    measures = measure_scenario(plan, BOLD, "field")
    total = int(measures.sums["last_year_amount"].sum() * 1.1)
    plan, _steps, found = allocated(plan, total, growth_band=(0.0, 1.0))
    assert found.amounts[1, 0] == 400_000_00
    stored = plan.of_scenario("quota", BOLD).query("period == '2027'")
    assert int(stored["revised_amount"].sum()) == total


def test_months_show_how_far_they_are_from_their_season() -> None:
    plan, _steps, _found = allocated(small_plan())
    table = seasonal_distance(plan.of_scenario("quota", BOLD), seasonal_shares(plan), plan)
    assert table.groupby("territory_id")["distance_amount"].sum().abs().max() < 1e-3
    assert table["distance_amount"].abs().max() <= 1_000_00


def test_methods_stand_side_by_side_and_blend() -> None:
    measures = measure_scenario(small_plan(), BOLD, "field")
    bases = quota_bases(measures, 1_000.0)
    assert set(bases.missing) == {"targets"}
    for name in ("potential", "history", "growth", "expected", "regression"):
        assert bases.table[name].sum() == pytest.approx(1_000)
    blend = basis_of(bases, "blend", {"potential": 3, "history": 1})
    expected = 0.75 * bases.table["potential"] + 0.25 * bases.table["history"]
    assert blend.tolist() == pytest.approx(expected.tolist())


@pytest.mark.parametrize(
    ("method", "weights", "words"),
    [
        ("targets", None, "No territory has any account targets"),
        ("luck", None, "no quota method 'luck'"),
        ("blend", {"potential": -1.0, "history": 2.0}, "weights of the blend"),
        ("blend", {}, "weights of the blend"),
    ],
)
def test_bad_methods_are_refused(method: str, weights: Any, words: str) -> None:
    bases = quota_bases(measure_scenario(small_plan(), BOLD, "field"), 1_000.0)
    with pytest.raises(PlanProblem, match=words):
        basis_of(bases, method, weights)


def test_seasonal_shares_that_do_not_add_up_are_refused() -> None:
    plan = small_plan()
    where = equals(plan["seasonality"], "seasonality_id", "even")
    plan = plan.set_values("seasonality", where, share=0.1)
    with pytest.raises(PlanProblem, match=r"add up to 1\.2000 and not to 1"):
        seasonal_shares(plan)
    with pytest.raises(PlanProblem, match="no seasonality 'summer'"):
        seasonal_shares(small_plan(), "summer")


def test_an_unknown_level_and_an_empty_district_are_named() -> None:
    plan = small_plan()
    measures = measure_scenario(plan, BOLD, "field")
    with pytest.raises(PlanProblem, match="No level is called 'zone'"):
        cascade(measures, 100, {"zone": 0.1})
    plan = plan.put("territory", rows(
        {"scenario_id": BOLD, "territory_id": "D9", "name": "Empty", "level_id": "district"}
    ))  # fmt: skip
    measures = measure_scenario(plan, BOLD, "field")
    assert empty_nodes(measures).tolist() == ["D9"]
    with pytest.raises(PlanProblem, match="D9 has no territory below it"):
        quota_task(measures, np.ones(3), cascade(measures, 100), unit=1, node_amounts={"D9": 50})


def test_product_lines_that_do_not_add_up_are_refused() -> None:
    measures = measure_scenario(small_plan(), BOLD, "field")
    steps = cascade(measures, 100)
    with pytest.raises(PlanProblem, match=r"add up to 0\.9000 and not to 1"):
        quota_task(measures, np.ones(3), steps, unit=1, component_shares={"a": 0.5, "b": 0.4})
