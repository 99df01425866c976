"""Rules and exceptions through the command line: out, edited, back; and a plan on any date."""

import json
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from builders import BASE, saved_document, small_plan

from salesplanner.cli import status_of
from salesplanner.document import Document
from salesplanner.plan.edits.exceptions import hand_over


def said(capsys: pytest.CaptureFixture[str], *arguments: object) -> dict[str, Any]:
    status_of([str(one) for one in arguments])
    answer: dict[str, Any] = json.loads(capsys.readouterr().out)
    return answer


def test_rules_go_out_to_excel_and_come_back_with_their_difference(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    plan, sheet = saved_document(tmp_path), tmp_path / "rules.xlsx"
    assert status_of(["export", str(plan), "--as", "rules", "--out", str(sheet)]) == 0
    assert "salesplanner import" in capsys.readouterr().out
    answer = said(capsys, "import", plan, "rules", sheet, "--json")
    assert (answer["unchanged"], answer["difference"]) == (1, [])
    table = pd.read_excel(sheet, engine="calamine").assign(Territory="Territory 1")
    table.to_excel(sheet, index=False)
    answer = said(capsys, "import", plan, "rules", sheet, "--json")
    changed = {line["column"]: line["value_after"] for line in answer["difference"]}
    assert changed["territory_id"] == "T1"
    with Document.open(plan) as document:
        assert document.plan.of_scenario("carve_rule", BASE)["territory_id"].tolist() == ["T1"]


def test_rules_of_another_scenario_are_brought_by_its_name(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    plan, sheet = saved_document(tmp_path), tmp_path / "rules.csv"
    sheet.write_text("Rule name,Condition,Territory\nShops,Industry is Retail,T1\n")
    status_of(["import", str(plan), "rules", str(sheet), "--scenario", "Bold", "--refresh"])
    shown = capsys.readouterr().out
    assert "Shops" in shown and "no longer in the list" in shown
    with Document.open(plan) as document:
        document.load_scenario("bold")
        assert document.plan.of_scenario("carve_rule", "bold")["name"].tolist() == ["Shops"]
        assert document.plan.of_scenario("carve_rule", BASE)["name"].tolist() == ["Banks"]


def test_all_exceptions_go_out_with_what_the_rules_would_say(tmp_path: Path) -> None:
    plan, sheet = saved_document(tmp_path), tmp_path / "exceptions.xlsx"
    assert status_of(["export", str(plan), "--as", "exceptions", "--out", str(sheet)]) == 0
    row = pd.read_excel(sheet, engine="calamine").iloc[0]
    assert row[["Account", "Kind", "Territory", "Rules would say", "Owner", "Reason"]].tolist() == [
        "A01", "named", "Territory 3", "Territory 1", "Ann Able", "Knows them since 2009",
    ]  # fmt: skip


def test_a_report_says_what_the_plan_says_on_a_date(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    dated = hand_over(small_plan(), BASE, {"A05": "T2", "A06": "T2"}, "2027-04-01", "2027-06-30")
    plan = saved_document(tmp_path, dated)

    def accounts(*more: str) -> dict[str, float]:
        answer = said(capsys, "report", plan, "--json", *more)
        return {row["territory_id"]: row["accounts"] for row in answer["levels"]}

    before, within = accounts(), accounts("--on", "2027-05-01")
    assert within["T1"] == before["T1"] - 2 and within["T2"] == before["T2"] + 2
    assert accounts("--on", "2027-07-01") == before
    assert status_of(["report", str(plan), "--on", "May"]) == 2


def test_an_export_says_what_the_plan_says_on_a_date(tmp_path: Path) -> None:
    dated = hand_over(small_plan(), BASE, {"A05": "T2"}, "2027-04-01", "2027-06-30")
    plan = saved_document(tmp_path, dated)
    for day, territory in (("2027-05-01", "T2"), ("2027-07-01", "T1")):
        out = tmp_path / day
        status_of(["export", str(plan), "--as", "csv", "--out", str(out), "--on", day])
        table = pd.read_csv(out / "Accounts.csv", dtype=str).set_index("Account")
        assert table.loc["A05", "To territory"] == territory
