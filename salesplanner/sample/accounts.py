"""Accounts of the demonstration company, at real ZIP codes."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from salesplanner.geography.zips import zip_table
from salesplanner.sample.names import company_names, industries

Floats = NDArray[np.float64]
Objects = NDArray[np.object_]

SEGMENTS = ("enterprise", "mid-market", "small")
SEGMENT_SHARES = (0.03, 0.17, 0.80)
LOG_BOOK = {"enterprise": 12.5, "mid-market": 10.75, "small": 9.05}  # of dollars a year
LOG_BOOK_SD = 0.75
EMPLOYEES = {"enterprise": 2600.0, "mid-market": 320.0, "small": 45.0}  # in the middle
STATUS = ("customer", "prospect", "partner")
STATUS_SHARES = (0.78, 0.20, 0.02)
WIN_SHARES = (0.1, 0.2, 0.35, 0.5, 0.7, 0.9)  # by stage
STAGE_SHARES = (0.2, 0.25, 0.2, 0.15, 0.12, 0.08)
PIPELINE_SHARE = 0.35  # of accounts that have open pipeline
DATA_DATE = "2026-11-30"
OUTSIDE = ("AK", "HI", "PR", "GU", "VI", "AS", "MP", "FM", "MH", "PW", "AA", "AE", "AP")


def market_zips() -> pd.DataFrame:
    """ZIP codes of the lower 48 and DC where people live, with `weight`: how much business.

    weight = population x sqrt(median income / 70,000) x (1 + share of graduates).
    """
    zips = zip_table()
    is_market = (
        (zips.population > 0) & ~zips.state.isin(OUTSIDE) & zips.latitude.notna()
        & (zips.county != "")
    )  # fmt: skip
    zips = zips[is_market].reset_index(drop=True)
    income = zips.median_income.fillna(zips.median_income.median())
    graduates = zips.bachelors_share.fillna(zips.bachelors_share.median())
    return zips.assign(weight=zips.population * np.sqrt(income / 70_000) * (1 + graduates))


def account_rows(random: np.random.RandomState, n: int) -> pd.DataFrame:
    """n accounts without unit and owner; money in cents, `book_amount` the true yearly size.

    The size of an account is lognormal by segment, so that the top fifth hold about four fifths.
    """
    zips = market_zips()
    share = (zips.weight / zips.weight.sum()).to_numpy()
    place = zips.iloc[random.choice(len(zips), n, p=share)].reset_index(drop=True)
    industry = industries(random, n)
    segment = np.array(SEGMENTS, object)[random.choice(3, n, p=SEGMENT_SHARES)]
    status = np.array(STATUS, object)[random.choice(3, n, p=STATUS_SHARES)]
    mean = np.array([LOG_BOOK[name] for name in segment])
    book = np.exp(mean + LOG_BOOK_SD * random.standard_normal(n))
    latitude, longitude = _scattered(random, place)
    rows = pd.DataFrame({
        "account_id": [f"A{number:06d}" for number in range(1, n + 1)],
        "name": company_names(random, place.city.to_numpy(object), industry),
        "city": place.city, "state": place.state, "postal_code": place.zip, "country": "US",
        "latitude": latitude, "longitude": longitude,
        "found_by": "postal code", "found_sure_share": 1.0,
        "segment": segment, "industry": industry, "status": status,
        "employees": _employees(random, segment),
        "county": place.county, "cbsa": place.cbsa, "book": book,
    })  # fmt: skip
    return _with_market(random, rows)


def _scattered(random: np.random.RandomState, place: pd.DataFrame) -> tuple[Floats, Floats]:
    """Points around the middle of the ZIP, within half the radius of its area and 4 km."""
    radius_km = np.minimum(np.sqrt(np.nan_to_num(place.land_km2) / np.pi) / 2, 4.0)
    distance = radius_km * np.sqrt(random.random_sample(len(place)))
    angle = 2 * np.pi * random.random_sample(len(place))
    latitude = place.latitude.to_numpy() + distance * np.cos(angle) / 111.2
    stretch = 111.2 * np.cos(np.radians(place.latitude.to_numpy()))
    longitude = place.longitude.to_numpy() + distance * np.sin(angle) / stretch
    return np.round(latitude, 5), np.round(longitude, 5)


def _employees(random: np.random.RandomState, segment: Objects) -> NDArray[np.int64]:
    usual = np.array([EMPLOYEES[name] for name in segment])
    return np.rint(usual * np.exp(0.6 * random.standard_normal(len(segment)))).astype(np.int64)


def _with_market(random: np.random.RandomState, rows: pd.DataFrame) -> pd.DataFrame:
    """What each account could buy, what is open with it and when its contract ends."""
    n = len(rows)
    is_customer = (rows["status"] == "customer").to_numpy()
    wallet_share = np.clip(random.beta(3, 4, n), 0.08, 0.9)
    potential = rows["book"].to_numpy() / wallet_share
    gap = np.where(is_customer, potential - rows["book"].to_numpy(), potential)
    has_pipeline = random.random_sample(n) < PIPELINE_SHARE
    pipeline = np.where(has_pipeline, gap * random.uniform(0.05, 0.35, n), 0.0)
    win = np.array(WIN_SHARES)[random.choice(len(WIN_SHARES), n, p=STAGE_SHARES)]
    renewal = np.datetime64("2026-12-01") + random.randint(0, 760, n).astype("timedelta64[D]")
    is_partner = (rows["status"] == "partner").to_numpy()
    return rows.assign(
        potential_amount=cents(np.where(is_partner, 0, potential)),
        pipeline_amount=cents(np.where(is_partner, 0, pipeline)),
        win_probability_share=pd.Series(win).where(has_pipeline & ~is_partner),
        renewal_date=pd.Series(renewal.astype(str)).where(is_customer),
        is_strategic=(rows["segment"] == "enterprise") & (rows["book"] > np.exp(13.5)),
    )


def cents(dollars: Floats) -> NDArray[np.int64]:
    """Whole dollars, in cents."""
    return np.rint(dollars).astype(np.int64) * 100
