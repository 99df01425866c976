"""`salesplanner seats`, through the command line."""

import json
from pathlib import Path

from builders import saved_document

from salesplanner.cli import status_of
from salesplanner.document import Document


def seats(capfd, *words: str) -> tuple[int, dict, str]:
    capfd.readouterr()
    status = status_of(["seats", *words])
    printed = capfd.readouterr()
    return status, json.loads(printed.out) if printed.out.startswith("{") else {}, printed.err


def test_the_match_becomes_a_scenario_in_which_each_rep_sits_once(tmp_path: Path, capfd):
    path = saved_document(tmp_path)
    status, answer, _ = seats(capfd, str(path), "--any-role", "--save-as", "Matched", "--json")
    assert status == 0
    assert answer["scenario"] == "Matched"
    with Document.open(path) as document:
        scenarios = document.plan["scenario"].set_index("name")
        scenario_id = str(scenarios.loc["Matched", "scenario_id"])
        document.load_scenario(scenario_id)
        rows = document.plan["territory_rep"]
        rows = rows[rows["scenario_id"] == scenario_id]
    sitting = dict(zip(rows["territory_id"], rows["rep_id"], strict=True))
    expected = {seat["territory_id"]: seat["rep_id"] for seat in answer["seats"] if seat["rep_id"]}
    assert sitting == expected
    assert len(set(sitting.values())) == len(sitting)
    assert answer["cost"] <= answer["cost_before"]


def test_a_dry_run_keeps_nothing(tmp_path: Path, capfd):
    path = saved_document(tmp_path)
    status, answer, _ = seats(capfd, str(path), "--dry-run", "--json")
    assert (status, answer["scenario"]) == (0, None)
    with Document.open(path) as document:
        assert len(document.plan["scenario"]) == 2


def test_an_unknown_wish_is_one_clear_line(tmp_path: Path, capfd):
    status, _, said = seats(capfd, str(saved_document(tmp_path)), "--weight", "luck=1")
    assert status == 2
    assert "there is no 'luck'" in said
    assert "Traceback" not in said
