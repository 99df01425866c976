"""How options are written: 5%, MEASURE=5%, MEASURE=LOW:HIGH."""

from fractions import Fraction

import click


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
