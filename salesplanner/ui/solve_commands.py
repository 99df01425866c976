"""What the Solve menu does: optimize in the background, stop, keep what was found."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pandas as pd
from PySide6.QtWidgets import QDialog, QMessageBox

from salesplanner.analysis.compare import Comparison, compare
from salesplanner.analysis.territory_measures import Measures, measure_scenario
from salesplanner.optimize import Result, Settings, solve
from salesplanner.optimize.answer import Answer, answer_of, keep_answer
from salesplanner.optimize.from_plan import Asked, ask
from salesplanner.optimize.options import Options, as_words
from salesplanner.plan import Plan, equals
from salesplanner.plan.edits.scenarios import new_scenario_id
from salesplanner.progress import Progress
from salesplanner.ui.actions import Command, when_busy, when_idle
from salesplanner.ui.dialogs.answer_dialog import AnswerDialog, plain_sentence
from salesplanner.ui.dialogs.impossible_dialog import ImpossibleDialog
from salesplanner.ui.dialogs.optimize_dialog import OptimizeDialog
from salesplanner.ui.dialogs.solving_dialog import SolvingDialog

if TYPE_CHECKING:
    from salesplanner.optimize.proposals import Proposal
    from salesplanner.ui.main_window import MainWindow


@dataclass(frozen=True, eq=False)
class Found:
    """What a solve hands to the window: the answer, and the plan it would give, compared."""

    result: Result
    answer: Answer | None
    comparison: Comparison | None
    plan: Plan | None
    proposals: "tuple[Proposal, ...]" = ()


def optimize(window: "MainWindow") -> None:
    """Ask what is wanted, and solve in the background while the window stays usable."""
    session = window.session
    rows = session.plan["unit_assignment"]
    has_units = bool(equals(rows, "scenario_id", session.scenario_id).any())
    can_connect = has_units and len(session.plan["border"]) > 0
    chosen = tuple(sorted(session.selection.territory_ids))
    n_territories = window.numbers.measures.n_territories
    dialog = OptimizeDialog(n_territories, chosen, can_connect, window)
    dialog.restore(window.preferences.get("optimize", {}))
    if dialog.exec() == QDialog.DialogCode.Accepted:
        window.preferences.set("optimize", dialog.state())
        start(window, dialog.options(), dialog.settings(), dialog.scenario_name)


def start(window: "MainWindow", options: Options, settings: Settings, name: str) -> None:
    """Solve in the background; the answer is shown when it is there."""
    session = window.session
    plan, scenario_id, before = session.plan, session.scenario_id, window.numbers.measures
    assert session.document is not None
    rows = session.document.read_bulk("distance")
    distances = rows if len(rows) else None

    def task(progress: Progress) -> Found:
        return find(plan, scenario_id, before, options, settings, name, distances, progress)

    SolvingDialog(window, settings.time_limit).show()
    window.jobs.run(
        "Optimizing",
        task,
        lambda found: show(window, found, name, settings),
        window.job_failed,
        lambda: window.say("Stopped; nothing was found yet."),
    )


def find(
    plan: Plan,
    scenario_id: str,
    before: Measures,
    options: Options,
    settings: Settings,
    name: str,
    distances: pd.DataFrame | None,
    progress: Progress,
) -> Found:
    """The task of the job: plain data in, plain data out."""
    # The solver takes a second to load: who only looks at a plan does not wait for it.
    from salesplanner.optimize.finished_total import solve_asked  # noqa: PLC0415
    from salesplanner.optimize.verified import verified  # noqa: PLC0415

    asked = ask(plan, scenario_id, options, distances)
    result = verified(asked, solve_asked(asked, solve, settings, progress))
    if not result.has_plan:
        return Found(
            result, None, None, None,
            _proposed(plan, asked, settings, distances, progress),
        )  # fmt: skip
    answer = answer_of(asked, result)
    trial = keep_answer(plan, answer, name + " (trial)", {}, "")
    trial_id = new_scenario_id(plan, name + " (trial)")
    after = measure_scenario(trial, trial_id, asked.layer_id)
    return Found(result, answer, compare(before, after), trial)


def _proposed(
    plan: Plan, asked: Asked, settings: Settings, distances: pd.DataFrame | None, progress: Progress
) -> "tuple[Proposal, ...]":
    """The smallest changes of wishes that make a plan possible; none once it was stopped."""
    if progress.stop_requested:
        return ()

    from salesplanner.optimize.proposals import propose  # noqa: PLC0415 - slow to load

    def again(options: Options) -> Asked:
        return ask(plan, asked.scenario_id, options, distances)

    progress.tell(0.9, "No plan keeps all wishes: looking for the smallest change that helps")
    return propose(asked, again, solve, settings, progress)


def show(window: "MainWindow", found: Found, name: str, settings: Settings) -> None:
    """Show what was found; keep it as a new scenario where the user says so."""
    if found.answer is None or found.comparison is None or found.plan is None:
        _show_impossible(window, found, name, settings)
        return
    territories = found.plan["territory"].drop_duplicates("territory_id")
    names = territories.set_index("territory_id")["name"]
    digits = int(window.session.plan.info["currency_digits"])
    dialog = AnswerDialog(found.result, found.comparison, names, digits, window)
    if dialog.exec() == QDialog.DialogCode.Accepted:
        keep(window, found.answer, name, settings)
    elif dialog.is_again_wanted:
        optimize(window)


def _show_impossible(window: "MainWindow", found: Found, name: str, settings: Settings) -> None:
    """Say which wishes clash; one click solves with the smallest change that helps."""
    if not found.proposals:
        QMessageBox.information(window, "Optimize", plain_sentence(found.result))
        return
    dialog = ImpossibleDialog(plain_sentence(found.result), found.proposals, window)
    if dialog.exec() == QDialog.DialogCode.Accepted:
        start(window, dialog.chosen.options, settings, name)


def keep(window: "MainWindow", answer: Answer, name: str, settings: Settings) -> None:
    """Keep an answer as a new scenario and show it against the one it came from."""
    session = window.session
    label = free_name(session.plan, name)
    words = {"asked": as_words(answer.asked.options), "time_limit": settings.time_limit}
    now = datetime.now(UTC).isoformat(timespec="seconds")
    before = answer.asked.scenario_id  # another may be shown by now
    new_id = new_scenario_id(session.plan, label)
    if session.edit(f"Optimize: {label}", keep_answer, answer, label, words, now):
        session.show_scenario(new_id)
        session.compare_with(before)


def free_name(plan: Plan, stem: str) -> str:
    """A name no scenario has: Optimized, Optimized 2, ..."""
    taken = set(plan["scenario"]["name"].dropna().str.casefold())
    names = (stem if number == 1 else f"{stem} {number}" for number in range(1, len(taken) + 2))
    return next(name for name in names if name.casefold() not in taken)


SOLVE_COMMANDS = (
    Command("optimize", "Optimize...", "Find the best alignment in the background", "Solve",
            optimize, "F9", "target", when_idle, on_toolbar=True),
    Command("stop", "Stop", "Stop the task at work and keep its best so far", "Solve",
            lambda window: window.jobs.stop(), "Ctrl+.", "circle-stop", when_busy),
)  # fmt: skip
