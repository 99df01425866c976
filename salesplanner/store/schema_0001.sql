-- Step 0001: the tables of a new plan. Frozen: later steps change them, this file never does.

CREATE TABLE plan_info (
    plan_id TEXT NOT NULL,
    name TEXT,
    fiscal_year INTEGER,
    first_month INTEGER,
    currency TEXT,
    currency_digits INTEGER,
    target_amount INTEGER,
    distance_unit TEXT,
    coordinates TEXT,
    unit_level TEXT,
    data_date TEXT,
    PRIMARY KEY (plan_id)
) STRICT;

CREATE TABLE level (
    level_id TEXT NOT NULL,
    position INTEGER,
    name TEXT,
    PRIMARY KEY (level_id)
) STRICT;

CREATE TABLE unit (
    unit_id TEXT NOT NULL,
    name TEXT,
    level TEXT,
    parent_id TEXT,
    latitude REAL,
    longitude REAL,
    x_km REAL,
    y_km REAL,
    area_km2 REAL,
    population REAL,
    host_unit_id TEXT,
    country TEXT,
    PRIMARY KEY (unit_id)
) STRICT;

CREATE TABLE distance (
    from_id TEXT NOT NULL,
    to_id TEXT NOT NULL,
    km REAL,
    minutes REAL,
    PRIMARY KEY (from_id, to_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE shape (
    unit_id TEXT NOT NULL,
    outline BLOB,
    PRIMARY KEY (unit_id)
) STRICT;

CREATE TABLE border (
    unit_a TEXT NOT NULL,
    unit_b TEXT NOT NULL,
    kind TEXT,
    length_km REAL,
    is_forbidden INTEGER CHECK (is_forbidden IN (0, 1)),
    is_own INTEGER CHECK (is_own IN (0, 1)),
    PRIMARY KEY (unit_a, unit_b)
) STRICT, WITHOUT ROWID;

CREATE TABLE measure (
    measure_id TEXT NOT NULL,
    name TEXT,
    unit TEXT,
    definition TEXT,
    source TEXT,
    as_of_date TEXT,
    adds_up TEXT,
    PRIMARY KEY (measure_id)
) STRICT;

CREATE TABLE unit_measure (
    unit_id TEXT NOT NULL,
    measure_id TEXT NOT NULL,
    value REAL,
    PRIMARY KEY (unit_id, measure_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE calendar (
    calendar_id TEXT NOT NULL,
    working_days REAL,
    hours_a_day REAL,
    visits_per_trip REAL,
    training_days REAL,
    holiday_days REAL,
    onboarding_days REAL,
    field_share REAL,
    speed_kmh REAL,
    road_factor REAL,
    PRIMARY KEY (calendar_id)
) STRICT;

CREATE TABLE exchange_rate (
    currency TEXT NOT NULL,
    rate REAL,
    as_of_date TEXT,
    PRIMARY KEY (currency)
) STRICT;

CREATE TABLE parameter (
    name TEXT NOT NULL,
    scope TEXT NOT NULL,
    value REAL,
    source TEXT,
    PRIMARY KEY (name, scope)
) STRICT;

CREATE TABLE own_field (
    own_field_id TEXT NOT NULL,
    table_name TEXT,
    name TEXT,
    kind TEXT,
    PRIMARY KEY (own_field_id)
) STRICT;

CREATE TABLE own_value (
    own_field_id TEXT NOT NULL,
    row_key TEXT NOT NULL,
    value TEXT,
    PRIMARY KEY (own_field_id, row_key)
) STRICT;

CREATE TABLE import_mapping (
    mapping_id TEXT NOT NULL,
    kind TEXT,
    system TEXT,
    headers TEXT,
    mapping TEXT,
    saved_on TEXT,
    PRIMARY KEY (mapping_id)
) STRICT;

CREATE TABLE history (
    history_id INTEGER NOT NULL,
    done_at TEXT,
    done_by TEXT,
    label TEXT,
    row_counts TEXT,
    direction TEXT,
    PRIMARY KEY (history_id)
) STRICT;

CREATE TABLE seasonality (
    seasonality_id TEXT NOT NULL,
    month INTEGER NOT NULL,
    share REAL,
    PRIMARY KEY (seasonality_id, month)
) STRICT;

CREATE TABLE account (
    account_id TEXT NOT NULL,
    name TEXT,
    parent_account_id TEXT,
    street TEXT,
    city TEXT,
    state TEXT,
    postal_code TEXT,
    country TEXT,
    phone TEXT,
    domain TEXT,
    latitude REAL,
    longitude REAL,
    unit_id TEXT,
    found_by TEXT,
    found_sure_share REAL,
    place_note TEXT,
    segment TEXT,
    industry TEXT,
    employees INTEGER,
    status TEXT,
    owner_id TEXT,
    owner_since TEXT,
    revenue_last_year_amount INTEGER,
    revenue_amount INTEGER,
    potential_amount INTEGER,
    pipeline_amount INTEGER,
    win_probability_share REAL,
    renewal_date TEXT,
    company_revenue_amount INTEGER,
    year_established INTEGER,
    visits REAL,
    hours_a_visit REAL,
    other_hours REAL,
    role_id TEXT,
    is_strategic INTEGER CHECK (is_strategic IN (0, 1)),
    is_vanished INTEGER CHECK (is_vanished IN (0, 1)),
    system TEXT,
    note TEXT,
    PRIMARY KEY (account_id)
) STRICT;

CREATE TABLE source_record (
    system TEXT NOT NULL,
    record_id TEXT NOT NULL,
    account_id TEXT,
    imported_on TEXT,
    row_values TEXT,
    matched_by TEXT,
    match_share REAL,
    PRIMARY KEY (system, record_id)
) STRICT;

CREATE TABLE booking (
    account_id TEXT NOT NULL,
    period TEXT NOT NULL,
    product_id TEXT NOT NULL,
    amount INTEGER,
    rep_id TEXT,
    PRIMARY KEY (account_id, period, product_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE product (
    product_id TEXT NOT NULL,
    name TEXT,
    component TEXT,
    price_amount INTEGER,
    PRIMARY KEY (product_id)
) STRICT;

CREATE TABLE opportunity (
    opportunity_id TEXT NOT NULL,
    account_id TEXT,
    name TEXT,
    stage TEXT,
    amount INTEGER,
    win_probability_share REAL,
    created_date TEXT,
    close_date TEXT,
    rep_id TEXT,
    product_id TEXT,
    is_closed INTEGER CHECK (is_closed IN (0, 1)),
    is_won INTEGER CHECK (is_won IN (0, 1)),
    PRIMARY KEY (opportunity_id)
) STRICT;

CREATE TABLE account_target (
    account_id TEXT NOT NULL,
    period TEXT NOT NULL,
    component TEXT NOT NULL,
    amount INTEGER,
    PRIMARY KEY (account_id, period, component)
) STRICT;

CREATE TABLE segment_rule (
    segment_id TEXT NOT NULL,
    position INTEGER,
    condition TEXT,
    PRIMARY KEY (segment_id)
) STRICT;

CREATE TABLE score (
    score_id TEXT NOT NULL,
    formula TEXT,
    tiers TEXT,
    PRIMARY KEY (score_id)
) STRICT;

CREATE TABLE rep (
    rep_id TEXT NOT NULL,
    name TEXT,
    email TEXT,
    role_id TEXT,
    manager_id TEXT,
    region TEXT,
    street TEXT,
    city TEXT,
    state TEXT,
    postal_code TEXT,
    country TEXT,
    latitude REAL,
    longitude REAL,
    x_km REAL,
    y_km REAL,
    hire_date TEXT,
    leave_date TEXT,
    full_time_share REAL,
    ramp_id TEXT,
    skills TEXT,
    languages TEXT,
    base_pay_amount INTEGER,
    variable_pay_amount INTEGER,
    pay_plan_id TEXT,
    is_manager INTEGER CHECK (is_manager IN (0, 1)),
    PRIMARY KEY (rep_id)
) STRICT;

CREATE TABLE role (
    role_id TEXT NOT NULL,
    name TEXT,
    covers TEXT,
    accounts_low INTEGER,
    accounts_high INTEGER,
    handover_high INTEGER,
    reps_per_specialist INTEGER,
    is_overlay INTEGER CHECK (is_overlay IN (0, 1)),
    PRIMARY KEY (role_id)
) STRICT;

CREATE TABLE layer (
    layer_id TEXT NOT NULL,
    name TEXT,
    role_id TEXT,
    covers TEXT,
    family_rule TEXT,
    follows_layer_id TEXT,
    position INTEGER,
    PRIMARY KEY (layer_id)
) STRICT;

CREATE TABLE coverage_norm (
    role_id TEXT NOT NULL,
    segment TEXT NOT NULL,
    visits REAL,
    hours_a_visit REAL,
    other_hours REAL,
    PRIMARY KEY (role_id, segment)
) STRICT;

CREATE TABLE ramp (
    ramp_id TEXT NOT NULL,
    month INTEGER NOT NULL,
    share REAL,
    PRIMARY KEY (ramp_id, month)
) STRICT;

CREATE TABLE leave (
    rep_id TEXT NOT NULL,
    from_date TEXT NOT NULL,
    until_date TEXT,
    share REAL,
    reason TEXT,
    PRIMARY KEY (rep_id, from_date)
) STRICT;

CREATE TABLE actual (
    rep_id TEXT NOT NULL,
    period TEXT NOT NULL,
    component TEXT NOT NULL,
    actual_amount INTEGER,
    quota_amount INTEGER,
    territory_id TEXT,
    PRIMARY KEY (rep_id, period, component)
) STRICT;

CREATE TABLE pay_plan (
    pay_plan_id TEXT NOT NULL,
    name TEXT,
    threshold_share REAL,
    cap_share REAL,
    team_share REAL,
    draw_amount INTEGER,
    is_draw_recoverable INTEGER CHECK (is_draw_recoverable IN (0, 1)),
    PRIMARY KEY (pay_plan_id)
) STRICT;

CREATE TABLE pay_rate (
    pay_plan_id TEXT NOT NULL,
    component TEXT NOT NULL,
    from_share REAL NOT NULL,
    rate REAL,
    weight_share REAL,
    PRIMARY KEY (pay_plan_id, component, from_share)
) STRICT;

CREATE TABLE dotted_manager (
    rep_id TEXT NOT NULL,
    manager_id TEXT NOT NULL,
    share REAL,
    PRIMARY KEY (rep_id, manager_id)
) STRICT;

CREATE TABLE pair_rule (
    pair_id TEXT NOT NULL,
    kind TEXT,
    rep_id TEXT,
    account_id TEXT,
    unit_id TEXT,
    reason TEXT,
    PRIMARY KEY (pair_id)
) STRICT;

CREATE TABLE scenario (
    scenario_id TEXT NOT NULL,
    name TEXT,
    parent_scenario_id TEXT,
    note TEXT,
    state TEXT,
    is_adopted INTEGER CHECK (is_adopted IN (0, 1)),
    made_by TEXT,
    settings TEXT,
    seed INTEGER,
    data_hash TEXT,
    gap_share REAL,
    created_at TEXT,
    PRIMARY KEY (scenario_id)
) STRICT;

CREATE TABLE territory (
    scenario_id TEXT NOT NULL,
    territory_id TEXT NOT NULL,
    name TEXT,
    layer_id TEXT,
    level_id TEXT,
    parent_id TEXT,
    vacant_from TEXT,
    target_share REAL,
    centre_latitude REAL,
    centre_longitude REAL,
    centre_x_km REAL,
    centre_y_km REAL,
    centre_unit_id TEXT,
    is_locked INTEGER CHECK (is_locked IN (0, 1)),
    colour INTEGER,
    manager_id TEXT,
    purpose TEXT,
    PRIMARY KEY (scenario_id, territory_id)
) STRICT;

CREATE TABLE territory_limit (
    scenario_id TEXT NOT NULL,
    territory_id TEXT NOT NULL,
    measure_id TEXT NOT NULL,
    lower REAL,
    upper REAL,
    PRIMARY KEY (scenario_id, territory_id, measure_id)
) STRICT;

CREATE TABLE unit_assignment (
    scenario_id TEXT NOT NULL,
    layer_id TEXT NOT NULL,
    unit_id TEXT NOT NULL,
    territory_id TEXT,
    is_locked INTEGER CHECK (is_locked IN (0, 1)),
    PRIMARY KEY (scenario_id, layer_id, unit_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE account_assignment (
    scenario_id TEXT NOT NULL,
    layer_id TEXT NOT NULL,
    account_id TEXT NOT NULL,
    territory_id TEXT NOT NULL,
    from_date TEXT NOT NULL,
    kind TEXT,
    share REAL,
    until_date TEXT,
    then_territory_id TEXT,
    is_locked INTEGER CHECK (is_locked IN (0, 1)),
    reason TEXT,
    made_by TEXT,
    made_on TEXT,
    PRIMARY KEY (scenario_id, layer_id, account_id, territory_id, from_date)
) STRICT, WITHOUT ROWID;

CREATE TABLE territory_rep (
    scenario_id TEXT NOT NULL,
    territory_id TEXT NOT NULL,
    rep_id TEXT NOT NULL,
    from_date TEXT NOT NULL,
    until_date TEXT,
    share REAL,
    PRIMARY KEY (scenario_id, territory_id, rep_id, from_date)
) STRICT;

CREATE TABLE carve_rule (
    scenario_id TEXT NOT NULL,
    rule_id TEXT NOT NULL,
    layer_id TEXT,
    priority INTEGER,
    name TEXT,
    condition TEXT,
    territory_id TEXT,
    is_active INTEGER CHECK (is_active IN (0, 1)),
    note TEXT,
    PRIMARY KEY (scenario_id, rule_id)
) STRICT;

CREATE TABLE quota (
    scenario_id TEXT NOT NULL,
    territory_id TEXT NOT NULL,
    period TEXT NOT NULL,
    component TEXT NOT NULL,
    basis_amount INTEGER,
    planned_amount INTEGER,
    adjustment_amount INTEGER,
    reason TEXT,
    revised_amount INTEGER,
    is_locked INTEGER CHECK (is_locked IN (0, 1)),
    PRIMARY KEY (scenario_id, territory_id, period, component)
) STRICT, WITHOUT ROWID;

CREATE TABLE rep_quota (
    scenario_id TEXT NOT NULL,
    territory_id TEXT NOT NULL,
    rep_id TEXT NOT NULL,
    period TEXT NOT NULL,
    component TEXT NOT NULL,
    share REAL,
    ramp_share REAL,
    adjustment_amount INTEGER,
    reason TEXT,
    assigned_amount INTEGER,
    PRIMARY KEY (scenario_id, territory_id, rep_id, period, component)
) STRICT, WITHOUT ROWID;

CREATE TABLE lever (
    scenario_id TEXT NOT NULL,
    name TEXT NOT NULL,
    scope TEXT NOT NULL,
    value REAL,
    PRIMARY KEY (scenario_id, name, scope)
) STRICT;

CREATE TABLE comment (
    scenario_id TEXT NOT NULL,
    comment_id TEXT NOT NULL,
    table_name TEXT,
    row_key TEXT,
    body TEXT,
    made_by TEXT,
    made_at TEXT,
    PRIMARY KEY (scenario_id, comment_id)
) STRICT;

CREATE TABLE waiver (
    scenario_id TEXT NOT NULL,
    waiver_id TEXT NOT NULL,
    check_id TEXT,
    row_key TEXT,
    reason TEXT,
    made_by TEXT,
    made_at TEXT,
    PRIMARY KEY (scenario_id, waiver_id)
) STRICT;

CREATE TABLE review_round (
    scenario_id TEXT NOT NULL,
    round_id TEXT NOT NULL,
    name TEXT,
    state TEXT,
    sent_at TEXT,
    data_hash TEXT,
    sent_values TEXT,
    PRIMARY KEY (scenario_id, round_id)
) STRICT;

CREATE TABLE decision (
    scenario_id TEXT NOT NULL,
    decision_id TEXT NOT NULL,
    round_id TEXT,
    manager_id TEXT,
    table_name TEXT,
    row_key TEXT,
    wish TEXT,
    value_before TEXT,
    value_after TEXT,
    outcome TEXT,
    reason_code TEXT,
    made_by TEXT,
    made_at TEXT,
    body TEXT,
    PRIMARY KEY (scenario_id, decision_id)
) STRICT;
