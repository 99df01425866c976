"""One table as a file people open: CSV, or a workbook with one frozen and filtered sheet."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import pandas as pd
import xlsxwriter

from salesplanner.exchange.files import write_beside, write_rows

_OPTIONS = {"strings_to_formulas": False, "strings_to_urls": False}


def write_sheet(
    path: Path,
    title: str,
    table: pd.DataFrame,
    widths: Sequence[int],
    formats: Mapping[str, str] | None = None,
    n_frozen: int = 2,
) -> Path:
    """Write the table as CSV where the name ends so, else as a workbook.

    Text stays text, also where it begins with = + - or @; missing cells are empty.

    Args:
        widths: of the columns, in characters.
        formats: number format by header.

    Raises:
        PlanProblem: the file cannot be written.
    """
    cells = table.astype(object).where(table.notna(), None)
    if path.suffix.casefold() == ".csv":
        return write_rows(path, cells.columns, cells.itertuples(index=False, name=None))

    def write(place: Path) -> None:
        with xlsxwriter.Workbook(str(place), _OPTIONS) as book:
            sheet = book.add_worksheet(title)
            head = book.add_format({"bold": True, "bottom": 1})
            for column, (header, width) in enumerate(zip(cells.columns, widths, strict=True)):
                number = (formats or {}).get(header, "General")
                style = book.add_format({"num_format": number, "text_wrap": True, "valign": "top"})
                sheet.set_column(column, column, width)
                sheet.write_string(0, column, header, head)
                for row, value in enumerate(cells[header], start=1):
                    if isinstance(value, str):
                        sheet.write_string(row, column, value, style)
                    elif value is not None:
                        sheet.write_number(row, column, float(value), style)
            sheet.freeze_panes(1, n_frozen)
            sheet.autofilter(0, 0, max(len(cells), 1), len(cells.columns) - 1)

    return write_beside(path, write)
