"""Values as people read them, and what people type as values."""

import datetime
import math
from typing import Any

import pandas as pd

from salesplanner.ui.tables.column import Column

MINUS = "\u2212"  # a true minus: as wide as a plus, legible without colour
_YES = frozenset({"yes", "y", "true", "1", "x", "on"})
_NO = frozenset({"no", "n", "false", "0", "", "off"})
_STEPS = ((1e9, "B"), (1e6, "M"), (1e3, "K"))


class NotUnderstoodError(Exception):
    """What was typed cannot be a value of its column; the text says why."""


def cell_text(value: Any, column: Column) -> str:
    """A value as its cell shows it."""
    if is_missing(value):
        return ""
    if column.is_numeric:
        return _short(value, column) if column.is_short else exact_text(value, column)
    return _plain(value, column)


def exact_text(value: Any, column: Column) -> str:
    """A value in full, as tool tips and the clipboard of people show it."""
    if is_missing(value):
        return ""
    if not column.is_numeric:
        return _plain(value, column)
    if column.kind == "change" and not _is_seen(value, column):
        return ""  # what did not change is quiet
    if column.kind == "share":
        text = f"{abs(100 * value):,.{column.digits}f}\u202f%"
    else:
        text = f"{abs(value):,.{column.digits}f}"
    return _sign(value, text, column) + text


def _short(value: float, column: Column) -> str:
    for step, letter in _STEPS:
        if abs(value) >= step:
            text = f"{abs(value) / step:.{1 if abs(value) < 100 * step else 0}f}\u202f{letter}"
            return _sign(value, text, column) + text
    return exact_text(value, column)


def _is_seen(value: float, column: Column) -> bool:
    return any(digit in f"{abs(value):.{column.digits}f}" for digit in "123456789")


def _sign(value: float, text: str, column: Column) -> str:
    if not any(digit in text for digit in "123456789"):
        return ""  # rounded to nothing: "-0" would puzzle
    if value < 0:
        return MINUS
    return "+" if column.kind == "change" else ""


def _plain(value: Any, column: Column) -> str:
    if column.kind == "flag":
        return "yes" if value else "no"
    if column.kind == "date":
        return pd.Timestamp(value).date().isoformat()
    return str(value)


def is_missing(value: Any) -> bool:
    """None, NA, NaT and NaN all draw as an empty cell."""
    return (
        value is None
        or value is pd.NA
        or value is pd.NaT
        or (isinstance(value, float) and math.isnan(value))
    )


def plain_value(value: Any) -> Any:
    """A value for the clipboard: numbers with a point and no grouping, so Excel takes them."""
    if is_missing(value):
        return ""
    if isinstance(value, (bool,)):
        return "yes" if value else "no"
    if isinstance(value, (pd.Timestamp, datetime.date)):
        return pd.Timestamp(value).date().isoformat()
    return str(value)


def read_cell(text: str, column: Column) -> Any:
    """The value a typed or pasted text stands for; None when empty.

    Raises:
        NotUnderstoodError: it is no value of this column, or the column's own check refuses it.
    """
    text = text.strip()
    value = _READERS.get(column.kind, _read_number)(text, column) if text else None
    problem = column.check(value) if column.check is not None else ""
    if problem:
        raise NotUnderstoodError(problem)
    return value


def _read_text(text: str, column: Column) -> str:
    if column.choices and text not in column.choices:
        matches = [c for c in column.choices if c.casefold() == text.casefold()]
        if not matches:
            raise NotUnderstoodError(f"{text} is not one of the choices: {_some(column.choices)}.")
        return matches[0]
    return text


def _some(choices: tuple[str, ...]) -> str:
    return ", ".join(choices[:6]) + (" ..." if len(choices) > 6 else "")


def _read_flag(text: str, _column: Column) -> bool:
    folded = text.casefold()
    if folded not in _YES | _NO:
        raise NotUnderstoodError(f"{text} is neither yes nor no.")
    return folded in _YES


def _read_date(text: str, _column: Column) -> datetime.date:
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        raise NotUnderstoodError(f"{text} is not a date like 2026-03-31.") from None


def _read_number(text: str, column: Column) -> int | float:
    is_percent = text.endswith("%")
    folded = text.rstrip("%").replace(MINUS, "-").strip().upper()
    factor = next((step for step, letter in _STEPS if folded.endswith(letter)), 1.0)
    digits = folded.rstrip("KMB") if factor > 1 else folded
    digits = "".join(c for c in digits if c not in ", \u00a0\u202f'$\u20ac\u00a3")
    if digits.startswith("(") and digits.endswith(")"):
        digits = "-" + digits[1:-1]  # accountants' minus
    try:
        value = float(digits) * factor
    except ValueError:
        raise NotUnderstoodError(f"{text} is not a number.") from None
    if not math.isfinite(value):
        raise NotUnderstoodError(f"{text} is not a number.")
    if column.kind == "share":
        return value / 100 if is_percent or abs(value) > 1 else value
    if column.kind in ("integer", "amount") and column.digits == 0:
        return _whole(value, text)
    return value


def _whole(value: float, text: str) -> int:
    if abs(value - round(value)) > 1e-9 * max(1.0, abs(value)):
        raise NotUnderstoodError(f"{text} is not a whole number.")
    return round(value)


_READERS: dict[str, Any] = {"text": _read_text, "flag": _read_flag, "date": _read_date}
