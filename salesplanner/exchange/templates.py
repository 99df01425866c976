"""Workbooks to fill in: one sheet for the rows, one that says what each column means."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import xlsxwriter

from salesplanner.exchange.columns import import_kind, named_fields
from salesplanner.exchange.files import write_beside
from salesplanner.exchange.sheets import Sheet, cell_text
from salesplanner.exchange.targets import ImportKind
from salesplanner.exchange.template_examples import EXAMPLES
from salesplanner.plan.fields import Field, Kind

# Columns only other programs fill, or that another column says better.
_LEFT_OUT = frozenset((
    "full_address", "first_name", "last_name", "made_by", "made_on", "pay_plan_id", "ramp_id",
    "year", "latitude", "longitude",
))  # fmt: skip
_HOLDS = {
    Kind.TEXT: "text", Kind.DATE: "a date, e.g. 2027-01-31", Kind.INTEGER: "a whole number",
    Kind.PERIOD: "a year, quarter or month: 2027, 2027-Q1 or 2027-01", Kind.REAL: "a number",
    Kind.AMOUNT: "money in whole units of the plan's currency, e.g. 12500.50",
    Kind.SHARE: "a share, e.g. 80%", Kind.FLAG: "yes or no",
}  # fmt: skip
_ADVICE = (
    "Type over the grey example row, or leave it: it is not imported. "
    "Columns you do not need may stay empty."
)
_ROWS_STYLED = 5_000


@dataclass(frozen=True)
class TemplateColumn:
    """One column of a template: its header, what it means, what goes in, and an example."""

    field: str
    header: str
    meaning: str
    holds: str
    example: str
    choices: tuple[str, ...] = ()


@cache
def template_columns(kind: str) -> tuple[TemplateColumn, ...]:
    """The columns of a kind's template, those of the example first filled ones first.

    Every header leads back to its field when the workbook is imported.

    Raises:
        PlanProblem: there is no such kind.
    """
    target = import_kind(kind)
    example = EXAMPLES[kind]
    fields = [field for field in target.fields if field.name not in _LEFT_OUT]
    fields.sort(key=lambda field: field.name not in example)
    columns = []
    for field in fields:
        holds = f"one of: {', '.join(field.choices)}" if field.choices else _HOLDS[field.kind]
        columns.append(TemplateColumn(
            field.name, _header(target, field), field.meaning, holds, example.get(field.name, ""),
            field.choices,
        ))  # fmt: skip
    return tuple(columns)


def write_template(kind: str, path: Path) -> Path:
    """Write the template of a kind of import as .xlsx.

    Raises:
        PlanProblem: no such kind, or the file cannot be written.
    """
    columns = template_columns(kind)
    return write_beside(path, lambda place: _write(kind, columns, place))


def without_example(sheet: Sheet, kind: str) -> Sheet:
    """The sheet without the example row of its template, where nobody has typed over it."""
    if not len(sheet.cells):
        return sheet
    example = {column.header: column.example for column in template_columns(kind) if column.example}
    first = {header: cell_text(cell).strip() for header, cell in sheet.cells.iloc[0].items()}
    told = {str(header): text for header, text in first.items() if text}
    return replace(sheet, cells=sheet.cells.iloc[1:]) if told == example else sheet


def _header(target: ImportKind, field: Field) -> str:
    """The first wording that means this field before any other."""
    for text in _wordings(field):
        found = named_fields(target, text)
        best = max(found, key=lambda name: found[name], default="")
        if best == field.name and list(found.values()).count(found[best]) == 1:
            return text
    return field.name


def _wordings(field: Field) -> Iterator[str]:
    if field.name.endswith("_id"):
        yield field.name.replace("_", " ").capitalize()
    yield field.title
    yield field.name.replace("_", " ").capitalize()
    for synonym in field.synonyms:
        yield synonym.capitalize()


def _write(kind: str, columns: tuple[TemplateColumn, ...], place: Path) -> None:
    with xlsxwriter.Workbook(
        str(place), {"strings_to_formulas": False, "strings_to_urls": False}
    ) as book:
        _write_rows(book, book.add_worksheet(kind.capitalize()), kind, columns)
        _write_meanings(book, book.add_worksheet("What each column means"), kind, columns)


def _write_rows(book: Any, sheet: Any, kind: str, columns: tuple[TemplateColumn, ...]) -> None:
    head = book.add_format({"bold": True, "bottom": 1, "num_format": "@"})
    grey = book.add_format({"font_color": "#666666", "italic": True, "num_format": "@"})
    as_text = book.add_format({"num_format": "@"})
    fields = {field.name: field for field in import_kind(kind).fields}
    for at, column in enumerate(columns):
        sheet.write_string(0, at, column.header, head)
        sheet.write_comment(0, at, f"{column.meaning}. {column.holds}")
        if column.example:
            sheet.write_string(1, at, column.example, grey)
        is_text = fields[column.field].kind is Kind.TEXT
        sheet.set_column(at, at, max(len(column.header), 12) + 2, as_text if is_text else None)
        if column.choices:
            sheet.data_validation(1, at, _ROWS_STYLED, at, {
                "validate": "list", "source": list(column.choices), "ignore_blank": True,
                "error_title": "Not one of the list", "error_message": column.holds,
            })  # fmt: skip
    sheet.freeze_panes(1, 0)


def _write_meanings(book: Any, sheet: Any, kind: str, columns: tuple[TemplateColumn, ...]) -> None:
    bold = book.add_format({"bold": True, "bottom": 1})
    wrap = book.add_format({"text_wrap": True, "valign": "top"})
    meaning = import_kind(kind).meaning
    sheet.write_string(0, 0, f"{meaning}. {_ADVICE}")
    sheet.write_row(2, 0, ["In the sheet", "What it means", "What goes in", "For example"], bold)
    for row, column in enumerate(columns, 3):
        for at, text in enumerate((column.header, column.meaning, column.holds, column.example)):
            sheet.write_string(row, at, text, wrap)
    sheet.set_column(0, 0, 24)
    sheet.set_column(1, 2, 50)
    sheet.set_column(3, 3, 28)
    sheet.freeze_panes(3, 0)
