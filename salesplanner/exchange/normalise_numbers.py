"""Money, numbers, shares and yes/no in any notation, decided once for a whole column."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal, InvalidOperation

_SPACES = re.compile(r"[\s\u00a0\u202f\u2007\u2009']|’")
_CODE = re.compile(r"(?<![A-Za-z])([A-Z]{3})(?![A-Za-z])")
_MINUS = str.maketrans({"−": "-", "–": "-", "—": "-", "‐": "-"})
_SYMBOLS = {
    "US$": "USD", "U$S": "USD", "A$": "AUD", "AU$": "AUD", "C$": "CAD", "CA$": "CAD", "NZ$": "NZD", "HK$": "HKD",
    "S$": "SGD", "R$": "BRL", "MX$": "MXN", "NT$": "TWD", "$": "$", "€": "EUR", "£": "GBP", "¥": "JPY", "￥": "JPY",
    "₹": "INR", "₩": "KRW", "₽": "RUB", "₺": "TRY", "₪": "ILS", "฿": "THB", "₫": "VND", "₱": "PHP", "zł": "PLN",
    "Kč": "CZK", "Fr.": "CHF", "SFr.": "CHF", "Rs.": "INR", "Rs": "INR", "kr.": "kr", "kr": "kr", "лв": "BGN",
    "₴": "UAH", "₦": "NGN", "円": "JPY", "元": "CNY",
}  # fmt: skip
_SYMBOL = re.compile("|".join(re.escape(mark) for mark in sorted(_SYMBOLS, key=len, reverse=True)))
CURRENCIES = frozenset(
    "USD EUR GBP JPY CHF CAD AUD NZD CNY HKD SGD INR KRW BRL MXN SEK NOK DKK PLN CZK HUF RON BGN TRY"
    " ILS ZAR THB MYR IDR PHP VND TWD AED SAR EGP NGN KES RUB UAH ARS CLP COP PEN ISK HRK QAR KWD BHD"
    " MAD TND PKR BDT LKR".split()
)
_SCALES = {
    "k": 3, "t": 3, "tsd": 3, "thousand": 3, "thousands": 3, "thou": 3, "tausend": 3, "mil": 6, "m": 6, "mm": 6,
    "mn": 6, "mio": 6, "mln": 6, "million": 6, "millions": 6, "millionen": 6, "b": 9, "bn": 9, "mrd": 9,
    "billion": 9, "billions": 9, "milliard": 9, "md": 9, "lakh": 5, "lakhs": 5, "lac": 5, "l": 5, "cr": 7,
    "crore": 7, "crores": 7,
}  # fmt: skip
_SCALE = re.compile(
    r"(?<=[\d.,])\s*(" + "|".join(sorted(_SCALES, key=len, reverse=True)) + r")\.?$", re.I
)
_MONEY = r"(?:eur|usd|chf|gbp|cad|aud|jpy|cny|inr|brl|pln|sek|nok|dkk|czk|[$€£¥₹])"
_HEADER_SCALES = (
    (9, re.compile(rf"\b(?:billions?|bn|mrd|milliarden)\b|{_MONEY}\s?b\b")),
    (6, re.compile(
        rf"\b(?:millions?|mio|mln|mn|mm|millionen|millones|milioni|milhoes|milhões)\b"
        rf"|{_MONEY}\s?m\b|\bm\s?{_MONEY}|\(m\)|\bin m\b"
    )),
    (3, re.compile(
        rf"\b(?:thousands?|tsd|tausend|milliers|miles|migliaia|000s?|000'?s)\b|'000"
        rf"|{_MONEY}\s?[kt]\b|\b[kt]\s?{_MONEY}|\(k\)|\bin k\b"
    )),
)  # fmt: skip
_YES = frozenset(
    "yes y true t 1 x ja j wahr oui o vrai si sí s verdadero sim sì vero ✓ ✔ on tak да はい 是 won active".split()
)
_NO = frozenset(
    "no n false f 0 nein falsch non faux não nao ✗ ✘ off nie нет いいえ 否 - lost inactive".split()
)


@dataclass(frozen=True)
class NumberStyle:
    """How a column writes its numbers: the decimal mark, and what a whole unit stands for."""

    decimal: str = "."
    is_sure: bool = True
    scale: int = 0  # ten to this power, as told by the header, e.g. 3 for "in thousands"
    currency: str = ""  # as told by the header


@dataclass(frozen=True)
class Number:
    """A number as read; currency is '' where none was written."""

    value: Decimal
    currency: str = ""
    is_percent: bool = False
    is_rough: bool = False  # a range or "about": a single figure was assumed


def decimal_style(texts: Sequence[str], is_continental: bool = False) -> tuple[str, bool]:
    """The decimal mark of a column, and whether that is sure.

    A mark that comes last after the other one, or with other than three digits behind it, is the
    decimal mark. `is_continental`: where nothing tells, comma is taken (semicolons separate cells).
    """
    votes = {".": 0, ",": 0}
    n_open = {".": 0, ",": 0}
    for text in texts:
        core = re.sub(r"[^\d.,]", "", _SPACES.sub("", text)).strip(".,") or ""
        dots, commas = core.count("."), core.count(",")
        if dots and commas:
            votes["." if core.rfind(".") > core.rfind(",") else ","] += 1
        elif dots + commas > 1:
            votes["," if dots else "."] += 1
        elif dots + commas == 1:
            mark = "." if dots else ","
            whole, digits = core.split(mark)
            if len(digits) != 3 or len(whole) > 3 or whole in ("", "0") or whole.startswith("0"):
                votes[mark] += 1
            else:
                n_open[mark] += 1
    if votes["."] != votes[","]:
        return (".", True) if votes["."] > votes[","] else (",", True)
    if not any(n_open.values()):
        return ("," if is_continental else "."), True
    # 1.234 or 1,234 and nothing else: three digits behind every mark mean thousands.
    mark = "." if n_open["."] >= n_open[","] else ","
    return ("," if mark == "." else "."), False


def header_scale(header: str) -> tuple[int, str]:
    """(power of ten, currency) told by a header: `Umsatz (TEUR)`, `Revenue in $M`, `Sales 000s`."""
    words = header.replace("_", " ")
    currency = next((c for c in _CODE.findall(words.upper()) if c in CURRENCIES), "")
    if not currency:
        match = re.search(r"US\$|€|£|¥|₹|R\$|\$", words)
        currency = _SYMBOLS[match.group()] if match else ""
    text = words.casefold()
    for power, pattern in _HEADER_SCALES:
        match = pattern.search(text)
        if match:
            return power, currency or _joined_currency(match.group())
    return 0, currency


def _joined_currency(text: str) -> str:
    """The code inside `teur`, `kusd` or `mchf`."""
    return next((code for code in ("EUR", "USD", "CHF", "GBP") if code.casefold() in text), "")


def parse_number(text: str, decimal: str = ".") -> Number | None:
    """A number in any notation, None where there is none.

    Understands signs, brackets and trailing minus for negatives, currency symbols and codes,
    thousands marks of all kinds (also Indian), k, M, Mio, bn, per cent, and ranges `10-50`.
    """
    text = text.strip().translate(_MINUS)
    if not text or len(text) > 60:
        return None
    text, currency = _take_currency(text)
    negative = text.startswith("(") and text.endswith(")")
    text = text.strip("() ")
    is_percent = text.endswith("%")
    text = text.rstrip("% ").strip()
    if text.endswith("-"):
        negative, text = True, text[:-1].strip()
    text, power = _take_scale(text)
    spread = re.fullmatch(r"([\d.,\s]+)\s*(?:-|to|bis|…|\.\.)\s*([\d.,\s]+)", text, re.I)
    rough = False
    if spread:
        ends = [_plain(part, decimal) for part in spread.groups()]
        if ends[0] is None or ends[1] is None or ends[0] > ends[1]:
            return None
        value: Decimal | None = (ends[0] + ends[1]) / 2
        rough = True
    else:
        bare = re.sub(r"^(?:[<>~≈≥≤]|ca\.?|about|approx\.?|over|up to)\s*", "", text, flags=re.I)
        rough = bare != text or bare.endswith("+")
        value = _plain(bare.rstrip("+"), decimal)
    if value is None:
        return None
    value = value.scaleb(power)
    return Number(-value if negative else value, currency, is_percent, rough)


def _take_currency(text: str) -> tuple[str, str]:
    currency = ""
    code = next((c for c in _CODE.findall(text) if c in CURRENCIES), "")
    if code:
        text, currency = text.replace(code, " ", 1).strip(), code
    match = _SYMBOL.search(text)
    if match:
        text = (text[: match.start()] + " " + text[match.end() :]).strip()
        currency = currency or _SYMBOLS[match.group()]
    if text.startswith("- "):
        text = "-" + text[2:]
    text = re.sub(r"\s*,-{1,2}$|\.--?$", "", text)  # the Swiss and Dutch write 100.- and 100,-
    return text, currency


def _take_scale(text: str) -> tuple[str, int]:
    match = _SCALE.search(text)
    if not match:
        return text, 0
    return text[: match.start()].strip(), _SCALES[match.group(1).casefold()]


def _plain(text: str, decimal: str) -> Decimal | None:
    text = _SPACES.sub("", text)
    if not re.fullmatch(r"[-+]?[\d.,]*\d[\d.,]*([eE][-+]?\d{1,3})?", text):
        return None
    other = "," if decimal == "." else "."
    if text.count(decimal) > 1:  # against the column's habit, but it cannot be a decimal mark
        if other in text and text.rfind(other) < text.rfind(decimal):
            return None
        decimal, other = other, decimal
    elif (other in text and decimal in text and text.rfind(other) > text.rfind(decimal)) or (
        text.count(other) == 1 and decimal not in text and not _is_thousands(text, other)
    ):
        decimal, other = other, decimal
    whole = re.split(f"[{decimal}eE]", text.lstrip("+-"))[0]
    if other in whole and not re.fullmatch(
        rf"\d{{1,3}}([{other}]\d{{2,3}})*[{other}]\d{{3}}", whole
    ):
        return None
    text = text.replace(other, "").replace(decimal, ".")
    try:
        return Decimal(text)
    except InvalidOperation:
        return None


def _is_thousands(text: str, mark: str) -> bool:
    whole, digits = re.split("[eE]", text.lstrip("+-"))[0].split(mark)
    return len(digits) == 3 and 1 <= len(whole) <= 3 and whole != "0"


def to_smallest(value: Decimal, digits: int) -> int:
    """Whole smallest units, half to even; e.g. 12.345 with 2 digits is 1234."""
    return int(value.scaleb(digits).to_integral_value(ROUND_HALF_EVEN))


def parse_flag(text: str) -> bool | None:
    """Yes or no in the languages people type it in, None where it is neither."""
    word = text.strip().casefold()
    if word in _YES:
        return True
    return False if word in _NO else None
