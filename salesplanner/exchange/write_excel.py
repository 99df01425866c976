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
    options = {"strings_to_formulas": False, "strings_to_urls": False, "nan_inf_to_errors": False}
    with xlsxwriter.Workbook(str(path), options) as book:
        _write_readme(Book(book), before, after, sheets)
        for name, table in sheets.items():
            write_table(Book(book), name, table)
        _write_checks(Book(book), after, sheets)


@dataclass(frozen=True)
class Book:
    book: Any

    def style(self, **properties: Any) -> Any:
        return self.book.add_format(properties)


def write_table(of: Book, name: str, table: pd.DataFrame) -> None:
    """Headers, frozen and filtered, then one column after the other in its own kind."""
    sheet = of.book.add_worksheet(name)
    head = of.style(bold=True, text_wrap=True, valign="top", bottom=1)
    for column, header in enumerate(table.columns):
        sheet.write_string(0, column, header, head)
        style = of.style(num_format=_format(name, header))
        texts = _write_column(sheet, column, table[header], style)
        width = max([len(header) // 2 + 2, *(len(text) for text in texts[:300])], default=8)
        sheet.set_column(column, column, min(max(width + 2, 9), WIDEST))
    sheet.freeze_panes(1, 2)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    sheet.set_footer("&L&A&RPage &P of &N")
    if table.empty:
        sheet.write_string(1, 0, "The plan holds nothing for this sheet yet.")
    sheet.autofilter(0, 0, max(len(table), 1), len(table.columns) - 1)
    _colour(of, sheet, table)
    if name == "Quota_Monthly":
        _write_sums(of, sheet, table)


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


def _write_column(sheet: Any, column: int, values: pd.Series, style: Any) -> list[str]:
    """Numbers as numbers, all else as text; missing cells stay empty. Returns what is seen."""
    is_number = pd.api.types.is_numeric_dtype(values.dtype)
    cells = values.to_numpy(object)
    known = ~np.asarray(pd.isna(cells), bool)
    seen = []
    for row in np.flatnonzero(known):
        if is_number:
            sheet.write_number(row + 1, column, float(cells[row]), style)
            seen.append(f"{float(cells[row]):,.0f}")
        elif cells[row] != "":
            sheet.write_string(row + 1, column, str(cells[row]))
            seen.append(str(cells[row]))
    return seen


def _write_sums(of: Book, sheet: Any, table: pd.DataFrame) -> None:
    """A total a territory and a row of sums, as formulas with their values."""
    months = [column for column in table.columns if column not in ("Territory", "Rep")]
    first, last = xl_col_to_name(2), xl_col_to_name(1 + len(months))
    total, bold = 2 + len(months), of.style(bold=True, num_format=MONEY, top=1)
    sheet.write_string(0, total, "Total", of.style(bold=True, bottom=1))
    sums = table[months].sum(axis=1).to_numpy("float64")
    money = of.style(num_format=MONEY)
    for row, value in enumerate(sums):
        sheet.write_formula(row + 1, total, f"=SUM({first}{row + 2}:{last}{row + 2})", money, value)
    end = len(table) + 2
    sheet.write_string(end, 1, "Sum", of.style(bold=True, top=1))
    for column in range(2, total + 1):
        letter = xl_col_to_name(column)
        value = float(sums.sum()) if column == total else float(table[months[column - 2]].sum())
        sheet.write_formula(end, column, f"=SUM({letter}2:{letter}{len(table) + 1})", bold, value)


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
