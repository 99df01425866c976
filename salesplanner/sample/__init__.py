"""The demonstration company, made by a generator with a frozen random stream."""

from salesplanner.sample.company import build_demo_plan

__all__ = ["build_demo_plan"]
