"""`python -m salesplanner` and the `salesplanner` command."""

from salesplanner.cli import run


def main() -> None:
    run()


if __name__ == "__main__":
    main()
