"""What an import brings: rows for the plan's tables, and what the planner decided about them."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import pandas as pd


def _no_rows() -> pd.DataFrame:
    return pd.DataFrame()


@dataclass(frozen=True)
class Arrival:
    """Rows read from another system, ready to be put into a plan by `import_arrival`.

    `rows`: table -> rows with its key columns and those columns that arrived; empty cells never
    erase what is known. Account rows carry `record_id`, their id in the source system, instead of
    account_id, and `parent_record` beside parent_account_id where the parent is in the same file.
    `row_keys`: row number in the sheet -> the key of the main table's row it became (a record_id,
    or a tuple of key values).
    """

    kind: str
    system: str
    main: str
    rows: Mapping[str, pd.DataFrame]
    row_keys: pd.Series
    day: str = ""  # ISO date of the import
    records: pd.DataFrame = field(default_factory=_no_rows)  # record_id, row_values (JSON)
    own_fields: pd.DataFrame = field(
        default_factory=_no_rows
    )  # own_field_id, table_name, name, kind
    own_values: pd.DataFrame = field(default_factory=_no_rows)  # own_field_id, record_id, value
    bulk: Mapping[str, pd.DataFrame] = field(default_factory=dict)  # bulk table -> whole rows
    rep_aliases: Mapping[str, str] = field(default_factory=dict)  # name or e-mail -> rep_id
    mapping: pd.DataFrame = field(default_factory=_no_rows)  # a row of import_mapping
    derived: frozenset[str] = frozenset()  # account columns to fill only where they are empty


@dataclass(frozen=True)
class Merge:
    """Why an arriving record is taken for an account: `share` 0 to 1 is how sure that is."""

    into: str
    why: str
    share: float


@dataclass(frozen=True)
class Decisions:
    """What the planner (or the sure part of the matching) decided about an arrival.

    `account_of`: record -> account of the plan it is. `same_as`: record -> another record of the
    arrival it is. `survivors`: account column -> which value stays where both have one: `newest`
    (the arriving one), `known` (the plan's), `longest`, or `preferred` (the one from
    `preferred_system`). Left out: newest from the same system, known from another.
    """

    account_of: Mapping[str, Merge] = field(default_factory=dict)
    same_as: Mapping[str, Merge] = field(default_factory=dict)
    survivors: Mapping[str, str] = field(default_factory=dict)
    preferred_system: str = ""
    is_refresh: bool = False  # accounts of the system that are missing are marked as vanished


@dataclass(frozen=True)
class Outcome:
    """What an import does, told before it happens; rows of the sheet by what becomes of them.

    `status`: row number in the sheet -> added, changed, unchanged or merged. `vanished`: ids of
    accounts of the system that the refresh no longer has.
    """

    status: pd.Series
    vanished: tuple[str, ...] = ()

    def count(self, word: str) -> int:
        return int((self.status == word).sum())
