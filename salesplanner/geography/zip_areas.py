"""Areas with their borders as they are packed in resources/geo: ZIP areas, states of the world."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from salesplanner.geography.borders import Borders
from salesplanner.geography.outlines import Outlines

Ints = NDArray[np.int64]

GRID_DEG = 0.0005  # about 50 m
_KINDS = np.array(["bridge", "land", "water"])  # sorted
_METRES_PER_STEP = 10
_TYPES = (np.uint8, np.int8, np.uint16, np.int16, np.uint32, np.int32, np.int64)


@dataclass(frozen=True)
class ZipAreas:
    """Outlines of areas and their borders."""

    outlines: Outlines
    borders: Borders


def save_zip_areas(path: Path, areas: ZipAreas, hosts: Mapping[str, str]) -> None:
    """Write outlines as steps on the grid, without the repeated last point of each ring."""
    outlines, borders = areas.outlines, areas.borders
    place = {name: i for i, name in enumerate(outlines.unit_ids)}
    is_last = np.zeros(len(outlines.points), np.bool_)
    is_last[outlines.ring_starts[1:] - 1] = True
    grid = np.round(outlines.points[~is_last] / GRID_DEG).astype(np.int64)
    starts = outlines.ring_starts[:-1] - np.arange(len(outlines.ring_unit))
    steps = np.diff(grid, axis=0, prepend=0)
    steps[starts] = 0
    lengths = np.round(borders.length_km * 1000 / _METRES_PER_STEP).astype(np.int64)
    np.savez_compressed(
        path,
        ids=np.frombuffer("\n".join(outlines.unit_ids).encode(), np.uint8),
        rings=_small(np.bincount(outlines.ring_unit, minlength=outlines.n_units)),
        points=_small(np.diff(outlines.ring_starts) - 1),
        first=_small(grid[starts]),
        step_x=_small(steps[:, 0]),
        step_y=_small(steps[:, 1]),
        border_a=_small(np.diff(borders.unit_a, prepend=0)),
        border_b=_small(borders.unit_b - borders.unit_a),
        border_kind=_small(np.searchsorted(_KINDS, borders.kind)),
        border_length=_small(lengths),
        point_zips=np.array(list(hosts), np.int64).astype(np.int32),
        host=np.array([place[name] for name in hosts.values()], np.int64).astype(np.int32),
    )


def read_zip_areas(path: Path) -> tuple[ZipAreas, dict[str, str]]:
    """Areas, and the host area of each ZIP that has none of its own."""
    with np.load(path) as packed:
        ids = tuple(packed["ids"].tobytes().decode().split("\n"))
        outlines = _unpack_outlines(ids, packed)
        unit_a = np.cumsum(packed["border_a"], dtype=np.int64)
        borders = Borders(
            unit_a,
            unit_a + packed["border_b"],
            _KINDS[packed["border_kind"]],
            packed["border_length"] * (_METRES_PER_STEP / 1000),
        )
        names = [f"{i:05d}" for i in packed["point_zips"].tolist()]
        hosts = dict(zip(names, (ids[i] for i in packed["host"].tolist()), strict=True))
    return ZipAreas(outlines, borders), hosts


def _small(values: NDArray[np.signedinteger]) -> NDArray[np.integer]:
    """The same numbers in the smallest integer type that holds them."""
    low, high = int(values.min(initial=0)), int(values.max(initial=0))
    fits = (t for t in _TYPES if np.iinfo(t).min <= low and high <= np.iinfo(t).max)
    return values.astype(next(fits))


def _unpack_outlines(ids: tuple[str, ...], packed: Mapping[str, Ints]) -> Outlines:
    counts = packed["points"].astype(np.int64)
    open_starts = np.concatenate([[0], np.cumsum(counts)])
    walked = np.cumsum(
        np.column_stack([packed["step_x"], packed["step_y"]]), axis=0, dtype=np.int64
    )
    shift = packed["first"] - walked[open_starts[:-1]]
    grid = walked + np.repeat(shift, counts, axis=0)
    ring = np.repeat(np.arange(len(counts)), counts + 1)
    starts = open_starts + np.arange(len(counts) + 1)
    source = np.arange(starts[-1]) - ring
    source[starts[1:] - 1] = open_starts[:-1]  # close each ring with its first point
    return Outlines(
        unit_ids=ids,
        points=grid[source] * GRID_DEG,
        ring_starts=starts.astype(np.int64),
        ring_unit=np.repeat(np.arange(len(ids)), packed["rings"]).astype(np.int64),
    )
