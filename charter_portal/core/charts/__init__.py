"""Charts as shapes with their places: what `templates/_macros/charts.html` draws, and the table beside it.

A chart stretches with the page while its words keep their size, so places along the width are percentages
and everything else is in pixels. Nothing relies on colour: kinds differ in pattern, and values are written
out. A figure may be a number or a `Shown`; a hidden one is a hatched stub with a star, as long as any other.
"""

from charter_portal.core.charts.bars import bars, stacked_bars, steps
from charter_portal.core.charts.lines import line
from charter_portal.core.charts.shapes import Chart, Figure

__all__ = ["Chart", "Figure", "bars", "line", "stacked_bars", "steps"]
