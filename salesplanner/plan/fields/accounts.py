"""Tables of accounts and of what was sold to them."""

from salesplanner.plan.fields.kinds import (
    Table,
    amount,
    choice,
    date,
    flag,
    integer,
    key,
    period,
    real,
    share,
    text,
)
from salesplanner.plan.fields.places import LATITUDE, LONGITUDE

ACCOUNT = key(
    "account_id", "Account", "account id|accountid|account|customer id|kunde", refers_to="account"
)

ACCOUNT_TABLES = (
    Table("account", ("account_id",), "A customer, prospect or partner.", (
        key("account_id", "Identifier, as text",
            "id|account id|accountid|account number|account no|customer id|customer number|"
            "record id|hs_object_id|kunnr|customer no|company id|organization id|kundennummer"),
        text("name", "Name of the account",
             "account name|account|name|company|company name|customer|customer name|name1|"
             "organization name|organization|kunde|firma", is_required=True),
        text("parent_account_id", "The account it belongs to",
             "parent id|parentid|parent account id|parent account|parent company id|subsidiary_of|"
             "ultimate parent", refers_to="account"),
        text("street", "Street and number",
             "street|address|billing street|billingstreet|address1_line1|address 1|stras|strasse|"
             "mailing street|street address"),
        text("city", "City", "city|billing city|billingcity|address1_city|town|ort01|ort|stadt"),
        text("state", "State or province",
             "state|billing state/province|billing state|billingstate|state/region|province|"
             "address1_stateorprovince|regio|bundesland"),
        text("postal_code", "Postal code, always as text",
             "zip|zip code|zipcode|postal code|postalcode|postcode|billing zip/postal code|"
             "billingpostalcode|address1_postalcode|pstlz|plz"),
        text("country", "Country",
             "country|billing country|billingcountry|country/region|address1_country|land1|land|"
             "office_location"),
        text("phone", "Telephone number", "phone|phone number|telephone1|telf1|telefon"),
        text("domain", "Internet domain",
             "website|domain|company domain name|web|url|websiteurl|web site"),
        LATITUDE,
        LONGITUDE,
        text("unit_id", "The unit it lies in", "unit|unit id", refers_to="unit"),
        choice("found_by", "How its place was found",
               ("coordinates", "postal code", "city", "hand", "none")),
        share("found_sure_share", "How sure its place is: 1 certain, 0 a guess"),
        text("place_note", "What was odd about its place, e.g. state and postal code disagree"),
        text("segment", "Segment, e.g. enterprise", "segment|account segment|customer segment|size class|tier"),
        text("industry", "Industry", "industry|sector|branche|industrycode|brsch|vertical"),
        integer("employees", "Number of employees",
                "employees|number of employees|numberofemployees|headcount|mitarbeiter", low=0),
        choice("status", "What the company is to us", ("customer", "prospect", "partner"),
               "type|account type|status|lifecycle stage|customertypecode|relationship type"),
        text("owner_id", "The rep who owns it today",
             "owner|account owner|ownerid|owner id|company owner|hubspot_owner_id|_ownerid_value|"
             "sales rep|rep|sales agent|account manager|owner name", refers_to="rep"),
        date("owner_since", "Since when", "owner since|owner assigned date|hubspot_owner_assigneddate"),
        amount("revenue_last_year_amount", "Revenue with the account in the last full year",
               "revenue last year|last year revenue|revenue ly|prior year revenue|sales ly|"
               "umsatz vorjahr|fy revenue"),
        amount("revenue_amount", "Revenue with the account in the last 12 months",
               "revenue|revenue t12m|sales|ttm revenue|revenue last 12 months|umsatz|arr|bookings|"
               "annual spend"),
        amount("potential_amount", "What the account could buy from anyone in a year",
               "potential|wallet|tam|whitespace|spend potential|opportunity size|potenzial", low=0),
        amount("pipeline_amount", "Open opportunities",
               "pipeline|open pipeline|open opportunities|open amount", low=0),
        share("win_probability_share", "Chance that the pipeline is won",
              "win probability|probability|probability (%)|win rate"),
        date("renewal_date", "Next renewal", "renewal date|contract end|renewal|contract end date"),
        amount("company_revenue_amount", "The account's own turnover",
               "annual revenue|annualrevenue|company revenue|turnover"),
        integer("year_established", "Year the company was founded", "year established|founded", low=0),
        real("visits", "Visits a year where the call plan does not apply", "visits",
             "visits|visits/yr|visits a year|calls", low=0),
        real("hours_a_visit", "Hours a visit where the call plan does not apply", "hours",
             "hours a visit|hours/visit", low=0),
        real("other_hours", "Other hours a year for it", "hours", "other hours", low=0),
        text("role_id", "The role that covers it, where not by rule", refers_to="role"),
        flag("is_strategic", "Must keep its owner", "strategic|strategic account|key account"),
        flag("is_vanished", "No longer in the source system"),
        text("system", "The system it came from"),
        text("note", "Note", "description|note|comments"),
    )),
    Table("source_record", ("system", "record_id"), "An imported row and the account it became.", (
        key("system", "Source system"),
        key("record_id", "Its id there"),
        text("account_id", "The account it was merged into", refers_to="account"),
        date("imported_on", "When"),
        text("row_values", "The row as imported, as JSON"),
        text("matched_by", "Why it was taken for this account"),
        share("match_share", "How sure the match was"),
    )),
    Table("booking", ("account_id", "period", "product_id"), "Bookings of a month.", (
        ACCOUNT,
        period("period", "Month", "period|month|date|order date|close date|booking date"),
        key("product_id", "Product; '' where not known", "product|product name|product line|sku"),
        amount("amount", "Booked", "amount|sales|revenue|bookings|value|close_value|net value"),
        text("rep_id", "Rep credited", "rep|sales rep|sales agent|salesperson"),
    ), is_bulk=True),
    Table("product", ("product_id",), "Something sold.", (
        key("product_id", "Its code", "product|product code|sku"),
        text("name", "Its name", "product name|name"),
        text("component", "The quota component it counts for", "component|series|product family"),
        amount("price_amount", "List price", "price|sales_price|list price"),
    )),
    Table("opportunity", ("opportunity_id",), "An opportunity in the pipeline.", (
        key("opportunity_id", "Its id", "id|opportunity id|deal id|opportunityid"),
        text("account_id", "The account", "account id|accountid|account|account name|company", refers_to="account"),
        text("name", "Its name", "opportunity name|deal name|name"),
        text("stage", "Stage", "stage|stagename|deal stage|deal_stage"),
        amount("amount", "Value", "amount|value|close_value|deal value|estimatedvalue"),
        share("win_probability_share", "Chance to win", "probability|probability (%)|win probability"),
        date("created_date", "Opened", "created date|createddate|engage_date|create date"),
        date("close_date", "Closes or closed", "close date|closedate|close_date|estimatedclosedate"),
        text("rep_id", "The rep", "owner|owner id|ownerid|sales agent|sales_agent|deal owner"),
        text("product_id", "The product", "product"),
        flag("is_closed", "No longer open", "closed|isclosed"),
        flag("is_won", "Won", "won|iswon"),
    )),
    Table("account_target", ("account_id", "period", "component"), "A target for one account.", (
        ACCOUNT,
        period("period", "Year, quarter or month", "period|year|month"),
        key("component", "Product line; '' for all", "component|product"),
        amount("amount", "The target", "target|amount|goal"),
    )),
    Table("segment_rule", ("segment_id",), "Which accounts make up a segment; first match wins.", (
        key("segment_id", "Name of the segment"),
        integer("position", "Order of the rules"),
        text("condition", "Condition on account fields"),
    )),
    Table("score", ("score_id",), "A weighted score of accounts.", (
        key("score_id", "Its name"),
        text("formula", "Weighted fields, e.g. 0.7 potential + 0.3 employees"),
        text("tiers", "Names and lower ends of the tiers, as JSON"),
    )),
)  # fmt: skip
