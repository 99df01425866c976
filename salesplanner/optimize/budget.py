"""How much of the time (or of the steps) is left, and whether somebody asked to stop."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

from salesplanner.optimize.result import Settings
from salesplanner.progress import Progress

_MOST_KEPT_BACK = 1.5  # seconds


class Budget:
    """One solve's purse: seconds by the clock, or steps where `Settings.effort` counts them.

    `kept_back_share` of the time, at most 1.5 s, is for the verdict after it.

    A step is one start, one local search or one sub-problem handed to the solver. Counting steps
    makes a run repeatable; then `left_seconds` is endless and the clock is never looked at.
    """

    def __init__(
        self, settings: Settings, progress: Progress, kept_back_share: float = 0.0
    ) -> None:
        self.settings = settings
        limit = settings.time_limit
        self._limit = limit - min(kept_back_share * limit, _MOST_KEPT_BACK)
        self.progress = progress
        self.seconds: dict[str, float] = {}
        self._began = time.monotonic()
        self._steps = 0

    @property
    def is_counted(self) -> bool:
        return self.settings.effort is not None

    @property
    def is_over(self) -> bool:
        return self.progress.stop_requested or self.left_share <= 0.0

    @property
    def left_share(self) -> float:
        """What is left, as a share of the whole (1 at the start, 0 or less when spent)."""
        if self.settings.effort is not None:
            return 1.0 - self._steps / max(self.settings.effort, 1)
        return 1.0 - (time.monotonic() - self._began) / max(self._limit, 1e-9)

    @property
    def left_seconds(self) -> float:
        if self.is_counted:
            return float("inf")
        return self._limit - (time.monotonic() - self._began)

    def step(self, count: int = 1) -> None:
        self._steps += count

    def tell(self, text: str) -> None:
        self.progress.tell(1.0 - max(self.left_share, 0.0), text)

    @contextmanager
    def phase(self, name: str) -> Iterator[None]:
        """Adds the wall seconds spent inside to `seconds[name]`."""
        began = time.monotonic()
        try:
            yield
        finally:
            self.seconds[name] = self.seconds.get(name, 0.0) + time.monotonic() - began
