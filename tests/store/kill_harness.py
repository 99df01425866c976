"""Kills a process that works on a plan at random moments, and sees what is left.

    uv run python tests/store/kill_harness.py --kills 200 [--seed 1]

Each round: a child opens a plan, does random steps, and tells after each that it is done. It is
killed (SIGKILL) at a random moment. Then the plan, opened or recovered, must equal the state after
the last step the child told of, or the one after the next; and the file at the plan's place must
always open by itself. Kinds of rounds: `edits` (edits, undo, redo, bulk rows), `saves` (every other
step is a save), `migrations` (the file is of an older version) and `solves` (a solve runs between).
"""

import argparse
import os
import random
import signal
import sqlite3
import struct
import sys
import tempfile
import time
from contextlib import closing, suppress
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import numpy as np
from builders import saved_document, small_plan
from scipy.optimize import Bounds, LinearConstraint, milp
from simulation import EDITS, REDO, SAVE, UNDO, Simulation, Step, digest_of, do

from salesplanner.document import Document
from salesplanner.plan.model import Plan

KINDS = ("edits", "saves", "migrations", "solves")
N_STEPS = 80  # more than a child gets done in its life
SOLVE = -6
LONGEST_LIFE = {"edits": 0.6, "saves": 0.6, "migrations": 0.3, "solves": 0.5}  # seconds


def steps_of(kind: str, rng: random.Random) -> list[Step]:
    steps: list[Step] = []
    for position in range(N_STEPS):
        choice = rng.choice([*range(len(EDITS)), UNDO, REDO])
        if kind in ("saves", "migrations") and position % 2:
            choice = SAVE
        if kind == "solves" and position % 3 == 2:
            choice = SOLVE
        steps.append((choice, rng.randrange(100)))
    return steps


def work(path: Path, steps: list[Step], pipe: int) -> None:
    """What the child does: it tells the number of each step that is done."""
    document = Document.open(path)
    os.write(pipe, struct.pack("i", 0))
    for number, step in enumerate(steps, start=1):
        if step[0] == SOLVE:
            solve(step[1])
        else:
            do(document, step)
        os.write(pipe, struct.pack("i", number))
    time.sleep(60)


def solve(seed: int) -> None:
    """A small assignment with HiGHS, as a solve is: the plan is open and nothing is written."""
    rng = np.random.default_rng(seed)
    costs = rng.random(60)
    rows = np.kron(np.eye(20), np.ones(3))
    milp(
        costs,
        integrality=np.ones(60),
        bounds=Bounds(0, 1),
        constraints=LinearConstraint(rows, 1, 1),
    )


def older(path: Path) -> None:
    """Make the file one of the version before: without the views of the last migration."""
    with closing(sqlite3.connect(path)) as connection:
        views = connection.execute("SELECT name FROM sqlite_master WHERE type = 'view'").fetchall()
        for (view,) in views:
            connection.execute(f"DROP VIEW {view}")
        connection.execute("DELETE FROM _sqlite_migrations WHERE name = '0002_readable_views'")
        connection.commit()


def killed(path: Path, steps: list[Step], life: float) -> int:
    """Run a child, kill it after `life` seconds; the last step it told of, -1 before opening."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        with suppress(BaseException):
            work(path, steps, writing)
        os._exit(9)
    os.close(writing)
    time.sleep(life)
    os.kill(child, signal.SIGKILL)
    told = b""
    while part := os.read(reading, 4096):
        told += part
    os.close(reading)
    status = os.waitpid(child, 0)[1]
    assert os.WIFSIGNALED(status), "the child ended by itself: a step failed"
    numbers = struct.unpack(f"{len(told) // 4}i", told[: len(told) // 4 * 4])
    return numbers[-1] if numbers else -1


def states_until(plan: Plan, steps: list[Step], last: int) -> tuple[list[str], list[set[str]]]:
    """The state after each step, and the states the saved file may have while it is done."""
    simulated = Simulation(plan)
    states, files = [simulated.digest()], [{simulated.digest()}]
    for step in steps[:last]:
        before = simulated.saved
        if step[0] != SOLVE:
            simulated.do(step)
        states.append(simulated.digest())
        files.append({before, simulated.saved})
    return states, files


def round_of(kind: str, seed: int, folder: Path) -> str:
    """One round; a word on what was found. AssertionError where something was lost."""
    rng = random.Random(seed)
    path = saved_document(folder)
    if kind == "migrations":
        older(path)
    steps = steps_of(kind, rng)
    last = killed(path, steps, rng.random() * LONGEST_LIFE[kind])
    after_next = min(last + 1, len(steps))
    states, files = states_until(small_plan(), steps, after_next)
    with Document.open(path, read_only=True) as document:  # the file stands by itself
        in_file = digest_of(document)
        assert not document.damages(), "the file is damaged"
    assert in_file in files[max(last, 0)] | files[after_next], "the file is no saved state"
    found = Document.recoverable()
    assert len(found) <= 1
    document = Document.recover(found[0]) if found else Document.open(path)
    with document:
        assert not document.is_read_only, "a dead program still holds the plan"
        wanted = {states[max(last, 0)], states[after_next]}
        assert digest_of(document) in wanted, "an acknowledged step is lost"
        document.save()
    assert not Document.recoverable()
    assert not list(path.parent.glob("*-wal"))
    return f"{kind} killed after step {last}: {'recovered' if found else 'nothing unsaved'}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    recovered = 0
    for number in range(options.kills):
        kind = KINDS[number % len(KINDS)]
        with tempfile.TemporaryDirectory(prefix="kill-") as folder:
            for name in ("HOME", "XDG_DATA_HOME"):
                os.environ[name] = str(Path(folder) / "home")
            seed = options.seed * 100_000 + number
            try:
                said = round_of(kind, seed, Path(folder))
            except AssertionError as error:
                raise SystemExit(f"LOST: {kind}, seed {seed}: {error}") from error
            recovered += said.endswith("recovered")
            sys.stdout.write(f"{number + 1:4d} seed {seed} {said}\n")
    sys.stdout.write(f"{options.kills} kills, {recovered} recoveries, nothing lost\n")


if __name__ == "__main__":
    main()
