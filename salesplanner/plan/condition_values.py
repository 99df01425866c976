"""Conditions evaluated over a whole table of accounts at once."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from salesplanner.plan.conditions import All, Comparison, Condition, Not
from salesplanner.plan.fields import TABLES, Kind
from salesplanner.problems import PlanProblem

Mask = NDArray[np.bool_]
_SUFFIX = {"": 1.0, "K": 1e3, "M": 1e6, "B": 1e9, "BN": 1e9}
_NUMBER = re.compile(r"^[$€£]?\s*(-?\d[\d,]*(?:\.\d+)?)\s*(bn|[kmb])?\s*(%)?$", re.IGNORECASE)
_MANY = 3000  # hits above which texts are looked at one by one
_PART = "\n"  # parts texts that are searched together
_YES, _NO = {"yes", "true", "y", "1"}, {"no", "false", "n", "0"}


@dataclass
class AccountColumns:
    """The columns of an account table, made ready for many conditions.

    Text columns are coded once, so that a test looks at each different value and not at each row.

    Args:
        frame: one row an account; columns of the field dictionary, and own ones.
        amount_scale: smallest units of the currency in one whole unit (100 for cents).
        today: the day "within 90 days" counts from.
    """

    frame: pd.DataFrame
    amount_scale: int = 100
    today: date = field(default_factory=date.today)
    kinds: Mapping[str, Kind] = field(
        default_factory=lambda: {field.name: field.kind for field in TABLES["account"].fields}
    )
    _coded: dict[str, tuple[NDArray[np.int64], NDArray[np.object_]]] = field(default_factory=dict)
    _joined: dict[str, "_Joined"] = field(default_factory=dict)
    _numbers: dict[str, NDArray[np.float64]] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.frame)

    def coded(self, name: str) -> tuple[NDArray[np.int64], NDArray[np.object_]]:
        """Position of each row's value (-1: none), and the different values in lower case."""
        if name not in self._coded:
            codes, values = pd.factorize(self.frame[name])
            texts = np.array([str(value).strip().casefold() for value in values], dtype=object)
            self._coded[name] = (codes.astype(np.int64), texts)
        return self._coded[name]

    def joined(self, name: str) -> "_Joined":
        """The different values of a text column, ready to be searched all at once."""
        if name not in self._joined:
            self._joined[name] = _Joined.of(self.coded(name)[1])
        return self._joined[name]

    def numbers(self, name: str) -> NDArray[np.float64]:
        """A number column in whole units, NaN where there is none."""
        if name not in self._numbers:
            column = self.frame[name]
            numbers = column.astype("Float64").to_numpy(np.float64, na_value=np.nan)
            values: NDArray[np.float64] = np.asarray(numbers, np.float64)
            is_amount = self.kinds.get(name) == Kind.AMOUNT
            self._numbers[name] = values / self.amount_scale if is_amount else values
        return self._numbers[name]

    def kind(self, name: str) -> Kind:
        return self.kinds.get(name, Kind.TEXT)


def matches(condition: Condition, columns: AccountColumns) -> Mask:
    """Rows for which a condition is true; an empty value meets only 'is empty' and 'is not'.

    Raises:
        PlanProblem: a value is not of the field's kind.
    """
    if isinstance(condition, Comparison):
        return _compared(condition, columns)
    if isinstance(condition, Not):
        return ~matches(condition.inner, columns)
    if isinstance(condition, All):
        mask = np.ones(len(columns), bool)
        for part in condition.parts:
            mask &= matches(part, columns)
        return mask
    mask = np.zeros(len(columns), bool)
    for part in condition.parts:
        mask |= matches(part, columns)
    return mask


def _compared(test: Comparison, columns: AccountColumns) -> Mask:
    if test.field not in columns.frame.columns:
        return np.full(len(columns), test.operator in ("empty", "!=", "not in"))
    kind = columns.kind(test.field)
    if test.operator in ("empty", "filled"):
        is_empty = columns.frame[test.field].isna().to_numpy(bool)
        return is_empty if test.operator == "empty" else ~is_empty
    if kind in (Kind.INTEGER, Kind.AMOUNT, Kind.REAL, Kind.SHARE):
        return _number_test(test, columns, kind)
    if kind == Kind.FLAG:
        return _flag_test(test, columns)
    if kind == Kind.DATE:
        return _date_test(test, columns)
    return _text_test(test, columns)


def _number_test(test: Comparison, columns: AccountColumns, kind: Kind) -> Mask:
    values = columns.numbers(test.field)
    bounds = [_number(word, test, kind) for word in test.words]
    tests: dict[str, Callable[[], Any]] = {
        "=": lambda: np.isclose(values, bounds[0]),
        "!=": lambda: ~np.isclose(values, bounds[0]),
        "in": lambda: np.isclose(values[:, None], bounds).any(axis=1),
        "not in": lambda: ~np.isclose(values[:, None], bounds).any(axis=1),
        ">": lambda: values > bounds[0],
        "<": lambda: values < bounds[0],
        ">=": lambda: values >= bounds[0],
        "<=": lambda: values <= bounds[0],
        "between": lambda: (values >= bounds[0]) & (values <= bounds[1]),
    }
    if test.operator not in tests:
        raise _problem(test, "is a number", "Compare it with over, under, between or is.")
    mask: Mask = np.asarray(tests[test.operator](), dtype=np.bool_)
    return mask


def _number(word: str, test: Comparison, kind: Kind) -> float:
    match = _NUMBER.match(word.strip())
    if match is None:
        raise _problem(test, f"is a number, and {word!r} is not one", "Give a number.")
    digits, suffix, per_cent = match.groups()
    value = float(digits.replace(",", "")) * _SUFFIX[(suffix or "").upper()]
    return value / 100 if per_cent or (kind == Kind.SHARE and value > 1) else value


def _flag_test(test: Comparison, columns: AccountColumns) -> Mask:
    word = test.words[0].casefold()
    if test.operator not in ("=", "!=") or word not in _YES | _NO:
        raise _problem(test, "is yes or no", "Write 'is yes' or 'is no'.")
    is_yes = columns.frame[test.field].fillna(False).to_numpy(bool)
    return is_yes if (word in _YES) == (test.operator == "=") else ~is_yes


def _date_test(test: Comparison, columns: AccountColumns) -> Mask:
    codes, texts = columns.coded(test.field)
    if test.operator == "within":
        days = timedelta(days=_number(test.words[0], test, Kind.INTEGER))
        first, last = columns.today.isoformat(), (columns.today + days).isoformat()
        of_value = np.array([first <= text <= last for text in texts], bool)
    elif test.operator in ("=", "!=", "<", ">", "<=", ">=", "between"):
        days_given = [_day(word, test) for word in test.words]
        of_value = np.array([_is_day(test.operator, text, days_given) for text in texts], bool)
    else:
        raise _problem(test, "is a date", "Compare it with before, after, between or within.")
    return _by_code(codes, of_value, of_missing=test.operator == "!=")


def _is_day(operator: str, text: str, days: list[str]) -> bool:
    first = days[0]
    if operator == "between":
        return first <= text <= days[1]
    order = {"=": text == first, "!=": text != first, "<": text < first, ">": text > first}
    order |= {"<=": text <= first, ">=": text >= first}
    return order[operator]


def _day(word: str, test: Comparison) -> str:
    try:
        return date.fromisoformat(word.strip()).isoformat()
    except ValueError:
        remedy = "Write it as year-month-day, e.g. 2027-01-31."
        raise _problem(test, f"is a date, and {word!r} is not one", remedy) from None


def _text_test(test: Comparison, columns: AccountColumns) -> Mask:
    codes, texts = columns.coded(test.field)
    wanted = [word.strip().casefold().replace(_PART, " ") for word in test.words]
    first, joined = wanted[0], columns.joined(test.field)
    tests: dict[str, Callable[[], Mask]] = {
        "=": lambda: joined.equal(wanted[:1]),
        "!=": lambda: ~joined.equal(wanted[:1]),
        "in": lambda: joined.equal(wanted),
        "not in": lambda: ~joined.equal(wanted),
        "contains": lambda: joined.holding(first),
        "not contains": lambda: ~joined.holding(first),
        "starts": lambda: joined.holding(_PART + first),
        "ends": lambda: joined.holding(first + _PART),
        ">": lambda: np.array([text > first for text in texts], bool),
        "<": lambda: np.array([text < first for text in texts], bool),
        ">=": lambda: np.array([text >= first for text in texts], bool),
        "<=": lambda: np.array([text <= first for text in texts], bool),
        "between": lambda: np.array([first <= text <= wanted[1] for text in texts], bool),
    }
    if test.operator not in tests:
        raise _problem(test, "is a text", "Compare it with is, one of, contains or starts with.")
    of_value = tests[test.operator]()
    return _by_code(codes, of_value, of_missing=test.operator in ("!=", "not in", "not contains"))


@dataclass(frozen=True, eq=False)
class _Joined:
    """Texts laid end to end: one search by the C library finds a word in all of them."""

    whole: str
    starts: NDArray[np.int64]  # where each text begins, its parting sign before it
    index: Mapping[str, list[int]]

    @classmethod
    def of(cls, texts: NDArray[np.object_]) -> "_Joined":
        plain = [text.replace(_PART, " ") for text in texts]
        lengths = np.array([len(text) + 1 for text in plain], np.int64)
        index: dict[str, list[int]] = {}
        for position, text in enumerate(plain):
            index.setdefault(text, []).append(position)
        starts = np.cumsum(lengths) - lengths
        return cls(_PART + _PART.join(plain) + _PART, starts, index)

    def equal(self, wanted: list[str]) -> Mask:
        """Texts that are one of the words."""
        mask = np.zeros(len(self.starts), bool)
        for word in wanted:
            mask[self.index.get(word, [])] = True
        return mask

    def holding(self, word: str) -> Mask:
        """Texts in which the word stands, the parting signs around it counted."""
        if not word.strip(_PART):
            return np.ones(len(self.starts), bool)
        found, at = [], self.whole.find(word)
        while at >= 0:
            found.append(at)
            if len(found) > _MANY:
                return self._holding_often(word)
            at = self.whole.find(word, at + 1)
        mask = np.zeros(len(self.starts), bool)
        mask[np.searchsorted(self.starts, np.array(found, np.int64), "right") - 1] = True
        return mask

    def _holding_often(self, word: str) -> Mask:
        """The same where a word is frequent: text by text."""
        ends = np.append(self.starts[1:], len(self.whole) - 1) + 1
        pairs = zip(self.starts.tolist(), ends.tolist(), strict=True)
        return np.array([word in self.whole[start:end] for start, end in pairs], bool)


def _by_code(codes: NDArray[np.int64], of_value: Mask, *, of_missing: bool) -> Mask:
    return np.append(of_value, of_missing)[codes]  # code -1 is the last: missing


def _problem(test: Comparison, what: str, remedy: str) -> PlanProblem:
    return PlanProblem(
        f"{test.field.replace('_', ' ')} {what}.", f"at character {test.position + 1}", remedy
    )
