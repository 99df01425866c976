"""All commands of the window, in the order of their menus."""

from salesplanner.ui.actions import Command
from salesplanner.ui.export_commands import EXPORT_COMMANDS
from salesplanner.ui.help_commands import HELP_COMMANDS
from salesplanner.ui.import_commands import IMPORT_COMMANDS
from salesplanner.ui.lever_commands import LEVER_COMMANDS
from salesplanner.ui.map_commands import MAP_COMMANDS
from salesplanner.ui.new_plan import NEW_PLAN_COMMANDS
from salesplanner.ui.next_year_commands import NEXT_YEAR_COMMANDS
from salesplanner.ui.plan_commands import PLAN_COMMANDS
from salesplanner.ui.quota_commands import QUOTA_COMMANDS
from salesplanner.ui.realign_commands import REALIGN_COMMANDS
from salesplanner.ui.repair_commands import REPAIR_COMMANDS
from salesplanner.ui.review_commands import REVIEW_COMMANDS
from salesplanner.ui.rule_commands import RULE_COMMANDS
from salesplanner.ui.scenario_commands import SCENARIO_COMMANDS
from salesplanner.ui.seat_commands import SEAT_COMMANDS
from salesplanner.ui.solve_commands import SOLVE_COMMANDS
from salesplanner.ui.view_commands import VIEW_COMMANDS
from salesplanner.ui.why_commands import WHY_COMMANDS

COMMANDS: tuple[Command, ...] = (
    *NEW_PLAN_COMMANDS,
    *PLAN_COMMANDS,
    *NEXT_YEAR_COMMANDS,
    *IMPORT_COMMANDS,
    *EXPORT_COMMANDS,
    *REALIGN_COMMANDS,
    *SEAT_COMMANDS,
    *MAP_COMMANDS,
    *WHY_COMMANDS,
    *RULE_COMMANDS,
    *REPAIR_COMMANDS,
    *SOLVE_COMMANDS,
    *QUOTA_COMMANDS,
    *SCENARIO_COMMANDS,
    *REVIEW_COMMANDS,
    *LEVER_COMMANDS,
    *HELP_COMMANDS,
    *VIEW_COMMANDS,
)
