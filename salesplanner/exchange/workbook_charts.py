"""The charts of the assignment workbook: live, drawn by the spreadsheet from its own sheets."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

_BLUE, _DARK, _ORANGE = "#3584B7", "#0D4072", "#C8601A"
_MOST_BARS = 60  # more than this is a picture of a comb
_SIZE = {"width": 980, "height": 300}


def write_charts(book: Any, sheets: Mapping[str, pd.DataFrame]) -> None:
    """Workload index, quota beside expected revenue, and quotas by month, below each other."""
    sheet = book.add_worksheet("Charts")
    sheet.hide_gridlines(2)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    summary, n = sheets["Summary"], min(len(sheets["Summary"]), _MOST_BARS)
    if not n:
        sheet.write_string(0, 0, "The plan has no territory yet.")
        return
    more = f", the first {n} of {len(summary)}" if n < len(summary) else ""
    titles = (
        (f"Workload index by territory, 100 = on target{more}", [("Workload index", _BLUE)]),
        (f"Quota and expected revenue by territory{more}",
         [("Quota", _DARK), ("Expected revenue", _ORANGE)]),
    )  # fmt: skip
    for position, (title, columns) in enumerate(titles):
        chart = book.add_chart({"type": "column"})
        for header, colour in columns:
            chart.add_series(_series("Summary", summary, header, n) | {
                "fill": {"color": colour}, "gap": 60,
            })  # fmt: skip
        sheet.insert_chart(16 * position, 0, _finished(chart, title))
    sheet.insert_chart(32, 0, _by_month(book, sheets["Quota_Monthly"]))


def _series(sheet: str, table: pd.DataFrame, header: str, n: int) -> dict[str, Any]:
    at, name = table.columns.get_loc(header), table.columns.get_loc("Name")
    return {"name": header, "categories": [sheet, 1, name, n, name],
            "values": [sheet, 1, at, n, at]}  # fmt: skip


def _by_month(book: Any, quota: pd.DataFrame) -> Any:
    """The row of sums of the sheet of quotas."""
    chart = book.add_chart({"type": "column"})
    last, row = len(quota.columns) - 1, len(quota) + 2
    chart.add_series({
        "name": "Quota", "categories": ["Quota_Monthly", 0, 2, 0, last],
        "values": ["Quota_Monthly", row, 2, row, last], "fill": {"color": _DARK}, "gap": 60,
    })  # fmt: skip
    return _finished(chart, "Quota of all territories by month")


def _finished(chart: Any, title: str) -> Any:
    chart.set_title({"name": title, "name_font": {"size": 12}, "overlay": False})
    chart.set_legend({"position": "top"})
    chart.set_y_axis({"num_format": "#,##0", "major_gridlines": {"visible": True,
                      "line": {"color": "#D9D9D9"}}})  # fmt: skip
    chart.set_x_axis({"num_font": {"size": 8, "rotation": -60}})
    chart.set_size(_SIZE)
    return chart
