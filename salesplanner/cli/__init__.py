"""The command line: one small file per verb, each loaded only when it is called."""

import contextlib
import os
import sys
import threading
from importlib import import_module

import click

from salesplanner import __version__
from salesplanner.cli.output import Output
from salesplanner.problems import PlanProblem
from salesplanner.progress import Stopped

# verb: module and command in it. Loading all of them would load every library for `--help`.
VERBS = {
    "demo": ("demo_verb", "Build the demonstration company and run the main job on it."),
    "new": ("new_verb", "Make a new plan on a map."),
    "import": ("import_verb", "Bring a file of another system into a plan."),
    "check": ("check_verb", "List what is wrong or odd in a plan."),
    "optimize": ("optimize_verb", "Find the best alignment."),
    "seats": ("seats_verb", "Match reps to territories by home, relationships, skills and role."),
    "frontier": ("frontier_verb", "Solve for several caps on disruption: the trade-off curve."),
    "quota": ("quota_verb", "Set quotas that add up to the target."),
    "calibrate": ("calibrate_verb", "Parameters as the plan's own history has them."),
    "simulate": ("simulate_verb", "Chance to make the number, attainment and cost of pay."),
    "report": ("report_verb", "Every measure by territory and level."),
    "export": ("export_verb", "Write workbooks, maps, books, letters, review packs and CRM files."),
    "roll-forward": ("roll_forward_verb", "Make next year's plan from this one."),
    "review": ("review_verb", "Bring edited review workbooks back as a list of differences."),
    "state": ("state_verb", "Move a scenario on: in review, approved, published, recalled."),
    "backups": ("backups_verb", "List the saved versions of a plan, or restore one."),
    "open": ("open_verb", "Open a plan in the window."),
    "selftest": ("selftest_verb", "Open the sample, solve, export and close, to prove it works."),
}
STOPPED, BAD_INPUT = 130, 2


class Verbs(click.Group):
    """Finds the file of a verb by its name; no verb, or a plan file, opens the window."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in VERBS:
            return None
        module = import_module(f"salesplanner.cli.{VERBS[cmd_name][0]}")
        command = getattr(module, VERBS[cmd_name][0])
        assert isinstance(command, click.Command)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(verb, text) for verb, (_, text) in VERBS.items()])

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args[0] not in VERBS and args[0].endswith(".salesplan"):
            args = ["open", *args]
        return super().resolve_command(ctx, args)


@click.group(cls=Verbs, invoke_without_command=True)
@click.version_option(__version__)
@click.pass_context
def salesplanner(context: click.Context) -> None:
    """Plan sales territories, quotas and coverage on your own laptop."""
    if context.invoked_subcommand is None:
        command = salesplanner.get_command(context, "open")
        assert command is not None
        context.invoke(command)


def run(arguments: list[str] | None = None) -> None:
    """Run the command line and leave with its exit status (CLI.md)."""
    status = status_of(sys.argv[1:] if arguments is None else arguments)
    if any(thread.daemon and thread.is_alive() for thread in threading.enumerate()):
        # A solver that did not end when asked is still at work: taking the interpreter down around
        # it would abort the process and lose the exit status.
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)
    sys.exit(status)


def status_of(arguments: list[str]) -> int:
    """Run the command line; problems become one clear line and a status, never a traceback."""
    says_help = not {"--help", "--version"}.isdisjoint(arguments)  # what click prints is the result
    output = Output(sys.stdout) if says_help else Output.take_stdout()
    try:
        answer = salesplanner(arguments, standalone_mode=False, obj=output)
        return answer if isinstance(answer, int) else 0
    except click.exceptions.Exit as leaving:
        return leaving.exit_code
    except (Stopped, click.Abort, KeyboardInterrupt):
        output.complain("Stopped.")
        return STOPPED
    except BrokenPipeError:
        return 0
    except (click.ClickException, PlanProblem, OSError) as error:
        output.complain(_one_line(error))
        return BAD_INPUT
    finally:
        with contextlib.suppress(BrokenPipeError):
            output.give_back_stdout()


def _one_line(error: click.ClickException | PlanProblem | OSError) -> str:
    """What is wrong, and which help tells more where it is the call."""
    if isinstance(error, PlanProblem):
        return str(error)
    if isinstance(error, OSError):
        place = f" ({error.filename})" if error.filename else ""
        return f"{error.strerror or error}{place}. Use another file or folder."
    said = " ".join(error.format_message().split()).rstrip(".")
    context = getattr(error, "ctx", None)
    verb = f" {context.info_name}" if context is not None and context.parent is not None else ""
    return f"{said}. See salesplanner{verb} --help."
