"""Countries, states and postal codes: whatever is written to one spelling."""

import re
from dataclasses import dataclass
from functools import cache

from rapidfuzz import fuzz, process

from salesplanner.exchange.header_words import fold
from salesplanner.exchange.place_words import COUNTRY_LINES, STATE_LINES

_FUZZY_FROM = 86.0
# Digits of purely numeric postal codes, where zeros in front can be put back.
_DIGITS = {
    "US": 5, "PR": 5, "DE": 5, "FR": 5, "ES": 5, "IT": 5, "MX": 5, "FI": 5, "TR": 5, "HR": 5, "EE": 5, "UA": 5,
    "TH": 5, "ID": 5, "MY": 5, "KR": 5, "SA": 5, "MA": 5, "CN": 6, "IN": 6, "RU": 6, "SG": 6, "CO": 6, "RO": 6,
    "KZ": 6, "VN": 6, "AU": 4, "AT": 4, "CH": 4, "BE": 4, "DK": 4, "NO": 4, "HU": 4, "NZ": 4, "ZA": 4, "LU": 4,
    "PH": 4, "BG": 4, "SI": 4, "CY": 4,
}  # fmt: skip
_GROUPED = {  # digits, and after how many the mark stands
    "PL": (5, 2, "-"), "PT": (7, 4, "-"), "BR": (8, 5, "-"), "JP": (7, 3, "-"),
    "SE": (5, 3, " "), "CZ": (5, 3, " "), "SK": (5, 3, " "), "GR": (5, 3, " "),
}  # fmt: skip
_CANADA = re.compile(r"([A-Z]\d[A-Z])[\s-]*(\d[A-Z]\d)")
_BRITAIN = re.compile(r"([A-Z]{1,2}\d[A-Z\d]?)\s*(\d[A-Z]{2})")
_NETHERLANDS = re.compile(r"(\d{4})\s*([A-Z]{2})")


@dataclass(frozen=True)
class Reading:
    """What a text was taken for; `doubt` says why that is not certain, '' where it is."""

    value: str
    doubt: str = ""


def _key(text: str) -> str:
    return re.sub(r"[\W_]+", "", fold(text).replace("&", "and"))


@cache
def _countries() -> dict[str, str]:
    names: dict[str, str] = {}
    for line in COUNTRY_LINES.strip().splitlines():
        words = line.split("|")
        for word in words:
            names.setdefault(_key(word), words[0])
    return names


@cache
def _states() -> dict[str, list[tuple[str, str]]]:
    """Key of a name or code -> (country, code) of the states it can mean."""
    names: dict[str, list[tuple[str, str]]] = {}
    for line in STATE_LINES.strip().splitlines():
        head, *words = line.split("|")
        country, code = head.split("/")
        for word in (code, *words):
            names.setdefault(_key(word), []).append((country, code))
    return names


@cache
def read_country(text: str) -> Reading | None:
    """ISO code of two letters; None where it is no country."""
    key = _key(text)
    if not key:
        return None
    if key in _countries():
        return Reading(_countries()[key])
    key = key.removeprefix("the")
    if key in _countries():
        return Reading(_countries()[key])
    if len(key) < 5:
        return None
    found = process.extractOne(key, [k for k in _countries() if len(k) > 4], scorer=fuzz.ratio,
                               score_cutoff=_FUZZY_FROM)  # fmt: skip
    return Reading(_countries()[found[0]], f"read as {_countries()[found[0]]}") if found else None


@cache
def read_state(text: str, country: str = "") -> Reading | None:
    """Code of a state of the US, Canada, Australia or Germany; other text is left as it is.

    `country`: ISO code; where it is empty, the US goes before Canada, Australia and Germany.
    """
    words = text.strip()
    bare = re.sub(r"^(US|CA|AU|DE)[-/ ](?=\w{2,3}$)", "", words.upper())
    key = _key(bare if bare != words.upper() else words)
    if not key:
        return None
    if country and country not in ("US", "CA", "AU", "DE", "PR"):
        return Reading(words)
    candidates = [c for c in _states().get(key, []) if not country or c[0] == country]
    if candidates:
        return Reading(candidates[0][1])
    if country == "US" and key.isdecimal():
        return None
    if len(key) >= 5:
        pool = [k for k, v in _states().items()
                if len(k) >= 4 and (not country or any(c[0] == country for c in v))]  # fmt: skip
        found = process.extractOne(key, pool, scorer=fuzz.ratio, score_cutoff=_FUZZY_FROM)
        if found:
            code = next(c[1] for c in _states()[found[0]] if not country or c[0] == country)
            return Reading(code, f"read as {code}")
    return Reading(words, "not a known state") if country in ("US", "CA") else Reading(words)


def state_country(text: str) -> str:
    """The country a state name or code tells of itself: US or CA, else ''."""
    countries = [c for c, _ in _states().get(_key(text), [])]
    return countries[0] if countries and countries[0] in ("US", "CA") else ""


def is_country(text: str) -> bool:
    return _key(text) in _countries()


def is_state(text: str) -> bool:
    return _key(text) in _states()


@cache
def read_postal_code(text: str, country: str = "") -> Reading | None:
    """A postal code as its country writes it, zeros in front put back; None where there is none.

    US codes of nine digits keep their first five, which is what a place is known by.
    """
    code = re.sub(r"\s+", " ", text.strip().upper()).strip("'\"=. ")
    if re.fullmatch(r"\d+[.,]0+", code):
        code = re.split("[.,]", code)[0]
    code = re.sub(r"^(US|D|DE|A|AT|CH|F|FR|B|BE|NL|DK|S|SE|N|NO|FIN|FI|L|PL|CZ|I|IT|E|ES|CA|UK|GB)[\s-]+(?=\w)",
                  "", code)  # fmt: skip
    if not code or not re.search(r"\d", code):
        return Reading(code, "no postal code has no digit") if code else None
    if country in ("US", "PR", ""):
        american = _american(code, bool(country))
        if american:
            return american
    lettered = _lettered(code, country)
    if lettered:
        return lettered
    return _numeric(code, country)


def _american(code: str, is_sure: bool) -> Reading | None:
    match = re.fullmatch(r"(\d{5})[\s-]*(\d{4}|\d{0})", code)
    if match and (is_sure or len(code) != 9 or "-" in code):
        return Reading(match.group(1))
    match = re.fullmatch(r"(\d{3,4})-(\d{4})", code)
    if match and (is_sure or len(match.group(1)) == 4):  # 100-0001 is in Tokyo
        return Reading(match.group(1).zfill(5), "zeros in front were put back")
    if not is_sure:
        return None
    if re.fullmatch(r"\d{3,4}", code):
        return Reading(code.zfill(5), "zeros in front were put back")
    if re.fullmatch(r"\d{7,8}", code):
        return Reading(code.zfill(9)[:5], "zeros in front were put back")
    return (
        Reading(code, "not a US postal code") if is_sure and not _CANADA.fullmatch(code) else None
    )


def _lettered(code: str, country: str) -> Reading | None:
    for pattern, countries in (
        (_CANADA, ("CA", "", "US")),
        (_BRITAIN, ("GB", "")),
        (_NETHERLANDS, ("NL",)),
    ):
        match = pattern.fullmatch(code)
        if match and country in countries:
            return Reading(f"{match.group(1)} {match.group(2)}")
    return None


def _numeric(code: str, country: str) -> Reading | None:
    digits = re.sub(r"[\s-]", "", code)
    if country in _GROUPED and digits.isdecimal():
        n, at, mark = _GROUPED[country]
        full = digits.zfill(n)
        doubt = "zeros in front were put back" if len(digits) < n else ""
        return Reading(f"{full[:at]}{mark}{full[at:]}", doubt)
    n = _DIGITS.get(country, 0)
    if n and digits.isdecimal() and len(digits) < n and len(digits) >= n - 2:
        return Reading(digits.zfill(n), "zeros in front were put back")
    if n and (not digits.isdecimal() or len(digits) != n):
        return Reading(code, f"not a postal code of {country}")
    return Reading(digits if n else code)
