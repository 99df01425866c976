"""`salesplanner optimize`: find the best alignment and keep it as a new scenario."""

import csv
import io
import time
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from salesplanner.cli.amounts import share_of
from salesplanner.cli.optimize_options import A_FILE, asks, options_of
from salesplanner.cli.optimize_report import document_of, print_answer
from salesplanner.cli.output import Output
from salesplanner.document import Document
from salesplanner.exchange.files import demand_writable, write_beside
from salesplanner.optimize import solve
from salesplanner.optimize.answer import Answer, answer_of, keep_answer
from salesplanner.optimize.finished_total import solve_asked
from salesplanner.optimize.from_plan import Asked, ask
from salesplanner.optimize.options import Options, as_words
from salesplanner.optimize.proposals import Proposal, message_of, propose
from salesplanner.optimize.result import Result, Settings
from salesplanner.optimize.verified import verified
from salesplanner.problems import PlanProblem
from salesplanner.progress import Progress

STATUS_OF_STOPPED = 130
LEAST_SECONDS_TO_PROPOSE = 1.0
RESERVE_SECONDS = 0.6  # to verify, keep and write the answer within the time limit


@click.command(
    epilog="Example:  salesplanner optimize plan.salesplan --balance workload_hours=10% "
    "--max-disruption 15% --save-as 'Less travel'"
)
@click.argument("plan", type=A_FILE)
@click.option("--scenario", help="The scenario to start from; the adopted one by default.")
@click.option("--save-as", help="Name of the scenario the answer becomes.")
@asks
@click.option("--out", type=A_FILE, help="CSV unit_id,territory_id of the answer.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@click.pass_obj
def optimize_verb(
    output: Output, /, plan: Path, scenario: str | None, save_as: str | None, out: Path | None,
    as_json: bool, **given: Any,
) -> int:  # fmt: skip
    """Find the best alignment."""
    began = time.monotonic()
    options = options_of(given)
    settings = Settings(
        time_limit=given["time_limit"], effort=given["effort"],
        gap=float(share_of(given["gap"], "--gap")), seed=given["seed"], threads=given["threads"],
    )  # fmt: skip
    if out is not None:
        demand_writable(out)
    with Document.open(plan) as document:
        demand_free_name(document, save_as)
        scenario_id = scenario_named(document, scenario)
        asked = ask(document.plan, scenario_id, options, distances_of(document))
        spent = time.monotonic() - began
        limit = max(settings.time_limit - spent - RESERVE_SECONDS, 0.1)
        with output.progress() as progress:
            result = solve_asked(asked, solve, replace(settings, time_limit=limit), progress)
            is_stopped = progress.stop_requested
        result = verified(asked, replace(result, seconds=_seconds(result, spent)))
        answer = answer_of(asked, result) if result.has_plan else None
        proposals: tuple[Proposal, ...] = ()
        if answer is None and not is_stopped:
            left = settings.time_limit - (time.monotonic() - began) - RESERVE_SECONDS
            rest = replace(settings, time_limit=left)
            with output.progress() as progress:
                proposals = _proposals(document, asked, rest, progress)
            result = replace(result, message=f"{result.message} {message_of(proposals)}".strip())
        if answer is not None:
            keep(document, answer, save_as, options, settings)
            if out is not None:
                write_assignment(answer, out)
        if as_json:
            output.json(document_of(asked, result, answer, proposals))
        else:
            print_answer(output, asked, result, answer)
    return STATUS_OF_STOPPED if is_stopped else exit_status(result)


def _proposals(
    document: Document, asked: Asked, settings: Settings, progress: Progress
) -> tuple[Proposal, ...]:
    """What would make the request possible, where there is time to look for it."""
    if settings.effort is None and settings.time_limit < LEAST_SECONDS_TO_PROPOSE:
        return ()
    distances = distances_of(document)

    def again(options: Options) -> Asked:
        return ask(document.plan, asked.scenario_id, options, distances)

    return propose(asked, again, solve, settings, progress)


def scenario_named(document: Document, name: str | None) -> str:
    """The id of the scenario with this id or name; the adopted one where none is given.

    Raises:
        PlanProblem: there is none.
    """
    if name is None:
        return document.plan.adopted_scenario()
    scenarios = document.plan["scenario"]
    for column in ("scenario_id", "name"):
        found = scenarios[(scenarios[column] == name).to_numpy(bool, na_value=False)]
        if len(found):
            return str(found["scenario_id"].iloc[0])
    raise PlanProblem(
        f"There is no scenario {name!r}.",
        str(document.path),
        f"The plan has {', '.join(scenarios['name'].dropna())}.",
    )


def distances_of(document: Document) -> Any:
    """Imported distances, None where the plan has none."""
    rows = document.read_bulk("distance")
    return rows if len(rows) else None


def keep(
    document: Document, answer: Answer, name: str | None, options: Options, settings: Settings
) -> None:
    """Keep the answer as a new scenario and save the plan."""
    chosen = name or free_name(document, "Optimized")
    created_at = datetime.now(UTC).isoformat(timespec="seconds")
    words = {
        "asked": as_words(options),
        "time_limit": settings.time_limit,
        "effort": settings.effort,
        "gap": settings.gap,
        "threads": settings.threads,
    }
    document.edit(f"Optimize: {chosen}", keep_answer, answer, chosen, words, created_at)
    document.save()


def free_name(document: Document, stem: str) -> str:
    """A name no scenario has: Optimized, Optimized 2, ..."""
    taken = set(document.plan["scenario"]["name"].dropna().str.casefold())
    name, number = stem, 1
    while name.casefold() in taken:
        number += 1
        name = f"{stem} {number}"
    return name


def demand_free_name(document: Document, name: str | None) -> None:
    """Raise PlanProblem where a scenario has this name already: asked before the solve."""
    names = document.plan["scenario"]["name"].dropna().str.casefold()
    if name and name.strip().casefold() in set(names):
        raise PlanProblem(
            f"There is already a scenario called {name!r}.", "--save-as", "Choose another name."
        )


def write_assignment(answer: Answer, out: Path) -> None:
    """unit_id,territory_id (account_id where accounts are assigned), in the order of the plan."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([f"{answer.asked.items.noun}_id", "territory_id"])
    writer.writerows(zip(answer.asked.problem.item_ids, answer.of_item, strict=True))
    write_beside(out, lambda place: place.write_bytes(text.getvalue().encode("utf-8")))


def exit_status(result: Result) -> int:
    """0 done, 1 a promise was widened or there is no plan, 130 stopped with the best so far."""
    if result.status == "stopped":
        return STATUS_OF_STOPPED
    return 1 if not result.has_plan or result.relaxations or result.broken else 0


def _seconds(result: Result, opening: float) -> dict[str, float]:
    return result.seconds | {"build": result.seconds.get("build", 0.0) + opening}
