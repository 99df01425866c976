"""Coverage: how much of the potential each territory, and each segment, has won."""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from salesplanner.charts.style import (
    LIGHT,
    Style,
    bar_width,
    legend,
    money,
    money_axis,
    name_bars,
    new_figure,
    prepare,
    share_axis,
)


def draw_coverage(
    axes: Axes, table: pd.DataFrame, style: Style = LIGHT, currency: str = "USD", scale: float = 1.0
) -> None:
    """Potential of each territory as a pale bar, revenue in it as a dark one, largest first.

    table: territory_id, name, revenue_amount, potential_amount (as `territory_table`); amounts
    are divided by `scale` (smallest units in a whole one).
    """
    ordered = table.sort_values("potential_amount", ascending=False, kind="stable")
    potential = ordered["potential_amount"].to_numpy(np.float64) / scale
    revenue = ordered["revenue_amount"].to_numpy(np.float64) / scale
    total, won = potential.sum(), revenue.sum()
    subtitle = (
        f"{money(won, currency)} won of {money(total, currency)} potential"
        f" ({_percent(won, total)}), {len(ordered)} territories, largest potential first"
    )
    prepare(axes, style, "Coverage by territory", subtitle, "", f"{currency} a year")
    x, width = np.arange(len(ordered)), bar_width(len(ordered))
    axes.bar(x, potential, width, color=style.pale, label="Potential")
    axes.bar(x, revenue, width, color=style.strong, label="Revenue, last 12 months")
    money_axis(axes, currency)
    axes.set_ylim(bottom=0)
    name_bars(axes, style, _names(ordered))
    legend(axes, style)


def draw_penetration(axes: Axes, table: pd.DataFrame, style: Style = LIGHT) -> None:
    """Penetration (revenue / potential) of each territory, against the company's, same order.

    table: as for `draw_coverage`.
    """
    ordered = table.sort_values("potential_amount", ascending=False, kind="stable")
    share = (ordered["revenue_amount"] / ordered["potential_amount"]).to_numpy(np.float64)
    potential = float(ordered["potential_amount"].sum())
    mean = float(ordered["revenue_amount"].sum()) / potential if potential else float("nan")
    subtitle = "Revenue / potential; the line is the whole company"
    prepare(axes, style, "Penetration by territory", subtitle, "", "Share of potential")
    x = np.arange(len(ordered))
    axes.vlines(x, mean, share, color=style.line, linewidth=1.2)
    above = share >= mean
    for chosen, colour, marker, label in (
        (above, style.middle, "o", "Above the company"),
        (~above, style.contrast, "D", "Below the company"),
    ):
        axes.scatter(x[chosen], share[chosen], s=26, color=colour, marker=marker, label=label)
    axes.axhline(mean, color=style.muted, linewidth=1.0)
    share_axis(axes)
    axes.set_ylim(bottom=0)
    name_bars(axes, style, _names(ordered))
    legend(axes, style)


def draw_segments(
    axes: Axes, table: pd.DataFrame, style: Style = LIGHT, currency: str = "USD", scale: float = 1.0
) -> None:
    """Revenue within potential by segment, penetration written on each bar.

    table: territory_id, segment, revenue_amount, potential_amount (as `coverage_by_segment`).
    """
    sums = table.groupby("segment")[["revenue_amount", "potential_amount", "accounts"]].sum()
    sums = sums.sort_values("potential_amount")
    prepare(axes, style, "By segment", "Share of potential won", f"{currency} a year", "")
    y = np.arange(len(sums))
    potential = sums["potential_amount"].to_numpy(np.float64) / scale
    revenue = sums["revenue_amount"].to_numpy(np.float64) / scale
    axes.barh(y, potential, 0.45, color=style.pale, label="Potential")
    axes.barh(y, revenue, 0.45, color=style.strong, label="Revenue")
    for row, (won, most) in enumerate(zip(revenue, potential, strict=True)):
        axes.text(most, row, f" {_percent(won, most)}", va="center", color=style.text, fontsize=8.5)
    axes.set_yticks(y, [str(name).capitalize() for name in sums.index], color=style.text)
    axes.grid(axis="y", visible=False)
    axes.grid(axis="x", color=style.line, linewidth=0.7)
    axes.margins(x=0.16)
    axes.xaxis.set_major_locator(MaxNLocator(nbins=4))
    money_axis(axes, currency, "x")


def coverage_figure(
    table: pd.DataFrame,
    segments: pd.DataFrame,
    style: Style = LIGHT,
    currency: str = "USD",
    scale: float = 1.0,
) -> Figure:
    """One page: revenue within potential, penetration, and segments beside them."""
    figure = new_figure(style, 16, 9.5)
    grid = figure.add_gridspec(2, 2, width_ratios=(4.2, 1), height_ratios=(1.25, 1))
    draw_coverage(figure.add_subplot(grid[0, 0]), table, style, currency, scale)
    draw_penetration(figure.add_subplot(grid[1, 0]), table, style)
    draw_segments(figure.add_subplot(grid[:, 1]), segments, style, currency, scale)
    return figure


def _names(table: pd.DataFrame) -> list[str]:
    return [str(name) for name in table["name"]]


def _percent(part: float, whole: float) -> str:
    return f"{part / whole:.0%}" if whole else "no potential"
