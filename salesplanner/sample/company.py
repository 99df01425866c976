"""The demonstration company as edits of a plan."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from salesplanner.analysis.parameters import DEFAULTS
from salesplanner.geography.colours import colour_territories, territory_borders
from salesplanner.geography.distance import nearest
from salesplanner.geography.shipped import load_units, lower_48, state_of
from salesplanner.geography.units import UnitSet
from salesplanner.geography.zips import state_table, zip_table
from salesplanner.plan.edits.beginnings import FIELD_LAYER, FIRST_SCENARIO, begin_plan
from salesplanner.plan.edits.maps import put_map
from salesplanner.plan.model import Plan
from salesplanner.problems import PlanProblem
from salesplanner.sample.accounts import DATA_DATE, account_rows, cents
from salesplanner.sample.bookings import PRODUCTS, SEASON, booking_rows, revenue_of_accounts
from salesplanner.sample.people import (
    DISTRICTS,
    RAMPS,
    REGIONS,
    ROLES,
    districts_of,
    manager_rows,
    rep_rows,
)
from salesplanner.sample.today import align_by_state

COMPANY = "Halden Instruments"
YEAR = 2027
MOST_ACCOUNTS = 100_000
GROWTH_ASKED = 0.08
UNIT_KINDS = {"counties": "us-counties", "zip3": "us-zip3", "zip5": "us-zip5"}
# Visits a year, hours a visit, other hours a year; for about 62 accounts to a rep.
CALL_PLAN = {
    "enterprise": (30.0, 2.0, 30.0),
    "mid-market": (14.0, 1.5, 10.0),
    "small": (5.0, 1.0, 3.0),
}
USUAL_ACCOUNTS_OF_A_REP = 62.5
TRIPS = {"visits_per_trip": 6.0, "speed_kmh": 85.0}
EXAMPLE = "example of the demonstration company"
IN_REP_OUT = ("county", "cbsa", "book")  # what the generator knows and the plan does not


@dataclass(frozen=True)
class Wanted:
    """What demonstration company to build."""

    n_accounts: int = 5_000
    n_territories: int = 80
    unit_kind: str = "counties"
    seed: int = 7


def build_demo_plan(
    plan: Plan, n_accounts: int = 5_000, n_territories: int = 80, unit_kind: str = "counties",
    seed: int = 7,
) -> Plan:  # fmt: skip
    """An empty plan made into the demonstration company: an edit.

    The same arguments give the same plan, to the byte: the random stream is that of
    np.random.RandomState, which is frozen (NEP 19). Bookings come as a bulk change.

    Raises:
        PlanProblem: numbers out of range.
    """
    wanted = Wanted(n_accounts, n_territories, unit_kind, seed)
    _demand_sense(wanted)
    units = lower_48(load_units(UNIT_KINDS[unit_kind]))
    plan = put_map(begin_plan(plan, COMPANY, YEAR, data_date=DATA_DATE), units)
    accounts = _accounts_in_units(_random(seed, 1), n_accounts, units, unit_kind)
    reps = rep_rows(_random(seed, 2), accounts, n_territories)
    owner = align_by_state(units, _states(units), reps)
    accounts = _owned(_random(seed, 3), accounts, reps, owner, units)
    bookings = booking_rows(_random(seed, 4), accounts)
    plan = _norms(plan, n_accounts / n_territories)
    plan = _accounts_put(plan, accounts, bookings)
    reps = reps.assign(district=districts_of(reps["state"]))
    plan = _reps_put(plan, reps, manager_rows(_random(seed, 5), sorted(set(reps["district"]))))
    plan = _actuals_put(plan, bookings)
    return _today_put(plan, reps, units, owner)


def _random(seed: int, part: int) -> np.random.RandomState:
    """Each part of the company has a stream of its own: one that changes leaves the others."""
    return np.random.RandomState([seed, part])


def _demand_sense(wanted: Wanted) -> None:
    if wanted.unit_kind not in UNIT_KINDS:
        raise PlanProblem(
            f"There are no units {wanted.unit_kind!r}.", "units", f"Use {', '.join(UNIT_KINDS)}."
        )
    if not 100 <= wanted.n_accounts <= MOST_ACCOUNTS:
        raise PlanProblem(
            f"{wanted.n_accounts:,} accounts cannot be made.", "accounts", "Use 100 to 100,000."
        )
    if not 8 <= wanted.n_territories <= min(500, wanted.n_accounts // 10):
        raise PlanProblem(
            f"{wanted.n_territories} territories cannot be made of {wanted.n_accounts:,} accounts.",
            "territories",
            "Use 8 to 500, and at least ten accounts for each.",
        )


def _states(units: UnitSet) -> list[str]:
    """Postal code of the state of each unit."""
    postal = dict(zip(state_table().fips, state_table().state, strict=True))
    return [postal[fips] for fips in state_of(units)]


def _accounts_in_units(
    random: np.random.RandomState, n: int, units: UnitSet, kind: str
) -> pd.DataFrame:
    accounts = account_rows(random, n)
    if kind == "counties":
        unit = accounts["county"].replace(dict(units.aliases))
    elif kind == "zip3":
        unit = accounts["postal_code"].str[:3]
    else:
        zips = zip_table()
        host = dict(zip(zips.zip, zips.host_zip, strict=True)) if "host_zip" in zips else {}
        code = accounts["postal_code"]
        unit = code.where(code.isin(units.unit_ids), code.map(host))
    known = unit.isin(units.unit_ids)
    return accounts.assign(unit_id=unit.where(known, _nearest_units(accounts, units, ~known)))


def _nearest_units(
    accounts: pd.DataFrame, units: UnitSet, where: "pd.Series[bool]"
) -> "pd.Series[str]":
    """The unit whose middle is nearest, for accounts whose ZIP is in none."""
    found = pd.Series(pd.NA, accounts.index, dtype=object)
    if where.any():
        lost = accounts[where]
        position, _ = nearest(
            lost["longitude"].to_numpy(), lost["latitude"].to_numpy(), units.x, units.y, 1
        )
        found[where] = np.array(units.unit_ids, object)[position[:, 0]]
    return found


def _owned(
    random: np.random.RandomState, accounts: pd.DataFrame, reps: pd.DataFrame,
    owner: NDArray[np.int64], units: UnitSet,
) -> pd.DataFrame:  # fmt: skip
    """Each account's owner is the rep of its unit; owned since the hire or later."""
    of_unit = pd.Series(owner, pd.Index(units.unit_ids))
    rep = of_unit.reindex(accounts["unit_id"]).to_numpy(np.int64)
    hired = reps["hire_date"].to_numpy("datetime64[D]")[rep]
    days = (np.datetime64(DATA_DATE) - hired).astype(np.int64)
    since = hired + (days * random.beta(1.2, 2.5, len(rep))).astype("timedelta64[D]")
    return accounts.assign(
        owner_id=reps["rep_id"].to_numpy(object)[rep],
        owner_since=pd.Series(since.astype(str)).where(accounts["status"] != "partner"),
    )


def _norms(plan: Plan, accounts_of_a_rep: float) -> Plan:
    """The call plan; with many accounts to a rep each is seen less often, so it can be done."""
    scale = min(1.0, USUAL_ACCOUNTS_OF_A_REP / accounts_of_a_rep)
    plan = plan.put("coverage_norm", pd.DataFrame([
        {"role_id": "account-manager", "segment": segment, "visits": round(visits * scale, 2),
         "hours_a_visit": hours, "other_hours": round(other * scale, 2)}
        for segment, (visits, hours, other) in CALL_PLAN.items()
    ]))  # fmt: skip
    plan = plan.put("role", pd.DataFrame(
        [{"role_id": role_id, "name": name, "is_overlay": False} for role_id, name, *_ in ROLES]
    ))  # fmt: skip
    everything = np.ones(len(plan["layer"]), bool)
    plan = plan.set_values("layer", everything, role_id="account-manager")
    # Long trips, flights among them: even the widest territory of today leaves hours to sell, so
    # that today's alignment gives exactly the forecast everywhere.
    plan = plan.set_values("calendar", np.ones(len(plan["calendar"]), bool), **TRIPS)
    plan = plan.replace("ramp", pd.DataFrame([
        {"ramp_id": ramp_id, "month": month + 1, "share": share}
        for ramp_id, shares in RAMPS.items() for month, share in enumerate(shares)
    ]))  # fmt: skip
    plan = plan.replace("seasonality", pd.DataFrame(
        {"seasonality_id": "standard", "month": range(1, 13), "share": SEASON}
    ))  # fmt: skip
    return plan.put("parameter", pd.DataFrame([
        {"name": name, "scope": "all", "value": default.value, "source": default.source}
        for name, default in DEFAULTS.items()
    ]))  # fmt: skip


def _accounts_put(plan: Plan, accounts: pd.DataFrame, bookings: pd.DataFrame) -> Plan:
    last_12, last_year = revenue_of_accounts(bookings, accounts["account_id"])
    columns = accounts.drop(columns=list(IN_REP_OUT))
    plan = plan.put("account", columns.assign(
        revenue_amount=last_12, revenue_last_year_amount=last_year,
        potential_amount=np.where(
            columns["status"] == "partner", 0,
            np.maximum(columns["potential_amount"], last_12),
        ),
        company_revenue_amount=cents(accounts["employees"].to_numpy(float) * 260_000),
    ))  # fmt: skip
    plan = plan.put("product", pd.DataFrame([
        {"product_id": code, "name": name, "component": name} for code, name, _ in PRODUCTS
    ]))  # fmt: skip
    target = round(float(last_12.sum()) / 100 * (1 + GROWTH_ASKED), -5)
    plan = plan.set_values("plan_info", np.ones(1, bool), target_amount=int(target) * 100)
    return plan.with_bulk("booking", bookings)


def _reps_put(plan: Plan, reps: pd.DataFrame, managers: pd.DataFrame) -> Plan:
    own = reps.assign(manager_id="M-" + reps["district"]).drop(columns="district")
    return plan.put("rep", pd.concat([own, managers], ignore_index=True))


def _actuals_put(plan: Plan, bookings: pd.DataFrame) -> Plan:
    """What each rep sold by year, beside a quota that asked 6 % more than the year before."""
    year = bookings["period"].str[:4]
    sold = bookings.groupby(["rep_id", year])["amount"].sum().rename_axis(["rep_id", "period"])
    rows = sold.reset_index(name="actual_amount")
    rows = rows[rows["period"].isin(["2024", "2025"])].sort_values(["rep_id", "period"])
    before = rows.groupby("rep_id")["actual_amount"].shift(1)
    asked = np.rint(before.fillna(rows["actual_amount"] * 0.97).to_numpy(float) * 1.06 / 1e6) * 1e6
    return plan.put("actual", rows.assign(
        component="", quota_amount=asked.astype(np.int64)
    ))  # fmt: skip


def _today_put(plan: Plan, reps: pd.DataFrame, units: UnitSet, owner: NDArray[np.int64]) -> Plan:
    """Territories with their reps, districts and regions, and the units of each."""
    key = {"scenario_id": FIRST_SCENARIO}
    first = np.ones(1, bool)
    plan = plan.set_values(
        "scenario", first, name="Today", note="Drawn along state lines over the years."
    )
    width = len(str(len(reps)))
    ids = [f"T{number:0{width}d}" for number in range(1, len(reps) + 1)]
    names = _numbered_places(reps)
    plan = plan.put("territory", pd.concat([
        _upper_levels(sorted(set(reps["district"]))),
        pd.DataFrame({
            "territory_id": ids, "name": names, "layer_id": FIELD_LAYER, "level_id": "territory",
            "parent_id": reps["district"], "is_locked": False,
            "colour": colour_territories(len(ids), territory_borders(units.borders.pairs, owner)),
        }),
    ]).assign(**key))  # fmt: skip
    plan = plan.put("territory_rep", pd.DataFrame(
        key | {"territory_id": ids, "rep_id": reps["rep_id"], "from_date": "", "share": 1.0}
    ))  # fmt: skip
    return plan.put("unit_assignment", pd.DataFrame(key | {
        "layer_id": FIELD_LAYER, "unit_id": units.unit_ids,
        "territory_id": np.array(ids, object)[owner], "is_locked": False,
    }))  # fmt: skip


def _upper_levels(districts: list[str]) -> pd.DataFrame:
    regions = sorted({DISTRICTS[district][1] for district in districts})
    return pd.DataFrame([
        {"territory_id": "US", "name": "United States", "level_id": "area", "manager_id": "M0"},
        *({"territory_id": region, "name": REGIONS[region], "level_id": "region",
           "parent_id": "US", "manager_id": f"M-{region}"} for region in regions),
        *({"territory_id": district, "name": DISTRICTS[district][0], "level_id": "district",
           "parent_id": DISTRICTS[district][1], "manager_id": f"M-{district}"}
          for district in districts),
    ])  # fmt: skip


def _numbered_places(reps: pd.DataFrame) -> list[str]:
    """Territories are called after the rep's home town; the second of a town gets a 2."""
    names = (reps["city"] + ", " + reps["state"]).tolist()
    seen: dict[str, int] = {}
    answer = []
    for name in names:
        seen[name] = seen.get(name, 0) + 1
        answer.append(name if seen[name] == 1 else f"{name} {seen[name]}")
    return answer
