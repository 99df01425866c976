"""Fairness: what is asked of each group, and where one quota stands among all."""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import PercentFormatter

from salesplanner.charts.style import LIGHT, Style, legend, new_figure, prepare

TITLES = {
    "quota_to_potential": "Quota / potential",
    "quota_to_expected": "Quota / expected revenue",
    "growth_share": "Growth asked on last year",
    "chance_to_attain": "Chance to attain",
}
_SPREAD = 0.26  # how far dots of one row lie apart, of the distance between rows


def draw_fairness(
    axes: Axes, table: pd.DataFrame, measure: str, by: str, style: Style = LIGHT
) -> None:
    """One row of dots a group, a bar at the group's median, a line at the median of all.

    table: as `fairness_by_territory`, with the column `by` (role, tenure or region).
    """
    known = table[np.isfinite(table[measure].to_numpy(np.float64))]
    groups = sorted({str(one) for one in known[by]}, reverse=True)
    values = known[measure].to_numpy(np.float64)
    middle = float(np.median(values)) if len(values) else float("nan")
    subtitle = (
        f"Each dot is a territory, by {by}; the line is the median of all, {middle:.0%}"
        if len(values)
        else "Not known yet"
    )
    prepare(axes, style, TITLES[measure], subtitle, TITLES[measure], "")
    low, high = _ends(values)
    far = known["stands_out"].to_numpy(object) != ""
    for row, group in enumerate(groups):
        own = (known[by].astype(str) == group).to_numpy(bool)
        _draw_row(axes, style, row, np.clip(values[own], low, high), far[own], row == 0)
    axes.axvline(middle, color=style.muted, linewidth=1.2)
    counts = known[by].astype(str).value_counts()
    axes.set_yticks(range(len(groups)), [f"{name} ({counts[name]})" for name in groups])
    for label in axes.get_yticklabels():
        label.set_color(style.text)
    axes.set_ylim(-0.6, len(groups) - 0.4)
    axes.grid(axis="y", visible=False)
    axes.grid(axis="x", color=style.line, linewidth=0.7)
    axes.xaxis.set_major_formatter(PercentFormatter(1.0))
    if len(values):  # a tenth of the median at least: dots that are all alike look alike
        spare = max(0.1 * abs(middle) - (high - low), 0.0) / 2
        low, high = low - spare, high + spare
    if high > low:
        axes.set_xlim(low - 0.03 * (high - low), high + 0.03 * (high - low))
    if groups:
        legend(axes, style)


def _ends(values: "np.ndarray[tuple[int], np.dtype[np.float64]]") -> tuple[float, float]:
    """Left and right end: all but the most extreme, which stand at the edge."""
    if len(values) < 5:
        return (float(values.min()), float(values.max())) if len(values) else (0.0, 1.0)
    low, quarter, three, high = np.quantile(values, [0.0, 0.25, 0.75, 1.0])
    reach = max(4 * (three - quarter), 0.1 * abs(quarter + three))
    return max(float(low), float(quarter - reach)), min(float(high), float(three + reach))


def _draw_row(
    axes: Axes,
    style: Style,
    row: int,
    values: "np.ndarray[tuple[int], np.dtype[np.float64]]",
    far: "np.ndarray[tuple[int], np.dtype[np.bool_]]",
    is_first: bool,
) -> None:
    order = np.argsort(np.argsort(values, kind="stable"), kind="stable")
    height = row + _SPREAD * ((order * 0.618034) % 1 - 0.5) * 2
    for chosen, colour, marker, label in (
        (~far, style.middle, "o", "Territory"),
        (far, style.contrast, "D", "Stands out"),
    ):
        axes.scatter(
            values[chosen], height[chosen], s=26, color=colour, marker=marker, alpha=0.9,
            edgecolor=style.surface, linewidth=0.5, label=label if is_first else None,
        )  # fmt: skip
    if len(values):
        axes.plot(
            [np.median(values)] * 2, [row - 0.38, row + 0.38], color=style.strong, linewidth=3
        )


def statement_figure(
    table: pd.DataFrame,
    territory_id: str,
    lines: pd.DataFrame,
    heading: tuple[str, str],
    style: Style = LIGHT,
) -> Figure:
    """One page for one rep: the quota and, for each measure, where it lies among all.

    lines: as `fairness_statement`. heading: title, and what lies under it.
    """
    figure = new_figure(style, 8.27, 9.2)
    figure.suptitle(heading[0], x=0.03, ha="left", fontsize=16, fontweight="bold", color=style.text)
    grid = figure.add_gridspec(len(lines) + 1, 1, height_ratios=[0.5, *[1.0] * len(lines)])
    top = figure.add_subplot(grid[0])
    top.axis("off")
    top.text(0, 0.95, heading[1], va="top", fontsize=10.5, color=style.text, wrap=True,
             transform=top.transAxes, parse_math=False)  # fmt: skip
    own = table["territory_id"].to_numpy(object) == territory_id
    for position, row in enumerate(lines.itertuples()):
        draw_standing(figure.add_subplot(grid[position + 1]), table, own, row, style)
    return figure


def draw_standing(
    axes: Axes,
    table: pd.DataFrame,
    own: "np.ndarray[tuple[int], np.dtype[np.bool_]]",
    line: object,
    style: Style = LIGHT,
) -> None:
    """All territories as a row of dots, one of them marked, in one measure."""
    name, value = str(getattr(line, "line")), float(getattr(line, "value"))  # noqa: B009
    values = table[name].to_numpy(np.float64)
    known = values[np.isfinite(values)]
    words = "not known"
    if np.isfinite(value):
        words = (
            f"{value:.1%}; the median is {line.median:.1%};"  # type: ignore[attr-defined]
            f" {line.rank} of {line.of}, 1 being the hardest"  # type: ignore[attr-defined]
        )
    prepare(axes, style, TITLES[name], words, "", "")
    low, high = _ends(known)
    axes.scatter(np.clip(known, low, high), np.zeros(len(known)), s=30, color=style.pale,
                 edgecolor=style.middle, linewidth=0.6)  # fmt: skip
    if len(known):
        axes.axvline(float(np.median(known)), color=style.muted, linewidth=1.2)
    mark = values[own]
    if len(mark) and np.isfinite(mark[0]):
        axes.plot(np.clip(mark[0], low, high), 0, "D", color=style.contrast, markersize=10)
    axes.set_yticks([])
    axes.grid(axis="y", visible=False)
    axes.xaxis.set_major_formatter(PercentFormatter(1.0))
    if high > low:
        axes.set_xlim(low - 0.04 * (high - low), high + 0.04 * (high - low))
