"""What a column may be taken for, and a planner's own choice."""

from dataclasses import dataclass, replace

from salesplanner.exchange.columns import IGNORE, MEASURE, OWN, ColumnMatch, Matching, import_kind

CHOSEN = "chosen by hand"


@dataclass(frozen=True)
class FieldChoice:
    """One line of the picker of a column: `field` goes into the mapping, the rest is for people."""

    field: str
    title: str
    meaning: str
    group: str  # "fields", "own fields", "measures" or "leave out"


def field_choices(kind: str) -> tuple[FieldChoice, ...]:
    """Everything a column of this kind of file can become, in the order to show it."""
    target = import_kind(kind)
    fields = [FieldChoice(f.name, f.title, f.meaning, "fields") for f in target.fields]
    own = [
        FieldChoice(OWN + what, f"Own field: {what}", f"A column of your own that holds {what}",
                    "own fields")
        for what in ("text", "number", "date", "money", "yes/no")
        if target.name in OWN_FIELD_KINDS
    ]  # fmt: skip
    measures = []
    if target.takes_measures:
        measures = [FieldChoice(MEASURE, "Measure", "A market figure by unit", "measures")]
    out = FieldChoice(IGNORE, "Leave out", "The column is not imported", "leave out")
    return (*fields, *own, *measures, out)


OWN_FIELD_KINDS = ("accounts",)  # kinds whose rows can carry columns of the planner's own


def with_field(matching: Matching, header: str, field: str) -> Matching:
    """The matching with one column chosen by hand: a field's name, `own:number`, or `ignore`.

    A field that another column had is taken from that column, which is then without one.

    Raises:
        KeyError: there is no such header.
    """
    if header not in {column.header for column in matching.columns}:
        raise KeyError(header)
    is_single = ":" not in field and field not in (IGNORE, MEASURE, "")
    columns = []
    for column in matching.columns:
        if column.header == header:
            columns.append(_chosen(column, field))
        elif is_single and column.field == field:
            columns.append(replace(column, field="", confidence=0.0, why="no field found"))
        else:
            columns.append(column)
    return replace(matching, columns=tuple(columns))


def _chosen(column: ColumnMatch, field: str) -> ColumnMatch:
    others = tuple(dict.fromkeys(f for f in (column.field, *column.others) if f and f != field))
    return ColumnMatch(column.header, field, 1.0, CHOSEN, others)
