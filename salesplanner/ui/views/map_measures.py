"""Maps of a figure by unit: classes by quantile, equal steps or natural breaks."""

from collections.abc import Iterator

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from salesplanner.analysis.columns import bin_sums
from salesplanner.analysis.territory_measures import Measures
from salesplanner.geography.classing import Method, class_limits, classes_of, legend_texts
from salesplanner.plan import Plan
from salesplanner.ui.theme import ramp_fills, rgb32
from salesplanner.ui.views.map_layers import LayerChoice, Layers, Picture
from salesplanner.ui.widgets.map_legend import Legend, LegendEntry

Floats = NDArray[np.float64]

METHODS: dict[Method, tuple[str, str]] = {
    "quantile": ("Quantiles", "classes of equal numbers of units"),
    "equal interval": ("Equal steps", "classes of equal width"),
    "natural breaks": ("Natural breaks", "classes cut where values leave gaps"),
}
N_CLASSES = 6
_OF_ACCOUNTS = (
    ("accounts", "Accounts"),
    ("revenue_amount", "Revenue"),
    ("potential_amount", "Potential"),
    ("pipeline_amount", "Pipeline"),
)


def measure_choices(plan: Plan) -> Iterator[LayerChoice]:
    """A layer for every measure of the plan, and for what the accounts of a unit add up to."""
    for row in plan["measure"].itertuples():
        key = str(row.measure_id)
        name = str(row.name) if isinstance(row.name, str) else key
        unit = str(row.unit) if isinstance(row.unit, str) else ""
        note = str(row.definition) if isinstance(row.definition, str) else ""
        yield _choice(f"measure:{key}", name, key, unit, note)
    if len(plan["account"]):
        for key, name in _OF_ACCOUNTS:
            is_money = key.endswith("_amount")
            unit = str(plan.info["currency"]) if is_money else "accounts"
            yield _choice(f"accounts:{key}", f"{name} of accounts", key, unit, "", is_money)


def unit_values(measures: Measures, key: str, is_money: bool = False) -> Floats:
    """A figure of each unit, (m,), NaN where not known; money in whole currency."""
    known = measures.facts
    if key in known.unit_means:
        return known.unit_means[key]
    if key in known.unit_amounts:
        return _with_gaps(measures, key, known.unit_amounts[key])
    values = bin_sums(known.known.account_unit, known.amounts[key], known.known.n_units)
    digits = int(measures.plan.info["currency_digits"]) if is_money else 0
    return np.asarray(values / 10**digits, np.float64)


def _with_gaps(measures: Measures, key: str, values: Floats) -> Floats:
    """Sums take what is not known for 0; a map shows it as not known."""
    rows = measures.plan["unit_measure"]
    said = rows["unit_id"][(rows["measure_id"] == key).to_numpy(bool)]
    is_known = np.asarray(measures.facts.known.units.isin(pd.Index(said)))
    return np.where(is_known, values, np.nan)


def _choice(
    key: str, name: str, figure: str, unit: str, note: str, is_money: bool = False
) -> LayerChoice:
    def draw(layers: Layers) -> Picture:
        return by_measure(layers, name, unit_values(layers.measures, figure, is_money), unit, note)

    def said(measures: Measures, position: int) -> str:
        value = unit_values(measures, figure, is_money)[position]
        words = f"{value:,.0f}" if abs(value) >= 100 else f"{value:,.3g}"
        return f"{name}: {f'{words} {unit}'.strip() if np.isfinite(value) else 'not known'}"

    return LayerChoice(key, name, draw, said, is_classed=True)


def by_measure(
    layers: Layers, title: str, values: Floats, unit: str, definition: str = ""
) -> Picture:
    """Units by a figure, in classes; what is not known is plain grey."""
    method: Method = next((m for m in METHODS if m == layers.method), "quantile")
    limits = class_limits(values, N_CLASSES, method)
    classes = classes_of(values, limits)
    top = max(len(limits) - 1, 1)
    share = np.where(classes >= 0, classes / top, np.nan)
    fills = ramp_fills(layers.theme, share, "sequential")
    swatches = ramp_fills(layers.theme, np.arange(len(limits)) / top, "sequential")
    texts = legend_texts(values, limits, "")
    counts = np.bincount(classes[classes >= 0], minlength=len(limits))
    entries = [
        LegendEntry(number, text, int(colour), f"({count:,})")
        for number, (text, colour, count) in enumerate(
            zip(texts, swatches, counts.tolist(), strict=True)
        )
    ]
    n_unknown = int((classes < 0).sum())
    if n_unknown:
        grey = int(rgb32([layers.theme.unassigned])[0])
        entries.append(LegendEntry(-1, "Not known", grey, f"({n_unknown:,})"))
    said = f"In {unit}; " if unit else ""
    note = f"{said}{METHODS[method][1]}; number of units in brackets"
    if definition and definition != f"Column {title} of the map":
        note += f". {definition[:160]}"
    return Picture(fills, Legend(title, entries, note), classes)
