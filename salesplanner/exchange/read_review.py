"""A review workbook that came back, whatever was done to it, as a table of wishes.

Sheets are known by their headers and rows by their hidden ids, so that sorting, filtering, moved
columns, renamed sheets, deleted rows, values pasted as text and a save by LibreOffice do no harm.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

import pandas as pd

from salesplanner.analysis.review import NOBODY, Sent, quota_of
from salesplanner.exchange.normalise_numbers import parse_number, to_smallest
from salesplanner.exchange.read import read_rows
from salesplanner.exchange.review_sheet import (
    MARKS_OF_KIND,
    ROW_CHECK,
    ROW_ID,
    SUM,
    RowId,
    row_id,
    territory_of_label,
)
from salesplanner.exchange.sheets import RawSheet, cell_text

COLUMNS = (
    "file", "place", "manager_id", "table_name", "row_key", "name", "wish", "value_before",
    "value_after", "reason_code", "body",
)  # fmt: skip
_LOOK = 30
Cells = dict[str, Any]


@dataclass(frozen=True)
class Known:
    """What the plan knows of the round: names of territories and accounts, digits of money."""

    sent: Sent
    mark: str
    territories: dict[str, str]
    accounts: dict[str, str]  # account_id: name
    currency_digits: int


@dataclass
class Returned:
    """One workbook: wishes, cells that could not be taken, and how many rows came back."""

    file: str
    wishes: list[dict[str, Any]] = field(default_factory=list)
    unread: list[dict[str, Any]] = field(default_factory=list)
    seen: set[tuple[str, str]] = field(default_factory=set)
    managers: set[str] = field(default_factory=set)

    def frame(self) -> pd.DataFrame:
        return pd.DataFrame(self.wishes, columns=list(COLUMNS)).drop_duplicates(
            ["manager_id", "table_name", "row_key", "wish", "value_after"], ignore_index=True
        )


def marks_in(raws: list[RawSheet]) -> set[str]:
    """The fingerprints of rounds a workbook carries, in its row ids or on its first page."""
    found = set()
    for raw in raws:
        for row in raw.rows:
            texts = [cell_text(cell).strip() for cell in row]
            found |= {one.mark for text in texts if "|" in text and (one := row_id(text))}
            if "Round mark" in texts[:-1]:
                found.add(texts[texts.index("Round mark") + 1])
    return found


def read_sheets(path: Path) -> list[RawSheet]:
    """The sheets of a workbook.

    Raises:
        PlanProblem: it cannot be read.
    """
    return read_rows(path)


def wishes_of(file: str, raws: list[RawSheet], known: Known) -> Returned:
    """Everything asked for in a workbook of the round."""
    answer = Returned(file)
    takers = {"account": _account, "quota": _quota, "wanted": _wanted}
    for raw in sorted(raws, key=lambda raw: _kind(raw) == "wanted"):
        kind = _kind(raw)
        if kind:
            for place, cells in _lines(raw):
                one = _id_of(answer, kind, place, cells, known)
                if one is not None:
                    answer.managers.add(one.manager_id)
                    takers[kind](answer, place, cells, one, known)
    return answer


def _kind(raw: RawSheet) -> str:
    at = _header_row(raw)
    if at < 0:
        return ""
    headers = {cell_text(cell).strip() for cell in raw.rows[at]}
    return next(kind for kind, marks in MARKS_OF_KIND.items() if set(marks) <= headers)


def _header_row(raw: RawSheet) -> int:
    for position, row in enumerate(raw.rows[:_LOOK]):
        headers = {cell_text(cell).strip() for cell in row}
        if any(set(marks) <= headers for marks in MARKS_OF_KIND.values()):
            return position
    return -1


def _lines(raw: RawSheet) -> Iterator[tuple[tuple[str, int], Cells]]:
    """Sheet and row number, and the cells by header, of every row below the headers."""
    at = _header_row(raw)
    headers = [cell_text(cell).strip() for cell in raw.rows[at]]
    for position, row in enumerate(raw.rows[at + 1 :], start=at + 1):
        cells = {name: cell for name, cell in zip(headers, row, strict=False) if name}
        if any(_text(cells, name) for name in cells):
            yield (raw.name, raw.number(position)), cells


def _text(cells: Cells, header: str) -> str:
    return cell_text(cells.get(header, "")).strip()


def _id_of(
    answer: Returned, kind: str, place: tuple[str, int], cells: Cells, known: Known
) -> RowId | None:
    """Which row it is; from what is seen in it where the hidden id is gone."""
    one = row_id(_text(cells, ROW_ID))
    if one is None:
        return _id_by_sight(answer, kind, place, cells, known)
    if one.mark != known.mark or one.kind != kind:
        _unread(answer, place, ROW_ID, one, "The row is of another round or sheet.")
        return None
    if _text(cells, ROW_CHECK) not in ("", one.check):
        _unread(answer, place, ROW_CHECK, one.key, "The hidden id was changed.")
        return None
    seen = _text(cells, "Account") if kind == "account" else ""
    if seen and _bare(seen) != _bare(one.key):
        why = f"The row was taken apart: its hidden id is that of {one.key}. Sort whole rows only."
        _unread(answer, place, "Account", seen, why)
        return None
    return one


def _id_by_sight(
    answer: Returned, kind: str, place: tuple[str, int], cells: Cells, known: Known
) -> RowId | None:
    sent = known.sent
    if kind == "account":
        seen = _bare(_text(cells, "Account"))
        key = next((name for name in sent.accounts if _bare(name) == seen), "") if seen else ""
        territory = sent.accounts.get(key, "")
    elif kind == "quota":
        territory = territory_of_label(_text(cells, "Territory"), known.territories)
        wanted = (territory, _text(cells, "Component"))
        key = next((name for name in sent.quotas if quota_of(name)[::2] == wanted), "")
    else:
        manager = next(iter(sorted(answer.managers)), NOBODY)
        return RowId(known.mark, kind, manager, str(place[1]))
    if key:
        return RowId(known.mark, kind, sent.managers.get(territory, NOBODY), key)
    if _answered(cells) and _text(cells, "Territory") != SUM:
        _unread(answer, place, ROW_ID, "", "The hidden id is gone and the row is not known.")
    return None


def _answered(cells: Cells) -> bool:
    return any(_text(cells, name) for name in ("Decision", "Proposed territory", "Adjustment"))


def _bare(text: str) -> str:
    """An id as a spreadsheet may have left it: leading zeros and capitals apart."""
    return text.casefold().lstrip("0")


def _unread(
    answer: Returned, place: tuple[str, int], column: str, value: object, reason: str
) -> None:
    sheet, row = place
    answer.unread.append({"file": answer.file, "sheet": sheet, "row": row, "column": column,
                          "value": str(value), "reason": reason})  # fmt: skip


def _wish(
    answer: Returned, place: tuple[str, int], one: RowId, cells: Cells, **values: Any
) -> None:
    answer.wishes.append({
        "file": answer.file, "place": f"sheet {place[0]}, row {place[1]}",
        "manager_id": one.manager_id, "reason_code": _text(cells, "Reason"),
        "body": _text(cells, "Comment"), **values,
    })  # fmt: skip


def _account(
    answer: Returned, place: tuple[str, int], cells: Cells, one: RowId, known: Known
) -> None:
    answer.seen.add(("account", one.key))
    before = known.sent.accounts.get(one.key, "")
    _tell_changed(answer, place, "Territory", _text(cells, "Territory"), before, known)
    decision = _text(cells, "Decision").casefold()
    to = territory_of_label(_text(cells, "Proposed territory"), known.territories)
    if decision not in ("", "keep", "move"):
        _unread(answer, place, "Decision", decision, "Choose Keep or Move.")
        return
    is_move = decision == "move" or (decision == "" and to not in ("", before))
    if decision == "keep" and to not in ("", before):
        _unread(answer, place, "Proposed territory", to, "Keep and another territory: which?")
        return
    if is_move or decision or _text(cells, "Comment"):
        _wish(answer, place, one, cells, table_name="account", row_key=one.key,
              name=known.accounts.get(one.key, one.key), wish="move" if is_move else "keep",
              value_before=before, value_after=to if is_move else before)  # fmt: skip


def _tell_changed(
    answer: Returned, place: tuple[str, int], column: str, text: str, sent: str, known: Known
) -> None:
    """A locked cell that says something else than was sent is told; what was sent counts."""
    if text and territory_of_label(text, known.territories) != sent:
        why = "A locked cell was changed; what was sent counts. Use the white cells."
        _unread(answer, place, column, text, why)


def _quota(
    answer: Returned, place: tuple[str, int], cells: Cells, one: RowId, known: Known
) -> None:
    answer.seen.add(("quota", one.key))
    sent = known.sent.quotas.get(one.key, 0)
    shown = _amount(cells.get("Quota", ""), known.currency_digits)
    if shown is not None and _text(cells, "Quota") and shown != sent:
        why = "A locked cell was changed; what was sent counts. Use the column Adjustment."
        _unread(answer, place, "Quota", _text(cells, "Quota"), why)
    decision, typed = _text(cells, "Decision").casefold(), _text(cells, "Adjustment")
    by = _amount(cells.get("Adjustment", ""), known.currency_digits)
    if by is None:
        _unread(answer, place, "Adjustment", typed, "This is not an amount.")
        return
    if decision not in ("", "agree", "adjust") or (decision == "agree" and by):
        _unread(answer, place, "Decision", _text(cells, "Decision"), "Choose Agree, or Adjust.")
        return
    if decision == "adjust" and not typed:
        _unread(answer, place, "Adjustment", "", "Adjust by how much? Type the amount.")
        return
    if by or decision or _text(cells, "Comment"):
        _wish(answer, place, one, cells, table_name="quota", row_key=one.key,
              name=known.territories.get(quota_of(one.key)[0], one.key),
              wish="adjust" if by else "keep", value_before=str(sent),
              value_after=str(by))  # fmt: skip


def _amount(cell: Any, digits: int) -> int | None:
    """An amount in the smallest unit; 0 for an empty cell, None where it is no amount."""
    text = cell_text(cell).strip()
    if not text:
        return 0
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return to_smallest(Decimal(repr(cell)), digits)
    is_comma = (
        text.count(",") == 1 and "." not in text and len(text.split(",")[1].rstrip(" )-")) != 3
    )
    number = parse_number(text, "," if is_comma else ".")
    return None if number is None or number.is_percent else to_smallest(number.value, digits)


def _wanted(
    answer: Returned, place: tuple[str, int], cells: Cells, one: RowId, known: Known
) -> None:
    typed = _text(cells, "Account wanted")
    if not typed:
        return
    bare = typed.casefold()
    by_id = [key for key in known.accounts if _bare(key) == _bare(typed)]
    by_name = [key for key, name in known.accounts.items() if name.casefold() == bare]
    found = by_id or by_name
    if len(found) != 1:
        why = "Several accounts are called so: type its id." if found else "No such account."
        _unread(answer, place, "Account wanted", typed, why)
        return
    to = territory_of_label(_text(cells, "For territory"), known.territories)
    _wish(answer, place, one, cells, table_name="account", row_key=found[0],
          name=known.accounts[found[0]], wish="move", value_after=to,
          value_before=known.sent.accounts.get(found[0], ""))  # fmt: skip
