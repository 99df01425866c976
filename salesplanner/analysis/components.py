"""Product lines, the components of quotas: what each is of the bookings."""

import pandas as pd

from salesplanner.plan.model import Plan


def component_shares(plan: Plan, bookings: pd.DataFrame) -> dict[str, float]:
    """Share of each product line in bookings by product_id and amount; empty without any.

    A product counts for its component, else for itself.
    """
    products = plan["product"].set_index("product_id")["component"].dropna().to_dict()
    line = [str(products.get(one, one)) for one in bookings["product_id"].fillna("")]
    frame = pd.DataFrame({"line": line, "amount": bookings["amount"].to_numpy()})
    frame = frame[(frame["line"] != "") & (frame["amount"] > 0)]
    sums = frame.groupby("line")["amount"].sum().astype("float64")
    return {str(name): float(share) for name, share in (sums / sums.sum()).items()}
