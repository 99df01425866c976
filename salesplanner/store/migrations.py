"""Named steps from an empty file to today's tables; append only, a new file runs all of them."""

from importlib.resources import files

from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

steps = Migrations("salesplanner")


@steps(name="0001_first_tables")
def _first_tables(database: Database) -> None:
    script = files("salesplanner.store").joinpath("schema_0001.sql").read_text("utf-8")
    for statement in script.split(";\n"):
        if statement.strip():
            database.execute(statement)
