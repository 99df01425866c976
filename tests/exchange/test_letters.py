"""Quota letters, through the command line and read again as Word documents."""

import csv
from pathlib import Path

import pytest
from builders import BASE, rows, saved_document, small_plan
from docx import Document as Word

from salesplanner.analysis.letter import letters
from salesplanner.analysis.territory_measures import measure_scenario
from salesplanner.cli import status_of


def run(capfd, *arguments: object) -> tuple[int, str, str]:
    status = status_of([str(one) for one in arguments])
    printed = capfd.readouterr()
    return status, printed.out, printed.err


def words_of(path: Path) -> str:
    word = Word(str(path))
    cells = [cell.text for table in word.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(line.text for line in word.paragraphs), *cells])


@pytest.fixture
def plan():
    small = small_plan()
    reps = small["rep"].copy()
    reps.loc[reps["rep_id"] == "R1", "name"] = "Ann/../Able & <Co>\x07"
    return small.replace("rep", reps)


def test_a_letter_a_rep_with_quota_pay_and_acknowledgement(plan, tmp_path, capfd):
    path = saved_document(tmp_path, plan)
    status, _, complaint = run(capfd, "export", path, "--as", "letters", "--out",
                                     tmp_path / "l")  # fmt: skip
    assert status == 0, complaint
    assert sorted(file.name for file in (tmp_path / "l").iterdir()) == [
        "Quota letter Ann .. Able & Co.docx", "Quota letter Bob Best.docx", "mail_merge.csv",
    ]  # fmt: skip
    text = words_of(tmp_path / "l" / "Quota letter Ann .. Able & Co.docx")
    assert "Ann/../Able & <Co>" in text
    assert "Territory 1  (T1)" in text
    assert "100,000" in text and "400,000" in text  # a quarter, and the year
    assert "120,000" in text  # on target: 80,000 + 40,000
    assert "Acknowledgement" in text and "Mia Manager" in text
    assert "{{" not in text and "{%" not in text


def test_quarters_add_up_to_the_year_to_the_cent_with_ramp(plan):
    seats = rows({"scenario_id": BASE, "territory_id": "T3", "rep_id": "R3",
                  "from_date": "2027-02-15", "share": 0.37})  # fmt: skip
    plan = plan.put("territory_rep", seats)
    found = letters(measure_scenario(plan, BASE, "field"), "2027-01-02", "draft")
    late = next(one for one in found if one["employee_id"] == "R3")
    parts = [
        round(float(late["total"][q].replace(",", "")) * 100) for q in ("q1", "q2", "q3", "q4")
    ]
    assert sum(parts) == round(float(late["quota_year"].replace(",", "")) * 100) > 0
    assert parts[0] < parts[1]
    assert late["effective_from"] == "2027-02-15"


def test_the_mail_merge_table_has_a_row_a_rep(plan, tmp_path, capfd):
    path = saved_document(tmp_path, plan)
    run(capfd, "export", path, "--as", "letters", "--out", tmp_path / "l")
    with (tmp_path / "l" / "mail_merge.csv").open(newline="", encoding="utf-8") as file:
        found = list(csv.DictReader(file))
    assert [row["quota_year"] for row in found] == ["400,000", "400,000"]


def test_a_template_with_unknown_fields_is_answered_with_their_names(plan, tmp_path, capfd):
    path, own = saved_document(tmp_path, plan), Word()
    own.add_paragraph("Dear {{ employee_name }}, {{ bonus }} and {{ shoe_size }}")
    own.save(str(tmp_path / "own.docx"))
    call = ("export", path, "--as", "letters", "--out", tmp_path / "l", "--template")
    status, _, complaint = run(capfd, *call, tmp_path / "own.docx")
    assert status == 2
    assert "bonus, shoe_size" in complaint and len(complaint.strip().splitlines()) == 1
    assert not (tmp_path / "l").exists()
    own.paragraphs[0].text = "{{ total.q9 }}"
    own.save(str(tmp_path / "own.docx"))
    status, _, complaint = run(capfd, *call, tmp_path / "own.docx")
    assert status == 2 and "q9" in complaint
    own.paragraphs[0].text = "{{ employee_name "
    own.save(str(tmp_path / "own.docx"))
    status, _, complaint = run(capfd, *call, tmp_path / "own.docx")
    assert status == 2 and "cannot be filled" in complaint
    (tmp_path / "own.docx").write_text("Dear all")
    status, _, complaint = run(capfd, *call, tmp_path / "own.docx")
    assert status == 2 and "not a Word document" in complaint


def test_a_template_cannot_reach_into_the_program(plan, tmp_path, capfd):
    path, own = saved_document(tmp_path, plan), Word()
    own.add_paragraph("{{ employee_name.__class__.__mro__ }}")
    own.save(str(tmp_path / "own.docx"))
    status, _, complaint = run(capfd, "export", path, "--as", "letters", "--out", tmp_path / "l",
                               "--template", tmp_path / "own.docx")  # fmt: skip
    assert status == 2 and "cannot be filled" in complaint


def test_without_quotas_no_letter_is_written(plan, tmp_path, capfd):
    path = saved_document(
        tmp_path, plan.remove("quota", plan["quota"]["period"].notna().to_numpy())
    )
    status, _, complaint = run(capfd, "export", path, "--as", "letters", "--out", tmp_path / "l")
    assert status == 2 and "Set quotas first" in complaint
    assert not (tmp_path / "l").exists()
