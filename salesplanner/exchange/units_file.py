"""Files a plan's map is made from: units, borders and distances."""

import io
import warnings
import zipfile
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from salesplanner.exchange.read import read_tables
from salesplanner.exchange.sheets import text_column
from salesplanner.exchange.unit_table import bad_cell, numbers, units_of_table
from salesplanner.geography.borders import Borders
from salesplanner.geography.raw_map import checked_size, decoded
from salesplanner.geography.units import UnitSet
from salesplanner.problems import PlanProblem

Floats = NDArray[np.float64]
WORKBOOKS = (".xlsx", ".xlsm", ".xls", ".xlsb", ".ods")
SEPARATORS = (",", ";", "\t", "|")


def read_units_table(path: Path, odd: list[PlanProblem] | None = None) -> UnitSet:
    """The units of a CSV or Excel file, with borders between nearest neighbours; ZIP codes,
    counties or states without coordinates take their places and outlines from the shipped maps.

    Args:
        odd: what was put right is added to it.

    Raises:
        PlanProblem: it cannot be read: file, row, column, value and remedy.
    """
    odd = [] if odd is None else odd
    cells = read_cells(path, odd)
    if cells.empty:
        raise PlanProblem("The file has no row of units.", path.name, "Export it again.")
    return units_of_table(cells, path.name, odd)


def read_borders_file(path: Path, unit_ids: tuple[str, ...]) -> Borders:
    """Borders from a table unit_a, unit_b[, length_km][, kind]; a pair may be named both ways.

    Raises:
        PlanProblem: a column is missing, a unit is unknown, touches itself, or a value is bad.
    """
    cells = read_cells(path)
    a, b = (_positions(cells, column, path, unit_ids) for column in ("unit_a", "unit_b"))
    if (a == b).any():
        row = cells.index[a == b][0]
        raise bad_cell(
            "A unit cannot touch itself", path.name, row, "unit_b",
            unit_ids[int(a[a == b][0])], "Take the row out.",
        )  # fmt: skip
    length = numbers(cells["length_km"], path.name) if "length_km" in cells else np.full(
        len(a), np.nan
    )  # fmt: skip
    kind = _kinds(cells, path)
    pairs = np.sort(np.column_stack([a, b]).reshape(-1, 2), axis=1)
    _, first = np.unique(pairs, axis=0, return_index=True)
    return Borders(pairs[first, 0], pairs[first, 1], kind[first], length[first])


def read_distances_file(
    path: Path, unit_ids: tuple[str, ...]
) -> tuple[list[str], list[str], Floats | None, Floats | None]:
    """Ways as (from ids, to ids, km, minutes), from CSV from_id, to_id, km or minutes, or from an
    npz with `km` or `minutes` (n x n, in the order of the units file).

    Raises:
        PlanProblem: a column is missing, a unit is unknown, a value is bad or the matrix has
            another size than the units file.
    """
    if path.suffix.lower() == ".npz":
        return _ways_of_matrix(path, unit_ids)
    cells = read_cells(path)
    ends = [_positions(cells, column, path, unit_ids) for column in ("from_id", "to_id")]
    ids = np.array(unit_ids, dtype=object)
    found = {}
    for column in ("km", "minutes"):
        if column in cells:
            found[column] = _not_negative(numbers(cells[column], path.name), cells, column, path)
    if not found:
        raise PlanProblem(
            "There is no column with the distances.", path.name, "Name it km or minutes."
        )
    return ids[ends[0]].tolist(), ids[ends[1]].tolist(), found.get("km"), found.get("minutes")


def read_cells(path: Path, odd: list[PlanProblem] | None = None) -> pd.DataFrame:
    """The cells of a table as text; the index is the row number in the file.

    Raises:
        PlanProblem: there is no such file, or it is not a table.
    """
    if path.suffix.lower() in WORKBOOKS:
        sheet = read_tables(path)[0].cells
        return sheet.apply(text_column)
    checked_size(path)
    try:
        content = path.read_bytes()
    except OSError as error:
        raise PlanProblem(
            f"The file cannot be opened: {error.strerror}.", str(path), "Check name and folder."
        ) from error
    text = decoded(content, path.name, [] if odd is None else odd)
    head = text.split("\n", 1)[0]
    separator = max(SEPARATORS, key=head.count)
    cells = _parsed(text, separator, path)
    cells.index = pd.RangeIndex(2, len(cells) + 2)
    cells = cells.rename(columns=lambda header: header.strip()).astype(object)
    cells = cells[~(cells == "").all(axis=1)]
    return cells.apply(_with_points) if separator == ";" else cells


def _parsed(text: str, separator: str, path: Path) -> pd.DataFrame:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", pd.errors.ParserWarning)
            return pd.read_csv(
                io.StringIO(text), sep=separator, dtype=str, keep_default_na=False,
                skip_blank_lines=False, index_col=False,
            )  # fmt: skip
    except pd.errors.ParserWarning as error:
        raise PlanProblem(
            "Rows have more cells than there are headers.", f"{path.name}, row 1",
            "The first row names the columns; take out lines above it.",
        ) from error  # fmt: skip
    except (pd.errors.ParserError, pd.errors.EmptyDataError, ValueError) as error:
        raise PlanProblem(
            f"The file is not a table: {error}.", path.name, "Export it again as CSV."
        ) from error


def _with_points(column: pd.Series) -> pd.Series:
    """Numbers as they are written in much of Europe (1.234,5) with a decimal point; a column with
    any other text stays."""
    filled = column[column != ""].str.strip()
    is_european = filled.str.fullmatch(r"[-+]?(\d+|\d{1,3}(\.\d{3})+)(,\d+)?")
    if filled.empty or not is_european.all() or not filled.str.contains(",").any():
        return column
    return column.str.replace(".", "", regex=False).str.replace(",", ".", regex=False)


def _positions(
    cells: pd.DataFrame, column: str, path: Path, unit_ids: tuple[str, ...]
) -> NDArray[np.int64]:
    if column not in cells:
        raise PlanProblem(
            f"There is no column {column}.",
            f"{path.name}, row 1",
            f"The headers are {', '.join(cells.columns)}.",
        )
    ids = cells[column].str.strip()
    positions = pd.Index(unit_ids).get_indexer(pd.Index(ids))
    if (positions < 0).any():
        at = int(np.argmax(positions < 0))
        raise bad_cell(
            "There is no such unit", path.name, ids.index[at], column, ids.iloc[at],
            "Use the identifiers of the units file.",
        )  # fmt: skip
    return np.asarray(positions, np.int64)


def _kinds(cells: pd.DataFrame, path: Path) -> NDArray[np.str_]:
    if "kind" not in cells:
        return np.full(len(cells), "land", "U6")
    kinds = cells["kind"].str.strip().str.lower().replace("", "land")
    odd = ~kinds.isin(["land", "water", "bridge"])
    if odd.any():
        raise bad_cell(
            "No kind of border", path.name, kinds.index[odd][0], "kind", kinds[odd].iloc[0],
            "Use land, water or bridge.",
        )  # fmt: skip
    return kinds.to_numpy("U6")


def _not_negative(values: Floats, cells: pd.DataFrame, column: str, path: Path) -> Floats:
    bad = ~(values >= 0)
    if bad.any():
        at = int(np.argmax(bad))
        raise bad_cell(
            "No distance", path.name, cells.index[at], column, cells[column].iloc[at],
            "Use a number of 0 or more.",
        )  # fmt: skip
    return values


def _ways_of_matrix(
    path: Path, unit_ids: tuple[str, ...]
) -> tuple[list[str], list[str], Floats | None, Floats | None]:
    try:
        with np.load(path, allow_pickle=False) as archive:
            found = {name: np.asarray(archive[name], np.float64)
                     for name in ("km", "minutes") if name in archive}  # fmt: skip
    except (OSError, ValueError, TypeError, zipfile.BadZipFile) as error:
        raise PlanProblem(
            "This is not an archive of numbers.", str(path), "Write it with numpy.savez(km=...)."
        ) from error
    n = len(unit_ids)
    for name, matrix in found.items():
        if matrix.shape != (n, n) or not (matrix >= 0).all():
            raise PlanProblem(
                f"`{name}` is {matrix.shape}, or holds a value below 0 or none at all.",
                path.name,
                f"It must be {n} x {n}, in the order of the units file, with numbers from 0 on.",
            )
    if not found:
        raise PlanProblem("There is no array `km` in it.", path.name, "Name the array km.")
    ids = np.array(unit_ids, dtype=object)
    start, end = np.repeat(ids, n).tolist(), np.tile(ids, n).tolist()
    flat = {name: matrix.ravel() for name, matrix in found.items()}
    return start, end, flat.get("km"), flat.get("minutes")
