"""Opens every page and dialog of the window on a plan and writes pictures to look at.

    uv run python tests/ui/screenshots.py PLAN FOLDER [--sizes 1280x800,1920x1080] [--themes light]
        [--only page_alignment,dialog_give] [--scale 1.0] [--scenario Balanced]

One PNG a page or dialog, size and theme: FOLDER/light-1280x800/page_alignment.png. The plan is
copied first, and nothing is saved. A page or dialog that raises is named and the rest goes on.
"""

import argparse
import os
import shutil
import sys
import tempfile
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QEvent, QTimer
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from salesplanner.app import make_application, make_window
from salesplanner.document import Document
from salesplanner.ui.main_window import MainWindow
from salesplanner.ui.pages import PAGES
from salesplanner.ui.plan_commands import open_path
from salesplanner.ui.preferences import Preferences
from salesplanner.ui.theme import Choice

SIZES = ("1280x800", "1440x900", "1920x1080", "2560x1440")
# Commands that open a dialog, and what must be selected before: territories, units or accounts.
DIALOGS = (
    ("give", "units"), ("why", "units"), ("why", "accounts"), ("optimize", ""), ("palette", ""),
    ("shortcuts", ""), ("help", ""), ("new_plan", ""), ("set_quotas", ""), ("add_rule", ""),
    ("clean_up", ""), ("add_event", "territories"), ("export", ""), ("send_review", ""),
    ("potential", ""), ("protect", ""), ("hold_over", "accounts"), ("split_account", "accounts"),
    ("pass_on", "accounts"), ("rep_leaves", ""), ("rep_joins", ""), ("licences", ""),
)  # fmt: skip


@dataclass
class Photographer:
    """A window on a plan, and the folder its pictures go to."""

    window: MainWindow
    folder: Path
    failures: list[str]

    def settle(self, seconds: float = 0.25) -> None:
        """Let timers run out and slow pages draw."""
        end = time.monotonic() + seconds
        while time.monotonic() < end or self.window.jobs.is_busy:
            QApplication.processEvents()
            time.sleep(0.005)

    def take(self, widget: QWidget, name: str) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        widget.grab().save(str(self.folder / f"{name}.png"))

    def trying(self, name: str, act: Callable[[], None]) -> None:
        try:
            act()
        except Exception:
            self.failures.append(f"{self.folder.name}/{name}\n{traceback.format_exc()}")

    def page(self, page_id: str) -> None:
        self.window.show_page(page_id)
        self.settle(0.6)
        if page_id == "attainment":
            self.window.page(page_id).run_button.click()
            self.settle(0.5)
        self.take(self.window, f"page_{page_id}")

    def select(self, what: str) -> None:
        plan, session = self.window.session.plan, self.window.session
        if what == "units":
            session.select(unit_ids=[str(name) for name in plan["unit"]["unit_id"].iloc[100:104]])
        elif what == "accounts":
            session.select(account_ids=[str(name) for name in plan["account"]["account_id"][:1]])
        elif what == "territories":
            ids = self.window.numbers.territories()["territory_id"].iloc[:2]
            session.select(territory_ids=[str(name) for name in ids])
        else:
            session.select()
        self.settle(0.1)

    def dialog(self, command_id: str, what: str) -> None:
        """Open a dialog by its command, wait for it to fill, picture it and leave it."""
        self.select(what)
        name = f"dialog_{command_id}{'_' + what if what else ''}"
        end = time.monotonic() + 8
        timer = QTimer()

        def look() -> None:
            box = QApplication.activeModalWidget()
            if time.monotonic() > end:
                timer.stop()
                self.failures.append(f"{name}: no dialog came")
            if isinstance(box, QDialog):
                timer.stop()
                self.settle(0.4)
                self.take(box, name)
                box.reject()

        timer.timeout.connect(look)
        timer.start(60)
        self.window.actions_table[command_id].trigger()
        timer.stop()
        self.settle(0.05)


def photograph(
    window: MainWindow, plan: Path, folder: Path, only: frozenset[str], scenario: str = ""
) -> list[str]:
    """Pictures of everything in the window as it is sized and coloured now."""
    at = Photographer(window, folder, [])

    def wanted(name: str) -> bool:
        return not only or name in only

    if wanted("page_start"):
        window.session.open(None)
        at.settle()
        at.take(window, "page_start")
    if window.session.document is None:
        open_path(window, plan)
        while window.jobs.is_busy:
            at.settle(0.1)
        at.settle(0.6)
        _show_scenario(at, scenario)
    for record in PAGES:
        if wanted(f"page_{record.id}"):
            at.trying(record.id, lambda record=record: at.page(record.id))
    window.show_page("alignment")
    for command_id, what in DIALOGS:
        name = f"dialog_{command_id}"
        if command_id in window.actions_table.commands and wanted(name):
            at.trying(name, lambda c=command_id, w=what: at.dialog(c, w))
    if wanted("meeting"):
        window.actions_table["meeting"].trigger()
        at.settle()
        at.take(window, "meeting")
        window.actions_table["meeting"].trigger()
        at.settle(0.1)
    return at.failures


def _show_scenario(at: Photographer, name: str) -> None:
    """Show the scenario of this name where there is one."""
    rows = at.window.session.plan["scenario"]
    for scenario_id in rows.loc[rows["name"] == name, "scenario_id"][:1]:
        at.window.session.show_scenario(str(scenario_id))
        at.settle(0.6)


def main() -> int:
    asked = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    asked.add_argument("plan", type=Path)
    asked.add_argument("folder", type=Path)
    asked.add_argument("--sizes", default=",".join(SIZES))
    asked.add_argument("--themes", default="light,dark")
    asked.add_argument("--only", default="")
    asked.add_argument("--scenario", default="", help="the name of the scenario to show")
    asked.add_argument("--scale", type=float, default=1.0)
    options = asked.parse_args()
    with tempfile.TemporaryDirectory() as home:
        return _run(options, Path(home))


def _run(options: argparse.Namespace, home: Path) -> int:
    os.environ["XDG_DATA_HOME"] = str(home / "data")
    plan = home / options.plan.name
    shutil.copy(options.plan, plan)
    with Document.open(plan) as document:  # brought up to date here, where nobody is asked
        document.save(force=True)
    window = make_window(make_application(), Preferences(home / "preferences.json"))
    window.show()
    failures: list[str] = []
    only = frozenset(name for name in options.only.split(",") if name)
    for theme in options.themes.split(","):
        choice: Choice = "dark" if theme == "dark" else "light"
        window.appearance.set(choice, options.scale)
        for size in options.sizes.split(","):
            width, height = (int(part) for part in size.split("x"))
            window.resize(width, height)
            QApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)
            folder = options.folder / f"{theme}-{size}"
            failures += photograph(window, plan, folder, only, options.scenario)
    window.session.open(None)
    window.close()
    for text in failures:
        sys.stderr.write(f"{text}\n")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
