"""How well and how fast the same account is found, and how fast workbooks are read.

python tests/benchmarks/bench_import.py [quality|speed|baseline|workbook] [n]
"""

import io
import sys
import time
from typing import Any

import numpy as np
import pandas as pd
import python_calamine
import xlsxwriter
from corruption import labelled_lists
from rapidfuzz import fuzz, process

from salesplanner.exchange.match import find_duplicates
from salesplanner.exchange.read import read_tables

SEEDS = (101, 202, 303)  # weights were set with seeds 1 to 11; 101 was seen once, at 100,000


def quality(n: int, seeds: tuple[int, ...] = SEEDS) -> None:
    """Precision and recall of the merges made without asking, and what the review list adds."""
    print(f"duplicates, {n:,} against {n:,}, half of the arriving are known")
    for seed in seeds:
        known, arriving = labelled_lists(n, seed)
        begin = time.perf_counter()
        pairs = find_duplicates(arriving, known).pairs
        seconds = time.perf_counter() - begin
        is_true = pairs["left"].str[1:] == pairs["right"].str[1:]
        sure = pairs["verdict"] == "sure"
        n_true = n // 2
        precision = is_true[sure].mean()
        recall = is_true[sure].sum() / n_true
        listed = is_true.sum() / n_true
        asked = pairs["left"][~sure].nunique() / n
        print(
            f"seed {seed}: precision {precision:.4f} recall {recall:.4f}; "
            f"with the review list {listed:.4f}; to review {asked:.1%} of records; {seconds:.1f} s"
        )


def missed(n: int, seed: int) -> None:
    """Which kinds of damage are missed and which wrong merges are made."""
    known, arriving = labelled_lists(n, seed)
    pairs = find_duplicates(arriving, known).pairs
    sure = pairs[pairs["verdict"] == "sure"]
    found = set(sure["left"][sure["left"].str[1:] == sure["right"].str[1:]])
    truth = set(known["account_id"].str[1:])
    due = arriving[arriving["record_id"].str[1:].isin(truth)]
    lost = due[~due["record_id"].isin(found)]
    rates = {}
    for k in "typo,form,swap,abbreviation,case,marks,word dropped,empty,moved".split(","):
        n_lost, n_due = (table["spoilt"].str.contains(k).sum() for table in (lost, due))
        rates[k] = round(1 - n_lost / max(n_due, 1), 3)
    print("recall by damage:", rates)
    names = known.set_index("account_id")
    for row in lost.head(25).itertuples():
        best = pairs[pairs["left"] == row.record_id].head(2)
        of = names.loc[f"A{row.record_id[1:]}"]
        told = [(r.right, r.bits, r.verdict) for r in best.itertuples()]
        print("MISSED", row.name, *_place(row), "<>", of["name"], *_place(of), told, row.spoilt)
    wrong = sure[sure["left"].str[1:] != sure["right"].str[1:]]
    arrived = arriving.set_index("record_id")
    for row in wrong.head(25).itertuples():
        x, y = arrived.loc[row.left], names.loc[row.right]
        print("WRONG", x["name"], *_place(x), "<>", y["name"], *_place(y), row.bits, row.why)


def _place(row: Any) -> tuple[str, ...]:
    return "|", row.postal_code, row.city, row.domain


def baseline(n: int, seeds: tuple[int, ...] = SEEDS) -> None:
    """Plain fuzzy matching: best WRatio or token_sort_ratio of names above one threshold."""
    for seed in seeds:
        known, arriving = labelled_lists(n, seed)
        names_a, names_b = (
            arriving["name"].str.casefold().tolist(),
            known["name"].str.casefold().tolist(),
        )
        for scorer in (fuzz.WRatio, fuzz.token_sort_ratio):
            best = np.zeros(n)
            which = np.zeros(n, int)
            for at in range(0, n, 500):
                block = process.cdist(
                    names_a[at : at + 500], names_b, scorer=scorer, workers=-1, dtype=np.uint8
                )
                which[at : at + 500] = block.argmax(axis=1)
                best[at : at + 500] = block.max(axis=1)
            is_true = (
                arriving["record_id"].str[1:].to_numpy()
                == known["account_id"].str[1:].to_numpy()[which]
            )
            line = []
            for threshold in (80, 85, 90, 95, 98):
                chosen = best >= threshold
                line.append(
                    f"{threshold}: p {is_true[chosen].mean():.3f}"
                    f" r {is_true[chosen].sum() / (n // 2):.3f}"
                )
            print(f"seed {seed} {scorer.__name__}, one threshold: " + "; ".join(line))


def workbook(n_rows: int = 100_000) -> None:
    """Reading 100,000 rows of .xlsx against calamine alone."""
    path = io.BytesIO()
    book = xlsxwriter.Workbook(path, {"constant_memory": True, "in_memory": True})
    sheet = book.add_worksheet("Accounts")
    words = "Account ID,Account Name,City,State,Zip,Country,Industry,Owner,Phone,Website,Revenue"
    headers = [*words.split(","), "Potential", "Employees", "Visits", "Type"]
    sheet.write_row(0, 0, headers)
    for row in range(1, n_rows + 1):
        texts = [
            f"0015000{row:08d}",
            f"Company {row}",
            "Boston",
            "MA",
            "02139",
            "USA",
            "Retail",
            "Ann Bell",
            "617-555-0100",
            f"c{row}.com",
        ]
        sheet.write_row(row, 0, [*texts, row * 1.25, row * 2, row % 5000, row % 12, "Customer"])
    book.close()
    data = path.getvalue()
    alone, ours = [], []
    for _ in range(3):
        begin = time.perf_counter()
        python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(
            0
        ).to_python()
        alone.append(time.perf_counter() - begin)
        begin = time.perf_counter()
        sheets = read_tables(data, "accounts.xlsx")
        ours.append(time.perf_counter() - begin)
        assert sheets[0].cells.shape == (n_rows, len(headers))
    print(
        f"{n_rows:,} rows x {len(headers)}: calamine alone {min(alone):.2f} s, "
        f"ours {min(ours):.2f} s, {min(ours) / min(alone):.2f} times"
    )


if __name__ == "__main__":
    what = sys.argv[1] if len(sys.argv) > 1 else "quality"
    size = int(sys.argv[2]) if len(sys.argv) > 2 else 10_000
    pd.set_option("display.width", 250)
    if what == "missed":
        missed(size, int(sys.argv[3]) if len(sys.argv) > 3 else 1)
    elif what == "dev":
        quality(size, (1, 2))
    else:
        {
            "quality": quality,
            "baseline": baseline,
            "workbook": workbook,
            "speed": lambda n: quality(n, SEEDS[:1]),
        }[what](size)
