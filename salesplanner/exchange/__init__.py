"""What comes in and goes out: one import, step by step, and one writer a file format.

The front door: other rooms use the parts named in FRONT_DOOR and nothing else
(tests/house/test_floors.py). They are loaded one by one, because each brings its own libraries.
"""

FRONT_DOOR = (
    "arrivals",
    "columns",
    "doubts",
    "duplicates",
    "exceptions_sheet",
    "export",
    "files",
    "import_difference",
    "issues",
    "mapping_choices",
    "options",
    "prepare",
    "reading",
    "rejects",
    "review",
    "rows_rules",
    "sheets",
    "targets",
    "templates",
    "units_file",
    "write_excel",
)
