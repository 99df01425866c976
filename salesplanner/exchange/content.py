"""What the cells of a column look like, whatever its header says."""

import datetime as dt
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from salesplanner.exchange.normalise_contacts import read_domain
from salesplanner.exchange.normalise_dates import parse_date, parse_period
from salesplanner.exchange.normalise_numbers import parse_flag, parse_number
from salesplanner.exchange.normalise_places import is_country, is_state
from salesplanner.exchange.sheets import cell_text
from salesplanner.plan.fields import Field, Kind

_SAMPLE = 120
_NOTHING = frozenset(
    (
        "",
        "-",
        "--",
        "n/a",
        "#n/a",
        "null",
        "none",
        "nan",
        "(blank)",
        "nil",
        "\\n",
        "?",
        "–",
        "—",
        "#null!",
    )
)


def is_nothing(text: str) -> bool:
    """A cell that says in words that it is empty."""
    return text.casefold() in _NOTHING


@dataclass(frozen=True)
class Content:
    """A sample of a column's filled cells, and shares of them that look like something."""

    cells: tuple[Any, ...]
    n_distinct: int

    @classmethod
    def of(cls, values: Sequence[Any]) -> "Content":
        step = max(len(values) // (4 * _SAMPLE), 1)
        filled = [
            v
            for v in values[::step]
            if v is not None and v != "" and not is_nothing(cell_text(v).strip())
        ]
        if not filled and step > 1:
            filled = [v for v in values if v not in (None, "")][:_SAMPLE]
        sample = tuple(filled[:_SAMPLE])
        return cls(sample, len({cell_text(v) for v in sample}))

    @cached_property
    def texts(self) -> tuple[str, ...]:
        return tuple(cell_text(cell).strip() for cell in self.cells)

    def share(self, test: Callable[[str], bool]) -> float:
        """Share of sampled cells that pass; 0 where there are none."""
        return sum(map(test, self.texts)) / len(self.texts) if self.texts else 0.0

    @cached_property
    def numbers(self) -> float:
        return self.share(lambda text: parse_number(text) is not None)

    @cached_property
    def dates(self) -> float:
        typed = sum(isinstance(cell, dt.date) for cell in self.cells)
        read = self.share(_is_date)
        return max(typed / len(self.cells) if self.cells else 0.0, read)

    @cached_property
    def distinct_share(self) -> float:
        return self.n_distinct / len(self.cells) if self.cells else 0.0


def _is_date(text: str) -> bool:
    return any(parse_date(text, order) is not None for order in ("mdy", "dmy"))


def fit(field: Field, content: Content) -> float | None:  # noqa: PLR0911 - one case each
    """How well a column's cells fit a field: 0 not at all, 1 well; None where it cannot be said."""
    if not content.cells:
        return None
    special = _SPECIAL.get(field.name)
    if special:
        return special(content)
    if field.kind is Kind.DATE:
        return content.dates
    if field.kind is Kind.PERIOD:
        return content.share(lambda t: parse_period(t, "dmy", 2000) is not None or _is_date(t))
    if field.kind in (Kind.AMOUNT, Kind.REAL, Kind.INTEGER, Kind.SHARE):
        is_dated = content.dates > 0.8 and content.numbers < 0.9
        return 0.0 if is_dated else content.numbers
    if field.kind is Kind.FLAG:
        return content.share(lambda text: parse_flag(text) is not None)
    return None


def _postal(content: Content) -> float:
    pattern = (
        r"(?i)[A-Z]{0,2}-?\d{3,6}(\.0)?([ -]?\d{3,4})?|[A-Z]\d[A-Z] ?\d[A-Z]\d"
        r"|[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}|\d{4} ?[A-Z]{2}|\d{2}-\d{3}"
    )
    return content.share(lambda text: bool(re.fullmatch(pattern, text)))


def _coordinate(limit: float) -> Callable[[Content], float]:
    def test(text: str) -> bool:
        try:
            return abs(float(text.replace(",", "."))) <= limit
        except ValueError:
            return False

    return lambda content: content.share(test)


def _name(content: Content) -> float:
    return content.share(
        lambda t: bool(re.search(r"[^\W\d_]", t)) and parse_number(t) is None and "@" not in t
    )


def _phone(content: Content) -> float:
    return content.share(
        lambda t: 6 <= len(re.sub(r"\D", "", t)) <= 17 and not re.search(r"[A-Za-wyz]{3}", t)
    )


def _email(content: Content) -> float:
    return content.share(lambda t: "@" in t)


def _domain(content: Content) -> float:
    return content.share(
        lambda t: (
            "." in t
            and " " not in t
            and read_domain(t) is not None
            and bool(re.search("[a-z]", t.casefold()))
        )
    )


def _year(content: Content) -> float:
    return content.share(lambda t: bool(re.fullmatch(r"(?i)(fy|cy)?\s?(1[5-9]|20)?\d\d(\.0)?", t)))


_SPECIAL: dict[str, Callable[[Content], float | None]] = {
    "postal_code": _postal,
    "latitude": _coordinate(90),
    "longitude": _coordinate(180),
    "name": _name,
    "account_name": _name,
    "phone": _phone,
    "email": _email,
    "domain": _domain,
    "year": _year,
    "year_established": _year,
    "state": lambda content: content.share(
        lambda t: is_state(t) or (len(t) < 40 and not any(c.isdigit() for c in t))
    ),
    "country": lambda content: content.share(
        lambda t: is_country(t) or (len(t) < 40 and not any(c.isdigit() for c in t))
    ),
    "city": _name,
}


def telling(field: Field, content: Content) -> float:  # noqa: PLR0911 - one case each
    """How strongly the cells alone speak for a field, for columns whose header says nothing."""
    if len(content.cells) < 3:
        return 0.0
    if field.name == "email":
        return 0.8 * _email(content)
    if field.name == "domain":
        return 0.75 * _domain(content) * (1 - _email(content))
    if field.name == "state":
        return 0.75 * content.share(is_state) if content.n_distinct > 1 else 0.0
    if field.name == "country":
        return 0.8 * content.share(lambda t: is_country(t) and len(t) > 2)
    if field.name == "postal_code":
        exact = content.share(
            lambda t: bool(re.fullmatch(r"\d{5}(-\d{4})?|[A-Z]\d[A-Z] ?\d[A-Z]\d", t))
        )
        return 0.7 * exact if content.distinct_share > 0.2 else 0.0
    if field.name == "phone":
        return 0.7 * content.share(
            lambda t: (
                bool(re.fullmatch(r"\+?[\d\s()./-]{9,20}(\s?x\d+)?", t))
                and bool(re.search(r"[\s()+-]", t))
                and not _is_date(t)
            )
        )
    if field.name == "name":
        legal = content.share(
            lambda t: bool(
                re.search(r"(?i)\b(inc|corp|llc|ltd|gmbh|ag|co|company|group|s\.?a|b\.?v|plc)\b", t)
            )
        )
        return 0.55 + 0.3 * legal if _name(content) > 0.9 and content.distinct_share > 0.8 else 0.0
    return 0.0
