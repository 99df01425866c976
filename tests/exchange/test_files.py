"""Files are written whole or not at all, under names that are safe."""

import pytest

from salesplanner.exchange.files import safe_name, write_beside, write_rows
from salesplanner.problems import PlanProblem


def test_a_write_that_fails_leaves_the_old_file(tmp_path):
    path = tmp_path / "kept.csv"
    path.write_text("old")

    def fail(place):
        place.write_text("half")
        raise OSError(28, "No space left on device")

    with pytest.raises(PlanProblem, match="No space left"):
        write_beside(path, fail)
    assert path.read_text() == "old"
    assert [item.name for item in tmp_path.iterdir() if item.is_file()] == ["kept.csv"]


def test_rows_keep_quotes_and_line_breaks(tmp_path):
    path = write_rows(tmp_path / "a" / "b.csv", ("x", "y"), [('say "hi"', "two\nlines"), (None, 1)])
    assert path.read_bytes() == b'x,y\r\n"say ""hi""","two\nlines"\r\n,1\r\n'


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("North/South", "North South"),
        ("../../etc/passwd", "etc passwd"),
        ("con", "con_"),
        ("a\x00b\n", "a b"),
        ("...", "unnamed"),
        ("Zürich", "Zürich"),
    ],
)
def test_names_from_a_plan_become_safe_file_names(text, name):
    assert safe_name(text) == name


def test_equal_names_get_numbers():
    assert safe_name("East", ["east", "East 2"]) == "East 3"
