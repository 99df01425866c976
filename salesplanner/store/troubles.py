"""What goes wrong with disks and files, in words a planner can act on."""

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from salesplanner.problems import PlanProblem

FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
FORBIDDEN = {errno.EACCES, errno.EPERM, errno.EROFS}
GONE = {errno.ENOENT, errno.ENOTDIR, errno.ENODEV, errno.ENXIO, errno.ESTALE, errno.EHOSTDOWN}

SAYINGS = {
    "full": ("The disk is full", "Free some space and try again, or choose another disk."),
    "forbidden": (
        "This folder or file may not be written to",
        "Choose another folder, or ask for the right to write here.",
    ),
    "gone": (
        "The folder or drive is not there (any more)",
        "Connect the drive again, or choose another folder.",
    ),
    "damaged": (
        "The file is damaged",
        "Restore one of its backups: salesplanner backups PLAN --restore 1.",
    ),
    "busy": ("The file is in use by another program", "Close it there and try again."),
    "failing": ("The drive reported an error", "Choose another drive, and check this one."),
}
SQLITE_KINDS = {
    sqlite3.SQLITE_FULL: "full",
    sqlite3.SQLITE_READONLY: "forbidden",
    sqlite3.SQLITE_PERM: "forbidden",
    sqlite3.SQLITE_CANTOPEN: "gone",
    sqlite3.SQLITE_CORRUPT: "damaged",
    sqlite3.SQLITE_NOTADB: "damaged",
    sqlite3.SQLITE_BUSY: "busy",
    sqlite3.SQLITE_LOCKED: "busy",
}
KEPT = "Nothing is lost: your work is kept."


@contextmanager
def plain_words(where: Path, doing: str, is_work_kept: bool = True) -> Iterator[None]:
    """Turn errors of the file system and of SQLite into a PlanProblem.

    doing: what failed, e.g. "The plan could not be saved".
    """
    try:
        yield
    except (OSError, sqlite3.Error) as error:
        raise problem(error, where, doing, is_work_kept) from error


def problem(
    error: OSError | sqlite3.Error, where: Path, doing: str, is_work_kept: bool = True
) -> PlanProblem:
    """The problem an error means: what could not be done and why, where, and what to do."""
    why, remedy = SAYINGS[_kind(error)]
    if _kind(error) == "failing":
        why = f"{why} ({error})"
    remedy = f"{remedy} {KEPT}" if is_work_kept else remedy
    return PlanProblem(f"{doing}: {why[0].lower()}{why[1:]}.", str(where), remedy)


def _kind(error: OSError | sqlite3.Error) -> str:
    if isinstance(error, OSError):
        for numbers, kind in ((FULL, "full"), (FORBIDDEN, "forbidden"), (GONE, "gone")):
            if error.errno in numbers:
                return kind
        return "failing"
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF  # the low byte is the kind of error
    return SQLITE_KINDS.get(code, "failing")
