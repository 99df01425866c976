"""Attainment: how results spread around quota, and the chance to make the number."""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from salesplanner.charts.style import LIGHT, Style, legend, money, money_axis, prepare, share_axis


def draw_attainment(axes: Axes, table: pd.DataFrame, style: Style = LIGHT) -> None:
    """Share of reps by attainment; five bands from pale to strong, 100 % marked.

    table: from_share, to_share, share (as `attainment_histogram`): share of rep-years in each bin.
    """
    start = table["from_share"].to_numpy(np.float64)
    end = table["to_share"].to_numpy(np.float64)
    share = table["share"].to_numpy(np.float64)
    at_quota = float(share[start >= 1 - 1e-9].sum())
    subtitle = f"{at_quota:.0%} of reps at or above quota; 55 to 70 % is healthy"
    prepare(axes, style, "Attainment of reps", subtitle, "Result / quota", "Share of reps")
    bands = (
        (0.0, 0.5, style.contrast, "////", "Below 50 %"),
        (0.5, 0.8, style.contrast_pale, "", "50 to 80 %"),
        (0.8, 1.0, style.pale, "", "80 to 100 %"),
        (1.0, 1.2, style.middle, "", "100 to 120 %"),
        (1.2, np.inf, style.strong, "", "Above 120 %"),
    )
    for low, high, colour, hatch, label in bands:
        inside = (start >= low - 1e-9) & (start < high - 1e-9)
        axes.bar(
            start[inside], share[inside], (end - start)[inside] * 0.92, align="edge",
            color=colour, hatch=hatch, edgecolor=style.surface, linewidth=0,
            label=f"{label}: {share[inside].sum():.0%}",
        )  # fmt: skip
    axes.axvline(1.0, color=style.text, linewidth=1.2)
    axes.set_xlim(0, float(end.max(initial=2.0)))
    share_axis(axes, "x")
    share_axis(axes, "y")
    legend(axes, style, 5)


def draw_company_result(
    axes: Axes,
    results: "np.ndarray[tuple[int], np.dtype[np.float64]]",
    target_amount: float,
    style: Style = LIGHT,
    currency: str = "USD",
    scale: float = 1.0,
) -> None:
    """Results of the company over all runs, those below the target paler, P10 to P90 named."""
    values, target = results / scale, target_amount / scale
    low, middle, high = np.quantile(values, [0.1, 0.5, 0.9])
    chance = float((values >= target).mean())
    subtitle = (
        f"{chance:.0%} chance to make {money(target, currency)}; P10 {money(low, currency)},"
        f" P50 {money(middle, currency)}, P90 {money(high, currency)}"
    )
    prepare(axes, style, "The company's number", subtitle, f"{currency} a year", "Share of runs")
    edges = np.linspace(values.min(), values.max(), 41)
    share = np.histogram(values, edges)[0] / len(values)
    made = edges[:-1] >= target
    width = np.diff(edges)
    axes.bar(
        edges[:-1][made], share[made], width[made] * 0.94, align="edge", color=style.middle,
        label="Target made",
    )  # fmt: skip
    axes.bar(
        edges[:-1][~made], share[~made], width[~made] * 0.94, align="edge",
        color=style.contrast_pale, hatch="////", edgecolor=style.surface, linewidth=0,
        label="Target missed",
    )  # fmt: skip
    axes.axvline(target, color=style.text, linewidth=1.4)
    money_axis(axes, currency, "x")
    share_axis(axes, "y")
    legend(axes, style)


HEALTHY = (0.55, 0.70)  # share of reps at or above quota


def draw_over_assignment(axes: Axes, table: pd.DataFrame, style: Style = LIGHT) -> None:
    """Share of reps at or above quota by the cushion above the target; the healthy band shaded.

    table: over_assignment_share, at_quota_share, mean_attainment_share (`by_over_assignment`).
    """
    cushion = table["over_assignment_share"].to_numpy(np.float64)
    reached = table["at_quota_share"].to_numpy(np.float64)
    mean = table["mean_attainment_share"].to_numpy(np.float64)
    inside = cushion[(reached >= HEALTHY[0]) & (reached <= HEALTHY[1])]
    words = (
        f"Between {inside.min():.0%} and {inside.max():.0%} above the target it is healthy"
        if len(inside)
        else "At none of these is it within 55 to 70 %"
    )
    prepare(
        axes, style, "How much to assign above the target", words,
        "Sum of quotas above the target", "Share of reps, result / quota",
    )  # fmt: skip
    axes.axhspan(*HEALTHY, color=style.band, zorder=0, label="Healthy: 55 to 70 %")
    axes.plot(cushion, reached, "o-", color=style.strong, linewidth=2.2, label="At quota")
    axes.plot(
        cushion, mean, "D--", color=style.contrast, linewidth=1.8, label="Mean result / quota"
    )
    for x, y in zip(cushion, reached, strict=True):
        axes.annotate(
            f"{y:.0%}", (x, y), xytext=(0, 8), textcoords="offset points", ha="center",
            fontsize=8.5, color=style.text,
        )  # fmt: skip
    share_axis(axes, "x")
    share_axis(axes, "y")
    axes.set_ylim(0, max(1.05, float(mean.max(initial=1.0)) * 1.08))
    legend(axes, style)
