"""Every form, sent with something missing: the page says so first, leads to the field and keeps the words (Y9)."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page

from tests.browsing import routes_involvement as involvement
from tests.browsing.findings import Findings
from tests.browsing.routes import every_page
from tests.browsing.test_every_page import faults_of
from tests.browsing.windows import Window, Windows

pytestmark = pytest.mark.browser

KEPT = "Kept words"
LONG = "word " * 2000
WRONG = {
    "applications.citation": {"where_to_look": "x" * 300},
    "applications.withdraw": {"reason": LONG},
    "assessment.profile": {"daily_limit": "many"},
    "assessment.score": {"reason": LONG},
    **involvement.WRONG,
    "training.book_alone": {"access": LONG},
    "training.needs": {"access": LONG},
    "training.needs_by_link": {"access": LONG},
    "training.edit_programme": {"programme": "Welcome, for thirty minutes"},
    "training.feedback": {"to_change": "Please ring me on 07700 900123."},
    "training.trainer": {"words": LONG},
}
"""Forms in which nothing is asked for; here is what they cannot take."""
TAKES_ANYTHING = {
    ("applications.statement", 0),
    ("barriers.solution", 0),
    ("training.door", 0),
    *involvement.TAKES_ANYTHING,
}
"""A draft is saved whatever it holds; one form has a tick box alone; one is a download that asks nothing."""
FORMS = 40
"""How many forms were found when this was written. Fewer now means that some are not looked at any more."""

Given = dict[str, str]


def spoil(page: Page, number: int, wrong: Given) -> Given:
    """Empty a form, write the wrong words or something into its last box; what should be kept."""
    given: Given = page.evaluate(_SPOIL, [number, wrong, KEPT])
    return given


def send(page: Page) -> int:
    """Press the last button of the spoiled form; the answer's status."""
    with page.expect_navigation() as waiting:
        page.evaluate(_SEND)
    request = waiting.value.request
    return 302 if request.redirected_from else waiting.value.status


def summary_faults(page: Page) -> list[str]:
    """What is wrong with the list of mistakes and its links."""
    found: list[str] = page.evaluate(_SUMMARY)
    return found


def kept_faults(page: Page, given: Given) -> list[str]:
    """Boxes that do not hold what was written into them."""
    now: dict[str, Any] = page.evaluate(
        "(names) => Object.fromEntries(names.map((name) => [name, [...document.getElementsByName(name)].at(-1)?.value]))",
        list(given),
    )
    return [
        f"“{name}” lost its words"
        for name, words in given.items()
        if (now[name] or "").strip() != words.strip()
    ]


def forms_of(window: Window) -> int:
    """How many forms of this page ask for something."""
    count: int = window.page.evaluate(f"() => {_FORMS}.length")
    return count


def test_each_form_with_something_missing(windows: Windows) -> None:
    found, looked_at = Findings(), 0
    for role, endpoint, scene in every_page():
        window = windows.of(role)
        if scene:
            continue
        window.open(endpoint)
        for number in range(forms_of(window)):
            if (endpoint, number) in TAKES_ANYTHING:
                continue
            place = f"{role} {endpoint} form {number}"
            if number:
                window.open(endpoint)
            wrong = WRONG.get(endpoint, {}) if number == 0 else {}
            given = spoil(window.page, number, wrong)
            status = send(window.page)
            looked_at += 1
            found.note(place, [] if status == 400 else [f"answers {status}"])
            found.note(place, summary_faults(window.page) + kept_faults(window.page, given))
            found.note(place, faults_of(window))
            windows.served.show()
    found.assert_none()
    assert looked_at >= FORMS


_FORMS = (
    "[...document.querySelectorAll('main form[method=post]')]"
    ".filter((form) => form.querySelector('input:not([type=hidden]), textarea, select'))"
)
_SPOIL = f"""([number, wrong, kept]) => {{
    const form = {_FORMS}[number], given = {{}}, boxes = [];
    for (const details of document.querySelectorAll('details')) details.open = true;
    for (const field of form.elements) {{
        if (field.type === 'hidden' || field.matches('button, fieldset')) continue;
        if (field.matches('[type=radio], [type=checkbox]')) field.checked = false;
        else if (field.matches('select')) field.selectedIndex = 0;
        else if (field.type !== 'file') field.value = '';
        if (field.matches('textarea, [type=text], [type=email], [type=tel], [type=url]')) boxes.push(field);
    }}
    const last = boxes.at(-1);
    if (!Object.keys(wrong).length && boxes.length > 1) wrong = {{ [last.name]: kept }};
    for (const [name, words] of Object.entries(wrong)) given[name] = form.elements[name].value = words;
    form.dataset.spoiled = 'yes';
    return given;
}}"""
_SEND = """() => {
    const form = document.querySelector('[data-spoiled]');
    form.requestSubmit([...form.querySelectorAll('button[type=submit]')].at(-1));
}"""
_SUMMARY = """() => {
    const faults = [], summary = document.querySelector('.nhsuk-error-summary');
    if (!document.title.startsWith('Error: ')) faults.push(`the title is “${document.title}”`);
    if (!summary) return [...faults, 'no list of mistakes'];
    if (document.activeElement !== summary) faults.push('the list of mistakes has not got the focus');
    if (/invalid|illegal|forbidden|failed/i.test(summary.innerText)) faults.push(`blames: ${summary.innerText}`);
    const links = [...summary.querySelectorAll('a')];
    if (!links.length) faults.push(`leads nowhere: ${summary.innerText}`);
    for (const link of links) {
        const field = document.getElementById(link.hash.slice(1));
        if (!field) { faults.push(`leads nowhere: ${link.innerText}`); continue; }
        link.click();
        if (!field.contains(document.activeElement)) faults.push(`does not lead to its field: ${link.innerText}`);
        const box = field.getBoundingClientRect();
        if (box.bottom < 0 || box.top > innerHeight) faults.push(`its field is out of sight: ${link.innerText}`);
        const told = [field, field.closest('fieldset')].map((each) => each?.getAttribute('aria-describedby') ?? '');
        const words = told.join(' ').split(' ').map((id) => document.getElementById(id)?.innerText ?? '').join(' ');
        if (!words.includes(link.innerText)) faults.push(`its field does not say it too: ${link.innerText}`);
    }
    summary.focus();
    return faults;
}"""
