"""Step 3 of an import: doubts about the cells, a kind at a time."""

from PySide6.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from salesplanner.exchange.doubts import DoubtGroup
from salesplanner.ui.dialogs.import_page import ImportPage, fill_rows, plain_table, quiet, stretch
from salesplanner.ui.dialogs.import_state import ImportState, group_key
from salesplanner.ui.theme import theme_of

_SHOWN = 200


class DoubtsPage(ImportPage):
    """The groups on the left; on the right the cells of one, and the ways to read them."""

    title = "Doubts"
    hint = "Each kind of doubt is settled once for all its cells. What you leave is read as shown."

    def __init__(self, state: ImportState) -> None:
        super().__init__(state)
        self.list = QListWidget()
        self.list.setAccessibleName("Kinds of doubts")
        self.list.setToolTip("Choose a kind of doubt to see its cells")
        self.list.setWordWrap(True)
        self.list.setSpacing(3)
        self.list.setFixedWidth(300)
        self.reason = quiet(QLabel())
        self.cells = plain_table(("Row", "Value", "Read as"), "Cells in doubt")
        stretch(self.cells, 2)
        self.cells.setColumnWidth(1, 260)
        self.entered = QLineEdit()
        self._answers = QWidget()
        self._buttons = QButtonGroup(self)
        self._build()

    def _build(self) -> None:
        self._answer_column = QVBoxLayout(self._answers)
        self._answer_column.setContentsMargins(0, 8, 0, 0)
        right = QVBoxLayout()
        right.addWidget(self.reason)
        right.addWidget(self.cells, 1)
        right.addWidget(self._answers)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.list)
        row.addLayout(right, 1)
        self.list.currentRowChanged.connect(self._show_group)
        self._buttons.idToggled.connect(self._answered)
        self.entered.textEdited.connect(lambda _: self._keep())
        self.entered.setAccessibleName("What the cells should say")

    @property
    def group(self) -> DoubtGroup | None:
        at = self.list.currentRow()
        return self.state.groups[at] if 0 <= at < len(self.state.groups) else None

    def enter(self) -> None:
        at = max(self.list.currentRow(), 0)
        self.list.blockSignals(True)
        self.list.clear()
        for group in self.state.groups:
            self.list.addItem(QListWidgetItem())
            self._name(self.list.count() - 1, group)
        self.list.blockSignals(False)
        self.list.setCurrentRow(min(at, self.list.count() - 1))
        self._show_group()

    def leave(self) -> None:
        _ = self.state.options  # says what is wrong with a rate that is no number

    def answer(self, key: str, entered: str = "") -> None:
        """Answer the group that is shown, as if its button was pressed and the text typed."""
        group = self.group
        assert group is not None
        at = [answer.key for answer in group.answers].index(key)
        self._buttons.button(at).setChecked(True)
        self.entered.setText(entered)
        self._keep()

    def _name(self, at: int, group: DoubtGroup) -> None:
        is_answered = group_key(group) in self.state.answers
        n = len(group.issues)
        mark = "  ✓" if is_answered else "  – please choose" if group.must_ask else ""
        cells = "" if n == 1 and group.issues[0].row is None else f"\n{n:,} cells"
        self.list.item(at).setText(f"{group.title}{mark}{cells}")

    def _show_group(self) -> None:
        group = self.group
        if group is None:
            return
        self.reason.setText(group.reason)
        rows = [
            (str(i.row or ""), i.value, i.assumed)
            for i in group.issues[:_SHOWN]
            if i.row or i.value
        ]
        fill_rows(self.cells, rows)
        self.cells.setVisible(bool(rows))
        self._show_answers(group)

    def _show_answers(self, group: DoubtGroup) -> None:
        for button in self._buttons.buttons():
            self._buttons.removeButton(button)
            button.deleteLater()
        self.entered.setParent(None)
        chosen, entered = self.state.answers.get(group_key(group), (group.answers[0].key, ""))
        self._buttons.blockSignals(True)
        for at, answer in enumerate(group.answers):
            button = QRadioButton(answer.label)
            button.setToolTip(f"Settles all cells of this kind: {answer.label}")
            self._buttons.addButton(button, at)
            self._answer_column.addWidget(button)
            if answer.wants:
                self._answer_column.addWidget(self.entered)
                self.entered.setPlaceholderText(
                    "a number, e.g. 1.08" if answer.wants == "number" else "text"
                )
            button.setChecked(answer.key == chosen)
        self._buttons.blockSignals(False)
        self.entered.setText(entered)
        self._show_entry(group)

    def _answered(self, _at: int, is_on: bool) -> None:
        if is_on:
            self._keep()

    def _keep(self) -> None:
        group, at = self.group, self._buttons.checkedId()
        if group is None or at < 0:
            return
        self.state.answers[group_key(group)] = (group.answers[at].key, self.entered.text())
        self._name(self.list.currentRow(), group)
        self._show_entry(group)
        self.changed.emit()

    def _show_entry(self, group: DoubtGroup) -> None:
        at = self._buttons.checkedId()
        wants = group.answers[at].wants if at >= 0 else ""
        self.entered.setVisible(bool(wants))
        self.entered.setToolTip(f"Typed text is used for all cells of this kind ({wants})")
        theme = theme_of(self)
        self.entered.setStyleSheet(f"background: {theme.editable};" if wants else "")
