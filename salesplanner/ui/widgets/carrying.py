"""What is carried by dragging: units from the map, accounts, reps or territories from tables."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QMimeData

from salesplanner.ui.widgets.map_input import UNITS_MIME

ACCOUNTS_MIME = "application/x-salesplanner-accounts"  # ids, one a line
REPS_MIME = "application/x-salesplanner-reps"
TERRITORIES_MIME = "application/x-salesplanner-territories"


@dataclass(frozen=True)
class Carried:
    """Ids of what was let go; one kind at a time has any."""

    unit_ids: tuple[str, ...] = ()
    account_ids: tuple[str, ...] = ()
    rep_ids: tuple[str, ...] = ()
    territory_ids: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.unit_ids or self.account_ids or self.rep_ids or self.territory_ids)


def pack(kind: str, ids: Sequence[object]) -> QMimeData:
    """Ids ready to be carried."""
    mime = QMimeData()
    mime.setData(kind, "\n".join(str(name) for name in ids).encode())
    return mime


def unpack(mime: QMimeData, unit_ids: NDArray[np.object_]) -> Carried:
    """What was let go; the map carries positions, which `unit_ids` turns into ids."""
    if mime.hasFormat(UNITS_MIME):
        places = [int(text) for text in _text(mime, UNITS_MIME).split(",") if text]
        return Carried(unit_ids=tuple(str(unit_ids[p]) for p in places if p < len(unit_ids)))
    return Carried(
        account_ids=_ids(mime, ACCOUNTS_MIME),
        rep_ids=_ids(mime, REPS_MIME),
        territory_ids=_ids(mime, TERRITORIES_MIME),
    )


def _ids(mime: QMimeData, kind: str) -> tuple[str, ...]:
    return tuple(name for name in _text(mime, kind).split("\n") if name)


def _text(mime: QMimeData, kind: str) -> str:
    return bytes(mime.data(kind).data()).decode() if mime.hasFormat(kind) else ""
