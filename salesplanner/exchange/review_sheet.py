"""The sheets of a review pack: what their columns are called and how a row is known again.

A row is known by its hidden id, whatever became of its place: `mark|kind|manager|key`, where the
mark is the round's fingerprint; a check beside it tells an id that was typed or cut.
"""

import hashlib
from dataclasses import dataclass

ROW_ID, ROW_CHECK = "Row id", "Row check"
SUM = "Sum"  # the line below the quotas
ACCOUNTS, QUOTAS, WANTED = "Accounts", "Quotas", "Accounts wanted"
KIND_OF_SHEET = {ACCOUNTS: "account", QUOTAS: "quota", WANTED: "wanted"}
# The headers a sheet of each kind cannot do without, whatever its name is now.
MARKS_OF_KIND = {
    "account": ("Account", "Proposed territory"),
    "quota": ("Territory", "Adjustment"),
    "wanted": ("Account wanted", "For territory"),
}
ACCOUNT_ANSWERS = ("Decision", "Proposed territory", "Reason", "Comment")
QUOTA_ANSWERS = ("Decision", "Adjustment", "Reason", "Comment")
WANTED_ANSWERS = ("Account wanted", "For territory", "Reason", "Comment")
ACCOUNT_DECISIONS = ("Keep", "Move")
QUOTA_DECISIONS = ("Agree", "Adjust")


@dataclass(frozen=True)
class RowId:
    """Which row of which round it is."""

    mark: str
    kind: str
    manager_id: str
    key: str

    def __str__(self) -> str:
        return "|".join((self.mark, self.kind, self.manager_id.replace("|", " "), self.key))

    @property
    def check(self) -> str:
        return hashlib.sha256(str(self).encode()).hexdigest()[:8]


def row_id(text: str) -> RowId | None:
    """The id a cell holds; None where it is none."""
    parts = text.strip().split("|", 3)
    if len(parts) != 4 or len(parts[0]) != 12 or parts[1] not in MARKS_OF_KIND:
        return None
    return RowId(*parts)


def territory_label(territory_id: str, name: str) -> str:
    """How a territory is offered in a list: its id, and its name where that says more."""
    return territory_id if not name or name == territory_id else f"{territory_id} | {name}"


def territory_of_label(text: str, names: dict[str, str]) -> str:
    """The id of the territory a reviewer chose or typed, by label, id or name; '' for none.

    A text that names no territory comes back as it is.
    """
    typed = text.strip()
    known: dict[str, str] = {}
    for territory_id, name in names.items():
        known.setdefault(name.casefold(), territory_id)
    for territory_id, name in names.items():
        known[territory_id.casefold()] = territory_id
        known[territory_label(territory_id, name).casefold()] = territory_id
    return known.get(typed.casefold(), typed)
