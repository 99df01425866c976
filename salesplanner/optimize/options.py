"""What a planner asks of a solve, in the plan's own words."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from fractions import Fraction
from typing import Any, Literal

TermKind = Literal["travel", "inertia", "disruption", "continuity", "balance", "revenue"]
CapKind = Literal["disruption", "handover", "takeover"]


@dataclass(frozen=True, kw_only=True)
class Balance:
    """Every territory within +/- `share` of its target share of the measure's total."""

    measure: str
    share: Fraction  # exact: both ends of the band count as inside


@dataclass(frozen=True, kw_only=True)
class Limit:
    """The sum of the measure in every territory is from low to high, whatever happens."""

    measure: str
    low: float = float("-inf")
    high: float = float("inf")


@dataclass(frozen=True, kw_only=True)
class CapAsked:
    """A most on what changes hands: an amount, or a share of the total (of a territory's own)."""

    kind: CapKind
    measure: str
    amount: float
    is_share: bool


@dataclass(frozen=True, kw_only=True)
class Options:
    """All that `salesplanner optimize` can ask, without how long to look (that is Settings).

    terms: kind and weight; one alone is not scaled (disruption counts revenue that changes
    territory, continuity the relationship-years). n_territories: that many with free centres;
    None: the scenario's own, at the homes of their reps or their given centres.
    balance: None: workload within 10 % where the plan has accounts and no limit is given.
    contiguous: None: yes where units are assigned and have borders.
    """

    layer_id: str | None = None
    assign: Literal["units", "accounts"] | None = None
    n_territories: int | None = None
    n_add: int = 0
    n_remove: int = 0
    only: tuple[str, ...] = ()
    terms: tuple[tuple[TermKind, float], ...] = (("travel", 1.0),)
    size: str | None = None
    balance: tuple[Balance, ...] | None = None
    limits: tuple[Limit, ...] = ()
    contiguous: bool | None = None
    all_bridges: bool = False
    caps: tuple[CapAsked, ...] = ()
    keep: tuple[str, ...] = ()


USUAL_BALANCE = Balance(measure="workload_hours", share=Fraction(1, 10))


def as_words(options: Options) -> dict[str, Any]:
    """Options as plain values that JSON can hold; `from_words` takes them back."""
    words = asdict(options)
    for one in words["balance"] or ():
        one["share"] = str(one["share"])
    for one in words["limits"]:
        one["low"], one["high"] = repr(one["low"]), repr(one["high"])
    return words


def from_words(words: Mapping[str, Any]) -> Options:
    balance = words["balance"]
    bands = [Balance(measure=one["measure"], share=Fraction(one["share"])) for one in balance or ()]
    limits = [
        Limit(measure=one["measure"], low=float(one["low"]), high=float(one["high"]))
        for one in words["limits"]
    ]
    plain = ("layer_id", "assign", "n_territories", "n_add", "n_remove", "size", "contiguous",
             "all_bridges")  # fmt: skip
    return Options(
        **{name: words[name] for name in plain},
        only=tuple(words["only"]),
        terms=tuple((kind, float(weight)) for kind, weight in words["terms"]),
        balance=None if balance is None else tuple(bands),
        limits=tuple(limits),
        caps=tuple(CapAsked(**one) for one in words["caps"]),
        keep=tuple(words["keep"]),
    )


def options_in(settings: str | None) -> Options | None:
    """What a scenario's `settings` say was asked of the solve that made it; None: they do not."""
    try:
        asked = json.loads(settings or "{}")["asked"]
        return from_words(asked)
    except (ValueError, KeyError, TypeError):
        return None
