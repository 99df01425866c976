"""Named steps from an empty file to today's tables; append only, a new file runs all of them."""

import sqlite3
from importlib.resources import files

from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

steps = Migrations("salesplanner")


def is_up_to_date(connection: sqlite3.Connection) -> bool:
    """Whether the file has had every step we know."""
    return not steps.pending(_database(connection))


def is_newer(connection: sqlite3.Connection) -> bool:
    """Whether the file has had steps we do not know."""
    applied = {step.name for step in steps.applied(_database(connection))}
    known = {step.name for step in steps._migrations}  # the library has no public list of them
    return not applied <= known


def migrate(connection: sqlite3.Connection) -> None:
    """Run the steps that are missing, each in its own transaction."""
    steps.apply(_database(connection))


def _database(connection: sqlite3.Connection) -> Database:
    return Database(connection, execute_plugins=False)


def _run(database: Database, script: str) -> None:
    text = files("salesplanner.store").joinpath(script).read_text("utf-8")
    for statement in text.split(";\n"):
        if statement.strip():
            database.execute(statement)


@steps(name="0001_first_tables")
def _first_tables(database: Database) -> None:
    _run(database, "schema_0001.sql")


@steps(name="0002_readable_views")
def _readable_views(database: Database) -> None:
    _run(database, "views_0002.sql")


@steps(name="0003_overlays_and_who_wrote_a_rule")
def _overlays(database: Database) -> None:
    _run(database, "overlays_0003.sql")


@steps(name="0004_larger_areas")
def _larger_areas(database: Database) -> None:
    _run(database, "larger_areas_0004.sql")
