"""Tables of the plan itself, of geography and of the market."""

from salesplanner.plan.fields.kinds import (
    Field,
    Table,
    amount,
    blob,
    choice,
    date,
    flag,
    integer,
    key,
    real,
    share,
    text,
)

LATITUDE = real(
    "latitude", "Degrees north of the equator", "deg",
    "lat|latitude|billinglatitude|billing latitude|geo lat|breite", low=-90, high=90,
)  # fmt: skip
LONGITUDE = real(
    "longitude", "Degrees east of Greenwich", "deg",
    "lon|lng|long|longitude|billinglongitude|billing longitude|geo lon|laenge", low=-180, high=180,
)  # fmt: skip


def plane(name: str, axis: str) -> Field:
    return real(name, f"Place on the plan's own flat map, {axis}", "km")


PLACE_TABLES = (
    Table("plan_info", ("plan_id",), "What this plan is about; one row.", (
        key("plan_id", "Always 'plan'"),
        text("name", "Name of the plan"),
        integer("fiscal_year", "The year planned for", low=1990, high=2200),
        integer("first_month", "Month the fiscal year begins with", low=1, high=12),
        text("currency", "ISO code of the plan's currency"),
        integer("currency_digits", "Decimals of the currency: 2 for cents", low=0, high=4),
        amount("target_amount", "Revenue target of the company for the year"),
        choice("distance_unit", "What distances are shown in", ("km", "mi")),
        choice("coordinates", "Where places lie: on the globe or on a flat plane",
               ("degrees", "plane")),
        text("unit_level", "Level of the units that are assigned"),
        date("data_date", "The day the facts were taken from the source systems"),
    )),
    Table("level", ("level_id",), "A level of the sales organisation, e.g. district.", (
        key("level_id", "territory, district, region, area or the planner's own"),
        integer("position", "0 is the territory, 1 what is above it, and so on", low=0, high=9),
        text("name", "What the planner calls it"),
    )),
    Table("unit", ("unit_id",), "A geographic building block.", (
        key("unit_id", "Code of the unit: FIPS, ZIP, ISO or the planner's own",
            "unit|unit id|fips|geoid|zip|zcta|zip3|county code|plz"),
        text("name", "Name of the unit", "unit name|county|county name|region name"),
        text("level", "country, state, county, zip3, zip5 or own"),
        text("parent_id", "The larger area it lies in"),
        LATITUDE,
        LONGITUDE,
        plane("x_km", "eastward"),
        plane("y_km", "northward"),
        real("area_km2", "Land area", "km2", low=0),
        real("population", "Inhabitants", "people", "population|pop|inhabitants", low=0),
        text("host_unit_id", "For a PO box or single building: the area unit it lies in"),
        text("country", "ISO code of the country"),
    )),
    Table("larger_area", ("area_id",), "An area that units lie in and roll up to; never assigned.", (
        key("area_id", "Code of the area: FIPS, ISO or the planner's own"),
        text("name", "Name of the area"),
        text("level", "zip3, county, state, country or own"),
        text("parent_id", "The still larger area it lies in"),
    )),
    Table("distance", ("from_id", "to_id"), "An imported distance, used instead of a computed one.", (
        key("from_id", "Unit the way begins at", "from|origin"),
        key("to_id", "Unit the way ends at", "to|destination"),
        real("km", "Length of the way", "km", low=0),
        real("minutes", "Time of the way", "minutes", low=0),
    ), is_bulk=True),
    Table("shape", ("unit_id",), "The outline of a unit.", (
        key("unit_id", "The unit"),
        blob("outline", "Polygons as WKB, longitude and latitude in degrees or x_km and y_km"),
    ), is_bulk=True),
    Table("border", ("unit_a", "unit_b"), "Two units that touch, or that may not be joined.", (
        key("unit_a", "One unit, the lower id", "unit_a|from"),
        key("unit_b", "The other unit", "unit_b|to"),
        choice("kind", "How they touch", ("land", "water", "bridge")),
        real("length_km", "Length of the common border", "km", low=0),
        flag("is_forbidden", "A barrier: the two may not be joined across this border"),
        flag("is_own", "Added by the planner"),
    )),
    Table("measure", ("measure_id",), "A market figure known by unit.", (
        key("measure_id", "Short name used on the command line"),
        text("name", "Name people read"),
        text("unit", "What it is counted in"),
        text("definition", "What it counts, and its formula where it is computed"),
        text("source", "Where it comes from"),
        date("as_of_date", "The day it was true"),
        choice("adds_up", "How it rolls up to larger areas", ("sum", "mean")),
    )),
    Table("unit_measure", ("unit_id", "measure_id"), "The value of a measure in a unit.", (
        key("unit_id", "The unit", refers_to="unit"),
        key("measure_id", "The measure", refers_to="measure"),
        real("value", "The value", "as the measure says"),
    )),
    Table("calendar", ("calendar_id",), "How a working year is spent; 'standard' is the default.", (
        key("calendar_id", "standard, or the planner's own"),
        real("working_days", "Days worked in a year, before what is taken off below", "days",
             low=0, high=366),
        real("hours_a_day", "Hours paid a working day", "hours", low=0, high=24),
        real("visits_per_trip", "Customers visited on one trip", "visits", low=1),
        real("training_days", "Days of training a year", "days", low=0),
        real("holiday_days", "Days of holiday a year not yet taken off the working days", "days",
             low=0),
        real("onboarding_days", "Days of onboarding in the year of hire", "days", low=0),
        share("field_share", "Share of working hours for customers and travel"),
        real("speed_kmh", "Mean speed of travel", "km/h", low=1),
        real("road_factor", "Road distance over straight distance", "", low=1),
    )),
    Table("exchange_rate", ("currency",), "Rates the planner entered for imported amounts.", (
        key("currency", "ISO code"),
        real("rate", "Units of the plan's currency for one unit of this one", low=0),
        date("as_of_date", "The day of the rate"),
    )),
    Table("parameter", ("name", "scope"), "A number the definitions use, visible and editable.", (
        key("name", "Which parameter"),
        key("scope", "What it is for: all, a segment, a role, a level"),
        real("value", "Its value"),
        text("source", "Where the value comes from"),
    )),
    Table("own_field", ("own_field_id",), "A column the planner added.", (
        key("own_field_id", "Its id"),
        text("table_name", "The table it belongs to"),
        text("name", "Its header"),
        choice("kind", "What it holds", ("text", "number", "date", "money", "yes/no")),
    )),
    Table("own_value", ("own_field_id", "row_key"), "A value in a column the planner added.", (
        key("own_field_id", "The column", refers_to="own_field"),
        key("row_key", "The key of the row"),
        text("value", "The value as text"),
    )),
    Table("import_mapping", ("mapping_id",), "A saved matching of headers to fields.", (
        key("mapping_id", "Kind and fingerprint of the headers"),
        text("kind", "What was imported"),
        text("system", "The system it came from"),
        text("headers", "The headers, as JSON"),
        text("mapping", "Header to field, as JSON"),
        date("saved_on", "When"),
    )),
    Table("history", ("history_id",), "A diary of what was done.", (
        Field("history_id", integer("x", "").kind, "Running number", is_required=True,
              is_editable=False),
        text("done_at", "When, ISO time"),
        text("done_by", "Who"),
        text("label", "What was done"),
        text("row_counts", "Rows changed by table, as JSON"),
        text("direction", "done, undone or redone"),
    ), is_bulk=True),
    Table("seasonality", ("seasonality_id", "month"), "How a year spreads over its months.", (
        key("seasonality_id", "Which pattern"),
        Field("month", integer("x", "").kind, "Month of the calendar year, 1 to 12", low=1, high=12,
              is_required=True, is_editable=False),
        share("share", "Share of the year; the twelve add up to 1"),
    )),
)  # fmt: skip
