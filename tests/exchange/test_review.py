"""Review rounds from the pack that goes out to the differences that come back."""

import json
import shutil
import subprocess
from pathlib import Path

import openpyxl
import pytest
from builders import BASE, rows, saved_document, small_plan

from salesplanner.cli import status_of
from salesplanner.document import Document
from salesplanner.plan.edits.quotas import lock_quotas


def run(capfd, *arguments: object) -> tuple[int, str, str]:
    status = status_of([str(one) for one in arguments])
    printed = capfd.readouterr()
    return status, printed.out, printed.err


@pytest.fixture
def two_managers():
    """The small plan, with T3 in a district of its own that R3 leads."""
    plan = small_plan()
    plan = plan.put("territory", rows({
        "scenario_id": BASE, "territory_id": "D2", "name": "Hills", "level_id": "district",
        "parent_id": "G1", "manager_id": "R3",
    }))  # fmt: skip
    frame = plan["territory"]
    is_third = ((frame["scenario_id"] == BASE) & (frame["territory_id"] == "T3")).to_numpy(bool)
    # A wide band, so that single moves on so small a map do not leave it.
    plan = plan.put("parameter", rows({"name": "band_share", "scope": "", "value": 3.0}))
    return plan.set_values("territory", is_third, parent_id="D2")


@pytest.fixture
def packs(two_managers, tmp_path, capfd):
    """The plan file and the packs of its first round, by manager."""
    plan = saved_document(tmp_path, two_managers)
    status, _, complaint = run(
        capfd, "export", plan, "--as", "review-pack", "--out", tmp_path / "p"
    )
    assert status == 0, complaint
    found = {"M1": tmp_path / "p" / "Review Mia Manager.xlsx",
             "R3": tmp_path / "p" / "Review Cy Core.xlsx"}  # fmt: skip
    assert sorted((tmp_path / "p").iterdir()) == sorted(found.values())
    return plan, found


def fill(path: Path, sheet: str, column: str, answers: dict[str, object]) -> None:
    """Type answers into the rows whose first cell begins with a key."""
    book = openpyxl.load_workbook(path)
    page = book[sheet]
    at = [cell.value for cell in page[1]].index(column) + 1
    for row in range(2, page.max_row + 1):
        for key, value in answers.items():
            if str(page.cell(row, 1).value).split(" | ")[0] == key:
                page.cell(row, at).value = value
    book.save(path)


def want(path: Path, account: str, territory: str) -> None:
    book = openpyxl.load_workbook(path)
    book["Accounts wanted"]["A2"], book["Accounts wanted"]["B2"] = account, territory
    book.save(path)


def reviewed(capfd, plan: Path, *files: object) -> dict:
    _, printed, complaint = run(capfd, "review", plan, *files, "--json")
    assert printed, complaint
    return json.loads(printed)


def keys(part: list[dict]) -> list[tuple[str, object]]:
    return [(one["row_key"], one["value_after"]) for one in part]


def test_a_pack_holds_only_the_managers_part_and_only_answers_are_open(packs):
    _, files = packs
    book = openpyxl.load_workbook(files["R3"])
    page = book["Accounts"]
    header = [cell.value for cell in page[1]]
    territories = {page.cell(row, header.index("Territory") + 1).value
                   for row in range(2, page.max_row + 1)}  # fmt: skip
    assert territories == {"T3 | Territory 3"}
    assert page.protection.sheet
    opened = {header[cell.column - 1] for cell in page[2] if not cell.protection.locked}
    assert opened == {"Decision", "Proposed territory", "Reason", "Comment"}
    lists = {str(one.sqref): one.formula1 for one in page.data_validations.dataValidation}
    column = openpyxl.utils.get_column_letter(header.index("Proposed territory") + 1)
    assert lists[f"{column}2:{column}{page.max_row}"] == "Lists!$A$2:$A$4"


def test_nothing_answered_is_nothing_to_do(packs, capfd):
    plan, files = packs
    answer = reviewed(capfd, plan, *files.values())
    assert not answer["accepted"] + answer["conflicting"] + answer["out_of_rule"]
    assert answer["untouched"] == 24 + 3


def test_a_move_and_adjustments_that_cancel_out_are_accepted_and_taken_over(packs, capfd):
    plan, files = packs
    fill(files["M1"], "Accounts", "Proposed territory", {"A04": "T2 | Territory 2"})
    fill(files["M1"], "Quotas", "Adjustment", {"T1": 1000.5, "T2": "(1,000.50)"})
    status, printed, _ = run(capfd, "review", plan, files["M1"], "--apply", "accepted", "--json")
    assert status == 0
    assert keys(json.loads(printed)["accepted"]) == [
        ("A04", "T2"), ("T1 / 2027 / all", 1000.5), ("T2 / 2027 / all", -1000.5),
    ]  # fmt: skip
    with Document.open(plan) as document:
        document.load_all_scenarios()
        quota = document.plan.of_scenario("quota", BASE).set_index("territory_id")
        assert quota["revised_amount"].to_dict() == {
            "T1": 401_000_50, "T2": 398_999_50, "T3": 400_000_00
        }  # fmt: skip
        exception = document.plan.of_scenario("account_assignment", BASE).set_index("account_id")
        assert exception.loc["A04", "territory_id"] == "T2"
        decided = document.plan.of_scenario("decision", BASE)
        assert list(decided["outcome"]) == ["accepted"] * 3
        assert decided["made_by"].notna().all() and decided["made_at"].notna().all()
    again = reviewed(capfd, plan, files["M1"])
    assert not again["accepted"] + again["conflicting"] + again["out_of_rule"]


def test_two_managers_who_want_the_same_account_conflict(packs, capfd):
    plan, files = packs
    fill(files["M1"], "Accounts", "Proposed territory", {"A02": "T2"})
    want(files["R3"], "account 2", "T3")
    answer = reviewed(capfd, plan, *files.values())
    assert keys(answer["conflicting"]) == [("A02", "T2"), ("A02", "T3")]
    assert not answer["accepted"]


def test_a_manager_who_keeps_an_account_conflicts_with_one_who_wants_it(packs, capfd):
    plan, files = packs
    fill(files["M1"], "Accounts", "Decision", {"A02": "Keep"})
    want(files["R3"], "A02", "T3")
    answer = reviewed(capfd, plan, *files.values())
    assert keys(answer["conflicting"]) == [("A02", "T3")]
    assert "Mia Manager wants to keep it" in answer["conflicting"][0]["why"]


def test_a_lock_and_a_sum_that_would_change_are_out_of_rule(packs, capfd):
    plan, files = packs
    fill(files["R3"], "Accounts", "Proposed territory", {"A01": "T1"})
    fill(files["R3"], "Quotas", "Adjustment", {"T3": -500})
    answer = reviewed(capfd, plan, files["R3"])
    why = {one["row_key"]: one["why"] for one in answer["out_of_rule"]}
    assert why["A01"] == "The account is locked."
    assert "-500.00" in why["T3 / 2027 / all"]
    run(capfd, "review", plan, files["R3"], "--apply", "accepted")
    with Document.open(plan) as document:
        assert document.plan["quota"]["adjustment_amount"].sum() == 0


def test_adjustments_of_two_managers_may_cancel_out_together(packs, capfd):
    plan, files = packs
    fill(files["M1"], "Quotas", "Adjustment", {"T1": 500})
    fill(files["R3"], "Quotas", "Adjustment", {"T3": -500})
    assert len(reviewed(capfd, plan, *files.values())["accepted"]) == 2


def test_a_locked_quota_is_out_of_rule(packs, capfd):
    plan, files = packs
    with Document.open(plan) as document:
        document.edit("Lock", lock_quotas, BASE, ["T1"])
        document.save()
    fill(files["M1"], "Quotas", "Adjustment", {"T1": 500, "T2": -500})
    answer = reviewed(capfd, plan, files["M1"])
    assert answer["out_of_rule"][0]["why"] == "The quota is locked."


def test_a_move_that_takes_a_territory_out_of_its_limit_is_out_of_rule(
    two_managers, tmp_path, capfd
):
    limit = rows({"scenario_id": BASE, "territory_id": "T2", "measure_id": "accounts",
                  "lower": 5.0, "upper": 6.0})  # fmt: skip
    plan = saved_document(tmp_path, two_managers.put("territory_limit", limit))
    run(capfd, "export", plan, "--as", "review-pack", "--out", tmp_path / "p")
    file = tmp_path / "p" / "Review Mia Manager.xlsx"
    fill(file, "Accounts", "Proposed territory", {"A04": "T2"})
    answer = reviewed(capfd, plan, file)
    assert answer["out_of_rule"][0]["why"] == "T2 would have too much accounts."


def test_sorting_moving_renaming_deleting_and_text_do_no_harm(packs, capfd):
    plan, files = packs
    fill(files["M1"], "Accounts", "Proposed territory", {"A04": "territory 2"})
    fill(files["M1"], "Quotas", "Adjustment", {"T1": "'250", "T2": "-250"})
    fill(files["M1"], "Quotas", "Adjustment", {"T1": "250"})
    book = openpyxl.load_workbook(files["M1"])
    page = book["Accounts"]
    table = [[cell.value for cell in row] for row in page.iter_rows()]
    order = list(range(len(table[0])))[::-1]  # columns moved
    body = sorted(table[1:], key=lambda row: str(row[1]), reverse=True)[:-3]  # sorted, some deleted
    book.remove(page)
    book.remove(book["Read me"])
    new = book.create_sheet("My answers")
    new.append(["Sent by Mia"])
    for row in [table[0], *body]:
        new.append([str(row[at]) if row[at] is not None else None for at in order])
    book.save(files["M1"])
    answer = reviewed(capfd, plan, files["M1"])
    assert keys(answer["accepted"]) == [
        ("T1 / 2027 / all", 250.0), ("T2 / 2027 / all", -250.0), ("A04", "T2"),
    ]  # fmt: skip
    assert answer["missing"] == 3
    assert not answer["unread"]


def test_without_the_hidden_columns_rows_are_known_by_sight(packs, capfd):
    plan, files = packs
    fill(files["M1"], "Accounts", "Proposed territory", {"A04": "T2"})
    book = openpyxl.load_workbook(files["M1"])
    page = book["Accounts"]
    at = [cell.value for cell in page[1]].index("Row id") + 1
    page.delete_cols(at, 2)
    book.save(files["M1"])
    assert keys(reviewed(capfd, plan, files["M1"])["accepted"]) == [("A04", "T2")]


def test_rows_taken_apart_and_locked_cells_changed_are_told(packs, capfd):
    plan, files = packs
    book = openpyxl.load_workbook(files["M1"])
    page, quotas = book["Accounts"], book["Quotas"]
    page["A2"], page["A3"] = page["A3"].value, page["A2"].value  # only one column was sorted
    page.cell(2, [c.value for c in page[1]].index("Decision") + 1).value = "Move"
    quotas.cell(2, [c.value for c in quotas[1]].index("Quota") + 1).value = 1
    book.save(files["M1"])
    answer = reviewed(capfd, plan, files["M1"])
    told = [(one["sheet"], one["row"], one["column"]) for one in answer["unread"]]
    assert told == [("Accounts", 2, "Account"), ("Accounts", 3, "Account"), ("Quotas", 2, "Quota")]
    assert not answer["accepted"] + answer["out_of_rule"]


def test_an_older_round_another_plan_and_another_workbook_get_a_clear_answer(
    packs, two_managers, tmp_path, capfd
):
    plan, files = packs
    run(capfd, "export", plan, "--as", "review-pack", "--out", tmp_path / "second")
    status, _, complaint = run(capfd, "review", plan, files["M1"])
    assert status == 2 and "'Round 1'" in complaint and "'Round 2'" in complaint
    (tmp_path / "other").mkdir()
    other = saved_document(tmp_path / "other", two_managers)
    status, _, complaint = run(capfd, "review", other, files["M1"])
    assert status == 2 and "another plan" in complaint
    book = openpyxl.Workbook()
    book.active.append(["Account", "Proposed territory"])
    book.save(tmp_path / "own.xlsx")
    status, _, complaint = run(capfd, "review", plan, tmp_path / "own.xlsx")
    assert status == 2 and "not a review workbook" in complaint
    assert len(complaint.strip().splitlines()) == 1


def test_a_closed_round_keeps_what_was_not_followed_and_opens_the_gate(packs, capfd):
    plan, files = packs
    fill(files["R3"], "Accounts", "Proposed territory", {"A01": "T1"})
    status, printed, _ = run(capfd, "state", plan, "approved")
    assert status == 1 and "'Round 1' is open" in printed
    run(capfd, "review", plan, files["R3"], "--close")
    status, printed, _ = run(capfd, "state", plan, "approved", "--dry-run")
    assert "Nobody sits on T3" in printed and "Round 1" not in printed
    status, printed, _ = run(capfd, "state", plan, "approved", "--anyway", "--why", "Hire in May")
    assert status == 0
    with Document.open(plan) as document:
        document.load_all_scenarios()
        assert list(document.plan.of_scenario("decision", BASE)["outcome"]) == ["out of rule"]
        words = document.plan.of_scenario("comment", BASE)["body"].iloc[0]
    assert "Hire in May" in words and "Nobody sits on T3" in words


def test_the_history_of_decisions_is_a_sheet_of_the_workbook(packs, tmp_path, capfd):
    plan, files = packs
    fill(files["M1"], "Quotas", "Adjustment", {"T1": 100, "T2": -100})
    run(capfd, "review", plan, files["M1"], "--apply", "accepted", "--why", "Fair")
    run(capfd, "export", plan, "--as", "xlsx", "--out", tmp_path / "a.xlsx")
    page = openpyxl.load_workbook(tmp_path / "a.xlsx")["Decisions"]
    shown = [[cell.value for cell in row] for row in page.iter_rows(min_row=2)]
    at = [cell.value for cell in page[1]].index("Asked for")
    assert [row[at] for row in shown] == ["100.00", "-100.00"]
    assert all("Fair" in row for row in shown)


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_a_save_by_libreoffice_does_no_harm(packs, tmp_path, capfd):
    plan, files = packs
    fill(files["M1"], "Accounts", "Proposed territory", {"A04": "T2 | Territory 2"})
    fill(files["M1"], "Quotas", "Adjustment", {"T1": 100, "T2": -100})
    for ending in ("ods", "xlsx"):
        profile = f"-env:UserInstallation=file://{tmp_path}/profile"
        out = ["--headless", "--convert-to", ending, "--outdir", str(tmp_path / ending)]
        command = ["soffice", profile, *out, str(files["M1"])]
        subprocess.run(command, check=True, timeout=120, capture_output=True)
        saved = tmp_path / ending / f"{files['M1'].stem}.{ending}"
        answer = reviewed(capfd, plan, saved)
        assert len(answer["accepted"]) == 3 and not answer["unread"]
