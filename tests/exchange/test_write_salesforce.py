"""Salesforce files against the field rules of the object reference, loaded by a small stand-in.

The stand-in for Data Loader knows nothing of the writer: it checks required fields, values and
references as the org would, gives out ids, and writes success files.
"""

import csv
import re
from decimal import Decimal
from pathlib import Path

import pytest
from builders import BASE, rows, small_plan

from salesplanner.exchange.crm_tables import crm_tables
from salesplanner.exchange.salesforce_ids import developer_names, is_record_id, long_id
from salesplanner.exchange.write_salesforce import (
    SalesforceSettings,
    read_known,
    write_salesforce,
)
from salesplanner.problems import PlanProblem

NAME = re.compile(r"^[A-Za-z](?:[A-Za-z0-9]|_(?=[A-Za-z0-9]))*$")
OBJECTS = {
    "1_Territory2Type": ("0M5", {"DeveloperName", "MasterLabel", "Priority"}),
    "2_Territory2Model": ("0MA", {"Name", "DeveloperName"}),
    "3_Territory2_L": ("0MI", {"Name", "DeveloperName", "Territory2ModelId", "Territory2TypeId"}),
    "4_UserTerritory2Association": ("0MU", {"UserId", "Territory2Id"}),
    "5_ObjectTerritory2Association": ("0MO", {"ObjectId", "Territory2Id", "AssociationCause"}),
}


def records(path: Path) -> list[dict[str, str]]:
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def record_id(prefix: str, number: int) -> str:
    return long_id(f"{prefix}{number:012d}")


class Org:
    """Accepts files as the API would, and writes success files."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.n_records, self.territories = folder, 0, set()
        folder.mkdir()

    def load(self, path: Path) -> int:
        """Load an insert file; returns how many rows went in."""
        prefix, required = next(
            rule for name, rule in OBJECTS.items() if path.name.startswith(name)
        )
        loaded = records(path)
        for row in loaded:
            assert all(row[name] for name in required), row
            self._check(row)
            self.n_records += 1
            row |= {"ID": record_id(prefix, self.n_records), "STATUS": "Item Created"}
            if prefix == "0MI":
                self.territories.add(row["ID"])
        with (self.folder / f"success_{path.name}").open("w", newline="") as file:
            writer = csv.DictWriter(file, fieldnames=list(loaded[0]))
            writer.writeheader()
            writer.writerows(loaded)
        return len(loaded)

    def _check(self, row: dict[str, str]) -> None:
        if "DeveloperName" in row:
            assert NAME.match(row["DeveloperName"])
        assert len(row.get("Name", "")) <= 80
        if row.get("ParentTerritory2Id"):
            assert row["ParentTerritory2Id"] in self.territories
        if row.get("Territory2Id"):
            assert row["Territory2Id"] in self.territories
        assert row.get("AccountAccessLevel", "Read") in ("Read", "Edit", "All")
        assert row.get("CaseAccessLevel", "None") in ("None", "Read", "Edit")


@pytest.fixture
def settings() -> SalesforceSettings:
    return SalesforceSettings(
        model_name="FY 2027 plan",
        forecasting_type_id=record_id("0Db", 1),
        currency="USD",
        rep_user_ids={f"R{n}": record_id("005", n) for n in range(1, 4)},
    )


@pytest.fixture
def plan():
    """The small plan with accounts called as Salesforce would, but for A24."""
    small = small_plan()
    ids = {f"A{n:02d}": record_id("001", n) for n in range(1, 24)}
    for table in ("account", "account_assignment"):
        frame = small[table].copy()
        frame["account_id"] = frame["account_id"].replace(ids)
        small = small.replace(table, frame)
    return small


def load_all(plan, settings, org: Org, folder: Path) -> list[str]:
    """Export and load until nothing more is to be loaded; the names loaded, in order."""
    loaded: list[str] = []
    for _ in range(9):
        tables = crm_tables(plan, BASE, "field")
        written = write_salesforce(folder, tables, settings, read_known(org.folder))
        inserts = [p for p in written.files if p.name[0] in "12345" and "delete" not in p.name]
        if not inserts:
            return loaded
        for path in inserts:
            org.load(path)
            loaded.append(path.stem)
    raise AssertionError("there is always something more to load")


def test_files_load_in_order_with_parents_before_children(plan, settings, tmp_path):
    org = Org(tmp_path / "org")
    loaded = load_all(plan, settings, org, tmp_path / "out")
    assert loaded == [
        "1_Territory2Type",
        "2_Territory2Model",
        "3_Territory2_L1",
        "3_Territory2_L2",
        "3_Territory2_L3",
        "4_UserTerritory2Association",
        "5_ObjectTerritory2Association",
    ]
    known = read_known(org.folder)
    assert len(known.ids["territory"]) == 5
    assert len(known.accounts) == 23


def test_after_a_move_only_the_difference_is_written(plan, settings, tmp_path):
    org = Org(tmp_path / "org")
    load_all(plan, settings, org, tmp_path / "out")
    units = plan["unit_assignment"]
    moved = plan.set_values(
        "unit_assignment",
        ((units["scenario_id"] == BASE) & (units["unit_id"] == "U01")).to_numpy(bool),
        territory_id="T2",
    )
    tables = crm_tables(moved, BASE, "field")
    written = write_salesforce(tmp_path / "out", tables, settings, read_known(org.folder))
    names = {path.name: path for path in written.files}
    inserts = records(names["5_ObjectTerritory2Association.csv"])
    deletes = records(names["5_ObjectTerritory2Association_delete.csv"])
    # U01 holds A01 and A02; A01 is a named account of T3 and stays there.
    assert [row["ObjectId"] for row in inserts] == [record_id("001", 2)]
    assert len(deletes) == 1
    assert set(deletes[0]) == {"Id"}
    assert "4_UserTerritory2Association.csv" not in names


def test_what_has_no_salesforce_id_is_listed_with_the_reason(plan, settings, tmp_path):
    org = Org(tmp_path / "org")
    load_all(plan, settings, org, tmp_path / "out")
    rows = records(tmp_path / "out" / "not_exported.csv")
    assert ("account", "A24") in {(row["what"], row["id"]) for row in rows}
    assert all(row["reason"] for row in rows)


def test_access_levels_are_api_values(plan, tmp_path):
    settings = SalesforceSettings(model_name="x", account_access="Read/Write")
    with pytest.raises(PlanProblem, match="AccountAccessLevel"):
        tables = crm_tables(plan, BASE, "field")
        write_salesforce(tmp_path, tables, settings, read_known(None))


def test_monthly_quotas_have_a_first_day_and_sum_to_the_plan(plan, settings, tmp_path):
    org = Org(tmp_path / "org")
    load_all(plan, settings, org, tmp_path / "out")
    months = rows(
        *(
            {"scenario_id": BASE, "territory_id": f"T{n}", "period": f"2027-{month:02d}",
             "component": "", "planned_amount": 1_000_01 * month, "adjustment_amount": 50,
             "revised_amount": 1_000_01 * month + 50}
            for n in (1, 2, 3)
            for month in range(1, 13)
        )
    )  # fmt: skip
    tables = crm_tables(plan.put("quota", months), BASE, "field")
    write_salesforce(tmp_path / "out", tables, settings, read_known(org.folder))
    written = records(tmp_path / "out" / "8_ForecastingQuota.csv")
    # T3 is vacant: two territories, twelve months each.
    assert len(written) == 24
    total = sum((Decimal(row["QuotaAmount"]) for row in written), Decimal(0))
    assert total == 2 * (Decimal("1000.01") * 78 + Decimal("0.50") * 12)
    assert all(row["StartDate"].endswith("-01") and row["Territory2Id"] for row in written)


def test_ids_of_15_signs_become_ids_of_18():
    assert long_id("001A0000006Vm9r") == "001A0000006Vm9rIAC"
    assert is_record_id("001A0000006Vm9r")
    assert is_record_id("001A0000006Vm9rIAC")
    assert not is_record_id("001A0000006Vm9rXXX")
    assert not is_record_id("A24")


def test_developer_names_are_valid_and_unique():
    names = ["North 7", "North-7", "7 Süd", "", "a__b_", "x" * 100, "X" * 100]
    made = developer_names(names)
    assert len({name.casefold() for name in made}) == len(names)
    assert all(NAME.match(name) and len(name) <= 80 for name in made)
