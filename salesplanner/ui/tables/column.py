"""What a column of a table shows and whether it may be typed into."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

Kind = Literal["text", "integer", "number", "amount", "share", "date", "flag", "bar", "change"]
NUMERIC: frozenset[Kind] = frozenset({"integer", "number", "amount", "share", "bar", "change"})


@dataclass(frozen=True)
class Column:
    """One column.

    `share` is 0 to 1 and shown in per cent; `bar` is an index, 100 = average, drawn as a bar with
    its number; `change` is a difference shown with + or -. `total` says how groups and the totals
    row put values together ("" leaves them empty). `check` gets a typed value and says in one
    sentence what is wrong with it, or "".
    """

    key: str  # the frame's column
    title: str
    tip: str = ""
    kind: Kind = "text"
    unit: str = ""
    is_editable: bool = False
    digits: int = 0
    is_short: bool = False  # 1.2 M, the exact value in the tool tip
    total: Literal["", "sum", "mean", "count"] = ""
    width: int = 0  # pixels, 0 by kind
    choices: tuple[str, ...] = ()
    check: Callable[[object], str] | None = None

    @property
    def is_numeric(self) -> bool:
        return self.kind in NUMERIC
