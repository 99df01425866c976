"""What a planner asks of a solve, in the plan's own words."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

TermKind = Literal["travel", "inertia", "disruption", "balance", "revenue"]
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

    terms: kind and weight; one alone is not scaled. n_territories: that many with free centres;
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
