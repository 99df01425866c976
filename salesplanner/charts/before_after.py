"""Two alignments side by side, as pictures: who covers what, and what is expected of it."""

from pathlib import Path

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.collections import LineCollection, PolyCollection
from matplotlib.figure import Figure
from numpy.typing import NDArray

from salesplanner.geography.colours import PALETTE, UNASSIGNED
from salesplanner.geography.outlines import Outlines

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

INK, MUTED, GRID = "#17212e", "#55636f", "#d5dbe2"
BEFORE, AFTER = "#9aa7b4", "#1f5fbf"
DOTS_PER_INCH = 130


def coverage_figure(
    outlines: Outlines,
    territories: tuple[Ints, Ints],
    colours: tuple[Ints, Ints],
    indices: tuple[Floats, Floats],
    band_share: float,
    names: tuple[str, str],
) -> Figure:
    """Maps before and after, and how the workload index is spread in each.

    Args:
        territories: (n,) of each unit, -1: none; colours: (k,) palette positions; indices: (k,)
            workload index, 100 on target; each before and after.
    """
    figure = Figure(figsize=(13, 9), layout="constrained")
    grid = figure.add_gridspec(2, 2, height_ratios=(1.25, 1))
    for side in (0, 1):
        axes = figure.add_subplot(grid[0, side])
        draw_alignment(axes, outlines, territories[side], colours[side])
        axes.set_title(names[side], loc="left", color=INK, fontsize=13)
    draw_index_spread(figure.add_subplot(grid[1, :]), indices, band_share, names)
    return figure


def expected_revenue_figure(
    districts: pd.DataFrame, territories: tuple[Floats, Floats], names: tuple[str, str],
    currency: str,
) -> Figure:  # fmt: skip
    """Expected revenue by district with its quota, and of all territories in order of size.

    Args:
        districts: name, before, after, quota in whole units of the currency.
        territories: (k,) expected revenue of each territory, before and after.
    """
    figure = Figure(figsize=(13, 7.5), layout="constrained")
    grid = figure.add_gridspec(1, 2, width_ratios=(1.15, 1))
    draw_expected_by_district(figure.add_subplot(grid[0, 0]), districts, names, currency)
    draw_in_order(figure.add_subplot(grid[0, 1]), territories, names, currency)
    return figure


def draw_alignment(axes: Axes, outlines: Outlines, territory: Ints, colour: Ints) -> None:
    """The units filled by territory, in an equal-area look, with lines between territories."""
    points = _flat(outlines.points)
    starts, unit = outlines.ring_starts, outlines.ring_unit
    rings = [points[starts[r] : starts[r + 1]] for r in range(len(unit))]
    fills = np.array([*PALETTE, UNASSIGNED], object)
    position = np.where(territory >= 0, np.append(colour, 0)[territory] % len(PALETTE), -1)
    axes.add_collection(
        PolyCollection(rings, facecolors=fills[position[unit]], edgecolors="white", linewidths=0.1)
    )
    edges = _edges_between(outlines, points, territory)
    axes.add_collection(LineCollection(list(edges), colors=INK, linewidths=0.5))
    axes.set_aspect("equal")
    axes.autoscale_view()
    axes.set_axis_off()


def draw_index_spread(
    axes: Axes, indices: tuple[Floats, Floats], band_share: float, names: tuple[str, str]
) -> None:
    """The index of every territory, sorted, before and after; the band is shaded."""
    low, high = 100 * (1 - band_share), 100 * (1 + band_share)
    axes.axhspan(low, high, color=AFTER, alpha=0.10, linewidth=0)
    for values, name, colour in zip(indices, names, (BEFORE, AFTER), strict=True):
        ordered = np.sort(values)[::-1]
        rank = np.arange(1, len(ordered) + 1)
        inside = float(((ordered >= low) & (ordered <= high)).mean())
        label = f"{name}: {ordered.min():.0f} to {ordered.max():.0f}, {inside:.0%} inside the band"
        axes.plot(rank, ordered, "o-", color=colour, markersize=3.5, linewidth=1, label=label)
    axes.set_title("Workload of each territory, 100 = on target", loc="left", color=INK)
    axes.set_xlabel("Territories, from the heaviest to the lightest", color=MUTED)
    _plain(axes)
    axes.legend(frameon=False)
    axes.set_ylim(bottom=0)


def draw_expected_by_district(
    axes: Axes, districts: pd.DataFrame, names: tuple[str, str], currency: str
) -> None:
    """Bars before and after for each district, its quota as a mark."""
    place = np.arange(len(districts))[::-1]
    for shift, column, name, colour in (
        (0.2, "before", names[0], BEFORE), (-0.2, "after", names[1], AFTER)
    ):  # fmt: skip
        values = districts[column].to_numpy(float) / 1e6
        axes.barh(place + shift, values, height=0.38, color=colour, label=name)
    quota = districts["quota"].to_numpy(float) / 1e6
    axes.plot(quota, place - 0.2, "|", color=INK, markersize=14, markeredgewidth=2, label="quota")
    axes.set_yticks(place, districts["name"].tolist())
    axes.set_xlabel(f"million {currency}", color=MUTED)
    axes.set_title("Expected revenue by district", loc="left", color=INK)
    _plain(axes, "x")
    axes.set_ylim(-0.6, len(districts) + 0.25)
    axes.legend(frameon=False, ncols=3, loc="upper right")


def draw_in_order(
    axes: Axes, territories: tuple[Floats, Floats], names: tuple[str, str], currency: str
) -> None:
    """Expected revenue of all territories in order of size, before and after."""
    for values, name, colour in zip(territories, names, (BEFORE, AFTER), strict=True):
        ordered = np.sort(values)[::-1] / 1e6
        label = f"{name}: {ordered.sum():,.1f} million in all"
        rank = np.arange(1, len(ordered) + 1)
        axes.plot(rank, ordered, "o-", color=colour, markersize=3.5, linewidth=1, label=label)
    axes.set_xlabel("Territories, from the largest to the smallest", color=MUTED)
    axes.set_ylabel(f"million {currency}", color=MUTED)
    axes.set_title("Expected revenue of each territory", loc="left", color=INK)
    _plain(axes)
    axes.set_ylim(bottom=0)
    axes.legend(frameon=False)


def save_figure(figure: Figure, path: Path) -> None:
    """Write the figure as PNG."""
    FigureCanvasAgg(figure)
    figure.savefig(path, dpi=DOTS_PER_INCH)


def _flat(points: Floats) -> Floats:
    """Albers' equal-area conic for the lower 48: parallels 29.5 and 45.5 (Snyder 1987)."""
    north, east = np.radians(points[:, 1]), np.radians(points[:, 0] + 96)
    first, second = np.radians((29.5, 45.5))
    n = (np.sin(first) + np.sin(second)) / 2
    c = np.cos(first) ** 2 + 2 * n * np.sin(first)
    radius = np.sqrt(np.maximum(c - 2 * n * np.sin(north), 0)) / n
    return np.column_stack([radius * np.sin(n * east), -radius * np.cos(n * east)])


def _edges_between(outlines: Outlines, points: Floats, territory: Ints) -> Floats:
    """Pieces of outline, (e, 2, 2), that two territories share or that bound the map.

    Units that touch have the same points there: an edge between two units of one territory is
    found twice and left out.
    """
    starts = outlines.ring_starts
    inner = np.ones(len(points) - 1, bool)
    inner[starts[1:-1] - 1] = False
    at = np.flatnonzero(inner)
    ring = np.searchsorted(starts, at, side="right") - 1
    owner = territory[outlines.ring_unit[ring]]
    ends = np.round(np.column_stack([outlines.points[at], outlines.points[at + 1]]), 7)
    swap = (ends[:, 0] > ends[:, 2]) | ((ends[:, 0] == ends[:, 2]) & (ends[:, 1] > ends[:, 3]))
    ends[swap] = ends[swap][:, [2, 3, 0, 1]]
    keys = np.column_stack([ends, owner])
    _, first, count = np.unique(keys, axis=0, return_index=True, return_counts=True)
    chosen = at[first[count == 1]]
    return np.stack([points[chosen], points[chosen + 1]], axis=1)


def _plain(axes: Axes, grid: str = "y") -> None:
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    for side in ("left", "bottom"):
        axes.spines[side].set_color(GRID)
    axes.grid(axis=grid, color=GRID, linewidth=0.6)  # type: ignore[arg-type]  # x, y or both
    axes.set_axisbelow(True)
    axes.tick_params(colors=MUTED)
