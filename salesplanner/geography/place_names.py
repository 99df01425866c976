"""Postal codes, cities, states and countries as people write them, made comparable."""

import re
import unicodedata
from functools import lru_cache

import pandas as pd

from salesplanner.geography.zips import state_table
from salesplanner.resources import resource

_ZIP = re.compile(r"(?:USA?-?)?(\d{3,5})(?:-\d{0,4})?$")
_ZIP_RUN_TOGETHER = re.compile(r"\d{8,9}$")  # ZIP+4 without its hyphen
_CANADIAN = re.compile(r"[A-Z]\d[A-Z]\d[A-Z]\d$")
_NOT_A_LETTER = re.compile(r"[^A-Z0-9 ]+")
_WORDS = {
    "ST": "SAINT", "STE": "SAINTE", "MT": "MOUNT", "FT": "FORT", "PT": "POINT",
    "N": "NORTH", "S": "SOUTH", "E": "EAST", "W": "WEST", "NO": "NORTH", "SO": "SOUTH",
    "HTS": "HEIGHTS", "HGTS": "HEIGHTS", "SPGS": "SPRINGS", "SPRGS": "SPRINGS", "SPG": "SPRING",
    "BCH": "BEACH", "VLG": "VILLAGE", "JCT": "JUNCTION", "CTR": "CENTER", "CENTRE": "CENTER",
    "CTY": "CITY", "PK": "PARK", "LK": "LAKE", "GRV": "GROVE", "IS": "ISLAND", "VLY": "VALLEY",
    "TWP": "TOWNSHIP", "BORO": "BOROUGH", "CRK": "CREEK", "FLS": "FALLS", "HBR": "HARBOR",
    "MTN": "MOUNTAIN", "CYN": "CANYON", "LDG": "LANDING", "RDG": "RIDGE", "HLS": "HILLS",
    "GDNS": "GARDENS", "GRN": "GREEN", "INTL": "INTERNATIONAL", "AFB": "AIRFORCEBASE",
}  # fmt: skip
_STATE_WORDS = {
    "ALA": "AL", "ARIZ": "AZ", "ARK": "AR", "CALIF": "CA", "CAL": "CA", "COLO": "CO", "CONN": "CT",
    "DEL": "DE", "FLA": "FL", "IND": "IN", "KAN": "KS", "KANS": "KS", "MASS": "MA", "MICH": "MI",
    "MINN": "MN", "MISS": "MS", "MONT": "MT", "NEB": "NE", "NEBR": "NE", "NEV": "NV", "OKLA": "OK",
    "ORE": "OR", "OREG": "OR", "PENN": "PA", "PENNA": "PA", "TENN": "TN", "TEX": "TX", "WASH": "WA",
    "WIS": "WI", "WISC": "WI", "WYO": "WY", "ILL": "IL", "VIRGINISLANDS": "VI",
    "NORTHERNMARIANAISLANDS": "MP", "WASHINGTONDC": "DC", "USVIRGINISLANDS": "VI",
    "COMMONWEALTHOFPUERTORICO": "PR", "PCOMMPUERTORICO": "PR", "AA": "AA", "AE": "AE", "AP": "AP",
    "PW": "PW", "FM": "FM", "MH": "MH",
}  # fmt: skip
_COUNTRY_WORDS = {
    "USA": "US", "UNITEDSTATES": "US", "UNITEDSTATESOFAMERICA": "US", "AMERICA": "US",
    "ESTADOSUNIDOS": "US", "VEREINIGTESTAATEN": "US", "ETATSUNIS": "US", "UK": "GB",
    "GREATBRITAIN": "GB", "ENGLAND": "GB", "SCOTLAND": "GB", "WALES": "GB", "DEUTSCHLAND": "DE",
    "SOUTHKOREA": "KR", "KOREA": "KR", "RUSSIA": "RU", "HOLLAND": "NL", "CZECHREPUBLIC": "CZ",
    "VIETNAM": "VN", "TURKEY": "TR", "IVORYCOAST": "CI", "TAIWAN": "TW", "IRAN": "IR",
}  # fmt: skip
US_POSTAL_COUNTRIES = ("US", "PR", "VI", "GU", "AS", "MP", "PW", "FM", "MH", "UM")


def letters_only(words: str) -> str:
    """Upper case without accents, punctuation and spaces."""
    return _plain(words).replace(" ", "")


def zip_code(written: str) -> tuple[str, bool]:
    """The five digits of a US ZIP code as written, and whether lost zeros had to be put back.

    "02116-1234", "2116", "2116.0", "US-02116" and "021161234" all give 02116; "" if it is none.
    """
    text = written.strip().upper().replace(" ", "").removesuffix(".0").rstrip("-")
    found = _ZIP.match(text)
    if found:
        digits = found[1]
        return digits.zfill(5), len(digits) < 5
    if _ZIP_RUN_TOGETHER.match(text):
        return text.zfill(9)[:5], len(text) < 9
    return "", False


def looks_canadian(written: str) -> bool:
    return bool(_CANADIAN.match(written.strip().upper().replace(" ", "")))


def city_key(city: str) -> str:
    """A city's name with the usual abbreviations written out, without spaces."""
    words = _plain(city).removeprefix("CITY OF ").removeprefix("TOWN OF ").split()
    return "".join(_WORDS.get(word, word) for word in words)


def state_code(written: str) -> str:
    """Two letters of a US state from its code, name or usual abbreviation; "" if it is none."""
    return _states().get(letters_only(written), "")


def country_code(written: str) -> str:
    """Two letters of a country from its ISO code, number or English name; "" if it is none."""
    text = letters_only(written)
    if text.isdigit():
        text = text.zfill(3)
    return _countries().get(text, "")


def _plain(words: str) -> str:
    text = unicodedata.normalize("NFKD", words.upper().replace("&", " AND "))
    text = "".join(c for c in text if not unicodedata.combining(c))
    return _NOT_A_LETTER.sub(" ", text.replace("'", "").replace("’", "").replace(".", "")).strip()


@lru_cache(maxsize=1)
def _states() -> dict[str, str]:
    table = state_table()
    names = {letters_only(n): s for n, s in zip(table.name, table.state, strict=True)}
    return names | {s: s for s in table.state} | _STATE_WORDS


@lru_cache(maxsize=1)
def _countries() -> dict[str, str]:
    table = pd.read_csv(resource("geo", "country_codes.csv"), dtype=str, keep_default_na=False)
    known: dict[str, str] = {}
    for column in (table.name, table.numeric, table.alpha3, table.alpha2):
        known |= {letters_only(w): a for w, a in zip(column, table.alpha2, strict=True)}
    return known | _COUNTRY_WORDS
