"""How compact territories are: inertia, Polsby-Popper, number of connected parts."""

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from salesplanner.analysis.columns import (
    Bools,
    Floats,
    Ints,
    bin_sums,
    flags,
    floats,
    positions,
    texts,
)
from salesplanner.analysis.register import Register
from salesplanner.geography.areas import EARTH_RADIUS_KM
from salesplanner.geography.outlines import Outlines
from salesplanner.plan.model import Plan


def inertia(weights: Floats, km: Floats, territory: Ints, n_territories: int) -> Floats:
    """Moment of inertia of each territory: sum of weight x squared km to the centre, (k,)."""
    return bin_sums(territory, weights * km * km, n_territories)


def open_borders(plan: Plan, known: Register) -> Ints:
    """Borders across which units may be joined, (e, 2) unit positions.

    Land borders, the planner's own, and the bridges of units that have no land border.
    """
    table = plan["border"]
    a = positions(known.units, texts(table, "unit_a"))
    b = positions(known.units, texts(table, "unit_b"))
    usable = ~flags(table, "is_forbidden") & (a >= 0) & (b >= 0)
    kind = texts(table, "kind", "land")
    is_land = usable & ((kind == "land") | flags(table, "is_own"))
    has_land = np.zeros(known.n_units, bool)
    has_land[a[is_land]] = True
    has_land[b[is_land]] = True
    is_needed = usable & (kind == "bridge")
    is_needed[is_needed] = ~(has_land[a[is_needed]] & has_land[b[is_needed]])
    chosen = is_land | is_needed
    return np.column_stack([a[chosen], b[chosen]])


def parts(unit_territory: Ints, borders: Ints, n_territories: int) -> Ints:
    """Connected parts of each territory, (k,): 1 is contiguous, 0 has no unit."""
    n_units = len(unit_territory)
    assigned = unit_territory >= 0
    inside = _inside(unit_territory, borders)
    links = coo_array(
        (np.ones(int(inside.sum()), np.int8), (borders[inside, 0], borders[inside, 1])),
        shape=(n_units, n_units),
    )
    _count, label = connected_components(links, directed=False)
    _labels, first = np.unique(label[assigned], return_index=True)
    return np.bincount(unit_territory[assigned][first], minlength=n_territories)


def polsby_popper(
    unit_territory: Ints,
    area_km2: Floats,
    perimeter_km: Floats,
    borders: Ints,
    border_km: Floats,
    n_territories: int,
) -> Floats:
    """4 pi area / perimeter squared of each territory, (k,): 1 is a circle; NaN without outline.

    perimeter = perimeters of its units - 2 x the borders inside it (Polsby and Popper 1991, Yale
    Law and Policy Review 9).
    """
    area = bin_sums(unit_territory, area_km2, n_territories)
    around = bin_sums(unit_territory, perimeter_km, n_territories)
    inside = _inside(unit_territory, borders)
    inner = bin_sums(unit_territory[borders[inside, 0]], border_km[inside], n_territories)
    around = around - 2 * inner
    answer = np.full(n_territories, np.nan)
    np.divide(4 * np.pi * area, around**2, out=answer, where=around > 0)
    return answer


def unit_perimeters(outlines: Outlines, is_plane: bool) -> Floats:
    """km around each unit, (m,), all its rings; NaN where it has no outline."""
    points, starts = outlines.points, outlines.ring_starts
    step = np.diff(points, axis=0)
    if not is_plane:
        middle = np.radians((points[1:, 1] + points[:-1, 1]) / 2)
        step = np.radians(step) * EARTH_RADIUS_KM
        step[:, 0] *= np.cos(middle)
    length = np.hypot(step[:, 0], step[:, 1])
    length[starts[1:-1] - 1] = 0.0  # from the end of one ring to the start of the next
    ring = np.searchsorted(starts, np.arange(len(length)), side="right") - 1
    around = bin_sums(outlines.ring_unit[ring], length, outlines.n_units)
    return np.where(around > 0, around, np.nan)


def polsby_popper_of(
    plan: Plan, known: Register, unit_territory: Ints, outlines: Outlines, k: int
) -> Floats:
    """`polsby_popper` of the territories of a plan, (k,); NaN where a unit of it has no outline."""
    flat = "coordinates" in plan["plan_info"] and plan.info["coordinates"] == "plane"
    around = unit_perimeters(outlines, bool(flat))
    table = plan["border"]
    a = positions(known.units, texts(table, "unit_a"))
    b = positions(known.units, texts(table, "unit_b"))
    touches = (a >= 0) & (b >= 0) & (texts(table, "kind", "land") != "bridge")
    length = floats(table, "length_km")[touches]
    borders = np.column_stack([a[touches], b[touches]])
    area = floats(plan["unit"], "area_km2")
    found = polsby_popper(unit_territory, area, np.nan_to_num(around), borders, length, k)
    unknown = bin_sums(unit_territory, (np.isnan(around) | (area <= 0)).astype(np.float64), k)
    return np.where(unknown > 0, np.nan, found)


def _inside(unit_territory: Ints, borders: Ints) -> Bools:
    """Borders with the same territory on both sides."""
    one, other = unit_territory[borders[:, 0]], unit_territory[borders[:, 1]]
    return np.asarray((one == other) & (one >= 0), bool)
