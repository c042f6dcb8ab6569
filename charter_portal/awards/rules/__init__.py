"""Numbers, dates and room of awards: pure arithmetic."""

from charter_portal.awards.rules.numbers import number_of, plain_code, series_of, spaced, years_on
from charter_portal.awards.rules.paper import fitting, is_crowded, type_size

__all__ = ["fitting", "is_crowded", "number_of", "plain_code", "series_of", "spaced", "type_size", "years_on"]
