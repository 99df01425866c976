"""The map in files: territories as areas in colours that neighbours do not share."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import NDArray

from salesplanner.analysis.columns import index_of, positions, texts
from salesplanner.analysis.territory_measures import Measures
from salesplanner.charts.before_after import draw_alignment
from salesplanner.charts.style import LIGHT, Style, new_figure
from salesplanner.geography.colours import colour_territories, territory_borders
from salesplanner.geography.outlines import Outlines

Ints = NDArray[np.int64]


def map_figure(measures: Measures, outlines: Outlines, style: Style = LIGHT) -> Figure:
    """The alignment of one layer on a page of its own, with its title and what it shows."""
    figure = new_figure(style, 13, 8.5)
    axes = figure.subplots()
    draw_map(axes, measures, outlines, style)
    plan = measures.plan
    scenarios = plan["scenario"].set_index("scenario_id")["name"]
    title = f"{plan.info['name']}: {scenarios[measures.scenario_id]}"
    axes.set_title(title, loc="left", fontsize=15, fontweight="bold", color=style.text)
    loose = int(measures.unassigned.get("units", 0))
    words = f"{measures.n_territories} territories" + (f"; {loose} units in none" if loose else "")
    axes.annotate(words, (0, 0), xycoords="axes fraction", color=style.muted, fontsize=10)
    return figure


def draw_map(axes: Axes, measures: Measures, outlines: Outlines, style: Style = LIGHT) -> None:
    """Territories filled so that no two that touch are alike; a dot where a unit has no outline.

    outlines: in the order of table unit.
    """
    owner = np.asarray(measures.cover.unit_territory, np.int64)
    colour = territory_colours(measures)
    if len(outlines.ring_unit):
        draw_alignment(axes, outlines, owner, colour)
    else:
        places = measures.facts.unit_places
        axes.scatter(places.x, places.y, c=owner % 8, s=6, cmap="tab10")
        axes.set_aspect("equal")
        axes.set_axis_off()
    axes.set_facecolor(style.surface)


def territory_colours(measures: Measures) -> Ints:
    """Palette position of each territory, (k,)."""
    units, border = index_of(measures.plan["unit"], "unit_id"), measures.plan["border"]
    ends = [positions(units, texts(border, name)) for name in ("unit_a", "unit_b")]
    pairs = territory_borders(
        np.column_stack(ends).astype(np.int64), np.asarray(measures.cover.unit_territory, np.int64)
    )
    return colour_territories(measures.n_territories, pairs)
