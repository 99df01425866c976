"""Which column is which field, with how much confidence."""

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, cast

import pandas as pd
from rapidfuzz import fuzz, process

from salesplanner.exchange.content import Content, fit, telling
from salesplanner.exchange.header_words import header_key, short_key
from salesplanner.exchange.normalise_dates import parse_period
from salesplanner.exchange.sheets import Sheet
from salesplanner.exchange.sources import more_synonyms, recognise_system
from salesplanner.exchange.targets import KINDS, ImportKind
from salesplanner.plan.fields import Field, Kind
from salesplanner.problems import PlanProblem

_LEAST = 0.5
_FUZZY_FROM = 84.0
_MOST_FOR_LIKENESS = 400
_UNITS = frozenset(
    "usd eur gbp chf cad aud jpy inr cny sek nok dkk pln teur keur tusd kusd meur musd tchf in k m"
    " mm mn mio mln million millions thousand thousands tsd tausend 000s 000 us eu amt local"
    " currency converted gross net p a pa".split()
)
IGNORE = "ignore"  # in a mapping: leave the column out
OWN = "own:"  # own:text, own:number, own:date, own:money, own:yes/no
MEASURE = "measure"
PERIOD = "period:"  # period:2027-01, for sheets with a column a month


@dataclass(frozen=True)
class ColumnMatch:
    """One column and the field it was taken for; `field` is '' where none was found."""

    header: str
    field: str
    confidence: float
    why: str = ""
    others: tuple[str, ...] = ()  # further fields it could be, best first


@dataclass(frozen=True)
class Matching:
    """All columns of a sheet, and the system they point to."""

    columns: tuple[ColumnMatch, ...]
    system: str = ""

    @property
    def mapping(self) -> dict[str, str]:
        """header -> field, of the columns that were matched."""
        return {column.header: column.field for column in self.columns if column.field}


def match_columns(
    sheet: Sheet, kind: str, saved: Mapping[str, str] | None = None, fiscal_year: int | None = None
) -> Matching:
    """Fields for the columns of a sheet.

    `saved`: an earlier mapping, which goes before everything else. Confidence is 1 for a header the
    field dictionary or a known system uses, less for similar ones and for what only the cells tell;
    cells that do not fit lower it.

    Raises:
        PlanProblem: no such kind of import, or a saved field it does not have.
    """
    target = import_kind(kind)
    fixed = _checked(target, sheet, saved or {})
    fixed |= _period_columns(target, sheet, fixed, fiscal_year)
    contents = {header: Content.of(sheet.cells[header].to_list()) for header in sheet.headers}
    taken = {
        field for field in fixed.values() if ":" not in field and field not in (IGNORE, MEASURE)
    }
    if any(field.startswith(PERIOD) for field in fixed.values()):
        taken |= {"period", "year"} | {f.name for f in target.fields if f.kind is Kind.AMOUNT}
    free = [header for header in sheet.headers if header not in fixed]
    candidates = _candidates(target, free, contents, sheet.has_header)
    matches = {
        h: ColumnMatch(
            h,
            field,
            1.0 if h in (saved or {}) else 0.95,
            "as saved" if h in (saved or {}) else "a period as header",
        )
        for h, field in fixed.items()
    }
    for confidence, header, field, why in sorted(candidates, key=lambda c: -c[0]):
        if header in matches or field in taken or confidence < _LEAST:
            continue
        others = tuple(dict.fromkeys(c[2] for c in candidates if c[1] == header and c[2] != field))[
            :3
        ]
        matches[header] = ColumnMatch(header, field, round(confidence, 2), why, others)
        taken.add(field)
    for header in free:
        if header not in matches:
            matches[header] = _unmatched(target, header, contents[header], taken, fiscal_year)
    columns = tuple(matches[header] for header in sheet.headers)
    return Matching(columns, recognise_system(sheet.headers) if sheet.has_header else "")


def import_kind(kind: str) -> ImportKind:
    """The kind of import called `kind`.

    Raises:
        PlanProblem: there is none.
    """
    if kind not in KINDS:
        raise PlanProblem(
            f"There is no kind of import {kind!r}.", "", f"Kinds: {', '.join(KINDS)}."
        )
    return KINDS[kind]


def _checked(target: ImportKind, sheet: Sheet, saved: Mapping[str, str]) -> dict[str, str]:
    """The saved mapping for the headers that are there, else by header key."""
    by_key = {header_key(header): header for header in reversed(sheet.headers)}
    fixed = {}
    for header, field in saved.items():
        at = header if header in sheet.headers else by_key.get(header_key(header))
        if at is None:
            continue
        if field not in (IGNORE, MEASURE, "") and not field.startswith((OWN, PERIOD)):
            target.field(field)
        if field:
            fixed[at] = field
    return fixed


def _period_columns(
    target: ImportKind, sheet: Sheet, fixed: Mapping[str, str], fiscal_year: int | None
) -> dict[str, str]:
    """Two or more headers that are months, quarters or years: each is a period of its own.

    A column of totals beside them would count everything twice and is left out.
    """
    if not target.is_by_period or not sheet.has_header or set(fixed.values()) & {"period"}:
        return {}
    found: dict[str, str] = {}
    for header in sheet.headers:
        period = parse_period(header, "mdy", fiscal_year) or _period_within(header, fiscal_year)
        is_new = period and header not in fixed and period not in found.values()
        if period and is_new and Content.of(sheet.cells[header].to_list()).numbers > 0.6:
            found[header] = period
    if len(found) < 2:
        return {}
    months = [p for p in found.values() if "-" in p]
    if months:  # a year or quarter beside its months is their total
        finest = (
            max(len(p) for p in months if "Q" not in p) if any("Q" not in p for p in months) else 7
        )
        totals = {
            h
            for h, p in found.items()
            if "-" not in p or ("Q" in p and finest == 7 and any("Q" not in m for m in months))
        }
    else:
        totals = set()
    columns = {h: IGNORE if h in totals else PERIOD + p for h, p in found.items()}
    for header in sheet.headers:
        if (
            header_key(header).split()[-1:] in (["total"], ["sum"], ["gesamt"], ["ytd"])
            and header not in fixed
        ):
            columns[header] = IGNORE
    return columns


def _candidates(
    target: ImportKind, headers: Iterable[str], contents: Mapping[str, Content], has_header: bool
) -> list[tuple[float, str, str, str]]:
    words = _words_of(target)
    found = []
    headers = list(headers)
    is_wide = len(headers) > _MOST_FOR_LIKENESS  # thousands of columns: exact headers only
    for header in headers:
        content = contents[header]
        named = _by_name(header, words, not is_wide) if has_header else {}
        for field in target.fields:
            score, why = named.get(field.name, (0.0, ""))
            fits = fit(field, content) if score else None
            if fits is not None and fits < 0.5:
                score *= 0.35 + fits
                why += ", but the cells do not fit"
            told = telling(field, content) if score < 0.7 and not is_wide else 0.0
            if told > score:
                score, why = min(told, 0.85), "by its cells"
            if score > 0:
                found.append((score, header, field.name, why))
    return found


def named_fields(target: ImportKind, header: str) -> dict[str, float]:
    """Fields a header means by its words alone, with how sure that is."""
    return {field: score for field, (score, _) in _by_name(header, _words_of(target)).items()}


def _words_of(target: ImportKind) -> dict[str, list[tuple[str, float]]]:
    """Header key -> fields that answer to it, with confidence; earlier synonyms are surer."""
    words: dict[str, list[tuple[str, float]]] = {}
    for field in target.fields:
        own = [*field.synonyms, *more_synonyms(target.name, field.name)]
        for rank, synonym in enumerate(own):
            words.setdefault(header_key(synonym), []).append(
                (field.name, 1.0 - 0.001 * min(rank, 40))
            )
        for title in (field.name, field.title):
            words.setdefault(header_key(title), []).append((field.name, 0.97))
    return words


def _by_name(  # noqa: C901 - one ladder of ways to read a header
    header: str, words: Mapping[str, list[tuple[str, float]]], with_likeness: bool = True
) -> dict[str, tuple[float, str]]:
    """Fields a header may mean: exactly, without its prefix, or nearly."""
    scores: dict[str, tuple[float, str]] = {}

    def keep(field: str, score: float, why: str) -> None:
        if score > scores.get(field, (0.0, ""))[0]:
            scores[field] = (score, why)

    for key, discount in (
        (header_key(header), 0.0),
        (short_key(header), 0.02),
        (header_key(header).replace(" ", ""), 0.03),
    ):
        for field, score in words.get(key, ()):
            keep(field, score - discount, "by its header")
    bare, year = without_unit(header)
    if bare != header_key(header):
        for field, score in words.get(bare, ()):
            bonus = 0.002 * (year - 2050) if year else 0.0
            keep(field, score - 0.1 + bonus, "by its header, without unit or year")
            if field == "revenue_amount" and year:
                keep(
                    "revenue_last_year_amount",
                    score - 0.15 + bonus,
                    "by its header, an earlier year",
                )
    if scores or not with_likeness or len(header_key(header)) < 3:
        return scores
    key = short_key(header)
    for near, ratio, _ in process.extract(
        key, list(words), scorer=cast(Any, _similar), limit=6, score_cutoff=_FUZZY_FROM
    ):
        for field, score in words[near]:
            keep(field, score * (0.35 + 0.5 * (ratio - 70) / 30), f"its header is like {near!r}")
    return scores


@cache
def without_unit(header: str) -> tuple[str, int]:
    """The header key without currency, scale and year, and the year (0 where there is none)."""
    words = header_key(header).split()
    years = [_year_of(word) for word in words]
    kept = [
        word for word, year in zip(words, years, strict=True) if not year and word not in _UNITS
    ]
    return " ".join(kept), max(years, default=0)


def _year_of(word: str) -> int:
    match = re.fullmatch(r"(?:fy|cy)?(20\d\d|(?<=y)\d\d)", word)
    if not match:
        return 0
    number = int(match.group(1))
    return number if number > 99 else 2000 + number


def _similar(a: str, b: str, score_cutoff: float = 0.0, **_: object) -> float:
    """Likeness of two header keys, 0 to 100: typing errors, or the same words in another order.

    A header that merely contains the other's words counts less: `billing city` is a city, but
    `city tax` is not.
    """
    typed = float(fuzz.ratio(a, b)) if min(len(a), len(b)) > 3 else 0.0
    ordered = float(fuzz.token_sort_ratio(a, b)) - 3
    inside = 0.0
    a_words, b_words = set(a.split()), set(b.split())
    if b_words < a_words and len(b) > 2 and a.rsplit(maxsplit=1)[-1] in b_words:
        inside = 95.0 - 5.0 * (len(a_words) - len(b_words))
    best = max(typed, ordered, inside)
    return best if best >= score_cutoff else 0.0


def _unmatched(
    target: ImportKind, header: str, content: Content, taken: set[str], fiscal_year: int | None
) -> ColumnMatch:
    if target.is_by_period and content.numbers > 0.5:
        period = parse_period(header, "mdy", fiscal_year) or _period_within(header, fiscal_year)
        if period and "period" not in taken:
            return ColumnMatch(header, PERIOD + period, 0.9, "a period as header")
    if target.takes_measures and content.numbers > 0.8 and "value" not in taken:
        return ColumnMatch(header, MEASURE, 0.7, "a column of numbers")
    return ColumnMatch(header, "", 0.0, "no field found")


def _period_within(header: str, fiscal_year: int | None) -> str | None:
    """A period with words around it: `Sales Jan 2026`, `Q1 quota`, `Umsatz 2025`."""
    words = header_key(header).split()
    for size in (2, 1):
        for at in range(len(words) - size + 1):
            piece = " ".join(words[at : at + size])
            is_number = piece.isdecimal() and len(piece) != 4
            period = None if is_number else parse_period(piece, "mdy", fiscal_year)
            if period:
                return period
    return None


def own_field_kind(content: Content) -> str:
    """What a column that no field was found for holds, as own fields call it."""
    if content.dates > 0.8 and content.numbers < 0.9:
        return "date"
    if content.numbers > 0.9 and content.cells:
        is_money = content.share(lambda text: any(mark in text for mark in "$€£¥₹")) > 0.3
        return "money" if is_money else "number"
    is_flag = content.cells and all(
        t.casefold() in ("yes", "no", "true", "false") for t in content.texts
    )
    return "yes/no" if is_flag else "text"


def fingerprint(headers: Iterable[str]) -> str:
    """The same for the same headers in any order; by it a saved mapping is found again."""
    keys = "\n".join(sorted(header_key(header) for header in headers))
    return hashlib.sha256(keys.encode()).hexdigest()[:16]


def saved_mapping(
    mappings: pd.DataFrame, kind: str, headers: Iterable[str]
) -> dict[str, str] | None:
    """The mapping saved for these headers in the table `import_mapping`, None if there is none."""
    row = mappings[mappings["mapping_id"] == f"{kind}:{fingerprint(headers)}"]
    return dict(json.loads(row["mapping"].iloc[0])) if len(row) else None


def mapping_row(
    kind: str, system: str, headers: Iterable[str], mapping: Mapping[str, str], day: str
) -> pd.DataFrame:
    """The row of `import_mapping` that lets this mapping be offered again."""
    headers = list(headers)
    return pd.DataFrame([{
        "mapping_id": f"{kind}:{fingerprint(headers)}", "kind": kind, "system": system,
        "headers": json.dumps(headers), "mapping": json.dumps(dict(mapping)), "saved_on": day,
    }])  # fmt: skip


__all__ = [
    "IGNORE", "MEASURE", "OWN", "PERIOD", "ColumnMatch", "Field", "Kind", "Matching", "fingerprint",
    "import_kind", "mapping_row", "match_columns", "own_field_kind", "saved_mapping",
]  # fmt: skip
