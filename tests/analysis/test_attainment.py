"""The simulation: means kept, spreads as stated, and the law that one seed is one answer."""

from dataclasses import replace

import numpy as np
import pytest
from builders import BASE, rows, small_plan

from salesplanner.analysis import attainment as attainment_module
from salesplanner.analysis.attainment import (
    attainment_bands,
    attainment_histogram,
    by_over_assignment,
    chance_by_territory,
    simulate,
)
from salesplanner.analysis.territory_measures import Measures, measure_scenario
from salesplanner.plan.model import Plan
from salesplanner.problems import PlanProblem


def with_parameters(plan: Plan, **values: float) -> Plan:
    return plan.put("parameter", rows(*(
        {"name": name, "scope": "all", "value": value} for name, value in values.items()
    )))  # fmt: skip


def measured(**values: float) -> Measures:
    quiet = {"attrition_share": 0.0, "market_sd_share": 0.0, "territory_sd_share": 0.0}
    return measure_scenario(with_parameters(small_plan(), **(quiet | values)), BASE, "field")


def test_without_leavers_the_mean_is_the_expected_revenue() -> None:
    measures = measured(market_sd_share=0.05, territory_sd_share=0.1)
    found = simulate(measures, measures.sums["expected_amount"], 1e8, 20_000)
    means = found.results.mean(axis=0, dtype=np.float64)
    assert means == pytest.approx(measures.sums["expected_amount"], rel=0.02)


def test_one_market_moves_all_territories_alike() -> None:
    measures = measured(market_sd_share=0.2, account_sd_share=0.0, win_probability_share=1.0)
    plan = measures.plan.set_values(
        "account", np.ones(24, bool), pipeline_amount=0, win_probability_share=1.0
    )
    measures = measure_scenario(plan, BASE, "field")
    found = simulate(measures, measures.sums["expected_amount"], 1e8, 2_000)
    correlation = np.corrcoef(found.results.T)
    assert correlation.min() > 0.999
    assert np.log(found.results[:, 0]).std() == pytest.approx(0.2, rel=0.06)


def test_correlation_of_territories_is_as_stated() -> None:
    measures = measured(market_sd_share=0.1, territory_sd_share=0.1, account_sd_share=0.0)
    plan = measures.plan.set_values("account", np.ones(24, bool), pipeline_amount=0)
    measures = measure_scenario(plan, BASE, "field")
    found = simulate(measures, measures.sums["expected_amount"], 1e8, 8_000)
    correlation = np.corrcoef(np.log(found.results.T))
    assert found.chances.correlation() == pytest.approx(0.5)
    assert correlation[0, 1] == pytest.approx(0.5, abs=0.04)


def test_leavers_cost_revenue_and_more_the_longer_the_seat_is_empty() -> None:
    means = []
    for attrition, backfill in ((0.0, 3), (0.5, 1), (0.5, 6)):
        measures = measured(attrition_share=attrition, backfill_months=backfill)
        found = simulate(measures, measures.sums["expected_amount"], 1e8, 4_000)
        means.append(float(found.company.mean()))
    assert means[0] > means[1] > means[2]


def test_pooling_accounts_keeps_mean_and_spread(monkeypatch: pytest.MonkeyPatch) -> None:
    measures = measured()
    quota = measures.sums["expected_amount"]
    by_account = simulate(measures, quota, 1e8, 30_000)
    monkeypatch.setattr(attainment_module, "MOST_ACCOUNTS", 3)
    pooled = simulate(measures, quota, 1e8, 30_000)
    assert pooled.is_pooled and not by_account.is_pooled
    assert pooled.results.mean(axis=0) == pytest.approx(by_account.results.mean(axis=0), rel=0.02)
    assert pooled.results.std(axis=0) == pytest.approx(by_account.results.std(axis=0), rel=0.05)


def test_the_same_seed_gives_the_same_numbers_for_any_number_of_runs_in_hand() -> None:
    measures = measured()
    quota = measures.sums["expected_amount"]
    one = simulate(measures, quota, 1e8, 1_000, seed=3)
    same = simulate(measures, quota, 1e8, 1_000, seed=3)
    assert (one.results == same.results).all()
    assert not (one.results == simulate(measures, quota, 1e8, 1_000, seed=4).results).all()


def test_shares_by_band_and_by_bin_add_up_and_fall_with_the_cushion() -> None:
    measures = measured()
    quota = measures.sums["expected_amount"].copy()
    quota[2] = 0.0  # a territory without quota is nobody's attainment
    found = simulate(measures, quota, float(quota.sum()), 2_000)
    assert attainment_bands(found)["share"].sum() == pytest.approx(1)
    histogram = attainment_histogram(found)
    assert histogram["share"].sum() == pytest.approx(1)
    reached = histogram.loc[histogram["from_share"] >= 1 - 1e-9, "share"].sum()
    table = by_over_assignment(found)
    assert reached == pytest.approx(table["at_quota_share"][0], abs=0.002)
    assert (np.diff(table["at_quota_share"]) <= 0).all()
    assert np.isnan(chance_by_territory(found)[2])


@pytest.mark.parametrize("share", [1.0, 1.5, -0.1])
def test_an_attrition_that_leaves_nobody_is_refused(share: float) -> None:
    measures = measured()
    plan = with_parameters(measures.plan, attrition_share=share)
    with pytest.raises(PlanProblem, match="leaves nobody"):
        simulate(replace(measures, plan=plan), measures.sums["expected_amount"], 1e8)
