"""Accounts as points of the map: coloured by segment, sized by revenue."""

from dataclasses import dataclass
from html import escape

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from salesplanner.analysis.territory_measures import Measures
from salesplanner.plan import Plan
from salesplanner.ui.theme import Theme, rgb32
from salesplanner.ui.words import measure_text

Floats = NDArray[np.float64]

# Dark on light fills and light on dark ones; apart for every kind of colour vision by lightness.
INKS = {
    "light": ("#10202f", "#b3261e", "#1f4fa8", "#0b6b58", "#7a4b00", "#6a3d9a"),
    "dark": ("#ffffff", "#ff9a8f", "#a9c8ff", "#7fe0c6", "#f3c877", "#d2b8ff"),
}
OTHERS = "other"
_RADII = np.array([2.2, 3.2, 4.6, 6.4])
_CUTS = (0.5, 0.8, 0.95)  # half of the accounts are small, one in twenty is very large


@dataclass(frozen=True)
class AccountPoints:
    """n accounts in the order of table account; NaN where an account has no place."""

    places: Floats
    radii: Floats
    colours: NDArray[np.uint32]
    note: str  # what the colours mean, for the legend


def account_points(measures: Measures, theme: Theme, chosen: frozenset[str]) -> AccountPoints:
    """Points of all accounts; chosen ones stand out."""
    plan, known = measures.plan, measures.facts
    places = np.column_stack([known.places.x, known.places.y])
    radii = _RADII[_sizes(known.amounts["revenue_amount"])]
    segment, names = _segments(plan)
    inks = rgb32(INKS[theme.name])
    colours = inks[segment] if len(segment) else np.empty(0, np.uint32)
    is_chosen = np.isin(plan["account"]["account_id"].to_numpy(object), list(chosen))
    colours = np.where(is_chosen, rgb32([theme.accent])[0], colours).astype(np.uint32)
    radii = np.where(is_chosen, radii + 2.5, radii)
    return AccountPoints(places, radii, colours, _note(names, theme))


def account_card(measures: Measures, account: int) -> str:
    """What the card says of an account, as HTML."""
    plan = measures.plan
    row = plan["account"].iloc[account]
    digits = int(plan.info["currency_digits"])
    number = int(measures.cover.territory[account])
    names = measures.seats.rows["name"].to_numpy(object)
    lines = [
        f"<b>{escape(_word(row, 'name') or str(row['account_id']))}</b> {row['account_id']}",
        ", ".join(escape(word) for name in ("city", "state") if (word := _word(row, name))),
        escape(_word(row, "segment")),
        f"Revenue {measure_text('revenue_amount', _revenue(measures, account), digits)}",
        escape(str(names[number])) if number >= 0 else "In no territory",
        _found(row),
    ]
    return "<br>".join(line for line in lines if line)


def _revenue(measures: Measures, account: int) -> float:
    return float(measures.facts.amounts["revenue_amount"][account])


def _found(row: "pd.Series") -> str:
    """How the account's place was found, and how surely."""
    how = _word(row, "found_by")
    if not how:
        return ""
    sure = row["found_sure_share"]
    surely = f", {float(sure) * 100:.0f} % sure" if pd.notna(sure) else ""
    return f"<i>Placed by {escape(how)}{surely}</i>"


def _word(row: "pd.Series", column: str) -> str:
    return str(row[column]) if pd.notna(row[column]) else ""


def _sizes(revenue: Floats) -> NDArray[np.int64]:
    if not len(revenue):
        return np.empty(0, np.int64)
    cuts = np.quantile(revenue, _CUTS)
    return np.searchsorted(cuts, revenue, side="left").astype(np.int64)


def _segments(plan: Plan) -> tuple[NDArray[np.int64], list[str]]:
    """Number of each account's segment, and their names; the rarest share the last colour."""
    column = plan["account"]["segment"].to_numpy(object)
    codes, distinct = pd.factorize(column, use_na_sentinel=False)
    counts = np.bincount(codes, minlength=len(distinct))
    most = len(INKS["light"])
    n_named = len(distinct) if len(distinct) <= most else most - 1
    order = np.argsort(-counts, kind="stable")
    number = np.full(len(distinct), most - 1, np.int64)
    number[order[:n_named]] = np.arange(n_named)
    names = [str(distinct[i]) if pd.notna(distinct[i]) else "no segment" for i in order[:n_named]]
    return number[codes], names + ([OTHERS] if len(distinct) > most else [])


def _note(names: list[str], theme: Theme) -> str:
    dots = [
        f"<span style='color:{ink}'>&#9679;</span>&nbsp;{escape(name)}"
        for name, ink in zip(names, INKS[theme.name], strict=False)
    ]
    return "Accounts: " + " ".join(dots) + "; larger: more revenue" if names else ""
