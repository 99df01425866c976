"""The last saved versions of a plan, kept apart from the plan itself."""

import shutil
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from salesplanner.problems import PlanProblem
from salesplanner.store.durable import copy_durably, flush
from salesplanner.store.folders import backup_folder, lock_of
from salesplanner.store.header import demand_plan_file
from salesplanner.store.troubles import plain_words

KEPT = 5
_STAMP = "%Y%m%dT%H%M%S%fZ"


@dataclass(frozen=True)
class Backup:
    """One saved version: 1 is the newest."""

    number: int
    path: Path
    saved_at: datetime
    n_bytes: int


def backups_of(path: Path) -> list[Backup]:
    """The versions kept of a plan file, the newest first; the plan itself need not exist."""
    files = sorted(backup_folder(path).glob("*.salesplan"), reverse=True)
    return [
        Backup(
            number,
            file,
            datetime.strptime(file.stem, _STAMP).replace(tzinfo=UTC),
            file.stat().st_size,
        )
        for number, file in enumerate(files, start=1)
    ]


def keep_version(path: Path, finished: Path) -> None:
    """Take a finished file (moved here) as the newest version of a plan; the oldest give way.

    Raises:
        OSError: it could not be kept.
    """
    folder = backup_folder(path)
    folder.mkdir(parents=True, exist_ok=True)
    flush(finished)
    finished.replace(folder / f"{datetime.now(UTC).strftime(_STAMP)}.salesplan")
    for backup in backups_of(path)[KEPT:]:
        backup.path.unlink(missing_ok=True)


def restore_backup(path: Path, number: int) -> Backup:
    """Put a kept version in place of the plan; what is there now becomes the newest version.

    Raises:
        PlanProblem: there is no such version, the plan is open, or the disk refuses.
    """
    kept = backups_of(path)
    chosen = next((backup for backup in kept if backup.number == number), None)
    if chosen is None:
        raise PlanProblem(
            f"There is no backup {number}.",
            str(path),
            f"There are {len(kept)}: 1 is the newest." if kept else "None was kept yet.",
        )
    with plain_words(path, "The backup could not be restored"):
        lock = lock_of(path)
        if lock is None:
            raise PlanProblem("The plan is open.", str(path), "Close it first.")
        try:
            _put_back(path, chosen)
        finally:
            lock.release()
    return chosen


def _put_back(path: Path, chosen: Backup) -> None:
    demand_plan_file(chosen.path)
    held = backup_folder(path) / "restoring.tmp"
    shutil.copyfile(chosen.path, held)  # keeping the present version may let the chosen one go
    if path.is_file():
        present = backup_folder(path) / "present.tmp"
        shutil.copyfile(path, present)
        keep_version(path, present)
    copy_durably(held, path)
    held.unlink()
