"""Many Qt paths from numpy arrays at once, through Qt's own stream format (30 times faster than
adding points one by one from Python)."""

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QByteArray, QDataStream
from PySide6.QtGui import QPainterPath, QPolygonF

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

_MOVE, _LINE = 0, 1
_ELEMENT = np.dtype([("kind", ">i4"), ("x", ">f8"), ("y", ">f8")])  # as QDataStream writes it
_WORDS = 5  # 4-byte words in an element


def read_paths(points: Floats, is_start: NDArray[np.bool_], counts: Ints) -> list[QPainterPath]:
    """Paths of `counts[k]` consecutive points each; a path moves to where `is_start`, else draws.

    Filled by the even-odd rule. A count of 0 gives an empty path.
    """
    elements = np.empty(len(points), dtype=_ELEMENT)
    elements["kind"] = np.where(is_start, _MOVE, _LINE)
    elements["x"], elements["y"] = points[:, 0], points[:, 1]
    full = counts[counts > 0]
    heads = np.concatenate([[0], np.cumsum(_WORDS * full + 3)[:-1]]) if len(full) else counts[:0]
    words = np.zeros(int((_WORDS * full + 3).sum()), dtype=">u4")
    words[heads] = full
    # A path is a word of count, its elements, and two words (start of subpath, fill rule) of 0.
    first = np.repeat(np.cumsum(full) - full, full)
    place = np.repeat(heads + 1, full) + _WORDS * (np.arange(len(points)) - first)
    words[place[:, None] + np.arange(_WORDS)] = elements.view(">u4").reshape(-1, _WORDS)
    stream = QDataStream(QByteArray(words.tobytes()))
    return [_next_path(stream) if count else QPainterPath() for count in counts.tolist()]


def _next_path(stream: QDataStream) -> QPainterPath:
    path = QPainterPath()
    stream >> path
    return path


def lines_path(segments: Floats) -> QPainterPath:
    """One path through segments (s, 4); those that follow on from each other are joined."""
    if not len(segments):
        return QPainterPath()
    is_new = np.ones(len(segments), dtype=bool)
    is_new[1:] = (segments[1:, :2] != segments[:-1, 2:]).any(axis=1)
    ends = np.arange(len(segments)) + np.cumsum(is_new)
    points = np.empty((len(segments) + int(is_new.sum()), 2))
    is_start = np.zeros(len(points), dtype=bool)
    points[ends] = segments[:, 2:]
    starts = ends[is_new] - 1
    points[starts] = segments[is_new, :2]
    is_start[starts] = True
    return read_paths(points, is_start, np.array([len(points)]))[0]


def polygon(points: Floats) -> QPolygonF:
    """Points (n, 2) as Qt's polygon."""
    count = np.array([len(points)], dtype=">u4").tobytes()
    stream = QDataStream(QByteArray(count + points.astype(">f8").tobytes()))
    result = QPolygonF()
    stream >> result
    return result
