"""`salesplanner report --json`: every measure of MODEL.md, counted again by hand from the plan."""

import itertools
import json
from math import acos, cos, pi, radians, sin, sqrt
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from builders import saved_document, small_plan

from salesplanner.cli import status_of
from salesplanner.document import Document
from salesplanner.plan.model import Plan, equals, is_in

# Who covers what in the small plan, said once more: two accounts a unit, A01 named for T3, and
# banks with more than 200 employees (odd numbers from A21) go to T3, where they lie anyway.
TERRITORY = {f"A{n:02d}": "T1" if n <= 12 else "T2" if n <= 18 else "T3" for n in range(1, 25)}
TERRITORY["A01"] = "T3"
CHOSEN = ("T1", "T2", "T3")


def report(capfd: pytest.CaptureFixture[str], *arguments: str) -> dict[str, Any]:
    assert status_of(["report", *arguments, "--json"]) == 0
    return json.loads(capfd.readouterr().out)


@pytest.fixture
def found(tmp_path: Path, capfd) -> dict[str, Any]:
    return report(capfd, str(saved_document(tmp_path)), "--accounts")


def rows_of(found: dict[str, Any], level: str = "territory") -> dict[str, dict[str, Any]]:
    return {row["territory_id"]: row for row in found["levels"] if row["level_id"] == level}


def account_sum(column: str, territory: str) -> float:
    accounts = small_plan()["account"]
    own = accounts["account_id"].map(TERRITORY) == territory
    return float(accounts.loc[own, column].fillna(0).sum())


def forecast_of(row: "pd.Series[Any]") -> float:
    """Booked base x retention + pipeline x win probability + potential x penetration."""
    return (
        0.9 * row["revenue_amount"]
        + row["pipeline_amount"] * row["win_probability_share"]
        + 0.01 * row["potential_amount"]
    )


def visit_hours_of(row: "pd.Series[Any]") -> float:
    return 24 * 2 + 10 if row["segment"] == "large" else 6 * 1 + 2


def visits_of(row: "pd.Series[Any]") -> float:
    return 24.0 if row["segment"] == "large" else 6.0


def sums_by_hand(of_row: Any) -> dict[str, float]:
    accounts = small_plan()["account"]
    values = accounts.apply(of_row, axis=1).groupby(accounts["account_id"].map(TERRITORY)).sum()
    return {str(name): float(value) for name, value in values.items()}


def test_coverage_is_what_the_accounts_of_a_territory_add_up_to(found) -> None:
    table = rows_of(found)
    for name, row in table.items():
        assert row["accounts"] == list(TERRITORY.values()).count(name)
        for column, key in (("revenue_amount", "revenue"), ("potential_amount", "potential"),
                            ("pipeline_amount", "pipeline"),
                            ("revenue_last_year_amount", "last_year")):  # fmt: skip
            assert row[key] == pytest.approx(account_sum(column, name) / 100)
        assert row["penetration_share"] == pytest.approx(row["revenue"] / row["potential"])
        assert row["units"] == {"T1": 6, "T2": 3, "T3": 3}[name]
    assert found["unassigned"]["accounts"] == 0


def test_workload_travel_capacity_and_selling_time_by_hand(found) -> None:
    plan = small_plan()
    unit = plan["unit"].set_index("unit_id")
    home = plan["rep"].set_index("rep_id").loc[["R1", "R2"]]
    hours, visits = sums_by_hand(visit_hours_of), sums_by_hand(visits_of)
    for name, rep in (("T1", "R1"), ("T2", "R2")):
        row, travel, inertia = rows_of(found)[name], 0.0, 0.0
        centre = home.loc[rep]
        for _, account in plan["account"].iterrows():
            if TERRITORY[account["account_id"]] == name:
                km = distance(unit.loc[account["unit_id"]], centre)
                tour = 0.71 * sqrt(3 * 100)
                travel += visits_of(account) / 3 * (2 * km + tour) * 1.3 / 60
                inertia += visit_hours_of(account) * km**2
        assert row["visit_hours"] == pytest.approx(hours[name])
        assert row["visits"] == pytest.approx(visits[name])
        assert row["travel_hours"] == pytest.approx(travel, rel=1e-6)
        assert row["inertia"] == pytest.approx(inertia, rel=1e-6)
        field = (220 - 5) * 8 * 0.6
        assert row["capacity_hours"] == pytest.approx(field)
        assert row["paid_hours"] == pytest.approx(220 * 8)
        assert row["workload_hours"] == pytest.approx(hours[name] + travel)
        assert row["utilisation_share"] == pytest.approx((hours[name] + travel) / field)
        customer = min(hours[name], field - travel)
        assert row["selling_time_share"] == pytest.approx(customer / (220 * 8))
        assert row["selling_hours"] == pytest.approx(field - travel)


def distance(one: "pd.Series[Any]", other: "pd.Series[Any]") -> float:
    a, b = radians(one["latitude"]), radians(other["latitude"])
    turn = radians(one["longitude"] - other["longitude"])
    return 6371.0088 * acos(min(1.0, sin(a) * sin(b) + cos(a) * cos(b) * cos(turn)))


def test_balance_is_a_hundred_times_value_over_share_of_the_total(found) -> None:
    for level in ("territory", "district", "region", "company"):
        table = rows_of(found, level)
        shares = {name: row["target_share"] for name, row in table.items()}
        assert sum(shares.values()) == pytest.approx(1)
        for measure in ("workload_hours", "visit_hours", "accounts"):
            total = sum(row[measure] for row in table.values())
            for name, row in table.items():
                expected = 100 * row[measure] / (shares[name] * total)
                assert row[f"{measure}_index"] == pytest.approx(expected)
    table = rows_of(found)
    index = sorted(row["workload_hours_index"] for row in table.values())
    balance = {row["measure"]: row for row in found["balance"]}["workload_hours"]
    mean = sum(index) / 3
    assert balance["least_index"] == pytest.approx(index[0])
    assert balance["most_index"] == pytest.approx(index[-1])
    assert balance["share_in_band"] == sum(85 <= one <= 115 for one in index) / 3
    sd = sqrt(sum((one - mean) ** 2 for one in index) / 3)
    assert balance["cv"] == pytest.approx(sd / mean)
    apart = sum(abs(a - b) for a in index for b in index) / 9
    assert balance["gini"] == pytest.approx(apart / (2 * mean))


def test_levels_add_up_and_take_ratios_anew(found) -> None:
    lowest = rows_of(found).values()
    for level in ("district", "region", "company"):
        (row,) = rows_of(found, level).values()
        for name in ("accounts", "revenue", "potential", "travel_hours", "expected", "paid_hours",
                     "customer_hours", "relationship_years", "pipeline"):  # fmt: skip
            assert row[name] == pytest.approx(sum(one[name] for one in lowest))
        assert row["selling_time_share"] == pytest.approx(row["customer_hours"] / row["paid_hours"])
        assert row["penetration_share"] == pytest.approx(row["revenue"] / row["potential"])


def test_todays_alignment_gives_exactly_the_forecast_by_account_and_month(found) -> None:
    by_hand = sums_by_hand(forecast_of)
    for name, row in rows_of(found).items():
        assert row["forecast"] == pytest.approx(by_hand[name] / 100)
        assert row["expected"] == pytest.approx(by_hand[name] / 100)
    accounts = small_plan()["account"].set_index("account_id")
    for row in found["accounts"]:
        expected = forecast_of(accounts.loc[row["account_id"]]) / 100
        assert row["forecast"] == pytest.approx(expected)
        assert row["expected"] == pytest.approx(expected)
        assert row["retained"] + row["won"] + row["new"] == pytest.approx(row["forecast"])
        years = (pd.Timestamp("2027-01-01") - pd.Timestamp("2022-01-01")).days / 365.25
        share = min(0.3, 0.05 + 0.02 * years)
        revenue = accounts.loc[row["account_id"], "revenue_amount"] / 100
        assert row["risk"] == pytest.approx(share * revenue)
    for level in ("territory", "district", "region", "company"):
        for name, row in rows_of(found, level).items():
            months = [
                one for one in found["months"]
                if one["level_id"] == level and one["territory_id"] == name
            ]  # fmt: skip
            assert len(months) == 12
            assert sum(one["expected"] for one in months) == pytest.approx(row["expected"])
    assert found["waterfall"][-1]["amount"] == pytest.approx(found["summary"]["expected"])
    assert sum(row["amount"] for row in found["waterfall"][:-1]) == pytest.approx(
        found["waterfall"][-1]["amount"]
    )


def moved(plan: Plan) -> Plan:
    """The bold scenario with units U05 and U06 in T2."""
    frame = plan["unit_assignment"]
    where = equals(frame, "scenario_id", "bold") & is_in(frame, "unit_id", ["U05", "U06"])
    return plan.set_values("unit_assignment", where, territory_id="T2")


def test_expected_revenue_of_other_hours_follows_the_response(tmp_path: Path, capfd) -> None:
    """r = c R + (1 - c) R (h / h0)^e, h shared out: with one e and no cap (H / H0)^e by G^(1-e)."""
    path = saved_document(tmp_path, moved(small_plan()))
    after = rows_of(report(capfd, str(path), "--scenario", "Bold"))
    today = rows_of(report(capfd, str(path)))
    accounts = small_plan()["account"].set_index("account_id")
    e, c, territory = 0.34, 0.3, dict(TERRITORY)
    for name in ("A09", "A10", "A11", "A12"):
        territory[name] = "T2"
    for name in CHOSEN:
        pull, floor = 0.0, 0.0
        for account, at in territory.items():
            if at == name:
                forecast = forecast_of(accounts.loc[account])
                own = TERRITORY[account]
                whole = sum(forecast_of(accounts.loc[a]) for a, t in TERRITORY.items() if t == own)
                present = today[own]["selling_hours"] * forecast / whole
                pull += ((1 - c) * forecast / present**e) ** (1 / (1 - e))
                floor += c * forecast
        expected = floor + after[name]["selling_hours"] ** e * pull ** (1 - e)
        assert after[name]["expected"] == pytest.approx(expected / 100, rel=1e-9)


def test_disruption_by_account_rep_and_level_by_hand(tmp_path: Path, capfd) -> None:
    path = saved_document(tmp_path, moved(small_plan()))
    found = report(capfd, str(path), "--scenario", "Bold", "--compare", "Base")["compare"]
    movers = ["A09", "A10", "A11", "A12"]
    accounts = small_plan()["account"].set_index("account_id")
    assert [row["account_id"] for row in found["movers"]] == movers
    revenue = float(accounts.loc[movers, "revenue_amount"].sum()) / 100
    years = (pd.Timestamp("2027-01-01") - pd.Timestamp("2022-01-01")).days / 365.25
    totals = {row["measure"]: row for row in found["disruption"]}
    assert totals["accounts"]["moved"] == 4
    assert totals["revenue"]["moved"] == pytest.approx(revenue)
    whole = float(accounts["revenue_amount"].sum()) / 100
    assert totals["revenue"]["moved_share"] == pytest.approx(revenue / whole)
    assert totals["pipeline"]["moved"] == accounts.loc[movers, "pipeline_amount"].sum() / 100
    assert totals["relationship_years"]["moved"] == pytest.approx(4 * years)
    risk = revenue * min(0.3, 0.05 + 0.02 * years)
    assert totals["revenue_at_risk"]["changed_hands"] == pytest.approx(risk)
    hands = {row["holder_id"]: row for row in found["by_rep"]}
    assert (hands["R1"]["accounts_kept"], hands["R1"]["accounts_lost"]) == (7, 4)
    assert (hands["R2"]["accounts_gained"], hands["R2"]["accounts_lost"]) == (4, 0)
    levels = {(row["level_id"], row["territory_id"]): row for row in found["by_level"]}
    assert levels["territory", "T1"]["accounts_lost"] == 4
    assert levels["territory", "T1"]["revenue_lost"] == pytest.approx(revenue)
    assert levels["territory", "T2"]["revenue_gained"] == pytest.approx(revenue)
    assert levels["territory", "T1"]["risk_lost"] == pytest.approx(risk)
    assert not any(level in ("district", "company") for level, _id in levels)  # stays within


def test_capacity_by_month_and_number_of_reps_are_in_the_report(found) -> None:
    capacity = found["capacity"]
    months = capacity["months"]
    assert [row["month"] for row in months] == [f"2027-{m:02d}" for m in range(1, 13)]
    for row, following in itertools.pairwise(months):
        assert following["opening_heads"] == pytest.approx(row["heads"])
    for row in months:
        balance = row["opening_heads"] + row["hires"] - row["leavers"] + row["backfills"]
        assert row["heads"] == pytest.approx(balance)
        ramped = row["present_ramped"] + row["hired_ramped"]
        assert row["capacity"] == pytest.approx(ramped * capacity["productivity"] / 12)
        assert row["target"] == pytest.approx(100_000)
        assert row["gap"] == pytest.approx(row["capacity"] - row["target"])
    assert capacity["gap"] == pytest.approx(sum(row["gap"] for row in months))
    heads = found["sizing"]["heads"]
    for before, row in itertools.pairwise(heads):
        assert row["added_revenue"] == pytest.approx(row["revenue"] - before["revenue"])
        assert row["cost"] == pytest.approx(row["heads"] * 1.3 * 120_000)
        assert row["profit"] == pytest.approx(0.6 * row["revenue"] - row["cost"])
    best = max(heads, key=lambda row: row["profit"])
    assert found["sizing"]["best_heads"] == best["heads"]


def test_quotas_and_fairness_by_hand(found) -> None:
    sheet = {row["territory_id"]: row for row in found["quotas"]["sheet"]}
    table = rows_of(found)
    for name, row in sheet.items():
        assert row["revised"] == 400_000
        assert row["quota_to_potential"] == pytest.approx(400_000 / table[name]["potential"])
        assert row["quota_to_expected"] == pytest.approx(400_000 / table[name]["expected"])
        assert row["growth_share"] == pytest.approx(400_000 / table[name]["last_year"] - 1)
    groups = {row["group"]: row for row in found["quotas"]["fairness"]["by_region"]}
    ratios = [row["quota_to_potential"] for row in sheet.values()]
    assert groups["Plains"]["quota_to_potential_mean"] == pytest.approx(sum(ratios) / 3)
    assert groups["Plains"]["quota_to_potential_most"] == pytest.approx(max(ratios))
    for row in found["quotas"]["fairness"]["territories"]:
        assert 0 <= row["chance_to_attain"] <= 1
    levels = {row["level_id"]: row for row in found["quotas"]["levels"]}
    assert levels["company"]["quota"] == 1_200_000


def test_a_history_too_short_is_told_and_the_rest_is_reported(found) -> None:
    assert found["forecast"]["problem"] == "There are 0 months of bookings; a forecast needs 24."
    assert found["forecast"]["remedy"]


def test_the_forecast_says_which_method_was_used_and_its_error(tmp_path: Path, capfd) -> None:
    path = saved_document(tmp_path)
    rows = pd.DataFrame([
        {"account_id": name, "period": f"{year}-{month:02d}", "product_id": "P",
         "amount": 1_000_00 * month}
        for name in ("A05", "A14") for year in range(2023, 2027) for month in range(1, 13)
    ])  # fmt: skip
    with Document.open(path) as document:
        document.edit("Book", lambda p: p.with_bulk("booking", rows))
        document.save()
    forecast = report(capfd, str(path))["forecast"]
    assert forecast["method"] == "seasonal naive"
    assert forecast["error_share"] == pytest.approx(0, abs=1e-9)
    base = {row["period"]: row["base"] for row in forecast["months"]}
    assert base == {f"2027-{m:02d}": pytest.approx(2_000 * m) for m in range(1, 13)}
    of_t1 = [row["base"] for row in forecast["territories"] if row["territory_id"] == "T1"]
    assert of_t1 == pytest.approx([1_000 * m for m in range(1, 13)])
    assert status_of(["report", str(path)]) == 0
    printed = capfd.readouterr().out
    for words in ("Capacity plan, USD", "Number of reps", "Method: seasonal naive",
                  "Fairness of quotas by tenure"):  # fmt: skip
        assert words in printed


def test_polsby_popper_of_a_rectangle(tmp_path: Path, capfd) -> None:
    """T1 is 20 x 30 km of six squares of 10 km on a plane: 4 pi 600 / 100 squared."""
    plan = small_plan()
    plan = plan.set_values("plan_info", equals(plan["plan_info"], "plan_id", "plan"),
                           coordinates="plane")  # fmt: skip
    path = saved_document(tmp_path, plan)
    with Document.open(path) as document:
        document.edit("Draw", lambda p: p.with_bulk("shape", _squares(plan)))
        document.save()
    table = rows_of(report(capfd, str(path)))
    assert table["T1"]["polsby_popper"] == pytest.approx(4 * pi * 600 / 100**2)
    assert table["T2"]["polsby_popper"] == pytest.approx(4 * pi * 300 / 80**2)
    assert table["T1"]["parts"] == 1


def _squares(plan: Plan) -> pd.DataFrame:
    from shapely import box, to_wkb  # noqa: PLC0415 - only this test draws

    unit = plan["unit"]
    packed = [
        to_wkb(box(x - 5, y - 5, x + 5, y + 5))
        for x, y in zip(unit["x_km"], unit["y_km"], strict=True)
    ]
    return pd.DataFrame({"unit_id": unit["unit_id"], "outline": packed})
