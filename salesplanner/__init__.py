"""SalesPlanner: who sells where, and for how much."""

__version__ = "0.1.0"
