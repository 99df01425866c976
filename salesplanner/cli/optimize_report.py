"""What a solve is reported as: one JSON document, or a table for people."""

import sys
from typing import Any

import numpy as np

from salesplanner.analysis.columns import Floats
from salesplanner.cli.output import Output
from salesplanner.optimize.answer import Answer, data_hash
from salesplanner.optimize.finished_total import pair_hours
from salesplanner.optimize.from_plan import Asked
from salesplanner.optimize.items import WORKLOAD
from salesplanner.optimize.proposals import Proposal
from salesplanner.optimize.result import Result
from salesplanner.optimize.terms import UNIT_OF_TERM
from salesplanner.optimize.verdict import parts_per_territory

PHASES = ("build", "solve", "improve", "bound", "verify")


def document_of(
    asked: Asked, result: Result, answer: Answer | None, proposals: tuple[Proposal, ...] = ()
) -> dict[str, Any]:
    """The document of CLI.md. Expected revenue is given as such: larger is better.

    relaxations: those made; where nothing could be found those that would help, each marked as
    proposed, with the number of the proposal it belongs to (one proposal's go together).
    """
    kinds = [term.kind for term in asked.problem.terms]
    sign = -1.0 if kinds == ["revenue"] else 1.0
    return {
        "status": result.status,
        "objective": _signed(result.objective, sign) if result.has_plan else None,
        "objective_unit": UNIT_OF_TERM[kinds[0]] if len(kinds) == 1 else "share of today's value",
        "bound": _signed(result.bound, sign),
        "gap": result.gap if result.has_plan else None,
        "gap_given_centres": result.gap_given_centres if result.has_plan else None,
        "seconds": {phase: round(result.seconds.get(phase, 0.0), 3) for phase in PHASES},
        "peak_mb": peak_mb(),
        "terms": {
            kind: {"value": value, "unit": UNIT_OF_TERM.get(kind, "")}
            for kind, value in result.terms.items()
        },
        "territories": _territories(asked, result, answer) if answer else [],
        "broken": list(result.broken),
        "relaxations": [*_relaxations(asked, result, answer), *_proposed(proposals)],
        "message": result.message,
        "seed": result.seed,
        "data_hash": data_hash(asked.problem),
        "solver": result.solver,
    }


def print_answer(output: Output, asked: Asked, result: Result, answer: Answer | None) -> None:
    """A table of the territories, then what was reached and what was not."""
    document = document_of(asked, result, answer)
    if answer is not None:
        names = list(document["territories"][0]["measures"])
        rows = [
            [row["territory_id"], *(f"{row['measures'][name]:,.6g}" for name in names),
             str(row["parts"])]
            for row in document["territories"]
        ]  # fmt: skip
        output.table("Territories", ["Territory", *names, "parts"], rows)
    output.line(f"Status: {result.status}. {result.message}".strip())
    if document["objective"] is not None:
        output.line(f"Objective: {document['objective']:,.6g} {document['objective_unit']}")
    if document["gap"] is not None:
        output.line(f"Gap to the proven bound: {100 * document['gap']:.2f} %")
    if document["gap_given_centres"] is not None:
        output.line(f"Gap with these centres: {100 * document['gap_given_centres']:.2f} %")
    for one in document["relaxations"]:
        output.line(f"Widened: {one['measure']} of {one['territory_id']}: {one['reason']}")
    for promise in result.broken:
        output.line(f"Not kept: {promise}")


def peak_mb() -> float | None:
    """The most memory this process has had, in MB; None where the system does not tell."""
    try:
        import resource  # noqa: PLC0415 - not on Windows
    except ImportError:
        return None
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return round(peak / (1024**2 if sys.platform == "darwin" else 1024), 1)


def _signed(value: float | None, sign: float) -> float | None:
    return None if value is None else sign * value


def _territories(asked: Asked, result: Result, answer: Answer) -> list[dict[str, Any]]:
    sums = measure_sums(asked, result)
    parts = parts_per_territory(asked.problem, result.assignment)
    return [
        {
            "territory_id": territory_id,
            "centre": _centre(asked, result, t),
            "measures": {name: float(values[t]) for name, values in sums.items()},
            "parts": int(parts[t]),
        }
        for t, territory_id in enumerate(answer.territory_ids)
    ]


def measure_sums(asked: Asked, result: Result) -> dict[str, Floats]:
    """Sums by territory, (k,) each, of what was bounded, else of all the plan's measures."""
    k = asked.stage.k
    sums = {
        band.measure: np.bincount(result.assignment, band.values, minlength=k)
        + asked.stage.fixed_sums(band.measure)
        for band in asked.problem.bands
    }
    if asked.workload is not None:
        sums[WORKLOAD] = _workload(asked, result)
    names = list(asked.items.facts.unit_amounts) if asked.items.noun == "unit" else []
    if asked.items.facts.known.n_accounts:
        names += ["accounts", "revenue", "potential", "visit_hours"]
    for name in names:
        if name not in sums and name != "units":
            sums[name] = np.bincount(
                result.assignment, asked.stage.measure(name), minlength=k
            ) + asked.stage.fixed_sums(name)
    noun = f"{asked.items.noun}s"
    return {noun: np.bincount(result.assignment, minlength=k).astype(np.float64)} | sums


def _workload(asked: Asked, result: Result) -> Floats:
    """Hours of each territory, the way to the centre included."""
    pair = pair_hours(asked, result.centre)
    hours = pair[np.arange(len(result.assignment)), result.assignment]
    assert asked.workload is not None
    return np.bincount(result.assignment, hours, minlength=asked.stage.k) + asked.workload.fixed


def _centre(asked: Asked, result: Result, t: int) -> Any:
    if len(result.centre) and result.centre[t] >= 0:
        return asked.problem.item_ids[result.centre[t]]
    centres = asked.problem.centres
    if centres is None:
        return None
    axes = ("x_km", "y_km") if centres.is_plane else ("longitude", "latitude")
    return {axes[0]: float(centres.x[t]), axes[1]: float(centres.y[t])}


def _relaxations(asked: Asked, result: Result, answer: Answer | None) -> list[dict[str, Any]]:
    names = answer.territory_ids if answer else asked.problem.territory_ids
    return [
        {
            "measure": one.measure,
            "territory_id": names[one.territory] if one.territory >= 0 else "all",
            "asked": [one.asked_lower, one.asked_upper],
            "used": [one.lower, one.upper],
            "reason": one.reason,
            "proposed": False,
        }
        for one in result.relaxations
    ]


def _proposed(proposals: tuple[Proposal, ...]) -> list[dict[str, Any]]:
    return [
        {
            "wish": change.wish,
            "measure": change.measure,
            "territory_id": "all",
            "asked": list(change.asked),
            "used": list(change.needed),
            "reason": change.says,
            "proposed": True,
            "proposal": number,
        }
        for number, proposal in enumerate(proposals, start=1)
        for change in proposal.changes
    ]
