"""What a new plan begins with: map, year, currency, and where its file goes."""

from datetime import date
from pathlib import Path

from PySide6.QtCore import QLocale
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

OWN = "own"
KINDS = (
    ("us-counties-2023", "US counties (2023)"),
    ("us-counties", "US counties (2017)"),
    ("us-zip3", "US three-digit ZIP areas"),
    ("us-zip5", "US ZIP codes (large)"),
    ("us-states", "US states"),
    ("world-countries", "Countries of the world"),
    ("world-states", "States and provinces of the world"),
    (OWN, "My own map or table of units"),
)
CURRENCIES = ("USD", "EUR", "GBP", "CHF", "CAD", "AUD", "JPY", "SEK", "NOK", "DKK", "PLN", "INR")
_OWN_FILTER = "Maps and tables (*.geojson *.json *.topojson *.gpkg *.shp *.zip *.csv *.xlsx)"


class NewPlanDialog(QDialog):
    """Asks everything a first map needs; Create is possible once all of it makes sense."""

    def __init__(self, folder: Path, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("New plan")
        self.setMinimumWidth(560)
        self._folder = folder
        self._has_own_place = False
        self.name = QLineEdit(f"Sales plan {date.today().year + 1}")
        self.units = QComboBox()
        self.own_file = QLineEdit()
        self.year = QSpinBox()
        self.first_month = QComboBox()
        self.currency = QComboBox()
        self.place = QLineEdit()
        self.problem = QLabel()
        self.buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel
        )
        self._fill()
        self._build()
        self._name_typed()
        self._check()

    @property
    def plan_name(self) -> str:
        return self.name.text().strip()

    @property
    def path(self) -> Path:
        return Path(self.place.text().strip()).expanduser()

    @property
    def units_kind(self) -> str:
        kind = str(self.units.currentData())
        return "" if kind == OWN else kind

    @property
    def units_file(self) -> Path | None:
        is_own = self.units.currentData() == OWN
        return Path(self.own_file.text().strip()).expanduser() if is_own else None

    @property
    def currency_code(self) -> str:
        return self.currency.currentText().strip().upper()

    def _fill(self) -> None:
        for kind, text in KINDS:
            self.units.addItem(text, kind)
        self.year.setRange(2000, 2100)
        self.year.setValue(date.today().year + 1)
        names = [QLocale(QLocale.Language.English).monthName(month) for month in range(1, 13)]
        self.first_month.addItems(names)
        self.currency.addItems(CURRENCIES)
        self.currency.setEditable(True)
        self.own_file.setPlaceholderText("GeoJSON, TopoJSON, GeoPackage, shapefile, CSV or Excel")
        for widget, name, tip in (
            (self.name, "Name", "How the plan is called"),
            (self.units, "Map", "The smallest pieces territories are made of"),
            (self.own_file, "Own map", "A map with outlines, or a table with unit_id, latitude "
             "and longitude"),
            (self.year, "Fiscal year", "The year that is planned"),
            (self.first_month, "First month", "The month the fiscal year begins with"),
            (self.currency, "Currency", "Three letters, as on the price list"),
            (self.place, "File", "Where the plan is kept"),
        ):  # fmt: skip
            widget.setAccessibleName(name)
            widget.setToolTip(tip)

    def _build(self) -> None:
        form = QFormLayout()
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        self._own_row = _with_button(self.own_file, "Choose the map's file", self._choose_own)
        form.addRow("Name", self.name)
        form.addRow("Map", self.units)
        form.addRow("", self._own_row)
        form.addRow("Fiscal year", self.year)
        form.addRow("First month", self.first_month)
        form.addRow("Currency", self.currency)
        place = _with_button(self.place, "Choose where the plan is kept", self._choose_place)
        form.addRow("File", place)
        self.problem.setWordWrap(True)
        self.problem.setMinimumHeight(self.fontMetrics().height() * 2)
        self.buttons.button(QDialogButtonBox.StandardButton.Ok).setText("Create")
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.addLayout(form)
        column.addWidget(self.problem)
        column.addStretch()
        column.addWidget(self.buttons)
        self.name.textEdited.connect(self._name_typed)
        self.place.textEdited.connect(self._place_typed)
        for field in (self.name, self.own_file, self.place):
            field.textChanged.connect(self._check)
        self.units.currentIndexChanged.connect(self._check)
        self.currency.editTextChanged.connect(self._check)

    def _name_typed(self) -> None:
        if not self._has_own_place:
            name = self.plan_name.replace("/", "-").replace("\\", "-") or "plan"
            self.place.setText(str(self._folder / f"{name}.salesplan"))

    def _place_typed(self) -> None:
        self._has_own_place = True

    def _choose_own(self) -> None:
        name, _ = QFileDialog.getOpenFileName(
            self, "Own map or table of units", str(self._folder), _OWN_FILTER
        )
        if name:
            self.own_file.setText(name)

    def _choose_place(self) -> None:
        name, _ = QFileDialog.getSaveFileName(
            self, "Where the plan is kept", self.place.text(), "SalesPlanner plans (*.salesplan)"
        )
        if name:
            self._has_own_place = True
            self.place.setText(str(Path(name).with_suffix(".salesplan")))

    def _check(self) -> None:
        self._own_row.setVisible(self.units.currentData() == OWN)
        wrong = self._what_is_wrong()
        self.problem.setText(wrong)
        self.buttons.button(QDialogButtonBox.StandardButton.Ok).setEnabled(not wrong)

    def _what_is_wrong(self) -> str:
        own = self.units_file
        code = self.currency_code
        tests = (
            (not self.plan_name, "Give the plan a name."),
            (own is not None and not own.is_file(), "Choose the file of your map."),
            (len(code) != 3 or not code.isalpha(), "A currency is three letters, e.g. USD."),
            (self.path.suffix != ".salesplan", "The file's name ends in .salesplan."),
            (not self.path.parent.is_dir(), f"There is no folder {self.path.parent}."),
            (self.path.exists(), f"There is a plan called {self.path.name} already: choose "
             "another name."),
        )  # fmt: skip
        return next((text for is_wrong, text in tests if is_wrong), "")


def _with_button(field: QLineEdit, name: str, act: "object") -> QWidget:
    """A field with a button that chooses a file for it."""
    row = QWidget()
    line = QHBoxLayout(row)
    line.setContentsMargins(0, 0, 0, 0)
    button = QPushButton("Choose...")
    button.setAccessibleName(name)
    button.setToolTip(name)
    button.setAutoDefault(False)
    button.clicked.connect(act)
    line.addWidget(field, 1)
    line.addWidget(button)
    return row
