"""The national picture of a round: some cells shown, others hidden, and nobody's rows behind them."""

from __future__ import annotations

from io import BytesIO

import openpyxl
import pypdfium2

from charter_portal.core.clock import to_london
from tests.factories.country import a_country
from tests.factories.national import a_shared_round
from tests.journeys.years import Regular, YearsPortal

ROUND = "Spring 2026 round"
CHARTS = (
    "Services that were given each tier",
    "Filled places at each level",
    "People who reached each step",
    "Barriers in the logs of services",
    "Median days in vetting",
)


def has_many_services(portal: YearsPortal) -> None:
    """Sixty more organisations kept records, and the results of a round are shared."""
    with portal.inside():
        held = a_shared_round(ROUND, closed_days_ago=200)
        a_country(people=300, services=60, until=to_london(held.deadline_at).date())


def is_pictured(portal: YearsPortal, olu: Regular) -> None:
    """Career Matters asks for the picture, and the worker makes it."""
    olu.come_back("/home").follow("National picture").see(f"There is no picture of {ROUND} yet")
    olu.press("Make the picture").see("It waits for its turn")
    portal.work()


def is_looked_at(cam: Regular, service: str) -> None:
    """The commissioner reads numbers and stars, takes the picture along, and finds no rows."""
    cam.come_back("/home").follow("National picture").see(f"National picture, {ROUND}").read_charts(*CHARTS)
    cells = _cells(cam)
    numbers = {int(cell) for cell in cells - {"*"}}
    assert "*" in cells and max(numbers) >= 10 and not numbers & set(range(1, 8))
    cam.take("Setting", "Liaison and Diversion").press("Show this").read_charts(*CHARTS)
    assert "*" in _cells(cam)
    book = openpyxl.load_workbook(BytesIO(cam.download("Download as a workbook (XLSX)")))
    written = {str(cell.value) for sheet in book for row in sheet for cell in row if cell.value is not None}
    assert cells <= written
    paper = pypdfium2.PdfDocument(cam.download("Download as a document (PDF)"))
    assert paper.is_tagged() and paper.get_metadata_value("Title").startswith("National picture")
    for path in (service, f"{service}/people", f"{service}/posts"):
        cam.refused(path)


def _cells(cam: Regular) -> set[str]:
    """The numbers and stars in the tables about people, for all places together and for each."""
    tables = cam.find("section:has(#posts) table, section:has(#way-in) table")
    texts = tables.locator("td").evaluate_all("all => all.map(each => each.textContent.trim())")
    return {text for text in texts if text == "*" or text.isdigit()}
