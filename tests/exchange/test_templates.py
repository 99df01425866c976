"""Templates say what each column means, and come back without a single doubt."""

import io
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from salesplanner.exchange.columns import match_columns
from salesplanner.exchange.prepare import import_prepared, prepare_import
from salesplanner.exchange.read import read_tables
from salesplanner.exchange.targets import KINDS
from salesplanner.exchange.templates import template_columns, write_template
from salesplanner.plan.edits.beginnings import begin_plan
from salesplanner.plan.model import empty_plan
from salesplanner.problems import PlanProblem

ORDER = ("reps", "accounts", "opportunities", "bookings", "actuals", "hierarchy", "alignment",
         "rules", "measures", "targets", "quotas")  # fmt: skip


def filled(kind: str, path: Path) -> bytes:
    """The template of a kind with the example row's values typed below it as a row of its own."""
    write_template(kind, path)
    book = openpyxl.load_workbook(path)
    sheet = book[kind.capitalize()]
    for at, column in enumerate(template_columns(kind), 1):
        if column.example:
            sheet.cell(3, at).value = column.example
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_every_kind_has_one():
    assert sorted(ORDER) == sorted(KINDS)


@pytest.mark.parametrize("kind", KINDS)
def test_each_header_leads_back_to_its_field(kind, tmp_path):
    sheet = read_tables(write_template(kind, tmp_path / "t.xlsx"), sheet=kind.capitalize())[0]
    found = {column.header: column.field for column in match_columns(sheet, kind).columns}
    assert found == {column.header: column.field for column in template_columns(kind)}


@pytest.mark.parametrize("kind", KINDS)
def test_every_column_is_explained(kind, tmp_path):
    write_template(kind, tmp_path / "t.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "t.xlsx")["What each column means"]
    told = {row[0]: row[1:] for row in sheet.iter_rows(min_row=4, values_only=True)}
    for column in template_columns(kind):
        assert told[column.header][0] == column.meaning
        assert told[column.header][1]


def test_filled_templates_are_imported_without_a_doubt(tmp_path):
    plan = begin_plan(empty_plan(), "T", 2027)
    county = {"unit_id": "25025", "name": "Suffolk, MA", "level": "county", "country": "US"}
    plan = plan.put("unit", pd.DataFrame([county]))
    for kind in ORDER:
        prepared = prepare_import(plan, filled(kind, tmp_path / "t.xlsx"), kind, today="2026-11-25")
        assert not prepared.issues, kind
        assert not prepared.incoming.rejected, kind
        assert prepared.incoming.n_read == 1
        plan = import_prepared(plan, prepared)


def test_a_template_nobody_has_filled_in_says_so(tmp_path):
    path = write_template("accounts", tmp_path / "t.xlsx")
    with pytest.raises(PlanProblem, match="not filled in"):
        prepare_import(begin_plan(empty_plan(), "T", 2027), path, "accounts")
