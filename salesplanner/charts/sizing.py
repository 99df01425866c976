"""Sizing: revenue, cost and profit against the number of reps."""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from salesplanner.charts.style import LIGHT, Style, legend, money, money_axis, prepare


def draw_sizing(
    axes: Axes,
    table: pd.DataFrame,
    style: Style = LIGHT,
    currency: str = "USD",
    scale: float = 1.0,
    present_heads: float | None = None,
) -> None:
    """Margin and cost over heads, the space between them is the profit; where it is largest.

    table: heads, revenue_amount, cost_amount, profit_amount (as `sizing`).
    """
    heads = table["heads"].to_numpy(np.float64)
    cost, profit = (table[f"{n}_amount"].to_numpy(np.float64) / scale for n in ("cost", "profit"))
    margin = cost + profit
    best = int(profit.argmax())
    words = f"Profit is largest with {heads[best]:.0f} reps: {money(profit[best], currency)}"
    if present_heads is not None:
        now = float(np.interp(present_heads, heads, profit))
        more = money(profit[best] - now, currency)
        words += f", {more} more than with today's {present_heads:.0f}"
    prepare(
        axes, style, "Number of reps", words, "Reps, full time", f"{currency} a year",
    )  # fmt: skip
    axes.fill_between(heads, cost, margin, color=style.band, zorder=0, label="Profit")
    axes.plot(heads, margin, color=style.strong, linewidth=2.2, label="Margin on revenue")
    axes.plot(
        heads,
        cost,
        color=style.contrast,
        linewidth=2.2,
        linestyle=(0, (5, 2)),
        label="Cost of reps",
    )
    axes.plot([heads[best]] * 2, [cost[best], margin[best]], color=style.good, linewidth=1.6)
    axes.plot(
        heads[best], margin[best], "o", color=style.good, markersize=7, label="Largest profit"
    )
    if present_heads is not None:
        axes.axvline(present_heads, color=style.muted, linewidth=1.0, linestyle=(0, (2, 2)))
        axes.annotate(
            "today", (present_heads, 0.02), xycoords=("data", "axes fraction"), xytext=(4, 0),
            textcoords="offset points", color=style.muted, fontsize=8.5,
        )  # fmt: skip
    money_axis(axes, currency)
    axes.set_xlim(heads.min(), heads.max() if len(heads) > 1 else heads.max() + 1)
    axes.set_ylim(0, float(margin.max()) * 1.1)
    legend(axes, style)
