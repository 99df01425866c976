"""Amounts between the smallest unit of the currency, as stored, and whole units, as read."""

import pandas as pd

from salesplanner.plan.model import Plan


def currency_scale(plan: Plan) -> int:
    """Smallest units in one whole unit of the plan's currency: 100 where there are cents."""
    digits = plan.info["currency_digits"] if len(plan["plan_info"]) else pd.NA
    return int(10 ** (2 if pd.isna(digits) else int(digits)))
