"""Why: for accounts the path through the steps, for units the territories near by."""

from html import escape
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QTextBrowser, QVBoxLayout, QWidget

from salesplanner.analysis.effect import Effect
from salesplanner.analysis.why import why
from salesplanner.plan import equals
from salesplanner.plan.edits.assignments import assign_units
from salesplanner.problems import PlanProblem
from salesplanner.ui.actions import Command, with_selection
from salesplanner.ui.words import measure_text

if TYPE_CHECKING:
    from salesplanner.ui.main_window import MainWindow

_MOST_ACCOUNTS, _MOST_UNITS, _MOST_CHOICES = 20, 3, 3


class WhyDialog(QDialog):
    """A page to read and to copy from."""

    def __init__(self, html: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle("Why")
        self.resize(620, 520)
        self.page = QTextBrowser()
        self.page.setAccessibleName("Why it is where it is")
        self.page.setHtml(html)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.addWidget(self.page)
        column.addWidget(buttons)


def explain_selection(window: "MainWindow") -> None:
    """Show why what is selected is where it is."""
    chosen = window.session.selection
    if chosen.account_ids:
        html = "".join(
            account_page(window, name) for name in sorted(chosen.account_ids)[:_MOST_ACCOUNTS]
        )
    elif chosen.unit_ids:
        html = "".join(unit_page(window, name) for name in sorted(chosen.unit_ids)[:_MOST_UNITS])
    else:
        html = "<p>Select accounts or units to see why they are where they are.</p>"
    WhyDialog(html, window).exec()


def account_page(window: "MainWindow", account_id: str, *, is_narrow: bool = False) -> str:
    """HTML: the answer in a sentence, then every step and what it says (below it where narrow)."""
    session = window.session
    answer = why(session.plan, session.scenario_id, session.layer_id, account_id)
    steps = "".join(
        f"<p style='margin: 6px 0 0 0'>{'&#9654; ' if step.decided else ''}"
        f"{_bold(step.name, step.decided)}<br>{_bold(step.says, step.decided)}</p>"
        if is_narrow
        else f"<tr><td width=24>{'&#9654;' if step.decided else ''}</td>"
        f"<td width=170>{_bold(step.name, step.decided)}</td>"
        f"<td>{_bold(step.says, step.decided)}</td></tr>"
        for step in answer.steps
    )
    noted = " ".join(
        part for part in (f"Since {answer.since}." if answer.since else "",
                          f"By {answer.by}." if answer.by else "") if part
    )  # fmt: skip
    accounts = session.plan["account"]
    names = accounts["name"][equals(accounts, "account_id", account_id)]
    name = str(names.iloc[0]) if len(names) else ""
    path = steps if is_narrow else f"<table cellpadding=3>{steps}</table>"
    return (
        f"<h3>{escape(name)} <span style='font-weight:normal'>{escape(account_id)}</span></h3>"
        f"<p>{escape(answer.sentence())}.</p><p>{escape(noted)}</p>"
        f"{path}<p><i>{escape(answer.remedy)}</i></p>"
    )


def unit_page(window: "MainWindow", unit_id: str) -> str:
    """HTML: where a unit is, and what giving it to each neighbouring territory would do."""
    session, measures = window.session, window.numbers.measures
    units, ids = measures.facts.known.units, measures.cover.territory_ids
    position = int(units.get_indexer(pd.Index([unit_id], dtype=object))[0])
    here = int(measures.cover.unit_territory[position])
    borders = measures.facts.borders
    touching = borders[(borders == position).any(axis=1)]
    others = np.unique(measures.cover.unit_territory[touching])
    names = window.numbers.territories().set_index("territory_id")["name"]
    where = escape(str(names[ids[here]])) if here >= 0 else "no territory"
    rows = ""
    for other in [int(n) for n in others if n not in (here, -1)][:_MOST_CHOICES]:
        try:
            plan = assign_units(session.plan, session.scenario_id, [unit_id], str(ids[other]))
            rows += _effect_row(window, str(names[ids[other]]), window.numbers.effect(plan))
        except PlanProblem as problem:
            name = escape(str(names[ids[other]]))
            rows += f"<tr><td>To {name}:</td><td>{escape(problem.what)}</td></tr>"
    return f"<h3>{escape(unit_id)}</h3><p>In {where}.</p><table cellpadding=4>{rows}</table>"


def _effect_row(window: "MainWindow", name: str, effect: Effect) -> str:
    digits = int(window.session.plan.info["currency_digits"])
    whole = effect.whole.set_index("measure")["change"]
    parts = [
        f"{word} {measure_text(key, float(whole[key]), digits, signed=True)}"
        for word, key in (("travel", "travel_hours"), ("expected revenue", "expected_amount"),
                          ("territories in the band", "share_in_band"))
    ]  # fmt: skip
    return f"<tr><td>To {escape(name)}:</td><td>{', '.join(parts)}</td></tr>"


def _bold(text: str, is_bold: bool) -> str:
    return f"<b>{escape(text)}</b>" if is_bold else escape(text)


WHY_COMMANDS = (
    Command("why", "Why?", "Show why what is selected is where it is", "Realign",
            explain_selection, "W", "circle-question-mark", with_selection),
)  # fmt: skip
