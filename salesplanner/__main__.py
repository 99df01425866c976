"""`python -m salesplanner`, the `salesplanner` command, and the frozen app."""

import sys

from salesplanner.cli import run


def main() -> None:
    """Run the command line; `--self-test` proves an installed app, as installers call it."""
    arguments = sys.argv[1:]
    run(["selftest"] if arguments == ["--self-test"] else arguments)


if __name__ == "__main__":
    main()
