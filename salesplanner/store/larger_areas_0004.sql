-- Step 0004: the areas that units roll up to. Frozen.

CREATE TABLE larger_area (
    area_id TEXT NOT NULL,
    name TEXT,
    level TEXT,
    parent_id TEXT,
    PRIMARY KEY (area_id)
) STRICT
