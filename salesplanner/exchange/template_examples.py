"""The example row of each template: field -> what a planner would type."""

EXAMPLES: dict[str, dict[str, str]] = {
    "accounts": {
        "account_id": "A-1001", "name": "Northwind Traders Inc", "street": "12 Main Street",
        "city": "Boston", "state": "MA", "postal_code": "02139", "country": "US",
        "phone": "+1 617 555 0100", "domain": "northwind.example.com", "segment": "Enterprise",
        "industry": "Retail", "employees": "250", "status": "customer", "owner_id": "R-7",
        "revenue_last_year_amount": "118000", "revenue_amount": "125000.50",
        "potential_amount": "400000", "renewal_date": "2027-06-30",
    },
    "opportunities": {
        "opportunity_id": "O-501", "account_id": "A-1001", "name": "Northwind renewal",
        "stage": "Negotiation", "amount": "45000", "win_probability_share": "60%",
        "created_date": "2026-09-01", "close_date": "2027-02-15", "rep_id": "R-7",
    },
    "bookings": {
        "account_id": "A-1001", "period": "2026-03", "amount": "12500.50", "product_id": "Service",
        "rep_id": "R-7",
    },
    "actuals": {
        "rep_id": "R-7", "period": "2026", "actual_amount": "910000", "quota_amount": "1000000",
    },
    "reps": {
        "rep_id": "R-7", "name": "Ann Bell", "email": "ann.bell@example.com", "role_id": "Hunter",
        "city": "Boston", "state": "MA", "postal_code": "02139", "country": "US",
        "hire_date": "2021-05-01", "full_time_share": "100%",
    },
    "hierarchy": {
        "territory_id": "T-01", "territory_name": "Boston", "level_1": "New England",
        "level_2": "East", "level_3": "United States",
    },
    "alignment": {
        "unit_id": "25025", "territory_id": "T-01", "level_1": "New England", "rep_id": "R-7",
    },
    "rules": {
        "rule_id": "Large", "name": "Large accounts", "priority": "1",
        "condition": "employees > 1000", "territory_id": "T-01",
    },
    "measures": {"unit_id": "25025", "measure_id": "Physicians", "value": "4200"},
    "targets": {"account_id": "A-1001", "period": "2027", "amount": "140000"},
    "quotas": {"rep_id": "R-7", "period": "2026", "quota_amount": "1000000"},
}  # fmt: skip
