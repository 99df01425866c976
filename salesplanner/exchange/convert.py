"""One column of cells to the values of one field."""

import re
from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd

from salesplanner.exchange.content import is_nothing
from salesplanner.exchange.convert_cells import Column, doubt, each_text, filled, without_formulas
from salesplanner.exchange.convert_texts import text_values
from salesplanner.exchange.issues import Issue
from salesplanner.exchange.normalise_dates import date_order, parse_date, parse_period
from salesplanner.exchange.normalise_numbers import (
    Number,
    decimal_style,
    header_scale,
    parse_flag,
    parse_number,
    to_smallest,
)
from salesplanner.exchange.options import ImportOptions
from salesplanner.plan.fields import PANDAS_TYPE, Kind


def converted(column: Column, options: ImportOptions, issues: list[Issue]) -> pd.Series:
    """The column as what its field holds, NA where a cell is empty or cannot be read.

    Appends to `issues` what was odd; equal cells are read once.
    """
    column = without_formulas(column, issues)
    kind = column.field.kind
    if kind is Kind.AMOUNT:
        values = _amounts(column, options, issues)
    elif kind in (Kind.REAL, Kind.INTEGER, Kind.SHARE):
        values = _numbers(column, options, issues)
    elif kind in (Kind.DATE, Kind.PERIOD):
        values = _dates(column, options, issues)
    elif kind is Kind.FLAG:
        values = each_text(column, parse_flag, issues, "yes or no", "neither yes nor no")
    else:
        values = text_values(column, issues)
    values = _within_limits(column, values, issues)
    dtype = PANDAS_TYPE[kind]
    return pd.Series(values.to_numpy(object), index=column.texts.index, dtype=object).astype(dtype)


def _typed_numbers(cells: pd.Series) -> pd.Series:
    return cells.map(lambda cell: isinstance(cell, int | float) and not isinstance(cell, bool))


def _parsed(column: Column, options: ImportOptions, issues: list[Issue]) -> pd.Series:
    """Number objects; cells that are numbers in the file are taken as they are."""
    typed = _typed_numbers(column.cells)
    words = column.texts[~typed]
    decimal = options.decimal.get(column.header)
    if decimal is None:
        told = [text for text in words.unique() if not is_nothing(text)]
        decimal, is_sure = decimal_style(told, column.is_continental)
        if not is_sure and not _must_be_thousands(column, decimal):
            reason = "Marks can mean thousands or decimals"
            example = next((t for t in told if re.search(r"\d[.,]\d{3}", t)), "")
            issues.append(
                Issue(
                    "thousands or decimals",
                    reason,
                    column.sheet,
                    None,
                    column.header,
                    example,
                    f"decimal mark {decimal!r}",
                    (".", ","),
                )
            )
    known: dict[str, Number | None] = {}
    for text in words.unique():
        known[text] = None if is_nothing(text) else parse_number(text, decimal)
    numbers = column.texts.map(known).astype(object)
    exact = {text: Number(Decimal(text)) for text in column.texts[typed].unique() if text}
    numbers[typed] = column.texts[typed].map(exact)
    unread = numbers.isna() & filled(column.texts)
    doubt(column, issues, "not a number", "This is not a number", unread, "left empty")
    rough = numbers.map(lambda n: isinstance(n, Number) and n.is_rough)
    doubt(column, issues, "rough number", "A range or rough figure", rough,
          lambda text: str(getattr(known.get(text), "value", "")))  # fmt: skip
    return numbers


def _must_be_thousands(column: Column, decimal: str) -> bool:
    """`1,234` in money or counts is a thousand where the file's own habits agree.

    Money has no three decimals; but dots as thousands in a file that is not continental, commas in
    one that is, and figures in millions stay open.
    """
    if column.field.kind is Kind.INTEGER:
        return True
    agrees = (decimal == ",") == column.is_continental
    return column.field.kind is Kind.AMOUNT and agrees and not header_scale(column.header)[0]


def _amounts(column: Column, options: ImportOptions, issues: list[Issue]) -> pd.Series:
    numbers = _parsed(column, options, issues)
    power, told = header_scale(column.header)
    power = options.scale.get(column.header, power)
    if power and column.header not in options.scale:
        issues.append(Issue("scale", "The header tells a scale", column.sheet, None, column.header,
                            column.header, f"times {10**power:,}"))  # fmt: skip
    spelt = {"$": _dollars(options), "kr": _crowns(options)}
    default = options.currency_of.get(column.header) or spelt.get(told, told) or options.currency
    codes = pd.Series(default, index=numbers.index, dtype=object)
    if column.currency is not None:
        given = column.currency.str.upper().str.extract(r"\b([A-Z]{3})\b")[0]
        codes = given.where(given.notna(), codes)
    marks = numbers.map(lambda n: n.currency if isinstance(n, Number) else "")
    marks = marks.map(lambda mark: spelt.get(mark, mark))
    codes = marks.where(marks != "", codes)
    return _in_plan_currency(column, numbers, codes, power, options, issues)


def _dollars(options: ImportOptions) -> str:
    """Whose dollars `$` are: the plan's where it counts in dollars, else American ones."""
    is_dollar = options.currency in ("USD", "CAD", "AUD", "NZD", "MXN", "SGD", "HKD")
    return options.currency if is_dollar else "USD"


def _crowns(options: ImportOptions) -> str:
    return options.currency if options.currency in ("SEK", "NOK", "DKK") else "SEK"


def _in_plan_currency(
    column: Column,
    numbers: pd.Series,
    codes: pd.Series,
    power: int,
    options: ImportOptions,
    issues: list[Issue],
) -> pd.Series:
    rates: dict[str, Decimal | None] = {options.currency: Decimal(1)}
    for code in codes.unique():
        if code not in rates:
            rates[code] = Decimal(repr(options.rates[code])) if code in options.rates else None
    known: dict[tuple[int, str], int | None] = {}
    out = np.empty(len(numbers), object)
    for i, (number, code) in enumerate(zip(numbers, codes, strict=True)):
        rate = rates[code]
        if not isinstance(number, Number) or rate is None:
            out[i] = pd.NA
            continue
        mark = (id(number), code)
        if mark not in known:
            value = number.value.scaleb(power) * rate
            known[mark] = (
                to_smallest(value, options.currency_digits)
                if abs(value) < Decimal(10) ** 15
                else None
            )
        out[i] = pd.NA if known[mark] is None else known[mark]
    is_number = numbers.map(lambda n: isinstance(n, Number))
    foreign = is_number & (codes != options.currency)
    lost = foreign & codes.map(lambda code: rates[code] is None)
    for code in codes[lost].unique():
        reason, where = f"There is no rate for {code}", lost & (codes == code)
        doubt(column, issues, "no exchange rate", reason, where, "left empty", code)
    for code in codes[foreign & ~lost].unique():
        n = int((foreign & ~lost & (codes == code)).sum())
        issues.append(
            Issue(
                "exchanged",
                f"{n} amounts are in {code}",
                column.sheet,
                None,
                column.header,
                code,
                f"1 {code} = {options.rates[code]} {options.currency}",
            )
        )
    return pd.Series(out, index=numbers.index, dtype=object)


def _numbers(column: Column, options: ImportOptions, issues: list[Issue]) -> pd.Series:
    numbers = _parsed(column, options, issues)
    kind = column.field.kind
    if kind is Kind.SHARE:
        return _shares(column, numbers, issues)
    power = options.scale.get(column.header, 0)

    def plain(number: Any) -> Any:
        if not isinstance(number, Number):
            return pd.NA
        value = number.value.scaleb(power)
        if kind is Kind.INTEGER:
            return int(value.to_integral_value()) if abs(value) < 2**53 else pd.NA
        return float(value / 100 if number.is_percent else value)

    return numbers.map(plain)


def _shares(column: Column, numbers: pd.Series, issues: list[Issue]) -> pd.Series:
    """Shares from 0 to 1: decided for the column whether bare numbers are per cents."""
    bare = [n.value for n in numbers if isinstance(n, Number) and not n.is_percent]
    are_percents = any(value > 1 for value in bare)
    header_says = "%" in column.header or "percent" in column.header.casefold()
    if bare and not are_percents and header_says and max(bare) > Decimal("0.999"):
        are_percents = False
    if are_percents and any(0 < value < 1 for value in bare):
        issues.append(
            Issue(
                "per cent or share",
                "Numbers above and below 1 stand in one column",
                column.sheet,
                None,
                column.header,
                "",
                "all are per cents",
            )
        )

    def share(number: Any) -> Any:
        if not isinstance(number, Number):
            return pd.NA
        return float(number.value / 100 if number.is_percent or are_percents else number.value)

    return numbers.map(share)


def _dates(column: Column, options: ImportOptions, issues: list[Issue]) -> pd.Series:
    is_period = column.field.kind is Kind.PERIOD
    texts = column.texts[filled(column.texts)]
    told = options.date_order.get(column.header)
    if not told and options.usual_dates and not date_order(texts.tolist()).is_sure:
        told = options.usual_dates
    default = "mdy" if options.country in ("US", "") and options.currency == "USD" else "dmy"
    order = date_order(texts.tolist(), default)
    if told is None and not order.is_sure:
        example = next((t for t in texts if re.search(r"\d[./-]\d", t)), "")
        issues.append(
            Issue(
                "order of dates",
                "Day and month cannot be told apart in this column",
                column.sheet,
                None,
                column.header,
                example,
                order.order,
                (order.order, order.other),
            )
        )
    chosen = told or order.order

    def read(text: str) -> str | None:
        if is_period:
            return parse_period(text, chosen, options.fiscal_year)
        date = parse_date(text, chosen)
        return date.isoformat() if date else None

    return each_text(
        column, read, issues, "not a date", "This is no date as the column writes them"
    )


def _within_limits(column: Column, values: pd.Series, issues: list[Issue]) -> pd.Series:
    """Values outside the dictionary's limits cannot stand in a plan."""
    low, high = column.field.low, column.field.high
    if low is None and high is None:
        return values
    numbers = pd.to_numeric(values, errors="coerce")
    outside = pd.Series(False, index=values.index)
    if low is not None:
        outside |= numbers < low
    if high is not None:
        outside |= numbers > high
    if outside.any():
        span = f"at least {low:g}" if high is None else f"from {low or 0:g} to {high:g}"
        doubt(
            column,
            issues,
            "out of range",
            f"{column.field.title} must be {span}",
            outside,
            "left empty",
        )
        values = values.where(~outside, pd.NA)
    return values
