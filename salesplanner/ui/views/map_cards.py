"""What the card says of the unit under the mouse."""

from html import escape

import pandas as pd

from salesplanner.analysis.territory_measures import Measures
from salesplanner.plan.areas import area_names
from salesplanner.ui.views.map_layers import owners
from salesplanner.ui.words import measure_text


def unit_card(
    measures: Measures, baseline: Measures, table: pd.DataFrame, unit: int, figure: str
) -> str:
    """HTML: the unit and where it lies, its territory and rep, its accounts and their money.

    table: territories as Numbers.territories gives them. figure: of the layer shown, may be ''.
    """
    row = measures.plan["unit"].iloc[unit]
    name = str(row["name"]) if pd.notna(row["name"]) else str(row["unit_id"])
    lies_in = ", ".join(area_names(measures.plan, str(row["unit_id"])))
    lines = [
        f"<b>{escape(name)}</b> {escape(str(row['unit_id']))}",
        escape(lies_in),
        _territory(measures, table, unit),
        _before(measures, baseline, unit),
        _amounts(measures, unit),
        escape(figure),
    ]
    return "<br>".join(line for line in lines if line)


def _territory(measures: Measures, table: pd.DataFrame, unit: int) -> str:
    number = int(measures.cover.unit_territory[unit])
    if number < 0:
        return "Unassigned"
    name, rep = str(table["name"].iloc[number]), measures.seats.rep_names[number]
    return escape(f"{name} ({rep})" if isinstance(rep, str) and rep else name)


def _before(measures: Measures, baseline: Measures, unit: int) -> str:
    """Where the unit is in the baseline, if elsewhere."""
    if baseline is measures or len(baseline.cover.unit_territory) <= unit:
        return ""
    now, then = owners(measures)[unit], owners(baseline)[unit]
    if now == then:
        return ""
    rows = baseline.seats.rows
    names = dict(zip(rows["territory_id"], rows["name"], strict=True))
    return f"<i>Baseline: {escape(str(names.get(then, 'unassigned')))}</i>"


def _amounts(measures: Measures, unit: int) -> str:
    known = measures.facts
    is_here = known.known.account_unit == unit
    count, digits = int(is_here.sum()), int(measures.plan.info["currency_digits"])
    words = f"{count:,} account{'' if count == 1 else 's'}"
    if not count:
        return words
    revenue = float(known.amounts["revenue_amount"][is_here].sum())
    return f"{words}, revenue {measure_text('revenue_amount', revenue, digits)}"
