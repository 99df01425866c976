"""`salesplanner import`, through the command line, on real files."""

import io
import json
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter

from salesplanner.cli import status_of
from salesplanner.document import Document
from salesplanner.exchange.prepare import import_prepared, prepare_import
from salesplanner.plan.edits.accounts import change_accounts
from salesplanner.plan.edits.import_accounts import take_back_merge
from salesplanner.plan.model import Plan

CRM = """Account ID,Account Name,City,Zip,Revenue,Owner
1,Northwind Traders Inc,Boston,02139,1000,Ann
2,Contoso Bakery LLC,Denver,80202,2000,Bo
"""


@pytest.fixture
def plan_file(tmp_path: Path) -> Path:
    path = tmp_path / "p.salesplan"
    assert run("new", path, "--units", "us-states")[0] == 0
    return path


def run(*words: object) -> tuple[int, str]:
    """Exit status and what was printed."""
    printed, said = io.StringIO(), io.StringIO()
    with redirect_stdout(printed), redirect_stderr(said):
        status = status_of([str(word) for word in words])
    return status, printed.getvalue() or said.getvalue()


def imported(plan: Path, kind: str, text: str | bytes, *options: object) -> dict:
    """The JSON of an import, its status under `status`."""
    file = plan.parent / "in.csv"
    file.write_bytes(text.encode() if isinstance(text, str) else text)
    status, said = run("import", plan, kind, file, "--json", *options)
    return {**json.loads(said), "status": status}


def plan_of(path: Path) -> Plan:
    with Document.open(path) as document:
        return document.plan


def counts(answer: dict) -> list[int]:
    words = ("read", "added", "changed", "unchanged", "merged")
    return [*(answer[word] for word in words), len(answer["rejected"])]


def test_the_json_says_what_cli_md_promises(plan_file):
    answer = imported(plan_file, "accounts", CRM + ",,Austin,73301,5,Cy\n", "--system", "CRM")
    assert counts(answer) == [3, 2, 0, 0, 0, 1]
    assert answer["status"] == 1
    assert set(answer["rejected"][0]) == {"sheet", "row", "column", "value", "reason"}
    assert answer["rejected"][0]["row"] == 4
    assert {"header": "Zip", "field": "postal_code", "confidence": 1.0} in answer["columns"]


def test_read_is_always_the_sum_of_the_rest(plan_file):
    text = (
        CRM
        + "2,Contoso Bakery LLC,Denver,80202,2000,Bo\n3,Northwind Traders,Boston,02139,,\n,,,,5,\n"
    )
    first = imported(plan_file, "accounts", text, "--system", "CRM")
    again = imported(plan_file, "accounts", text, "--system", "CRM")
    other = imported(plan_file, "accounts", text.replace("1,North", "77,North"), "--system", "ERP")
    for answer in (first, again, other):
        numbers = counts(answer)
        assert numbers[0] == sum(numbers[1:]) == 5


def test_a_dry_run_says_the_same_and_changes_nothing(plan_file):
    before = plan_file.read_bytes()
    dry = imported(plan_file, "accounts", CRM, "--system", "CRM", "--dry-run")
    assert plan_file.read_bytes() == before
    real = imported(plan_file, "accounts", CRM, "--system", "CRM")
    assert counts(dry) == counts(real)
    assert len(plan_of(plan_file)["account"]) == 2


def test_good_rows_go_in_and_bad_ones_come_back_with_the_reason(plan_file, tmp_path):
    rejects = tmp_path / "back.xlsx"
    imported(plan_file, "accounts", CRM + ",,=1+1,73301,5,Cy\n", "--rejects", rejects)
    sheet = openpyxl.load_workbook(rejects).active
    head, row = (list(each) for each in sheet.iter_rows(values_only=True))
    assert head[:3] == ["Row", "Why not imported", "Account ID"]
    assert row[0] == 4
    assert "neither an id nor a name" in row[1]
    assert sheet.cell(2, 5).data_type == "s"
    imported(plan_file, "accounts", CRM + ",,=1+1,73301,5,Cy\n", "--rejects", tmp_path / "back.csv")
    assert "'=1+1" in (tmp_path / "back.csv").read_text("utf-8-sig")
    assert len(plan_of(plan_file)["account"]) == 2


def test_a_refresh_updates_facts_and_keeps_what_vanished_and_what_was_edited(plan_file):
    imported(plan_file, "accounts", CRM, "--system", "CRM")
    with Document.open(plan_file) as document:
        document.edit("by hand", change_accounts, ["1"], city="Cambridge")
        document.save()
    newer = (
        "Account ID,Account Name,City,Zip,Revenue,Owner\n"
        "1,Northwind Traders Inc,Boston,02139,1500,Ann\n3,Fabrikam,Miami,33101,7,Bo\n"
    )
    answer = imported(plan_file, "accounts", newer, "--system", "CRM", "--refresh")
    assert counts(answer) == [2, 1, 1, 0, 0, 0]
    assert answer["vanished"] == ["2"]
    accounts = plan_of(plan_file)["account"].set_index("account_id")
    assert accounts.loc["1", "city"] == "Cambridge"
    assert accounts.loc["1", "revenue_amount"] == 150_000
    assert accounts["is_vanished"].fillna(False).to_dict() == {"1": False, "2": True, "3": False}


def test_an_import_is_one_undoable_step(plan_file):
    file = plan_file.parent / "in.csv"
    file.write_text(CRM)
    with Document.open(plan_file) as document:
        before = document.plan
        prepared = prepare_import(before, file, "accounts", "CRM", today="2026-11-25")
        document.edit("import", import_prepared, prepared)
        assert len(document.plan["account"]) == 2
        document.undo()
        for name, frame in before.tables.items():
            assert document.plan[name].equals(frame), name


def test_a_merge_can_be_read_and_taken_back(plan_file):
    imported(plan_file, "accounts", CRM, "--system", "CRM")
    erp = "Customer No,Customer Name,City,Zip,Umsatz\n9001,Northwind Traders,Boston,02139,1500\n"
    assert counts(imported(plan_file, "accounts", erp, "--system", "ERP")) == [1, 0, 0, 0, 1, 0]
    with Document.open(plan_file) as document:
        records = document.plan["source_record"].set_index(["system", "record_id"])
        assert records.loc[("ERP", "9001"), "account_id"] == "1"
        assert "same name" in records.loc[("ERP", "9001"), "matched_by"]
        assert json.loads(records.loc[("ERP", "9001"), "row_values"])["name"] == "Northwind Traders"
        document.edit("apart", take_back_merge, "ERP", ["9001"])
        accounts = document.plan["account"].set_index("account_id")
        assert sorted(accounts.index) == ["1", "2", "9001"]
        assert accounts.loc["9001", "revenue_amount"] == 150_000
        assert accounts.loc["1", "revenue_amount"] == 100_000


def test_a_mapping_is_kept_and_offered_again(plan_file, tmp_path):
    text = "A,B,C,Colour\n1,Northwind,02139,red\n"
    mapping = tmp_path / "map.json"
    mapping.write_text(
        json.dumps({"A": "account_id", "B": "name", "C": "postal_code", "Colour": "own:text"})
    )
    imported(plan_file, "accounts", text, "--map", mapping)
    again = imported(plan_file, "accounts", text)
    assert {c["header"]: c["field"] for c in again["columns"]}["Colour"] == "own:text"
    plan = plan_of(plan_file)
    assert plan["own_field"]["name"].tolist() == ["Colour"]
    assert plan["own_value"][["row_key", "value"]].to_numpy().tolist() == [["1", "red"]]


def test_a_measure_by_choice(plan_file, tmp_path):
    mapping = tmp_path / "map.json"
    mapping.write_text(json.dumps({"Docs": "measure", "Beds": "ignore"}))
    imported(plan_file, "measures", "State,Docs,Beds\nMA,5,6\nTexas,7,8\n", "--map", mapping)
    values = plan_of(plan_file)["unit_measure"]
    docs = values[(values["measure_id"] == "Docs").to_numpy(bool)]
    assert sorted(docs["value"]) == [5.0, 7.0]
    assert "Beds" not in set(values["measure_id"])


def test_a_sheet_of_a_workbook_is_chosen_by_name_or_by_its_columns(plan_file, tmp_path):
    path = tmp_path / "book.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        book.add_worksheet("Cover").write_row(0, 0, ["Read", "me"])
        for name, account in (("Old", "Oldco"), ("Now", "Newco")):
            sheet = book.add_worksheet(name)
            sheet.write_row(0, 0, ["Account Name", "City"])
            sheet.write_row(1, 0, [account, "Boston"])
    _, said = run("import", plan_file, "accounts", path, "--sheet", "now", "--json")
    assert json.loads(said)["sheet"] == "Now"
    assert plan_of(plan_file)["account"]["name"].tolist() == ["Newco"]
    status, said = run("import", plan_file, "accounts", path, "--sheet", "Next")
    assert status == 2
    assert "Its sheets are: Cover, Old, Now" in said


def test_rates_and_the_order_of_dates_are_told(plan_file):
    text = "Account Name,Revenue,Currency,Renewal date\nAcme,10,EUR,03/04/2027\n"
    answer = imported(plan_file, "accounts", text, "--rate", "EUR=1.5", "--dates", "dmy")
    assert [doubt["kind"] for doubt in answer["doubts"]] == ["exchanged"]
    plan = plan_of(plan_file)
    assert plan["account"][["revenue_amount", "renewal_date"]].to_numpy().tolist() == [
        [1_500, "2027-04-03"]
    ]
    assert plan["exchange_rate"]["rate"].tolist() == [1.5]


@pytest.mark.parametrize("rate", ["EUR", "EUR=much", "E=1", "EUR=-1", "EUR=nan"])
def test_a_rate_that_is_none_is_refused(plan_file, rate):
    (plan_file.parent / "in.csv").write_text(CRM)
    status, said = run("import", plan_file, "accounts", plan_file.parent / "in.csv", "--rate", rate)
    assert status == 2
    assert "is not a rate" in said


def test_a_template_is_written_and_comes_back(plan_file, tmp_path):
    path = tmp_path / "reps.xlsx"
    assert run("import", plan_file, "reps", "--template", path)[0] == 0
    assert openpyxl.load_workbook(path).sheetnames == ["Reps", "What each column means"]
    status, said = run("import", plan_file, "reps", path)
    assert status == 2
    assert "not filled in" in said


def test_no_file_is_one_clear_line(plan_file):
    status, said = run("import", plan_file, "reps")
    assert status == 2
    assert "No file" in said
    status, said = run("import", plan_file, "reps", "nowhere.csv")
    assert status == 2
    assert "no such file" in said


def test_a_folder_of_files_with_the_same_headers_is_one_list(plan_file, tmp_path):
    folder = tmp_path / "exports"
    folder.mkdir()
    (folder / "a.csv").write_text(CRM)
    (folder / "b.csv").write_text(
        "Account ID,Account Name,City,Zip,Revenue,Owner\n3,Fabrikam,Miami,33101,7,Bo\n,,,,8,\n"
    )
    (folder / "c.csv").write_text("Colour,Size\nred,5\n")
    status, said = run("import", plan_file, "accounts", folder, "--json")
    answer = json.loads(said)
    assert status == 1
    assert counts(answer) == [4, 3, 0, 0, 0, 1]
    kinds = [doubt["kind"] for doubt in answer["doubts"]]
    assert kinds.count("several files") == 1
    assert kinds.count("file left out") == 1
