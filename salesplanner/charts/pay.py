"""Pay: how variable pay follows attainment."""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from salesplanner.charts.style import LIGHT, Style, legend, prepare, share_axis


def draw_payout_curve(axes: Axes, curve: pd.DataFrame, style: Style = LIGHT) -> None:
    """Variable pay as a share of target variable pay over attainment, one line a pay plan.

    curve: pay_plan_id, attainment_share, payout_share (as `payout_curve`).
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
    axes.grid(axis="x", color=style.line, linewidth=0.7)
    share_axis(axes, "x")
    share_axis(axes, "y")
    axes.set_xlim(0, end)
    axes.set_ylim(bottom=0)
    legend(axes, style)
