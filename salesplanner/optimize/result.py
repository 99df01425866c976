"""What a solve is asked to spend, and what it hands back."""

from dataclasses import dataclass, field
from typing import Literal

import numpy as np

from salesplanner.optimize.problem import Ints

Status = Literal["proven best", "gap known", "stopped", "none found", "impossible"]

PROVEN_GAP_SHARE = 1e-4


@dataclass(frozen=True, kw_only=True)
class Settings:
    """How long and how hard to look.

    time_limit: wall seconds for the whole solve. effort: a count of steps instead of the clock
    (with threads=1 and one seed the answer is then always the same). gap: a proven gap, as a
    share, at which to stop. threads: None for as many as the machine has.
    """

    time_limit: float = 60.0
    effort: int | None = None
    gap: float = 0.0
    seed: int = 7
    threads: int | None = None


@dataclass(frozen=True, kw_only=True)
class Relaxation:
    """A soft band that was widened before the solve, as little as makes an answer possible."""

    measure: str
    territory: int  # position; -1: all of them
    asked_lower: float
    asked_upper: float
    lower: float
    upper: float
    reason: str  # in the planner's words: which item makes the band impossible


@dataclass(frozen=True, kw_only=True)
class Result:
    """The answer to a `Problem`, always as positions; what CLI.md prints with --json.

    status: "gap known": time or gap reached; "stopped": by the user; "none found": no plan yet
    and nothing proven; "impossible": proven. In the last two `assignment` is empty.
    """

    status: Status
    assignment: Ints = field(default_factory=lambda: np.empty(0, np.int64))  # (n,) territory
    centre: Ints = field(default_factory=lambda: np.empty(0, np.int64))  # (k,) item, -1: given
    objective: float | None = None
    bound: float | None = None  # nothing better than this exists, for the problem as asked
    gap_given_centres: float | None = None
    seconds: dict[str, float] = field(default_factory=dict)  # build, solve, improve, bound, verify
    terms: dict[str, float] = field(default_factory=dict)  # raw value of each term
    relaxations: tuple[Relaxation, ...] = ()
    broken: tuple[str, ...] = ()  # promises not kept, in the planner's words
    message: str = ""
    seed: int = 0
    solver: str = ""

    @property
    def has_plan(self) -> bool:
        return len(self.assignment) > 0

    @property
    def gap(self) -> float | None:
        return gap_share(self.objective, self.bound)


def gap_share(objective: float | None, bound: float | None) -> float | None:
    """|objective - bound| / |objective|, a share; None where either is not known."""
    if objective is None or bound is None:
        return None
    distance = max(abs(objective - bound), 0.0)
    return 0.0 if distance <= 0 else distance / max(abs(objective), 1e-300)
