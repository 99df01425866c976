"""What Salesforce calls things: record ids and DeveloperNames."""

import re
from collections.abc import Iterable

_ID = re.compile(r"^[A-Za-z0-9]{15}(?:[A-Za-z0-9]{3})?$")
_CHECK_DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345"
_MOST_CHARACTERS = 80


def is_record_id(text: str) -> bool:
    """Whether a text can be a record id: 15 or 18 letters and digits, the last 3 checking."""
    if not _ID.match(text) or not any(sign.isdigit() for sign in text):
        return False
    return len(text) == 15 or long_id(text[:15])[15:] == text[15:].upper()


def long_id(text: str) -> str:
    """The 18-character form of a record id, which survives programs that ignore case.

    Each of the last three signs tells which of five characters are capitals (Salesforce help,
    "15 and 18 character ids").
    """
    if len(text) != 15:
        return text
    ends = []
    for start in (0, 5, 10):
        bits = sum(1 << i for i, sign in enumerate(text[start : start + 5]) if sign.isupper())
        ends.append(_CHECK_DIGITS[bits])
    return text + "".join(ends)


def developer_names(names: Iterable[str]) -> list[str]:
    """A valid, unique DeveloperName for each name, in order.

    Letters, digits and single underscores; begins with a letter, does not end with an underscore;
    80 characters at most.
    """
    used: set[str] = set()
    return [_developer_name(name, used) for name in names]


def _developer_name(name: str, used: set[str]) -> str:
    plain = re.sub(r"[^A-Za-z0-9]+", "_", name).strip("_")
    if not plain or not plain[0].isalpha():
        plain = f"T_{plain}".rstrip("_")
    plain = plain[:_MOST_CHARACTERS].rstrip("_")
    result, number = plain, 2
    while result.casefold() in used:
        end = f"_{number}"
        result, number = plain[: _MOST_CHARACTERS - len(end)].rstrip("_") + end, number + 1
    used.add(result.casefold())
    return result
