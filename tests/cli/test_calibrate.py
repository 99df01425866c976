"""`salesplanner calibrate`: what the history says, and what of it is kept."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from builders import rows, saved_document, small_plan

from salesplanner.analysis.calibrated import calibrated, parameter_rows
from salesplanner.cli import status_of
from salesplanner.document import Document
from salesplanner.plan.edits.parameters import set_parameters


def with_history(folder: Path, kept_share: float) -> Path:
    """64 accounts that book again each year what `kept_share` of the year before was."""
    plan = small_plan()
    plan = plan.put("account", rows(*(
        {"account_id": f"B{n:02d}", "name": f"B {n}", "segment": "small", "unit_id": "U01",
         "potential_amount": 50_000_00} for n in range(64)
    )))  # fmt: skip
    path = saved_document(folder, plan)
    bookings = [
        {"account_id": f"B{n:02d}", "period": f"{2023 + year}-{month:02d}", "product_id": "P",
         "amount": round(1_000_00 * kept_share**year), "rep_id": "R1"}
        for n in range(64) for year in range(4) for month in range(1, 13)
    ]  # fmt: skip
    with Document.open(path) as document:
        document.edit("Book", lambda p: p.with_bulk("booking", pd.DataFrame(bookings)))
        document.save()
    return path


def answer(capfd: pytest.CaptureFixture[str], *arguments: str) -> dict:
    assert status_of([*arguments, "--json"]) == 0
    return json.loads(capfd.readouterr().out)


def by_name(found: dict) -> dict[tuple[str, str], dict]:
    return {(row["name"], row["scope"]): row for row in found["parameters"]}


def test_retention_of_the_history_is_found_with_its_error_and_kept_when_asked(
    tmp_path: Path, capfd
) -> None:
    path = with_history(tmp_path, 0.7)
    found = {
        (row["name"], row["scope"]): row
        for row in answer(capfd, "calibrate", str(path))["parameters"]
    }
    retention = found["retention_share", "small"]
    assert retention["value"] == pytest.approx(0.7, abs=1e-3)
    assert retention["present_value"] == 0.9
    assert retention["error_share"] == pytest.approx(0.0, abs=1e-3)
    assert retention["present_error_share"] == pytest.approx(0.2, abs=1e-3)
    assert "year held out" in retention["method"]
    assert not found["elasticity", "all"]["is_better"]
    kept = answer(capfd, "calibrate", str(path), "--apply", "retention_share")["kept"]
    assert {row["name"] for row in kept} == {"retention_share"}
    with Document.open(path) as document:
        table = document.plan["parameter"].set_index(["name", "scope"])
        assert table.loc[("retention_share", "small"), "value"] == pytest.approx(0.7, abs=1e-3)
        assert table.loc[("retention_share", "small"), "source"].startswith("history of the plan")
        assert "elasticity" not in table.index.get_level_values(0)
    again = {
        (row["name"], row["scope"]): row
        for row in answer(capfd, "calibrate", str(path))["parameters"]
    }
    assert not again["retention_share", "small"]["is_better"]  # it is what is used now


def test_a_kept_value_is_one_step_that_can_be_undone(tmp_path: Path) -> None:
    with Document.open(with_history(tmp_path, 0.7)) as document:
        table = calibrated(
            document.plan,
            document.bookings_by("segment", "rep_id", "period"),
            document.bookings_by("account_id", "years_ago"),
        )
        document.edit("Calibrate", set_parameters, parameter_rows(table[table["is_better"]]))
        assert len(document.plan["parameter"]) >= 2
        document.undo()
        assert document.plan["parameter"].empty


def test_without_history_everything_stays_and_says_why(tmp_path: Path, capfd) -> None:
    found = answer(capfd, "calibrate", str(saved_document(tmp_path)), "--apply", "all")
    assert found["kept"] == []
    assert all((not row["is_better"] and "few" in row["method"]) or "only 0" in row["method"]
               for row in found["parameters"])  # fmt: skip


def test_a_parameter_that_is_not_calibrated_is_named(tmp_path: Path, capfd) -> None:
    status = status_of(["calibrate", str(saved_document(tmp_path)), "--apply", "luck"])
    assert status == 2 and "'luck' is not calibrated" in capfd.readouterr().err


def test_bookings_are_summed_in_the_file_by_year_and_segment(tmp_path: Path) -> None:
    with Document.open(with_history(tmp_path, 1.0)) as document:
        years = document.bookings_by("years_ago").set_index("years_ago")["amount"]
        assert years.to_dict() == dict.fromkeys(range(4), 64 * 12 * 1_000_00)
        by_segment = document.bookings_by("segment", "rep_id")
        assert by_segment.to_dict("records") == [
            {"segment": "small", "rep_id": "R1", "amount": 4 * 64 * 12 * 1_000_00}
        ]
        last = document.bookings_by("period", last_months=12)
        assert sorted(last["period"]) == [f"2026-{month:02d}" for month in range(1, 13)]
        assert np.isclose(last["amount"], 64 * 1_000_00).all()
