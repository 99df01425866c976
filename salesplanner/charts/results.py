"""Results against quota to date, as bars around 100 %."""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from salesplanner.charts.style import LIGHT, Style, money, prepare, share_axis


def draw_results(
    axes: Axes, table: pd.DataFrame, title: str, currency: str, scale: int, style: Style = LIGHT
) -> None:
    """A bar a row, the first on top: attainment of the quota to date, with what was sold beside.

    table: name, attainment_share, actual_amount, quota_to_date_amount.
    """
    prepare(axes, style, title, "Sold over the quota to date; 100 % is on plan", "", "")
    axes.grid(axis="y", visible=False)
    axes.grid(axis="x", color=style.line, linewidth=0.7)
    shares = np.nan_to_num(table["attainment_share"].to_numpy(np.float64))
    place = np.arange(len(table))
    colours = [style.middle if share >= 1 else style.contrast for share in shares]
    axes.barh(place, shares, color=colours, height=0.68)
    axes.axvline(1.0, color=style.text, linewidth=1.0)
    end = max(1.2, float(shares.max(initial=0)) * 1.05)
    for row, (share, line) in enumerate(zip(shares, table.to_dict("records"), strict=True)):
        words = (f"{share:.0%}   {money(line['actual_amount'] / scale, currency)} of "
                 f"{money(line['quota_to_date_amount'] / scale, currency)}")  # fmt: skip
        axes.text(end * 1.01, row, words, va="center", fontsize=8, color=style.text,
                  parse_math=False)  # fmt: skip
    axes.set_yticks(place, [str(name)[:32] for name in table["name"]], fontsize=8)
    axes.set_ylim(len(table) - 0.4, -0.6)
    axes.set_xlim(0, end)
    share_axis(axes, "x")
