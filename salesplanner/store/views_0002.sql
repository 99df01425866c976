-- Step 0002: views for Excel, Power BI and DB Browser. Frozen: later steps replace them.
-- Amounts are shown in whole units of the currency, as everywhere outside the plan's own tables.

CREATE VIEW v_scenario AS
SELECT scenario_id, name, state, is_adopted, made_by, parent_scenario_id, gap_share, created_at, note
FROM scenario;

CREATE VIEW v_territory AS
SELECT s.name AS scenario, t.scenario_id, t.territory_id, t.name AS territory, t.layer_id AS layer,
  l.name AS level, p.territory_id AS parent_id, p.name AS parent, t.target_share, t.is_locked,
  t.vacant_from, (SELECT group_concat(r.name, '; ') FROM territory_rep tr JOIN rep r
    ON r.rep_id = tr.rep_id WHERE tr.scenario_id = t.scenario_id
    AND tr.territory_id = t.territory_id) AS reps
FROM territory t
JOIN scenario s ON s.scenario_id = t.scenario_id
LEFT JOIN level l ON l.level_id = t.level_id
LEFT JOIN territory p ON p.scenario_id = t.scenario_id AND p.territory_id = t.parent_id;

CREATE VIEW v_assignment AS
SELECT s.name AS scenario, a.scenario_id, a.layer_id AS layer, a.unit_id, u.name AS unit, u.level,
  a.territory_id, t.name AS territory, a.is_locked
FROM unit_assignment a
JOIN scenario s ON s.scenario_id = a.scenario_id
LEFT JOIN unit u ON u.unit_id = a.unit_id
LEFT JOIN territory t ON t.scenario_id = a.scenario_id AND t.territory_id = a.territory_id;

CREATE VIEW v_exception AS
SELECT s.name AS scenario, a.scenario_id, a.layer_id AS layer, a.account_id, c.name AS account,
  a.territory_id, t.name AS territory, a.kind, a.share, a.from_date, a.until_date,
  a.then_territory_id, a.is_locked, a.reason, a.made_by, a.made_on
FROM account_assignment a
JOIN scenario s ON s.scenario_id = a.scenario_id
LEFT JOIN account c ON c.account_id = a.account_id
LEFT JOIN territory t ON t.scenario_id = a.scenario_id AND t.territory_id = a.territory_id;

CREATE VIEW v_quota AS
SELECT s.name AS scenario, q.scenario_id, q.territory_id, t.name AS territory, q.period, q.component,
  q.planned_amount / d.smallest AS planned, q.adjustment_amount / d.smallest AS adjustment,
  q.reason, q.revised_amount / d.smallest AS revised, d.currency, q.is_locked
FROM quota q
JOIN scenario s ON s.scenario_id = q.scenario_id
LEFT JOIN territory t ON t.scenario_id = q.scenario_id AND t.territory_id = q.territory_id
LEFT JOIN (SELECT currency, CASE currency_digits WHEN 0 THEN 1.0 WHEN 1 THEN 10.0 WHEN 3 THEN 1000.0
  WHEN 4 THEN 10000.0 ELSE 100.0 END AS smallest FROM plan_info) d;

CREATE VIEW v_seat AS
SELECT s.name AS scenario, x.scenario_id, x.territory_id, t.name AS territory, x.rep_id,
  r.name AS rep, r.email, x.share, x.from_date, x.until_date
FROM territory_rep x
JOIN scenario s ON s.scenario_id = x.scenario_id
LEFT JOIN territory t ON t.scenario_id = x.scenario_id AND t.territory_id = x.territory_id
LEFT JOIN rep r ON r.rep_id = x.rep_id;

CREATE VIEW v_account AS
SELECT a.account_id, a.name, a.status, a.segment, a.industry, a.city, a.state, a.postal_code,
  a.country, a.unit_id, u.name AS unit, a.owner_id, r.name AS owner,
  a.revenue_amount / d.smallest AS revenue, a.potential_amount / d.smallest AS potential,
  a.pipeline_amount / d.smallest AS pipeline, d.currency, a.renewal_date
FROM account a
LEFT JOIN unit u ON u.unit_id = a.unit_id
LEFT JOIN rep r ON r.rep_id = a.owner_id
LEFT JOIN (SELECT currency, CASE currency_digits WHEN 0 THEN 1.0 WHEN 1 THEN 10.0 WHEN 3 THEN 1000.0
  WHEN 4 THEN 10000.0 ELSE 100.0 END AS smallest FROM plan_info) d;
