"""Writing files so that after a crash there is the old one or the new one, never half of one."""

import os
import shutil
from contextlib import suppress
from pathlib import Path


def copy_durably(source: Path, target: Path) -> None:
    """Copy to a neighbour of the target, flush, and put it in place in one step."""
    neighbour = neighbour_of(target)
    try:
        shutil.copyfile(source, neighbour)
        put_in_place(neighbour, target)
    except BaseException:
        neighbour.unlink(missing_ok=True)
        raise


def write_durably(target: Path, text: str) -> None:
    """Write a small text file in one step."""
    neighbour = neighbour_of(target)
    try:
        neighbour.write_text(text, "utf-8")
        put_in_place(neighbour, target)
    except BaseException:
        neighbour.unlink(missing_ok=True)
        raise


def put_in_place(neighbour: Path, target: Path) -> None:
    """Flush a finished file and give it the target's name; what was there is replaced whole."""
    flush(neighbour)
    neighbour.replace(target)
    # The file is whole and in place: a drive that cannot flush folders must not make it a failure.
    with suppress(OSError):
        flush(target.parent)


def neighbour_of(target: Path) -> Path:
    """A hidden name in the same folder, so that putting it in place is one step."""
    return target.with_name(f".{target.name}.{os.getpid()}.saving")


def flush(path: Path) -> None:
    """Make the file system keep what was written (a folder cannot be flushed on Windows)."""
    is_folder = path.is_dir()
    if is_folder and os.name == "nt":  # pragma: no cover - tested where it runs
        return
    handle = os.open(path, os.O_RDONLY if is_folder else os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
