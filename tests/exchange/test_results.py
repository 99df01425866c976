"""The report of results, through the command line: to date with pace, by rep and level."""

import shutil
import subprocess
from pathlib import Path

import openpyxl
import pytest
from builders import BASE, rows, saved_document, small_plan

from salesplanner.cli import status_of
from salesplanner.plan.edits.quotas import set_rep_quotas


def run(capfd, *arguments: object) -> tuple[int, str]:
    status = status_of([str(one) for one in arguments])
    return status, capfd.readouterr().err


@pytest.fixture
def plan():
    """R1 sold 40,000 a month from January to March, R2 nothing; both are asked 400,000 a year."""
    small = small_plan()
    quota = rows(*({"territory_id": f"T{n}", "rep_id": f"R{n}", "period": "2027", "share": 1.0,
                    "ramp_share": 1.0, "assigned_amount": 400_000_00} for n in (1, 2)))  # fmt: skip
    small = set_rep_quotas(small, BASE, quota)
    return small.put("actual", rows(
        *({"rep_id": "R1", "period": f"2027-{month:02d}", "component": "",
           "actual_amount": 40_000_00} for month in (1, 2, 3)),
        {"rep_id": "R1", "period": "2026", "component": "", "actual_amount": 300_000_00,
         "quota_amount": 250_000_00},
    ))  # fmt: skip


def sheet(path: Path, name: str) -> list[dict]:
    page = openpyxl.load_workbook(path)[name]
    header, *lines = [[cell.value for cell in row] for row in page.iter_rows()]
    return [dict(zip(header, line, strict=True)) for line in lines]


def test_individual_group_and_incentive_to_a_day(plan, tmp_path, capfd):
    path, out = saved_document(tmp_path, plan), tmp_path / "r.xlsx"
    status, complaint = run(capfd, "export", path, "--as", "report", "--out", out,
                            "--on", "2027-03-31")  # fmt: skip
    assert status == 0, complaint
    ann = next(row for row in sheet(out, "Individual") if row["Rep"] == "R1")
    assert ann["Quota to date"] == pytest.approx(100_000, abs=0.05)
    assert ann["Sold"] == 120_000
    assert ann["Attainment"] == pytest.approx(1.2, abs=1e-6)
    assert ann["At this pace"] == pytest.approx(480_000, abs=1)
    levels = {row["Name"]: row for row in sheet(out, "Group")}
    assert levels["Plains"]["Sold"] == levels["Small"]["Sold"] == 120_000
    assert levels["Small"]["Quota"] == 800_000
    pay = next(row for row in sheet(out, "Incentive") if row["Rep"] == "R1")
    # 40,000 at target, 1.0 to quota and 1.5 beyond: 1.3 times, a quarter of the year earned.
    assert pay["Earned to date"] == pytest.approx(13_000, abs=1)
    assert [row["Period"] for row in sheet(out, "Years")] == ["2026", "2027", "2027"]


def test_half_of_a_month_asks_half_of_its_quota(plan, tmp_path, capfd):
    path, out = saved_document(tmp_path, plan), tmp_path / "r.xlsx"
    run(capfd, "export", path, "--as", "report", "--out", out, "--on", "2027-02-14")
    ann = next(row for row in sheet(out, "Individual") if row["Rep"] == "R1")
    assert ann["Quota to date"] == pytest.approx(50_000, abs=0.05)
    assert ann["Sold"] == 80_000


def test_an_earlier_year_is_measured_by_the_quota_of_then(plan, tmp_path, capfd):
    path, out = saved_document(tmp_path, plan), tmp_path / "r.xlsx"
    run(capfd, "export", path, "--as", "report", "--out", out, "--on", "2026-12-31")
    (only,) = sheet(out, "Individual")
    assert (only["Quota"], only["Sold"], only["Attainment"]) == (250_000, 300_000, 1.2)
    assert len(sheet(out, "Quarters")) == 4


def test_the_report_as_pdf_has_a_page_of_levels_and_of_reps(plan, tmp_path, capfd):
    path, out = saved_document(tmp_path, plan), tmp_path / "r.pdf"
    status, _ = run(capfd, "export", path, "--as", "report", "--out", out, "--on", "2027-03-31")
    assert status == 0
    assert out.read_bytes().count(b"/Type /Page ") == 2


def test_without_actuals_the_answer_is_clear(tmp_path, capfd):
    path = saved_document(tmp_path)
    status, complaint = run(capfd, "export", path, "--as", "report", "--out", tmp_path / "r.xlsx")
    assert status == 2 and "no actuals" in complaint
    status, complaint = run(capfd, "export", path, "--as", "report", "--out", tmp_path / "r.xlsx",
                            "--on", "soon")  # fmt: skip
    assert status == 2


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_libreoffice_opens_the_report_without_an_error_cell(plan, tmp_path, capfd):
    path, out = saved_document(tmp_path, plan), tmp_path / "r.xlsx"
    run(capfd, "export", path, "--as", "report", "--out", out, "--on", "2027-03-31")
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    command = ["soffice", profile, "--headless", "--convert-to", "csv", "--outdir", str(tmp_path)]
    subprocess.run([*command, str(out)], check=True, timeout=120, capture_output=True)
    assert "Err:" not in (tmp_path / "r.csv").read_text("utf-8", "replace")
