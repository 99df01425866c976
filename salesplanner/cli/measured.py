"""A scenario of an open plan, measured: what several verbs begin with."""

from salesplanner.analysis.territory_measures import Measures, measure_scenario
from salesplanner.document import Document
from salesplanner.plan.demands import scenario_called
from salesplanner.plan.edits.territories import first_layer
from salesplanner.plan.model import Plan, equals
from salesplanner.plan.on_day import plan_on
from salesplanner.problems import PlanProblem


def measured(
    document: Document, scenario: str | None, layer: str | None = None, day: str | None = None
) -> Measures:
    """Measure a scenario by name or id (default: the adopted one) in a layer (default: the first).

    day: what the scenario says on that day; default: the first of the plan year.

    Raises:
        PlanProblem: no such scenario or layer.
    """
    plan = document.plan
    scenario_id = scenario_called(plan, scenario) if scenario else plan.adopted_scenario()
    document.load_scenario(plan.adopted_scenario())
    document.load_scenario(scenario_id)
    layer_id = layer_called(plan, layer) if layer else first_layer(plan)
    ways = document.read_bulk("distance")
    plan = plan_on(document.plan, scenario_id, day) if day else document.plan
    return measure_scenario(plan, scenario_id, layer_id, ways)


def layer_called(plan: Plan, word: str) -> str:
    """The layer with this id, else with this name."""
    layers = plan["layer"]
    for column in ("layer_id", "name"):
        found = layers.loc[equals(layers, column, word), "layer_id"]
        if len(found):
            return str(found.iloc[0])
    known = ", ".join(str(one) for one in layers["layer_id"])
    raise PlanProblem(f"There is no layer {word!r}.", "--layer", f"Choose of: {known}.")
