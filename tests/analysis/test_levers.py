"""Levers: at rest nothing changes; each moves what it should, and no more."""

from dataclasses import replace

import pytest
from builders import BOLD, small_plan

from salesplanner.analysis.levers import (
    JOINS,
    LEAVES,
    LOST,
    WON,
    Event,
    Levers,
    lever_rows,
    levers_of,
    outcome,
    target_of,
)
from salesplanner.analysis.territory_measures import Measures, measure_scenario
from salesplanner.plan.edits.levers import put_levers


@pytest.fixture(scope="module")
def measures() -> Measures:
    return measure_scenario(small_plan(), BOLD, "field")


def expected(measures: Measures, **levers: object) -> float:
    return outcome(measures, Levers(**levers)).expected_amount  # type: ignore[arg-type]


def test_at_rest_the_outcome_is_the_scenario_itself(measures: Measures) -> None:
    rest = outcome(measures, Levers())
    total = (
        measures.sums["expected_amount"].sum()
        + measures.account_revenue[measures.cover.territory < 0].sum()
    )
    assert rest.expected_amount == pytest.approx(float(total))
    assert rest.gap_amount == pytest.approx(rest.expected_amount - target_of(measures))
    assert rest.quota_amount == pytest.approx(rest.target_amount)


def test_fewer_heads_sell_less_and_carry_more_each(measures: Measures) -> None:
    rest = outcome(measures, Levers())
    fewer = outcome(measures, Levers(heads=rest.heads - 1))
    assert fewer.expected_amount < rest.expected_amount
    assert fewer.utilisation_share > rest.utilisation_share
    assert fewer.quota_per_head_amount > rest.quota_per_head_amount


def test_market_growth_moves_every_account_alike(measures: Measures) -> None:
    assert expected(measures, growth_share=0.1) == pytest.approx(1.1 * expected(measures))


def test_over_assignment_raises_quotas_and_nothing_else(measures: Measures) -> None:
    rest, over = outcome(measures, Levers()), outcome(measures, Levers(over_share=0.2))
    assert over.quota_amount == pytest.approx(1.2 * rest.quota_amount)
    assert (
        replace(
            over,
            quota_amount=rest.quota_amount,
            quota_per_head_amount=rest.quota_per_head_amount,
            attainment_share=rest.attainment_share,
        )
        == rest
    )


def test_elasticity_alone_changes_nothing_but_makes_heads_weigh_more(measures: Measures) -> None:
    low, high = Levers(elasticity=0.2), Levers(elasticity=0.6)
    assert outcome(measures, high).expected_amount == pytest.approx(expected(measures), rel=1e-6)
    fewer = outcome(measures, Levers()).heads - 1
    loss = {
        one.elasticity: expected(measures)
        - outcome(measures, replace(one, heads=fewer)).expected_amount
        for one in (low, high)
    }
    assert loss[0.6] > loss[0.2] > 0


def test_leavers_and_a_rep_who_leaves_cost_revenue_the_earlier_the_more(measures: Measures) -> None:
    assert expected(measures, attrition_share=0.2) < expected(measures, attrition_share=0.1)
    assert expected(measures, attrition_share=0.1) < expected(measures)
    early, late = (expected(measures, events=(Event(LEAVES, "R1", m),)) for m in (3, 9))
    assert early < late < expected(measures)


def test_a_rep_who_joins_brings_hours(measures: Measures) -> None:
    rest = outcome(measures, Levers())
    joined = outcome(measures, Levers(events=(Event(JOINS, "T1", 4),)))
    assert joined.heads > rest.heads
    assert joined.expected_amount > rest.expected_amount


def test_an_account_lost_takes_its_revenue_from_that_month_on(measures: Measures) -> None:
    lost = {m: expected(measures, events=(Event(LOST, "A02", m),)) for m in (1, 7)}
    assert lost[1] < lost[7] < expected(measures)


def test_an_account_won_brings_its_open_pipeline() -> None:
    plan = small_plan()
    where = (plan["account"]["account_id"] == "A02").to_numpy(bool)
    plan = plan.set_values("account", where, pipeline_amount=1_000_000, win_probability_share=0.25)
    measures = measure_scenario(plan, BOLD, "field")
    gain = expected(measures, events=(Event(WON, "A02", 1),)) - expected(measures)
    assert gain == pytest.approx(750_000)


def test_levers_are_kept_with_the_scenario_and_read_back() -> None:
    asked = Levers(heads=2.0, over_share=0.1, events=(Event(LEAVES, "R1", 4),))
    plan = put_levers(small_plan(), BOLD, lever_rows(asked))
    assert levers_of(plan, BOLD) == asked
    assert levers_of(put_levers(plan, BOLD, {}), BOLD) == Levers()
