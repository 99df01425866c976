"""The assignment workbook planners expect: one sheet a question, checked by its own formulas."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import xlsxwriter
from xlsxwriter.utility import xl_col_to_name

from salesplanner.analysis.currency import currency_scale
from salesplanner.analysis.territory_measures import Measures
from salesplanner.exchange.assignment_tables import assignment_sheets
from salesplanner.exchange.files import write_beside
from salesplanner.exchange.workbook_charts import write_charts
from salesplanner.exchange.write_review import decisions_table

MONEY, COUNT, SHARE, INDEX = "#,##0", "#,##0", "0.0%", "0"
FORMATS = {
    "Potential": MONEY, "Revenue": MONEY, "Expected revenue": MONEY, "Quota": MONEY,
    "Assigned quota": MONEY, "Total": MONEY, "Workload h": COUNT, "Travel h": COUNT,
    "Capacity h": COUNT, "Accounts": COUNT, "Units": COUNT, "Population": COUNT, "Parts": INDEX,
    "Utilisation": SHARE, "Selling time": SHARE, "Quota / potential": SHARE,
    "Growth asked": SHARE, "Quota / expected": SHARE, "Full time": SHARE, "Attainment": SHARE,
    "Of the year": SHARE,
    "Pay-out": SHARE, "Quota to date": MONEY, "Sold": MONEY, "Against quota": MONEY,
    "At this pace": MONEY, "Left to sell": MONEY, "Reps": COUNT, "Pay at target": MONEY,
    "Earned to date": MONEY, "Pay at this pace": MONEY,
    "Workload index": INDEX, "Potential index": INDEX, "Inertia, h km2": COUNT,
}  # fmt: skip
WIDEST = 40


def write_assignment_workbook(path: Path, before: Measures, after: Measures) -> None:
    """README, Summary, Accounts, Changes, Units, Reps, Quota_Monthly, Rollup, Capacity and Checks.

    Text stays text, also where it begins with = + - or @; ZIP codes are text; numbers are numbers.

    Raises:
        PlanProblem: the file cannot be written, e.g. because it is open in Excel.
    """
    write_beside(path, lambda place: _write_book(place, before, after))


def _write_book(path: Path, before: Measures, after: Measures) -> None:
    sheets = assignment_sheets(before, after)
    decided = decisions_table(after)
    sheets |= {"Decisions": decided} if len(decided) else {}
    options = {"strings_to_formulas": False, "strings_to_urls": False, "constant_memory": True}
    with xlsxwriter.Workbook(str(path), options) as book:
        _write_readme(Book(book), before, after, sheets)
        for name, table in sheets.items():
            write_table(Book(book), name, table)
        _write_checks(Book(book), after, sheets)
        write_charts(book, sheets)


@dataclass(frozen=True)
class Book:
    book: Any

    def style(self, **properties: Any) -> Any:
        return self.book.add_format(properties)


def write_table(of: Book, name: str, table: pd.DataFrame) -> None:
    """Headers, frozen and filtered, then row after row, each column in its own kind.

    Row by row, because the file is written as it goes: 100,000 accounts need no more memory than
    a hundred.
    """
    sheet = of.book.add_worksheet(name)
    head = of.style(bold=True, text_wrap=True, valign="top", bottom=1, bg_color="#DCE6F1")
    extra = ["Total"] if name == "Quota_Monthly" else []
    for column, header in enumerate([*table.columns, *extra]):
        sheet.write_string(0, column, str(header), head)
    columns = [_Column.of(of, name, str(header), table[header]) for header in table.columns]
    for column, one in enumerate(columns):
        sheet.set_column(column, column, one.width)
    _set_up_page(sheet)
    _write_rows(of, sheet, table, columns, bool(extra))
    if table.empty:
        sheet.write_string(1, 0, "The plan holds nothing for this sheet yet.")
    sheet.autofilter(0, 0, max(len(table), 1), len(table.columns) - 1)
    _colour(of, sheet, table)


def _set_up_page(sheet: Any) -> None:
    """A4 landscape, one page wide, headers on every page, the sheet's name in the footer."""
    sheet.freeze_panes(1, 2)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    sheet.set_footer("&L&A&RPage &P of &N")


@dataclass(frozen=True, eq=False)
class _Column:
    """The cells of a column, whether they are numbers, and how they look."""

    cells: Any
    is_known: Any
    is_number: bool
    style: Any
    width: float

    @classmethod
    def of(cls, book: Book, sheet: str, header: str, values: pd.Series) -> "_Column":
        cells = values.to_numpy(object)
        is_known = ~np.asarray(pd.isna(cells), bool)
        is_number = bool(pd.api.types.is_numeric_dtype(values.dtype))
        shown = [f"{float(c):,.0f}" if is_number else str(c) for c in cells[is_known][:300]]
        width = max([len(header) // 2 + 2, *(len(text) for text in shown)], default=8)
        style = book.style(num_format=_format(sheet, header)) if is_number else None
        return cls(cells, is_known, is_number, style, min(max(width + 2, 9), WIDEST))


def _write_rows(
    of: Book, sheet: Any, table: pd.DataFrame, columns: list[_Column], has_sums: bool
) -> None:
    """Numbers as numbers, all else as text; missing cells stay empty."""
    sums = _Sums(of, sheet, table) if has_sums else None
    for row in range(len(table)):
        for at, one in enumerate(columns):
            if not one.is_known[row]:
                continue
            if one.is_number:
                sheet.write_number(row + 1, at, float(one.cells[row]), one.style)
            elif one.cells[row] != "":
                sheet.write_string(row + 1, at, str(one.cells[row]))
        if sums:
            sums.write_total(row)
    if sums and len(table):
        sums.write_sums()


def _colour(of: Book, sheet: Any, table: pd.DataFrame) -> None:
    """Too much in orange, too little in blue; words stay readable in grey print."""
    over, under = of.style(bg_color="#F2B27A"), of.style(bg_color="#C6DFF0")
    limits = {
        "Utilisation": (0.9, 1.1),
        "Attainment": (0.9, 1.1),
        "Workload index": (90, 110),
        "Potential index": (90, 110),
    }
    for header, (low, high) in limits.items():
        if header not in table or table.empty:
            continue
        at = table.columns.get_loc(header)
        for criteria, value, style in ((">", high, over), ("<", low, under)):
            rule = {"type": "cell", "criteria": criteria, "value": value, "format": style}
            sheet.conditional_format(1, at, len(table), at, rule)


class _Sums:
    """A total a territory and a row of sums, as formulas with their values."""

    def __init__(self, of: Book, sheet: Any, table: pd.DataFrame) -> None:
        months = [column for column in table.columns if column not in ("Territory", "Rep")]
        self._sheet, self._values = sheet, table[months].to_numpy("float64")
        self._first, self._last = xl_col_to_name(2), xl_col_to_name(1 + len(months))
        self._total = 2 + len(months)
        self._money = of.style(num_format=MONEY)
        self._bold = of.style(bold=True, num_format=MONEY, top=1)

    def write_total(self, row: int) -> None:
        formula = f"=SUM({self._first}{row + 2}:{self._last}{row + 2})"
        value = float(self._values[row].sum())
        self._sheet.write_formula(row + 1, self._total, formula, self._money, value)

    def write_sums(self) -> None:
        n = len(self._values)
        self._sheet.write_string(n + 2, 1, "Sum", self._bold)
        sums = [*self._values.sum(axis=0), self._values.sum()]
        for column, value in enumerate(sums, start=2):
            letter = xl_col_to_name(column)
            formula = f"=SUM({letter}2:{letter}{n + 1})"
            self._sheet.write_formula(n + 2, column, formula, self._bold, float(value))


def _write_readme(
    of: Book, before: Measures, after: Measures, sheets: Mapping[str, pd.DataFrame]
) -> None:
    plan = after.plan
    info = plan.info
    scenarios = plan["scenario"].set_index("scenario_id")
    chosen = scenarios.loc[after.scenario_id]
    lines = [
        ("Plan", info["name"]), ("Fiscal year", str(info["fiscal_year"])),
        ("Scenario", chosen["name"]),
        ("Compared with", scenarios.loc[before.scenario_id, "name"]),
        ("State", chosen["state"]), ("Data of", info["data_date"]),
        ("Currency", info["currency"]), ("Fingerprint of the data solved", chosen["data_hash"]),
        ("Made on", chosen["created_at"]), ("", ""),
        *((name, f"{len(table):,} rows") for name, table in sheets.items()),
        ("Checks", "sums and counts, counted again by formulas in this workbook"),
    ]  # fmt: skip
    sheet = of.book.add_worksheet("README")
    sheet.set_column(0, 0, 32, of.style(bold=True))
    sheet.set_column(1, 1, 60)
    for row, (name, value) in enumerate(lines):
        sheet.write_string(row, 0, name)
        sheet.write_string(row, 1, "" if pd.isna(value) else str(value))


def _write_checks(of: Book, after: Measures, sheets: Mapping[str, pd.DataFrame]) -> None:
    """What must hold, found by a formula, beside what it must be and the difference."""
    sheet = of.book.add_worksheet("Checks")
    head = of.style(bold=True, bottom=1)
    for column, header in enumerate(("Check", "Found", "Must be", "Difference", "OK")):
        sheet.write_string(0, column, header, head)
    sheet.set_column(0, 0, 58)
    sheet.set_column(1, 4, 16)
    sheet.freeze_panes(1, 1)
    money = of.style(num_format=MONEY)
    for row, (what, formula, found, wanted) in enumerate(_checks(after, sheets), start=1):
        line = row + 1
        sheet.write_string(row, 0, what)
        sheet.write_formula(row, 1, formula, money, found)
        sheet.write_number(row, 2, wanted, money)
        sheet.write_formula(row, 3, f"=B{line}-C{line}", money, found - wanted)
        sheet.write_formula(
            row, 4, f'=IF(ABS(D{line})<0.5,"OK","CHECK")', None,
            "OK" if abs(found - wanted) < 0.5 else "CHECK",
        )  # fmt: skip


def _checks(
    after: Measures, sheets: Mapping[str, pd.DataFrame]
) -> list[tuple[str, str, float, float]]:
    plan, money = after.plan, currency_scale(after.plan)
    target = plan.info["target_amount"]
    quota, accounts, summary = sheets["Quota_Monthly"], sheets["Accounts"], sheets["Summary"]
    n_accounts, k = len(accounts), len(summary)
    total = xl_col_to_name(len(quota.columns))
    months = quota.drop(columns=["Territory", "Rep"]).to_numpy("float64")
    to, moved = (xl_col_to_name(accounts.columns.get_loc(c)) for c in ("To territory", "Changed"))
    held, worth = (xl_col_to_name(summary.columns.get_loc(c)) for c in ("Accounts", "Revenue"))
    in_accounts = xl_col_to_name(accounts.columns.get_loc("Revenue"))
    end, rows = k + 1, n_accounts + 1
    unassigned = float((accounts["To territory"] == "").sum())
    revenue = float(accounts["Revenue"].sum())
    return [
        ("Quotas of all territories and months add up to the target",
         f"=SUM(Quota_Monthly!{total}2:{total}{end})", float(months.sum()),
         0.0 if pd.isna(target) else float(target) / money),
        ("Accounts without a territory", f"=COUNTBLANK(Accounts!{to}2:{to}{rows})", unassigned, 0),
        ("Accounts on Summary, and those without a territory, are all accounts",
         f"=SUM(Summary!{held}2:{held}{end})+COUNTBLANK(Accounts!{to}2:{to}{rows})",
         float(summary["Accounts"].sum()) + unassigned, n_accounts),
        ("Rows on Changes are the accounts marked as changed",
         f'=COUNTIF(Accounts!{moved}2:{moved}{rows},"Y")',
         float((accounts["Changed"] == "Y").sum()), len(sheets["Changes"])),
        ("Revenue on Summary is the revenue of assigned accounts",
         f"=SUM(Summary!{worth}2:{worth}{end})", float(summary["Revenue"].sum()),
         revenue - float(accounts.loc[accounts["To territory"] == "", "Revenue"].sum())),
        ("Revenue on Accounts", f"=SUM(Accounts!{in_accounts}2:{in_accounts}{rows})", revenue,
         revenue),
        ("Territories in more than one piece",
         f'=COUNTIF(Summary!{xl_col_to_name(summary.columns.get_loc("Parts"))}2:'
         f'{xl_col_to_name(summary.columns.get_loc("Parts"))}{end},">1")',
         float((summary["Parts"] > 1).sum()), 0),
        ("Accounts listed twice",
         f"=ROWS(Accounts!A2:A{rows})-{accounts['Account'].nunique()}",
         float(accounts["Account"].duplicated().sum()), 0),
    ]  # fmt: skip


def _format(sheet: str, header: str) -> str:
    if sheet == "Quota_Monthly" and header not in ("Territory", "Rep"):
        return MONEY
    if sheet == "Capacity" and header not in FORMATS:
        return COUNT
    return FORMATS.get(header, "General")
