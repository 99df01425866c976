"""The response of revenue to selling hours, against an optimiser that knows nothing of it."""

import numpy as np
import pytest
from scipy.optimize import minimize

from salesplanner.analysis.revenue import Forecast, response, revenue_of, share_out


def forecast_of(
    amount: list[float], cap: list[float] | None = None, e: list[float] | None = None, c: float = 0
) -> Forecast:
    n = len(amount)
    nothing = np.zeros(n)
    return Forecast(
        np.array(amount, float),
        nothing,
        nothing,
        np.full(n, np.inf) if cap is None else np.array(cap, float),
        np.full(n, 0.34) if e is None else np.array(e, float),
        np.full(n, c),
    )


def best_revenue(made: Forecast, present: np.ndarray, hours: float) -> float:
    """The largest sum of min(cap, c R + (1-c) R (h/h0)^e) found by SLSQP from several starts."""
    amount, n = made.amount, len(made.amount)

    def lost(h: np.ndarray) -> float:
        r = (
            made.carry_over * amount
            + (1 - made.carry_over) * amount * (h / present) ** made.elasticity
        )
        return -float(np.minimum(r, made.cap).sum())

    rng = np.random.default_rng(5)
    return max(
        -minimize(
            lost,
            rng.dirichlet(np.ones(n)) * hours,
            bounds=[(1e-9, hours)] * n,
            constraints={"type": "ineq", "fun": lambda h: hours - h.sum()},
            options={"maxiter": 500, "ftol": 1e-12},
        ).fun
        for _start in range(6)
    )


def total(made: Forecast, today: list[int], hours_today: list[float], hours: list[float]) -> float:
    """Expected revenue when all accounts lie in one territory with the hours given."""
    fitted = response(made, np.array(today), np.array(hours_today))
    account = np.arange(len(today))
    ones, zero = np.ones(len(today)), np.zeros(len(today), np.int64)
    given = share_out(fitted, account, zero, ones, np.array(hours))
    assert given.sum() <= max(hours[0], 0.0) + 1e-6
    return float(revenue_of(fitted, account, ones, given).sum())


def present_hours(made: Forecast, today: list[int], hours_today: list[float]) -> np.ndarray:
    weight = made.elasticity * (1 - made.carry_over) * made.amount
    group = np.array(today)
    sums = np.bincount(group, weights=weight)
    return np.array(hours_today)[group] * weight / sums[group]


CASES = {
    "one elasticity": forecast_of([10, 20, 5, 40]),
    "carry-over": forecast_of([10, 20, 5, 40], c=0.4),
    "caps that bind": forecast_of([10, 20, 5, 40], cap=[11, 60, 5, 41]),
    "several elasticities": forecast_of([10, 20, 5, 40], e=[0.2, 0.34, 0.5, 0.3]),
    "both": forecast_of([10, 20, 5, 40], cap=[12, 24, 5.5, 90], e=[0.2, 0.34, 0.5, 0.3]),
}


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("hours", [20.0, 100.0, 400.0])
def test_hours_are_shared_out_as_well_as_an_optimiser_would(name: str, hours: float) -> None:
    made, today, hours_today = CASES[name], [0, 0, 1, 1], [60.0, 40.0]
    ours = total(made, today, hours_today, [hours])
    best = best_revenue(made, present_hours(made, today, hours_today), hours)
    assert ours >= best * (1 - 1e-6)
    assert ours <= best * (1 + 2e-3)  # SLSQP stops short at the kinks of caps


def test_the_closed_form_is_hours_to_the_e_times_attraction_to_the_rest() -> None:
    made = forecast_of([10, 20, 5, 40])
    fitted = response(made, np.array([0, 0, 1, 1]), np.array([60.0, 40.0]))
    attraction = float(fitted.attraction.sum())
    ours = total(made, [0, 0, 1, 1], [60.0, 40.0], [77.0])
    assert ours == pytest.approx(77.0**0.34 * attraction**0.66, rel=1e-12)


@pytest.mark.parametrize("name", CASES)
def test_present_effort_gives_the_forecast_for_every_account(name: str) -> None:
    made, today, hours = CASES[name], np.array([0, 0, 1, 1]), np.array([60.0, 40.0])
    fitted = response(made, today, hours)
    account, ones = np.arange(4), np.ones(4)
    given = share_out(fitted, account, today, ones, hours)
    assert revenue_of(fitted, account, ones, given) == pytest.approx(made.amount, rel=1e-9)


def test_no_hours_leave_what_is_carried_over_and_nothing_below_it() -> None:
    made = forecast_of([10, 20, 5, 40], c=0.25)
    assert total(made, [0] * 4, [60.0], [-5.0]) == pytest.approx(0.25 * 75)


def test_an_account_without_forecast_brings_nothing() -> None:
    made = forecast_of([0, 20])
    fitted = response(made, np.array([0, 0]), np.array([10.0]))
    account, ones = np.arange(2), np.ones(2)
    given = share_out(fitted, account, np.zeros(2, np.int64), ones, np.array([10.0]))
    assert revenue_of(fitted, account, ones, given).tolist() == pytest.approx([0, 20])


def test_no_account_buys_more_than_its_potential() -> None:
    made = forecast_of([10, 20], cap=[12, 21])
    assert total(made, [0, 0], [10.0], [10_000.0]) == pytest.approx(33)
