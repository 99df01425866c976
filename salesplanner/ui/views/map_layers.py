"""What the map's colours can mean: territory, balance, change, or a measure of the units."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from salesplanner.analysis.territory_measures import Measures
from salesplanner.geography.colours import colour_territories, territory_borders
from salesplanner.plan import Plan
from salesplanner.ui.theme import Theme, ramp_fills, rgb32, territory_fills
from salesplanner.ui.widgets.map_legend import Legend, LegendEntry

Fills = NDArray[np.uint32]
Ints = NDArray[np.int64]
NOBODY = -1  # key of the legend's row for units in no territory
_WIDEST_INDEX = 50.0  # the balance ramp ends at 50 and 150
_STEPS = np.array([50.0, 75.0, 90.0, 100.0, 110.0, 125.0, 150.0])
_STEP_TEXTS = ("50 and less", "75", "90", "100, on target", "110", "125", "150 and more")


@dataclass(frozen=True)
class Picture:
    """Colours of all units, the legend that explains them, and the row of each unit in it."""

    fills: Fills
    legend: Legend
    entry_of_unit: Ints


@dataclass(frozen=True)
class Layers:
    """Everything the layers are drawn from: one scenario's numbers and its baseline's.

    colours: palette position of each territory, (k,). method: how a measure is cut in classes.
    """

    plan: Plan
    measures: Measures
    baseline: Measures
    table: pd.DataFrame  # territories, as Numbers.territories gives them
    theme: Theme
    colours: Ints
    method: str = "quantile"


@dataclass(frozen=True)
class LayerChoice:
    """One way to colour the map: its key, its words, how it is drawn, what a unit's card says."""

    key: str
    text: str
    draw: Callable[[Layers], Picture]
    value_text: Callable[[Measures, int], str] = lambda _measures, _unit: ""
    is_classed: bool = False


def colour_numbers(measures: Measures, shown: dict[str, int]) -> Ints:
    """Palette position of each territory, (k,): neighbours differ, and what was shown or stored
    stays unless two that now touch are alike.

    shown: territory id to the position it had on the map before.
    """
    rows = measures.seats.rows
    stored = rows["colour"].astype("Float64").to_numpy(np.float64, na_value=-1).astype(np.int64)
    ids = rows["territory_id"].to_numpy(object)
    before = [shown.get(name, own) for name, own in zip(ids, stored.tolist(), strict=True)]
    pairs = territory_borders(measures.facts.borders, measures.cover.unit_territory)
    return colour_territories(len(rows), pairs, np.array(before, np.int64))


def by_territory(layers: Layers) -> Picture:
    """One colour a territory, neighbours apart; unassigned units plain grey."""
    territory = layers.measures.cover.unit_territory
    fills = territory_fills(layers.theme, np.append(layers.colours, -1)[territory])
    swatches = territory_fills(layers.theme, layers.colours)
    entries = [
        LegendEntry(number, str(row.name), int(swatches[number]), f"{row.workload_hours_index:.0f}")
        for number, row in enumerate(_named(layers.table).itertuples(index=False))
    ]
    entries += _nobody(layers, int((territory < 0).sum()))
    note = "Figures: workload, 100 = on target"
    return Picture(fills, Legend("Territories", entries, note), territory)


def by_balance(layers: Layers) -> Picture:
    """Territories by their workload against target: 100 is on target."""
    index = layers.table["workload_hours_index"].to_numpy(np.float64)
    share = np.append((index - 100) / (2 * _WIDEST_INDEX) + 0.5, np.nan)
    territory = layers.measures.cover.unit_territory
    fills = ramp_fills(layers.theme, share[territory], "diverging")
    swatches = ramp_fills(layers.theme, (_STEPS - 100) / (2 * _WIDEST_INDEX) + 0.5, "diverging")
    entries = [
        LegendEntry(number, text, int(colour))
        for number, (text, colour) in enumerate(zip(_STEP_TEXTS, swatches, strict=True))
    ]
    entries += _nobody(layers, int((territory < 0).sum()))
    nearest = np.abs(np.nan_to_num(index)[:, None] - _STEPS).argmin(axis=1)
    rows = np.append(nearest, NOBODY)[territory]
    return Picture(fills, Legend("Workload index", entries, "100 = on target"), rows)


def by_change(layers: Layers) -> Picture:
    """Units that are in another territory than in the baseline show the colour of the new one."""
    now, then = owners(layers.measures), owners(layers.baseline)
    moved = now != then if len(now) == len(then) else np.zeros(len(now), bool)
    territory = layers.measures.cover.unit_territory
    same, nobody = rgb32([layers.theme.raised, layers.theme.unassigned])
    swatches = territory_fills(layers.theme, layers.colours)
    coming = np.append(swatches, nobody)[territory]
    fills = np.where(moved, coming, np.where(now == "", nobody, same)).astype(np.uint32)
    gained = np.bincount(territory[moved & (territory >= 0)], minlength=len(swatches))
    names = layers.table["name"].astype(str).tolist()
    entries = [
        LegendEntry(number, f"to {names[number]}", int(swatches[number]), f"{gained[number]:,}")
        for number in np.argsort(-gained, kind="stable").tolist()
        if gained[number]
    ]
    stays = len(swatches)
    entries.append(LegendEntry(stays, "Stays", int(same), f"{int((~moved).sum()):,}"))
    entries += _nobody(layers, int((moved & (territory < 0)).sum()))
    note = f"{int(moved.sum()):,} units change territory against the baseline"
    rows = np.where(moved, territory, stays)
    return Picture(fills, Legend("Change", entries, note), rows)


def owners(measures: Measures) -> NDArray[np.object_]:
    """The territory id of each unit, '' where there is none."""
    names = np.append(measures.cover.territory_ids.to_numpy(object), [""])
    return np.asarray(names[measures.cover.unit_territory])


TERRITORY_LAYERS: Sequence[LayerChoice] = (
    LayerChoice("territory", "Territory", by_territory),
    LayerChoice("balance", "Workload index", by_balance),
    LayerChoice("change", "Change against baseline", by_change),
)


def _nobody(layers: Layers, count: int) -> list[LegendEntry]:
    """The row of what no territory has, where there is any."""
    if not count:
        return []
    return [
        LegendEntry(NOBODY, "Unassigned", int(rgb32([layers.theme.unassigned])[0]), f"{count:,}")
    ]


def _named(table: pd.DataFrame) -> pd.DataFrame:
    return table[["name", "workload_hours_index"]].fillna({"workload_hours_index": 0.0})
