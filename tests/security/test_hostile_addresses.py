"""No path, query or header makes a page stumble or leads away from this site (bar B10, F8, H1)."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest
from werkzeug.routing import UnicodeConverter

from tests.security.filling import Form
from tests.security.ground import Ground
from tests.security.test_hostile_text import CODE, NO_TEXT, NUMBERS, ODD
from tests.support.pages import Page, check_page, each

BAD_PARTS = ("%00", "%ED%A0%80%FF", "%0D%0A", "..%2F..", "x" * 5000)
BAD_NUMBERS = ("0", "-1", str(2**31), "9" * 400, "%D9%A3", "1;2")
NOT_THERE = {302, 400, 403, 404, 405, 410}


@pytest.mark.both_engines
def test_no_path_stumbles(ground: Ground) -> None:
    browser = ground.browser("administrator")
    for rule in ground.rules("GET"):
        texts = [n for n in rule.arguments if isinstance(rule._converters[n], UnicodeConverter)]
        numbers = rule.arguments - {*texts, "filename"}
        if not texts and not numbers:
            continue
        marked = ground.address(rule, **dict.fromkeys(texts, "TEXT"), **dict.fromkeys(numbers, 987654321))
        for part in BAD_PARTS:
            path = marked.replace("TEXT", part).replace("987654321", part)
            assert browser.get(path).status_code in NOT_THERE, path
        for number in BAD_NUMBERS if numbers else ():
            path = marked.replace("TEXT", "x").replace("987654321", number)
            assert browser.get(path).status_code == 404, path


def test_nothing_outside_the_static_folder_is_served(ground: Ground) -> None:
    browser = ground.browser("stranger")
    for path in ("../core/settings.py", "..%2fcore%2fpdf.py", "/etc/passwd", "css/../../floors.py", "%00"):
        answer = browser.get(f"/static/{path}")
        assert answer.status_code in {308, 404} and b"import" not in answer.data, path


@pytest.mark.both_engines
def test_no_query_stumbles(ground: Ground) -> None:
    names = "search sort page role kind region state level tier assessor code show next number organisation"
    browser = ground.browser("administrator")
    parameters = [*names.split(), "cycle", "event", "actor", "subject", "since", "until", "outcome"]
    taking = ("/staff/people", "/staff/organisations", "/staff/awards", "/awards", "/verify", "/staff/trail")
    cycle = ground.world.values["reporting"]["cycle_id"]
    lists = (f"/staff/cycles/{cycle}/{what}" for what in ("applications", "applications.csv", "release"))
    for address in (*taking, *lists, "/sign-in", "/applications/new", "/assessment"):
        for value in (NO_TEXT, CODE, ODD.encode(), *NUMBERS):
            answer = browser.get(f"{address}?{urlencode(dict.fromkeys(parameters, value))}")
            assert answer.status_code in {200, 302, 400, 403, 404}, (address, value[:20])
            assert b"1787569" not in answer.data and b"'><script>" not in answer.data


SORTED = (
    *("/staff/people", "/staff/organisations", "/staff/awards", "/awards"),
    "/staff/cycles/{}/applications",
)
NO_COLUMN = (
    *("password_hash", "id", "user_account.password_hash", "-password_hash", "name desc", "name;--", "1"),
    *("name,email", "CASE WHEN 1=1 THEN name END", "(SELECT 1)", "--name", "name--", "NAME", "random()"),
)


def test_no_order_comes_from_outside(ground: Ground) -> None:
    browser = ground.browser("administrator")
    for pattern in SORTED:
        address = pattern.format(ground.world.values["reporting"]["cycle_id"])
        usual = rows_of(browser.page(address))
        for order in NO_COLUMN:
            found = browser.get(address, query_string={"sort": order, "order": order, "direction": order})
            assert rows_of(Page(found)) == usual, f"{address} sorts by {order}"


def test_no_page_number_is_refused(ground: Ground) -> None:
    browser = ground.browser("administrator")
    for address in ("/staff/people", "/awards", "/staff/trail", "/staff/mail"):
        known = [rows_of(browser.page(address, query_string={"page": page})) for page in ("1", "999999")]
        for number in ("0", "-1", "x", "", "1.5", "٣", "1e9", " 1", "1;1", "1000000", "9" * 5000):
            rows = rows_of(Page(browser.get(address, query_string={"page": number})))
            assert rows in known, f"{address} page {number[:9]}"


def rows_of(page: Page) -> list[str]:
    """The rows of a list, as text, in order."""
    return [" ".join("".join(row.itertext()).split()) for row in each(page.tree, "tr", "li")]


HEADERS = (
    *("User-Agent", "Referer", "Accept", "Accept-Language", "Accept-Encoding", "X-Requested-With"),
    *("X-Forwarded-For", "X-Forwarded-Proto", "If-None-Match", "If-Modified-Since", "Range", "Cookie"),
    *("Authorization", "Content-Type", "X-CSRFToken", "Sec-Fetch-Site", "Origin"),
)
COOKIES = (
    *("__Host-charter=x", "__Host-charter=.a.b", "__Host-device=%00", "=;,"),
    "__Host-charter=" + "e" * 4000,
)


def test_no_header_stumbles(ground: Ground) -> None:
    mess = NO_TEXT.replace(b"\r\n", b" ").replace(b"\x00", b"").decode("latin-1")
    for role in ("stranger", "lead"):
        browser = ground.browser(role)
        for name in HEADERS:
            for value in (mess, "x" * 8000, "=;=;,"):
                for path in ("/", "/applications", "/static/css/portal.css"):
                    answer = browser.get(path, headers={name: value})
                    assert answer.status_code < 500 and answer.status_code != 206, f"{name} on {path}"
                assert browser.post("/sign-in", headers={name: value}).status_code == 400
    for cookie in COOKIES:
        stranger = ground.browser("stranger")
        assert stranger.get("/home", headers={"Cookie": cookie}).status_code == 302
        check_page(Page(stranger.get("/", headers={"Cookie": cookie})))


def test_the_user_agent_is_one_line_wherever_it_is_kept(
    ground: Ground, forms: dict[str, Form], capfd: pytest.CaptureFixture[str]
) -> None:
    agent = "Firefox\x1b[31m\x85 2027-01-01 INFO forged=yes".encode().decode("latin-1")
    form, browser = forms["accounts.sign_in"], ground.browser("stranger")
    assert form.send(browser, form.filled(), headers={"User-Agent": agent}).status_code == 302
    for path in ("/nowhere%0D%0A2027-01-01%20INFO", "/%1B%5B2J%C2%85forged=yes", "/staff/people"):
        assert browser.get(path, headers={"User-Agent": agent}).status_code in {403, 404}
    lines = capfd.readouterr().err.splitlines()
    assert not any(line.startswith("2027-01-01") or "\x1b" in line for line in lines)
    assert "\x1b" not in browser.page("/account/sessions").html


AWAY = (
    *("//e.test", "https:e.test", r"/\e.test", "javascript:alert(1)", "/%0d%0a/e.test", "/@e.test"),
    *("/\t/e.test", "/ /e.test", "https://e.test", "\\\\e.test", "//portal.test@e.test", "/..//e.test"),
)


def test_no_parameter_leads_away(ground: Ground, forms: dict[str, Form]) -> None:
    names = ("next", "url", "return", "return_to", "redirect", "continue", "then", "back", "target")
    for role in ("stranger", "lead"):
        browser = ground.browser(role)
        for target in AWAY:
            query = urlencode(dict.fromkeys(names, target))
            for path in ("/", "/sign-in", "/home", "/applications/new", "/verify"):
                answer = browser.get(f"{path}?{query}")
                assert_stays(answer.headers.get("Location", "/"))
                for link in Page(answer).links if answer.status_code == 200 else ():
                    assert "e.test" not in link.partition("?")[0], f"{path} links away"
    for name in ("accounts.sign_in", "applications.save_statement", "assessment.save", "accounts.sign_out"):
        form = forms[name]
        for target in AWAY:
            browser, data = ground.browser(form.role), form.filled() | dict.fromkeys(names, target)
            answer = form.send(browser, data, headers={"Referer": target})
            assert_stays(answer.headers.get("Location", "/"))


def assert_stays(location: str) -> None:
    """A place on this site, written so that no browser reads it as another one."""
    assert location.startswith("/") and not location.startswith(("//", "/\\", "/\t", "/ ")), location
    assert not any(sign in location for sign in "\r\n\t\\"), location
