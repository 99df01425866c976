"""Free centres on maps that make no sense or hardly any: a clear answer each, never a traceback."""

import csv
import json
from pathlib import Path
from typing import Any

import pytest

from salesplanner.cli import status_of

Row = tuple[str, float, float, object]


def a_plan(folder: Path, units: list[Row], borders: list[tuple[str, str]] | None) -> Path:
    with (folder / "units.csv").open("w", newline="") as file:
        csv.writer(file).writerows([["unit_id", "x_km", "y_km", "people"], *units])
    plan = folder / "odd.salesplan"
    words = ["new", str(plan), "--units-file", str(folder / "units.csv")]
    if borders is not None:
        with (folder / "borders.csv").open("w", newline="") as file:
            csv.writer(file).writerows([["unit_a", "unit_b"], *borders])
        words += ["--borders-file", str(folder / "borders.csv")]
    assert status_of(words) == 0
    return plan


def a_row(n: int, people: float = 100.0) -> tuple[list[Row], list[tuple[str, str]]]:
    units = [(f"u{i}", 10.0 * i, 0.0, people) for i in range(n)]
    return units, [(f"u{i}", f"u{i + 1}") for i in range(n - 1)]


@pytest.fixture(scope="module", autouse=True)
def _compiled(tmp_path_factory: pytest.TempPathFactory) -> None:
    """The first solve of a checkout compiles its search for about twenty seconds, and these count.

    What is found in twelve seconds is asked of a search that is compiled.
    """
    plan = a_plan(tmp_path_factory.mktemp("first"), *a_row(4))
    words = ["--territories", "4", "--objective", "inertia", "--time-limit", "180", "--json"]
    assert status_of(["optimize", str(plan), *words]) == 0


def solve(capfd, plan: Path, *words: str) -> tuple[int, dict[str, Any], str]:
    capfd.readouterr()
    status = status_of(["optimize", str(plan), "--time-limit", "12", "--json", *words])
    printed = capfd.readouterr()
    assert "Traceback" not in printed.err
    return status, json.loads(printed.out) if printed.out else {}, printed.err.strip()


def test_more_territories_than_units_is_refused_with_the_most_there_can_be(tmp_path, capfd):
    plan = a_plan(tmp_path, *a_row(3))
    status, answer, said = solve(capfd, plan, "--territories", "5")
    assert (status, answer) == (2, {})
    assert "3 units cannot make 5 territories" in said
    assert "Use 1 to 3" in said


def test_as_many_territories_as_units_gives_each_its_own(tmp_path, capfd):
    plan = a_plan(tmp_path, *a_row(4))
    status, answer, _ = solve(capfd, plan, "--territories", "4", "--objective", "inertia")
    assert (status, answer["status"]) == (0, "proven best")
    assert answer["objective"] == pytest.approx(0.0)
    assert [row["measures"]["units"] for row in answer["territories"]] == [1, 1, 1, 1]


def test_one_unit_and_one_territory_is_proven_best(tmp_path, capfd):
    plan = a_plan(tmp_path, *a_row(1))
    status, answer, _ = solve(capfd, plan, "--territories", "1")
    assert (status, answer["status"]) == (0, "proven best")


def test_one_territory_of_many_units_is_proven_best(tmp_path, capfd):
    plan = a_plan(tmp_path, *a_row(7))
    status, answer, _ = solve(capfd, plan, "--territories", "1", "--objective", "inertia")
    assert (status, answer["status"]) == (0, "proven best")
    assert answer["territories"][0]["centre"] == "u3"


def test_units_all_in_one_spot_are_shared_out_within_the_limits(tmp_path, capfd):
    units = [(f"u{i}", 5.0, 5.0, 100.0) for i in range(8)]
    plan = a_plan(tmp_path, units, [(f"u{i}", f"u{i + 1}") for i in range(7)])
    status, answer, _ = solve(capfd, plan, "--territories", "2", "--limit", "people=300:500")
    assert status == 0
    assert answer["objective"] == pytest.approx(0.0)
    assert all(300 <= row["measures"]["people"] <= 500 for row in answer["territories"])


def test_without_any_border_one_piece_each_is_refused_and_left_out_by_default(tmp_path, capfd):
    plan = a_plan(tmp_path, [(f"u{i}", 10.0 * i, 0.0, 100.0) for i in range(6)], [])
    status, _, said = solve(capfd, plan, "--territories", "2", "--contiguous")
    assert status == 2
    assert "borders" in said
    status, answer, _ = solve(capfd, plan, "--territories", "2", "--limit", "people=300:300")
    assert (status, len(answer["territories"])) == (0, 2)


def test_a_map_in_more_parts_than_territories_is_impossible_and_says_what_would_help(
    tmp_path, capfd
):
    units, borders = a_row(6)
    plan = a_plan(tmp_path, units, [borders[0], borders[4]])
    status, answer, _ = solve(capfd, plan, "--territories", "2", "--contiguous")
    assert (status, answer["status"]) == (1, "impossible")
    assert "4 parts" in answer["message"]
    assert {row["wish"] for row in answer["relaxations"]} >= {"contiguous", "territories"}
    assert all(row["proposed"] for row in answer["relaxations"])


def test_a_map_in_two_parts_gives_each_part_its_own_territories(tmp_path, capfd):
    units, borders = a_row(6)
    plan = a_plan(tmp_path, units, [pair for pair in borders if pair != ("u2", "u3")])
    status, answer, _ = solve(capfd, plan, "--territories", "2", "--contiguous")
    assert status == 0
    assert [row["parts"] for row in answer["territories"]] == [1, 1]


def test_a_measure_that_is_zero_or_missing_counts_as_nothing(tmp_path, capfd):
    units, borders = a_row(6)
    units[1], units[4] = ("u1", 10.0, 0.0, 0), ("u4", 40.0, 0.0, "")
    plan = a_plan(tmp_path, units, borders)
    status, answer, _ = solve(capfd, plan, "--territories", "2", "--limit", "people=150:250",
                              "--objective", "inertia")  # fmt: skip
    assert status == 0
    assert [row["measures"]["people"] for row in answer["territories"]] == [200.0, 200.0]


def test_a_measure_of_nothing_but_zeros_cannot_reach_a_lower_limit(tmp_path, capfd):
    plan = a_plan(tmp_path, *a_row(5, people=0.0))
    status, answer, _ = solve(capfd, plan, "--territories", "2", "--limit", "people=1:9")
    assert (status, answer["status"]) == (1, "impossible")
    assert "people" in answer["message"]


def test_a_limit_on_a_measure_of_nothing_but_zeros_is_kept(tmp_path, capfd):
    plan = a_plan(tmp_path, *a_row(5, people=0.0))
    status, answer, _ = solve(capfd, plan, "--territories", "2", "--limit", "people=0:9")
    assert (status, len(answer["territories"])) == (0, 2)


def test_a_unit_heavier_than_the_limit_is_named_and_the_limit_that_would_do(tmp_path, capfd):
    units, borders = a_row(6)
    units[2] = ("u2", 20.0, 0.0, 900.0)
    plan = a_plan(tmp_path, units, borders)
    status, answer, _ = solve(capfd, plan, "--territories", "2", "--limit", "people=100:800")
    assert (status, answer["status"]) == (1, "impossible")
    assert "u2" in answer["message"]
    limits = [row for row in answer["relaxations"] if row["wish"] == "limit"]
    assert limits[0]["used"][1] >= 900
    assert limits[0]["proposed"]


def test_a_balance_that_one_unit_makes_impossible_is_widened_and_listed(tmp_path, capfd):
    units, borders = a_row(6)
    units[0] = ("u0", 0.0, 0.0, 900.0)
    plan = a_plan(tmp_path, units, borders)
    status, answer, _ = solve(capfd, plan, "--territories", "2", "--balance", "people=5%")
    assert status == 1
    assert answer["territories"]
    assert answer["relaxations"]
    assert not any(row["proposed"] for row in answer["relaxations"])


def test_limits_the_wrong_way_round_are_refused(tmp_path, capfd):
    plan = a_plan(tmp_path, *a_row(4))
    status, _, said = solve(capfd, plan, "--territories", "2", "--limit", "people=300:200")
    assert status == 2
    assert "300" in said
    assert "200" in said
