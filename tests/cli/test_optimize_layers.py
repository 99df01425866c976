"""Layers are solved one by one; what is protected stays where it is and still counts."""

import json
from pathlib import Path

import pytest
from builders import BASE, saved_document, small_plan

from salesplanner.analysis.who_covers import territory_of_accounts
from salesplanner.cli import status_of
from salesplanner.document import Document
from salesplanner.plan.edits.exceptions import keep_accounts
from salesplanner.plan.edits.layers import add_layer
from salesplanner.plan.edits.territories import add_territory
from salesplanner.plan.model import Plan


def layered() -> Plan:
    plan = add_layer(small_plan(), "Hunters", "hunters", covers="Status is prospect")
    for number, unit_id in ((1, "U02"), (2, "U11")):
        name = f"H{number}"
        plan = add_territory(plan, BASE, name, name, layer_id="hunters", centre_unit_id=unit_id)
    return add_layer(plan, "Experts", "experts", follows_layer_id="field")


def test_a_layer_is_solved_for_the_accounts_it_covers_and_others_stay(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = saved_document(tmp_path, layered())
    status_of(["optimize", str(path), "--layer", "Hunters", "--save-as", "Hunt", "--effort", "100",
               "--time-limit", "6", "--json"])  # fmt: skip
    answer = json.loads(capsys.readouterr().out)
    assert sum(row["measures"]["accounts"] for row in answer["territories"]) == 8
    with Document.open(path) as document:
        for scenario_id in document.plan["scenario"]["scenario_id"]:
            document.load_scenario(str(scenario_id))
        plan = document.plan
        solved = str(plan["scenario"]["scenario_id"][plan["scenario"]["name"] == "Hunt"].iloc[0])
        hunters = territory_of_accounts(plan, solved, "hunters")
        assert hunters["territory_id"].notna().sum() == 8
        before, after = (territory_of_accounts(plan, s, "field") for s in (BASE, solved))
        assert before.equals(after)


def test_a_layer_that_follows_another_or_is_not_there_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = saved_document(tmp_path, layered())
    for layer, said in (("experts", "follows 'field'"), ("moon", "no layer 'moon'")):
        assert status_of(["optimize", str(path), "--layer", layer]) == 2
        assert said in capsys.readouterr().err


def test_protected_accounts_stay_where_they_are_and_still_count(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    kept = keep_accounts(
        small_plan(), BASE, "field", {"A24": "T1", "A22": "T1"}, reason="open pipeline",
        until_date="2027-12-31", is_locked=True,
    )  # fmt: skip
    path = saved_document(tmp_path, kept)
    status_of(["optimize", str(path), "--save-as", "Solved", "--effort", "100", "--time-limit",
               "6", "--json"])  # fmt: skip
    answer = json.loads(capsys.readouterr().out)
    assert sum(row["measures"]["accounts"] for row in answer["territories"]) == 24
    with Document.open(path) as document:
        rows = document.plan["scenario"]
        solved = str(rows["scenario_id"][rows["name"] == "Solved"].iloc[0])
        document.load_scenario(solved)
        table = territory_of_accounts(document.plan, solved, "field").set_index("account_id")
        assert set(table.loc[["A22", "A24"], "territory_id"]) == {"T1"}
