"""Capacity: what the heads on board can book each month, against the target."""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from salesplanner.charts.style import (
    LIGHT,
    Style,
    legend,
    money,
    money_axis,
    month_name,
    prepare,
)


def draw_capacity(
    axes: Axes, table: pd.DataFrame, style: Style = LIGHT, currency: str = "USD", scale: float = 1.0
) -> None:
    """Bookings capacity by month, present heads and hires, against the month's target.

    table: month, present_amount, hired_amount, target_amount, heads (as `capacity_plan`).
    """
    x = np.arange(len(table))
    present = table["present_amount"].to_numpy(np.float64) / scale
    hired = table["hired_amount"].to_numpy(np.float64) / scale
    target = table["target_amount"].to_numpy(np.float64) / scale
    gap = float((present + hired - target).sum())
    word = "above" if gap >= 0 else "below"
    subtitle = f"The year's capacity is {money(abs(gap), currency)} {word} the target"
    prepare(axes, style, "Capacity against target", subtitle, "", f"{currency} a month")
    axes.bar(x, present, 0.68, color=style.strong, label="Reps on board today")
    axes.bar(
        x, hired, 0.68, bottom=present, color=style.pale, hatch="////", edgecolor=style.middle,
        linewidth=0, label="Hires and backfills",
    )  # fmt: skip
    edges = np.append(x - 0.5, len(table) - 0.5)
    axes.stairs(target, edges, color=style.contrast, linewidth=2.0, label="Target", baseline=None)
    tops = np.maximum(present + hired, target)
    for place, top, heads in zip(x, tops, table["heads"], strict=True):
        axes.annotate(
            f"{heads:.0f}", (place, top), xytext=(0, 4), textcoords="offset points", ha="center",
            fontsize=8.5, color=style.muted,
        )  # fmt: skip
    axes.set_xticks(x, [month_name(str(month)) for month in table["month"]], color=style.text)
    axes.set_xlabel("Figures above the bars: heads at the end of the month", color=style.muted)
    axes.set_ylim(0, float(tops.max(initial=1.0)) * 1.12)
    money_axis(axes, currency)
    legend(axes, style)
