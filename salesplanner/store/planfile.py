"""The plan file: SQLite, opened as a local working copy, saved by replacing the user's file."""

import hashlib
import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pandas as pd
import platformdirs
from sqlite_utils import Database

from salesplanner.plan.changes import Change, TableChange
from salesplanner.plan.fields import BULK_TABLES, PLAN_TABLES, TABLES
from salesplanner.plan.model import Plan
from salesplanner.problems import PlanProblem
from salesplanner.store.migrations import steps
from salesplanner.store.rows import bulk_change, read_table, write_change

APPLICATION_ID = 0x53504C4E  # 'SPLN'


class PlanFile:
    """A plan file and its working copy.

    Edits go to the working copy at once; `save` replaces the user's file in one step. There is
    never a -wal file beside the user's file.
    """

    def __init__(self, path: Path, working_copy: Path) -> None:
        self.path = path
        self.working_copy = working_copy
        self._connection = _connect(working_copy)

    @classmethod
    def create(cls, path: Path) -> "PlanFile":
        """A new, empty plan that will be saved at `path`; nothing is written there yet."""
        working_copy = working_copy_of(path)
        working_copy.unlink(missing_ok=True)
        connection = _connect(working_copy)
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        steps.apply(Database(connection, execute_plugins=False))
        connection.close()
        return cls(path, working_copy)

    @classmethod
    def open(cls, path: Path) -> "PlanFile":
        """Open a plan file.

        Raises:
            PlanProblem: there is no such file, or it is not a plan.
        """
        demand_plan_file(path)
        working_copy = working_copy_of(path)
        shutil.copyfile(path, working_copy)
        connection = _connect(working_copy)
        steps.apply(Database(connection, execute_plugins=False))
        connection.close()
        return cls(path, working_copy)

    def read_plan(self, scenario_ids: list[str] | None = None) -> Plan:
        """All facts, and the decisions of the scenarios named (all of them when None)."""
        plan_tables = {name: TABLES[name] for name in PLAN_TABLES}
        scenarios = read_table(self._connection, TABLES["scenario"])
        wanted = scenarios["scenario_id"].tolist() if scenario_ids is None else scenario_ids
        tables = {}
        for name, table in plan_tables.items():
            if table.is_decision and name != "scenario" and scenario_ids is not None:
                tables[name] = self.read_decisions(name, wanted)
            else:
                tables[name] = read_table(self._connection, table)
        return Plan(tables, frozenset(wanted))

    def read_decisions(self, table: str, scenario_ids: list[str]) -> pd.DataFrame:
        """The rows of a decision table that belong to the scenarios."""
        places = ", ".join("?" * len(scenario_ids))
        where = f"scenario_id IN ({places})"
        return read_table(self._connection, TABLES[table], where, scenario_ids)

    def read_bulk(
        self, table: str, where: str = "", values: tuple[object, ...] = ()
    ) -> pd.DataFrame:
        """Rows of a bulk table; `where` is an SQL condition of ours, values are bound."""
        if table not in BULK_TABLES:
            raise KeyError(table)
        return read_table(self._connection, TABLES[table], where, values)

    def query(self, sql: str, values: tuple[object, ...] = ()) -> pd.DataFrame:
        """The answer to a read-only query of ours, e.g. bookings summed by month."""
        cursor = self._connection.execute(sql, values)
        columns = [description[0] for description in cursor.description]
        return pd.DataFrame(cursor.fetchall(), columns=columns)

    def bulk_changes(self, plan: Plan) -> tuple[TableChange, ...]:
        """What the bulk rows of an edit would change."""
        return tuple(
            bulk_change(self._connection, TABLES[name], bulk.put, bulk.remove)
            for name, bulk in plan.bulk.items()
        )

    def commit(self, change: Change, diary: dict[str, Any]) -> None:
        """Write a change and its line in the diary in one transaction."""
        with self._transaction():
            write_change(self._connection, change)
            columns, places = ", ".join(diary), ", ".join("?" * len(diary))
            self._connection.execute(
                f"INSERT INTO history ({columns}) VALUES ({places})", tuple(diary.values())
            )

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._connection.execute("ROLLBACK")
            raise
        self._connection.execute("COMMIT")

    def save(self, path: Path | None = None) -> None:
        """Replace the user's file by the working copy, in one step.

        Raises:
            PlanProblem: the file could not be written; the file that was there is untouched.
        """
        target = path or self.path
        neighbour = target.with_name(f".{target.name}.{os.getpid()}.saving")
        try:
            neighbour.unlink(missing_ok=True)
            self._connection.execute("VACUUM INTO ?", (str(neighbour),))
            _flush(neighbour)
            neighbour.replace(target)
            _flush(target.parent)
        except (OSError, sqlite3.Error) as error:
            neighbour.unlink(missing_ok=True)
            raise PlanProblem(
                f"The plan could not be saved: {error}.",
                str(target),
                "Choose another place; nothing is lost, your work is kept.",
            ) from error
        self.path = target

    def close(self) -> None:
        """Close and remove the working copy; unsaved edits are given up."""
        self._connection.close()
        for suffix in ("", "-wal", "-shm"):
            Path(f"{self.working_copy}{suffix}").unlink(missing_ok=True)


def working_copy_of(path: Path) -> Path:
    """Where the working copy of a plan file lies."""
    folder = Path(platformdirs.user_data_dir("salesplanner")) / "working"
    folder.mkdir(parents=True, exist_ok=True)
    fingerprint = hashlib.sha256(str(path.resolve()).encode()).hexdigest()[:16]
    return folder / f"{fingerprint}-{os.getpid()}.salesplan"


def demand_plan_file(path: Path) -> None:
    """Raise PlanProblem unless there is a plan file at `path`."""
    if not path.is_file():
        raise PlanProblem("There is no such file.", str(path), "Check the name and the folder.")
    with path.open("rb") as file:
        head = file.read(72)
    is_ours = head[:16] == b"SQLite format 3\0" and head[68:72] == APPLICATION_ID.to_bytes(4, "big")
    if not is_ours:
        raise PlanProblem(
            "This is not a SalesPlanner plan.", str(path), "Choose a file ending in .salesplan."
        )


def _connect(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = NORMAL")
    return connection


def _flush(path: Path) -> None:
    """Make the file system keep what was written (a folder cannot be flushed on Windows)."""
    if path.is_dir() and os.name == "nt":
        return
    handle = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
