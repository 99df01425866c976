"""How options are written: 5%, MEASURE=5%, MEASURE=LOW:HIGH."""

from decimal import Decimal, InvalidOperation
from fractions import Fraction

import click

_MOST = 2**53  # of the smallest unit: more cannot be counted exactly
_FACTORS = {"K": 1_000, "M": 1_000_000, "B": 1_000_000_000}


def share_of(text: str, option: str) -> Fraction:
    """`5%` or `0.05`, exactly.

    Raises:
        click.BadParameter: it is neither, or below 0.
    """
    word = text.strip()
    try:
        share = Fraction(word[:-1]) / 100 if word.endswith("%") else Fraction(word)
    except (ValueError, ZeroDivisionError) as error:
        raise click.BadParameter(
            f"{text!r} is no share; write it like 5%", param_hint=option
        ) from error
    if share < 0:
        raise click.BadParameter(f"{text!r} is below 0", param_hint=option)
    return share


def named(text: str, option: str, form: str) -> tuple[str, str]:
    """The two sides of NAME=VALUE.

    Raises:
        click.BadParameter: a side is missing.
    """
    name, sign, value = text.partition("=")
    if not sign or not name.strip() or not value.strip():
        raise click.BadParameter(f"{text!r} is not of the form {form}", param_hint=option)
    return name.strip(), value.strip()


def ends_of(text: str, option: str) -> tuple[float, float]:
    """LOW:HIGH; an end left out is endless.

    Raises:
        click.BadParameter: there is no colon, or an end is no number.
    """
    low, sign, high = text.partition(":")
    if not sign:
        raise click.BadParameter(f"{text!r} is not of the form LOW:HIGH", param_hint=option)
    return (
        number_of(low, option) if low.strip() else float("-inf"),
        number_of(high, option) if high.strip() else float("inf"),
    )


def number_of(text: str, option: str) -> float:
    """A finite number.

    Raises:
        click.BadParameter: it is none.
    """
    try:
        number = float(text)
    except ValueError as error:
        raise click.BadParameter(f"{text!r} is no number", param_hint=option) from error
    if number != number or abs(number) == float("inf"):  # noqa: PLR0124 - not a number is not itself
        raise click.BadParameter(f"{text!r} is no number", param_hint=option)
    return number


def amount_or_share(text: str, option: str) -> tuple[float, bool]:
    """`20` is an amount, `10%` a share."""
    if text.strip().endswith("%"):
        return float(share_of(text, option)), True
    amount = number_of(text, option)
    if amount < 0:
        raise click.BadParameter(f"{text!r} is below 0", param_hint=option)
    return amount, False


def signed_share_of(text: str, option: str) -> float:
    """`-5%`, `20%` or `0.2`, below 0 as well."""
    word = text.strip()
    size = float(share_of(word.lstrip("+-"), option))
    return -size if word.startswith("-") else size


def money_of(text: str, option: str, scale: int) -> int:
    """`250000000`, `250,000,000` or `250M` of a currency as its smallest unit, exactly.

    Args:
        scale: smallest units in one whole unit, 100 where there are cents.

    Raises:
        click.BadParameter: it is no amount, below 0, too large, or finer than the smallest unit.
    """
    word = text.strip().replace(",", "").replace("_", "").upper()
    factor = _FACTORS.get(word[-1:], 1)
    try:
        amount = Decimal(word[:-1] if factor > 1 else word) * factor * scale
        is_sound = amount.is_finite() and amount >= 0 and amount == amount.to_integral_value()
        is_sound = is_sound and amount <= _MOST
    except InvalidOperation:
        is_sound = False
    if not is_sound:
        raise click.BadParameter(f"{text!r} is no amount of this currency", param_hint=option)
    return int(amount)
