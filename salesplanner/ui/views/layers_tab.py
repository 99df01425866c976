"""Layers of roles: what each covers, whom it follows, and where they overlap."""

from typing import TYPE_CHECKING, Any

import pandas as pd
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QMessageBox, QSplitter, QTabWidget

from salesplanner.analysis.columns import floats
from salesplanner.analysis.layers import followed_layer, layer_conditions, layer_name, layer_value
from salesplanner.analysis.overlays import overlaps, overlay_ratio, overlay_table
from salesplanner.analysis.register import register
from salesplanner.analysis.remedies import serving
from salesplanner.analysis.territory_measures import measure_scenario
from salesplanner.analysis.who_covers import Cover, cover
from salesplanner.plan import Plan, equals
from salesplanner.plan.edits.layers import (
    add_layer,
    change_layer,
    change_role,
    remove_layer,
    set_overlay,
)
from salesplanner.plan.edits.territories import add_territory
from salesplanner.ui.dialogs.form_dialog import (
    FormDialog,
    Row,
    Values,
    choice,
    condition_box,
    line,
    number,
)
from salesplanner.ui.tables.column import Column
from salesplanner.ui.tables.data_table import DataTable
from salesplanner.ui.views.columns import whole_amounts
from salesplanner.ui.views.tab import Tab, button

if TYPE_CHECKING:
    from salesplanner.ui.main_window import MainWindow

_LAYERS = (
    Column("shown", "Shown", "The layer all pages show", "flag", width=64),
    Column("name", "Layer", "What it is called", width=150),
    Column("role", "Role", "Who works in it", width=150),
    Column("covers", "Covers accounts with", "Empty: all accounts", width=280),
    Column("family", "Families", "Where children of an account go", width=110),
    Column("follows", "Follows", "The layer whose territories it follows", width=110),
    Column("ratio", "Reps to one", "Reps one specialist serves at most", "integer", width=96),
    Column("territories", "Territories", "How many it has", "integer", width=96),
    Column("accounts", "Accounts", "Accounts with a territory in it", "integer", width=90),
    Column("open", "Unassigned", "Accounts it covers without a territory", "integer", width=96),
    Column("revenue_amount", "Revenue", "Revenue of its accounts", "amount", is_short=True,
           width=92),
)  # fmt: skip
_OVERLAPS = (
    Column("layers", "Covered by", "The layers that cover these accounts together", width=360),
    Column("n_layers", "Layers", "How many", "integer", width=80),
    Column("accounts", "Accounts", "How many", "integer", total="sum", width=100),
    Column("revenue_amount", "Revenue", "Their revenue", "amount", is_short=True, total="sum"),
)
_SERVED = (
    Column("name", "Overlay territory", "Who serves", width=200),
    Column("rep_name", "Specialist", "Who sits on it", width=160),
    Column("n_served", "Serves", "Territories of the layer it follows", "integer"),
    Column("ratio", "At most", "The ratio of its role", "integer"),
    Column("n_over", "Too many", "Those above the ratio", "integer"),
)


class LayersTab(Tab):
    """All layers above; overlaps and the overlay shown below."""

    title, tip = "Layers", "Roles side by side: who covers what, and where they overlap"

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window)
        self.layers = DataTable(_LAYERS, self, "Layers")
        self.layers.empty_text = "No layers."
        self.layers.row_activated.connect(lambda _key: self.change())
        self.overlaps = DataTable(_OVERLAPS, self, "Overlaps")
        self.served = DataTable(_SERVED, self, "Overlay")
        self.served.empty_text = "The layer shown follows no other."
        self.add_bar(
            [
                button("Show", "Show the selected layer on all pages", self.show_layer),
                button("Add...", "A further layer of territories", self.add),
                button("Change...", "Role, condition and whom it follows", self.change),
                button("Remove...", "Take out the selected layer with its territories",
                       self.remove),
                button("Group overlay...", "Territories of the selected overlay, and whom each "
                       "serves", self.group),
            ]
        )  # fmt: skip
        lower = QTabWidget()
        lower.setDocumentMode(True)
        lower.addTab(self.overlaps, "Overlaps")
        lower.addTab(self.served, "Who serves whom")
        halves = QSplitter(Qt.Orientation.Vertical)
        halves.addWidget(self.layers)
        halves.addWidget(lower)
        halves.setSizes([240, 260])
        self.column.addWidget(halves, 1)

    def refresh(self) -> None:
        session = self.session
        plan, digits = session.plan, int(session.plan.info["currency_digits"])
        known = register(plan)
        revenue = floats(plan["account"], "revenue_amount")
        ordered = plan["layer"].sort_values(["position", "layer_id"], na_position="first")
        ids = ordered["layer_id"].tolist()
        found = {str(i): cover(plan, session.scenario_id, str(i), known) for i in ids}
        rows = [self._row(plan, layer_id, one, revenue) for layer_id, one in found.items()]
        table = pd.DataFrame(rows, columns=["layer_id", *(column.key for column in _LAYERS)])
        self.layers.set_frame(whole_amounts(table, digits).set_index("layer_id", drop=False))
        covers = {layer_name(plan, name): one.territory >= 0 for name, one in found.items()}
        if covers:
            self.overlaps.set_frame(whole_amounts(overlaps(covers, revenue), digits))
        is_overlay = bool(followed_layer(plan, session.layer_id))
        served = overlay_table(plan, session.scenario_id, session.layer_id)
        self.served.set_frame(served if is_overlay else served.iloc[:0])

    def _row(self, plan: Plan, layer_id: str, found: Cover, revenue: object) -> dict[str, object]:
        row = plan["layer"][equals(plan["layer"], "layer_id", layer_id)].iloc[0]
        roles = plan["role"].set_index("role_id")["name"]
        has = found.territory >= 0
        follows = followed_layer(plan, layer_id)
        return {
            "layer_id": layer_id, "shown": layer_id == self.session.layer_id,
            "name": layer_name(plan, layer_id), "role": roles.get(row["role_id"], row["role_id"]),
            "covers": " and ".join(layer_conditions(plan, layer_id)),
            "family": layer_value(plan, layer_id, "family_rule") or "with parent",
            "follows": layer_name(plan, follows) if follows else "",
            "ratio": overlay_ratio(plan, layer_id) or None, "territories": found.n_territories,
            "accounts": int(has.sum()), "open": int((found.is_inside & ~has).sum()),
            "revenue_amount": int(revenue[has].sum()),  # type: ignore[index]
        }  # fmt: skip

    def _selected(self) -> str:
        keys = self.layers.selected_keys()
        return str(keys[0]) if keys else self.session.layer_id

    def show_layer(self) -> None:
        self.session.show_scenario(self.session.scenario_id, self._selected())

    def add(self) -> None:
        self._ask("")

    def change(self) -> None:
        self._ask(self._selected())

    def _ask(self, layer_id: str) -> None:
        session = self.session
        plan = session.plan

        def edit(plan: Plan, values: Values) -> Plan:
            role = str(values["role"])
            if role and (values["ratio"] or role not in set(plan["role"]["role_id"])):
                plan = change_role(plan, role, reps_per_specialist=values["ratio"] or None)
            wanted: dict[str, Any] = {
                "name": values["name"], "role_id": role, "covers": values["covers"],
                "family_rule": values["family"], "follows_layer_id": values["follows"],
            }  # fmt: skip
            if layer_id:
                return change_layer(plan, layer_id, **wanted)
            return add_layer(plan, str(wanted.pop("name")), **wanted)

        def said(values: Values) -> str:
            after = edit(plan, values)
            new = layer_id or next(
                str(i)
                for i in after["layer"]["layer_id"]
                if i not in set(plan["layer"]["layer_id"])
            )
            inside = cover(after, session.scenario_id, new, register(after)).is_inside
            return f"Covers {int(inside.sum()):,} of {len(inside):,} accounts."

        dialog = FormDialog("Layer", self._form(layer_id), said, self.window_)
        if dialog.exec() == QDialog.DialogCode.Accepted:
            session.edit(f"Layer {dialog.values()['name']}", edit, dialog.values())

    def _form(self, layer_id: str) -> list[Row]:
        """The lines of the form, filled with what a layer is now; '' for a new one."""
        plan = self.session.plan
        rows = plan["layer"][equals(plan["layer"], "layer_id", layer_id)].astype(object)
        old = rows.iloc[0].fillna("").to_dict() if len(rows) else {}
        roles = [(str(r), str(n)) for r, n in plan["role"][["role_id", "name"]].itertuples(False)]
        usual = [(r, f"{r.capitalize()} (new)") for r in _USUAL if r not in {k for k, _ in roles}]
        others = [
            (str(i), layer_name(plan, str(i))) for i in plan["layer"]["layer_id"] if i != layer_id
        ]
        ratio = overlay_ratio(plan, layer_id) if layer_id else 0
        return [
            Row("name", "Layer", "What it is called",
                line(str(old.get("name", "")), "Specialists")),
            Row("role", "Role", "Who works in it",
                choice([("", "nobody yet"), *roles, *usual], str(old.get("role_id", "")))),
            Row("covers", "Covers accounts with", "Empty: all accounts",
                condition_box(str(old.get("covers", "")), "Status is prospect")),
            Row("family", "Families", "Where children of an account go",
                choice([("with parent", "children go with their parent"),
                        ("apart", "every account for itself")],
                       str(old.get("family_rule", "")) or "with parent")),
            Row("follows", "Follows", "For an overlay: the layer whose territories it follows",
                choice([("", "no other layer"), *others], str(old.get("follows_layer_id", "")))),
            Row("ratio", "Reps to one specialist", "For an overlay: how many one may serve",
                number(ratio, 0, 500, "not said")),
        ]  # fmt: skip

    def remove(self) -> None:
        layer_id = self._selected()
        name = layer_name(self.session.plan, layer_id)
        text = f"Remove {name} with its territories in every scenario?"
        answer = QMessageBox.question(self.window_, "Remove layer", text)
        is_sure = answer == QMessageBox.StandardButton.Yes
        if is_sure and self.session.edit(f"Remove layer {name}", remove_layer, layer_id):
            first = str(self.session.plan["layer"]["layer_id"].iloc[0])
            self.session.show_scenario(self.session.scenario_id, first)

    def group(self) -> None:
        """Make the territories an overlay needs and say whom each serves, one to n."""
        session, layer_id = self.session, self._selected()
        followed = followed_layer(session.plan, layer_id)
        if not followed:
            session.said.emit("The layer follows no other: change that first.")
            return
        base = measure_scenario(session.plan, session.scenario_id, followed)
        usual = overlay_ratio(session.plan, layer_id) or 5
        rows = [
            Row("ratio", "Reps to one", "Territories one specialist serves at most",
                number(usual, 1, 500)),
        ]  # fmt: skip

        def edit(plan: Plan, values: Values) -> Plan:
            n = -(-base.n_territories // int(str(values["ratio"])))
            rows = plan.of_scenario("territory", session.scenario_id)
            ids = rows["territory_id"][equals(rows, "layer_id", layer_id)].tolist()
            for number_ in range(len(ids) + 1, n + 1):
                name = f"{layer_name(plan, layer_id)} {number_}"
                before = set(plan["territory"]["territory_id"])
                plan = add_territory(plan, session.scenario_id, name, layer_id=layer_id)
                ids += sorted(set(plan["territory"]["territory_id"]) - before)
            serves = serving(base, pd.Index(ids).to_numpy(object), int(str(values["ratio"])))
            return set_overlay(plan, session.scenario_id, layer_id, serves)

        def said(values: Values) -> str:
            n = -(-base.n_territories // int(str(values["ratio"])))
            return f"{base.n_territories} territories in {n} groups that lie together."

        dialog = FormDialog("Group overlay", rows, said, self.window_, "Group")
        if dialog.exec() == QDialog.DialogCode.Accepted:
            session.edit(f"Group {layer_name(session.plan, layer_id)}", edit, dialog.values())


_USUAL = ("hunter", "farmer", "account manager", "overlay", "specialist", "partner")
