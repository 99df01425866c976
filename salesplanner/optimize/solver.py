"""The one place that talks to HiGHS: models come from PuLP, numbers go back as arrays.

HiGHS runs in a thread of its own, one core each. Its improving solutions are kept out here, so a
stop or a deadline needs no word from it: it is asked to end and, if it does not, left behind.
"""

import os
import sys
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Literal

import highspy
import numpy as np
import pulp

from salesplanner.optimize.problem import Floats

Outcome = Literal["optimal", "infeasible", "limit", "failed"]

_CALLBACK = highspy.cb.HighsCallbackType
_SECONDS_BETWEEN_LOOKS = 0.05
_SECONDS_OF_PATIENCE = 0.4  # with a solver that was asked to stop
_CREATING = threading.Lock()

_OUTCOMES: dict[Any, Outcome] = {
    highspy.HighsModelStatus.kOptimal: "optimal",
    highspy.HighsModelStatus.kInfeasible: "infeasible",
    highspy.HighsModelStatus.kModelEmpty: "optimal",
    highspy.HighsModelStatus.kObjectiveBound: "limit",
    highspy.HighsModelStatus.kObjectiveTarget: "limit",
    highspy.HighsModelStatus.kInterrupt: "limit",
    highspy.HighsModelStatus.kTimeLimit: "limit",
    highspy.HighsModelStatus.kIterationLimit: "limit",
    highspy.HighsModelStatus.kSolutionLimit: "limit",
    highspy.HighsModelStatus.kMemoryLimit: "limit",
    highspy.HighsModelStatus.kUnknown: "limit",
}


@dataclass(frozen=True, kw_only=True)
class Limits:
    """When HiGHS should end. `nodes` and not `seconds` where a run must be repeatable."""

    seconds: float = float("inf")
    nodes: int | None = None
    gap: float = 0.0
    seed: int = 0
    should_stop: Callable[[], bool] | None = None  # looked at 20 times a second


@dataclass(frozen=True, kw_only=True)
class Solved:
    """`values` holds one number per variable asked for, only to be read if `has_solution`.

    bound: nothing better exists in the model (-inf if not known). row_prices: the duals of the
    rows in the order they were added (linear models only).
    """

    outcome: Outcome
    has_solution: bool
    values: Floats
    objective: float
    bound: float
    row_prices: Floats


def weighted_sum(variables: Iterable[Any], weights: Iterable[float]) -> pulp.LpAffineExpression:
    """sum of weight x variable, built in one go."""
    return pulp.LpAffineExpression.from_list(
        [(variable, float(weight)) for variable, weight in zip(variables, weights, strict=True)]
    )


class _Run(pulp.HiGHS):
    """PuLP's HiGHS, but built without its banner, run in a thread, read as arrays."""

    def __init__(self, limits: Limits, on_better: Callable[[Floats], None] | None) -> None:
        self.limits = limits
        self.on_better = on_better
        self.best: Floats | None = None
        self.best_objective = float("inf")
        self.is_cancelled = False
        options: dict[str, Any] = {"output_flag": False, "random_seed": limits.seed % (2**31 - 1)}
        options["parallel"] = "off"
        if limits.nodes is not None:
            options["mip_max_nodes"] = limits.nodes
        seconds = None if np.isinf(limits.seconds) else max(limits.seconds, 0.01)
        super().__init__(msg=False, gapRel=limits.gap, timeLimit=seconds, **options)
        self.callbackTuple = (self._hear, None)
        self.callbacksToActivate = [
            _CALLBACK.kCallbackMipImprovingSolution,
            _CALLBACK.kCallbackMipInterrupt,
            _CALLBACK.kCallbackSimplexInterrupt,
        ]

    def _hear(self, kind: Any, _message: str, out: Any, answer: Any, _data: Any) -> None:
        if kind == _CALLBACK.kCallbackMipImprovingSolution:
            self.best = np.array(out.mip_solution, dtype=np.float64)
            self.best_objective = float(out.objective_function_value)
            if self.on_better is not None:
                self.on_better(self.best)
        if answer is not None:
            answer.user_interrupt = self.is_cancelled

    def prepare(self, lp: pulp.LpProblem, start: Floats | None) -> Any:
        with _CREATING:
            _without_banner(lambda: self.createAndConfigureSolver(lp))
        self.buildSolverModel(lp)
        model: Any = lp.solverModel
        if start is not None:
            model.setSolution(len(start), np.arange(len(start), dtype=np.int32), start)
        return model

    def run(self, model: Any) -> bool:
        """True when HiGHS has ended, False when it was left behind."""
        worker = threading.Thread(target=model.run, daemon=True)
        worker.start()
        patience, began = _SECONDS_OF_PATIENCE, time.monotonic()
        while worker.is_alive() and patience > 0:
            worker.join(_SECONDS_BETWEEN_LOOKS)
            asked = self.limits.should_stop is not None and self.limits.should_stop()
            is_late = time.monotonic() - began > self.limits.seconds + 0.3
            self.is_cancelled = self.is_cancelled or asked or is_late
            patience -= _SECONDS_BETWEEN_LOOKS if self.is_cancelled else 0.0
        return not worker.is_alive()


def _without_banner(create: Callable[[], None]) -> None:
    """HiGHS 1.16 greets on stdout when it is created, which would spoil a --json: hush it."""
    try:
        sys.stdout.flush()
        kept = os.dup(1)
    except (OSError, AttributeError):  # no stdout at all: a windowed program
        create()
        return
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, 1)
        create()
    finally:
        os.dup2(kept, 1)
        os.close(kept)
        os.close(nowhere)


def solve_model(
    lp: pulp.LpProblem,
    limits: Limits,
    *,
    start: Floats | None = None,
    on_better: Callable[[Floats], None] | None = None,
) -> Solved:
    """Solves `lp` with HiGHS on one core.

    Args:
        lp: every one of its variables must be used in a row or in the objective.
        start: (columns,) a solution to begin with.
        on_better: called, in the solver's thread, with every better solution (columns,).

    Returns:
        values in the order the variables were added.
    """
    run = _Run(limits, on_better)
    model = run.prepare(lp, start)
    n_columns = model.getNumCol()
    if not run.run(model):
        return _left_behind(run, n_columns)
    outcome = _OUTCOMES.get(model.getModelStatus(), "failed")
    info = model.getInfo()
    solution = model.getSolution()
    is_feasible = info.primal_solution_status == 2
    has_solution = outcome in ("optimal", "limit") and is_feasible
    objective = float(info.objective_function_value) if has_solution else float("inf")
    return Solved(
        outcome=outcome,
        has_solution=has_solution,
        values=np.array(solution.col_value, dtype=np.float64),
        objective=objective,
        bound=_bound(lp, info, outcome, objective),
        row_prices=np.array(solution.row_dual, dtype=np.float64),
    )


def _bound(lp: pulp.LpProblem, info: Any, outcome: Outcome, objective: float) -> float:
    if lp.isMIP():
        return float(info.mip_dual_bound)
    return objective if outcome == "optimal" else -float("inf")


def _left_behind(run: _Run, n_columns: int) -> Solved:
    best = run.best
    return Solved(
        outcome="limit",
        has_solution=best is not None,
        values=np.zeros(n_columns) if best is None else best,
        objective=run.best_objective,
        bound=-float("inf"),
        row_prices=np.empty(0),
    )
