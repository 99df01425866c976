"""The words the field dictionary is written in."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import pandas as pd


class Kind(StrEnum):
    """What a column holds; decides its SQL and its pandas type."""

    TEXT = "text"
    DATE = "date"  # ISO text, 2027-01-31
    PERIOD = "period"  # 2027, 2027-Q1 or 2027-01
    INTEGER = "integer"
    AMOUNT = "amount"  # INTEGER of the currency's smallest unit
    REAL = "real"
    SHARE = "share"  # 0 to 1; per cent only on screen
    FLAG = "flag"
    BLOB = "blob"


SQL_TYPE = {
    Kind.TEXT: "TEXT",
    Kind.DATE: "TEXT",
    Kind.PERIOD: "TEXT",
    Kind.INTEGER: "INTEGER",
    Kind.AMOUNT: "INTEGER",
    Kind.REAL: "REAL",
    Kind.SHARE: "REAL",
    Kind.FLAG: "INTEGER",
    Kind.BLOB: "BLOB",
}

# One text type on purpose: the default `str` of pandas 3 marks a missing value with NaN, not NA.
_TEXT = pd.StringDtype("python", na_value=pd.NA)
PANDAS_TYPE: dict[Kind, Any] = {
    Kind.TEXT: _TEXT,
    Kind.DATE: _TEXT,
    Kind.PERIOD: _TEXT,
    Kind.INTEGER: pd.Int64Dtype(),
    Kind.AMOUNT: pd.Int64Dtype(),
    Kind.REAL: pd.Float64Dtype(),
    Kind.SHARE: pd.Float64Dtype(),
    Kind.FLAG: pd.BooleanDtype(),
    Kind.BLOB: object,
}


@dataclass(frozen=True)
class Field:
    """One column: everything anyone needs to know about it, said once."""

    name: str
    kind: Kind
    meaning: str
    unit: str = ""
    synonyms: tuple[str, ...] = ()  # headers of other systems, lower case
    low: float | None = None
    high: float | None = None
    choices: tuple[str, ...] = ()
    is_required: bool = False
    is_editable: bool = True
    refers_to: str = ""  # the table whose id this is

    @property
    def title(self) -> str:
        """The header people see: `potential_amount` -> `Potential`."""
        words = self.name.split("_")
        if len(words) > 1 and words[-1] in ("amount", "share", "id", "km2", "deg"):
            words = words[:-1]
        if words[0] == "is" and len(words) > 1:
            words = words[1:]
        return " ".join(words).capitalize()


@dataclass(frozen=True)
class Table:
    """One table: its key, its columns and what a row says.

    A decision table's first key column is scenario_id. A bulk table is never held in a Plan: the
    store reads it on demand.
    """

    name: str
    key: tuple[str, ...]
    meaning: str
    fields: tuple[Field, ...]
    is_bulk: bool = False

    @property
    def is_decision(self) -> bool:
        return self.key[0] == "scenario_id"

    @property
    def columns(self) -> tuple[str, ...]:
        return tuple(field.name for field in self.fields)

    def field(self, name: str) -> Field:
        """The field called `name`; KeyError where there is none."""
        for field in self.fields:
            if field.name == name:
                return field
        raise KeyError(f"{self.name}.{name}")

    def dtypes(self) -> dict[str, Any]:
        """pandas type by column."""
        return {field.name: PANDAS_TYPE[field.kind] for field in self.fields}


def split_words(synonyms: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in synonyms.split("|") if word.strip())


def text(name: str, meaning: str, synonyms: str = "", **more: Any) -> Field:
    return Field(name, Kind.TEXT, meaning, synonyms=split_words(synonyms), **more)


def key(name: str, meaning: str, synonyms: str = "", **more: Any) -> Field:
    """A text that (with others) names the row: required, not editable."""
    return text(name, meaning, synonyms, is_required=True, is_editable=False, **more)


def choice(name: str, meaning: str, options: Iterable[str], synonyms: str = "") -> Field:
    return text(name, meaning, synonyms, choices=tuple(options))


def date(name: str, meaning: str, synonyms: str = "") -> Field:
    return Field(name, Kind.DATE, meaning, "ISO date", split_words(synonyms))


def period(name: str, meaning: str, synonyms: str = "") -> Field:
    more: dict[str, Any] = {"is_required": True, "is_editable": False}
    return Field(
        name, Kind.PERIOD, meaning, "2027, 2027-Q1 or 2027-01", split_words(synonyms), **more
    )


def integer(name: str, meaning: str, synonyms: str = "", **more: Any) -> Field:
    return Field(name, Kind.INTEGER, meaning, synonyms=split_words(synonyms), **more)


def amount(name: str, meaning: str, synonyms: str = "", **more: Any) -> Field:
    return Field(name, Kind.AMOUNT, meaning, "currency", split_words(synonyms), **more)


def real(name: str, meaning: str, unit: str = "", synonyms: str = "", **more: Any) -> Field:
    return Field(name, Kind.REAL, meaning, unit, split_words(synonyms), **more)


def share(name: str, meaning: str, synonyms: str = "", **more: Any) -> Field:
    more = {"low": 0.0, "high": 1.0} | more
    return Field(name, Kind.SHARE, meaning, "share, 0 to 1", split_words(synonyms), **more)


def flag(name: str, meaning: str, synonyms: str = "") -> Field:
    return Field(name, Kind.FLAG, meaning, "yes or no", split_words(synonyms))


def blob(name: str, meaning: str) -> Field:
    return Field(name, Kind.BLOB, meaning, is_editable=False)
