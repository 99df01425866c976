"""HubSpot's and the neutral files: what they hold and that sums agree."""

import csv
from decimal import Decimal

from builders import BASE, rows, small_plan

from salesplanner.exchange.crm_tables import crm_tables
from salesplanner.exchange.write_hubspot import write_hubspot
from salesplanner.exchange.write_neutral import write_neutral


def records(path):
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def plan_with_months():
    plan = small_plan()
    emails = plan["rep"].copy()
    emails["email"] = emails["rep_id"].str.lower() + "@example.com"
    months = rows(
        *(
            {"scenario_id": BASE, "territory_id": f"T{n}", "period": f"2027-{month:02d}",
             "component": component, "planned_amount": 100_10, "revised_amount": 100_10}
            for n in (1, 2)
            for month in range(1, 13)
            for component in ("", "Services")
        )
    )  # fmt: skip
    return plan.replace("rep", emails).put("quota", months)


def test_wide_and_long_goals_hold_the_same_sums(tmp_path):
    tables = crm_tables(plan_with_months(), BASE, "field")
    companies, wide, long = (records(path) for path in write_hubspot(tmp_path, tables, "FY27"))
    assert len(companies) == 24
    assert {row["Company owner"] for row in companies} == {"r1@example.com", "r2@example.com", ""}
    assert set(wide[0]) - {"User email"} == {f"{m} 2027" for m in (
        "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split())}  # fmt: skip
    of_wide = sum(Decimal(row[name]) for row in wide for name in row if name != "User email")
    assert of_wide == sum(Decimal(row["hs_target_amount"]) for row in long)
    assert of_wide == Decimal("100.10") * 2 * 2 * 12
    february = next(row for row in long if row["hs_start_datetime"] == "2027-02-01")
    assert february["hs_end_datetime"] == "2027-02-28"
    groups = {row["hubspot_owner_id"]: row["hs_goal_target_group_id"] for row in long}
    assert len(set(groups.values())) == len(groups) == 2
    assert len({row["hs_group_correlation_uuid"] for row in long}) == 1


def test_a_plan_without_quotas_still_gives_all_files(tmp_path):
    tables = crm_tables(small_plan(), BASE, "field")
    companies, wide, long = write_hubspot(tmp_path, tables, "FY27")
    assert len(records(companies)) == 24
    assert records(wide) == records(long) == []


def test_the_neutral_files_name_each_unit_once_with_its_district(tmp_path):
    plan = plan_with_months()
    paths = write_neutral(tmp_path, plan, BASE, crm_tables(plan, BASE, "field"))
    by_name = {path.stem: records(path) for path in paths}
    units = {row["Unit"]: row for row in by_name["unit_to_territory"]}
    assert len(units) == len(by_name["unit_to_territory"]) == 12
    assert units["U01"] == {
        "Unit": "U01", "Territory": "Territory 1", "District": "Plains", "Region": "West",
    }  # fmt: skip
    sellers = by_name["seller_assignment"]
    assert [row["Ownership Percentage"] for row in sellers] == ["100.0", "100.0"]
    assert sum(Decimal(row["Value"]) for row in by_name["quota"]) == Decimal("100.10") * 48
