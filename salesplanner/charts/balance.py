"""Balance: each territory against its target, 100 being on it, with the band it should be in."""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from salesplanner.charts.style import LIGHT, Style, bar_width, legend, name_bars, prepare

_TITLES = {
    "workload_hours": "workload",
    "visit_hours": "visit hours",
    "revenue_amount": "revenue",
    "potential_amount": "potential",
    "accounts": "accounts",
}


def draw_balance(
    axes: Axes,
    table: pd.DataFrame,
    measure: str = "workload_hours",
    style: Style = LIGHT,
    band_share: float = 0.15,
) -> None:
    """Balance index of each territory, largest first; the band is shaded.

    table: name and `<measure>_index` (as `territory_table`).
    """
    ordered = table.sort_values(f"{measure}_index", ascending=False, kind="stable")
    index = ordered[f"{measure}_index"].to_numpy(np.float64)
    low, high = 100 * (1 - band_share), 100 * (1 + band_share)
    inside = (index >= low - 1e-9) & (index <= high + 1e-9)
    noun = _TITLES.get(measure, measure.replace("_", " "))
    subtitle = (
        f"{inside.sum()} of {len(index)} territories within {low:.0f} to {high:.0f};"
        f" least {np.nanmin(index, initial=100):.0f}, most {np.nanmax(index, initial=100):.0f}"
    )
    prepare(axes, style, f"Balance of {noun}", subtitle, "", "Index, 100 = on target")
    x, width = np.arange(len(index)), bar_width(len(index))
    axes.axhspan(low, high, color=style.band, zorder=0)
    for chosen, colour, hatch, label in (
        (inside, style.middle, None, "Within the band"),
        (index > high, style.contrast, None, "Above"),
        (index < low, style.contrast_pale, "////", "Below"),
    ):
        axes.bar(
            x[chosen], index[chosen] - 100, width, bottom=100, color=colour, hatch=hatch,
            edgecolor=style.surface, linewidth=0, label=label,
        )  # fmt: skip
    axes.axhline(100, color=style.muted, linewidth=1.0)
    name_bars(axes, style, [str(name) for name in ordered["name"]])
    legend(axes, style)
