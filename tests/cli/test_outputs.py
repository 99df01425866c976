"""Where results go: help to stdout, files only where they can be, never over a plan."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from salesplanner.cli import status_of

REFUSED = "account_id,name\nA1,One\n"


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    """Six units in a row, in two territories, with measures called like built-in ones."""
    units = [f"u{i},{10 * i},0,{i + 1},{i}" for i in range(6)]
    table = tmp_path / "units.csv"
    table.write_text("\n".join(["unit_id,x_km,y_km,visits,potential", *units]))
    path = tmp_path / "row.salesplan"
    assert status_of(["new", str(path), "--units-file", str(table)]) == 0
    halves = tmp_path / "halves.csv"
    rows = [f"u{i},{'West' if i < 3 else 'East'}" for i in range(6)]
    halves.write_text("\n".join(["unit_id,territory", *rows]))
    assert status_of(["import", str(path), "alignment", str(halves)]) == 0
    return path


def is_plan(path: Path) -> bool:
    return path.read_bytes().startswith(b"SQLite format 3")


@pytest.mark.parametrize("words", [["--help"], ["--version"], ["optimize", "--help"]])
def test_help_and_version_are_results_and_go_to_stdout(capfd, words: list[str]):
    assert status_of(words) == 0
    printed, said = capfd.readouterr()
    assert printed.strip()
    assert not said


@pytest.mark.parametrize(
    "words",
    [
        ["export", "PLAN", "--as", "xlsx", "--out", "PLAN"],
        ["export", "PLAN", "--as", "png", "--out", "PLAN"],
        ["optimize", "PLAN", "--time-limit", "1", "--out", "PLAN"],
        ["frontier", "PLAN", "--disruption", "5%", "--time-limit", "1", "--out", "PLAN"],
        ["import", "PLAN", "accounts", "FILE", "--rejects", "PLAN"],
        ["import", "PLAN", "accounts", "--template", "PLAN"],
    ],
)
def test_no_result_is_written_over_a_plan(plan: Path, tmp_path: Path, capfd, words: list[str]):
    (tmp_path / "accounts.csv").write_text(REFUSED)
    capfd.readouterr()
    places = {"PLAN": str(plan), "FILE": str(tmp_path / "accounts.csv")}
    assert status_of([places.get(word, word) for word in words]) == 2
    assert str(plan) in capfd.readouterr().err
    assert is_plan(plan)


@pytest.mark.parametrize(
    "words",
    [
        ["optimize", "PLAN", "--time-limit", "1", "--out", "/proc/out.csv"],
        ["import", "PLAN", "accounts", "FILE", "--rejects", "/proc/out.csv"],
        ["import", "PLAN", "accounts", "FILE", "--rejects", "/no/such/folder/out.csv"],
        ["import", "PLAN", "accounts", "--template", "/no/such/folder/out.xlsx"],
        ["import", "PLAN", "accounts", "--template", "template.csv"],
        ["export", "PLAN", "--as", "xlsx", "--out", "/proc/out.xlsx"],
    ],
)
def test_a_place_nothing_can_be_written_to_is_one_line_and_changes_nothing(
    plan: Path, tmp_path: Path, capfd, words: list[str]
):
    (tmp_path / "accounts.csv").write_text(REFUSED)
    capfd.readouterr()
    before = plan.read_bytes()
    places = {"PLAN": str(plan), "FILE": str(tmp_path / "accounts.csv")}
    assert status_of([places.get(word, word) for word in words]) == 2
    said = capfd.readouterr().err
    assert Path(words[-1]).parent.as_posix() in said
    assert len(said.splitlines()) == 1
    assert plan.read_bytes() == before


def test_a_name_that_is_taken_is_said_before_the_solve(plan: Path, capfd):
    with closing(sqlite3.connect(plan)) as rows:
        taken = rows.execute("select name from scenario").fetchone()[0]
    began = ["optimize", str(plan), "--time-limit", "600", "--save-as", taken.upper()]
    assert status_of(began) == 2
    assert taken.upper() in capfd.readouterr().err


def test_a_trade_off_without_a_share_is_one_clear_line(plan: Path, capfd):
    assert status_of(["frontier", str(plan), "--disruption", ","]) == 2
    assert "0%,5%" in capfd.readouterr().err


def test_an_amount_too_large_to_count_is_one_clear_line(plan: Path, capfd):
    assert status_of(["quota", str(plan), "--target", "1e400"]) == 2
    assert "1e400" in capfd.readouterr().err


def test_measures_called_like_built_in_ones_are_all_in_the_report(plan: Path, capfd):
    capfd.readouterr()
    assert status_of(["report", str(plan), "--json"]) == 0
    printed, said = capfd.readouterr()
    west = next(row for row in json.loads(printed)["levels"] if row["territory_id"] == "West")
    assert (west["potential"], west["potential of units"], west["visits"]) == (0.0, 3.0, 6.0)
    assert not said


def test_terms_are_told_for_the_centres_there_are(plan: Path, capfd):
    words = ["--time-limit", "5", "--no-contiguous", "--json"]
    capfd.readouterr()
    assert status_of(["optimize", str(plan), *words]) == 0
    alone = json.loads(capfd.readouterr().out)
    assert alone["terms"] == {"travel": {"value": alone["objective"], "unit": "km x trips"}}
    weights = ["--weight", "travel=2", "--weight", "inertia=1", "--size", "visits"]
    assert status_of(["optimize", str(plan), *weights, *words]) == 0
    both = json.loads(capfd.readouterr().out)
    # West is centred on u1 and East on u4: u0 and u2, u3 and u5 are 10 km away.
    assert both["terms"]["travel"]["value"] == 10.0 * (1 + 3 + 4 + 6)
    assert both["terms"]["inertia"]["value"] == 100.0 * (1 + 3 + 4 + 6)
    assert both["objective"] == pytest.approx(3.0)
