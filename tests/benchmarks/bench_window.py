"""The window with a large plan: from mouse release to all numbers, and what blocks the event loop.

    uv run python tests/benchmarks/bench_window.py PLAN        (a .salesplan, copied first)

Prints, for each thing a planner does, how long until everything on the page is up to date, and the
longest time the event loop did not turn. The aim is 100 ms for both.
"""

import os
import resource
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QApplication

from salesplanner.app import make_application, make_window
from salesplanner.document import Document
from salesplanner.plan.edits.assignments import assign_accounts, assign_units
from salesplanner.ui.main_window import MainWindow
from salesplanner.ui.pages import PAGES
from salesplanner.ui.plan_commands import open_path
from salesplanner.ui.preferences import Preferences

BUDGET_MS = 100.0
_REPEATS = 5
_BUSY_SECONDS = 0.006  # a turn of the loop that did something; less is the machine's noise


class Watchdog(QObject):
    """Ticks every millisecond; the longest pause between two ticks is what blocked the loop."""

    def __init__(self) -> None:
        super().__init__()
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._tick)
        self._last = time.perf_counter()
        self.longest_ms = 0.0
        self._timer.start(1)

    def reset(self) -> None:
        self._last, self.longest_ms = time.perf_counter(), 0.0

    def _tick(self) -> None:
        now = time.perf_counter()
        self.longest_ms = max(self.longest_ms, 1000 * (now - self._last))
        self._last = now


class Bench:
    def __init__(self, window: MainWindow) -> None:
        self.window = window
        self.dog = Watchdog()
        self.lines: list[tuple[str, float, float]] = []

    def settle(self) -> None:
        """Long enough for what was begun before to end."""
        end = time.perf_counter() + 0.25
        while time.perf_counter() < end:
            QApplication.processEvents()
            time.sleep(0.002)

    def time(self, name: str, act: Callable[[], object], repeats: int = 1) -> None:
        """The worst of some runs: ms until the page is up to date, and longest block."""
        worst, blocked = 0.0, 0.0
        for _ in range(repeats):
            self.settle()
            self.dog.reset()
            start = time.perf_counter()
            act()
            busy_until = start
            quiet = 0
            while quiet < 6 or self.window.jobs.is_busy:
                before = time.perf_counter()
                QApplication.processEvents()
                after = time.perf_counter()
                if after - before > _BUSY_SECONDS:
                    busy_until, quiet = after, 0
                else:
                    quiet += 1
                    time.sleep(0.002)
            worst = max(worst, 1000 * (max(busy_until, start) - start))
            blocked = max(blocked, self.dog.longest_ms)
        self.lines.append((name, worst, blocked))
        mark = "" if blocked <= BUDGET_MS else "   over"
        sys.stdout.write(f"{name:44s} {worst:8.0f} ms   blocked {blocked:8.0f} ms{mark}\n")
        sys.stdout.flush()


def run(plan: Path, home: Path) -> None:
    window = make_window(make_application(), Preferences(home / "preferences.json"))
    window.resize(1920, 1080)
    window.show()
    bench = Bench(window)
    start = time.perf_counter()
    bench.time("open to a usable window", lambda: open_path(window, plan))
    sys.stdout.write(f"open, all in all {time.perf_counter() - start:.2f} s\n")
    _realign(bench)
    for record in PAGES:
        bench.time(f"first look at {record.title}", lambda r=record: window.show_page(r.id))
    for record in PAGES:
        bench.time(f"again {record.title}", lambda r=record: window.show_page(r.id))
    window.show_page("alignment")
    bench.time("save", lambda: window.session.save(force=True))
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    sys.stdout.write(f"memory at most {memory:,.0f} MB\n")
    window.session.open(None)
    window.close()


def _realign(bench: Bench) -> None:
    window, session = bench.window, bench.window.session
    plan = session.plan
    units = plan["unit"]["unit_id"].to_numpy(object)
    accounts = plan["account"]["account_id"].to_numpy(object)
    territories = list(window.numbers.measures.cover.territory_ids)
    steps = iter(range(1, 1000))

    def choose_units() -> None:
        n = next(steps)
        session.select(unit_ids=[str(name) for name in units[n * 20 : n * 20 + 20]])

    def give_units() -> None:
        n = next(steps)
        chosen = [str(name) for name in units[n * 20 : n * 20 + 20]]
        session.edit("Give", assign_units, session.scenario_id, chosen,
                     str(territories[n % len(territories)]))  # fmt: skip

    def give_accounts() -> None:
        n = next(steps)
        chosen = [str(name) for name in accounts[n * 50 : n * 50 + 50]]
        session.edit("Give", assign_accounts, session.scenario_id, chosen,
                     str(territories[n % len(territories)]))  # fmt: skip

    def choose_territory() -> None:
        session.select(territory_ids=[str(territories[next(steps) % len(territories)])])

    bench.time("select 20 units", choose_units, _REPEATS)
    bench.time("select a territory", choose_territory, _REPEATS)
    bench.time("give 20 units", give_units, _REPEATS)
    bench.time("give 50 accounts", give_accounts, _REPEATS)
    bench.time("undo", session.undo, _REPEATS)
    _with_levers(bench, give_units, steps)


def _with_levers(bench: Bench, give_units: Callable[[], object], steps: Iterator[int]) -> None:
    window, session = bench.window, bench.window.session
    window.actions_table["tree"].trigger()
    window.actions_table["levers"].trigger()
    bench.time("give 20 units, hierarchy and levers shown", give_units, _REPEATS)
    page = window.page("alignment")
    slider = page.levers.rows["heads"].slider  # type: ignore[attr-defined]
    slider.setSliderDown(True)  # dragging: nothing is kept until it is let go
    bench.time("drag a lever", lambda: slider.setValue(-next(steps) % 20), _REPEATS)
    slider.setSliderDown(False)
    bench.time("let a lever go", lambda: slider.setValue(slider.value() - 1), _REPEATS)
    ids = [str(name) for name in session.plan["scenario"]["scenario_id"]]
    if len(ids) > 1:
        bench.time("compare with another scenario", lambda: session.compare_with(ids[0]))
        bench.time("show another scenario", lambda: session.show_scenario(ids[0]))
        bench.time("show the first again", lambda: session.show_scenario(ids[-1]))


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        os.environ["XDG_DATA_HOME"] = str(home / "data")
        plan = home / "plan.salesplan"
        shutil.copy(sys.argv[1], plan)
        with Document.open(plan) as document:  # brought up to date here, where nobody is asked
            sys.stdout.write(f"{' '.join(document.notices)}\n")
            document.save(force=True)
        run(plan, home)
    return 0


if __name__ == "__main__":
    sys.exit(main())
