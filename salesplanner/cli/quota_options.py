"""The options of `salesplanner quota` as what `find_quotas` is asked."""

from collections.abc import Mapping
from typing import Any

import click
import pandas as pd

from salesplanner.analysis.components import component_shares
from salesplanner.analysis.currency import currency_scale
from salesplanner.analysis.quota import METHODS
from salesplanner.analysis.territory_measures import Measures
from salesplanner.cli.amounts import money_of, named, number_of, share_of, signed_share_of
from salesplanner.document import Document
from salesplanner.optimize.quota_plan import QuotasAsked
from salesplanner.plan.model import Plan, equals
from salesplanner.problems import PlanProblem

FROM_HISTORY = "history"


def quotas_asked(document: Document, measures: Measures, given: Mapping[str, Any]) -> QuotasAsked:
    """What the options ask for.

    Raises:
        PlanProblem: an option that does not fit the plan.
        click.BadParameter: an option that cannot be read.
    """
    plan = document.plan
    scale = currency_scale(plan)
    over = [named(text, "--over-assign", "LEVEL=SHARE") for text in given["over_assign"]]
    method, weights = _method_of(given["method"])
    return QuotasAsked(
        target_amount=_target_of(plan, given["target"], scale),
        unit=_unit_of(given["rounding"], scale),
        method=method,
        weights=weights,
        over_assign={level: float(share_of(share, "--over-assign")) for level, share in over},
        growth_band=_band(given["growth_band"]),
        seasonality_id=given["seasonality"],
        component_shares=_components(document, given["component"]),
        level_targets=_level_targets(measures, given["level_target"], scale),
    )


def _target_of(plan: Plan, text: str | None, scale: int) -> int:
    if text is None:
        known = plan.info["target_amount"]
        if pd.isna(known):
            raise PlanProblem("The plan has no target.", "--target", "Give the amount to reach.")
        return int(known)
    return money_of(text, "--target", scale)


def _unit_of(text: str, scale: int) -> int:
    unit = round(number_of(text, "--round") * scale)
    if unit < 1:
        raise click.BadParameter(f"{text!r} is less than the smallest coin", param_hint="--round")
    return unit


def _method_of(text: str) -> tuple[str, dict[str, float] | None]:
    name, _sign, weights = text.partition(":")
    if name != "blend":
        return text, None
    numbers = [number_of(word, "--method") for word in weights.split(",") if word.strip()]
    if len(numbers) > len(METHODS):
        raise click.BadParameter(
            f"{len(numbers)} weights for {len(METHODS)} methods", param_hint="--method"
        )
    return "blend", dict(zip(METHODS, numbers, strict=False))


def _band(text: str | None) -> tuple[float, float] | None:
    if text is None:
        return None
    low, sign, high = text.partition(":")
    if not sign:
        raise click.BadParameter(f"{text!r} is not LOW:HIGH", param_hint="--growth-band")
    return (
        signed_share_of(low, "--growth-band") if low.strip() else -1.0,
        signed_share_of(high, "--growth-band") if high.strip() else float("inf"),
    )


def _components(document: Document, texts: tuple[str, ...]) -> dict[str, float] | None:
    """Shares of the target by product line; None: one quota for all of them."""
    if not texts:
        return None
    if texts == (FROM_HISTORY,):
        return components_of_history(document)
    pairs = [named(text, "--component", "NAME=SHARE, or history") for text in texts]
    return {name: float(share_of(share, "--component")) for name, share in pairs}


def components_of_history(document: Document) -> dict[str, float]:
    """Share of each product line in the last 12 months of bookings.

    Raises:
        PlanProblem: no bookings, or none with a product.
    """
    found = component_shares(document.plan, document.bookings_by("product_id", last_months=12))
    if not found:
        raise PlanProblem(
            "There are no bookings by product to take the shares from.",
            "--component history",
            "Import bookings with a product, or give the shares: --component NAME=SHARE.",
        )
    return found


def _level_targets(measures: Measures, texts: tuple[str, ...], scale: int) -> dict[str, int]:
    """What districts and up are given, by id; they may be named by id or name."""
    rows = measures.plan["territory"]
    rows = rows[equals(rows, "scenario_id", measures.scenario_id)]
    found = {}
    for text in texts:
        word, amount = named(text, "--level-target", "DISTRICT=AMOUNT")
        ids = [
            rows.loc[equals(rows, column, word), "territory_id"]
            for column in ("territory_id", "name")
        ]
        known = [str(one) for part in ids for one in part]
        if not known:
            raise PlanProblem(
                f"There is no district or region {word!r}.", "--level-target", "Check its name."
            )
        found[known[0]] = money_of(amount, "--level-target", scale)
    return found
