"""`salesplanner quota`: product lines, districts set from above, all methods, bad input."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from builders import saved_document, small_plan

from salesplanner.cli import status_of
from salesplanner.document import Document
from salesplanner.plan.edits.quotas import adjust_quota, adjust_rep_quota
from salesplanner.plan.model import Plan, equals
from salesplanner.problems import PlanProblem


def answer(capfd: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, dict[str, Any]]:
    status = status_of([*arguments, "--json"])
    printed = capfd.readouterr()
    assert status in (0, 1), printed.err
    return status, json.loads(printed.out)


def refusal(capfd: pytest.CaptureFixture[str], *arguments: str) -> str:
    status = status_of(list(arguments))
    printed = capfd.readouterr()
    assert status == 2 and printed.out == "" and "Traceback" not in printed.err
    return printed.err


def booked(plan: Plan, document: Document) -> None:
    rows = pd.DataFrame(
        {
            "account_id": "A05",
            "period": ["2026-01", "2026-06", "2024-01"],
            "product_id": ["P1", "P2", "P2"],
            "amount": [300_00, 100_00, 9_000_00],
            "rep_id": "R1",
        }
    )
    document.edit("Book", lambda p: p.with_bulk("booking", rows))
    document.save()


def test_product_lines_add_up_to_their_share_of_the_target_month_by_month(
    tmp_path: Path, capfd
) -> None:
    path = saved_document(tmp_path)
    status, found = answer(
        capfd, "quota", str(path), "--target", "1234567.89", "--component", "Pumps=70%",
        "--component", "Service=30%", "--growth-band=-70%:200%",
    )  # fmt: skip
    assert status == 0
    by_line = {
        name: sum(row["components"][name]["planned"] for row in found["territories"])
        for name in ("Pumps", "Service")
    }
    assert by_line["Pumps"] == pytest.approx(864_197.52, abs=0.011)
    assert sum(by_line.values()) == pytest.approx(1_234_567.89)
    for row in found["territories"]:
        for line in row["components"].values():
            assert sum(line["months"].values()) == pytest.approx(line["planned"])
        assert sum(row["months"].values()) == pytest.approx(row["planned"])
    with Document.open(path, read_only=True) as document:
        document.load_scenario("base")
        stored = document.plan.of_scenario("quota", "base")
        assert set(stored["component"]) == {"Pumps", "Service"}
        assert int(stored[stored["period"] == "2027"]["planned_amount"].sum()) == 1_234_567_89
        reps = document.plan.of_scenario("rep_quota", "base")
        assert len(reps) == 4  # two reps, two lines
    status_of(["quota", str(path), "--component", "Pumps=70%", "--component", "Service=30%"])
    assert "By product line" in capfd.readouterr().out


def test_every_territory_has_the_mix_of_the_target(tmp_path: Path, capfd) -> None:
    path = saved_document(tmp_path)
    _, found = answer(
        capfd, "quota", str(path), "--target", "1.5M", "--component", "a=60%", "--component",
        "b=40%", "--growth-band=0%:60%", "--round", "1",
    )  # fmt: skip
    for row in found["territories"]:
        assert row["components"]["a"]["planned"] == pytest.approx(0.6 * row["planned"], abs=2)


def test_product_lines_can_be_taken_from_the_bookings_of_the_last_year(
    tmp_path: Path, capfd
) -> None:
    plan = small_plan().put("product", pd.DataFrame(
        {"product_id": ["P1", "P2"], "name": ["One", "Two"], "component": ["Pumps", pd.NA]}
    ))  # fmt: skip
    path = saved_document(tmp_path, plan)
    with Document.open(path) as document:
        booked(plan, document)
    _, found = answer(capfd, "quota", str(path), "--component", "history", "--dry-run")
    assert found["components"] == {"P2": 0.25, "Pumps": 0.75}


def test_a_district_gets_what_is_set_from_above(tmp_path: Path, capfd) -> None:
    plan = small_plan()
    plan = plan.put("territory", pd.DataFrame(
        [{"scenario_id": "base", "territory_id": "D2", "name": "Hills", "level_id": "district",
          "parent_id": "G1"}]
    ))  # fmt: skip
    own = equals(plan["territory"], "territory_id", "T3")
    path = saved_document(tmp_path, plan.set_values("territory", own, parent_id="D2"))
    _, found = answer(
        capfd, "quota", str(path), "--target", "1M", "--level-target", "Hills=123456.78"
    )
    levels = {row["territory_id"]: row for row in found["levels"]}
    assert levels["D2"]["quota"] == 123_456.78
    assert levels["D1"]["quota"] == pytest.approx(1_000_000 - 123_456.78)
    assert "no district or region 'Nowhere'" in refusal(
        capfd, "quota", str(path), "--level-target", "Nowhere=5"
    )
    assert "leave no way to reach the target" in refusal(
        capfd, "quota", str(path), "--target", "1M", "--level-target", "Hills=2M"
    )


def test_a_dry_run_leaves_the_plan_and_shows_all_methods(tmp_path: Path, capfd) -> None:
    path = saved_document(tmp_path)
    before = path.read_bytes()
    _, found = answer(capfd, "quota", str(path), "--dry-run", "--target", "3M")
    assert path.read_bytes() == before
    assert set(found["methods"][0]) == {
        "territory_id", "potential", "history", "growth", "expected", "regression",
    }  # fmt: skip
    assert "targets" in found["methods_without_figures"]
    for name in ("potential", "history"):
        assert sum(row[name] for row in found["methods"]) == pytest.approx(3_000_000)
    assert status_of(["quota", str(path), "--dry-run", "--methods"]) == 0
    assert "Methods side by side" in capfd.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--component", "a=70%", "--component", "b=20%"), "add up to 0.9000 and not to 1"),
        (("--component", "a"), "NAME=SHARE"),
        (("--component", "a=-10%", "--component", "b=110%"), "below 0"),
        (("--component", "history"), "no bookings by product"),
        (("--layer", "attic"), "no layer 'attic'"),
        (("--level-target", "D1"), "DISTRICT=AMOUNT"),
    ],
)
def test_bad_wishes_are_one_clear_line(tmp_path: Path, capfd, arguments, words: str) -> None:
    assert words in refusal(capfd, "quota", str(saved_document(tmp_path)), *arguments)


def test_missing_potential_is_told_and_none_at_all_is_refused(tmp_path: Path, capfd) -> None:
    plan = small_plan()
    of_t3 = np.array([name > "A18" or name == "A01" for name in plan["account"]["account_id"]])
    path = saved_document(tmp_path, plan.set_values("account", of_t3, potential_amount=pd.NA))
    _, found = answer(capfd, "quota", str(path), "--dry-run", "--target", "1M")
    assert "7 accounts have no potential; they count as 0" in " ".join(found["notes"])
    assert "No basis and so no quota: T3." in found["notes"]
    nobody = plan.set_values("account", np.ones(24, bool), potential_amount=pd.NA)
    (tmp_path / "b").mkdir()
    path = saved_document(tmp_path / "b", nobody)
    assert "No territory has any potential" in refusal(capfd, "quota", str(path))


def test_negative_potential_never_comes_in(tmp_path: Path, capfd) -> None:
    path = saved_document(tmp_path)
    file = tmp_path / "accounts.csv"
    file.write_text("account id,name,potential\nA05,Account 5,-100\nA06,Account 6,5000\n", "utf-8")
    _, found = answer(capfd, "import", str(path), "accounts", str(file))
    (doubt,) = found["doubts"]
    assert (doubt["row"], doubt["column"], doubt["value"]) == (2, "potential", "-100")
    assert doubt["reason"] == "Potential must be at least 0" and doubt["assumed"] == "left empty"
    with Document.open(path, read_only=True) as document:
        accounts = document.plan["account"].set_index("account_id")["potential_amount"]
        assert accounts.min() >= 0 and accounts["A06"] == 5_000_00


def test_a_hire_after_the_year_is_told(tmp_path: Path, capfd) -> None:
    plan = small_plan()
    late = plan.set_values("rep", equals(plan["rep"], "rep_id", "R2"), hire_date="2028-02-01")
    path = saved_document(tmp_path, late)
    _, found = answer(capfd, "quota", str(path), "--target", "1M")
    assert "Staffed only after 2027-12-31, so nothing assigned: T2." in found["notes"]
    row = next(row for row in found["territories"] if row["territory_id"] == "T2")
    assert row["assigned"] == 0 and row["planned"] > 0
    _, found = answer(capfd, "report", str(path))
    assert "T2 is only staffed after 2027-12-31" in found["capacity"]["problem"]


def test_no_edit_lets_a_hierarchy_in_a_circle_into_a_plan(tmp_path: Path) -> None:
    plan = small_plan()
    circle = equals(plan["territory"], "territory_id", "G1")
    path = saved_document(tmp_path, plan)
    with Document.open(path) as document, pytest.raises(PlanProblem) as refused:
        document.edit("Circle", lambda p: p.set_values("territory", circle, parent_id="D1"))
    assert "G1" in str(refused.value)


def test_an_attrition_of_all_is_refused_by_simulation_and_told_by_the_report(
    tmp_path: Path, capfd
) -> None:
    plan = small_plan().put("parameter", pd.DataFrame(
        [{"name": "attrition_share", "scope": "all", "value": 1.0}]
    ))  # fmt: skip
    path = saved_document(tmp_path, plan)
    assert "leaves nobody to plan with" in refusal(capfd, "simulate", str(path))
    _, found = answer(capfd, "report", str(path))
    assert "leaves nobody" in found["capacity"]["problem"]
    assert found["capacity"]["remedy"]


def test_an_adjustment_moves_the_months_and_the_reps(tmp_path: Path, capfd) -> None:
    path = saved_document(tmp_path)
    answer(capfd, "quota", str(path), "--target", "1M", "--round", "100")
    with Document.open(path) as document:
        plan = adjust_quota(document.plan, "base", "T1", "2027", -50_000_00, "Key account lost")
        quota = plan.of_scenario("quota", "base").query("territory_id == 'T1'")
        year, months = quota[quota["period"] == "2027"], quota[quota["period"] != "2027"]
        assert int(months["revised_amount"].sum()) == int(year["revised_amount"].iloc[0])
        assert int(months["adjustment_amount"].sum()) == -50_000_00
        assert set(months["reason"]) == {"Key account lost"}
        assert (months["revised_amount"] % 100_00 == 0).sum() >= 11
        assigned = plan.of_scenario("rep_quota", "base").query("rep_id == 'R1'")
        assert int(assigned["assigned_amount"].iloc[0]) == int(year["revised_amount"].iloc[0])
        relieved = adjust_rep_quota(plan, "base", "T1", "R1", -7_000_00, "Parental leave")
        row = relieved.of_scenario("rep_quota", "base").query("rep_id == 'R1'").iloc[0]
        assert row["assigned_amount"] == assigned["assigned_amount"].iloc[0] - 7_000_00
        back = adjust_rep_quota(relieved, "base", "T1", "R1", 0, "")
        row = back.of_scenario("rep_quota", "base").query("rep_id == 'R1'").iloc[0]
        assert row["assigned_amount"] == assigned["assigned_amount"].iloc[0]
        with pytest.raises(PlanProblem, match="reason for the relief"):
            adjust_rep_quota(plan, "base", "T1", "R1", -5, " ")
