"""Forecast of bookings and calibration: what is used must have been better on held-out months."""

import numpy as np
import pandas as pd
import pytest
from builders import rows, small_plan

from salesplanner.analysis.calibration import calibrate_elasticity
from salesplanner.analysis.forecast import (
    SEASONAL_NAIVE,
    SMOOTHING,
    bookings_forecast,
    monthly,
    territory_forecast,
)
from salesplanner.plan.model import Plan
from salesplanner.problems import PlanProblem

PLAN_YEAR = tuple(f"2027-{month:02d}" for month in range(1, 13))
SEASON = 1 + 0.3 * np.sin(np.arange(12) / 12 * 2 * np.pi)


def months(n: int) -> list[str]:
    start = 2027 * 12 - n
    return [f"{(start + i) // 12}-{(start + i) % 12 + 1:02d}" for i in range(n)]


def history(n: int, growth: float, noise: float, seed: int = 1) -> pd.DataFrame:
    random = np.random.default_rng(seed)
    level = 1e6 * (1 + growth) ** (np.arange(n) / 12)
    amount = level * np.resize(SEASON, n) * np.exp(random.normal(0, noise, n))
    return pd.DataFrame({"period": months(n), "amount": amount.round().astype("int64")})


def test_growth_and_season_are_followed_by_smoothing_and_the_truth_is_in_the_band() -> None:
    found = bookings_forecast(history(60, 0.15, 0.02), PLAN_YEAR)
    assert found.method == SMOOTHING
    assert found.error_share < found.other_error_share
    truth = 1e6 * 1.15 ** (np.arange(60, 72) / 12) * SEASON
    inside = (truth >= found.table["low_amount"]) & (truth <= found.table["high_amount"])
    assert found.table["base_amount"].to_numpy() == pytest.approx(truth, rel=0.12)
    assert inside.mean() >= 0.5


def test_where_smoothing_is_no_better_last_year_is_repeated() -> None:
    random = np.random.default_rng(4)
    jumps = np.resize(random.permutation(12) * 1e6 + 1e5, 60)
    found = bookings_forecast(pd.DataFrame({"period": months(60), "amount": jumps}), PLAN_YEAR)
    assert found.method == SEASONAL_NAIVE
    assert found.table["base_amount"].to_list() == pytest.approx(jumps[-12:].tolist())


def test_months_without_bookings_count_as_nothing() -> None:
    table = history(30, 0.0, 0.0)
    names, amounts = monthly(table.drop(index=[5]))
    assert len(names) == 30
    assert amounts[5] == 0


def test_two_years_of_history_are_needed_and_the_year_lies_after_it() -> None:
    with pytest.raises(PlanProblem, match="12 months of bookings; a forecast needs 24"):
        bookings_forecast(history(12, 0.0, 0.0), PLAN_YEAR)
    with pytest.raises(PlanProblem, match="0 months"):
        bookings_forecast(history(12, 0.0, 0.0).iloc[:0], PLAN_YEAR)
    with pytest.raises(PlanProblem, match="into the year to be forecast"):
        bookings_forecast(history(30, 0.0, 0.0), ("2026-12",))


def test_territories_share_the_forecast_of_the_company() -> None:
    table = history(36, 0.05, 0.05)
    both = pd.concat([table.assign(territory_id="A"), table.assign(territory_id="B", amount=10**5)])
    company = bookings_forecast(both, PLAN_YEAR)
    by_territory = territory_forecast(company, both)
    sums = by_territory.groupby("period")["base_amount"].sum()
    assert sums.to_numpy() == pytest.approx(company.table["base_amount"].to_numpy())


def team(n: int, elasticity: float, seed: int = 2) -> tuple[Plan, pd.DataFrame]:
    """n reps hired at different times, whose bookings follow hours with a known elasticity."""
    random = np.random.default_rng(seed)
    starts = {f"X{i:03d}": 2023 * 12 + int(random.integers(0, 36)) for i in range(n)}
    plan = small_plan().replace("rep", rows(*(
        {"rep_id": one, "name": one, "ramp_id": "standard",
         "hire_date": f"{start // 12}-{start % 12 + 1:02d}-01"}
        for one, start in starts.items()
    )))  # fmt: skip
    ramp = [0.0, 0.2, 0.4, 0.6, 0.8] + [1.0] * 60
    records = []
    for one, start in starts.items():
        size = random.lognormal(13, 0.3)
        for quarter in range(2023 * 4, 2027 * 4):
            of_quarter = range(3 * quarter, 3 * quarter + 3)
            worked = np.mean([ramp[m - start] if m >= start else 0.0 for m in of_quarter])
            if worked > 0:
                amount = size * worked**elasticity * np.exp(random.normal(0, 0.05))
                period = f"{quarter // 4}-{quarter % 4 * 3 + 1:02d}"
                records.append({"rep_id": one, "period": period, "amount": round(amount)})
    return plan, pd.DataFrame(records)


def test_an_elasticity_that_is_in_the_history_is_found() -> None:
    found = calibrate_elasticity(*team(60, 0.6))
    assert found.is_from_history
    assert found.elasticity == pytest.approx(0.6, abs=0.05)
    assert found.error_share < found.default_error_share
    assert "quarters of reps" in found.method


def test_without_enough_history_the_default_is_kept_and_the_reason_said() -> None:
    found = calibrate_elasticity(*team(3, 0.6))
    assert not found.is_from_history and found.elasticity == 0.34
    assert "quarters of reps in the history" in found.method
    plan, bookings = team(60, 0.6)
    assert not calibrate_elasticity(plan, bookings.iloc[:0]).is_from_history


def test_the_default_stays_where_it_is_as_good_on_the_quarters_held_out() -> None:
    found = calibrate_elasticity(*team(40, 0.34, seed=5))
    assert found.elasticity == pytest.approx(0.34, abs=0.03)


def test_a_history_in_which_hours_do_not_count_is_not_believed() -> None:
    found = calibrate_elasticity(*team(60, 0.0))
    assert not found.is_from_history and found.elasticity == 0.34
    assert "outside 0.05 to 0.9" in found.method
