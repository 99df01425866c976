"""One column of cells to the values of one field."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd
from rapidfuzz import fuzz, process

from salesplanner.exchange.content import is_nothing
from salesplanner.exchange.issues import Issue
from salesplanner.exchange.normalise_contacts import read_domain, read_email, read_phone
from salesplanner.exchange.normalise_dates import date_order, parse_date, parse_period
from salesplanner.exchange.normalise_names import mended, squashed_key, tidy
from salesplanner.exchange.normalise_numbers import (
    Number,
    decimal_style,
    header_scale,
    parse_flag,
    parse_number,
    to_smallest,
)
from salesplanner.exchange.options import ImportOptions
from salesplanner.exchange.salesforce_ids import is_record_id, long_id
from salesplanner.plan.fields import PANDAS_TYPE, Field, Kind

_ERRORS = frozenset(
    (
        "#n/a",
        "#ref!",
        "#div/0!",
        "#value!",
        "#name?",
        "#null!",
        "#num!",
        "#getting_data",
        "#spill!",
        "#calc!",
    )
)
_FORMULA_TEXT = re.compile(r'^=\s*"(.*)"$', re.DOTALL)
_HYPERLINK = re.compile(r'^=HYPERLINK\(\s*"[^"]*"\s*[;,]\s*"([^"]*)"\s*\)$', re.IGNORECASE)
_EXPONENT = re.compile(r"\d[.,]?\d*E\+\d{2,}", re.IGNORECASE)
_SALESFORCE = re.compile(r"^0(01|05|06|0Q|0e|1I|03)[A-Za-z0-9]{12}$", re.IGNORECASE)
_CHOICE_WORDS = {
    "customer": "customer", "client": "customer", "kunde": "customer", "existing": "customer", "active": "customer",
    "prospect": "prospect", "lead": "prospect", "interessent": "prospect", "target": "prospect", "potential": "prospect",
    "opportunity": "prospect", "subscriber": "prospect", "marketingqualifiedlead": "prospect", "salesqualifiedlead": "prospect",
    "evangelist": "customer", "partner": "partner", "reseller": "partner", "distributor": "partner",
    "channel": "partner", "vendor": "partner", "supplier": "partner", "integrator": "partner",
    "former": "prospect", "customerdirect": "customer", "customerchannel": "customer",
}  # fmt: skip
_INDUSTRIES = (
    "technology", "medical", "retail", "software", "entertainment", "marketing", "telecommunications", "finance",
    "employment", "services", "manufacturing", "healthcare", "education", "government", "energy", "utilities", "insurance",
    "banking", "construction", "transportation", "logistics", "hospitality", "agriculture", "automotive", "aerospace",
    "chemicals", "pharmaceuticals", "biotechnology", "consulting", "media", "real estate", "electronics", "engineering",
    "food and beverage", "machinery", "consumer goods", "environmental", "apparel", "shipping", "recreation",
    "not for profit", "communications", "mining", "wholesale", "legal", "advertising", "publishing",
)  # fmt: skip
_CATEGORIES = frozenset(("segment", "industry", "stage", "region", "role_id", "component", "level_1", "level_2", "level_3",
                         "level_4", "level_5", "status"))  # fmt: skip
_IDS = frozenset(("account_id", "opportunity_id", "rep_id", "parent_account_id", "owner_id", "manager_id",
                  "territory_id", "unit_id", "rule_id", "product_id"))  # fmt: skip


@dataclass(frozen=True)
class Column:
    """The cells of a column, their texts, and what they are to become."""

    sheet: str
    header: str
    cells: pd.Series
    texts: pd.Series
    field: Field
    currency: pd.Series | None = None
    is_continental: bool = False


def converted(column: Column, options: ImportOptions, issues: list[Issue]) -> pd.Series:
    """The column as what its field holds, NA where a cell is empty or cannot be read.

    Appends to `issues` what was odd; equal cells are read once.
    """
    column = _without_formulas(column, issues)
    kind = column.field.kind
    if kind is Kind.AMOUNT:
        values = _amounts(column, options, issues)
    elif kind in (Kind.REAL, Kind.INTEGER, Kind.SHARE):
        values = _numbers(column, options, issues)
    elif kind in (Kind.DATE, Kind.PERIOD):
        values = _dates(column, options, issues)
    elif kind is Kind.FLAG:
        values = _each(column, parse_flag, issues, "yes or no", "neither yes nor no")
    else:
        values = _texts(column, issues)
    values = _within_limits(column, values, issues)
    dtype = PANDAS_TYPE[kind]
    return pd.Series(values.to_numpy(object), index=column.texts.index, dtype=object).astype(dtype)


def doubt(
    column: Column,
    issues: list[Issue],
    kind: str,
    reason: str,
    where: pd.Series | Any,
    assumed: Callable[[Any], str] | str,
) -> None:
    """One Issue for each row of `where` (a mask)."""
    mask = np.asarray(where, bool)
    for row, text in zip(column.texts.index[mask], column.texts[mask], strict=True):
        told = assumed(text) if callable(assumed) else assumed
        issues.append(
            Issue(kind, reason, column.sheet, int(row), column.header, str(text)[:200], told)
        )


def _without_formulas(column: Column, issues: list[Issue]) -> Column:
    """Excel's ="0123" is 0123; errors and other formulas are told."""
    texts = column.texts
    lead = texts.str.get(0)
    if not lead.isin(("=", "#", "'")).any():
        return column
    known: dict[str, str] = {}
    for text in texts[lead.isin(("=", "#", "'"))].unique():
        match = _FORMULA_TEXT.match(text) or _HYPERLINK.match(text)
        if match:
            known[text] = match.group(1).replace('""', '"').strip()
        elif text.casefold() in _ERRORS:
            known[text] = ""
        elif re.match(r"^'[\d+=@-]", text):
            known[text] = text[1:]
    errors = texts.str.casefold().isin(_ERRORS)
    doubt(
        column,
        issues,
        "formula error",
        "The cell holds an error of the spreadsheet",
        errors,
        "left empty",
    )
    formulas = (lead == "=") & ~texts.isin(known)
    doubt(
        column,
        issues,
        "formula as text",
        "A formula stands as text, its result is not in the file",
        formulas,
        "kept as text",
    )
    changed = texts.map(lambda text: known.get(text, text))
    return Column(
        column.sheet,
        column.header,
        column.cells,
        changed,
        column.field,
        column.currency,
        column.is_continental,
    )


def _filled(texts: pd.Series) -> pd.Series:
    return ~texts.map(is_nothing)


def _each(
    column: Column, read: Callable[[str], Any], issues: list[Issue], kind: str, reason: str
) -> pd.Series:
    """Read distinct texts once; what is filled and cannot be read becomes a doubt, left empty."""
    known = {text: None if is_nothing(text) else read(text) for text in column.texts.unique()}
    values = column.texts.map(known).astype(object)
    unread = values.isna() & _filled(column.texts)
    doubt(column, issues, kind, reason, unread, "left empty")
    return values.where(values.notna(), pd.NA)


def _typed_numbers(cells: pd.Series) -> pd.Series:
    return cells.map(lambda cell: isinstance(cell, int | float) and not isinstance(cell, bool))


def _parsed(column: Column, options: ImportOptions, issues: list[Issue]) -> pd.Series:
    """Number objects; cells that are numbers in the file are taken as they are."""
    typed = _typed_numbers(column.cells)
    words = column.texts[~typed]
    decimal = options.decimal.get(column.header)
    if decimal is None:
        filled = [text for text in words.unique() if not is_nothing(text)]
        decimal, is_sure = decimal_style(filled, column.is_continental)
        if not is_sure:
            reason = "Marks can mean thousands or decimals"
            example = next((t for t in filled if re.search(r"\d[.,]\d{3}", t)), "")
            issues.append(Issue("thousands or decimals", reason, column.sheet, None, column.header, example,
                                f"decimal mark {decimal!r}", (".", ",")))  # fmt: skip
    known: dict[str, Number | None] = {}
    for text in words.unique():
        known[text] = None if is_nothing(text) else parse_number(text, decimal)
    numbers = column.texts.map(known).astype(object)
    exact = {text: Number(Decimal(text)) for text in column.texts[typed].unique() if text}
    numbers[typed] = column.texts[typed].map(exact)
    unread = numbers.isna() & _filled(column.texts)
    doubt(column, issues, "not a number", "This is not a number", unread, "left empty")
    rough = numbers.map(lambda n: isinstance(n, Number) and n.is_rough)
    doubt(column, issues, "rough number", "A range or rough figure", rough,
          lambda text: str(getattr(known.get(text), "value", "")))  # fmt: skip
    return numbers


def _amounts(column: Column, options: ImportOptions, issues: list[Issue]) -> pd.Series:
    numbers = _parsed(column, options, issues)
    power, told = header_scale(column.header)
    power = options.scale.get(column.header, power)
    if power and column.header not in options.scale:
        issues.append(Issue("scale", "The header tells a scale", column.sheet, None, column.header,
                            column.header, f"times {10**power:,}"))  # fmt: skip
    default = options.currency_of.get(column.header) or told or options.currency
    codes = pd.Series(default, index=numbers.index, dtype=object)
    if column.currency is not None:
        given = column.currency.str.upper().str.extract(r"\b([A-Z]{3})\b")[0]
        codes = given.where(given.notna(), codes)
    marks = numbers.map(lambda n: n.currency if isinstance(n, Number) else "")
    dollars = (
        options.currency
        if options.currency in ("USD", "CAD", "AUD", "NZD", "MXN", "SGD", "HKD")
        else "USD"
    )
    marks = marks.map(
        {
            "$": dollars,
            "kr": options.currency if options.currency in ("SEK", "NOK", "DKK") else "SEK",
        }.get
    ).fillna(marks)
    codes = marks.where(marks != "", codes)
    return _in_plan_currency(column, numbers, codes, power, options, issues)


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
        doubt(
            column,
            issues,
            "no exchange rate",
            f"There is no rate for {code}",
            lost & (codes == code),
            "left empty",
        )
    for code in codes[foreign & ~lost].unique():
        n = int((foreign & ~lost & (codes == code)).sum())
        issues.append(Issue("exchanged", f"{n} amounts are in {code}", column.sheet, None, column.header, code,
                            f"1 {code} = {options.rates[code]} {options.currency}"))  # fmt: skip
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
        issues.append(Issue("per cent or share", "Numbers above and below 1 stand in one column", column.sheet,
                            None, column.header, "", "all are per cents"))  # fmt: skip

    def share(number: Any) -> Any:
        if not isinstance(number, Number):
            return pd.NA
        return float(number.value / 100 if number.is_percent or are_percents else number.value)

    return numbers.map(share)


def _dates(column: Column, options: ImportOptions, issues: list[Issue]) -> pd.Series:
    is_period = column.field.kind is Kind.PERIOD
    texts = column.texts[_filled(column.texts)]
    told = options.date_order.get(column.header)
    default = "mdy" if options.country in ("US", "") and options.currency == "USD" else "dmy"
    order = date_order(texts.tolist(), default)
    if told is None and not order.is_sure:
        example = next((t for t in texts if re.search(r"\d[./-]\d", t)), "")
        issues.append(Issue("order of dates", "Day and month cannot be told apart in this column", column.sheet,
                            None, column.header, example, order.order, (order.order, order.other)))  # fmt: skip
    chosen = told or order.order

    def read(text: str) -> str | None:
        if is_period:
            return parse_period(text, chosen, options.fiscal_year)
        date = parse_date(text, chosen)
        return date.isoformat() if date else None

    return _each(column, read, issues, "not a date", "This is no date as the column writes them")


def _texts(column: Column, issues: list[Issue]) -> pd.Series:
    name = column.field.name
    reader = {"domain": read_domain, "email": read_email}.get(name)
    if reader:
        return _each(column, reader, issues, f"not a {name}", "This cannot be read")
    if column.field.choices:
        return _each(column, lambda text: _choice(text, column.field.choices), issues, "not a known word",
                     f"This is none of: {', '.join(column.field.choices)}")  # fmt: skip
    known = {
        text: pd.NA if is_nothing(text) else mended(tidy(text)) or pd.NA
        for text in column.texts.unique()
    }
    mended_texts = column.texts.map(lambda t: "Ã" in t or "Â" in t or "â€" in t) & (
        column.texts.map(known) != column.texts
    )
    if mended_texts.any():
        doubt(column, issues, "damaged letters", "Letters were read in the wrong alphabet", mended_texts.fillna(False),
              lambda text: str(known[text]))  # fmt: skip
    values = column.texts.map(known).astype(object)
    if name in _IDS:
        return _identifiers(column, values, issues)
    if name in _CATEGORIES:
        return _one_spelling(column, values, issues)
    return values


def _choice(text: str, choices: tuple[str, ...]) -> str | None:
    word = squashed_key(text)
    for option in choices:
        if squashed_key(option) == word:
            return option
    meant = _CHOICE_WORDS.get(word)
    if meant is None:
        meant = next(
            (
                _CHOICE_WORDS[w]
                for w in re.findall(r"[^\W\d_]+", text.casefold())
                if w in _CHOICE_WORDS
            ),
            None,
        )
    return meant if meant in choices else None


def _identifiers(column: Column, values: pd.Series, issues: list[Issue]) -> pd.Series:
    """Ids as text; digits a spreadsheet has lost are told, short Salesforce ids made long."""
    lost = column.cells.map(lambda cell: isinstance(cell, float) and abs(cell) >= 1e15)
    lost |= column.texts.map(lambda text: bool(_EXPONENT.fullmatch(text)))
    doubt(column, issues, "id damaged", "A spreadsheet has rounded this long number: its last digits are lost",
          lost, "kept as it is; export ids as text")  # fmt: skip
    short = values.map(
        lambda text: isinstance(text, str) and bool(_SALESFORCE.match(text)) and is_record_id(text)
    )
    if short.any():
        values = values.where(~short, values[short].map(long_id))
    return values


def _one_spelling(column: Column, values: pd.Series, issues: list[Issue]) -> pd.Series:
    """Spellings of a category that differ in case, spaces or marks become the most frequent one."""
    counts = values.dropna().value_counts()
    if len(counts) > 500:
        return values
    best: dict[str, str] = {}
    for text in counts.index:
        best.setdefault(squashed_key(text) or text, text)
    known = {text: best[squashed_key(text) or text] for text in counts.index}
    if column.field.name == "industry":
        known = {text: _industry(word) for text, word in known.items()}
    changed = values.map(lambda text: known.get(text, text))
    for text in counts.index:
        if known[text] != text:
            issues.append(Issue("spelling", f"{int(counts[text])} cells are spelt so", column.sheet, None,
                                column.header, text, known[text]))  # fmt: skip
    return changed


def _industry(word: str) -> str:
    """`technolgy` is technology: one letter off a common word is a typing error."""
    low = word.casefold()
    if low in _INDUSTRIES or len(low) < 6:
        return word
    found = process.extractOne(low, _INDUSTRIES, scorer=fuzz.ratio, score_cutoff=88)
    if not found or abs(len(found[0]) - len(low)) > 1:
        return word
    return found[0].capitalize() if word[0].isupper() else found[0]


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


__all__ = ["Column", "converted", "doubt", "read_phone"]
