"""Time and memory of the plan document at full size, beside plain sqlite3 + pandas in the same run.

    uv run python tests/benchmarks/bench_plan.py [--scale 1.0] [--folder DIR] [--keep]

At scale 1: 100,000 accounts, 34,000 units with borders and two measures, 1,000 territories, 20
scenarios, five years of monthly bookings (3 million rows).
"""

import argparse
import gc
import os
import resource
import shutil
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from salesplanner.document import Document
from salesplanner.plan.edits.accounts import add_account, change_accounts
from salesplanner.plan.edits.assignments import assign_accounts, assign_units
from salesplanner.plan.edits.cells import change_cells
from salesplanner.plan.edits.scenarios import branch_scenario, remove_scenario
from salesplanner.plan.fields import TABLES
from salesplanner.plan.model import Plan

N_ACCOUNTS, N_UNITS, N_TERRITORIES, N_SCENARIOS, N_MONTHS = 100_000, 34_000, 1_000, 20, 60
BOOKED_SHARE = 0.5  # of accounts and months with a booking: 3 million rows


def facts(plan: Plan, scale: float) -> Plan:
    rng = np.random.default_rng(7)
    n_units, n_accounts = int(N_UNITS * scale), int(N_ACCOUNTS * scale)
    unit_ids = np.array([f"{number:05d}" for number in range(n_units)], dtype=object)
    info = {"plan_id": "plan", "name": "Large", "fiscal_year": 2027, "first_month": 1}
    plan = plan.put("plan_info", pd.DataFrame([info | {"currency": "USD"}]))
    plan = plan.put("layer", pd.DataFrame([{"layer_id": "field", "name": "Field"}]))
    plan = plan.put("unit", pd.DataFrame({
        "unit_id": unit_ids, "name": [f"Unit {u}" for u in unit_ids], "level": "zip5",
        "latitude": rng.uniform(25, 49, n_units), "longitude": rng.uniform(-124, -67, n_units),
        "population": rng.integers(0, 50_000, n_units).astype(float),
    }))  # fmt: skip
    first = np.arange(n_units - 3).repeat(3)
    plan = plan.put("border", pd.DataFrame({
        "unit_a": unit_ids[first], "unit_b": unit_ids[first + np.tile([1, 2, 3], n_units - 3)],
        "kind": "land", "length_km": rng.uniform(1, 9, len(first)), "is_forbidden": False,
    }))  # fmt: skip
    plan = plan.put("measure", pd.DataFrame({"measure_id": ["m1", "m2"], "adds_up": "sum"}))
    plan = plan.put("unit_measure", pd.DataFrame({
        "unit_id": unit_ids.repeat(2), "measure_id": ["m1", "m2"] * n_units,
        "value": rng.uniform(0, 9, 2 * n_units),
    }))  # fmt: skip
    money = {name: rng.integers(0, 10**7, n_accounts) for name in (
        "revenue_last_year_amount", "revenue_amount", "potential_amount", "pipeline_amount",
    )}  # fmt: skip
    names = [f"Company number {number} of the demonstration" for number in range(n_accounts)]
    return plan.put("account", pd.DataFrame({
        "account_id": [f"A{number:07d}" for number in range(n_accounts)], "name": names,
        "street": [f"{number % 999} Main Street" for number in range(n_accounts)],
        "city": rng.choice(["Springfield", "Riverside", "Salem"], n_accounts), "state": "KS",
        "postal_code": rng.choice(unit_ids, n_accounts), "country": "US",
        "latitude": rng.uniform(25, 49, n_accounts),
        "longitude": rng.uniform(-124, -67, n_accounts), "win_probability_share": 0.3,
        "unit_id": rng.choice(unit_ids, n_accounts), "found_by": "coordinates",
        "segment": rng.choice(["large", "small"], n_accounts), "industry": "Retail",
        "employees": rng.integers(1, 9999, n_accounts), "status": "customer",
    } | money))  # fmt: skip


def decisions(plan: Plan, scale: float) -> Plan:
    rng = np.random.default_rng(8)
    unit_ids, account_ids = plan["unit"]["unit_id"], plan["account"]["account_id"]
    n_territories = int(N_TERRITORIES * scale)
    names = np.array([f"T{number:04d}" for number in range(n_territories)], dtype=object)
    for number in range(N_SCENARIOS):
        key: dict[str, Any] = {"scenario_id": f"s{number:02d}"}
        row = key | {"name": f"Scenario {number}", "state": "draft", "is_adopted": number == 0}
        plan = plan.put("scenario", pd.DataFrame([row])).with_loaded([key["scenario_id"]])
        plan = plan.put("territory", pd.DataFrame(key | {
            "territory_id": names, "name": names, "layer_id": "field", "level_id": "territory",
        }))  # fmt: skip
        plan = plan.put("unit_assignment", pd.DataFrame(key | {
            "layer_id": "field", "unit_id": unit_ids, "is_locked": False,
            "territory_id": names[np.arange(len(unit_ids)) * n_territories // len(unit_ids)],
        }))  # fmt: skip
        named = account_ids[rng.random(len(account_ids)) < 0.01]
        plan = plan.put("account_assignment", pd.DataFrame(key | {
            "layer_id": "field", "account_id": named, "from_date": "", "kind": "named",
            "territory_id": rng.choice(names, len(named)), "share": 1.0, "is_locked": False,
        }))  # fmt: skip
        plan = plan.put("quota", pd.DataFrame(key | {
            "territory_id": names, "period": "2027", "component": "", "planned_amount": 10**8,
            "adjustment_amount": 0, "revised_amount": 10**8, "is_locked": False,
        }))  # fmt: skip
    return plan


def bookings(plan: Plan) -> Plan:
    rng = np.random.default_rng(9)
    account_ids = plan["account"]["account_id"].to_numpy(object)
    months = np.array([f"{2022 + n // 12}-{n % 12 + 1:02d}" for n in range(N_MONTHS)], dtype=object)
    booked = np.flatnonzero(rng.random(len(account_ids) * N_MONTHS) < BOOKED_SHARE)
    return plan.with_bulk("booking", pd.DataFrame({
        "account_id": account_ids[booked // N_MONTHS], "period": months[booked % N_MONTHS],
        "product_id": "", "amount": rng.integers(100, 10**6, len(booked)),
    }))  # fmt: skip


def build(path: Path, scale: float) -> None:
    with Document.create(path) as document:
        document.edit("Facts", facts, scale)
        document.edit("Decisions", decisions, scale)
        document.edit("Bookings", bookings)
        document.save()


def seconds(task: Callable[[], Any], repeats: int = 1) -> list[float]:
    taken = []
    for _ in range(repeats):
        start = time.perf_counter()
        task()
        taken.append(time.perf_counter() - start)
    return taken


def show(
    what: str, taken: list[float], target: str = "", baseline: list[float] | None = None
) -> None:
    middle, worst = statistics.median(taken), max(taken)
    beside = (
        f"   plain sqlite3 + pandas {statistics.median(baseline) * 1000:9.1f} ms"
        if baseline
        else ""
    )
    aim = f"   target {target}" if target else ""
    print(
        f"{what:44s} {middle * 1000:9.1f} ms (worst {worst * 1000:8.1f}){aim}{beside}", flush=True
    )


def measure(path: Path) -> None:
    plain = path.with_suffix(".plain")
    shutil.copyfile(path, plain)
    baseline_open = seconds(lambda: plain_read(plain))
    gc.collect()
    documents: list[Document] = []
    show(
        "open to usable",
        seconds(lambda: documents.append(Document.open(path))),
        "2 s",
        baseline_open,
    )
    document = documents[0]
    heard: list[frozenset[str]] = []
    document.listen(heard.append)
    accounts = iter(document.plan["account"]["account_id"].sample(200, random_state=1))
    edits: dict[str, Callable[[], Any]] = {
        "edit one cell of an account": lambda: document.edit(
            "e", change_accounts, [next(accounts)], potential_amount=time.perf_counter_ns()
        ),
        "name an account": lambda: document.edit(
            "e", assign_accounts, "s00", [next(accounts)], "T0005", "hand"
        ),
        "add an account": lambda: document.edit("e", add_account, f"New {time.perf_counter_ns()}"),
        "assign one unit": lambda: document.edit(
            "e", assign_units, "s00", ["00100"], f"T{time.perf_counter_ns() // 1000 % 45:04d}"
        ),
    }
    for what, edit in edits.items():
        show(what, seconds(edit, 15), "30 ms", seconds(lambda: plain_edit(plain), 5))
        show("    undo", seconds(document.undo, 15), "30 ms")
        show("    redo", seconds(document.redo, 5), "30 ms")
    paste(document, plain)
    scenarios_and_save(path, document, plain)
    document.close()


def scenarios_and_save(path: Path, document: Document, plain: Path) -> None:
    show("load another scenario", seconds(lambda: document.load_scenario("s07")))
    show("branch it", seconds(lambda: document.edit("b", branch_scenario, "s07", "Branch")))
    show("remove it", seconds(lambda: document.edit("r", remove_scenario, "branch")))
    sums = "SELECT substr(period, 1, 4), sum(amount) FROM booking GROUP BY 1"
    show("sum 3 million bookings by year", seconds(lambda: document.query(sums), 3))
    show("save", seconds(document.save, 3), "2 s", seconds(lambda: plain_save(plain), 2))
    print(
        f"file {path.stat().st_size / 1e6:.0f} MB; peak memory {peak_mb():.0f} MB, target 1500 MB"
    )


def paste(document: Document, plain: Path) -> None:
    ids = document.plan["account"]["account_id"].iloc[:10_000]
    pasted = pd.DataFrame({
        "account_id": ids, "potential_amount": np.arange(len(ids)), "note": "pasted",
        "employees": 5, "segment": "small",
    })  # fmt: skip
    taken = seconds(lambda: document.edit("paste", change_cells, "account", pasted))
    show("paste of 40,000 cells", taken, "2 s", seconds(lambda: plain_paste(plain, pasted)))
    show("    undo", seconds(document.undo))


def plain_read(path: Path) -> dict[str, pd.DataFrame]:
    """The same tables, the decisions of the adopted scenario, as pandas reads them by itself."""
    connection = sqlite3.connect(path)
    frames = {}
    for name, table in TABLES.items():
        if not table.is_bulk:
            where = " WHERE scenario_id = 's00'" if table.is_decision and name != "scenario" else ""
            key = ", ".join(table.key)
            frames[name] = pd.read_sql_query(
                f"SELECT * FROM {name}{where} ORDER BY {key}", connection
            )
    connection.close()
    return frames


def plain_edit(path: Path) -> None:
    connection = sqlite3.connect(path)
    with connection:
        connection.execute("UPDATE account SET potential_amount = 5 WHERE account_id = 'A0000100'")
    connection.close()


def plain_paste(path: Path, rows: pd.DataFrame) -> None:
    connection = sqlite3.connect(path)
    columns = ["potential_amount", "note", "employees", "segment", "account_id"]
    with connection:
        connection.executemany(
            "UPDATE account SET potential_amount = ?, note = ?, employees = ?, segment = ? "
            "WHERE account_id = ?",
            list(rows[columns].itertuples(index=False, name=None)),
        )
    connection.close()


def plain_save(path: Path) -> None:
    copy = path.with_suffix(".copy")
    shutil.copyfile(path, copy)
    with copy.open("r+b") as file:
        os.fsync(file.fileno())
    copy.unlink()


def peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scale", type=float, default=1.0)
    parser.add_argument("--folder", type=Path, default=None)
    options = parser.parse_args()
    folder = options.folder or Path(tempfile.mkdtemp(prefix="bench-plan-"))
    folder.mkdir(parents=True, exist_ok=True)
    os.environ["XDG_DATA_HOME"] = str(folder / "home")
    path = folder / f"large-{options.scale:g}.salesplan"
    if not path.exists():
        child = os.fork()  # so that building does not count in the peak memory
        if child == 0:
            build(path, options.scale)
            os._exit(0)
        print(f"building took a child with status {os.waitpid(child, 0)[1]}")
    measure(path)
    if options.folder is None:
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
