import pytest

from tests.support import browser as support

pytestmark = pytest.mark.browser

GOOD = """<!doctype html><html lang="en"><head><title>A page</title></head><body><main><h1>Hello</h1>
<p><a href="#a">First link</a></p><p><button>Second stop</button></p></main></body></html>"""
BAD = """<!doctype html><html><head></head><body><img src="data:,"><div style="width: 700px">Wide</div>
<a href="#a"><b></b></a><p style="color: #aaa; background: #fff">Pale</p>
<button style="width: 12px; height: 12px; padding: 0">a</button><button style="width: 12px; height: 12px;
padding: 0">b</button></body></html>"""


@pytest.fixture
def page(chromium):
    context = chromium.new_context(viewport={"width": 320, "height": 640})
    yield context.new_page()
    context.close()


def test_a_good_page_has_no_violations(page):
    page.set_content(GOOD)
    support.assert_accessible(page)
    assert support.sideways_scroll(page) == 0


def test_each_fault_of_a_bad_page_is_found_and_placed(page):
    page.set_content(BAD)
    found = {violation.rule: violation for violation in support.axe_violations(page)}
    expected = {"document-title", "html-has-lang", "image-alt", "link-name", "color-contrast", "target-size"}
    assert expected <= found.keys()
    assert "img" in str(found["image-alt"])
    assert support.sideways_scroll(page) > 0
    with pytest.raises(AssertionError, match="image-alt"):
        support.assert_accessible(page)
    assert "image-alt" not in {v.rule for v in support.axe_violations(page, ignoring=["image-alt"])}


def test_axe_runs_under_a_strict_content_policy(page):
    headers = {"Content-Security-Policy": "default-src 'none'"}
    page.route("**/*", lambda route: route.fulfill(body=GOOD, content_type="text/html", headers=headers))
    page.goto("http://127.0.0.1:9/")
    support.assert_accessible(page)


def test_focus_stops_come_in_order(page):
    page.set_content(GOOD)
    assert support.focus_stops(page) == ["a First link", "button Second stop"]


def test_trouble_inside_the_page_is_heard(page):
    trouble = support.watch(page, expecting=["expected"])
    page.set_content("<script>console.error('expected'); console.error('loud'); nowhere()</script>")
    page.wait_for_timeout(100)
    with pytest.raises(AssertionError, match="(?s)loud.*nowhere is not defined") as caught:
        trouble.assert_none()
    assert "expected" not in str(caught.value)


def test_without_a_browser_the_message_says_what_to_install(monkeypatch):
    answer = support.subprocess.CompletedProcess([], 1, "", "sudo apt-get install chromium")
    monkeypatch.setattr(support.subprocess, "run", lambda *given, **named: answer)
    with pytest.raises(support.BrowserMissing, match="apt-get install chromium"):
        support.find_chromium.__wrapped__()
