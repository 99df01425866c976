"""Where working copies, locks and backups lie on this computer."""

import hashlib
import os
from pathlib import Path

import platformdirs

from salesplanner.store.locks import FileLock


def data_folder() -> Path:
    """The app's own folder, in the place the operating system has for such things."""
    return Path(platformdirs.user_data_dir("salesplanner"))


def sessions_folder() -> Path:
    """One folder in here for each open plan, and for each that was open at a crash."""
    return data_folder() / "sessions"


def backup_folder(path: Path) -> Path:
    """The versions kept of one plan file."""
    return data_folder() / "backups" / fingerprint(path)


def fingerprint(path: Path) -> str:
    """The same for all ways to write a file's place."""
    place = os.path.normcase(path.resolve())
    return hashlib.sha256(place.encode("utf-8", "surrogateescape")).hexdigest()[:16]


def lock_of(path: Path) -> FileLock | None:
    """The right to write one plan file from this computer; None where a window has it."""
    folder = data_folder() / "locks"
    folder.mkdir(parents=True, exist_ok=True)
    return FileLock.take(folder / f"{fingerprint(path)}.lock")
