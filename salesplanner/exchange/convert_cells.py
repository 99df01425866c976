"""A column of cells: texts read once each, doubts about rows, formulas that stand as text."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from salesplanner.exchange.content import is_nothing
from salesplanner.exchange.issues import Issue
from salesplanner.plan.fields import Field

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
    is_as_written: bool = False  # spellings stay as they are


def doubt(
    column: Column,
    issues: list[Issue],
    kind: str,
    reason: str,
    where: pd.Series | Any,
    assumed: Callable[[Any], str] | str,
    about: str = "",
) -> None:
    """One Issue for each row of `where` (a mask)."""
    mask = np.asarray(where, bool)
    for row, text in zip(column.texts.index[mask], column.texts[mask], strict=True):
        told = assumed(text) if callable(assumed) else assumed
        issues.append(
            Issue(
                kind,
                reason,
                column.sheet,
                int(row),
                column.header,
                str(text)[:200],
                told,
                about=about,
            )
        )


def without_formulas(column: Column, issues: list[Issue]) -> Column:
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
    reason = "The cell holds an error of the spreadsheet"
    doubt(column, issues, "formula error", reason, errors, "left empty")
    formulas = (lead == "=") & ~texts.isin(known)
    reason = "A formula stands as text, its result is not in the file"
    doubt(column, issues, "formula as text", reason, formulas, "kept as text")
    changed = texts.map(lambda text: known.get(text, text))
    return replace(column, texts=changed)


def with_replaced(column: Column, texts: Mapping[str, str]) -> Column:
    """The column with some texts read as others, as the planner has said."""
    if not texts:
        return column
    hits = column.texts.isin(list(texts)).to_numpy(bool)
    said = column.texts.where(~hits, column.texts.map(texts))
    return replace(column, texts=said, cells=column.cells.where(~hits, said))


def filled(texts: pd.Series) -> pd.Series:
    return ~texts.map(is_nothing)


def each_text(
    column: Column, read: Callable[[str], Any], issues: list[Issue], kind: str, reason: str
) -> pd.Series:
    """Read distinct texts once; what is filled and cannot be read becomes a doubt, left empty."""
    known = {text: None if is_nothing(text) else read(text) for text in column.texts.unique()}
    values = column.texts.map(known).astype(object)
    unread = values.isna() & filled(column.texts)
    doubt(column, issues, kind, reason, unread, "left empty")
    return values.where(values.notna(), pd.NA)
