"""Forecast of bookings by month: exponential smoothing only where a back-test says it is better."""

import warnings
from dataclasses import dataclass

import numpy as np
import pandas as pd

from salesplanner.analysis.columns import Floats, Ints, Objects, positions
from salesplanner.problems import PlanProblem

SEASONAL_NAIVE, SMOOTHING = "seasonal naive", "exponential smoothing"
_LEAST_MONTHS = 24  # two seasons: below that there is no season to repeat and to test on
_MOST_ORIGINS = 8
_MONTHS_BETWEEN_ORIGINS = 3


@dataclass(frozen=True, eq=False)
class BookingsForecast:
    """table: period, low_amount, base_amount, high_amount (10, 50, 90 of a hundred).

    method: what was used. error_share: its mean absolute error in the back-test over the mean
    booking of a month; other_error_share: that of the method not used (NaN: could not be tried).
    n_tested: months forecast in the back-test.
    """

    table: pd.DataFrame
    method: str
    error_share: float
    other_error_share: float
    n_tested: int


def bookings_forecast(bookings: pd.DataFrame, months: tuple[str, ...]) -> BookingsForecast:
    """Forecast the months from a history of bookings.

    Args:
        bookings: period ('2026-03') and amount, any number of rows a month; missing months are 0.
        months: the months wanted, in order, after the last of the history.

    Both methods forecast the year from several past months on, knowing only what was known then
    (rolling origin; Hyndman and Athanasopoulos 2021, Forecasting, 5.10). The better one forecasts;
    its errors by how far ahead give the low and high.

    Raises:
        PlanProblem: fewer than 24 months of history, or months that are not after it.
    """
    periods, history = monthly(bookings)
    ahead = np.array([_number(month) for month in months]) - _number(periods[-1])
    if (ahead < 1).any():
        raise PlanProblem(
            f"The history of bookings reaches {periods[-1]}, into the year to be forecast.",
            "table booking",
            "Forecast a later year, or leave later bookings out.",
        )
    horizon = int(ahead.max())
    errors = {name: _back_test(history, method) for name, method in _METHODS.items()}
    size = float(history[-12:].mean()) or 1.0
    by_method = {
        name: float(np.abs(found).mean()) / size if found.size else float("nan")
        for name, found in errors.items()
    }
    used = SMOOTHING if by_method[SMOOTHING] < by_method[SEASONAL_NAIVE] else SEASONAL_NAIVE
    other = SEASONAL_NAIVE if used == SMOOTHING else SMOOTHING
    base = _METHODS[used](history, horizon)
    assert base is not None  # what could be back-tested can be used on more history
    base = np.maximum(base[ahead - 1], 0.0)
    low, high = np.quantile(errors[used], [0.1, 0.9]) if errors[used].size else (0.0, 0.0)
    table = pd.DataFrame(
        {
            "period": list(months),
            "low_amount": np.maximum(base + low, 0.0),
            "base_amount": base,
            "high_amount": base + high,
        }
    )
    return BookingsForecast(table, used, by_method[used], by_method[other], errors[used].size)


def territory_forecast(company: BookingsForecast, bookings: pd.DataFrame) -> pd.DataFrame:
    """The company's forecast shared out by bookings of the last 12 months (top-down).

    bookings: territory_id, period, amount. Returns territory_id, period, low, base, high.
    """
    last = sorted(bookings["period"].unique())[-12:]
    recent = bookings[bookings["period"].isin(last)].groupby("territory_id")["amount"].sum()
    share = recent.astype("float64").clip(lower=0.0)
    share = share / share.sum() if share.sum() > 0 else share + 1 / max(1, len(share))
    frames = [
        company.table.assign(
            territory_id=str(territory),
            **{n: company.table[n] * part for n in ("low_amount", "base_amount", "high_amount")},
        )
        for territory, part in share.items()
    ]
    return pd.concat(frames, ignore_index=True)


def bookings_by_territory(
    territory_ids: Objects, territory: Ints, accounts: pd.Index, bookings: pd.DataFrame
) -> pd.DataFrame:
    """territory_id, period, amount of bookings by account_id and period; '' for no territory.

    territory: (n,) position of the territory of each account, -1: none.
    """
    at = positions(accounts, bookings["account_id"].to_numpy(object))
    names = np.append(territory_ids, [""])
    owner = names[np.append(territory, [-1])[at]]
    frame = pd.DataFrame(
        {"territory_id": owner, "period": bookings["period"], "amount": bookings["amount"]}
    )
    sums = frame.groupby(["territory_id", "period"])["amount"].sum()
    return pd.DataFrame(sums.reset_index())


def monthly(bookings: pd.DataFrame) -> tuple[list[str], Floats]:
    """Sums by month without holes, oldest first: names of the months, amounts.

    Raises:
        PlanProblem: fewer than 24 months.
    """
    is_month = bookings["period"].astype(str).str.fullmatch(r"\d{4}-\d{2}").to_numpy(bool)
    rows = bookings[is_month]
    sums = rows.groupby(rows["period"].astype(str))["amount"].sum().astype("float64")
    if len(sums):
        first, last = _number(str(sums.index.min())), _number(str(sums.index.max()))
        names = [f"{n // 12}-{n % 12 + 1:02d}" for n in range(first, last + 1)]
    else:
        names = []
    if len(names) < _LEAST_MONTHS:
        raise PlanProblem(
            f"There are {len(names)} months of bookings; a forecast needs {_LEAST_MONTHS}.",
            "table booking",
            "Import bookings of two full years.",
        )
    amounts = np.asarray(sums.reindex(names, fill_value=0.0), np.float64)
    return names, amounts


def seasonal_naive(history: Floats, horizon: int) -> Floats:
    """The same month of the last year known, again and again."""
    return np.asarray(np.resize(history[-12:], horizon))


def smoothing(history: Floats, horizon: int) -> Floats | None:
    """Holt-Winters, damped trend, season as factors where all months are above zero, else added.

    None where it cannot be fitted.
    """
    if len(history) < _LEAST_MONTHS:
        return None
    # Half of the window's start would be this library: it is loaded where a forecast is asked for.
    from statsmodels.tsa.holtwinters import ExponentialSmoothing  # noqa: PLC0415

    size = float(np.abs(history).mean()) or 1.0
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a fit that does not converge is judged by the back-test
        try:
            model = ExponentialSmoothing(
                history / size, trend="add", damped_trend=True, seasonal_periods=12,
                seasonal="mul" if float(history.min()) > 0 else "add",
                initialization_method="estimated",
            )  # fmt: skip
            answer = np.asarray(model.fit().forecast(horizon), np.float64) * size
        except (ValueError, np.linalg.LinAlgError):
            return None
    return answer if np.isfinite(answer).all() else None


_METHODS = {SEASONAL_NAIVE: seasonal_naive, SMOOTHING: smoothing}


def _back_test(history: Floats, method: object) -> Floats:
    """Errors (actual - forecast) of every month forecast from past origins, all in one array."""
    assert callable(method)
    errors: list[Floats] = []
    last = len(history) - 1
    for step in range(_MOST_ORIGINS):
        origin = last - _MONTHS_BETWEEN_ORIGINS * (step + 1) + 1
        if origin < _LEAST_MONTHS and errors:
            break
        if origin < 12:
            break
        actual = history[origin : origin + 12]
        made = method(history[:origin], len(actual))
        if made is not None:
            errors.append(actual - made)
    return np.concatenate(errors) if errors else np.empty(0)


def _number(month: str) -> int:
    return 12 * int(month[:4]) + int(month[5:7]) - 1
