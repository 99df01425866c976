"""salesplanner review: what managers sent back, as a list of differences; taken over when asked."""

import getpass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click
import pandas as pd

from salesplanner.analysis.currency import currency_scale
from salesplanner.analysis.review import ACCEPTED, CONFLICTING, OUT_OF_RULE, close_round, take_over
from salesplanner.cli.output import Output
from salesplanner.document import Document
from salesplanner.exchange.review import Review, bring_back

A_FILE = click.Path(path_type=Path, dir_okay=False)


@click.command(
    epilog="Example:  salesplanner review plan.salesplan answers/*.xlsx --apply accepted"
)
@click.argument("plan", type=A_FILE)
@click.argument("files", type=A_FILE, nargs=-1, required=True)
@click.option(
    "--apply",
    "applied",
    type=click.Choice([ACCEPTED]),
    help="Take over all wishes that can be accepted, as one undoable step, and save.",
)
@click.option("--why", default="", help="Why they are taken over, for the history of decisions.")
@click.option("--close", is_flag=True, help="End the round; what is left is kept with its outcome.")
@click.option("--json", "as_json", is_flag=True, help="One JSON document instead of tables.")
@click.pass_obj
def review_verb(
    output: Output, plan: Path, files: tuple[Path, ...], applied: str | None, why: str, close: bool,
    as_json: bool,
) -> int:  # fmt: skip
    """Bring edited review workbooks back: accepted, conflicting, out of rule, untouched."""
    with Document.open(plan, read_only=not (applied or close)) as document:
        for name in document.query("SELECT DISTINCT scenario_id FROM review_round")["scenario_id"]:
            document.load_scenario(str(name))
        review = bring_back(document.plan, files)
        n_applied = _take_over(document, review, why) if applied else 0
        if close:
            _close(document, review, bool(applied))
        if n_applied or close:
            document.save()
        scale = currency_scale(document.plan)
    if as_json:
        output.json(_answer(review, scale, n_applied))
    else:
        _print(output, review, scale, n_applied)
    return 1 if review.unread else 0


def _take_over(document: Document, review: Review, why: str) -> int:
    fit = review.of_outcome(ACCEPTED)
    if len(fit):
        document.edit("Take over review", take_over, review.scenario_id, review.round_id, fit,
                      getpass.getuser(), _now(), why)  # fmt: skip
    return len(fit)


def _close(document: Document, review: Review, is_applied: bool) -> None:
    kinds = [CONFLICTING, OUT_OF_RULE] if is_applied else [ACCEPTED, CONFLICTING, OUT_OF_RULE]
    left = review.wishes[review.wishes["outcome"].isin(kinds).to_numpy(bool)]
    left = left.assign(outcome=left["outcome"].replace(ACCEPTED, "rejected"))
    document.edit("Close review", close_round, review.scenario_id, review.round_id, left,
                  getpass.getuser(), _now())  # fmt: skip


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def _answer(review: Review, scale: int, n_applied: int) -> dict[str, Any]:
    lists = {
        outcome.replace(" ", "_"): [_difference(row, scale) for _, row in part.iterrows()]
        for outcome in (ACCEPTED, CONFLICTING, OUT_OF_RULE)
        if (part := review.of_outcome(outcome)) is not None
    }
    return {
        "scenario": review.scenario_id, "round": review.round_id,
        "managers": list(review.managers), **lists, "untouched": review.untouched,
        "missing": review.missing, "unread": review.unread, "applied": n_applied,
    }  # fmt: skip


def _difference(row: "pd.Series[Any]", scale: int) -> dict[str, Any]:
    """One wish as people say it: amounts in whole currency."""
    names = ("file", "place", "manager_id", "table_name", "row_key", "name", "wish",
             "value_before", "value_after", "reason_code", "body", "why")  # fmt: skip
    answer = {name: row[name] for name in names}
    if row["table_name"] == "quota":
        answer |= {name: int(row[name]) / scale for name in ("value_before", "value_after")}
    comment, reason = answer.pop("body"), answer.pop("reason_code")
    return answer | {"comment": comment, "reason": reason}


def _print(output: Output, review: Review, scale: int, n_applied: int) -> None:
    heads = ("What", "Manager", "Before", "Asked for", "Reason", "Why not")
    for outcome in (ACCEPTED, CONFLICTING, OUT_OF_RULE):
        part = review.of_outcome(outcome)
        if len(part):
            rows = [_line(_difference(row, scale)) for _, row in part.iterrows()]
            output.table(f"{outcome.capitalize()} ({len(part)})", heads, rows)
    for one in review.unread:
        place = f"{one['file']}, sheet {one['sheet']}, row {one['row']}, {one['column']}"
        output.line(f"Not taken: {place}: {one['value']} - {one['reason']}")
    output.line(f"Untouched: {review.untouched:,} rows ({review.missing:,} did not come back).")
    if n_applied:
        output.line(f"{n_applied:,} wishes taken over.")


def _line(wish: dict[str, Any]) -> tuple[str, ...]:
    before, after = (
        f"{value:,.2f}" if isinstance(value, float) else str(value)
        for value in (wish["value_before"], wish["value_after"])
    )
    return (str(wish["name"]), str(wish["manager_id"]), before, after, str(wish["reason"]),
            str(wish["why"]))  # fmt: skip
