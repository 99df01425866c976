"""Three years of monthly bookings, with trend, season, new customers and churn."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from salesplanner.sample.accounts import cents

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

FIRST_MONTH = 2023 * 12 + 11  # December 2023, counted from year 0: 36 months to November 2026
N_MONTHS = 36
# Share of a calendar year booked in each month: quarter ends are strong, summer is weak.
SEASON = (0.065, 0.070, 0.098, 0.072, 0.076, 0.102, 0.060, 0.064, 0.096, 0.080, 0.087, 0.130)
GROWTH_MEAN, GROWTH_SD = 0.055, 0.18
CHURN_SHARE = 0.05  # of customers that stop in a year
NEW_SHARE = 0.06  # of customers that began in a year
ORDERS_A_YEAR = {"enterprise": 12.0, "mid-market": 7.0, "small": 3.5}
PRODUCTS = (
    ("INS", "Instruments", 0.46),
    ("CON", "Consumables", 0.31),
    ("SVC", "Service contracts", 0.15),
    ("SOF", "Software", 0.08),
)


def booking_rows(random: np.random.RandomState, accounts: pd.DataFrame) -> pd.DataFrame:
    """account_id, period, product_id, amount (cents), rep_id (the owner); one product a row.

    `accounts` has book (the size of the last year in dollars), segment, status and owner_id.
    """
    buyers = np.flatnonzero((accounts["status"] == "customer").to_numpy())
    monthly = _monthly(
        random, accounts["book"].to_numpy()[buyers], _orders(random, accounts, buyers)
    )
    row, month = np.nonzero(monthly >= 1.0)
    product = random.choice(len(PRODUCTS), len(row), p=[share for _, _, share in PRODUCTS])
    account = buyers[row]
    return pd.DataFrame({
        "account_id": accounts["account_id"].to_numpy(object)[account],
        "period": np.array(months(), object)[month],
        "product_id": np.array([code for code, _, _ in PRODUCTS], object)[product],
        "amount": cents(monthly[row, month]),
        "rep_id": accounts["owner_id"].to_numpy(object)[account],
    })  # fmt: skip


def months() -> list[str]:
    """The 36 months as 2023-12 and so on."""
    numbers = range(FIRST_MONTH, FIRST_MONTH + N_MONTHS)
    return [f"{number // 12}-{number % 12 + 1:02d}" for number in numbers]


def revenue_of_accounts(bookings: pd.DataFrame, account_ids: pd.Series) -> tuple[Ints, Ints]:
    """Cents booked with each account in the last 12 months, and in the last calendar year."""
    last_12 = bookings["period"].isin(months()[-12:])
    last_year = bookings["period"].str.startswith("2025")
    sums = [
        bookings[chosen].groupby("account_id")["amount"].sum().reindex(account_ids).fillna(0)
        for chosen in (last_12, last_year)
    ]
    return sums[0].to_numpy(np.int64), sums[1].to_numpy(np.int64)


def _orders(random: np.random.RandomState, accounts: pd.DataFrame, buyers: Ints) -> Bools:
    """In which months each buyer orders, (n, 36)."""
    usual = np.array([ORDERS_A_YEAR[name] for name in accounts["segment"].to_numpy(object)[buyers]])
    return random.random_sample((len(buyers), N_MONTHS)) < (usual / 12)[:, None]


def _monthly(random: np.random.RandomState, book: Floats, orders: Bools) -> Floats:
    """Dollars booked by month, (n, 36): a year's book, grown and shared over the ordering months.

    A year without any ordering month books nothing: small customers skip a year now and then.
    """
    n = len(book)
    growth = np.clip(GROWTH_MEAN + GROWTH_SD * random.standard_normal((n, 2)), -0.6, 0.9)
    size = np.column_stack([book / np.prod(1 + growth, axis=1), book / (1 + growth[:, 1]), book])
    calendar_month = (FIRST_MONTH + np.arange(N_MONTHS)) % 12
    season = np.array(SEASON)[calendar_month] * np.exp(0.25 * random.standard_normal((n, N_MONTHS)))
    weight = (season * orders).reshape(n, 3, 12)
    total = weight.sum(axis=2, keepdims=True)
    monthly = weight / np.where(total > 0, total, 1.0) * size[:, :, None]
    return _alive(random, n) * monthly.reshape(n, N_MONTHS)


def _alive(random: np.random.RandomState, n: int) -> Bools:
    """Months in which each account is a customer: some began late, some have stopped, (n, 36)."""
    month = np.arange(N_MONTHS)
    began = np.where(random.random_sample(n) < 3 * NEW_SHARE, random.randint(0, N_MONTHS, n), 0)
    stopped = np.where(
        random.random_sample(n) < 3 * CHURN_SHARE, random.randint(0, N_MONTHS, n), N_MONTHS
    )
    stopped = np.where(stopped <= began, N_MONTHS, stopped)
    return (month >= began[:, None]) & (month < stopped[:, None])
