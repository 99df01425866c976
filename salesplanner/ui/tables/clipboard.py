"""Cells to and from the clipboard, as Excel writes and reads them: tabs, line ends, quotes."""

import csv
import io
from collections.abc import Sequence


def to_tsv(rows: Sequence[Sequence[str]]) -> str:
    """Cells as text that Excel pastes into cells."""
    out = io.StringIO()
    csv.writer(out, delimiter="\t", lineterminator="\r\n").writerows(rows)
    return out.getvalue()


def from_tsv(text: str) -> list[list[str]]:
    """Cells of a copied range; a trailing line end is not a row."""
    rows = list(csv.reader(io.StringIO(text, newline=""), delimiter="\t"))
    while rows and not any(rows[-1]):
        rows.pop()
    return rows


def headed_columns(first: Sequence[str], titles: dict[str, str]) -> list[str] | None:
    """The keys of the columns a first row names by title (any case); None if it is no header."""
    folded = {title.casefold(): key for key, title in titles.items()}
    keys = [folded.get(cell.strip().casefold()) for cell in first]
    return [k for k in keys if k] if len(first) and all(keys) else None
