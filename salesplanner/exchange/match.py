"""The same account in two lists: sure ones, doubtful ones for a person to see, new ones."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from salesplanner.exchange.match_blocks import Traits, candidate_pairs, traits_of
from salesplanner.exchange.match_score import Evidence, Floats, evidence, quick_likeness
from salesplanner.plan.arrival import Arrival, Decisions, Merge
from salesplanner.plan.model import Plan, equals
from salesplanner.progress import Progress

SURE_BITS = 3.5
DOUBTFUL_BITS = -1.5
_LEAST_LIKENESS = 0.55
_AT_HOME_BITS = 8.0  # one domain in one place: enough where a word of the name is missing
_CLEAR_LEAD = 1.2  # bits the best must be ahead of the second for a merge without asking


@dataclass(frozen=True)
class Matches:
    """Pairs worth a word, one row each: left, right (ids), share (0 to 1), verdict, why.

    `verdict` is sure or doubtful; the likeliest first. A left id has one sure row at most.
    """

    pairs: pd.DataFrame

    @property
    def sure(self) -> pd.DataFrame:
        return self.pairs[self.pairs["verdict"] == "sure"]

    @property
    def doubtful(self) -> pd.DataFrame:
        return self.pairs[self.pairs["verdict"] == "doubtful"]


def find_duplicates(
    left: pd.DataFrame,
    right: pd.DataFrame | None = None,
    left_id: str = "record_id",
    right_id: str = "account_id",
    progress: Progress | None = None,
) -> Matches:
    """Accounts of `left` that are in `right` too; without `right`, pairs within `left`.

    Rows have columns of the table `account`; name, postal_code, city, state, country, street,
    domain and phone are looked at where they are there. Bits of evidence (match_score) of at least
    3.5 are sure where no other candidate is near, at least -1.5 doubtful, below that the two stay
    apart. A name must be alike for a sure match: a shared domain alone is a family.
    """
    progress = progress or Progress()
    is_within = right is None
    other = left if right is None else right
    progress.say(0.02, "reading names and places")
    a = traits_of(left)
    b = a if is_within else traits_of(other)
    progress.say(0.25, "finding candidates")
    i, j = candidate_pairs(a, b)
    if is_within:
        once = i < j
        i, j = i[once], j[once]
    progress.say(0.5, f"comparing {len(i):,} pairs")
    alike = quick_likeness(a, b, i, j)
    worth = (alike >= _LEAST_LIKENESS) | ((a.domain[i] == b.domain[j]) & (a.domain[i] != ""))
    i, j, alike = i[worth], j[worth], alike[worth]
    progress.say(0.65, f"weighing {len(i):,} pairs")
    found = evidence(a, b, i, j, alike)
    progress.say(0.95, "deciding")
    ids = (
        left[left_id].to_numpy(object),
        other[left_id if is_within else right_id].to_numpy(object),
    )
    return Matches(_decided(a, b, i, j, found, ids, is_within))


def _decided(
    a: Traits,
    b: Traits,
    i: np.ndarray,
    j: np.ndarray,
    found: Evidence,
    ids: tuple[np.ndarray, np.ndarray],
    is_within: bool,
) -> pd.DataFrame:
    bits = found.bits
    near = bits >= DOUBTFUL_BITS
    i, j, bits = i[near], j[near], bits[near]
    name, alike = found.name[near], found.alike[near]
    at_home = (a.domain[i] == b.domain[j]) & (a.domain[i] != "") & (a.postal[i] == b.postal[j])
    is_short = (
        at_home & (a.postal[i] != "") & (bits >= _AT_HOME_BITS)
    )  # `Blake` for Blake Resources
    sure = (bits >= SURE_BITS) & ((alike >= 0.6) | (name > 2.0) | is_short)
    if not is_within:
        sure &= _is_clear(i, bits) & _is_clear(j, bits)
    pairs = pd.DataFrame({
        "left": ids[0][i],
        "right": ids[1][j],
        "share": np.round(1 / (1 + np.exp2(-np.clip(bits, -40, 40))), 4),
        "verdict": np.where(sure, "sure", "doubtful"),
        "why": _reasons(a, b, i, j, alike),
        "bits": np.round(bits, 2),
    })  # fmt: skip
    pairs = pairs.sort_values(
        ["bits", "left"], ascending=[False, True], kind="stable", ignore_index=True
    )
    if not is_within:
        again = pairs["left"].duplicated() & (pairs["verdict"] == "sure")
        pairs.loc[again, "verdict"] = "doubtful"
        settled = set(pairs["left"][pairs["verdict"] == "sure"])
        pairs = pairs[(pairs["verdict"] == "sure") | ~pairs["left"].isin(settled)]
        rank = pairs.groupby("left").cumcount()
        pairs = pairs[rank < 5]
    return pairs.reset_index(drop=True)


def _is_clear(at: np.ndarray, bits: Floats) -> np.ndarray:
    """Pairs that clearly lead every other pair of the same record."""
    order = np.lexsort((-bits, at))
    sorted_at, sorted_bits = at[order], bits[order]
    n = len(order)
    first = np.ones(n, bool)
    first[1:] = sorted_at[1:] != sorted_at[:-1]
    clear = first.copy()
    has_second = np.zeros(n, bool)
    has_second[:-1] = first[:-1] & ~first[1:]
    second = np.roll(sorted_bits, -1)
    clear &= ~has_second | (sorted_bits - second >= _CLEAR_LEAD)
    # Ties of one account doubled in the other list must be seen by a person.
    out = np.zeros(n, bool)
    out[order] = clear
    return out


def _reasons(a: Traits, b: Traits, i: np.ndarray, j: np.ndarray, alike: Floats) -> list[str]:
    tests = (
        ("same domain", a.domain, b.domain),
        ("same phone", a.phone, b.phone),
        ("same name", a.squashed, b.squashed),
        ("same postal code", a.postal, b.postal),
        ("same city", a.city, b.city),
    )
    flags = [((x[i] == y[j]) & (x[i] != ""), word) for word, x, y in tests]
    out = []
    for at in range(len(i)):
        words = [word for hits, word in flags if hits[at]]
        if "same name" not in words:
            words.insert(0, f"name {alike[at]:.0%} alike")
        out.append(", ".join(words))
    return out


def match_arrival(
    plan: Plan, arrival: Arrival, progress: Progress | None = None
) -> tuple[Matches, Matches]:
    """(matches with accounts of the plan, matches within the arrival), for unknown records."""
    rows = arrival.rows["account"]
    records = plan["source_record"]
    mine = records[equals(records, "system", arrival.system)]
    known = set(mine["record_id"])
    of_no_system = set(plan["account"]["account_id"][plan["account"]["system"].isna()])
    fresh = rows[~rows["record_id"].isin(known | of_no_system)].reset_index(drop=True)
    progress = progress or Progress()
    within = (
        find_duplicates(fresh, progress=progress.part(0.0, 0.5))
        if len(fresh) > 1
        else Matches(_no_pairs())
    )
    if fresh.empty or plan["account"].empty:
        return Matches(_no_pairs()), within
    # Accounts that this system has already given are other accounts, unless the ids say so.
    taken = set(mine["account_id"].dropna())
    accounts = plan["account"][~plan["account"]["account_id"].isin(taken)]
    across = (
        find_duplicates(fresh, accounts, progress=progress.part(0.5, 1.0))
        if len(accounts)
        else Matches(_no_pairs())
    )
    return across, within


def chosen_decisions(
    across: Matches,
    within: Matches,
    choices: Mapping[tuple[str, str], bool],
    base: Decisions,
) -> Decisions:
    """Decisions of the sure matches, but for what the planner chose: (left, right) -> same or not.

    Doubtful ones stay apart until somebody has looked. Two records of the file that are one go
    together into what either of them is.
    """
    account_of: dict[str, Merge] = {}
    for row in _wanted(across, choices):
        account_of.setdefault(str(row.left), _merge(row.right, row))
    same_as: dict[str, Merge] = {}
    for row in _wanted(within, choices):
        first, second = _root(str(row.left), same_as), _root(str(row.right), same_as)
        is_chosen = choices.get((str(row.left), str(row.right)), False)
        clash = first in account_of and second in account_of and not is_chosen
        if first != second and not clash:
            keep, drop = (first, second) if second not in account_of else (second, first)
            same_as[drop] = _merge(keep, row)
    for record in same_as:
        account_of.pop(record, None)
    return replace(base, account_of=account_of, same_as=same_as)


def _wanted(matches: Matches, choices: Mapping[tuple[str, str], bool]) -> list[Any]:
    """Rows to merge: chosen by hand first, then sure ones nobody said no to."""
    rows = list(matches.pairs.itertuples())
    asked = [choices.get((str(row.left), str(row.right))) for row in rows]
    chosen = [row for row, word in zip(rows, asked, strict=True) if word]
    sure = [
        row for row, word in zip(rows, asked, strict=True) if word is None and row.verdict == "sure"
    ]
    return chosen + sure


def _merge(into: object, row: Any) -> Merge:
    return Merge(str(into), str(row.why), float(row.share))


def _root(record: str, same_as: Mapping[str, Merge]) -> str:
    while record in same_as:
        record = same_as[record].into
    return record


def _no_pairs() -> pd.DataFrame:
    return pd.DataFrame(
        {
            name: pd.Series([], dtype=object)
            for name in ("left", "right", "share", "verdict", "why", "bits")
        }
    )
