"""`salesplanner import`: a file of another system into a plan."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import click
import pandas as pd

from salesplanner.cli.output import Output
from salesplanner.document import Document
from salesplanner.exchange.files import demand_writable
from salesplanner.exchange.import_difference import import_difference
from salesplanner.exchange.issues import count_by_kind
from salesplanner.exchange.prepare import Prepared, import_prepared, prepare_import
from salesplanner.exchange.rejects import write_rejects
from salesplanner.exchange.targets import KINDS
from salesplanner.exchange.templates import write_template
from salesplanner.geography.outlines import Outlines
from salesplanner.plan.demands import scenario_called
from salesplanner.plan.edits.placing import outlines_of_own_map
from salesplanner.problems import PlanProblem
from salesplanner.progress import Progress

A_FILE = click.Path(path_type=Path, dir_okay=False)
A_SOURCE = click.Path(path_type=Path)
_SHOWN = 10


@click.command(
    epilog="Example:  salesplanner import plan.salesplan accounts crm_export.xlsx"
    " --system CRM --json"
)
@click.argument("plan", type=A_FILE)
@click.argument("kind", type=click.Choice(list(KINDS)))
@click.argument("file", type=A_SOURCE, required=False)
@click.option(
    "--map",
    "map_file",
    type=A_FILE,
    help="JSON: header to field, or to 'ignore'; goes before what is found.",
)
@click.option("--sheet", help="The sheet of a workbook; left out: the one that fits best.")
@click.option(
    "--system", default="", help="Name of the source system, e.g. CRM; ids are kept apart by it."
)
@click.option(
    "--refresh",
    is_flag=True,
    help="A newer export of the whole system: accounts missing from it are marked. Rules: the "
    "sheet is the whole list, and those it no longer has go.",
)
@click.option("--scenario", help="Rules, alignment: of which scenario; default: the adopted one.")
@click.option(
    "--rejects",
    type=A_FILE,
    help="Write refused rows there (.csv or .xlsx), with the reason beside each.",
)
@click.option(
    "--rate",
    "rates",
    multiple=True,
    metavar="CODE=RATE",
    help="What one unit of a currency is worth in the plan's, e.g. EUR=1.08; kept in the plan.",
)
@click.option(
    "--dates",
    type=click.Choice(["dmy", "mdy", "ymd"]),
    help="Order of day and month where a file does not tell.",
)
@click.option(
    "--template",
    type=A_FILE,
    help="Write a workbook to fill in for this kind (.xlsx), and do nothing else.",
)
@click.option("--dry-run", is_flag=True, help="Say what would happen, and change nothing.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@click.pass_obj
def import_verb(  # noqa: PLR0917 - click calls it by name
    output: Output,
    plan: Path,
    kind: str,
    file: Path | None,
    map_file: Path | None,
    sheet: str | None,
    system: str,
    refresh: bool,
    scenario: str | None,
    rejects: Path | None,
    rates: tuple[str, ...],
    dates: str | None,
    template: Path | None,
    dry_run: bool,
    as_json: bool,
) -> int:
    """Bring a file of another system into a plan: CSV, Excel, OpenDocument or a saved web table."""
    if template is not None:
        demand_workbook(template)
        output.line(f"{write_template(kind, template)}: fill it in, then import it.")
        return 0
    if file is None:
        raise PlanProblem("No file to import was named.", "", f"E.g. import {plan} {kind} FILE.")
    if rejects is not None:
        demand_writable(rejects)
    told = {
        "mapping": _read_mapping(map_file),
        "is_refresh": refresh,
        "rates": _read_rates(rates),
        "usual_dates": dates or "",
    }
    with Document.open(plan, read_only=dry_run) as document, output.progress() as progress:
        prepared = _prepared(document, file, kind, system, sheet, scenario, told, progress)
        changes = import_difference(document.plan, prepared).lines if kind == "rules" else None
        if not dry_run:
            outlines = _outlines(document) if kind == "accounts" else None
            label = f"Imported {kind} from {file.name}"
            document.edit(label, import_prepared, prepared, outlines)
            document.save()
    if rejects is not None:
        write_rejects(prepared.incoming.rejects_table(), rejects)
    if as_json:
        answer = _document(prepared)
        if changes is not None:
            answer["difference"] = changes.to_dict("records")
        output.json(answer)
    else:
        _print(output, prepared, dry_run)
        if changes is not None:
            _print_difference(output, changes)
    return 1 if prepared.incoming.rejected else 0


def demand_workbook(template: Path) -> None:
    """Raise PlanProblem unless a workbook can be written there."""
    if template.suffix.lower() != ".xlsx":
        raise PlanProblem("A template is a workbook.", str(template), "Name it .xlsx.")
    demand_writable(template)


def _outlines(document: Document) -> Outlines | None:
    return outlines_of_own_map(document.plan, lambda: document.read_bulk("shape"))


def _prepared(
    document: Document,
    file: Path,
    kind: str,
    system: str,
    sheet: str | None,
    scenario: str | None,
    told: dict[str, Any],
    progress: Progress,
) -> Prepared:
    bookings = document.read_bulk("booking") if kind in ("bookings", "opportunities") else None
    scenario_id = scenario_called(document.plan, scenario) if scenario else ""
    document.load_scenario(scenario_id or document.plan.adopted_scenario())
    return prepare_import(
        document.plan, file, kind, system, sheet, today=date.today().isoformat(),
        bookings=bookings, progress=progress, scenario_id=scenario_id, **told,
    )  # fmt: skip


def _read_rates(rates: tuple[str, ...]) -> dict[str, float]:
    """`EUR=1.08` to a currency and its rate."""
    read = {}
    for text in rates:
        code, _, number = text.partition("=")
        try:
            read[code.strip().upper()] = float(number)
        except ValueError as error:
            raise PlanProblem(f"{text!r} is not a rate.", "--rate", "E.g. EUR=1.08.") from error
        if len(code.strip()) != 3 or not 0 < read[code.strip().upper()] < 1e9:
            raise PlanProblem(f"{text!r} is not a rate.", "--rate", "E.g. EUR=1.08.")
    return read


def _read_mapping(path: Path | None) -> dict[str, str]:
    if path is None:
        return {}
    try:
        mapping = json.loads(path.read_text("utf-8-sig"))
    except FileNotFoundError as error:
        raise PlanProblem("There is no such file.", str(path), "Check the name.") from error
    except (OSError, ValueError) as error:
        raise PlanProblem(
            f"The mapping cannot be read: {error}.", str(path), "It is JSON: header to field."
        ) from error
    if not isinstance(mapping, dict) or not all(isinstance(v, str) for v in mapping.values()):
        raise PlanProblem(
            "The mapping is not an object of texts.", str(path), 'E.g. {"Cust No": "account_id"}.'
        )
    return mapping


def _document(prepared: Prepared) -> dict[str, Any]:
    """The JSON of CLI.md, with what was doubtful and what vanished besides."""
    first: dict[int | None, Any] = {}
    for issue in prepared.incoming.rejected:
        first.setdefault(issue.row, issue)
    return {
        "read": prepared.incoming.n_read,
        **{word: prepared.count(word) for word in ("added", "changed", "unchanged", "merged")},
        "rejected": [
            {
                "sheet": i.sheet,
                "row": i.row,
                "column": i.column,
                "value": i.value,
                "reason": i.reason,
            }
            for i in first.values()
        ],
        "columns": [
            {"header": c.header, "field": c.field or None, "confidence": c.confidence}
            for c in prepared.matching.columns
        ],
        "system": prepared.incoming.arrival.system,
        "sheet": prepared.sheet.title,
        "vanished": list(prepared.outcome.vanished),
        "to_review": _to_review(prepared),
        "doubts": [
            {
                "kind": i.kind,
                "sheet": i.sheet,
                "row": i.row,
                "column": i.column,
                "value": i.value,
                "reason": i.reason,
                "assumed": i.assumed,
                "choices": list(i.choices),
            }
            for i in prepared.issues
        ],
    }


def _print_difference(output: Output, lines: pd.DataFrame) -> None:
    """Rule by rule and cell by cell what the sheet changes."""
    shown = lines[lines["table"] == "carve_rule"].astype(object)
    shown = shown.where(shown.notna(), "")
    rows = [
        [str(row["row_key"]), str(row["what"]), str(row["column"]), str(row["value_before"]),
         str(row["value_after"])]
        for row in shown.to_dict("records")
    ]  # fmt: skip
    if rows:
        output.table("Difference", ["rule", "what", "column", "before", "after"], rows)
    else:
        output.line("The sheet says what the plan says already.")


def _to_review(prepared: Prepared) -> list[dict[str, Any]]:
    pairs = []
    for matches in (prepared.across, prepared.within):
        if matches is not None:
            pairs += [{"record": row.left, "like": row.right, "share": row.share, "why": row.why}
                      for row in matches.doubtful.itertuples()]  # fmt: skip
    return pairs


def _print(output: Output, prepared: Prepared, is_dry: bool) -> None:
    words = ("added", "changed", "unchanged", "merged")
    counts = [[word, f"{prepared.count(word):,}"] for word in words]
    rows = [
        ["read", f"{prepared.incoming.n_read:,}"],
        *counts,
        ["rejected", f"{prepared.n_rejected:,}"],
    ]
    if prepared.outcome.vanished:
        is_rules = prepared.incoming.arrival.kind == "rules"
        said = "no longer in the list, taken out" if is_rules else "vanished, kept and marked"
        rows.append([said, f"{len(prepared.outcome.vanished):,}"])
    output.table("Would be imported" if is_dry else "Imported", ["rows", "number"], rows)
    columns = [[c.header, c.field or "-", f"{c.confidence:.0%}"] for c in prepared.matching.columns]
    output.table("Columns", ["header", "field", "confidence"], columns)
    doubts = count_by_kind(prepared.issues)
    if doubts:
        output.table("Doubts", ["kind", "number"], [[kind, f"{n:,}"] for kind, n in doubts.items()])
    for issue in prepared.incoming.rejected[:_SHOWN]:
        output.line(
            f"Rejected: {issue.sheet}, row {issue.row}, {issue.column} {issue.value!r}: "
            f"{issue.reason}"
        )
    if len(prepared.incoming.rejected) > _SHOWN:
        output.line(
            f"... and {len(prepared.incoming.rejected) - _SHOWN:,} more: write them with --rejects."
        )
    n_review = len(_to_review(prepared))
    if n_review:
        output.line(
            f"{n_review:,} pairs of accounts look alike and were left apart: "
            "review them in the window."
        )
