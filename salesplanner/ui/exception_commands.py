"""Exceptions and dates: name, hold over, split, protect, hand over; reps who leave and join."""

import getpass
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np
from PySide6.QtWidgets import QDialog

from salesplanner.analysis.columns import positions
from salesplanner.analysis.dated import nearest_others
from salesplanner.analysis.fiscal_year import fiscal_year
from salesplanner.plan import Plan, equals
from salesplanner.plan.condition_values import matches
from salesplanner.plan.conditions import names_of_accounts, parse_condition
from salesplanner.plan.edits.assignments import assign_accounts, split_account
from salesplanner.plan.edits.exceptions import hand_over, keep_accounts, rep_leaves
from salesplanner.plan.edits.seats import seat_rep
from salesplanner.problems import PlanProblem
from salesplanner.ui.actions import Command, with_plan
from salesplanner.ui.dialogs.form_dialog import (
    Choices,
    FormDialog,
    Row,
    Values,
    choice,
    condition_box,
    day,
    line,
    per_cent,
    tick,
)
from salesplanner.ui.words import money

if TYPE_CHECKING:
    from salesplanner.ui.main_window import MainWindow

NEAREST = "nearest"
_PROTECT_HINT = "Pipeline over 0 or Renewal date within 90 days"


def signed() -> dict[str, str]:
    """Who decides, and today."""
    try:
        name = getpass.getuser()
    except (OSError, KeyError):
        name = "unknown"
    return {"made_by": name, "made_on": date.today().isoformat()}


def with_accounts(window: "MainWindow") -> bool:
    return with_plan(window) and bool(window.session.selection.account_ids)


def territory_choices(window: "MainWindow") -> Choices:
    """The territories of the layer shown: id and name."""
    table = window.numbers.territories()[["territory_id", "name"]]
    return [(str(a), str(b)) for a, b in table.itertuples(index=False)]


def name_accounts(window: "MainWindow") -> None:
    """Give the selected accounts to a territory by name: neither rule nor solve moves them."""
    _ask_and_assign(window, "named", "Name accounts")


def hold_over(window: "MainWindow") -> None:
    """Keep the selected accounts somewhere until a day, and say where they go then."""
    _ask_and_assign(window, "holdover", "Hold accounts over")


def _ask_and_assign(window: "MainWindow", kind: str, title: str) -> None:
    session = window.session
    ids = sorted(session.selection.account_ids)
    territories, last = territory_choices(window), fiscal_year(session.plan).last_day
    rows = [
        Row("territory", "Territory", "Where they are", choice(territories, _now(window, ids))),
        Row("reason", "Reason", "Why, for those who ask later", line("", "Why?")),
    ]
    if kind == "holdover":
        then = [("", "where the rules say"), *territories]
        rows[1:1] = [
            Row("until", "Until", "The last day they stay", day(last)),
            Row("then", "Afterwards", "Where they go when it ends", choice(then)),
        ]

    def edit(plan: Plan, values: Values) -> Plan:
        dates: dict[str, Any] = {"until_date": values.get("until") or None}
        dates["then_territory_id"] = values.get("then") or None
        return assign_accounts(
            plan, session.scenario_id, ids, str(values["territory"]), kind, _reason(values),
            **dates, **signed(),
        )  # fmt: skip

    def said(values: Values) -> str:
        edit(session.plan, values)
        return f"{_worth(window, ids)} would be decided by this, whatever rules and solves say."

    dialog = FormDialog(title, rows, said, window)
    if dialog.exec() == QDialog.DialogCode.Accepted:
        session.edit(f"{title}: {len(ids):,}", edit, dialog.values())


def split(window: "MainWindow") -> None:
    """Share one account out between two or three territories, from a day if wanted."""
    session = window.session
    account_id = min(session.selection.account_ids)
    territories = territory_choices(window)
    here = _now(window, [account_id])
    rows = [Row("from", "From", "The first day it is shared", day("", "the beginning"))]
    for n in (1, 2, 3):
        options = territories if n < 3 else [("", "nobody else"), *territories]
        rows += [
            Row(f"territory{n}", f"Part {n}", "Who has this part",
                choice(options, here if n == 1 else "")),
            Row(f"share{n}", "Share", "Its share of the account", per_cent((0.6, 0.4, 0.0)[n - 1])),
        ]  # fmt: skip
    rows.append(Row("reason", "Reason", "Why it is shared", line("", "Why?")))

    def edit(plan: Plan, values: Values) -> Plan:
        shares: dict[str, float] = {}
        for n in (1, 2, 3):
            name = str(values[f"territory{n}"])
            if name:
                if name in shares:
                    raise PlanProblem("Two parts name one territory.", "", "Choose another one.")
                shares[name] = float(str(values[f"share{n}"]))
        first = {"from_date": values["from"] or None}
        return split_account(plan, session.scenario_id, account_id, shares, _reason(values),
                             **first, **signed())  # fmt: skip

    def words(values: Values) -> str:
        edit(session.plan, values)
        return f"{_worth(window, [account_id])} would be shared; the largest part is its territory."

    dialog = FormDialog(f"Split {account_id}", rows, words, window, "Split")
    if dialog.exec() == QDialog.DialogCode.Accepted:
        session.edit(f"Split {account_id}", edit, dialog.values())


def protect(window: "MainWindow") -> None:
    """Keep all accounts that meet a condition where they are, before rules and solves run."""
    session = window.session
    last = day(fiscal_year(session.plan).last_day, "for good")
    words = line("Protected before modelling")
    rows = [
        Row("condition", "Accounts with", f"Which accounts, e.g. {_PROTECT_HINT}",
            condition_box(_PROTECT_HINT, _PROTECT_HINT)),
        Row("until", "Until", "The last day they stay", last),
        Row("reason", "Reason", "Why, for those who ask later", words),
        Row("lock", "", "Neither rule nor solve moves them", tick("Lock them as well", True)),
    ]  # fmt: skip

    def edit(plan: Plan, values: Values) -> Plan:
        until = str(values["until"]) or None
        return keep_accounts(
            plan, session.scenario_id, session.layer_id, _met(window, str(values["condition"])),
            "holdover" if until else "named", f"{values['reason']}: {values['condition']}",
            until_date=until, is_locked=bool(values["lock"]), **signed(),
        )  # fmt: skip

    def said(values: Values) -> str:
        found = _met(window, str(values["condition"]))
        if not found:
            raise PlanProblem("No account that is free to move meets this.", "", "Change it.")
        return (
            f"{_worth(window, list(found))} would stay where {_baseline_words(window)} has them; "
            "their value still counts in their territories."
        )

    dialog = FormDialog("Protect accounts by criteria", rows, said, window, "Protect")
    if dialog.exec() == QDialog.DialogCode.Accepted:
        values = dialog.values()
        session.edit(f"Protect accounts: {values['condition']}", edit, values)


def _met(window: "MainWindow", condition: str) -> dict[str, str]:
    """Accounts nobody decided about that meet a condition, and where the baseline has them."""
    plan, now = window.session.plan, window.numbers.measures
    parsed = parse_condition(condition, names_of_accounts(plan))
    found = window.numbers.baseline.cover
    mask = matches(parsed, now.facts.known.columns)
    mask = mask & (found.territory >= 0) & (now.cover.step > 2)
    ids, there = plan["account"]["account_id"].to_numpy(object), set(now.cover.territory_ids)
    at = found.territory_ids.to_numpy(object)[found.territory]
    return {str(ids[n]): str(at[n]) for n in np.flatnonzero(mask) if at[n] in there}


def pass_on(window: "MainWindow") -> None:
    """Hand the selected accounts over from a day, for a time or for good."""
    session = window.session
    ids = sorted(session.selection.account_ids)
    first = fiscal_year(session.plan).first_day
    rows = [
        Row("to", "To", "Who takes them", choice(_takers(window))),
        Row("from", "From", "The first day", day(first)),
        Row("until", "Until", "The last day, then they go back", day("", "for good")),
        Row("reason", "Reason", "Why", line("", "Why?")),
    ]

    def edit(plan: Plan, values: Values) -> Plan:
        to = _to(window, ids, str(values["to"]))
        return hand_over(plan, session.scenario_id, to, str(values["from"]),
                         str(values["until"]) or None, _reason(values), **signed())  # fmt: skip

    def said(values: Values) -> str:
        edit(session.plan, values)
        back = f" and come back after {values['until']}" if values["until"] else " for good"
        return f"{_worth(window, ids)} would change hands on {values['from']}{back}."

    dialog = FormDialog("Hand accounts over", rows, said, window, "Hand over")
    if dialog.exec() == QDialog.DialogCode.Accepted:
        session.edit(f"Hand {len(ids):,} accounts over", edit, dialog.values())


def leaves(window: "MainWindow") -> None:
    """A rep's last day; the accounts pass to neighbours or a pool, and back on a day if wanted."""
    session = window.session
    seats = session.plan.of_scenario("territory_rep", session.scenario_id)
    names = session.plan["rep"].set_index("rep_id")["name"]
    reps = sorted(((str(r), str(names.get(r, r))) for r in seats["rep_id"].unique()),
                  key=lambda one: one[1])  # fmt: skip
    if not reps:
        window.say("Nobody sits on a territory of this scenario.")
        return
    first = fiscal_year(session.plan).first_day
    rows = [
        Row("rep", "Rep", "Who leaves", choice(reps)),
        Row("last", "Last day", "The last day at work", day(first)),
        Row("to", "Accounts pass to", "Who takes them from the next day", choice(_takers(window))),
        Row("back", "Back on", "The day the accounts come back to the territory, e.g. when "
            "somebody new begins", day("", "not planned")),
        Row("reason", "Reason", "Why", line("", "Why?")),
    ]  # fmt: skip

    def edit(plan: Plan, values: Values) -> Plan:
        rep_id = str(values["rep"])
        to = _to(window, _accounts_of(window, rep_id), str(values["to"]))
        return rep_leaves(
            plan, session.scenario_id, rep_id, str(values["last"]), to,
            str(values["back"]) or None, _reason(values) or f"{names.get(rep_id, rep_id)} leaves",
            **signed(),
        )  # fmt: skip

    def said(values: Values) -> str:
        edit(session.plan, values)
        ids = _accounts_of(window, str(values["rep"]))
        return f"{_worth(window, ids)} would be without {names.get(values['rep'], 'the rep')}."

    dialog = FormDialog("A rep leaves", rows, said, window, "Plan it")
    if dialog.exec() == QDialog.DialogCode.Accepted:
        values = dialog.values()
        session.edit(f"{names.get(values['rep'], '')} leaves on {values['last']}", edit, values)


def joins(window: "MainWindow") -> None:
    """Somebody sits on a territory from a day."""
    session = window.session
    reps = session.plan["rep"]
    carriers = reps[~reps["is_manager"].fillna(False).to_numpy(bool)]
    people = sorted(
        ((str(r), str(n)) for r, n in zip(carriers["rep_id"], carriers["name"], strict=True)),
        key=lambda one: one[1],
    )
    rows = [
        Row("rep", "Rep", "Who begins", choice(people)),
        Row("territory", "Territory", "Where", choice(territory_choices(window))),
        Row("from", "From", "The first day there", day("", "the beginning")),
        Row("until", "Until", "The last day there", day("", "open")),
        Row("share", "Share", "Share of the territory", per_cent(1.0)),
    ]

    def edit(plan: Plan, values: Values) -> Plan:
        return seat_rep(
            plan, session.scenario_id, str(values["territory"]), str(values["rep"]),
            float(str(values["share"])), str(values["from"]), str(values["until"]) or None,
        )  # fmt: skip

    def said(values: Values) -> str:
        edit(session.plan, values)
        when = f"from {values['from']}" if values["from"] else "from the beginning"
        return f"Sits there {when}. Hours, ramp and quota count the days."

    dialog = FormDialog("A rep joins", rows, said, window, "Plan it")
    if dialog.exec() == QDialog.DialogCode.Accepted:
        values = dialog.values()
        name = dict(people).get(str(values["rep"]), "")
        session.edit(f"{name} joins {values['territory']}", edit, values)


def _takers(window: "MainWindow") -> Choices:
    """Neighbours account by account, pools first, then every territory."""
    rows = window.numbers.measures.seats.rows
    pools = set(rows["territory_id"][equals(rows, "purpose", "pool")])
    named = territory_choices(window)
    first = [(key, f"{name} (pool)") for key, name in named if key in pools]
    others = [one for one in named if one[0] not in pools]
    return [(NEAREST, "the nearest other territory, account by account"), *first, *others]


def _to(window: "MainWindow", ids: list[str], taker: str) -> dict[str, str]:
    if not ids:
        raise PlanProblem("There is no account to hand over.", "", "Choose another rep.")
    if taker == NEAREST:
        return nearest_others(window.numbers.measures, ids)
    return dict.fromkeys(ids, taker)


def _accounts_of(window: "MainWindow", rep_id: str) -> list[str]:
    """Accounts in territories the rep sits on."""
    measures = window.numbers.measures
    seats = measures.plan.of_scenario("territory_rep", measures.scenario_id)
    mine = set(seats["territory_id"][equals(seats, "rep_id", rep_id)])
    ids = np.append(measures.cover.territory_ids.to_numpy(object), [""])
    is_mine = np.array([name in mine for name in ids], bool)[measures.cover.territory]
    return [str(name) for name in measures.facts.known.accounts[is_mine]]


def _now(window: "MainWindow", ids: list[str]) -> str:
    """The territory the first of the accounts is in."""
    cover, accounts = window.numbers.measures.cover, window.numbers.measures.facts.known.accounts
    at = int(positions(accounts, np.array(ids[:1], object))[0]) if ids else -1
    number = int(cover.territory[at]) if at >= 0 else -1
    return str(cover.territory_ids[number]) if number >= 0 else ""


def _worth(window: "MainWindow", ids: list[str]) -> str:
    plan = window.session.plan
    accounts = plan["account"]
    mine = accounts["account_id"].isin(ids)
    revenue = float(accounts["revenue_amount"][mine].fillna(0).sum())
    scale = 10 ** int(plan.info["currency_digits"])
    noun = "account" if len(ids) == 1 else "accounts"
    return f"{len(ids):,} {noun} with revenue of {money(revenue / scale)}"


def _baseline_words(window: "MainWindow") -> str:
    rows = window.session.plan["scenario"]
    names = rows["name"][equals(rows, "scenario_id", window.session.baseline_id)]
    return str(names.iloc[0]) if len(names) else "the baseline"


def _reason(values: Values) -> str:
    return str(values.get("reason", "") or "")


EXCEPTION_COMMANDS = (
    Command("name_accounts", "Name accounts...", "Give the selected accounts to a territory by "
            "name: neither rule nor solve moves them", "Rules", name_accounts, "N", "pin",
            with_accounts),
    Command("hold_over", "Hold over...", "Keep the selected accounts somewhere until a day",
            "Rules", hold_over, "H", "calendar", with_accounts),
    Command("split_account", "Split...", "Share the selected account out between territories",
            "Rules", split, "", "split", with_accounts),
    Command("pass_on", "Hand over...", "Pass the selected accounts on from a day, and back",
            "Rules", pass_on, "", "arrow-right-left", with_accounts),
    Command("protect", "Protect by criteria...", "Keep accounts with open opportunities, near "
            "renewals or any condition where they are", "Rules", protect, "", "lock"),
    Command("rep_leaves", "A rep leaves...", "The last day, and who takes the accounts", "Rules",
            leaves, "", "user-minus"),
    Command("rep_joins", "A rep joins...", "Who begins where, and when", "Rules", joins, "",
            "user-plus"),
)  # fmt: skip
