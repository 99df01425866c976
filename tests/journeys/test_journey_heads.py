"""The story: two heads fewer; who takes over, what it costs, and a workbook to take along."""

from pathlib import Path

from builders import saved_document
from driver import Planner

from salesplanner.document import Document
from salesplanner.ui import export_commands
from salesplanner.ui.repair_commands import NEIGHBOURS


def test_two_heads_fewer_is_a_variant_beside_today(planner: Planner, tmp_path: Path) -> None:
    path = saved_document(tmp_path)
    planner.open(path)
    session = planner.window.session
    hours = planner.window.numbers.measures.table["workload_hours"].sum()
    session.select(territory_ids=["T2", "T3"])
    planner.settle()
    planner.typed.append(NEIGHBOURS)
    planner.press("lose_heads")

    name = "Without Territory 2, Territory 3"
    assert name in set(session.plan["scenario"]["name"])
    assert session.scenario_id != "base" and session.baseline_id == "base"
    measures = planner.window.numbers.measures
    assert list(measures.cover.territory_ids) == ["T1"]
    assert (measures.cover.unit_territory == 0).all()
    assert planner.page.territories.model.rowCount() == 1
    assert planner.cell(planner.page.territories, "T1", "accounts") == "24"
    # The same customers: what is more or less is travel only.
    table = measures.table.iloc[0]
    before = planner.window.numbers.baseline.table
    assert table["workload_hours"] > hours - before["travel_hours"].sum()
    today = session.plan.of_scenario("unit_assignment", "base")
    assert set(today["territory_id"]) == {"T1", "T2", "T3"}

    book = tmp_path / "two heads fewer.xlsx"
    export_commands.start(planner.window, "xlsx", book)
    planner.wait_for_job()
    assert book.read_bytes().startswith(b"PK")
    planner.save()
    planner.reopen()
    with Document.open(path, read_only=True) as document:
        assert name in set(document.plan["scenario"]["name"])
