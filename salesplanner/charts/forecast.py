"""Forecast: bookings of the past months, and the next ones with their low and high."""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from salesplanner.charts.style import LIGHT, Style, legend, money, money_axis, prepare

_SHOWN = 36  # months of history


def draw_forecast(
    axes: Axes,
    history: pd.DataFrame,
    table: pd.DataFrame,
    words: str,
    style: Style = LIGHT,
    currency: str = "USD",
    scale: float = 1.0,
) -> None:
    """Bookings by month, then the forecast with the band that holds eight of ten.

    history: period, amount. table: period, low_amount, base_amount, high_amount. words: which
    method was used and its error.
    """
    past = history.groupby("period")["amount"].sum().sort_index().iloc[-_SHOWN:]
    names = [*past.index, *table["period"]]
    number = {name: position for position, name in enumerate(_all_months(names))}
    low, base, high = (
        table[f"{name}_amount"].to_numpy(np.float64) / scale for name in ("low", "base", "high")
    )
    ahead = np.array([number[name] for name in table["period"]], float)
    title = f"Bookings forecast: {money(float(base.sum()), currency)}"
    prepare(axes, style, title, words, "", f"{currency} a month")
    axes.plot(
        [number[name] for name in past.index], past.to_numpy(np.float64) / scale,
        color=style.strong, linewidth=1.8, label="Booked",
    )  # fmt: skip
    axes.fill_between(ahead, low, high, color=style.pale, label="Low to high: 8 of 10 years")
    axes.plot(
        ahead, base, color=style.contrast, linewidth=2.2, linestyle=(0, (5, 2)), label="Forecast"
    )
    every = [(name, at) for name, at in number.items() if name[5:7] in ("01", "04", "07", "10")]
    axes.set_xticks([at for _name, at in every], [_short(name) for name, _at in every])
    for label in axes.get_xticklabels():
        label.set_color(style.text)
    axes.axvline(ahead[0] - 0.5, color=style.muted, linewidth=0.8)
    axes.set_ylim(0, max(float(high.max()), float(past.max()) / scale) * 1.12)
    money_axis(axes, currency)
    legend(axes, style)


def _all_months(names: list[str]) -> list[str]:
    """Every month from the first to the last."""
    ends = [12 * int(name[:4]) + int(name[5:7]) - 1 for name in names]
    return [f"{n // 12}-{n % 12 + 1:02d}" for n in range(min(ends), max(ends) + 1)]


def _short(name: str) -> str:
    quarter = {"01": "Q1", "04": "Q2", "07": "Q3", "10": "Q4"}[name[5:7]]
    return f"{quarter}\n{name[:4]}" if quarter == "Q1" else quarter
