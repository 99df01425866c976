"""A sheet and a mapping to a tidy table: cells of the kind a field wants, every doubt told."""

from collections.abc import Container, Mapping
from dataclasses import dataclass, replace

import pandas as pd

from salesplanner.exchange.columns import IGNORE, MEASURE, OWN, PERIOD, import_kind
from salesplanner.exchange.convert import converted
from salesplanner.exchange.convert_cells import Column, with_replaced
from salesplanner.exchange.convert_places import place_columns
from salesplanner.exchange.issues import Issue
from salesplanner.exchange.normalise_dates import date_order
from salesplanner.exchange.options import ImportOptions
from salesplanner.exchange.sheets import Sheet, text_column
from salesplanner.plan.fields import Field, Kind
from salesplanner.progress import Progress

_NUMBER = Field("value", Kind.REAL, "A measure")
_OWN_KINDS = {"text": Kind.TEXT, "number": Kind.REAL, "date": Kind.DATE, "money": Kind.AMOUNT,
              "yes/no": Kind.FLAG}  # fmt: skip


@dataclass(frozen=True)
class Tidy:
    """Values by field, own field, measure and period; the index is the row number in the sheet.

    `values` has one column a field that was mapped, NA where a cell is empty or could not be read.
    `originals` is what stood there, as text, by header.
    """

    sheet: str
    kind: str
    values: pd.DataFrame
    originals: pd.DataFrame
    own: Mapping[str, tuple[str, pd.Series]]  # header -> kind of own field, values
    measures: Mapping[str, pd.Series]
    periods: Mapping[str, pd.Series]
    headers: Mapping[str, str]  # field -> header
    issues: tuple[Issue, ...]

    def __len__(self) -> int:
        return len(self.values)

    def column(self, field: str) -> pd.Series:
        """The values of a field; all NA where no column was mapped to it."""
        if field in self.values:
            return self.values[field]
        return pd.Series(pd.NA, index=self.values.index, dtype=object)

    def without_rows(self, rows: Container[int | None]) -> "Tidy":
        """The same without some rows of the sheet."""
        keep = [row not in rows for row in self.values.index]
        return replace(
            self,
            values=self.values[keep],
            own={header: (kind, column[keep]) for header, (kind, column) in self.own.items()},
            measures={name: column[keep] for name, column in self.measures.items()},
            periods={name: column[keep] for name, column in self.periods.items()},
            originals=self.originals[keep],
        )

    def with_issues(self, *issues: Issue) -> "Tidy":
        return replace(self, issues=(*self.issues, *issues))


def normalise(
    sheet: Sheet,
    mapping: Mapping[str, str],
    kind: str,
    options: ImportOptions,
    progress: Progress | None = None,
) -> Tidy:
    """Read every mapped column as what its field holds.

    How a column writes numbers and dates is decided once for the column, never cell by cell; the
    planner is asked only where two readings fit equally (an Issue with `choices`), and `options`
    carries the answer. Amounts become whole smallest units of the plan's currency, by Decimal.
    """
    target = import_kind(kind)
    progress = progress or Progress()
    issues = list(sheet.issues)
    options = _with_default_order(sheet, mapping, kind, options)
    texts = {
        h: text_column(sheet.cells[h]) for h in mapping if h in sheet.cells and mapping[h] != IGNORE
    }
    currency = next((texts[h] for h, f in mapping.items() if f == "currency" and h in texts), None)
    values: dict[str, pd.Series] = {}
    own: dict[str, tuple[str, pd.Series]] = {}
    measures: dict[str, pd.Series] = {}
    periods: dict[str, pd.Series] = {}
    headers: dict[str, str] = {}

    def read(header: str, field: Field) -> pd.Series:
        column = Column(sheet.title, header, sheet.cells[header], texts[header], field, currency,
                        is_continental="separator ;" in sheet.hints,
                        is_as_written=header in options.as_written)  # fmt: skip
        return converted(with_replaced(column, options.replaced.get(header, {})), options, issues)

    for n, (header, name) in enumerate(mapping.items()):
        if header not in texts:
            continue
        progress.say(n / max(len(mapping), 1), f"reading column {header}")
        if name.startswith(OWN):
            own_kind = name.removeprefix(OWN)
            field = Field(header, _OWN_KINDS.get(own_kind, Kind.TEXT), header)
            own[header] = (own_kind, read(header, field))
        elif name == MEASURE:
            measures[header] = read(header, _NUMBER)
        elif name.startswith(PERIOD):
            periods[name.removeprefix(PERIOD)] = read(header, _period_field(target.fields))
        else:
            headers[name] = header
            values[name] = read(header, target.field(name))
    place_columns(sheet.title, kind, values, headers, options, issues)
    frame = pd.DataFrame(values, index=sheet.cells.index)
    originals = pd.DataFrame(texts, index=sheet.cells.index)
    return Tidy(sheet.title, kind, frame, originals, own, measures, periods, headers, tuple(issues))


def _period_field(fields: tuple[Field, ...]) -> Field:
    return next(field for field in fields if field.kind is Kind.AMOUNT)


def _with_default_order(
    sheet: Sheet, mapping: Mapping[str, str], kind: str, options: ImportOptions
) -> ImportOptions:
    """Date columns that cannot be told alone follow a column of the same file that can."""
    target = import_kind(kind)
    kinds = {field.name: field.kind for field in target.fields}
    told = dict(options.date_order)
    open_headers: list[str] = []
    sure: list[str] = []
    for header, name in mapping.items():
        if (
            kinds.get(name) not in (Kind.DATE, Kind.PERIOD)
            or header not in sheet.cells
            or header in told
        ):
            continue
        order = date_order(text_column(sheet.cells[header]).tolist())
        if order.is_sure and order.order in ("dmy", "mdy"):
            sure.append(order.order)
        elif not order.is_sure:
            open_headers.append(header)
    if len(set(sure)) == 1:
        told |= dict.fromkeys(open_headers, sure[0])
    return replace(options, date_order=told)
