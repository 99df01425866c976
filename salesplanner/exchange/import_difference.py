"""What an import would change, told before anything happens."""

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from salesplanner.exchange.prepare import Prepared, import_prepared
from salesplanner.plan.changes import difference
from salesplanner.plan.comparison import change_lines
from salesplanner.plan.model import Plan, is_in

_BEHIND = ("source_record", "import_mapping")  # written by every import, of no interest before it
_DERIVED = ("unit_id", "found_by", "found_sure_share", "place_note", "system")


@dataclass(frozen=True)
class ImportDifference:
    """The summary page: how many, and which, rows are added, changed, gone or the same.

    `counts`: read, added, changed, unchanged, merged, rejected, vanished; read is the sum of the
    next five. `lines`: one line a cell, with table, row_key, what (added, removed, changed),
    column ('' for a whole row), value_before, value_after. `vanished`: account_id and name of
    accounts the newer export no longer has; they are marked and kept.
    """

    counts: Mapping[str, int]
    lines: pd.DataFrame
    vanished: pd.DataFrame

    def of(self, what: str) -> pd.DataFrame:
        """The lines that are added, changed or removed."""
        return self.lines[self.lines["what"] == what]


def import_difference(plan: Plan, prepared: Prepared) -> ImportDifference:
    """What `document.edit(label, import_prepared, prepared)` would do to this plan.

    Takes about as long as the import itself: run it as a job.
    """
    after = import_prepared(plan, prepared)
    parts = [p for p in difference("", plan, after).tables if p.table not in _BEHIND]
    lines = change_lines(parts)
    plumbing = (lines["table"] == "account") & lines["column"].isin(_DERIVED)
    accounts = plan["account"]
    gone = is_in(accounts, "account_id", list(prepared.outcome.vanished))
    words = ("added", "changed", "unchanged", "merged")
    counts = {
        "read": prepared.incoming.n_read,
        **{word: prepared.count(word) for word in words},
        "rejected": prepared.n_rejected,
        "vanished": len(prepared.outcome.vanished),
    }
    return ImportDifference(
        counts,
        lines[~plumbing].reset_index(drop=True),
        accounts.loc[gone, ["account_id", "name"]].reset_index(drop=True),
    )
