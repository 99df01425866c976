"""Expected revenue: by territory, and how the company gets from last year to the plan."""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from salesplanner.charts.style import (
    LIGHT,
    Style,
    bar_width,
    legend,
    money,
    money_axis,
    month_name,
    name_bars,
    new_figure,
    prepare,
)


def draw_expected_revenue(
    axes: Axes,
    table: pd.DataFrame,
    style: Style = LIGHT,
    currency: str = "USD",
    scale: float = 1.0,
    nouns: tuple[str, str] = ("territory", "territories"),
) -> None:
    """Expected revenue of each territory as a bar, last year's revenue as a line across it.

    table: name, revenue_amount, forecast_amount, expected_amount (as `territory_table`). The
    forecast is at present effort; expected is what the hours of this alignment make of it.
    nouns: what a bar is, one and many.
    """
    ordered = table.sort_values("expected_amount", ascending=False, kind="stable")
    expected = ordered["expected_amount"].to_numpy(np.float64) / scale
    revenue = ordered["revenue_amount"].to_numpy(np.float64) / scale
    n, width = len(ordered), bar_width(len(ordered))
    grown = expected >= revenue
    subtitle = (
        f"{money(expected.sum(), currency)} expected against"
        f" {money(revenue.sum(), currency)} in the last 12 months"
        f" ({_growth(expected.sum(), revenue.sum())}), {n} {nouns[1]}, largest first"
    )
    prepare(axes, style, f"Expected revenue by {nouns[0]}", subtitle, "", f"{currency} a year")
    x = np.arange(n)
    axes.bar(x[grown], expected[grown], width, color=style.middle, label="Expected, growing")
    axes.bar(
        x[~grown], expected[~grown], width, color=style.contrast_pale, hatch="////",
        edgecolor=style.surface, linewidth=0, label="Expected, shrinking",
    )  # fmt: skip
    axes.hlines(
        revenue, x - width / 2, x + width / 2, color=style.text, linewidth=1.6,
        label="Revenue, last 12 months",
    )  # fmt: skip
    mean = float(expected.mean()) if n else 0.0
    axes.axhline(mean, color=style.muted, linewidth=0.9, linestyle=(0, (5, 3)), label="Average")
    money_axis(axes, currency)
    axes.set_ylim(bottom=min(0.0, float(expected.min(initial=0.0))))
    name_bars(axes, style, [str(name) for name in ordered["name"]])
    legend(axes, style)


def draw_waterfall(
    axes: Axes,
    steps: pd.DataFrame,
    style: Style = LIGHT,
    currency: str = "USD",
    scale: float = 1.0,
    target_amount: float | None = None,
) -> None:
    """From last year's revenue to the plan, step by step.

    steps: step (words), amount, is_total (True for the first and last bar), as
    `revenue_waterfall`. target_amount is drawn as a line.
    """
    amounts = steps["amount"].to_numpy(np.float64) / scale
    is_total = steps["is_total"].to_numpy(bool)
    ends = np.where(is_total, amounts, 0.0)
    starts = np.zeros(len(steps))
    running = 0.0
    for position, amount in enumerate(amounts):
        if is_total[position]:
            running = amount
            continue
        starts[position], running = running, running + amount
        ends[position] = running
    subtitle = f"What makes {money(amounts[0], currency)} into {money(amounts[-1], currency)}"
    prepare(axes, style, "From last year to the plan", subtitle, "", f"{currency} a year")
    _draw_steps(axes, style, starts, ends, is_total, amounts, currency)
    for position in range(len(steps) - 1):
        axes.plot(
            [position - 0.31, position + 1.31], [ends[position]] * 2, color=style.muted,
            linewidth=0.8, zorder=1,
        )  # fmt: skip
    if target_amount is not None:
        level = target_amount / scale
        axes.axhline(level, color=style.contrast, linewidth=1.4, linestyle=(0, (5, 3)))
        axes.annotate(
            f"Target {money(level, currency)}", (0.995, level), xycoords=("axes fraction", "data"),
            ha="right", va="bottom", color=style.contrast, fontsize=8.5,
        )  # fmt: skip
    money_axis(axes, currency)
    axes.set_xticks(range(len(steps)), [_in_two_lines(str(word)) for word in steps["step"]])
    for label in axes.get_xticklabels():
        label.set_color(style.text)
    low = min(float(np.minimum(starts, ends)[~is_total].min(initial=ends.max())), ends[0])
    # The steps are small against the totals: cut the axis, and say so.
    floor = max(0.0, low - 1.2 * (float(ends.max()) - low)) if low > 0 else min(low, 0.0) * 1.1
    top = max(float(ends.max()), 0.0 if target_amount is None else target_amount / scale)
    axes.set_ylim(floor, top + 0.1 * (top - floor) if top > floor else floor + 1)
    if floor > 0:
        axes.set_ylabel(f"{currency} a year, axis from {money(floor, currency)}")


def _draw_steps(
    axes: Axes,
    style: Style,
    starts: "np.ndarray[tuple[int], np.dtype[np.float64]]",
    ends: "np.ndarray[tuple[int], np.dtype[np.float64]]",
    is_total: "np.ndarray[tuple[int], np.dtype[np.bool_]]",
    amounts: "np.ndarray[tuple[int], np.dtype[np.float64]]",
    currency: str,
) -> None:
    for position, (start, end) in enumerate(zip(starts, ends, strict=True)):
        rises = end >= start
        colour = style.strong if is_total[position] else style.middle if rises else style.contrast
        axes.bar(
            position, abs(end - start), 0.62, bottom=min(start, end), color=colour,
            hatch=None if is_total[position] or rises else "////", edgecolor=style.surface,
            linewidth=0, zorder=2,
        )  # fmt: skip
        sign = "+" if rises and not is_total[position] else ""
        axes.annotate(
            f"{sign}{money(amounts[position], currency)}", (position, max(start, end)),
            xytext=(0, 3), textcoords="offset points", ha="center", va="bottom",
            color=style.text, fontsize=9, fontweight="bold" if is_total[position] else "normal",
            bbox={"facecolor": style.surface, "edgecolor": "none", "pad": 1.0},
        )  # fmt: skip


def draw_expected_months(
    axes: Axes,
    table: pd.DataFrame,
    style: Style = LIGHT,
    currency: str = "USD",
    scale: float = 1.0,
    target_amount: float | None = None,
) -> None:
    """Expected revenue of the company by month, against the target's share of the month.

    table: period, expected_amount, seasonal_share.
    """
    amounts = table["expected_amount"].to_numpy(np.float64) / scale
    x = np.arange(len(table))
    words = f"{money(amounts.sum(), currency)} in the year"
    if target_amount is not None:
        gap = float(amounts.sum()) - target_amount / scale
        words += f", {money(abs(gap), currency)} {'above' if gap >= 0 else 'below'} the target"
    prepare(axes, style, "Expected revenue by month", words, "", f"{currency} a month")
    axes.bar(x, amounts, 0.68, color=style.middle, label="Expected")
    if target_amount is not None:
        goal = target_amount / scale * table["seasonal_share"].to_numpy(np.float64)
        edges = np.append(x - 0.5, len(x) - 0.5)
        axes.stairs(goal, edges, color=style.contrast, linewidth=2.0, label="Target", baseline=None)
    axes.set_xticks(x, [month_name(str(period)) for period in table["period"]])
    for label in axes.get_xticklabels():
        label.set_color(style.text)
    axes.margins(y=0.1)
    axes.set_ylim(bottom=0)
    money_axis(axes, currency)
    legend(axes, style)


def expected_revenue_figure(
    table: pd.DataFrame,
    steps: pd.DataFrame,
    style: Style = LIGHT,
    currency: str = "USD",
    scale: float = 1.0,
    target_amount: float | None = None,
) -> Figure:
    """One page: the waterfall of the company above, territories below."""
    figure = new_figure(style, 16, 10)
    grid = figure.add_gridspec(2, 1, height_ratios=(1, 1.15))
    upper, lower = figure.add_subplot(grid[0]), figure.add_subplot(grid[1])
    draw_waterfall(upper, steps, style, currency, scale, target_amount)
    draw_expected_revenue(lower, table, style, currency, scale)
    return figure


def _growth(new: float, old: float) -> str:
    return f"{new / old - 1:+.1%}" if old else "new"


def _in_two_lines(words: str) -> str:
    if len(words) <= 14 or " " not in words:
        return words
    gaps = [position for position, letter in enumerate(words) if letter == " "]
    middle = min(gaps, key=lambda position: abs(position - len(words) / 2))
    return f"{words[:middle]}\n{words[middle + 1 :]}"
