"""Rules in a sheet: out, edited, back; what cannot work is refused with its place."""

from pathlib import Path

import pandas as pd
import pytest
from builders import BASE, BOLD, rows, small_plan

from salesplanner.exchange.import_difference import import_difference
from salesplanner.exchange.prepare import Prepared, import_prepared, prepare_import
from salesplanner.exchange.rows_rules import rules_sheet, write_rules
from salesplanner.plan.edits.layers import add_layer
from salesplanner.plan.edits.rules import add_rule, change_rule
from salesplanner.plan.edits.territories import add_territory
from salesplanner.plan.model import Plan


def with_rules() -> Plan:
    plan = add_rule(small_plan(), BASE, "Shops, big", "Industry is Retail and Employees over 100",
                    "T2", "shops", note="=as agreed")  # fmt: skip
    plan = add_layer(plan, "Experts", "experts")
    plan = add_territory(plan, BASE, "Expert 1", "X1", layer_id="experts")
    plan = add_rule(plan, BASE, "Pumps", 'Name contains "and"', "X1", "pumps")
    return change_rule(plan, BASE, "shops", is_active=False)


def back(plan: Plan, path: Path, **more: object) -> Prepared:
    return prepare_import(plan, path, "rules", today="2027-02-01", **more)


def refused(plan: Plan, path: Path, **changed: object) -> list[tuple[str, str]]:
    table = rules_sheet(plan, BASE).head(1).assign(**changed)
    table.to_csv(path, index=False)
    rejected = back(plan, path).incoming.rejected
    return [(issue.column, issue.reason) for issue in rejected]


@pytest.mark.parametrize("name", ["rules.csv", "rules.xlsx"])
def test_a_sheet_that_goes_out_and_comes_back_changes_nothing(name: str, tmp_path: Path) -> None:
    plan = with_rules()
    path = write_rules(tmp_path / name, plan, BASE)
    prepared = back(plan, path, is_refresh=True)
    assert (prepared.n_rejected, prepared.count("unchanged")) == (0, 3)
    after = import_prepared(plan, prepared)
    pd.testing.assert_frame_equal(after["carve_rule"], plan["carve_rule"])


def test_the_sheet_speaks_of_territories_and_layers_by_name() -> None:
    table = rules_sheet(with_rules(), BASE)
    assert table["Territory"].tolist() == ["Expert 1", "Territory 3", "Territory 2"]
    assert table["Layer"].tolist() == ["Experts", "Field", "Field"]
    assert table["Active"].tolist() == ["yes", "yes", "no"]


def test_a_name_two_territories_share_goes_out_as_the_id(tmp_path: Path) -> None:
    plan = add_territory(with_rules(), BASE, "Territory 2", "T9")
    assert rules_sheet(plan, BASE)["Territory"].tolist()[-1] == "T2"
    path = write_rules(tmp_path / "rules.csv", plan, BASE)
    assert back(plan, path).count("unchanged") == 3


def test_what_was_edited_comes_back_as_a_difference(tmp_path: Path) -> None:
    plan = with_rules()
    table = rules_sheet(plan, BASE)
    table.loc[1, "Condition"] = "Industry is Banking and Employees over 150"
    table.loc[2, ["Active", "Note"]] = ["yes", None]
    table.loc[3] = [None, "Big ones", "Field", 9, "Potential at least 400K", "Territory 1", "", ""]
    table.drop(index=0).to_excel(tmp_path / "rules.xlsx", index=False)
    prepared = back(plan, tmp_path / "rules.xlsx", is_refresh=True)
    found = import_difference(plan, prepared)
    assert found.counts["added"] == 1 and found.counts["changed"] == 2
    assert set(found.of("changed")["column"]) >= {"condition", "is_active", "note"}
    after = import_prepared(plan, prepared).of_scenario("carve_rule", BASE).set_index("rule_id")
    assert set(after.index) == {"banks", "shops", "Big ones", "pumps"}  # no row of its layer came
    assert after.loc["banks", "condition"].endswith("150")
    assert after.loc["banks", "made_on"] == "2027-02-01"
    assert pd.isna(after.loc["shops", "note"])


def test_the_whole_list_takes_out_what_it_no_longer_has_and_part_of_it_does_not(
    tmp_path: Path,
) -> None:
    plan, path = with_rules(), tmp_path / "rules.csv"
    rules_sheet(plan, BASE).drop(index=2).to_csv(path, index=False)
    kept = import_prepared(plan, back(plan, path)).of_scenario("carve_rule", BASE)
    assert "shops" in set(kept["rule_id"])
    whole = back(plan, path, is_refresh=True)
    assert whole.outcome.vanished == ("shops",)
    assert "shops" not in set(
        import_prepared(plan, whole).of_scenario("carve_rule", BASE)["rule_id"]
    )


def test_rules_can_be_brought_to_another_scenario(tmp_path: Path) -> None:
    path = write_rules(tmp_path / "rules.csv", small_plan(), BASE)
    table = pd.read_csv(path).assign(**{"Rule ID": "again"})
    table.to_csv(path, index=False)
    after = import_prepared(small_plan(), back(small_plan(), path, scenario_id=BOLD))
    assert set(after.of_scenario("carve_rule", BOLD)["rule_id"]) == {"again", "banks"}
    assert set(after.of_scenario("carve_rule", BASE)["rule_id"]) == {"banks"}


def test_what_cannot_work_is_refused_at_its_place(tmp_path: Path) -> None:
    plan, path = small_plan(), tmp_path / "rules.csv"
    ((column, reason),) = refused(plan, path, Condition="Industry is Banking and Colour is red")
    assert column == "Condition" and "at character 25" in reason
    ((column, reason),) = refused(plan, path, Condition="Employees over many")
    assert column == "Condition" and "is a number" in reason
    assert refused(plan, path, Territory="Nowhere") == [
        ("Territory", "The plan has none of this name")
    ]
    assert refused(plan, path, Territory="Plains")[0][1].startswith("It is a district")
    assert refused(plan, path, Territory="") == [("Territory", "The rule names no territory")]
    assert refused(plan, path, Layer="Moon") == [("Layer", "The plan has none of this name")]


def test_a_condition_on_a_column_the_planner_added_can_be_imported(tmp_path: Path) -> None:
    plan = small_plan().put("own_field", rows(
        {"own_field_id": "f1", "table_name": "account", "name": "Fleet size", "kind": "number"},
    ))  # fmt: skip
    assert refused(plan, tmp_path / "rules.csv", Condition="[Fleet size] over 10") == []
