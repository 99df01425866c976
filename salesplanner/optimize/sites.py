"""Where one more territory saves most travel, and which costs least to give up."""

import numpy as np

from salesplanner.geography.distance import distances_km
from salesplanner.optimize.problem import Floats, Ints, Place
from salesplanner.problems import PlanProblem

_MOST_CANDIDATES = 2_000


def with_more(place: Place, weights: Floats, centres: Place, n: int) -> Place:
    """The centres and n more, each at the item where it shortens the way to the nearest centre
    most (the greedy of Cornuejols, Fisher and Nemhauser 1977, Management Science 23)."""
    candidates = np.sort(np.argsort(-weights, kind="stable")[:_MOST_CANDIDATES])
    cx, cy = place.x[candidates], place.y[candidates]
    way = distances_km(place.x, place.y, cx, cy, place.is_plane)
    now = distances_km(place.x, place.y, centres.x, centres.y, place.is_plane).min(axis=1)
    chosen: list[int] = []
    for _ in range(n):
        saved = weights @ np.maximum(now[:, None] - way, 0.0)
        saved[chosen] = -1.0
        best = int(np.argmax(saved))
        chosen.append(best)
        now = np.minimum(now, way[:, best])
    return Place(
        x=np.append(centres.x, cx[chosen]), y=np.append(centres.y, cy[chosen]),
        is_plane=place.is_plane,
    )  # fmt: skip


def without_some(place: Place, weights: Floats, centres: Place, n: int) -> Ints:
    """Positions of the centres that stay when n go, one by one the one that is missed least.

    Raises:
        PlanProblem: no centre would be left.
    """
    if n >= len(centres):
        raise PlanProblem(
            f"{len(centres)} territories less {n} leaves none.", "--remove", "Take fewer away."
        )
    km = distances_km(place.x, place.y, centres.x, centres.y, place.is_plane)
    kept = np.arange(len(centres))
    for _ in range(n):
        order = np.sort(km[:, kept], axis=1)[:, :2]
        nearest = np.argmin(km[:, kept], axis=1)
        second = order[:, -1]
        missed = np.bincount(nearest, weights * (second - order[:, 0]), minlength=len(kept))
        kept = np.delete(kept, int(np.argmin(missed)))
    return kept
