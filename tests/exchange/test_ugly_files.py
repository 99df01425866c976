"""A hundred ugly files: each is read or clearly refused, and nothing is half imported."""

import runpy
from pathlib import Path

import pytest

from salesplanner.exchange.prepare import prepare_import
from salesplanner.exchange.read import read_tables
from salesplanner.plan.edits.beginnings import begin_plan
from salesplanner.plan.model import empty_plan
from salesplanner.problems import PlanProblem

UGLY = runpy.run_path(str(Path(__file__).parents[1] / "data" / "make_ugly.py"))["UGLY"]
SLOW = (
    "all_rows.xlsx",
    "zip_bomb.xlsx",
    "zip_bomb_sheet.xlsx",
    "all_columns.xlsx",
    "many_columns.csv",
)


@pytest.mark.parametrize("name", [name for name in UGLY if name not in SLOW])
def test_an_ugly_file_gets_a_clear_answer(name):
    make, wanted = UGLY[name]
    try:
        answer = "table" if read_tables(make(), name) else "nothing"
    except PlanProblem as problem:
        assert problem.what and problem.remedy
        answer = "problem"
    assert wanted in (answer, "either")


def test_there_are_a_hundred_of_them():
    assert len(UGLY) >= 100


def test_a_refused_row_is_counted_and_named():
    plan = begin_plan(empty_plan(), "Test", 2027)
    text = "Account ID,Account Name,Zip\n1,Acme,2139\n,,10001\n"
    prepared = prepare_import(plan, text, "accounts")
    assert prepared.incoming.n_read == 2
    assert prepared.count("added") == 1
    assert [issue.row for issue in prepared.incoming.rejected] == [3]
