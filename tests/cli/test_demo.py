"""`salesplanner demo`, once in a process of its own, and its files read without the app."""

import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import openpyxl
import pytest

N_ACCOUNTS, N_TERRITORIES = 500, 12
FILES = {"demo.salesplan", "demo.xlsx", "coverage.png", "expected_revenue.png"}
SHEETS = {
    "README", "Summary", "Accounts", "Changes", "Units", "Reps", "Quota_Monthly", "Rollup",
    "Checks",
}  # fmt: skip


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """The folder the demo wrote, and what it printed."""
    folder = tmp_path_factory.mktemp("demo")
    homes = ("HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME", "APPDATA",
             "LOCALAPPDATA")  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-m", "salesplanner", "demo", "--accounts", str(N_ACCOUNTS),
         "--territories", str(N_TERRITORIES), "--no-window", "--out", str(folder / "out")],
        capture_output=True, text=True, encoding="utf-8", check=False, timeout=300,
        env=os.environ | {name: str(folder / "home") for name in homes},
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    return folder / "out", done.stdout


@pytest.fixture
def ask(demo: tuple[Path, str]) -> Any:
    """SQL to rows, in the plan the demo wrote."""
    with closing(sqlite3.connect(f"file:{demo[0] / 'demo.salesplan'}?mode=ro", uri=True)) as plan:
        yield lambda sql, *values: plan.execute(sql, values).fetchall()


@pytest.fixture
def balanced(ask: Any) -> str:
    [(scenario_id,)] = ask("SELECT scenario_id FROM scenario WHERE name = 'Balanced'")
    return str(scenario_id)


def is_one_piece(members: set[str], touching: dict[str, set[str]]) -> bool:
    seen = {next(iter(members))}
    queue = list(seen)
    while queue:
        fresh = (touching[queue.pop()] & members) - seen
        seen |= fresh
        queue += fresh
    return seen == members


def test_the_four_files_are_there(demo: tuple[Path, str]):
    sizes = {path.name: path.stat().st_size for path in demo[0].iterdir()}
    assert sizes.keys() == FILES
    assert all(size > 10_000 for size in sizes.values())
    for name in ("coverage.png", "expected_revenue.png"):
        assert (demo[0] / name).read_bytes().startswith(b"\x89PNG")


def test_today_and_balanced_are_printed_side_by_side(demo: tuple[Path, str]):
    table = demo[1]
    header = next(line for line in table.splitlines() if "Today" in line and "Balanced" in line)
    assert header.index("Today") < header.index("Balanced")
    for words in ("Workload index", "Travel hours", "Expected revenue", "Accounts that change"):
        assert words in table
    assert all(name in table for name in FILES)


def test_quotas_of_the_year_add_up_to_the_target_exactly(ask: Any, balanced: str):
    [(target, year)] = ask("SELECT target_amount, fiscal_year FROM plan_info")
    rows = ask(
        "SELECT q.territory_id, q.revised_amount FROM quota q JOIN territory t "
        "USING (scenario_id, territory_id) "
        "WHERE scenario_id = ? AND period = ? AND t.level_id = 'territory'",
        balanced, str(year),
    )  # fmt: skip
    assert len(rows) == len({name for name, _ in rows}) == N_TERRITORIES
    assert all(isinstance(amount, int) and amount > 0 for _, amount in rows)
    assert sum(amount for _, amount in rows) == target > 0


def test_the_quotas_of_the_periods_add_up_to_those_of_the_year(ask: Any, balanced: str):
    rows = ask(
        "SELECT territory_id, period, revised_amount FROM quota WHERE scenario_id = ?", balanced
    )
    [(year,)] = ask("SELECT fiscal_year FROM plan_info")
    of_year = {name: amount for name, period, amount in rows if period == str(year)}
    for length in {len(period) for _, period, _ in rows} - {len(str(year))}:
        sums = dict.fromkeys(of_year, 0)
        for name, period, amount in rows:
            if len(period) == length:
                sums[name] += amount
        assert sums == of_year, f"periods written with {length} characters"


def test_every_unit_is_in_one_territory_and_every_territory_in_one_piece(ask: Any, balanced: str):
    units = {name for (name,) in ask("SELECT unit_id FROM unit")}
    rows = ask("SELECT unit_id, territory_id FROM unit_assignment WHERE scenario_id = ?", balanced)
    assert len(rows) == len(units) == len({name for name, _ in rows})
    members: dict[str, set[str]] = {}
    for unit_id, territory_id in rows:
        members.setdefault(territory_id, set()).add(unit_id)
    assert None not in members
    assert len(members) == N_TERRITORIES
    touching: dict[str, set[str]] = {name: set() for name in units}
    for one, other in ask("SELECT unit_a, unit_b FROM border"):
        touching[one].add(other)
        touching[other].add(one)
    broken = [name for name, unit_ids in members.items() if not is_one_piece(unit_ids, touching)]
    assert broken == []


def test_the_workbook_has_its_sheets_and_zips_are_text(demo: tuple[Path, str]):
    book = openpyxl.load_workbook(demo[0] / "demo.xlsx")
    assert set(book.sheetnames) >= SHEETS
    for name in ("Accounts", "Reps"):
        header, *rows = book[name].iter_rows(values_only=True)
        zips = [row[header.index("ZIP")] for row in rows]
        known = [code for code in zips if code is not None]
        assert known or name == "Reps"
        assert all(isinstance(code, str) and len(code) == 5 for code in known)
    header, *rows = book["Accounts"].iter_rows(values_only=True)
    assert len(rows) == N_ACCOUNTS
    header, *rows = book["Units"].iter_rows(values_only=True)
    assert all(isinstance(row[header.index("Unit")], str) for row in rows)
    for sheet in book:
        assert not sheet.merged_cells.ranges, sheet.title
    assert book["Summary"].freeze_panes
    assert book["Summary"].auto_filter.ref


def test_the_workbook_sums_to_the_quotas_of_the_plan(
    demo: tuple[Path, str], ask: Any, balanced: str
):
    book = openpyxl.load_workbook(demo[0] / "demo.xlsx", data_only=True)
    header, *rows = book["Summary"].iter_rows(values_only=True)
    [(target, digits)] = ask("SELECT target_amount, currency_digits FROM plan_info")
    quotas = [row[header.index("Quota")] for row in rows if row[0] is not None]
    assert sum(quotas[:N_TERRITORIES]) == pytest.approx(target / 10**digits, abs=0.005)
