"""Headers as words: what a header is reduced to before it is compared."""

import re
import unicodedata
from functools import cache

from salesplanner.exchange.header_languages import all_words
from salesplanner.exchange.system_headers import HEADERS
from salesplanner.plan.fields import TABLES

_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_PREFIX = re.compile(
    r"^(organi[sz]ation|company|deal|person|account|opportunity|contact|lead|user|record)\s*[-:.]\s+",
    re.IGNORECASE,
)
_CUSTOM = re.compile(r"(__c|__r|__pc)$", re.IGNORECASE)
_PUBLISHER = re.compile(r"^(new|cr[0-9a-f]{2,4}|msdyn|crm)_", re.IGNORECASE)
_BRACKET = re.compile(r"[(\[]([^)\]]*)[)\]]")
_MANY_ROWS_OF_WORDS = ("_ownerid_value", "_accountid_value", "_parentaccountid_value")
_LETTERS = str.maketrans({"ß": "ss", "ø": "o", "æ": "ae", "œ": "oe", "ł": "l", "đ": "d"})


def fold(text: str) -> str:
    """Lower case, without accents, compatibility forms undone."""
    text = unicodedata.normalize("NFKD", text.casefold().translate(_LETTERS))
    return "".join(char for char in text if not unicodedata.combining(char))


@cache
def header_key(header: str) -> str:
    """`BillingPostalCode`, `billing_postal_code__c` and `Billing Postal-Code` are all one key."""
    text = header.strip()
    if text.casefold() in _MANY_ROWS_OF_WORDS:
        text = text.strip("_").removesuffix("_value")
    text = re.sub(r" \(\d+\)$", "", text)
    text = _PUBLISHER.sub("", _CUSTOM.sub("", text))
    text = _BRACKET.sub(lambda m: " " if _is_unit(m.group(1)) else f" {m.group(1)} ", text)
    if not text.isupper():
        text = _CAMEL.sub(" ", text)
    words = re.findall(r"[^\W_]+", fold(text).replace("#", " number ").replace("%", " percent "))
    return " ".join(words)


def short_key(header: str) -> str:
    """The key without the name of its table in front: `Organization - Name` is `name`."""
    return header_key(_PREFIX.sub("", header.strip()))


def _is_unit(words: str) -> bool:
    return bool(
        re.fullmatch(
            r"[\s$€£¥]*(converted|usd|eur|gbp|chf|jpy|in\s.*|k|m|mm|mn|t|000s?|"
            r"thousands?|millions?|mio|mrd|teur|keur|[$€£¥kmb]+)?[\s$€£¥.]*",
            words.strip(),
            re.IGNORECASE,
        )
    )


@cache
def known_keys() -> frozenset[str]:
    """Keys of every header that some field of the dictionary answers to."""
    keys: set[str] = set()
    for table in TABLES.values():
        for field in table.fields:
            keys.update(map(header_key, (*field.synonyms, field.name, field.title)))
    for more in HEADERS.values():
        keys.update(header_key(word) for words in more.values() for word in words.split("|"))
    keys.update(key for word in all_words() if len(key := header_key(word)) > 2)
    return frozenset(keys | {"territory", "district", "area", "currency", "year", "month", "q1"})


@cache
def is_known_header(header: str) -> bool:
    return header_key(header) in known_keys() or short_key(header) in known_keys()
