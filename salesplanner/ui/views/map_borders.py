"""Borders as lines from unit to unit: land, water, bridges, and what the planner forbade."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from salesplanner.plan import Plan
from salesplanner.ui.theme import Theme
from salesplanner.ui.widgets.map_layers import Links

Floats = NDArray[np.float64]


def border_links(plan: Plan, middles: Floats, theme: Theme, with_all: bool) -> list[Links]:
    """Lines to draw: the planner's own borders and barriers always, all others on demand.

    middles: (n, 2) of the units in the order of table unit, in the coordinates of the map.
    """
    rows = plan["border"]
    if not with_all:  # of the many borders only the few that a planner changed
        rows = rows[_flags(rows, "is_forbidden") | _flags(rows, "is_own")]
    ends = _segments(plan, rows, middles)
    is_placed = np.isfinite(ends).all(axis=1)
    is_barrier = _flags(rows, "is_forbidden")
    is_own = _flags(rows, "is_own") & ~is_barrier
    kind = rows["kind"].fillna("land").to_numpy(object)
    is_land = (kind == "land") & ~is_own & ~is_barrier
    is_crossing = (kind != "land") & ~is_own & ~is_barrier
    found = [
        Links(ends[is_placed & is_land], theme.muted, 0.8),
        Links(ends[is_placed & is_crossing], theme.accent, 1.6, is_dashed=True),
    ] * with_all
    found.append(Links(ends[is_placed & is_own], theme.positive, 2.4))
    found.append(Links(ends[is_placed & is_barrier], theme.negative, 2.8))
    return [links for links in found if len(links.segments)]


def borders_note(theme: Theme) -> str:
    """What the lines mean, for the legend."""
    kinds = (
        ("touch", theme.muted),
        ("water or bridge", theme.accent),
        ("added by you", theme.positive),
        ("forbidden", theme.negative),
    )
    lines = [f"<span style='color:{ink}'>&#9473;</span>&nbsp;{word}" for word, ink in kinds]
    return "Borders: " + " ".join(lines)


def _segments(plan: Plan, rows: pd.DataFrame, middles: Floats) -> Floats:
    place = pd.Index(plan["unit"]["unit_id"])
    padded = np.vstack([middles, [[np.nan, np.nan]]])
    a, b = (place.get_indexer(pd.Index(rows[end])) for end in ("unit_a", "unit_b"))
    return np.hstack([padded[a], padded[b]])


def _flags(rows: pd.DataFrame, column: str) -> NDArray[np.bool_]:
    return np.asarray(rows[column].fillna(False).to_numpy(bool))
