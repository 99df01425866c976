"""What a text in a file refers to: an account, rep, territory, product or unit of the plan."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

import pandas as pd
from rapidfuzz import fuzz, process

from salesplanner.exchange.normalise_names import name_key, squashed_key
from salesplanner.plan.model import Plan

_FUZZY_FROM = 92.0


@dataclass
class Names:
    """Ids by exact id, by folded name, and by nearly the same name; a name of two is of nobody."""

    ids: set[str]
    by_name: dict[str, str]
    key: Callable[[str], str]
    ambiguous: set[str] = field(default_factory=set)
    _near: dict[str, tuple[str, float] | None] = field(default_factory=dict)

    @cached_property
    def by_number(self) -> dict[str, str]:
        """Ids of digits alone, without the zeros in front, where that still tells them apart."""
        found: dict[str, str | None] = {}
        for each in self.ids:
            if each.isdecimal():
                bare = each.lstrip("0")
                found[bare] = None if bare in found else each
        return {bare: each for bare, each in found.items() if bare and each is not None}

    @classmethod
    def of(
        cls, pairs: Iterable[tuple[str, str]], key: Callable[[str], str], ids: Iterable[str]
    ) -> "Names":
        """From (name, id) pairs."""
        by_name: dict[str, str] = {}
        ambiguous: set[str] = set()
        for name, its_id in pairs:
            folded = key(name)
            if not folded:
                continue
            if by_name.setdefault(folded, its_id) != its_id:
                ambiguous.add(folded)
        return cls(set(ids), by_name, key, ambiguous)

    def find(self, text: str) -> tuple[str, float] | None:
        """(id, how sure); None where nothing, or two things, could be meant."""
        if text in self.ids:
            return text, 1.0
        if text.isdecimal() and text.lstrip("0") in self.by_number:
            return self.by_number[text.lstrip("0")], 1.0
        found = self._by_name(text)
        if found is None and text.endswith(")") and "(" in text:  # HubSpot: `Acme (acme.com)`
            found = self._by_name(text[: text.rindex("(")])
        return found

    def _by_name(self, text: str) -> tuple[str, float] | None:
        folded = self.key(text)
        if folded in self.ambiguous or not folded:
            return None
        if folded in self.by_name:
            return self.by_name[folded], 0.98
        if folded not in self._near:
            self._near[folded] = self._nearest(folded)
        return self._near[folded]

    def _nearest(self, folded: str) -> tuple[str, float] | None:
        if len(folded) < 5:
            return None
        found = process.extract(
            folded, self.by_name.keys(), scorer=fuzz.ratio, limit=2, score_cutoff=_FUZZY_FROM
        )
        if not found or (len(found) > 1 and found[1][1] > found[0][1] - 3):
            return None
        if any(char.isdigit() for char in folded) and _digits(folded) != _digits(found[0][0]):
            return None  # GTX 500 and GTX 300 are two products
        return self.by_name[found[0][0]], found[0][1] / 100


def _digits(text: str) -> str:
    return "".join(char for char in text if char.isdigit())


def account_names(plan: Plan, system: str) -> Names:
    """Accounts by account_id, by their record ids in the system, and by name."""
    accounts, records = plan["account"], plan["source_record"]
    mine = records[(records["system"] == system).fillna(False).to_numpy(bool)]
    by_record = dict(zip(mine["record_id"], mine["account_id"], strict=True))
    names = Names.of(
        zip(
            accounts["name"].dropna(), accounts["account_id"][accounts["name"].notna()], strict=True
        ),
        name_key,
        accounts["account_id"],
    )
    ids = names.ids | set(by_record)
    return _WithRecords(ids, names.by_name, names.key, names.ambiguous, {}, by_record)


@dataclass
class _WithRecords(Names):
    by_record: Mapping[str, str] = field(default_factory=dict)

    def find(self, text: str) -> tuple[str, float] | None:
        if text in self.by_record:
            return self.by_record[text], 1.0
        found = super().find(text)
        return (self.by_record.get(found[0], found[0]), found[1]) if found else None


def rep_names(reps: pd.DataFrame) -> Names:
    """Reps by id, name and e-mail."""
    pairs = [
        (str(text), str(rep_id))
        for column in ("name", "email") if column in reps
        for text, rep_id in zip(reps[column], reps["rep_id"], strict=True) if isinstance(text, str)
    ]  # fmt: skip
    return Names.of(pairs, _person_key, reps["rep_id"].dropna().astype(str))


def _person_key(name: str) -> str:
    """`Frase, Moses` is Moses Frase."""
    if "@" in name:
        return name.casefold().strip()
    if name.count(",") == 1:
        last, first = name.split(",")
        name = f"{first} {last}"
    return squashed_key(name)


def table_names(frame: pd.DataFrame, id_column: str) -> Names:
    """Any table with an id and a name, letters and digits alone compared: GTXPro is GTX Pro."""
    names = frame["name"] if "name" in frame else frame[id_column]
    pairs = [
        (str(text), str(its_id))
        for text, its_id in zip(names, frame[id_column], strict=True) if isinstance(text, str)
    ]  # fmt: skip
    return Names.of(pairs, squashed_key, frame[id_column].dropna().astype(str))
