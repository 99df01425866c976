"""What verbs print: results on stdout, everything else on stderr."""

import json
import math
import os
import signal
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from types import FrameType
from typing import Any, TextIO

import numpy as np
from rich.console import Console
from rich.progress import BarColumn, TextColumn, TimeElapsedColumn
from rich.progress import Progress as Bar
from rich.table import Table

from salesplanner.progress import Progress


@dataclass
class Output:
    """Results go to a private copy of stdout.

    The solver prints a banner on file descriptor 1 when it is created, which would spoil `--json`;
    so fd 1 is pointed at stderr while a verb runs.
    """

    results: TextIO
    saved_stdout: int | None = None

    @classmethod
    def take_stdout(cls) -> "Output":
        try:
            stdout = sys.stdout.fileno()
        except (OSError, ValueError):  # a captured stdout has no descriptor: nothing to protect
            return cls(sys.stdout)
        sys.stdout.flush()
        saved = os.dup(stdout)
        os.dup2(sys.stderr.fileno(), stdout)
        return cls(os.fdopen(os.dup(saved), "w", encoding="utf-8"), saved)

    def give_back_stdout(self) -> None:
        self.results.flush()
        if self.saved_stdout is not None:
            sys.stdout.flush()
            os.dup2(self.saved_stdout, sys.stdout.fileno())
            os.close(self.saved_stdout)
            self.results.close()

    def json(self, document: dict[str, Any]) -> None:
        """Print one JSON document; numbers that are not finite become null."""
        text = json.dumps(plain(document), indent=1, ensure_ascii=False, allow_nan=False)
        print(text, file=self.results)

    def table(self, title: str, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        """Print a readable table; columns after the first are right-aligned."""
        table = Table(title=title, title_justify="left", title_style="bold")
        for position, column in enumerate(columns):
            table.add_column(column, justify="left" if position == 0 else "right")
        for row in rows:
            table.add_row(*row)
        self._console().print(table)

    def line(self, text: str) -> None:
        """Print one line of the result."""
        print(text, file=self.results)

    def complain(self, text: str) -> None:
        """Print one line on stderr."""
        print(text, file=sys.stderr)  # noqa: T201 - errors are for the terminal

    def _console(self) -> Console:
        is_terminal = self.results.isatty()
        return Console(file=self.results, width=None if is_terminal else 120)

    @contextmanager
    def progress(self) -> Iterator[Progress]:
        """A progress shown on stderr when that is a terminal; Ctrl+C asks the task to stop."""
        columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
        console = Console(stderr=True)
        with Bar(*columns, console=console, disable=not console.is_terminal) as bar:
            task = bar.add_task("", total=1.0)
            progress = Progress(
                lambda share, text: bar.update(task, completed=share, description=text)
            )
            with _stopping(progress):
                yield progress


@contextmanager
def _stopping(progress: Progress) -> Iterator[None]:
    """The first Ctrl+C asks the task to stop and keep its best; the second breaks off."""

    def stop(_signal: int, _frame: FrameType | None) -> None:
        if progress.stop_requested:
            raise KeyboardInterrupt
        progress.stop()

    try:
        before = {name: signal.signal(name, stop) for name in (signal.SIGINT, signal.SIGTERM)}
    except ValueError:  # not the main thread (tests run verbs in one): nothing to catch
        before = {}
    try:
        yield
    finally:
        for name, handler in before.items():
            signal.signal(name, handler)


def plain(value: Any) -> Any:
    """The value in JSON's own types."""
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple | np.ndarray):
        return [plain(item) for item in value]
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, float) and not math.isfinite(value):
        return None
    if type(value).__name__ == "NAType":
        return None
    return value
