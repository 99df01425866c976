"""`salesplanner quota`, `report` and `simulate` through the command line."""

import json
from pathlib import Path

import pytest
from builders import saved_document, small_plan

from salesplanner.cli import status_of
from salesplanner.document import Document
from salesplanner.plan.model import equals


def run(capfd: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    status = status_of(list(arguments))
    printed = capfd.readouterr()
    return status, printed.out, printed.err


def answer(capfd: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, dict]:
    status, printed, complaint = run(capfd, *arguments, "--json")
    assert status in (0, 1), complaint
    return status, json.loads(printed)


def test_quotas_are_kept_in_the_plan_and_add_up_to_the_target(tmp_path: Path, capfd) -> None:
    path = saved_document(tmp_path)
    status, found = answer(
        capfd, "quota", str(path), "--scenario", "Bold", "--target", "1.5M", "--over-assign",
        "territory=10%", "--method", "blend:2,1",
    )  # fmt: skip
    assert status == 0
    assert found["target"] == 1_500_000 and found["total"] == 1_650_000
    assert sum(row["planned"] for row in found["territories"]) == 1_650_000
    for row in found["territories"]:
        assert sum(row["months"].values()) == pytest.approx(row["planned"])
    company = next(row for row in found["levels"] if row["level_id"] == "company")
    assert company["quota"] == 1_500_000
    with Document.open(path, read_only=True) as document:
        document.load_scenario("bold")
        stored = document.plan.of_scenario("quota", "bold")
        assert stored["planned_amount"].sum() == 2 * 1_650_000_00  # the year, and its months
        assert len(document.plan.of_scenario("rep_quota", "bold")) == 2


def test_a_clash_is_named_and_leaves_with_status_1(tmp_path: Path, capfd) -> None:
    path = saved_document(tmp_path)
    status, found = answer(
        capfd, "quota", str(path), "--target", "9M", "--growth-band", "-5%:10%",
    )  # fmt: skip
    assert status == 1
    assert "growth cap of 3 territories in Plains must rise to" in found["relaxations"][0]
    status, printed, _ = run(capfd, "quota", str(path), "--target", "9M", "--growth-band=-5%:10%")
    assert status == 1 and "must rise to" in printed


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--target", "0"), "target is not above zero"),
        (("--target", "lots"), "no amount"),
        (("--method", "luck"), "no quota method"),
        (("--method", "blend:0,0"), "weights of the blend"),
        (("--over-assign", "zone=5%"), "No level is called 'zone'"),
        (("--growth-band", "20%:5%"), "is empty"),
        (("--growth-band", "20%"), "LOW:HIGH"),
        (("--seasonality", "summer"), "no seasonality"),
        (("--round", "0"), "smallest coin"),
        (("--scenario", "nowhere"), "no scenario"),
    ],
)
def test_bad_wishes_are_one_clear_line_and_status_2(
    tmp_path: Path, capfd, arguments: tuple[str, ...], words: str
) -> None:
    path = saved_document(tmp_path)
    status, printed, complaint = run(capfd, "quota", str(path), *arguments)
    assert status == 2
    assert printed == ""
    assert words in complaint
    assert "Traceback" not in complaint


def test_an_empty_district_cannot_carry_a_quota(tmp_path: Path, capfd) -> None:
    plan = small_plan()
    lone = equals(plan["territory"], "level_id", "territory")
    path = saved_document(tmp_path, plan.set_values("territory", lone, parent_id="G1"))
    status, _, complaint = run(capfd, "quota", str(path), "--target", "1M")
    assert status == 2 and "D1 has no territory below it" in complaint


def test_the_report_has_every_level_and_compares(tmp_path: Path, capfd) -> None:
    path = saved_document(tmp_path)
    status, found = answer(capfd, "report", str(path), "--compare", "Bold")
    assert status == 0
    assert {row["level_id"] for row in found["levels"]} == {
        "territory", "district", "region", "company",
    }  # fmt: skip
    assert found["compare"]["movers"] == []
    revenue = next(row for row in found["levels"] if row["level_id"] == "company")["revenue"]
    assert found["summary"]["revenue"] == pytest.approx(revenue)
    status, printed, _ = run(capfd, "report", str(path), "--compare", "Bold")
    assert status == 0
    for word in ("Territory 1", "Plains", "West", "Unassigned: 0 accounts", "Disruption"):
        assert word in printed


def test_a_simulation_with_the_same_seed_gives_the_same_numbers(tmp_path: Path, capfd) -> None:
    path = saved_document(tmp_path)
    _, first = answer(capfd, "simulate", str(path), "--runs", "400")
    _, again = answer(capfd, "simulate", str(path), "--runs", "400")
    _, other = answer(capfd, "simulate", str(path), "--runs", "400", "--seed", "8")
    assert first == again
    assert first["company"] != other["company"]
    assert 0 <= first["chance_to_make_the_number"] <= 1
    assert first["pay"]["p10"] <= first["pay"]["p50"] <= first["pay"]["p90"]
    status, printed, _ = run(capfd, "simulate", str(path), "--runs", "400")
    assert status == 0 and "chance to make 1,200,000 USD" in printed


def test_a_scenario_without_quotas_cannot_be_simulated(tmp_path: Path, capfd) -> None:
    plan = small_plan()
    path = saved_document(tmp_path, plan.remove("quota", equals(plan["quota"], "period", "2027")))
    status, _, complaint = run(capfd, "simulate", str(path))
    assert status == 2 and "no quotas to attain" in complaint
