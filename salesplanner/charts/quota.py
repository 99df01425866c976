"""Quota: against the potential of the territory, so that what is unfair stands out."""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from salesplanner.charts.style import LIGHT, Style, legend, money_axis, prepare


def draw_quota_scatter(
    axes: Axes,
    sheet: pd.DataFrame,
    potential_amount: "pd.Series[float]",
    style: Style = LIGHT,
    currency: str = "USD",
    scale: float = 1.0,
) -> None:
    """Quota over potential; the line is the company's ratio, shaded 25 % to both sides.

    sheet: name, revised_amount, stands_out (as `quota_sheet`); potential_amount in the same order.
    """
    quota = sheet["revised_amount"].to_numpy(np.float64) / scale
    potential = potential_amount.to_numpy(np.float64) / scale
    total = float(potential.sum())
    ratio = float(quota.sum()) / total if total else 0.0
    far = sheet["stands_out"].to_numpy(object) != ""
    off = np.abs(quota - ratio * potential) > 0.25 * ratio * potential
    subtitle = f"Company: {ratio:.1%} of potential; {off.sum()} territories more than 25 % off that"
    x_title, y_title = f"Potential, {currency} a year", f"Quota, {currency} a year"
    prepare(axes, style, "Quota against potential", subtitle, x_title, y_title)
    end = float(potential.max(initial=1.0)) * 1.05
    line = np.array([0.0, end])
    axes.fill_between(line, 0.75 * ratio * line, 1.25 * ratio * line, color=style.band, zorder=0)
    axes.plot(line, ratio * line, color=style.muted, linewidth=1.2, label="Company ratio")
    for chosen, colour, marker, label in (
        (~off, style.middle, "o", "Within 25 %"),
        (off, style.contrast, "D", "More than 25 % off"),
    ):
        axes.scatter(
            potential[chosen], quota[chosen], s=34, color=colour, marker=marker,
            edgecolor=style.surface, linewidth=0.6, label=label, zorder=3,
        )  # fmt: skip
    distance = np.abs(quota - ratio * potential)
    named = set(np.argsort(-distance, kind="stable")[:6][off[np.argsort(-distance)[:6]]])
    named |= set(np.flatnonzero(far)[:6])
    for position in sorted(named):
        axes.annotate(
            str(sheet["name"].iloc[position]), (potential[position], quota[position]),
            xytext=(6, 4), textcoords="offset points", fontsize=8, color=style.text,
        )  # fmt: skip
    axes.grid(axis="x", color=style.line, linewidth=0.7)
    money_axis(axes, currency, "x")
    money_axis(axes, currency, "y")
    axes.set_xlim(0, end)
    axes.set_ylim(bottom=0)
    legend(axes, style, 1, "upper left")
