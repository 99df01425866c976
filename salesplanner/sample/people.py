"""Reps in real metropolitan areas, their managers, roles, ramps and pay."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from salesplanner.sample.accounts import market_zips
from salesplanner.sample.names import people_names

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

DISTRICTS: dict[str, tuple[str, str, str]] = {
    # district: name, region, states
    "D1": ("New England and New York", "R1", "ME NH VT MA RI CT NY"),
    "D2": ("Mid-Atlantic", "R1", "NJ PA DE MD DC VA WV"),
    "D3": ("Southeast", "R1", "NC SC GA FL"),
    "D4": ("Lower Mississippi", "R2", "AL MS TN KY LA AR"),
    "D5": ("Great Lakes", "R2", "OH MI IN"),
    "D6": ("Upper Midwest", "R2", "IL WI MN IA MO ND SD NE KS"),
    "D7": ("Southwest", "R3", "TX OK NM AZ"),
    "D8": ("West", "R3", "CA NV WA OR ID MT WY UT CO"),
}
REGIONS = {"R1": "East", "R2": "Central", "R3": "West"}
ROLES = (
    # id, name, share of reps, base pay and variable pay in dollars
    ("account-manager", "Account manager", 0.70, 92_000, 62_000),
    ("senior", "Senior account manager", 0.20, 112_000, 84_000),
    ("hunter", "New business manager", 0.10, 84_000, 84_000),
)
RAMPS = {
    "standard": (0.0, 0.1, 0.25, 0.4, 0.55, 0.7, 0.8, 0.9, 1.0),
    "fast": (0.1, 0.4, 0.7, 0.9, 1.0),
}


def rep_rows(random: np.random.RandomState, accounts: pd.DataFrame, n: int) -> pd.DataFrame:
    """n reps with homes in the metropolitan areas by the business there, `state` their home's."""
    homes = _homes(random, accounts, n)
    role = random.choice(len(ROLES), n, p=[share for _, _, share, _, _ in ROLES])
    hired = _hire_dates(random, n)
    pay = np.exp(0.08 * random.standard_normal(n))
    names = people_names(random, n)
    return pd.DataFrame({
        "rep_id": [f"S{number:03d}" for number in range(1, n + 1)],
        "name": names,
        "email": _emails(names),
        "role_id": np.array([role_id for role_id, *_ in ROLES], object)[role],
        "city": homes.city, "state": homes.state, "postal_code": homes.zip, "country": "US",
        "latitude": homes.latitude, "longitude": homes.longitude,
        "hire_date": hired,
        "full_time_share": np.where(random.random_sample(n) < 0.05, 0.8, 1.0),
        "ramp_id": np.where(random.random_sample(n) < 0.2, "fast", "standard"),
        "base_pay_amount": _thousands([base for *_, base, _ in ROLES], role, pay),
        "variable_pay_amount": _thousands([variable for *_, variable in ROLES], role, pay),
        "is_manager": False,
    })  # fmt: skip


def manager_rows(random: np.random.RandomState, districts: list[str]) -> pd.DataFrame:
    """One manager for each district, one for each region, and who leads them all."""
    regions = sorted({DISTRICTS[district][1] for district in districts})
    ids = ["M0", *(f"M-{region}" for region in regions), *(f"M-{d}" for d in districts)]
    above = ["", *("M0" for _ in regions), *(f"M-{DISTRICTS[d][1]}" for d in districts)]
    names = people_names(random, len(ids))
    base = [310_000, *(215_000 for _ in regions), *(150_000 for _ in districts)]
    return pd.DataFrame({
        "rep_id": ids, "name": names, "email": _emails(names),
        "manager_id": [manager or None for manager in above],
        "hire_date": _hire_dates(random, len(ids), newest="2025-06-01"),
        "full_time_share": 1.0,
        "base_pay_amount": [dollars * 100 for dollars in base],
        "variable_pay_amount": [dollars * 60 for dollars in base],
        "is_manager": True,
    })  # fmt: skip


def districts_of(states: "pd.Series[str]") -> list[str]:
    """District of each state; every state of the lower 48 and DC is in one."""
    by_state = {
        state: district
        for district, (_, _, all_of) in DISTRICTS.items()
        for state in all_of.split()
    }
    return [by_state[state] for state in states]


def _homes(random: np.random.RandomState, accounts: pd.DataFrame, n: int) -> pd.DataFrame:
    """A ZIP for each rep: seats by state, then by metropolitan area, both by largest remainder of
    the business there; ZIPs by people."""
    zips = market_zips()
    business = accounts.groupby(["state", "cbsa"])["book"].sum().reset_index()
    by_state = business.groupby("state")["book"].sum().sort_index()
    homes = []
    for state, seats in zip(by_state.index, shared_out(by_state.to_numpy(float), n), strict=True):
        metros = business[(business["state"] == state) & (business["cbsa"] != "")]
        metros = metros if len(metros) else business[business["state"] == state]
        counts = shared_out(metros["book"].to_numpy(float), int(seats))
        for cbsa, count in zip(metros["cbsa"], counts, strict=True):
            there = zips[(zips.cbsa == cbsa) & (zips.state == state)]
            share = (there.population / there.population.sum()).to_numpy()
            homes.append(there.iloc[random.choice(len(there), count, p=share)])
    found = pd.concat(homes).sort_values(["state", "zip"], kind="stable")
    homes_by_state: pd.DataFrame = found.reset_index(drop=True)
    return homes_by_state


def shared_out(weights: Floats, n: int) -> Ints:
    """n whole seats in proportion to weights, by largest remainder; the first wins a tie."""
    exact = weights / weights.sum() * n
    seats = np.floor(exact).astype(np.int64)
    order = np.argsort(-(exact - seats), kind="stable")
    seats[order[: n - int(seats.sum())]] += 1
    return seats


def _hire_dates(random: np.random.RandomState, n: int, newest: str = "2026-11-01") -> list[str]:
    """Most have been there for years, one in seven was hired in the last nine months."""
    years = random.gamma(2.0, 2.8, n) + 0.75
    is_new = random.random_sample(n) < 0.14
    years = np.where(is_new, random.uniform(0.0, 0.75, n), np.minimum(years, 24))
    days = (years * 365.25).astype("timedelta64[D]")
    hired: list[str] = (np.datetime64(newest) - days).astype(str).tolist()
    return hired


def _emails(names: NDArray[np.object_]) -> list[str]:
    return [f"{name.lower().replace(' ', '.')}@example.com" for name in names]


def _thousands(dollars: list[int], role: Ints, factor: Floats) -> Ints:
    """Pay by role, varied, in whole thousands, as cents."""
    return np.rint(np.array(dollars)[role] * factor / 1000).astype(np.int64) * 100_000
