"""Files written beside and then put in place, so that nothing is ever half written."""

import contextlib
import csv
import io
import os
import re
import unicodedata
from collections.abc import Callable, Iterable
from pathlib import Path

from xlsxwriter.exceptions import FileCreateError

from salesplanner.problems import PlanProblem

_NOT_IN_NAMES = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f]+')
_RESERVED = {"con", "prn", "aux", "nul", *(f"{d}{i}" for d in ("com", "lpt") for i in range(1, 10))}
_MOST_CHARACTERS = 80


def write_beside(path: Path, write: Callable[[Path], object]) -> Path:
    """Let `write` fill a file beside `path`, then put it in place in one step.

    Raises:
        PlanProblem: the place cannot be written; what was at `path` is untouched.
    """
    demand_no_plan(path)
    neighbour = path.with_name(f".{os.getpid()}-{path.name}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        neighbour.touch()  # a place that cannot be written is told before the work, not after it
        write(neighbour)
        neighbour.replace(path)
    except PermissionError as error:
        remedy = "Close it in other programs, or choose another place."
        raise PlanProblem("The file cannot be written.", str(path), remedy) from error
    except (OSError, FileCreateError) as error:
        reason = getattr(error, "strerror", None) or "the place cannot be written"
        raise PlanProblem(
            f"The file cannot be written: {reason}.", str(path), "Choose another place."
        ) from error
    finally:
        with contextlib.suppress(OSError):  # the place may not even be a folder
            neighbour.unlink(missing_ok=True)
    return path


def demand_writable(path: Path) -> None:
    """Raise PlanProblem unless a file can be written there: asked before long work is begun."""
    if not path.resolve().parent.is_dir():
        raise PlanProblem("There is no such folder.", str(path.parent), "Make it first.")
    demand_no_plan(path)
    neighbour = path.with_name(f".{os.getpid()}-{path.name}")
    try:
        neighbour.touch()
        neighbour.unlink()
    except OSError as error:
        raise PlanProblem(
            f"The file cannot be written: {error.strerror}.", str(path), "Choose another place."
        ) from error


def demand_no_plan(path: Path) -> None:
    """Raise PlanProblem where a file would be written over a plan."""
    if path.suffix.lower() == ".salesplan":
        raise PlanProblem("A plan would be written over.", str(path), "Name another file.")


def write_rows(path: Path, columns: Iterable[str], rows: Iterable[Iterable[object]]) -> Path:
    """A CSV file (UTF-8, comma, CRLF) with a header; missing cells are empty."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(list(columns))
    for row in rows:
        writer.writerow(["" if cell is None else cell for cell in row])
    return write_beside(path, lambda place: place.write_bytes(text.getvalue().encode("utf-8")))


def safe_name(text: str, taken: Iterable[str] = ()) -> str:
    """A file name made from text out of a plan: no path, no control signs, never empty, unique.

    `taken` are names used already (compared without case); a number is added where needed.
    """
    plain = _NOT_IN_NAMES.sub(" ", unicodedata.normalize("NFC", text))
    plain = " ".join(plain.split())[:_MOST_CHARACTERS].strip(" .") or "unnamed"
    if plain.split(".")[0].casefold() in _RESERVED:
        plain = f"{plain}_"
    used = {name.casefold() for name in taken}
    name, number = plain, 2
    while name.casefold() in used:
        name, number = f"{plain} {number}", number + 1
    return name
