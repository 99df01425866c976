"""The trade-off: what each more of disruption buys."""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from salesplanner.charts.style import LIGHT, Style, legend, prepare, share_axis


def draw_trade_off(
    axes: Axes,
    table: pd.DataFrame,
    style: Style = LIGHT,
    x_title: str = "Revenue that changes territory",
    y_title: str = "Travel against today",
) -> None:
    """A point a scenario: share disrupted to the right, the objective against today upwards.

    table: disruption_share, objective, bound (NaN where none is known), name. The first row is
    today's alignment (disruption 0): the others are drawn as change against its objective.
    """
    ordered = table.sort_values("disruption_share", kind="stable")
    x = ordered["disruption_share"].to_numpy(np.float64)
    objective = ordered["objective"].to_numpy(np.float64)
    change = objective / objective[0] - 1 if len(objective) else objective
    best = float(change.min(initial=0.0))
    subtitle = f"Best point {best:+.1%} at {x[int(np.argmin(change))]:.0%}" if len(x) else ""
    prepare(axes, style, "What more disruption buys", subtitle, x_title, y_title)
    axes.plot(x, change, color=style.middle, linewidth=2, marker="o", markersize=7, label="Solved")
    bound = ordered["bound"].to_numpy(np.float64) if "bound" in ordered else np.full(len(x), np.nan)
    known = np.isfinite(bound)
    if known.any():
        axes.plot(
            x[known], bound[known] / objective[0] - 1, color=style.muted, linewidth=1.2,
            linestyle=(0, (5, 3)), marker="_", label="No plan can be better than",
        )  # fmt: skip
        legend(axes, style)
    for place, value, name in zip(x, change, ordered["name"], strict=True):
        axes.annotate(
            str(name), (place, value), xytext=(6, 6), textcoords="offset points", fontsize=8.5,
            color=style.text,
        )  # fmt: skip
    axes.axhline(0, color=style.muted, linewidth=1.0)
    share_axis(axes, "x")
    share_axis(axes, "y")
    axes.margins(x=0.08, y=0.15)
