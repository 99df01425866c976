"""Dates in any order, decided once for a whole column, never cell by cell."""

import datetime as dt
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

ORDERS = ("ymd", "dmy", "mdy", "ydm")
_EPOCH = dt.date(1899, 12, 30)
_MONTHS: dict[str, int] = {}
for _number, _names in enumerate((
    "jan january januar jänner janvier enero ene gennaio gen januari janeiro styczeń sty leden ianuarie января",
    "feb february februar février fevrier fév febrero febbraio februari fevereiro luty únor февраля",
    "mar march märz maerz mrz mars marzo maart março marco mrt marzec březen марта",
    "apr april avril avr abril abr aprile kwiecień duben апреля",
    "may mai mayo maggio mag mei maio maj květen мая",
    "jun june juni juin junio giugno giu junho czerwiec červen июня",
    "jul july juli juillet juil julio luglio lug julho lipiec červenec июля",
    "aug august août aout agosto ago augustus sierpień srpen августа",
    "sep sept september septembre septiembre settembre set setembro wrzesień září сентября",
    "oct october oktober okt octobre octubre ottobre ott outubro out październik říjen октября",
    "nov november novembre noviembre novembro listopad ноября",
    "dec december dezember dez décembre decembre déc diciembre dic dicembre dezembro grudzień prosinec декабря",
), 1):  # fmt: skip
    for _name in _names.split():
        _MONTHS.setdefault(_name, _number)
_TIME = re.compile(
    r"[T\s,]+\d{1,2}:\d{2}(:\d{2}([.,]\d+)?)?\s*([ap]\.?m\.?)?\s*(Z|UTC|GMT|[+-]\d{2}:?\d{2}|[A-Z]{3,4})?$",
    re.I,
)
_PARTS = re.compile(r"(\d{1,4})\s*[./\-\s]\s*(\d{1,2})\s*[./\-\s]\s*(\d{1,4})\.?")
_HAN = re.compile(r"(\d{4})\s*[年년]\s*(\d{1,2})\s*[月월]\s*(\d{1,2})\s*[日일]?")
_QUARTER = re.compile(
    r"(?:fy\s*)?(\d{4}|'?\d{2})[\s/-]*q([1-4])|q([1-4])[\s/'-]*(?:fy\s*)?(\d{4}|\d{2})", re.I
)
_EMPTY_DATES = frozenset(("0000-00-00", "00.00.0000", "00/00/0000", "0", "00000000", "1900-01-00"))


@dataclass(frozen=True)
class DateOrder:
    """The order a column writes its dates in; the other reading where it cannot be told."""

    order: str = "ymd"
    is_sure: bool = True
    other: str = ""
    n_against: int = 0  # cells that only fit another order


def date_order(texts: Sequence[str], default: str = "mdy") -> DateOrder:
    """The order that fits all dates of a column; truly ambiguous where two fit equally.

    A part above 12 is no month, one above 31 is the year. Dots mean day first.
    """
    fits: Counter[str] = Counter()
    n_numeric = n_dots = 0
    seen = []
    for text in set(texts):
        match = _PARTS.fullmatch(_TIME.sub("", text.strip()))
        if not match:
            continue
        n_numeric += 1
        n_dots += "." in text
        parts = tuple(map(int, match.groups()))
        seen.append((parts, match.groups()))
        for order in ORDERS:
            if _from_parts(match.groups(), order):
                fits[order] += 1
    if not n_numeric:
        return DateOrder()
    best = max(ORDERS, key=lambda order: (fits[order], -ORDERS.index(order)))
    rivals = [o for o in ORDERS if fits[o] == fits[best] and o != best]
    n_against = n_numeric - fits[best]
    if best == "ymd":  # year first is a standard; day before month after it is not
        return DateOrder("ymd", True, "", n_against)
    rivals = [o for o in rivals if o in ("dmy", "mdy")]
    if not rivals or all(a == b for (a, b, _), _ in seen):
        return DateOrder(best, True, "", n_against)
    if n_dots > 0.5 * n_numeric:
        return DateOrder("dmy", True, "", n_against)
    chosen = default if default in ("dmy", "mdy") else best
    return DateOrder(chosen, False, "dmy" if chosen == "mdy" else "mdy", n_against)


def _from_parts(parts: Sequence[str | None], order: str) -> dt.date | None:
    values = {}
    for letter, part in zip(order, parts, strict=True):
        if part is None or (letter in "dm" and len(part) > 2) or (letter == "y" and len(part) == 3):
            return None
        if letter == "y" and len(part) == 1:
            return None
        values[letter] = int(part)
    if order[0] == "y" and len(str(parts[0])) != 4:
        return None
    year = values["y"]
    if len(str(parts[order.index("y")])) <= 2:
        year = _full_year(year)
    return _date(year, values["m"], values["d"])


def _full_year(year: int) -> int:
    """Two digits: up to 30 years ahead is this century."""
    return 2000 + year if year <= (dt.date.today().year + 30) % 100 else 1900 + year


def _date(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


def parse_date(text: str, order: str = "ymd") -> dt.date | None:
    """A date in any notation, None where there is none; `order` settles 3/4/2026."""
    text = text.strip()
    if not text or len(text) > 60 or text in _EMPTY_DATES:
        return None
    text = _TIME.sub("", text).strip()
    match = _PARTS.fullmatch(text)
    if match:
        groups = match.groups()
        if len(groups[0]) == 4:
            return _from_parts(groups, "ydm" if order == "ydm" else "ymd")
        return _from_parts(groups, order if order in ("dmy", "mdy") else "dmy")
    match = _HAN.match(text)
    if match:
        return _date(*map(int, match.groups()))
    if text.isdecimal() or re.fullmatch(r"\d+\.0", text):
        return _from_digits(text.split(".")[0])
    return _from_words(text)


def _from_digits(text: str) -> dt.date | None:
    number = int(text)
    if len(text) == 8:
        return (
            _date(number // 10_000, number // 100 % 100, number % 100)
            if 18 <= number // 1_000_000 <= 21
            else _date(number % 10_000, number // 10_000 % 100, number // 1_000_000)
        )
    if len(text) == 5 and 10_000 <= number <= 80_000:
        return _EPOCH + dt.timedelta(days=number)
    if len(text) in (12, 13):
        return (dt.datetime(1970, 1, 1) + dt.timedelta(milliseconds=number)).date()
    if len(text) == 10:
        return (dt.datetime(1970, 1, 1) + dt.timedelta(seconds=number)).date()
    return None


def _from_words(text: str) -> dt.date | None:
    words = re.findall(r"[^\W\d_]+|\d+", text.casefold())
    months = [_MONTHS[word] for word in words if word in _MONTHS]
    numbers = [word for word in words if word.isdecimal()]
    if len(months) != 1 or not 1 <= len(numbers) <= 2:
        return None
    if len(numbers) == 1:
        year = int(numbers[0])
        if len(numbers[0]) == 4:
            return _date(year, months[0], 1)
        return _date(_full_year(year), months[0], 1) if len(numbers[0]) == 2 else None
    first, second = numbers
    if len(first) == 4:
        return _date(int(first), months[0], int(second))
    year = int(second) if len(second) == 4 else _full_year(int(second))
    return _date(year, months[0], int(first)) if len(second) in (2, 4) else None


def parse_period(text: str, order: str = "ymd", year: int | None = None) -> str | None:
    """2027, 2027-Q1 or 2027-01 out of a year, quarter, month or day; None where there is none.

    `year` completes a month or quarter that stands alone, as `Jan` or `Q1`.
    """
    text = text.strip()
    if re.fullmatch(r"(fy|cy)?\s*(19|20)\d\d", text, re.I):
        return text[-4:]
    match = re.fullmatch(r"(?:fy|cy)\s*'?(\d{2})", text, re.I)
    if match:
        return str(_full_year(int(match.group(1))))
    match = _QUARTER.fullmatch(text)
    if match:
        told, quarter = match.group(1) or match.group(4), match.group(2) or match.group(3)
        told = told.strip("'")
        return f"{told if len(told) == 4 else _full_year(int(told))}-Q{quarter}"
    match = re.fullmatch(r"q(?:uarter|tr)?\s*([1-4])", text, re.I)
    if match:
        return f"{year}-Q{match.group(1)}" if year else None
    month = _month_of(text)
    if month:
        return f"{year}-{month:02d}" if year else None
    return _month_and_year(text, order)


def _month_of(text: str) -> int | None:
    word = text.casefold().strip(". ")
    if word in _MONTHS:
        return _MONTHS[word]
    match = re.fullmatch(r"(?:month|m|p)?\s*(0?[1-9]|1[0-2])", word)
    return int(match.group(1)) if match else None


def _month_and_year(text: str, order: str) -> str | None:
    match = re.fullmatch(r"(\d{4})(?:[-/. ]m?(\d{1,2})|m(\d{1,2})|(0[1-9]|1[0-2]))", text, re.I)
    if match:
        month = int(match.group(2) or match.group(3) or match.group(4))
        return f"{match.group(1)}-{month:02d}" if 1 <= month <= 12 else None
    match = re.fullmatch(r"(0?[1-9]|1[0-2])[-/. ](\d{4})", text)
    if match:
        return f"{match.group(2)}-{int(match.group(1)):02d}"
    date = parse_date(text, order)
    return f"{date.year:04d}-{date.month:02d}" if date else None
