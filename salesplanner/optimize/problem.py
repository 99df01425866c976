"""What is asked of the solver, as arrays: the plan cut down to numbers.

n items (units, or accounts where accounts are assigned), k territories. Items and territories are
referred to by their position here and by their id only on the way in and out.
"""

from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where items or centres are: longitude and latitude in degrees, or x and y in km."""

    x: Floats
    y: Floats
    is_plane: bool

    def __len__(self) -> int:
        return len(self.x)


@dataclass(frozen=True, kw_only=True)
class Band:
    """The sum of one measure in every territory stays within lower..upper, both ends included.

    A hard band (--limit) is never widened; a soft one (--balance) may be, before the solve, where
    a single item makes it impossible.
    """

    measure: str
    values: Floats  # (n,)
    lower: Floats  # (k,), -inf where there is none
    upper: Floats  # (k,), inf where there is none
    is_hard: bool
    pair_values: Floats | None = None  # (n, k) instead of values, where the load depends on t


@dataclass(frozen=True, kw_only=True)
class Cap:
    """A most on what changes hands against `Problem.current`.

    disruption: sum of values over all items that change territory <= most[0].
    handover, takeover: the same, per territory that gives up (takes over), <= most[t].
    """

    kind: Literal["disruption", "handover", "takeover"]
    measure: str
    values: Floats  # (n,)
    most: Floats  # (1,) or (k,)


@dataclass(frozen=True, kw_only=True)
class Term:
    """One part of what is made small; the objective is the sum of weight x term / scale.

    travel: sum trips x km to the centre. inertia: sum size x squared km. disruption: sum of
    values that change territory. balance: sum over territories of |sum of values - target|.
    revenue: minus expected revenue (see `Problem.response`).
    """

    kind: Literal["travel", "inertia", "disruption", "balance", "revenue"]
    weight: float = 1.0
    scale: float = 1.0
    values: Floats | None = None  # (n,): trips, size, or what changes hands
    shares: Floats | None = None  # (k,): balance only, the target shares; None: all alike


@dataclass(frozen=True, kw_only=True)
class Response:
    """Expected revenue of a territory: H^e x G^(1-e), see MODEL.md (closed form)."""

    elasticity: float
    attraction: Floats  # (n,) g_a summed over the item's accounts
    floor_amount: Floats  # (n,) carried over without any effort
    hours: Floats  # (k,) selling hours before travel
    travel_hours_per_km: Floats  # (n,) hours of travel per km to the centre


@dataclass(frozen=True, kw_only=True)
class Problem:
    """An alignment problem. Empty arrays and None mean: not asked for."""

    item_ids: tuple[str, ...]
    item_noun: Literal["unit", "account"]
    territory_ids: tuple[str, ...]
    place: Place  # of the items
    centres: Place | None  # of the territories; None: free, each centre is one of its items
    terms: tuple[Term, ...]
    bands: tuple[Band, ...] = ()
    caps: tuple[Cap, ...] = ()
    borders: Ints | None = None  # (e, 2), bridges included; None: contiguity is not asked for
    distances_km: Floats | None = None  # (n, n) imported, used instead of computed ones
    current: Ints = field(default_factory=lambda: np.empty(0, np.int64))  # (n,), -1: none
    is_locked: Bools = field(default_factory=lambda: np.empty(0, np.bool_))  # stays at current
    forbidden: Ints = field(default_factory=lambda: np.empty((0, 2), np.int64))  # item, territory
    family: Ints = field(default_factory=lambda: np.empty(0, np.int64))  # kept together; -1: none
    response: Response | None = None

    @property
    def n_items(self) -> int:
        return len(self.item_ids)

    @property
    def n_territories(self) -> int:
        return len(self.territory_ids)
