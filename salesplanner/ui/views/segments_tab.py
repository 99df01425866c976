"""Segments by rule, and scores with their formula and tiers."""

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING

import pandas as pd
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QSplitter, QVBoxLayout, QWidget

from salesplanner.analysis.carve import score, segments
from salesplanner.plan import Plan, equals
from salesplanner.plan.condition_values import matches
from salesplanner.plan.conditions import names_of_accounts, parse_condition
from salesplanner.plan.edits.segments import (
    remove_score,
    remove_segment_rule,
    set_score,
    set_segment_rule,
    write_segments,
    write_tiers,
)
from salesplanner.problems import PlanProblem
from salesplanner.ui.dialogs.form_dialog import FormDialog, Row, Values, condition_box, line
from salesplanner.ui.tables.column import Column
from salesplanner.ui.tables.data_table import DataTable
from salesplanner.ui.views.columns import whole_amounts
from salesplanner.ui.views.tab import Tab, button

if TYPE_CHECKING:
    from salesplanner.ui.main_window import MainWindow

_SEGMENTS = (
    Column("segment", "Segment", "Its name", width=150),
    Column("condition", "Condition", "Which accounts make it up; the first that matches decides",
           width=420),
    Column("accounts", "Accounts", "How many it has by the rules", "integer", total="sum"),
    Column("differs", "Would change", "Accounts that carry another segment now", "integer",
           total="sum"),
    Column("revenue_amount", "Revenue", "Their revenue", "amount", is_short=True, total="sum"),
    Column("potential_amount", "Potential", "Their potential", "amount", is_short=True,
           total="sum"),
)  # fmt: skip
_SCORES = (
    Column("score", "Score", "Its name", width=150),
    Column("formula", "Formula", "Weights x rank of the account in each field, 0 to 100",
           width=320),
    Column("tier", "Tier", "Name of the tier", width=90),
    Column("low", "From", "Its lower end", "number", width=80),
    Column("accounts", "Accounts", "How many reach it", "integer"),
    Column("revenue_amount", "Revenue", "Their revenue", "amount", is_short=True),
    Column("potential_amount", "Potential", "Their potential", "amount", is_short=True),
)  # fmt: skip
_SCORE_HINT = "0.7 potential + 0.3 employees"
_TIER_HINT = "A 80, B 50, C 0"


class SegmentsTab(Tab):
    """Rules of segments above, scores and their tiers below."""

    title, tip = "Segments and scores", "Segments by rule; weighted scores and tiers"

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window)
        self.segments = DataTable(_SEGMENTS, self, "Segments")
        self.segments.empty_text = "No segment rules: accounts keep the segment they came with."
        self.segments.row_activated.connect(lambda _key: self.change_segment())
        self.scores = DataTable(_SCORES, self, "Scores")
        self.scores.empty_text = f"No scores. Write one like {_SCORE_HINT}."
        self.scores.row_activated.connect(lambda _key: self.change_score())
        halves = QSplitter(Qt.Orientation.Vertical)
        for table, buttons in (
            (self.segments, [
                button("Add segment...", "A segment by a condition", self.add_segment),
                button("Change...", "Change the selected segment", self.change_segment),
                button("Remove", "Take out the selected segment's rule", self.remove_segment),
                button("Write to accounts", "Give every account the segment the rules say",
                       self.write_segments),
            ]),
            (self.scores, [
                button("Add score...", "A score by a formula", self.add_score),
                button("Change...", "Change the selected score", self.change_score),
                button("Remove", "Take out the selected score", self.remove_score),
                button("Write tiers to accounts", "A column with the tier of every account",
                       self.write_tiers),
            ]),
        ):  # fmt: skip
            half = _Half(table, buttons)
            halves.addWidget(half)
        self.column.addWidget(halves, 1)

    def refresh(self) -> None:
        plan = self.session.plan
        digits = int(plan.info["currency_digits"])
        self.segments.set_frame(whole_amounts(self._segment_table(plan), digits))
        self.scores.set_frame(whole_amounts(self._score_table(plan), digits))

    def _segment_table(self, plan: Plan) -> pd.DataFrame:
        by_rule = segments(plan).fillna("none")
        now = plan["account"]["segment"].fillna("none")
        frame = (
            plan["account"][["revenue_amount", "potential_amount"]]
            .fillna(0)
            .assign(segment=by_rule, accounts=1, differs=(by_rule != now).astype("int64"))
        )
        sums = frame.groupby("segment", as_index=False).sum()
        rules = plan["segment_rule"].set_index("segment_id")
        sums["condition"] = (
            sums["segment"].map(rules["condition"]).astype(object).fillna("as imported")
        )
        sums["position"] = sums["segment"].map(rules["position"]).astype("Float64").fillna(1e6)
        absent = rules[~rules.index.isin(sums["segment"])].reset_index(names="segment")
        table = pd.concat([sums, absent]).sort_values("position", kind="stable")
        return table.set_index("segment", drop=False)

    def _score_table(self, plan: Plan) -> pd.DataFrame:
        money = plan["account"][["revenue_amount", "potential_amount"]].fillna(0)
        parts = []
        for row in plan["score"].to_dict("records"):
            steps = _tiers_of(row["tiers"])
            try:
                tier = score(plan, row["score_id"])["tier"]
            except PlanProblem as problem:
                parts.append({"score": row["score_id"], "formula": str(problem)})
                continue
            for name, low in sorted(steps.items(), key=lambda item: -item[1]):
                mine = (tier == name).to_numpy(bool)
                sums = {str(key): value for key, value in money[mine].sum().items()}
                parts.append({
                    "score": row["score_id"], "formula": row["formula"], "tier": name, "low": low,
                    "accounts": int(mine.sum()), **sums,
                })  # fmt: skip
        return pd.DataFrame(parts, columns=[column.key for column in _SCORES])

    def add_segment(self) -> None:
        self._ask_segment("", "")

    def change_segment(self) -> None:
        for name in self.segments.selected_keys()[:1]:
            rules = self.session.plan["segment_rule"].set_index("segment_id")
            self._ask_segment(str(name), str(rules["condition"].get(name, "")))

    def _ask_segment(self, name: str, condition: str) -> None:
        session = self.session
        names = names_of_accounts(session.plan)
        columns = self.window_.numbers.measures.facts.known.columns
        rows = [
            Row("name", "Segment", "Its name, e.g. enterprise", line(name)),
            Row("condition", "Accounts with", "Which accounts make it up",
                condition_box(condition, "Employees over 1,000 or Potential at least 2M")),
        ]  # fmt: skip

        def edit(plan: Plan, values: Values) -> Plan:
            return set_segment_rule(plan, str(values["name"]), str(values["condition"]))

        def said(values: Values) -> str:
            edit(session.plan, values)
            n = int(matches(parse_condition(str(values["condition"]), names), columns).sum())
            return f"True for {n:,} accounts; earlier segments take theirs first."

        dialog = FormDialog("Segment", rows, said, self.window_)
        if dialog.exec() == QDialog.DialogCode.Accepted:
            session.edit(f"Segment {dialog.values()['name']}", edit, dialog.values())

    def remove_segment(self) -> None:
        for name in self.segments.selected_keys():
            self.session.edit(f"Remove segment {name}", remove_segment_rule, str(name))

    def write_segments(self) -> None:
        plan = self.session.plan
        by_rule = segments(plan)
        pairs = zip(plan["account"]["account_id"], by_rule, strict=True)
        found = {str(name): str(segment) for name, segment in pairs if not pd.isna(segment)}
        self.session.edit("Write segments to accounts", write_segments, found)

    def add_score(self) -> None:
        self._ask_score("", _SCORE_HINT, _TIER_HINT)

    def change_score(self) -> None:
        for key in self.scores.selected_keys()[:1]:
            name = self.scores.model.frame.loc[key, "score"]
            rows = self.session.plan["score"]
            row = rows[equals(rows, "score_id", name)].iloc[0]
            tiers = ", ".join(f"{k} {v:g}" for k, v in _tiers_of(row["tiers"]).items())
            self._ask_score(str(name), str(row["formula"]), tiers)

    def _ask_score(self, name: str, formula: str, tiers: str) -> None:
        session = self.session
        rows = [
            Row("name", "Score", "Its name, e.g. fit", line(name)),
            Row("formula", "Formula", "Weights and number fields", line(formula, _SCORE_HINT)),
            Row("tiers", "Tiers", "Names and lower ends, 0 to 100", line(tiers, _TIER_HINT)),
        ]

        def edit(plan: Plan, values: Values) -> Plan:
            steps = tiers_from(str(values["tiers"]))
            return set_score(plan, str(values["name"]), str(values["formula"]), steps)

        def said(values: Values) -> str:
            table = score(edit(session.plan, values), str(values["name"]).strip())
            counts = table["tier"].value_counts()
            shown = ", ".join(f"{tier or 'no tier'}: {n:,}" for tier, n in counts.items())
            return (
                "100 x sum of weight x rank of the account in the field (0 lowest, 1 highest) / "
                f"sum of weights.\nAccounts by tier: {shown}."
            )

        dialog = FormDialog("Score", rows, said, self.window_)
        if dialog.exec() == QDialog.DialogCode.Accepted:
            session.edit(f"Score {dialog.values()['name']}", edit, dialog.values())

    def remove_score(self) -> None:
        names = {str(self.scores.model.frame.loc[k, "score"]) for k in self.scores.selected_keys()}
        for name in sorted(names):
            self.session.edit(f"Remove score {name}", remove_score, name)

    def write_tiers(self) -> None:
        plan = self.session.plan
        names = {str(self.scores.model.frame.loc[k, "score"]) for k in self.scores.selected_keys()}
        for name in sorted(names) or plan["score"]["score_id"].tolist():
            table = score(plan, name)
            found = dict(zip(table["account_id"], table["tier"], strict=True))
            self.session.edit(f"Write tiers of {name} to accounts", write_tiers, name, found)


class _Half(QWidget):
    """Buttons over a table."""

    def __init__(self, table: DataTable, buttons: Sequence[QWidget]) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        bar = Tab.bar_of(buttons)
        column.addLayout(bar)
        column.addWidget(table, 1)


def tiers_from(text: str) -> dict[str, float]:
    """'A 80, B 50' as names and lower ends.

    Raises:
        PlanProblem: a part without a number.
    """
    steps: dict[str, float] = {}
    for part in text.split(","):
        name, _, low = part.strip().rpartition(" ")
        try:
            steps[name.strip()] = float(low)
        except ValueError:
            name = ""
        if not name:
            raise PlanProblem(
                f"The tier {part.strip()!r} is not a name and a number.", "", f"Like: {_TIER_HINT}."
            )
    return steps


def _tiers_of(text: object) -> dict[str, float]:
    return {} if pd.isna(text) else dict(json.loads(str(text)))  # type: ignore[call-overload]
