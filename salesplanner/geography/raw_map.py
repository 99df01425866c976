"""What a map file holds before its units are named: rows with rings, properties and problems."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from salesplanner.geography.outlines import Outlines
from salesplanner.problems import PlanProblem

Floats = NDArray[np.float64]

MOST_BYTES = 200_000_000
MOST_POINTS = 8_000_000
MOST_UNITS = 100_000
_ENCODINGS = ("utf-8-sig", "cp1252")


@dataclass
class RawMap:
    """Rows of a map file. Row i has rings and points in `outlines` as unit i, and properties[i]."""

    outlines: Outlines  # unit_ids are row numbers, from "1"
    properties: list[dict[str, Any]]
    points: Floats  # (n, 2) of rows that are a point, NaN of the others
    is_plane: bool = False
    problems: list[PlanProblem] = field(default_factory=list)


def checked_size(path: Path) -> None:
    """Refuse what is missing, empty or too large to open on a laptop.

    Raises:
        PlanProblem: it is.
    """
    if not path.is_file():
        raise PlanProblem("The file is not there.", str(path), "Check the name and the folder.")
    size = path.stat().st_size
    if size == 0:
        raise PlanProblem("The file is empty.", str(path), "Export the map again.")
    if size > MOST_BYTES:
        raise PlanProblem(
            f"The file has {size / 1e6:,.0f} MB; at most {MOST_BYTES / 1e6:,.0f} MB can be read.",
            str(path),
            "Simplify the outlines or split the map, for example by state.",
        )


def decoded(content: bytes, where: str, problems: list[PlanProblem]) -> str:
    """The text of a file in UTF-8, or in Windows' Western encoding, which is then said."""
    for encoding in _ENCODINGS:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if encoding != _ENCODINGS[0]:
            problems.append(
                PlanProblem(
                    "The text is not UTF-8 and was read as Western European (Windows-1252).",
                    where,
                    "Look at names with accents; if they are wrong, save the file as UTF-8.",
                )
            )
        return text
    raise PlanProblem("The text is in an unknown encoding.", where, "Save the file as UTF-8.")


def parsed_json(content: bytes, where: str, problems: list[PlanProblem]) -> dict[str, Any]:
    """A JSON object.

    Raises:
        PlanProblem: the text is no JSON, is cut off, or holds something else.
    """
    try:
        document = json.loads(decoded(content, where, problems))
    except (json.JSONDecodeError, RecursionError) as error:
        raise PlanProblem(
            f"The file is not a whole JSON document: {error}.", where, "Export the map again."
        ) from error
    if not isinstance(document, dict):
        raise PlanProblem("The file is JSON but no map.", where, "Export it as GeoJSON.")
    return document


def ring_points(ring: Any) -> Floats:
    """A closed ring (p, 2) from a list of positions; heights are dropped.

    Raises:
        ValueError: positions are not numbers.
    """
    flat = [float(value) for position in ring for value in position[:2]]
    points = np.array(flat, np.float64).reshape(-1, 2)
    if len(points) and not np.array_equal(points[0], points[-1]):
        points = np.concatenate([points, points[:1]])
    return points


def checked_amount(n_units: int, n_points: int, where: str) -> None:
    """Raises PlanProblem for a map with more units or points than can be worked with."""
    for count, most, noun in ((n_units, MOST_UNITS, "units"), (n_points, MOST_POINTS, "points")):
        if count > most:
            raise PlanProblem(
                f"The map has {count:,} {noun}; at most {most:,} can be used.",
                where,
                "Simplify the outlines or split the map.",
            )


def numbered(count: int) -> tuple[str, ...]:
    return tuple(str(number) for number in range(1, count + 1))


def no_points(count: int) -> Floats:
    return np.full((count, 2), np.nan)


def some_of(words: Sequence[str], most: int = 5) -> str:
    """The first few of a list, and how many more there are."""
    shown = ", ".join(words[:most])
    return shown if len(words) <= most else f"{shown} and {len(words) - most} more"
