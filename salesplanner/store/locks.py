"""Locks that the operating system gives back when a program ends, however it ends."""

import os
import sys
from pathlib import Path

if sys.platform == "win32":  # pragma: no cover - tested where it runs
    import msvcrt

    def _lock(handle: int) -> None:
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _lock(handle: int) -> None:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)


class FileLock:
    """Held from `take` to `release` or the end of the program; taking it twice fails in one too."""

    def __init__(self, handle: int) -> None:
        self._handle = handle

    @classmethod
    def take(cls, path: Path) -> "FileLock | None":
        """The lock on a file of ours, made if absent; None where somebody holds it."""
        handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            _lock(handle)
        except OSError:
            os.close(handle)
            return None
        return cls(handle)

    def release(self) -> None:
        """Give it back; doing so twice does no harm."""
        if self._handle >= 0:
            os.close(self._handle)
            self._handle = -1
