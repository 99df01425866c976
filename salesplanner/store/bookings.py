"""Sums of bookings, made in the file: three million rows never become a table of the plan."""

from collections.abc import Callable

import pandas as pd

Query = Callable[[str, tuple[object, ...]], pd.DataFrame]

_MONTH = "(substr(b.period, 1, 4) * 12 + substr(b.period, 6, 2) - 1)"
_KEYS = {
    "account_id": "b.account_id",
    "period": "b.period",
    "product_id": "b.product_id",
    "rep_id": "b.rep_id",
    "segment": "a.segment",
    "years_ago": f"(:last - {_MONTH}) / 12",
}


def sum_bookings(query: Query, columns: tuple[str, ...], last_months: int | None) -> pd.DataFrame:
    """Bookings of months summed by some of account_id, period, product_id, rep_id, segment (of the
    account) and years_ago (0: the last 12 months booked); column `amount`.

    last_months: only those up to the last month booked.
    """
    last = _last_month(query)
    named = ", ".join(f"{_KEYS[name].replace(':last', str(last))} AS {name}" for name in columns)
    groups = ", ".join(str(position + 1) for position in range(len(columns)))
    join = "LEFT JOIN account a ON a.account_id = b.account_id" if "segment" in columns else ""
    since = last - last_months if last_months is not None else -1
    sql = (
        f"SELECT {named}, SUM(b.amount) AS amount FROM booking b {join} "
        f"WHERE length(b.period) = 7 AND {_MONTH} > ? GROUP BY {groups}"
    )
    return query(sql, (since,))


def _last_month(query: Query) -> int:
    """Months since year 0 of the last month with bookings; 0 where there are none."""
    found = query("SELECT MAX(period) AS last FROM booking WHERE length(period) = 7", ())
    period = found["last"].iloc[0]
    return 0 if pd.isna(period) else 12 * int(period[:4]) + int(period[5:7]) - 1
