"""`salesplanner optimize`, through the command line, its answers counted again from the files."""

import csv
import json
import random
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from salesplanner.cli import status_of
from salesplanner.document import Document

SIDE = 6
KEYS = {
    "status", "objective", "objective_unit", "bound", "gap", "gap_given_centres", "seconds",
    "peak_mb", "terms", "territories", "broken", "relaxations", "seed", "data_hash", "solver",
}  # fmt: skip
LOW, HIGH = 1000, 1150
ASKED = ("--territories", "3", "--objective", "inertia", "--contiguous", "--effort", "3",
         "--threads", "1", "--seed", "7", "--limit", f"population={LOW}:{HIGH}")  # fmt: skip

Units = dict[str, dict[str, float]]
Alignment = dict[str, str]


def a_grid(folder: Path, side: int = SIDE) -> Path:
    """A saved plan of side x side units, with the two files it was made of beside it."""
    luck = random.Random(5)
    units = [
        [f"{x}{y}", f"{x}-{y}", 10 * x + luck.randint(-2, 2), 10 * y, luck.randrange(50, 150)]
        for x, y in product(range(side), repeat=2)
    ]
    borders = [[f"{x}{y}", f"{x + 1}{y}"] for x, y in product(range(side - 1), range(side))]
    borders += [[f"{x}{y}", f"{x}{y + 1}"] for x, y in product(range(side), range(side - 1))]
    write(folder / "units.csv", ["unit_id", "name", "x_km", "y_km", "population"], units)
    write(folder / "borders.csv", ["unit_a", "unit_b"], borders)
    plan = folder / "grid.salesplan"
    made = status_of(["new", str(plan), "--units-file", str(folder / "units.csv"),
                      "--borders-file", str(folder / "borders.csv")])  # fmt: skip
    assert made == 0
    return plan


def write(path: Path, header: list[str], rows: list[list[Any]]) -> None:
    with path.open("w", newline="") as file:
        csv.writer(file).writerows([header, *rows])


def read(path: Path) -> list[dict[str, str]]:
    with path.open(newline="") as file:
        return list(csv.DictReader(file))


def units_in(folder: Path) -> Units:
    words = ("x_km", "y_km", "population")
    rows = read(folder / "units.csv")
    return {row["unit_id"]: {word: float(row[word]) for word in words} for row in rows}


def neighbours_in(folder: Path) -> dict[str, set[str]]:
    touching: dict[str, set[str]] = {}
    for row in read(folder / "borders.csv"):
        touching.setdefault(row["unit_a"], set()).add(row["unit_b"])
        touching.setdefault(row["unit_b"], set()).add(row["unit_a"])
    return touching


def alignment_in(path: Path) -> Alignment:
    rows = read(path)
    alignment = {row["unit_id"]: row["territory_id"] for row in rows}
    assert len(alignment) == len(rows), "a unit is listed twice"
    return alignment


def members_of(alignment: Alignment) -> dict[str, set[str]]:
    members: dict[str, set[str]] = {}
    for unit_id, territory_id in alignment.items():
        members.setdefault(territory_id, set()).add(unit_id)
    return members


def is_one_piece(members: set[str], touching: dict[str, set[str]]) -> bool:
    seen = {next(iter(members))}
    queue = list(seen)
    while queue:
        fresh = (touching[queue.pop()] & members) - seen
        seen |= fresh
        queue += fresh
    return seen == members


def inertia(units: Units, members: set[str], centre: str) -> float:
    """Population x squared km to the centre."""
    at = units[centre]
    return sum(
        one["population"] * ((one["x_km"] - at["x_km"]) ** 2 + (one["y_km"] - at["y_km"]) ** 2)
        for one in (units[name] for name in members)
    )


def optimize(
    capfd: pytest.CaptureFixture[str], plan: Path, *options: str
) -> tuple[int, dict[str, Any], str]:
    """Exit status, the JSON document where one was printed, and the complaint."""
    capfd.readouterr()
    status = status_of(["optimize", str(plan), *options, "--json"])
    printed = capfd.readouterr()
    return status, json.loads(printed.out) if printed.out else {}, printed.err.strip()


def scenarios_of(plan: Path) -> list[str]:
    with Document.open(plan) as document:
        return document.plan["scenario"]["name"].to_list()


def alignment_of(plan: Path, name: str) -> Alignment:
    """What a scenario of the saved plan assigns."""
    with Document.open(plan) as document:
        document.load_scenario(scenario_id_of(document, name))
        rows = document.plan["unit_assignment"]
        rows = rows[rows["scenario_id"] == scenario_id_of(document, name)]
        return dict(zip(rows["unit_id"], rows["territory_id"], strict=True))


def scenario_id_of(document: Document, name: str) -> str:
    return str(document.plan["scenario"].set_index("name").loc[name, "scenario_id"])


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    return a_grid(tmp_path)


@pytest.fixture
def solved(plan: Path, tmp_path: Path, capfd) -> Path:
    """The plan with the best alignment kept as Three, and listed in three.csv."""
    out = tmp_path / "three.csv"
    status, _, said = optimize(capfd, plan, *ASKED, "--save-as", "Three", "--out", str(out))
    assert status == 0, said
    return plan


def test_the_best_three_territories_keep_every_promise(plan: Path, tmp_path: Path, capfd):
    out = tmp_path / "a.csv"
    status, answer, _ = optimize(
        capfd, plan, "--territories", "3", "--objective", "inertia", "--contiguous",
        "--limit", f"population={LOW}:{HIGH}", "--out", str(out), "--save-as", "Three",
    )  # fmt: skip
    units, touching, alignment = units_in(tmp_path), neighbours_in(tmp_path), alignment_in(out)
    members = members_of(alignment)
    assert status == 0
    assert alignment.keys() == units.keys()
    assert len(members) == 3
    loads = {name: sum(units[u]["population"] for u in unit_ids)
             for name, unit_ids in members.items()}  # fmt: skip
    assert all(LOW <= load <= HIGH for load in loads.values())
    assert all(is_one_piece(unit_ids, touching) for unit_ids in members.values())

    assert answer.keys() >= KEYS
    assert answer["seconds"].keys() == {"build", "solve", "improve", "bound", "verify"}
    assert (answer["status"], answer["broken"], answer["relaxations"]) == ("proven best", [], [])
    assert 0 <= answer["gap"] <= 0.0001
    centres = {row["territory_id"]: row["centre"] for row in answer["territories"]}
    counted = sum(inertia(units, members[name], centres[name]) for name in members)
    assert answer["objective"] == pytest.approx(counted, rel=1e-9)
    assert answer["terms"]["inertia"]["value"] == pytest.approx(counted, rel=1e-9)
    assert answer["objective_unit"] == "size x km2"
    assert all(centres[name] in members[name] for name in members)
    told = {row["territory_id"]: row["measures"]["population"] for row in answer["territories"]}
    assert told == loads
    assert all(row["parts"] == 1 for row in answer["territories"])
    assert "Three" in scenarios_of(plan)
    assert alignment_of(plan, "Three") == alignment


def test_proven_best_is_the_best_of_all_there_are(tmp_path: Path, capfd):
    plan = a_grid(tmp_path, side=3)
    units, touching = units_in(tmp_path), neighbours_in(tmp_path)
    ids = sorted(units)
    total = sum(one["population"] for one in units.values())
    low, high = round(0.4 * total), round(0.6 * total)
    costs = []
    for chosen in product((False, True), repeat=len(ids)):
        one = {name for name, is_in in zip(ids, chosen, strict=True) if is_in}
        other = units.keys() - one
        load = sum(units[name]["population"] for name in one)
        if not (low <= load <= high and low <= total - load <= high):
            continue
        if is_one_piece(one, touching) and is_one_piece(other, touching):
            costs.append(sum(min(inertia(units, side, c) for c in side) for side in (one, other)))
    status, answer, _ = optimize(
        capfd, plan, "--territories", "2", "--objective", "inertia", "--contiguous",
        "--limit", f"population={low}:{high}",
    )  # fmt: skip
    assert (status, answer["status"]) == (0, "proven best")
    assert answer["objective"] == pytest.approx(min(costs), rel=1e-4)


@pytest.mark.parametrize("limit", ["population=1000:1010", "population=900000:"])
def test_limits_nothing_can_keep_are_called_impossible(
    plan: Path, tmp_path: Path, capfd, limit: str
):
    before, out = scenarios_of(plan), tmp_path / "none.csv"
    status, answer, _ = optimize(
        capfd, plan, "--territories", "3", "--objective", "inertia", "--limit", limit,
        "--out", str(out),
    )  # fmt: skip
    assert (status, answer["status"], answer["objective"]) == (1, "impossible", None)
    assert answer["territories"] == []
    assert answer["broken"]
    assert not out.exists()
    assert scenarios_of(plan) == before


@pytest.mark.parametrize(
    ("option", "says"),
    [
        (("--limit", "peple=1:2"), "peple"),
        (("--balance", "peple=5%"), "peple"),
        (("--balance", "population"), "MEASURE=5%"),
        (("--limit", "population=9:1"), "--limit"),
        (("--scenario", "none"), "none"),
        (("--keep", "nowhere.txt"), "nowhere.txt"),
    ],
)
def test_what_is_asked_wrongly_is_one_clear_line_and_status_2(
    plan: Path, tmp_path: Path, capfd, option: tuple[str, str], says: str
):
    out = tmp_path / "none.csv"
    status, answer, said = optimize(capfd, plan, "--territories", "3", *option, "--out", str(out))
    assert (status, answer) == (2, {})
    assert says in said
    assert len([line for line in said.splitlines() if "Error" in line or says in line]) == 1
    assert "Traceback" not in said
    assert not out.exists()


def test_one_seed_one_thread_and_a_count_of_steps_give_one_answer_byte_for_byte(
    plan: Path, tmp_path: Path, capfd
):
    files = [tmp_path / "one.csv", tmp_path / "two.csv"]
    answers = [optimize(capfd, plan, *ASKED, "--out", str(file)) for file in files]
    assert [status for status, _, _ in answers] == [0, 0]
    assert files[0].read_bytes() == files[1].read_bytes()
    assert answers[0][1]["data_hash"] == answers[1][1]["data_hash"]
    assert answers[0][1]["territories"] == answers[1][1]["territories"]


def test_no_disruption_keeps_the_alignment_there_is(solved: Path, tmp_path: Path, capfd):
    out = tmp_path / "again.csv"
    status, answer, said = optimize(
        capfd, solved, "--scenario", "Three", "--objective", "inertia", "--size", "population",
        "--max-disruption", "population=0%", "--effort", "3", "--out", str(out),
    )  # fmt: skip
    assert status == 0, (said, answer)
    assert alignment_in(out) == alignment_in(tmp_path / "three.csv")


def test_a_cap_on_revenue_where_there_is_none_says_so(solved: Path, capfd):
    status, answer, said = optimize(capfd, solved, "--scenario", "Three", "--max-disruption", "0%")
    assert (status, answer) == (2, {})
    assert "no revenue" in said
    assert len(said.splitlines()) == 1


def test_what_is_to_be_kept_stays_where_it_is(solved: Path, tmp_path: Path, capfd):
    before = alignment_in(tmp_path / "three.csv")
    keep = tmp_path / "keep.csv"
    keep.write_text("unit_id\n" + "".join(f"{name}\n" for name in sorted(before)[::2]))
    options = ("--scenario", "Three", "--objective", "travel", "--effort", "3",
               "--balance", "population=20%")  # fmt: skip
    free, bound = tmp_path / "free.csv", tmp_path / "bound.csv"
    assert optimize(capfd, solved, *options, "--out", str(free))[0] == 0
    assert optimize(capfd, solved, *options, "--keep", str(keep), "--out", str(bound))[0] == 0
    after = alignment_in(bound)
    assert {name: after[name] for name in sorted(before)[::2]} == {
        name: before[name] for name in sorted(before)[::2]
    }
    touching = neighbours_in(tmp_path)
    assert all(is_one_piece(unit_ids, touching) for unit_ids in members_of(after).values())
    assert alignment_in(free).keys() == before.keys()
