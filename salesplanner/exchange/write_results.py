"""The report of results: a workbook with a sheet a question, or a PDF to print."""

from pathlib import Path

import pandas as pd
import xlsxwriter
from matplotlib.figure import Figure

from salesplanner.analysis.currency import currency_scale
from salesplanner.analysis.results import Results
from salesplanner.charts.results import draw_results
from salesplanner.charts.style import LIGHT, new_figure
from salesplanner.exchange.files import write_beside
from salesplanner.exchange.write_excel import Book, write_table
from salesplanner.plan.model import Plan
from salesplanner.progress import Progress

HEADERS = {
    "rep_id": "Rep", "name": "Name", "territory_id": "Territory", "level_id": "Level",
    "reps": "Reps", "period": "Period", "quota_amount": "Quota",
    "quota_to_date_amount": "Quota to date", "actual_amount": "Sold",
    "gap_amount": "Against quota", "attainment_share": "Attainment", "year_share": "Of the year",
    "pace_amount": "At this pace", "left_amount": "Left to sell", "pay_plan_id": "Pay plan",
    "target_pay_amount": "Pay at target", "earned_pay_amount": "Earned to date",
    "pace_pay_amount": "Pay at this pace", "payout_share": "Pay-out",
}  # fmt: skip
SHEETS = ("individual", "group", "quarters", "years", "incentive")
_BARS_A_PAGE = 34


def result_sheets(plan: Plan, found: Results) -> dict[str, pd.DataFrame]:
    """The tables as people read them: their headers, amounts in whole currency."""
    scale = currency_scale(plan)
    sheets = {}
    for name in SHEETS:
        table: pd.DataFrame = getattr(found, name)
        amounts = {c: table[c] / scale for c in table.columns if c.endswith("_amount")}
        known = [column for column in HEADERS if column in table.columns]
        sheets[name.capitalize()] = table.assign(**amounts)[known].rename(columns=HEADERS)
    return sheets


def write_results(path: Path, plan: Plan, found: Results, progress: Progress) -> Path:
    """A workbook, or a PDF where the name ends so.

    Raises:
        PlanProblem: the file cannot be written.
    """
    progress.say(0.3, "Writing the report")
    if path.suffix.lower() == ".pdf":
        return write_beside(path, lambda place: _write_pdf(place, plan, found))
    return write_beside(path, lambda place: _write_workbook(place, plan, found))


def _write_workbook(path: Path, plan: Plan, found: Results) -> None:
    options = {"strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(str(path), options) as book:
        front = book.add_worksheet("README")
        front.set_column(0, 0, 18)
        front.set_column(1, 1, 60)
        for row, (name, value) in enumerate(_head(plan, found)):
            front.write_string(row, 0, name)
            front.write_string(row, 1, value)
        for name, table in result_sheets(plan, found).items():
            write_table(Book(book), name, table)


def _head(plan: Plan, found: Results) -> list[tuple[str, str]]:
    return [
        ("Plan", str(plan.info["name"])), ("Fiscal year", str(found.year)),
        ("To date", found.on), ("Currency", str(plan.info["currency"])),
        ("Quota to date", "what the year's quota asks until that day, the month begun by its days"),
        ("At this pace", "where the year would end if the attainment to date holds"),
    ]  # fmt: skip


def _write_pdf(path: Path, plan: Plan, found: Results) -> None:
    from matplotlib.backends.backend_pdf import PdfPages  # noqa: PLC0415 - slow to load

    currency, scale = str(plan.info["currency"]), currency_scale(plan)
    with PdfPages(path) as pages:
        title = f"{plan.info['name']}: results of {found.year} to {found.on}"
        pages.savefig(_page(title, found.group, currency, scale))
        rows = found.individual.sort_values("attainment_share", ascending=False)
        for start in range(0, len(rows), _BARS_A_PAGE):
            part = rows.iloc[start : start + _BARS_A_PAGE]
            words = f"Reps {start + 1} to {start + len(part)} of {len(rows)}"
            pages.savefig(_page(words, part, currency, scale))


def _page(title: str, rows: pd.DataFrame, currency: str, scale: int) -> Figure:
    figure = new_figure(LIGHT, 11.69, 8.27)
    figure.set_layout_engine("constrained", rect=(0.02, 0.03, 0.78, 0.94))  # words at the right
    draw_results(figure.subplots(), rows.reset_index(drop=True), title, currency, scale)
    return figure
