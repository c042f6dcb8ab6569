"""Disclosure control: the one place that decides which counts of people may leave the portal.

The rules are those of NHS England for hospital statistics (HES and ECDS disclosure control): a count of
nought is shown, 1 to 7 is hidden behind a star, any other count is rounded to the nearest 5. Percentages
come from rounded counts. A median or mean of 1 to 7 people is hidden. Counts of organisations, days or
money are no counts of people: show those as plain numbers, without this package.

**Totals.** A table also hides further cells, with the same star, until nobody can work out a hidden count
of 1 to 7 from what is shown (`safe_table`, `safe_list`). The reader is taken to know all of these rules,
that totals are exact sums before they are rounded, every shown figure exactly (from elsewhere, say), and
even which stars stand for 1 to 7. Each of those still has at least three possible values.

**Filters.** A filter never makes a new table. Build one table with the filter's choices as its rows and
show the rows that were asked for: their stars then never depend on what else was looked at. Where filters
cross and cannot be rows of one table, ask `safe_part` for each figure: it is only shown when the rest of
every larger group is safe too.

**Before and after.** Two tables of the same shape for two periods go through `safe_series`: what is hidden
in one is hidden in all. Changes are counted from shown figures (`change`), never from raw ones. Published
figures are those of a set date (a quarter, a cycle), because somebody who watches a live figure sees the
moment at which a star becomes a 10, and knows then that it was 7.
"""

from charter_portal.core.disclosure.figures import (
    HIDDEN,
    Shown,
    change,
    is_few,
    percentage,
    safe_average,
    safe_mean,
    safe_median,
    safe_part,
    shown_count,
)
from charter_portal.core.disclosure.tables import SafeList, SafeTable, safe_list, safe_series, safe_table

__all__ = [
    "HIDDEN",
    "SafeList",
    "SafeTable",
    "Shown",
    "change",
    "is_few",
    "percentage",
    "safe_average",
    "safe_list",
    "safe_mean",
    "safe_median",
    "safe_part",
    "safe_series",
    "safe_table",
    "shown_count",
]
