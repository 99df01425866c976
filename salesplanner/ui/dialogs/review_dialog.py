"""What managers sent back: each wish with what can become of it, accepted or turned down here."""

import getpass
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pandas as pd
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from salesplanner.analysis.review import (
    ACCEPTED,
    CONFLICTING,
    OUT_OF_RULE,
    UNTOUCHED,
    close_round,
    take_over,
    turn_down,
)
from salesplanner.exchange.review import Review, judged_again
from salesplanner.ui.session import Session
from salesplanner.ui.tables.column import Column
from salesplanner.ui.tables.data_table import DataTable

_COLUMNS = (
    Column("outcome", "Can be", "Accepted, conflicting, out of rule, or nothing to do", width=100),
    Column("name", "What", "Account or territory", width=190),
    Column("manager", "Manager", "Who asks", width=120),
    Column("wish", "Wish", "Move an account, adjust a quota, or keep it", width=70),
    Column("before", "Now", "As it was sent", width=150),
    Column("after", "Asked for", "Territory, or amount to add", width=150),
    Column("why", "Why not", "What stands against it", width=260),
    Column("reason_code", "Reason", "Reason the manager gave", width=110),
    Column("body", "Comment", "The manager's words", width=180),
)
_ORDER = (ACCEPTED, CONFLICTING, OUT_OF_RULE, UNTOUCHED)


class ReviewDialog(QDialog):
    """Every button is one undoable step of the plan, kept with who, when and why."""

    def __init__(self, session: Session, review: Review, parent: QWidget) -> None:
        super().__init__(parent)
        self.session, self.review = session, review
        self.setWindowTitle("What came back from review")
        self.resize(1180, 640)
        self.said = QLabel()
        self.said.setWordWrap(True)
        self.table = DataTable(_COLUMNS, self, "Wishes of reviewers")
        self.table.empty_text = "Nobody asks for a change."
        self.unread = QLabel(_unread_words(review))
        self.unread.setWordWrap(True)
        self.unread.setVisible(bool(review.unread))
        self.why = QLineEdit()
        self.why.setPlaceholderText("Why you decide so (kept in the history)")
        self.why.setToolTip("Kept with every decision you take here")
        self.why.setAccessibleName("Why")
        self.other_sum = QCheckBox("The sum of quotas may change")
        self.other_sum.setToolTip("Without this, adjustments that do not cancel out are refused")
        self._lay_out()
        self._show()

    def _lay_out(self) -> None:
        buttons = QHBoxLayout()
        for text, tip, act in (
            ("Accept all that fit", "Take over each wish that breaks nothing", self.accept_fitting),
            ("Accept chosen", "Take over the rows you selected", self.accept_chosen),
            ("Turn down chosen", "Keep that the rows you selected are not followed",
             self.turn_down_chosen),
            ("End the round", "Take no more answers; what is left is kept with its outcome",
             self.end_round),
        ):  # fmt: skip
            buttons.addWidget(_button(text, tip, act))
        buttons.addStretch(1)
        buttons.addWidget(self.other_sum)
        close = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        close.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.addWidget(self.said)
        column.addWidget(self.table, 1)
        column.addWidget(self.unread)
        column.addWidget(self.why)
        column.addLayout(buttons)
        column.addWidget(close)

    def accept_fitting(self) -> None:
        self._take(self.review.of_outcome(ACCEPTED))

    def accept_chosen(self) -> None:
        self._take(self._chosen())

    def turn_down_chosen(self) -> None:
        rows = self._chosen()
        if len(rows):
            self._do(
                f"Turn down {len(rows)} wishes", turn_down, rows, *self._who(), self.why.text()
            )

    def end_round(self) -> None:
        left = self.review.wishes[(self.review.wishes["outcome"] != UNTOUCHED).to_numpy(bool)]
        left = left.assign(outcome=left["outcome"].replace(ACCEPTED, "rejected"))
        self._do("End the review round", close_round, left, *self._who())

    def _take(self, rows: pd.DataFrame) -> None:
        rows = rows[(rows["wish"] != "keep").to_numpy(bool)]
        if len(rows):
            label = f"Take over {len(rows)} wishes"
            may = self.other_sum.isChecked()
            self._do(label, take_over, rows, *self._who(), self.why.text(), may_change_sum=may)

    def _do(self, label: str, edit: Callable[..., Any], *args: Any, **more: Any) -> None:
        review = self.review
        if self.session.edit(label, edit, review.scenario_id, review.round_id, *args, **more):
            self.review = judged_again(self.session.plan, review)
            self._show()

    def _who(self) -> tuple[str, str]:
        return getpass.getuser(), datetime.now(UTC).isoformat(timespec="seconds")

    def _chosen(self) -> pd.DataFrame:
        return self.review.wishes.loc[self.table.selected_keys()]

    def _show(self) -> None:
        wishes, plan = self.review.wishes, self.session.plan
        people = plan["rep"].set_index("rep_id")["name"]
        rows = plan.of_scenario("territory", self.review.scenario_id)
        names = rows.set_index("territory_id")["name"]
        scale = 10 ** int(plan.info["currency_digits"])

        def words(column: str) -> list[str]:
            is_money = wishes["table_name"] == "quota"
            return [f"{int(v) / scale:,.2f}" if m else str(names.get(v, v))
                    for v, m in zip(wishes[column], is_money, strict=True)]  # fmt: skip

        frame = wishes.assign(
            before=words("value_before"), after=words("value_after"),
            manager=wishes["manager_id"].map(people).fillna(wishes["manager_id"]),
        )  # fmt: skip
        order = frame["outcome"].map({name: n for n, name in enumerate(_ORDER)})
        self.table.set_frame(frame.iloc[order.argsort(kind="stable")])
        counts = ", ".join(
            f"{int((wishes['outcome'] == name).sum())} {name}" for name in _ORDER[:3]
        )
        self.said.setText(
            f"{counts}; {self.review.untouched:,} rows untouched, of which "
            f"{self.review.missing:,} did not come back."
        )


def _button(text: str, tip: str, act: Callable[[], None]) -> QPushButton:
    button = QPushButton(text)
    button.setToolTip(tip)
    button.setAccessibleName(text)
    button.setAutoDefault(False)
    button.clicked.connect(act)
    return button


def _unread_words(review: Review) -> str:
    lines = [f"{one['file']}, {one['sheet']}, row {one['row']}: {one['reason']}"
             for one in review.unread[:4]]  # fmt: skip
    more = len(review.unread) - len(lines)
    return "\n".join(
        [f"Not taken ({len(review.unread)}):", *lines, *([f"and {more} more"] if more else [])]
    )
