"""Expected revenue had the territories other selling hours, or the accounts another response."""

import numpy as np

from salesplanner.analysis.columns import Floats, bin_sums
from salesplanner.analysis.revenue import Response
from salesplanner.analysis.territory_measures import Measures, expected_by_row, rows_of


def expected_with_hours(measures: Measures, selling_hours: Floats) -> Floats:
    """Expected revenue of each territory had it other selling hours, (k,): for what-ifs.

    Returns (k + 1,): the last is what is carried over from accounts no territory covers.
    """
    assert measures.facts.response is not None
    return revenue_with_response(measures, measures.facts.response, selling_hours)


def revenue_with_response(measures: Measures, fitted: Response, selling_hours: Floats) -> Floats:
    """The same, had the accounts another response too."""
    k = measures.n_territories
    rows = rows_of(measures.cover, np.ones(k, bool))
    by_row = expected_by_row(measures.facts.fitted(fitted, measures.cover), rows, selling_hours)
    loose = float(by_row[rows.territory < 0].sum())
    return np.append(bin_sums(rows.territory, by_row, k), [loose])
