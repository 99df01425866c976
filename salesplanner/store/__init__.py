"""The plan file on disk; reached only through document."""

from salesplanner.store.planfile import PlanFile, demand_plan_file

__all__ = ["PlanFile", "demand_plan_file"]
