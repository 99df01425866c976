import shutil
import subprocess
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from salesplanner.analysis.territory_measures import measure_scenario
from salesplanner.exchange.write_excel import write_assignment_workbook
from salesplanner.plan.model import Plan, empty_plan
from salesplanner.problems import PlanProblem
from salesplanner.sample import build_demo_plan


@pytest.fixture(scope="module")
def plan() -> Plan:
    return build_demo_plan(empty_plan(), 300, 8, "counties", 7)


def test_every_sheet_is_there_and_text_stays_text(plan: Plan, tmp_path: Path) -> None:
    accounts = plan["account"].copy()
    accounts.loc[0, "name"] = "=1+1"
    plan = plan.replace("account", accounts)
    measures = measure_scenario(plan, plan.adopted_scenario(), "field")
    write_assignment_workbook(tmp_path / "a.xlsx", measures, measures)
    book = CalamineWorkbook.from_path(str(tmp_path / "a.xlsx"))
    assert book.sheet_names == [
        "README", "Summary", "Accounts", "Changes", "Units", "Reps", "Quota_Monthly", "Rollup",
        "Capacity", "Checks", "Charts",
    ]  # fmt: skip
    rows = book.get_sheet_by_name("Accounts").to_python()
    assert rows[1][rows[0].index("Name")] == "=1+1"
    zips = rows[0].index("ZIP")
    assert all(isinstance(row[zips], str) for row in rows[1:])


def test_a_folder_in_the_way_leaves_nothing_half_written(plan: Plan, tmp_path: Path) -> None:
    measures = measure_scenario(plan, plan.adopted_scenario(), "field")
    (tmp_path / "a.xlsx").mkdir()
    with pytest.raises(PlanProblem, match="cannot be written"):
        write_assignment_workbook(tmp_path / "a.xlsx", measures, measures)
    assert [path.name for path in tmp_path.iterdir()] == ["a.xlsx"]


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_libreoffice_recalculates_without_an_error_cell(plan: Plan, tmp_path: Path) -> None:
    measures = measure_scenario(plan, plan.adopted_scenario(), "field")
    write_assignment_workbook(tmp_path / "a.xlsx", measures, measures)
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    convert = ["--headless", "--convert-to", "ods", "--outdir", str(tmp_path)]
    command = ["soffice", profile, *convert, str(tmp_path / "a.xlsx")]
    subprocess.run(command, check=True, timeout=120, capture_output=True)
    book = CalamineWorkbook.from_path(str(tmp_path / "a.ods"))
    cells = [cell for name in book.sheet_names
             for row in book.get_sheet_by_name(name).to_python() for cell in row]  # fmt: skip
    assert not [cell for cell in cells if str(cell).startswith(("#", "Err:"))]
    checks = book.get_sheet_by_name("Checks").to_python()[1:]
    assert all(abs(row[1] - row[2] - row[3]) < 1e-6 for row in checks)
