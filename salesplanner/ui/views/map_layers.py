"""What the map's colours can mean: territory, balance, change, or a measure of the units."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from salesplanner.analysis.territory_measures import Measures
from salesplanner.plan import Plan, equals
from salesplanner.ui.theme import Theme, ramp_fills, rgb32, territory_fills
from salesplanner.ui.widgets.map_legend import Legend, LegendEntry

Fills = NDArray[np.uint32]
_N_CLASSES = 5
_WIDEST_INDEX = 50.0  # the balance ramp ends at 50 and 150


@dataclass(frozen=True)
class Picture:
    """Colours of all units and the legend that explains them."""

    fills: Fills
    legend: Legend


@dataclass(frozen=True)
class Layers:
    """Everything the layers are drawn from: one scenario's numbers and its baseline's."""

    plan: Plan
    measures: Measures
    baseline: Measures
    table: pd.DataFrame  # territories, as Numbers.territories gives them
    theme: Theme


def colour_numbers(plan: Plan, measures: Measures) -> NDArray[np.int64]:
    """Palette position of each territory, (k,): the stored colour, else its place in the list."""
    rows = measures.seats.rows
    own = rows["colour"].astype("Float64").to_numpy(np.float64, na_value=np.nan)
    return np.where(np.isnan(own), np.arange(len(rows)), np.nan_to_num(own)).astype(np.int64)


def by_territory(layers: Layers) -> Picture:
    """One colour a territory, neighbours apart; unassigned units plain grey."""
    colours = colour_numbers(layers.plan, layers.measures)
    territory = layers.measures.cover.unit_territory
    fills = territory_fills(layers.theme, np.append(colours, -1)[territory])
    swatches = territory_fills(layers.theme, colours)
    entries = [
        LegendEntry(number, str(row.name), int(swatches[number]), f"{row.workload_hours_index:.0f}")
        for number, row in enumerate(_named(layers.table).itertuples(index=False))
    ]
    note = "Figures: workload, 100 = on target"
    return Picture(fills, Legend("Territories", entries, note))


def by_balance(layers: Layers) -> Picture:
    """Territories by their workload against target: 100 is on target."""
    index = layers.table["workload_hours_index"].to_numpy(np.float64)
    share = np.append((index - 100) / (2 * _WIDEST_INDEX) + 0.5, np.nan)
    fills = ramp_fills(layers.theme, share[layers.measures.cover.unit_territory], "diverging")
    steps = np.array([50.0, 75.0, 90.0, 100.0, 110.0, 125.0, 150.0])
    swatches = ramp_fills(layers.theme, (steps - 100) / (2 * _WIDEST_INDEX) + 0.5, "diverging")
    texts = ["50 and less", "75", "90", "100, on target", "110", "125", "150 and more"]
    entries = [
        LegendEntry(number, text, int(colour))
        for number, (text, colour) in enumerate(zip(texts, swatches, strict=True))
    ]
    return Picture(fills, Legend("Workload index", entries, "100 = on target", can_hide=False))


def by_change(layers: Layers) -> Picture:
    """Units that are in another territory than in the baseline stand out."""
    now, then = _owners(layers.measures), _owners(layers.baseline)
    same, changed, nobody = rgb32(
        [layers.theme.raised, layers.theme.accent, layers.theme.unassigned]
    )
    moved = now != then if len(now) == len(then) else np.zeros(len(now), bool)
    fills = np.where(moved, changed, np.where(now == "", nobody, same)).astype(np.uint32)
    entries = [
        LegendEntry(0, "Changes territory", int(changed), str(int(moved.sum()))),
        LegendEntry(1, "Stays", int(same), str(int((~moved).sum()))),
    ]
    note = "Units, against the baseline"
    return Picture(fills, Legend("Change", entries, note, can_hide=False))


def by_measure(layers: Layers, measure_id: str) -> Picture:
    """Units by a measure of the plan, in classes of equal numbers of units."""
    facts = layers.measures.facts
    nothing = np.full(facts.known.n_units, np.nan)
    values = facts.unit_amounts.get(measure_id, facts.unit_means.get(measure_id, nothing))
    known = values[np.isfinite(values)]
    edges: NDArray[np.float64] = np.empty(0)
    if len(known):
        edges = np.unique(np.quantile(known, np.linspace(0, 1, _N_CLASSES + 1)))
    inner = edges[1:-1]
    n_classes = len(inner) + 1
    place = np.searchsorted(inner, values, side="right") / max(n_classes - 1, 1)
    share = np.where(np.isfinite(values), place, np.nan)
    fills = ramp_fills(layers.theme, share, "sequential")
    swatches = ramp_fills(layers.theme, np.linspace(0, 1, n_classes), "sequential")
    measures = layers.plan["measure"]
    row = measures[equals(measures, "measure_id", measure_id)]
    title = str(row["name"].iloc[0]) if len(row) and pd.notna(row["name"].iloc[0]) else measure_id
    unit = str(row["unit"].iloc[0]) if len(row) and pd.notna(row["unit"].iloc[0]) else ""
    bounds = [*edges[:1], *inner, *edges[-1:]]
    entries = [
        LegendEntry(n, f"{bounds[n]:,.0f} to {bounds[n + 1]:,.0f}", int(swatches[n]))
        for n in range(len(bounds) - 1)
    ]
    note = f"{unit or 'units'}; classes of equal numbers of areas"
    return Picture(fills, Legend(title, entries, note, can_hide=False))


def layer_choices(plan: Plan) -> list[tuple[str, str, Callable[[Layers], Picture]]]:
    """Key, words and drawing of every layer the map can show for a plan."""
    choices: list[tuple[str, str, Callable[[Layers], Picture]]] = [
        ("territory", "Territory", by_territory),
        ("balance", "Workload index", by_balance),
        ("change", "Change against baseline", by_change),
    ]
    for row in plan["measure"].itertuples():
        key, name = str(row.measure_id), row.name if isinstance(row.name, str) else row.measure_id

        def draw(layers: Layers, key: str = key) -> Picture:
            return by_measure(layers, key)

        choices.append((f"measure:{key}", str(name), draw))
    return choices


def _named(table: pd.DataFrame) -> pd.DataFrame:
    return table[["name", "workload_hours_index"]].fillna({"workload_hours_index": 0.0})


def _owners(measures: Measures) -> NDArray[np.object_]:
    names = np.append(measures.cover.territory_ids.to_numpy(object), [""])
    return np.asarray(names[measures.cover.unit_territory])
