"""All commands of the window, in the order of their menus."""

from salesplanner.ui.actions import Command
from salesplanner.ui.plan_commands import PLAN_COMMANDS
from salesplanner.ui.quota_commands import QUOTA_COMMANDS
from salesplanner.ui.realign_commands import REALIGN_COMMANDS
from salesplanner.ui.scenario_commands import SCENARIO_COMMANDS
from salesplanner.ui.solve_commands import SOLVE_COMMANDS
from salesplanner.ui.view_commands import VIEW_COMMANDS

COMMANDS: tuple[Command, ...] = (
    *PLAN_COMMANDS,
    *REALIGN_COMMANDS,
    *SOLVE_COMMANDS,
    *QUOTA_COMMANDS,
    *SCENARIO_COMMANDS,
    *VIEW_COMMANDS,
)
