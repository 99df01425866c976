"""Open plans: each has a folder with its working copy, so that a crash loses nothing.

    sessions/<time>-<process>-<n>/  lock            held while the plan is open
                                    plan.salesplan  the working copy; every edit is committed to it
                                    state.json      which file it is of, and what of it is saved

A folder whose lock is free belonged to a program that crashed. `state.json` is written last, so a
folder without it holds nothing that was ever shown to anybody.
"""

import itertools
import json
import os
import shutil
import sqlite3
from contextlib import closing
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from salesplanner.store.durable import write_durably
from salesplanner.store.folders import sessions_folder
from salesplanner.store.locks import FileLock

_numbers = itertools.count()


@dataclass(frozen=True)
class State:
    """What a session knows about the file it is of."""

    path: str
    saved_history_id: int  # the last line of the diary that is in the saved file
    file_size: int | None = None  # of the file when opened or saved last; None: there was none
    file_mtime_ns: int | None = None
    is_read_only: bool = False


@dataclass(frozen=True)
class Recovery:
    """Work of a crashed session that was not saved."""

    folder: Path
    path: Path  # the plan file it is of
    n_steps: int  # steps (edits, undos, redos) since the last save
    last_label: str
    last_done_at: str


class Session:
    """The folder of one open plan."""

    def __init__(self, folder: Path, lock: FileLock) -> None:
        self.folder = folder
        self._lock = lock

    @classmethod
    def begin(cls) -> "Session":
        """A new folder with its lock held."""
        name = f"{datetime.now(UTC):%Y%m%dT%H%M%S%f}-{os.getpid()}-{next(_numbers)}"
        folder = sessions_folder() / name
        folder.mkdir(parents=True)
        try:
            lock = FileLock.take(folder / "lock")
        except OSError:
            folder.rmdir()
            raise
        assert lock is not None  # nobody else knows the name
        return cls(folder, lock)

    @classmethod
    def resume(cls, folder: Path) -> "Session | None":
        """The folder of a crashed session; None where it is gone or its program still runs."""
        if not (folder / "lock").exists():
            return None
        lock = FileLock.take(folder / "lock")
        return None if lock is None else cls(folder, lock)

    @property
    def copy(self) -> Path:
        return self.folder / "plan.salesplan"

    def write(self, state: State) -> None:
        write_durably(self.folder / "state.json", json.dumps(asdict(state)))

    def read(self) -> State | None:
        """Its state; None where it crashed before it was ready."""
        try:
            return State(**json.loads((self.folder / "state.json").read_text("utf-8")))
        except (OSError, ValueError, TypeError):
            return None

    def end(self) -> None:
        """Take the folder away: whatever is in it was saved or given up."""
        # state.json first: a half-removed folder must not look like work to be recovered.
        (self.folder / "state.json").unlink(missing_ok=True)
        self._lock.release()
        shutil.rmtree(self.folder, ignore_errors=True)

    def let_go(self) -> None:
        """Release the lock and leave the folder as it is."""
        self._lock.release()


def recoveries() -> list[Recovery]:
    """Unsaved work of crashed sessions, the latest first; folders with none are cleared away."""
    found = []
    root = sessions_folder()
    for folder in sorted(root.iterdir(), reverse=True) if root.is_dir() else []:
        session = Session.resume(folder)
        if session is None:
            continue
        recovery = _unsaved_work(session)
        if recovery is None:
            session.end()
        else:
            found.append(recovery)
            session.let_go()
    return found


def _unsaved_work(session: Session) -> Recovery | None:
    state = session.read()
    if state is None or state.is_read_only or not session.copy.is_file():
        return None
    query = "SELECT history_id, label, done_at FROM history WHERE history_id > ? ORDER BY 1 DESC"
    with closing(sqlite3.connect(session.copy)) as connection:
        saved = last_saved(connection, state)
        rows = connection.execute(query, (saved,)).fetchall()
    if not rows:
        return None
    _, label, done_at = rows[0]
    return Recovery(session.folder, Path(state.path), len(rows), str(label), str(done_at))


def last_saved(copy: sqlite3.Connection, state: State) -> int:
    """The last line of the working copy's diary that is in the user's file.

    A crash may come after the file was put in place and before that was noted: then the diary in
    the file goes on, line for line as ours, beyond what the state says.
    """
    columns = "history_id, done_at, done_by, label, row_counts, direction"
    uri = f"{Path(state.path).as_uri()}?mode=ro&immutable=1"
    try:
        with closing(sqlite3.connect(uri, uri=True)) as file:
            line = file.execute(
                f"SELECT {columns} FROM history ORDER BY history_id DESC LIMIT 1"
            ).fetchone()
    except sqlite3.Error:
        return state.saved_history_id
    if line is None or line[0] <= state.saved_history_id:
        return state.saved_history_id
    ours = copy.execute(f"SELECT {columns} FROM history WHERE history_id = ?", line[:1]).fetchone()
    return int(line[0]) if ours == line else state.saved_history_id
