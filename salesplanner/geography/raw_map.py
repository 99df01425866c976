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
    """The text of a file in UTF-8 or UTF-16, or in Windows' Western encoding, which is said."""
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return content.decode("utf-16", "replace")
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
    text = decoded(content, where, problems)
    try:
        document = json.loads(text)
    except (json.JSONDecodeError, RecursionError) as error:
        if (lines := _features_by_line(text)) is not None:
            return lines
        raise PlanProblem(
            f"The file is not a whole JSON document: {error}.", where, "Export the map again."
        ) from error
    if not isinstance(document, dict):
        raise PlanProblem("The file is JSON but no map.", where, "Export it as GeoJSON.")
    return document


def _features_by_line(text: str) -> dict[str, Any] | None:
    """GeoJSON with a feature on each line (RFC 8142, "GeoJSONL"); None where it is not that."""
    lines = [line.strip("\x1e \r") for line in text.split("\n")]
    try:
        features = [json.loads(line) for line in lines if line]
    except (json.JSONDecodeError, RecursionError):
        return None
    is_map = bool(features) and all(isinstance(f, dict) and "type" in f for f in features)
    return {"type": "FeatureCollection", "features": features} if is_map else None


def ring_points(ring: Any) -> Floats:
    """A closed ring (p, 2) from a list of positions; heights are dropped.

    Raises:
        ValueError: positions are not finite numbers.
    """
    flat = [float(value) for position in ring for value in position[:2]]
    points = np.array(flat, np.float64).reshape(-1, 2)
    if not np.isfinite(points).all():
        raise ValueError("a position is not a number")
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
