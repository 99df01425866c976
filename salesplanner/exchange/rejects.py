"""The rows an import refused, as they stood in the file, with the reason beside each."""

import csv
from functools import partial
from pathlib import Path

import pandas as pd
import xlsxwriter

from salesplanner.exchange.files import write_beside
from salesplanner.exchange.normalise_numbers import parse_number


def write_rejects(table: pd.DataFrame, path: Path) -> None:
    """Write the table as .xlsx or CSV (UTF-8 with a mark, so that Excel reads it), by the ending.

    Raises:
        PlanProblem: the file cannot be written.
    """
    if path.suffix.lower() == ".xlsx":
        write_beside(path, partial(_write_workbook, table))
    else:
        plain = table.map(_harmless)
        write_beside(path, lambda place: plain.to_csv(
            place, index=False, encoding="utf-8-sig", quoting=csv.QUOTE_MINIMAL
        ))  # fmt: skip


def _harmless(cell: object) -> object:
    """A text a spreadsheet would run as a formula gets a mark in front, which import takes off."""
    is_formula = isinstance(cell, str) and cell[:1] in ("=", "+", "-", "@") and len(cell) > 1
    return f"'{cell}" if is_formula and parse_number(str(cell)) is None else cell


def _write_workbook(table: pd.DataFrame, path: Path) -> None:
    with xlsxwriter.Workbook(
        str(path), {"strings_to_formulas": False, "strings_to_urls": False}
    ) as book:
        sheet = book.add_worksheet("Rejected")
        sheet.write_row(0, 0, list(table.columns), book.add_format({"bold": True}))
        for row, values in enumerate(table.itertuples(index=False, name=None), 1):
            sheet.write_number(row, 0, int(values[0]))
            for column, value in enumerate(values[1:], 1):
                sheet.write_string(row, column, str(value)[:32_000])
        sheet.set_column(1, 1, 40)
        sheet.freeze_panes(1, 2)
