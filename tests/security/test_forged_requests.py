"""No page of another site, and no address under another name, can act for somebody (bar B3, B5)."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from charter_portal.core.database import db
from charter_portal.notifications.models import Message
from tests.security.filling import Form
from tests.security.ground import HERE, Ground, differences
from tests.support.pages import PageClient

HARMLESS = {"audit_entry", "sign_in", "throttle"}
REFUSED = {400, 403}


def forgeries(form: Form, browser: PageClient, stranger: PageClient) -> dict[str, Any]:
    """Each way to send a form that a page of ours did not send, with its answer."""
    token, action = browser.csrf_token(), form.action
    mark = "&" if "?" in action else "?"
    signed = {"csrf_token": token}
    as_text = "&".join(f"{name}={value}" for name, value in signed.items())

    def post(path: str = action, **options: Any) -> Any:
        return browser.post(path, **options)

    def foreign(**headers: str) -> Any:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return post(data=signed | form.filled(), headers=named)

    return {
        "no token": post(data=form.filled()),
        "another session's token": post(data={"csrf_token": stranger.csrf_token()} | form.filled()),
        "token in the address": post(f"{action}{mark}csrf_token={token}", data=form.filled()),
        "a text body": post(data=as_text, content_type="text/plain"),
        "a JSON body": post(json=signed),
        "a cut token": post(data={"csrf_token": token[:-2]} | form.filled()),
        "a foreign origin": foreign(Origin="https://evil.test"),
        "an origin that looks like ours": foreign(Origin=f"{HERE}.evil.test"),
        "no origin to name": foreign(Origin="null"),
        "a foreign page, as the browser says": foreign(Sec_Fetch_Site="cross-site"),
    }


def test_no_view_acts_on_a_forged_request(ground: Ground, forms: dict[str, Form]) -> None:
    assert set(forms) == {rule.endpoint for rule in ground.rules("POST")}, "A view takes a form nobody shows."
    stranger, wrong = ground.browser("viewer"), []
    for endpoint, form in forms.items():
        answers = forgeries(form, ground.browser(form.role), stranger)
        wrong += [f"{endpoint}: {way}" for way, a in answers.items() if a.status_code not in REFUSED]
    assert wrong == []
    assert differences(ground.beginning, ground.picture(), apart_from=HARMLESS) == {}


def test_an_own_request_is_taken(ground: Ground, forms: dict[str, Form]) -> None:
    """The control: such forms pass when the headers are those of our own page."""
    for endpoint, form in list(forms.items())[::7]:
        ground.reset()
        headers = {"Origin": HERE, "Sec-Fetch-Site": "same-origin", "Referer": HERE}
        answer = form.send(ground.browser(form.role), form.filled(), headers=headers)
        assert answer.status_code in {200, 302}, endpoint


FOREIGN_NAMES: dict[str, dict[str, Any]] = {
    "Host": {"headers": {"Host": "evil.test"}},
    "a longer name": {"headers": {"Host": "portal.test.evil.test"}},
    "a name with a user": {"headers": {"Host": "portal.test@evil.test"}},
    "the request line": {"base_url": "https://evil.test"},
}
IGNORED_NAMES: dict[str, dict[str, Any]] = {
    "a port": {"headers": {"Host": "portal.test:8443"}},
    "X-Forwarded-Host": {"headers": {"X-Forwarded-Host": "evil.test"}},
    "X-Forwarded-Server": {"headers": {"X-Forwarded-Server": "evil.test"}},
    "Forwarded": {"headers": {"Forwarded": "host=evil.test;proto=http"}},
    "X-Host": {"headers": {"X-Host": "evil.test", "X-Original-URL": "//evil.test/"}},
}
MAILING = ("accounts.create_account", "accounts.forgotten", "accounts.confirm_again", "accounts.invite")


@pytest.mark.parametrize("way", [*FOREIGN_NAMES, *IGNORED_NAMES])
def test_a_foreign_name_reaches_no_page_and_no_mail(
    ground: Ground, forms: dict[str, Form], way: str
) -> None:
    options = (FOREIGN_NAMES | IGNORED_NAMES)[way]
    expected = {400} if way in FOREIGN_NAMES else {200, 302, 304, 404, 405}
    stranger = ground.browser("stranger")
    for path in ("/", "/sign-in", "/awards", "/home", "/static/css/portal.css", "/nowhere"):
        answer = stranger.get(path, **options)
        assert answer.status_code in expected, path
        assert "evil" not in answer.get_data(as_text=True) + str(answer.headers), path
    for endpoint in MAILING:
        form = forms[endpoint]
        answer = form.send(ground.browser(form.role), form.filled(), **options)
        assert answer.status_code in expected, endpoint
        assert "evil" not in str(answer.headers)
    with ground.app.app_context():
        for message in db.session.scalars(select(Message)):
            assert "evil" not in message.subject + message.text + message.html
            assert message.text.count("http") == message.text.count(f"{HERE}/"), message.notice
