"""Pay: how variable pay follows attainment."""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from salesplanner.charts.style import (
    LIGHT,
    Style,
    legend,
    money,
    money_axis,
    prepare,
    share_axis,
)


def draw_payout_curve(
    axes: Axes, curve: pd.DataFrame, style: Style = LIGHT, marked_share: float | None = None
) -> None:
    """Variable pay as a share of target variable pay over attainment, one line a pay plan.

    curve: pay_plan_id, attainment_share, payout_share (as `payout_curve`). marked_share: the
    result a statement is for.
    """
    prepare(
        axes, style, "Pay-out curve", "Variable pay for a result; the thin line pays in proportion",
        "Result / quota", "Pay / target variable pay",
    )  # fmt: skip
    colours = (style.middle, style.contrast, style.strong, style.good, style.contrast_pale)
    dashes = ("solid", (0, (5, 2)), (0, (1, 1)), (0, (5, 2, 1, 2)), (0, (3, 3)))
    plans = list(dict.fromkeys(curve["pay_plan_id"]))
    end = float(curve["attainment_share"].max()) if len(curve) else 2.0
    axes.plot([0, end], [0, end], color=style.line, linewidth=1.0)
    for position, plan_id in enumerate(plans):
        own = curve[curve["pay_plan_id"] == plan_id]
        x = own["attainment_share"].to_numpy(np.float64)
        y = own["payout_share"].to_numpy(np.float64)
        which = position % len(colours)
        axes.plot(
            x, y, color=colours[which], linewidth=2.2, linestyle=dashes[which], label=str(plan_id)
        )
        for at in (0.8, 1.0, 1.2):
            paid = float(np.interp(at, x, y))
            axes.plot(at, paid, "o", color=colours[which], markersize=6)
            if position == 0:
                axes.annotate(
                    f"{paid:.0%} at {at:.0%}", (at, paid), xytext=(8, -10),
                    textcoords="offset points", fontsize=8.5, color=style.text,
                )  # fmt: skip
    axes.axvline(1.0, color=style.muted, linewidth=0.8)
    if marked_share is not None:
        axes.axvline(marked_share, color=style.contrast, linewidth=1.4, linestyle=(0, (5, 3)))
    axes.grid(axis="x", color=style.line, linewidth=0.7)
    share_axis(axes, "x")
    share_axis(axes, "y")
    axes.set_xlim(0, end)
    axes.set_ylim(bottom=0)
    legend(axes, style)


def draw_pay_cost(
    axes: Axes,
    table: pd.DataFrame,
    quantiles: tuple[float, float, float] | None = None,
    style: Style = LIGHT,
    currency: str = "USD",
    scale: float = 1.0,
) -> None:
    """Cost of pay when all attain alike, fixed and variable, its share of revenue written above.

    table: attainment_share, fixed_amount, cost_amount, cost_share (as `pay_at_levels`).
    quantiles: P10, P50 and P90 of the simulated cost, drawn as a band.
    """
    x = np.arange(len(table))
    cost = table["cost_amount"].to_numpy(np.float64) / scale
    fixed = table["fixed_amount"].to_numpy(np.float64) / scale
    low, middle, high = (value / scale for value in quantiles or (0.0, 0.0, 0.0))
    words = (
        f"Simulated: P10 {money(low, currency)}, P50 {money(middle, currency)},"
        f" P90 {money(high, currency)}"
        if quantiles
        else "Not simulated yet"
    )
    prepare(axes, style, "Cost of pay", words, "Everybody attains", f"{currency} a year")
    if quantiles:
        axes.axhspan(low, high, color=style.band, zorder=0, label="P10 to P90")
        axes.axhline(middle, color=style.muted, linewidth=1.0)
    axes.bar(x, fixed, 0.55, color=style.strong, label="Fixed pay")
    axes.bar(x, cost - fixed, 0.55, bottom=fixed, color=style.middle, label="Variable pay")
    for place, top, share in zip(x, cost, table["cost_share"], strict=True):
        axes.annotate(
            f"{money(top, currency)}, {share:.1%} of revenue", (place, top), xytext=(0, 4),
            textcoords="offset points", ha="center", fontsize=9, color=style.text,
        )  # fmt: skip
    axes.set_xticks(x, [f"{share:.0%}" for share in table["attainment_share"]])
    for label in axes.get_xticklabels():
        label.set_color(style.text)
    axes.set_xlim(-0.7, len(x) - 0.3)
    axes.set_ylim(0, float(cost.max(initial=1.0)) * 1.15)
    money_axis(axes, currency)
    legend(axes, style)
