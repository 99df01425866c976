"""A column of cells to texts: words of a list, ids, categories in one spelling."""

import re

import pandas as pd
from rapidfuzz import fuzz, process

from salesplanner.exchange.content import is_nothing
from salesplanner.exchange.convert_cells import Column, doubt, each_text
from salesplanner.exchange.convert_words import CATEGORIES, CHOICE_WORDS, IDS, INDUSTRIES
from salesplanner.exchange.issues import Issue
from salesplanner.exchange.normalise_contacts import read_domain, read_email
from salesplanner.exchange.normalise_names import mended, squashed_key, tidy
from salesplanner.exchange.salesforce_ids import is_record_id, long_id

_EXPONENT = re.compile(r"\d[.,]?\d*E\+\d{2,}", re.IGNORECASE)
_POINT_ZERO = re.compile(r"\d+\.0")
_SALESFORCE = re.compile(r"^0(01|05|06|0Q|0e|1I|03)[A-Za-z0-9]{12}$", re.IGNORECASE)


def text_values(column: Column, issues: list[Issue]) -> pd.Series:
    name = column.field.name
    reader = {"domain": read_domain, "email": read_email}.get(name)
    if reader:
        return each_text(column, reader, issues, f"not a {name}", "This cannot be read")
    if column.field.choices:
        return each_text(
            column,
            lambda text: _choice(text, column.field.choices),
            issues,
            "not a known word",
            f"This is none of: {', '.join(column.field.choices)}",
        )
    known = {
        text: pd.NA if is_nothing(text) else _clean(text, column.is_as_written) or pd.NA
        for text in column.texts.unique()
    }
    mended_texts = column.texts.map(lambda t: "Ã" in t or "Â" in t or "â€" in t) & (
        column.texts.map(known) != column.texts
    )
    if mended_texts.any():
        doubt(
            column,
            issues,
            "damaged letters",
            "Letters were read in the wrong alphabet",
            mended_texts.fillna(False),
            lambda text: str(known[text]),
        )
    values = column.texts.map(known).astype(object)
    if name in IDS:
        return _identifiers(column, values, issues)
    if name in CATEGORIES and not column.is_as_written:
        return _one_spelling(column, values, issues)
    return values


def _clean(text: str, is_as_written: bool) -> str:
    return tidy(text) if is_as_written else mended(tidy(text))


def _choice(text: str, choices: tuple[str, ...]) -> str | None:
    word = squashed_key(text)
    for option in choices:
        if squashed_key(option) == word:
            return option
    meant = CHOICE_WORDS.get(word)
    if meant is None:
        meant = next(
            (
                CHOICE_WORDS[w]
                for w in re.findall(r"[^\W\d_]+", text.casefold())
                if w in CHOICE_WORDS
            ),
            None,
        )
    return meant if meant in choices else None


def _identifiers(column: Column, values: pd.Series, issues: list[Issue]) -> pd.Series:
    """Ids as text; digits a spreadsheet has lost are told, short Salesforce ids made long."""
    lost = column.cells.map(lambda cell: isinstance(cell, float) and abs(cell) >= 1e15)
    lost |= column.texts.map(lambda text: bool(_EXPONENT.fullmatch(text)))
    doubt(
        column,
        issues,
        "id damaged",
        "A spreadsheet has rounded this long number: its last digits are lost",
        lost,
        "kept as it is; export ids as text",
    )
    values = _without_point_zero(values)
    short = values.map(
        lambda text: isinstance(text, str) and bool(_SALESFORCE.match(text)) and is_record_id(text)
    )
    if short.any():
        values = values.where(~short, values[short].map(long_id))
    return values


def _without_point_zero(values: pd.Series) -> pd.Series:
    """`00123.0` is 00123 where all numbers of the column end so: a program took ids for numbers."""
    given = values.dropna()
    spoilt = given.map(lambda text: bool(_POINT_ZERO.fullmatch(text)))
    if not spoilt.any() or given[~spoilt].map(lambda text: text.isdecimal()).any():
        return values
    return values.map(
        lambda text: text[:-2] if isinstance(text, str) and _POINT_ZERO.fullmatch(text) else text
    )


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
            issues.append(
                Issue(
                    "spelling",
                    f"{int(counts[text])} cells are spelt so",
                    column.sheet,
                    None,
                    column.header,
                    text,
                    known[text],
                )
            )
    return changed


def _industry(word: str) -> str:
    """`technolgy` is technology: one letter off a common word is a typing error."""
    low = word.casefold()
    if low in INDUSTRIES or len(low) < 6:
        return word
    found = process.extractOne(low, INDUSTRIES, scorer=fuzz.ratio, score_cutoff=88)
    if not found or abs(len(found[0]) - len(low)) > 1:
        return word
    return found[0].capitalize() if word[0].isupper() else found[0]
