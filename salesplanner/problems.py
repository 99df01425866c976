"""The one kind of error a planner is meant to see."""

from dataclasses import dataclass


@dataclass
class PlanProblem(Exception):  # noqa: N818 - the design's name: a problem in the plan, not a bug
    """Something a planner can put right: what is wrong, where, and what to do about it.

    Anything else that is raised is a bug and gets the crash dialog.
    """

    what: str
    where: str = ""
    remedy: str = ""

    def __str__(self) -> str:
        place = f" ({self.where})" if self.where else ""
        remedy = f" {self.remedy}" if self.remedy else ""
        return f"{self.what}{place}{remedy}"
