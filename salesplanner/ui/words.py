"""Numbers in words people read: money, hours, shares, indices, with K and M where room is short."""

import math

from PySide6.QtCore import QLocale

MEASURES = {
    "accounts": ("Accounts", "count"),
    "units": ("Units", "count"),
    "revenue_amount": ("Revenue", "money"),
    "potential_amount": ("Potential", "money"),
    "pipeline_amount": ("Pipeline", "money"),
    "expected_amount": ("Expected revenue", "money"),
    "forecast_amount": ("Forecast at present effort", "money"),
    "quota_with_accounts_amount": ("Quota, if it goes with the accounts", "money"),
    "moved_accounts": ("Accounts that change hands", "count"),
    "moved_revenue_amount": ("Revenue that changes hands", "money"),
    "workload_hours": ("Workload", "hours"),
    "travel_hours": ("Travel", "hours"),
    "capacity_hours": ("Capacity", "hours"),
    "visit_hours": ("Visits", "hours"),
    "workload_hours_index": ("Workload index", "index"),
    "revenue_amount_index": ("Revenue index", "index"),
    "potential_amount_index": ("Potential index", "index"),
    "least_index": ("Least workload index", "index"),
    "most_index": ("Most workload index", "index"),
    "share_in_band": ("Territories in the band", "share"),
    "utilisation_share": ("Utilisation", "share"),
    "selling_time_share": ("Selling time", "share"),
    "penetration_share": ("Penetration", "share"),
}
_STEPS = ((1e9, "B"), (1e6, "M"), (1e3, "K"))


def measure_title(name: str) -> str:
    """What people call a measure."""
    return MEASURES.get(name, (name.replace("_", " ").capitalize(), ""))[0]


def measure_text(name: str, value: float, money_digits: int = 2, signed: bool = False) -> str:
    """A value of a measure in its own form; a dash where nothing is known."""
    if value is None or not math.isfinite(value):
        return "–"
    kind = MEASURES.get(name, ("", "count"))[1]
    if kind == "money":
        return money(value / 10**money_digits, signed)
    if kind == "share":
        return _signed(f"{abs(value) * 100:,.1f} %", value, signed)
    digits = 1 if kind == "index" and signed else 0
    unit = " h" if kind == "hours" else ""
    text = QLocale().toString(abs(float(value)), "f", digits)
    return _signed(f"{text}{unit}", value, signed)


def money(value: float, signed: bool = False) -> str:
    """Whole currency with K, M or B: 1,234,567 becomes 1.23M."""
    size = abs(value)
    for step, letter in _STEPS:
        if size >= step:
            return _signed(f"{QLocale().toString(size / step, 'f', 2)}{letter}", value, signed)
    return _signed(QLocale().toString(size, "f", 0), value, signed)


def _signed(text: str, value: float, signed: bool) -> str:
    is_nothing = not any(digit in text for digit in "123456789")
    if is_nothing:
        return text
    if value < 0:
        return f"−{text}"
    return f"+{text}" if signed else text
