"""Suggestions to realign: each in a sentence, each done with one click."""

from collections.abc import Callable

from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from salesplanner.optimize.suggest import Suggestion
from salesplanner.ui.theme import theme_of


class SuggestionsDialog(QDialog):
    """One card a suggestion; `use` makes its moves as one step and says whether they were made."""

    def __init__(
        self,
        title: str,
        suggestions: tuple[Suggestion, ...],
        use: Callable[[Suggestion], bool],
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle("Suggestions")
        self.resize(620, 420)
        self._use = use
        self.buttons: list[QPushButton] = []
        head = QLabel(f"<b>{title}</b>")
        inside = QWidget()
        cards = QVBoxLayout(inside)
        cards.setSpacing(8)
        for one in suggestions:
            cards.addWidget(self._card(one))
        if not suggestions:
            cards.addWidget(QLabel("No move, swap or short chain of moves makes it better."))
        cards.addStretch()
        area = QScrollArea()
        area.setWidget(inside)
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        close = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        close.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.addWidget(head)
        column.addWidget(area, 1)
        column.addWidget(close)

    def _card(self, one: Suggestion) -> QFrame:
        card = QFrame()
        theme = theme_of(self)
        card.setObjectName("card")
        card.setStyleSheet(
            f"QFrame#card {{ background: {theme.surface}; border: 1px solid {theme.line};"
            " border-radius: 6px; }"
        )
        text = QLabel(one.says)
        text.setWordWrap(True)
        button = QPushButton("Do it")
        button.setToolTip("Make these moves as one step that can be undone")
        button.setAccessibleName(f"Do it: {one.says}")
        button.clicked.connect(lambda: self._done(button, one))
        self.buttons.append(button)
        line = QHBoxLayout(card)
        line.setContentsMargins(12, 10, 12, 10)
        line.addWidget(text, 1)
        line.addWidget(button)
        return card

    def _done(self, button: QPushButton, one: Suggestion) -> None:
        if self._use(one):
            button.setText("Done")
            button.setEnabled(False)
