"""The plan file: SQLite, opened as a local working copy, saved by replacing the user's file."""

import shutil
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any

import pandas as pd

from salesplanner.plan.changes import Change, TableChange
from salesplanner.plan.fields import BULK_TABLES, DECISIONS, PLAN_TABLES, TABLES
from salesplanner.plan.model import Plan
from salesplanner.problems import PlanProblem
from salesplanner.store.backups import keep_version
from salesplanner.store.durable import copy_durably
from salesplanner.store.folders import backup_folder, lock_of
from salesplanner.store.header import APPLICATION_ID, demand_plan_file
from salesplanner.store.locks import FileLock
from salesplanner.store.migrations import is_newer, is_up_to_date, migrate
from salesplanner.store.rows import bulk_change, read_table, write_change
from salesplanner.store.sessions import Recovery, Session, State, last_saved
from salesplanner.store.troubles import plain_words

OPEN_ELSEWHERE = "The plan is open in another window."
NEWER = "The plan was saved by a newer version of SalesPlanner."
ASKED_FOR = "The plan was opened for reading only."
SMALL = 250_000  # rows of decisions that are read at once: all scenarios of most plans


class PlanFile:
    """A plan file and its working copy.

    Edits go to the working copy at once; `save` replaces the user's file in one step. There is
    never a -wal file beside the user's file. `read_only_reason` is empty where it may be written.
    """

    def __init__(self, path: Path, session: Session, lock: FileLock | None, reason: str) -> None:
        self.path = path
        self.read_only_reason = reason
        self.notices: list[str] = []
        self._session = session
        self._lock = lock
        self._stamp = stamp_of(path)
        self._saved_history_id = 0
        self._connection = _connect(session.copy)

    @classmethod
    def create(cls, path: Path) -> "PlanFile":
        """A new, empty plan that will be saved at `path`; nothing is written there yet.

        Raises:
            PlanProblem: a plan at that place is open, or there is no room for the working copy.
        """
        with plain_words(path, "The plan could not be made", is_work_kept=False):
            lock = lock_of(path)
            if lock is None:
                remedy = "Close it there, or choose another name."
                raise PlanProblem(OPEN_ELSEWHERE, str(path), remedy)
            return cls._begin(path, lock, "", _make_empty)

    @classmethod
    def open(cls, path: Path, read_only: bool = False) -> "PlanFile":
        """Open a plan file; where a window on this computer has it, for reading only.

        Raises:
            PlanProblem: there is no such file, it is not a plan, damaged, or cannot be copied.
        """
        with plain_words(path, "The plan could not be opened", is_work_kept=False):
            demand_plan_file(path)
            lock = None if read_only else lock_of(path)
            reason = "" if lock else (ASKED_FOR if read_only else OPEN_ELSEWHERE)
            return cls._begin(path, lock, reason, lambda copy: shutil.copyfile(path, copy))

    @classmethod
    def recover(cls, recovery: Recovery) -> "PlanFile":
        """Open the working copy of a crashed session, with all its unsaved steps.

        Raises:
            PlanProblem: it is gone, or the plan is open in another window.
        """
        session = Session.resume(recovery.folder)
        state = session.read() if session else None
        if session is None or state is None:
            raise PlanProblem(
                "There is nothing to recover (any more).", str(recovery.path), "Open the plan."
            )
        path = Path(state.path)
        lock = lock_of(path)
        if lock is None:
            session.let_go()
            raise PlanProblem(OPEN_ELSEWHERE, str(path), "Close it there first.")
        file = cls(path, session, lock, "")
        migrate(file._connection)
        file._saved_history_id = last_saved(file._connection, state)
        if file._saved_history_id == state.saved_history_id:  # else the file there is our own
            size, mtime_ns = state.file_size, state.file_mtime_ns
            file._stamp = None if size is None or mtime_ns is None else (size, mtime_ns)
        return file

    @classmethod
    def _begin(
        cls, path: Path, lock: FileLock | None, reason: str, fill: Callable[[Path], object]
    ) -> "PlanFile":
        stamp = stamp_of(path)  # before the copy: a change during it will be noticed
        file = session = None
        try:
            session = Session.begin()
            fill(session.copy)
            file = cls(path, session, lock, reason)
            file._stamp = stamp
            file._bring_up_to_date()
            file._write_state()
        except BaseException:
            if file is not None:
                file._connection.close()
            if session is not None:
                session.end()
            if lock is not None:
                lock.release()
            raise
        return file

    def _bring_up_to_date(self) -> None:
        if is_newer(self._connection):
            self.read_only_reason = NEWER
        elif not is_up_to_date(self._connection):
            if self._stamp is not None and not self.read_only_reason:
                self._keep_copy_beside()
            migrate(self._connection)

    def _keep_copy_beside(self) -> None:
        """Before a file is brought up to date, it stays beside as it was."""
        beside = self.path.with_name(f"{self.path.stem} (before the update){self.path.suffix}")
        try:
            copy_durably(self.path, beside)
        except OSError:
            beside = backup_folder(self.path) / "before-the-update.salesplan.old"
            beside.parent.mkdir(parents=True, exist_ok=True)
            copy_durably(self.path, beside)
        self.notices.append(f"The plan was brought up to date; as it was it is kept in {beside}.")

    def read_plan(self, scenario_ids: Iterable[str] | None = None) -> Plan:
        """All facts, and the decisions of the scenarios named.

        None means all of them where that is little to read, else the adopted one; the others
        follow with `read_decisions`.
        """
        with plain_words(self.path, "The plan could not be read", is_work_kept=False):
            scenarios = self._read("scenario")
            wanted = set(self._first_scenarios() if scenario_ids is None else scenario_ids)
            tables = {name: self._read(name) for name in PLAN_TABLES if name not in DECISIONS}
            tables |= self.read_decisions(wanted) | {"scenario": scenarios}
            return Plan({name: tables[name] for name in PLAN_TABLES}, frozenset(wanted))

    def _first_scenarios(self) -> list[str]:
        query = (
            "SELECT scenario_id FROM scenario ORDER BY coalesce(is_adopted, 0) DESC, scenario_id"
        )
        ids = [str(row[0]) for row in self._connection.execute(query)]
        tables = ("unit_assignment", "account_assignment")
        n_rows = 0
        for table in tables:
            count = f"SELECT count(*) FROM (SELECT 1 FROM {table} LIMIT {SMALL + 1})"
            n_rows += self._connection.execute(count).fetchone()[0]
        return ids if n_rows <= SMALL else ids[:1]

    def read_decisions(self, scenario_ids: Iterable[str]) -> dict[str, pd.DataFrame]:
        """The decisions of some scenarios, by table; the table scenario is not among them."""
        ids = sorted(scenario_ids)
        where = f"scenario_id IN ({', '.join('?' * len(ids))})"
        return {name: self._read(name, where, ids) for name in DECISIONS if name != "scenario"}

    def _read(self, table: str, where: str = "", values: Iterable[object] = ()) -> pd.DataFrame:
        return read_table(self._connection, TABLES[table], where, values)

    def read_bulk(
        self, table: str, where: str = "", values: tuple[object, ...] = ()
    ) -> pd.DataFrame:
        """Rows of a bulk table; `where` is an SQL condition of ours, values are bound."""
        if table not in BULK_TABLES:
            raise KeyError(table)
        return self._read(table, where, values)

    def query(self, sql: str, values: tuple[object, ...] = ()) -> pd.DataFrame:
        """The answer to a query of ours; one that writes is refused.

        Raises:
            sqlite3.OperationalError: it would write.
        """
        self._connection.execute("PRAGMA query_only = ON")
        try:
            cursor = self._connection.execute(sql, values)
            columns = [description[0] for description in cursor.description]
            return pd.DataFrame(cursor.fetchall(), columns=columns)
        finally:
            self._connection.execute("PRAGMA query_only = OFF")

    def bulk_changes(self, plan: Plan) -> tuple[TableChange, ...]:
        """What the bulk rows of an edit would change."""
        return tuple(
            bulk_change(self._connection, TABLES[name], bulk.put, bulk.remove)
            for name, bulk in plan.bulk.items()
        )

    def commit(self, change: Change, diary: dict[str, Any]) -> None:
        """Write a change and its line in the diary in one transaction.

        Raises:
            PlanProblem: it could not be written, or the plan is read-only; nothing happened.
        """
        if self.read_only_reason:
            raise PlanProblem(
                f"{self.read_only_reason} It cannot be changed here.",
                str(self.path),
                "Save it under another name to work on a copy.",
            )
        with (
            plain_words(self._session.copy, "The step could not be written down"),
            self._transaction(),
        ):
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
            self._connection.execute("COMMIT")
        except BaseException:
            # A full disk makes SQLite roll back by itself; then there is nothing left to do.
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
            raise

    @property
    def n_unsaved_steps(self) -> int:
        """Steps in the working copy that are not in the saved file."""
        return self._last_history_id() - self._saved_history_id

    @property
    def is_changed_elsewhere(self) -> bool:
        """Whether another program changed the user's file since it was opened or saved here."""
        now = stamp_of(self.path)
        return now is not None and now != self._stamp

    def save(self, path: Path | None = None, force: bool = False) -> None:
        """Replace the user's file (or another) by the working copy, in one step.

        Raises:
            PlanProblem: the file was changed elsewhere (unless force), is open in another window,
                or could not be written; what was there is untouched, and so is the working copy.
        """
        target = path or self.path
        is_own = _same_file(target, self.path)
        self._demand_writable(target, is_own, force)
        with plain_words(target, "The plan could not be saved"):
            lock = None if is_own else lock_of(target)
            if not is_own and lock is None:
                raise PlanProblem(OPEN_ELSEWHERE, str(target), "Choose another name.")
            try:
                self._write_to(target)
            except BaseException:
                if lock is not None:
                    lock.release()
                raise
        self._has_moved_to(target, lock)

    def _demand_writable(self, target: Path, is_own: bool, force: bool) -> None:
        if is_own and self.read_only_reason:
            raise PlanProblem(self.read_only_reason, str(target), "Save it under another name.")
        if is_own and not force and self.is_changed_elsewhere:
            raise PlanProblem(
                "The file was changed by another program since it was opened.",
                str(target),
                "Save under another name, or save all the same and replace what is there.",
            )

    def _write_to(self, target: Path) -> None:
        """A clean copy first, on this computer's own disk; it stays as a backup."""
        finished = self._session.folder / "finished.salesplan"
        finished.unlink(missing_ok=True)
        try:
            self._connection.execute("VACUUM INTO ?", (str(finished),))
            copy_durably(finished, target)
            try:
                keep_version(target, finished)
            except OSError as error:
                self.notices.append(f"The plan is saved, but no backup could be kept: {error}.")
        finally:
            with suppress(OSError):
                finished.unlink(missing_ok=True)

    def _has_moved_to(self, target: Path, lock: FileLock | None) -> None:
        self.path, self._stamp = target, stamp_of(target)
        if lock is not None:
            if self._lock is not None:
                self._lock.release()
            self._lock, self.read_only_reason = lock, ""
        try:
            self._write_state()
        except OSError as error:
            # After a crash, steps that are saved would be offered again: a nuisance, not a loss.
            self.notices.append(f"The plan is saved, but that could not be noted: {error}.")

    def _write_state(self) -> None:
        size, mtime_ns = self._stamp or (None, None)
        self._saved_history_id = self._last_history_id()
        self._session.write(
            State(
                str(self.path.resolve()),
                self._saved_history_id,
                size,
                mtime_ns,
                bool(self.read_only_reason),
            )
        )

    def _last_history_id(self) -> int:
        query = "SELECT coalesce(max(history_id), 0) FROM history"
        return int(self._connection.execute(query).fetchone()[0])

    def damages(self) -> list[str]:
        """What SQLite finds wrong with the file, page by page; empty where it is sound."""
        with plain_words(self.path, "The plan could not be checked"):
            try:
                answers = [row[0] for row in self._connection.execute("PRAGMA integrity_check")]
            except sqlite3.DatabaseError as error:
                if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_CORRUPT:
                    raise
                return [str(error)]  # so damaged that the check itself cannot go on
        return [answer for answer in answers if answer != "ok"]

    def close(self) -> None:
        """Close and remove the working copy; unsaved edits are given up."""
        self._connection.close()
        self._session.end()
        if self._lock is not None:
            self._lock.release()

    def let_go(self) -> None:
        """Close and leave the working copy, as a crash would: its steps can be recovered."""
        self._connection.close()
        self._session.let_go()
        if self._lock is not None:
            self._lock.release()


def stamp_of(path: Path) -> tuple[int, int] | None:
    """Size and time of a file, by which a change is noticed; None where there is none."""
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_size, status.st_mtime_ns


def _make_empty(copy: Path) -> None:
    with closing(_connect(copy)) as connection:
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        migrate(connection)


def _same_file(one: Path, other: Path) -> bool:
    return one.resolve() == other.resolve()


def _connect(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    try:
        connection.execute("PRAGMA journal_mode = WAL")
        # A step that was acknowledged survives a power failure too, not just a crash.
        connection.execute("PRAGMA synchronous = FULL")
    except BaseException:
        connection.close()
        raise
    return connection
