"""Words that cells of categories are known by, and the fields that hold categories or ids."""

CHOICE_WORDS = {
    "customer": "customer", "client": "customer", "kunde": "customer", "existing": "customer", "active": "customer",
    "prospect": "prospect", "lead": "prospect", "interessent": "prospect", "target": "prospect", "potential": "prospect",
    "opportunity": "prospect", "subscriber": "prospect", "marketingqualifiedlead": "prospect", "salesqualifiedlead": "prospect",
    "evangelist": "customer", "partner": "partner", "reseller": "partner", "distributor": "partner",
    "channel": "partner", "vendor": "partner", "supplier": "partner", "integrator": "partner",
    "former": "prospect", "customerdirect": "customer", "customerchannel": "customer",
}  # fmt: skip
INDUSTRIES = (
    "technology", "medical", "retail", "software", "entertainment", "marketing", "telecommunications", "finance",
    "employment", "services", "manufacturing", "healthcare", "education", "government", "energy", "utilities", "insurance",
    "banking", "construction", "transportation", "logistics", "hospitality", "agriculture", "automotive", "aerospace",
    "chemicals", "pharmaceuticals", "biotechnology", "consulting", "media", "real estate", "electronics", "engineering",
    "food and beverage", "machinery", "consumer goods", "environmental", "apparel", "shipping", "recreation",
    "not for profit", "communications", "mining", "wholesale", "legal", "advertising", "publishing",
)  # fmt: skip
CATEGORIES = frozenset(("segment", "industry", "stage", "region", "role_id", "component", "level_1", "level_2", "level_3",
                         "level_4", "level_5", "status"))  # fmt: skip
IDS = frozenset(("account_id", "opportunity_id", "rep_id", "parent_account_id", "owner_id", "manager_id",
                  "territory_id", "unit_id", "rule_id", "product_id"))  # fmt: skip
