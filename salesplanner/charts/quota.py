"""Quota: against the potential of the territory, so that what is unfair stands out."""

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from numpy.typing import NDArray

from salesplanner.charts.style import (
    LIGHT,
    Style,
    bar_width,
    legend,
    money_axis,
    name_bars,
    prepare,
)


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
    named |= set(np.flatnonzero(far & (distance > 0))[:6])
    reach = end, float(quota.max(initial=1.0))
    for position in _apart(sorted(named, key=lambda one: -distance[one]), potential, quota, reach):
        axes.annotate(
            str(sheet["name"].iloc[position]), (potential[position], quota[position]),
            xytext=(6, 4) if potential[position] < 0.85 * end else (-6, 6),
            textcoords="offset points", fontsize=8, color=style.text,
            ha="left" if potential[position] < 0.85 * end else "right",
        )  # fmt: skip
    axes.grid(axis="x", color=style.line, linewidth=0.7)
    money_axis(axes, currency, "x")
    money_axis(axes, currency, "y")
    axes.set_xlim(0, end)
    axes.set_ylim(bottom=0)
    legend(axes, style, 1, "upper left")


def draw_methods(
    axes: Axes,
    table: pd.DataFrame,
    methods: list[str],
    style: Style = LIGHT,
    currency: str = "USD",
    scale: float = 1.0,
) -> None:
    """The allocated quota of each territory as a bar, each method as a marker over it.

    table: name, planned_amount and <method>_amount, all with the same total.
    """
    ordered = table.sort_values("planned_amount", ascending=False, kind="stable")
    x = np.arange(len(ordered))
    prepare(
        axes, style, "Methods side by side", "All with the same total; bars are what is allocated",
        "", f"{currency} a year",
    )  # fmt: skip
    planned = ordered["planned_amount"].to_numpy(np.float64) / scale
    axes.bar(x, planned, bar_width(len(x)), color=style.pale, label="Allocated")
    colours = (style.strong, style.contrast, style.middle, style.good, style.bad, style.text)
    for name, colour, marker in zip(methods, colours, "o^sDvx", strict=False):
        values = ordered[f"{name}_amount"].to_numpy(np.float64) / scale
        axes.scatter(
            x, values, s=14, color=colour, marker=marker, label=name.capitalize(), zorder=3
        )
    money_axis(axes, currency)
    axes.set_ylim(bottom=0)
    name_bars(axes, style, [str(name) for name in ordered["name"]])
    legend(axes, style, 7)


def _apart(
    wanted: list[int],
    x: NDArray[Any],
    y: NDArray[Any],
    reach: tuple[float, float],
) -> list[int]:
    """Of the points to be named, the farthest off first, those whose names do not run together."""
    kept: list[int] = []
    for one in wanted:
        near = (abs(x[one] - x[k]) < 0.2 * reach[0] and abs(y[one] - y[k]) < 0.16 * reach[1]
                for k in kept)  # fmt: skip
        if not any(near):
            kept.append(one)
    return kept
