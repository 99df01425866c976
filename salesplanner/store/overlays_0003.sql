ALTER TABLE carve_rule ADD COLUMN made_by TEXT;
ALTER TABLE carve_rule ADD COLUMN made_on TEXT;
CREATE TABLE overlay_assignment (
  scenario_id TEXT NOT NULL,
  layer_id TEXT NOT NULL,
  followed_id TEXT NOT NULL,
  territory_id TEXT,
  PRIMARY KEY (scenario_id, layer_id, followed_id)
) STRICT, WITHOUT ROWID;
