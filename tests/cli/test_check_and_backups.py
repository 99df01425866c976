"""`salesplanner check` and `salesplanner backups`, through the command line."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from builders import BASE, saved_document

from salesplanner.cli import status_of
from salesplanner.document import Document
from salesplanner.plan.edits.assignments import unlock_accounts
from salesplanner.plan.edits.facts import change_plan_info
from salesplanner.plan.edits.scenarios import rename_scenario


def run(capfd: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    status = status_of(list(arguments))
    printed = capfd.readouterr()
    return status, printed.out, printed.err


def test_check_lists_what_deserves_a_look_with_its_remedy(tmp_path: Path, capfd) -> None:
    path = saved_document(tmp_path)
    status, printed, _ = run(capfd, "check", str(path), "--json")
    answer = json.loads(printed)
    assert status == 0
    assert answer["unsound"] == 0
    found = {(f["table"], f["row_key"]): f["remedy"] for f in answer["findings"]}
    assert found[("territory", "base / T3")] == "Seat a rep, or mark it vacant."


def test_check_of_an_unsound_plan_leaves_with_status_1(tmp_path: Path, capfd) -> None:
    path = saved_document(tmp_path)
    with closing(sqlite3.connect(path)) as other_program:
        other_program.execute(
            "UPDATE unit_assignment SET territory_id = 'gone' WHERE unit_id='U03'"
        )
        other_program.commit()
    status, printed, _ = run(capfd, "check", str(path), "--scenario", "BOLD")
    assert status == 1
    assert "There is no territory gone" in printed


def test_check_of_an_unknown_scenario_names_those_there_are(tmp_path: Path, capfd) -> None:
    status, _, complaint = run(capfd, "check", str(saved_document(tmp_path)), "--scenario", "x")
    assert status == 2
    assert "Base, Bold" in complaint
    assert len(complaint.strip().splitlines()) == 1


def test_a_version_can_be_listed_restored_and_the_restoring_undone(tmp_path: Path, capfd) -> None:
    path = saved_document(tmp_path)
    for name in ("One", "Two"):
        with Document.open(path) as document:
            document.edit("Rename", rename_scenario, BASE, name)
            document.save()
    status, printed, _ = run(capfd, "backups", str(path), "--json")
    assert status == 0
    assert [b["number"] for b in json.loads(printed)["backups"]] == [1, 2]
    assert run(capfd, "backups", str(path), "--restore", "2")[0] == 0
    assert name_in(path) == "One"
    assert run(capfd, "backups", str(path), "--restore", "1")[0] == 0
    assert name_in(path) == "Two"


def test_only_the_last_five_versions_are_kept(tmp_path: Path, capfd) -> None:
    path = saved_document(tmp_path)
    with Document.open(path) as document:
        for number in range(7):
            document.edit("Rename", change_plan_info, name=str(number))
            document.save()
    assert len(Document.backups(path)) == 5


def test_a_version_that_is_not_there_or_of_an_open_plan_is_not_restored(
    tmp_path: Path, capfd
) -> None:
    path = saved_document(tmp_path)
    assert run(capfd, "backups", str(path))[1].strip().startswith("No version")
    status, _, complaint = run(capfd, "backups", str(path), "--restore", "1")
    assert (status, "There is no backup 1" in complaint) == (2, True)
    with Document.open(path) as document:
        document.edit("Unlock", unlock_accounts, BASE, ["A01"])
        document.save()
        status, _, complaint = run(capfd, "backups", str(path), "--restore", "1")
    assert (status, "The plan is open" in complaint) == (2, True)


def name_in(path: Path) -> str:
    with Document.open(path) as document:
        scenarios = document.plan["scenario"].set_index("scenario_id")
        return str(scenarios.loc[BASE, "name"])
