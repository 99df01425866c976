"""How far a long task is, and whether it should stop."""

import time
from collections.abc import Callable
from threading import Event

Listener = Callable[[float, str], None]
_LEAST_SECONDS_BETWEEN_REPORTS = 0.1


class Stopped(Exception):  # noqa: N818 - not an error: somebody asked the task to stop
    """Raised inside a task, at its next report, after somebody asked it to stop."""


class Progress:
    """Handed to every long task: it reports here, and learns here that it should stop.

    A task that can return its best so far looks at `stop_requested`; any other task just calls
    `say`, which raises `Stopped`. Safe to stop from another thread.
    """

    def __init__(self, listener: Listener | None = None) -> None:
        self._listener = listener
        self._stop = Event()
        self._last_report = -1.0

    @property
    def stop_requested(self) -> bool:
        return self._stop.is_set()

    def stop(self) -> None:
        """Ask the task to stop at its next report."""
        self._stop.set()

    def say(self, share: float, text: str) -> None:
        """Report `share` (0 to 1) done and what is being done; at most 10 reports a second pass.

        Raises:
            Stopped: the task was asked to stop.
        """
        if self.stop_requested:
            raise Stopped(text)
        self.tell(share, text)

    def tell(self, share: float, text: str) -> None:
        """Report without ever raising: for tasks that stop by themselves with their best so far."""
        now = time.monotonic()
        is_due = now - self._last_report >= _LEAST_SECONDS_BETWEEN_REPORTS or share >= 1
        if self._listener is not None and is_due:
            self._last_report = now
            self._listener(min(max(share, 0.0), 1.0), text)

    def part(self, start: float, end: float) -> "Progress":
        """A progress for a sub-task whose 0 to 1 is `start` to `end` of this one."""
        inner = Progress(lambda share, text: self.tell(start + share * (end - start), text))
        inner._stop = self._stop
        return inner
