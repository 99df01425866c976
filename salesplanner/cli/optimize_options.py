"""The options of `salesplanner optimize` and `frontier`, and what they ask."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, get_args

import click

from salesplanner.cli.amounts import amount_or_share, ends_of, named, number_of, share_of
from salesplanner.optimize.options import (
    Balance,
    CapAsked,
    CapKind,
    Limit,
    Options,
    TermKind,
)
from salesplanner.problems import PlanProblem

USUAL_OF_CAP: dict[CapKind, str] = {
    "disruption": "revenue",
    "handover": "accounts",
    "takeover": "accounts",
}
OBJECTIVES = ("travel", "inertia", "revenue")
A_FILE = click.Path(path_type=Path, dir_okay=False)

_OPTIONS = (
    click.option("--layer", help="The layer of territories; the first one by default."),
    click.option("--assign", type=click.Choice(["units", "accounts"]), help="What is assigned; "
                 "units where the plan has any."),
    click.option("--territories", type=click.IntRange(1), metavar="K", help="K new territories "
                 "with free centres. Left out: the scenario's own, at the homes of their reps."),
    click.option("--add", "n_add", type=click.IntRange(1), metavar="K",
                 help="K territories more."),
    click.option("--remove", "n_remove", type=click.IntRange(1), metavar="K",
                 help="K territories fewer."),
    click.option("--only", metavar="T1,T2,...", help="Only these territories and what they have."),
    click.option("--objective", type=click.Choice(OBJECTIVES), help="What is made best; travel by "
                 "default."),
    click.option("--weight", "weights", multiple=True, metavar="TERM=W", help="Several objectives: "
                 "--weight travel=1 --weight disruption=0.3."),
    click.option("--size", metavar="MEASURE", help="What inertia is weighted by."),
    click.option("--balance", multiple=True, metavar="MEASURE=5%", help="Band around each "
                 "territory's target share; several allowed."),
    click.option("--limit", "limits", multiple=True, metavar="MEASURE=LOW:HIGH",
                 help="Hard limits; never broken."),
    click.option("--contiguous/--no-contiguous", default=None, help="Territories in one piece; "
                 "yes by default where units have borders."),
    click.option("--bridges", is_flag=True, help="All bridges join units, not only those of units "
                 "without a land border."),
    click.option("--max-disruption", metavar="[MEASURE=]15%", help="Most that changes territory; "
                 "of revenue by default."),
    click.option("--max-handover", metavar="N", help="Most accounts a rep gives up; or "
                 "revenue=10%."),
    click.option("--max-takeover", metavar="N", help="Most accounts a rep takes over."),
    click.option("--keep", type=A_FILE, help="unit_id or account_id, one a line: they stay."),
)  # fmt: skip
_EFFORT = (
    click.option("--time-limit", default=60.0, show_default=True, type=click.FloatRange(0.1),
                 help="Wall seconds from opening the plan to the verified answer."),
    click.option("--effort", type=click.IntRange(1), help="A count of steps instead of the clock: "
                 "with --threads 1 and one seed the answer is always the same."),
    click.option("--gap", default="0%", show_default=True, help="Proven gap to stop at."),
    click.option("--seed", default=7, show_default=True),
    click.option("--threads", type=click.IntRange(1), help="As many as the machine has by "
                 "default."),
)  # fmt: skip


def asks(function: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the options of what is asked of a solve and of how long to look."""
    for option in reversed((*_OPTIONS, *_EFFORT)):
        function = option(function)
    return function


def options_of(given: dict[str, Any]) -> Options:
    """What the options on the command line ask.

    Raises:
        click.UsageError: an option cannot be read, or two do not go together.
        PlanProblem: the file of what to keep cannot be read.
    """
    return Options(
        layer_id=given["layer"],
        assign=given["assign"],
        n_territories=given["territories"],
        n_add=given["n_add"] or 0,
        n_remove=given["n_remove"] or 0,
        only=tuple(part.strip() for part in (given["only"] or "").split(",") if part.strip()),
        terms=_terms(given["objective"], given["weights"]),
        size=given["size"],
        balance=_balances(given["balance"]),
        limits=tuple(_limit(text) for text in given["limits"]),
        contiguous=given["contiguous"],
        all_bridges=given["bridges"],
        caps=tuple(_caps(given)),
        keep=_kept(given["keep"]),
    )


def _terms(objective: str | None, weights: tuple[str, ...]) -> tuple[tuple[TermKind, float], ...]:
    if weights and objective:
        raise click.UsageError("Give --objective or --weight, not both.")
    if not weights:
        return ((objective or "travel", 1.0),)  # type: ignore[return-value]  # a choice of click
    terms: list[tuple[TermKind, float]] = []
    for text in weights:
        kind, value = named(text, "--weight", "TERM=W")
        if kind not in get_args(TermKind):
            raise click.BadParameter(
                f"there is no {kind!r}; use {', '.join(get_args(TermKind))}", param_hint="--weight"
            )
        weight = number_of(value, "--weight")
        if weight <= 0:
            raise click.BadParameter(f"{text!r} is not above 0", param_hint="--weight")
        terms.append((kind, weight))  # type: ignore[arg-type]  # checked above
    if len({kind for kind, _ in terms}) < len(terms):
        raise click.UsageError("A term is weighed twice in --weight.")
    return tuple(terms)


def _balances(texts: tuple[str, ...]) -> tuple[Balance, ...] | None:
    if not texts:
        return None
    pairs = [named(text, "--balance", "MEASURE=5%") for text in texts]
    return tuple(Balance(measure=name, share=share_of(share, "--balance")) for name, share in pairs)


def _limit(text: str) -> Limit:
    name, ends = named(text, "--limit", "MEASURE=LOW:HIGH")
    low, high = ends_of(ends, "--limit")
    return Limit(measure=name, low=low, high=high)


def _caps(given: dict[str, Any]) -> list[CapAsked]:
    caps = []
    for kind, usual in (
        ("disruption", "revenue"),
        ("handover", "accounts"),
        ("takeover", "accounts"),
    ):
        text = given[f"max_{kind}"]
        if text is not None:
            caps.append(_cap(kind, usual, text))  # type: ignore[arg-type]  # one of the three
    return caps


def _cap(kind: CapKind, usual: str, text: str) -> CapAsked:
    option = f"--max-{kind}"
    measure, value = named(text, option, "MEASURE=15%") if "=" in text else (usual, text)
    amount, is_share = amount_or_share(value, option)
    if kind == "disruption" and not is_share:
        if amount > 1:
            raise click.BadParameter(f"{text!r} is no share; write it like 15%", param_hint=option)
        is_share = True
    return CapAsked(kind=kind, measure=measure, amount=amount, is_share=is_share)


def _kept(path: Path | None) -> tuple[str, ...]:
    if path is None:
        return ()
    try:
        text = path.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise PlanProblem(
            f"The file of what to keep cannot be read: {error}.", str(path), "Check the name."
        ) from error
    lines = [line.split(",")[0].strip().strip('"') for line in text.splitlines()]
    words = [line for line in lines if line and line not in ("unit_id", "account_id")]
    return tuple(dict.fromkeys(words))
