"""The checks themselves: each finds the fault it is there for."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.browsing import checks
from tests.browsing.findings import Findings

pytestmark = pytest.mark.browser

BAD = """<!doctype html><html lang="en"><head><title>Page</title><style>
a:focus, button:focus { outline: 0 } .bar { position: fixed; inset: 0 0 auto; height: 400px; background: #fff }
.thin { width: 12px; overflow-wrap: anywhere } .cut { width: 60px; height: 20px; overflow: hidden } .wide { width: 1400px }
.red { background: #d11 }</style></head><body><p>Outside.</p><main><h1>One</h1><h3>Jumped</h3>
<p>First.Second comes here.</p><p><a href="#a">No ring</a></p><div class="bar"></div><span class="red">3</span>
<p class="cut">Words that are cut off here</p><div class="wide">Wide</div><p class="thin">Core</p><table><tr><td>1</td></tr></table>
<form method="get"><input name="search" type="search" aria-label="Search"></form><input type="email" aria-label="Address" tabindex="4"></main></body></html>"""


@pytest.fixture
def bad_page(chromium: Browser) -> Iterator[Page]:
    """A page with one fault of each kind."""
    context = chromium.new_context(viewport=checks.WIDE)
    page = context.new_page()
    page.set_content(BAD)
    yield page
    context.close()


def test_each_fault_is_found(bad_page: Page) -> None:
    structure = " ".join(checks.structure_faults(bad_page))
    for words in ("British English", "“Page”", "jumps from 1 to 3", "body > footer", "outside all landmarks"):
        assert words in structure
    assert "table without headers" in structure and "search could make an address" in structure and "may be filled in" in structure
    assert any("red number" in fault for fault in checks.pressure_faults(bad_page))
    assert checks.glued_sentences(bad_page) == ["no space in “First.Second”"]
    focus = " ".join(checks.focus_faults(bad_page))
    assert "an order of its own" in focus and "no sign of focus" in focus and "hidden while" in focus
    assert any("1400" in fault or "wide" in fault for fault in checks.width_faults(bad_page))
    assert any("“Core”" in fault for fault in checks.broken_words(bad_page))
    assert any("cut off" in fault for fault in checks.spacing_faults(bad_page))


def test_findings_tell_each_fault_once() -> None:
    found = Findings()
    found.assert_none()
    found.note("one page", ["too wide"])
    found.note("another page", ["too wide"])
    with pytest.raises(AssertionError, match="(?s)1 faults.*too wide.*on 2 pages, first one page"):
        found.assert_none()
