"""The last look, the signature, the receipt and the document as people meet them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from io import BytesIO

import pytest
import time_machine

from charter_portal.applications.models import Evidence, Submission
from charter_portal.audit_trail.models import Entry
from charter_portal.core.database import unit_of_work
from charter_portal.organisations.enums import MemberRole
from tests.factories.cycles import a_cycle
from tests.factories.organisations import a_member, an_organisation, the_lead_of
from tests.factories.submissions import (
    a_begun_application,
    a_complete_application,
    a_file_of,
    a_submission,
    responses_of,
)

DEADLINE = datetime(2027, 3, 5, 17, 0, tzinfo=UTC)
SIGNED = {"number": "1", "name": "Sam Okafor", "job_title": "Director", "agreed": "y"}
ATTACK = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>{{7*7}}"


@pytest.fixture
def application(session):
    return a_complete_application(title="RECONNECT Northfield")


@pytest.fixture
def lead(application, page):
    return page(the_lead_of(application.organisation))


def test_every_gap_leads_to_its_field(session, page):
    application = a_begun_application()
    browser = page(the_lead_of(application.organisation))
    found = browser.page(f"/applications/{application.id}/check")
    assert "25 statements still need something" in found.text
    base = f"/applications/{application.id}/statements/1.1"
    for anchor in ("own_level-0", "narrative", "evidence"):
        assert f"{base}#{anchor}" in found.links
        assert f'id="{anchor}"' in browser.page(base).html
    assert f"/applications/{application.id}/submit" not in found.links


def test_a_complete_application_is_read_whole_before_it_is_signed(application, lead, session):
    a_file_of(application, "unused.txt")
    found = lead.page(f"/applications/{application.id}/check")
    assert "Every statement is complete" in found.text
    assert found.text.count("We do this every week, and it works.") == 25
    assert "Evidence that supports nothing yet" in found.text
    assert "2. unused.txt" in found.text
    assert f"/applications/{application.id}/submit" in found.links


def test_who_may_not_sign_is_told_who_may(application, page):
    a_member(application.organisation, MemberRole.SPONSOR, "Sam Okafor")
    browser = page(a_member(application.organisation, MemberRole.CONTRIBUTOR))
    found = browser.page(f"/applications/{application.id}/check")
    assert "Sam Okafor" in found.text
    assert f"/applications/{application.id}/submit" not in found.links
    browser.page(f"/applications/{application.id}/submit", status=403)
    browser.send(f"/applications/{application.id}/submit", SIGNED, status=403)


def test_signing_leads_to_the_receipt_and_a_second_press_to_the_same_one(application, lead, session):
    path = f"/applications/{application.id}/submit"
    assert lead.page(path).value_of("number") == "1"
    first, second = lead.send(path, SIGNED), lead.send(path, SIGNED)
    assert first.response.headers["Location"] == second.response.headers["Location"]
    submission = session.query(Submission).one()
    found = lead.page(first.response.headers["Location"])
    named = (submission.application.reference, submission.sha256)
    for said in (*named, "(UK time)", "What happens next", "Who to ask"):
        assert said in found.text
    assert "mailto:help@portal.test" in found.links
    assert lead.get(path).headers["Location"].endswith("/receipt")


@pytest.mark.parametrize("left_out", ["name", "job_title", "agreed"])
def test_what_is_left_out_is_asked_for_and_the_rest_is_kept(application, lead, session, left_out):
    sent = {name: value for name, value in SIGNED.items() if name != left_out}
    found = lead.send(f"/applications/{application.id}/submit", sent, status=400)
    assert len(found.errors) == 1
    for name, value in sent.items():
        assert found.value_of(name) == value
    assert session.query(Submission).count() == 0


@pytest.mark.parametrize(
    "changed",
    [
        {"name": "x" * 201},
        {"job_title": "\x00\x01"},
        {"name": "\u202e\u202e"},
        {"number": "9" * 30},
        {"number": "one"},
        {"status": "released", "reference": "LEC-1999-0001", "submitted_at": "1999-01-01"},
    ],
)
def test_odd_input_is_never_a_fault(application, lead, session, changed):
    answer = lead.post(
        f"/applications/{application.id}/submit", data={"csrf_token": lead.csrf_token(), **SIGNED, **changed}
    )
    assert answer.status_code in {302, 400}
    for submission in session.query(Submission):
        assert submission.application.reference.startswith("LEC-20")
        assert submission.application.status == "submitted"


def test_attacks_in_every_text_stay_text(session, page):
    application = a_complete_application(an_organisation(f"Org {ATTACK}"), title=ATTACK, narrative=ATTACK)
    with unit_of_work():
        for response in responses_of(application):
            response.lived_experience = ATTACK
            response.citations[0].where_to_look = ATTACK
        session.query(Evidence).one().title = ATTACK
    browser = page(the_lead_of(application.organisation))
    base = f"/applications/{application.id}"
    item = session.query(Evidence).one()
    paths = ["check", "document", "evidence", f"evidence/{item.id}", f"evidence/{item.id}/remove", "submit"]
    seen = [browser.page(f"{base}/{path}") for path in paths]
    browser.send(f"{base}/submit", {**SIGNED, "name": ATTACK, "job_title": ATTACK})
    seen += [browser.page(f"{base}/{path}") for path in ("receipt", "document", "document.pdf")]
    for found in seen:
        assert "<script>alert" not in found.html
        assert not found.all("img", src="x")
        # Where the words stand, the sum in them was not reckoned.
        assert "<script>" not in found.text or "7*7" in found.text


def test_a_name_cannot_bend_the_receipt_mail(application, lead, mails):
    attack = "Sam\r\nBcc: x@example.org\r\n\r\nhttps://evil.example.org/win"
    lead.send(f"/applications/{application.id}/submit", {**SIGNED, "name": attack})
    (mail,) = mails()
    assert "\n" not in mail.subject
    assert "https://evil.example.org" not in mail.text
    assert "https://evil.example.org" not in mail.html
    assert "<script" not in mail.html


def test_reading_a_submission_is_written_down_once(session, page):
    application = a_submission().application
    browser = page(the_lead_of(application.organisation))
    for _ in range(2):
        browser.page(f"/applications/{application.id}/document")
    assert session.query(Entry).filter(Entry.event == "applications.submission.viewed").count() == 1


CHANNELS = ["page", "autosave", "upload", "link", "submit"]
KEPT = {"page": "My late words.", "upload": "My late title", "link": "My late link", "submit": "Sam Okafor"}
MOMENTS = [(0, -1, True), (0, 0, True), (0, 1, False), (5, 300, True), (5, 301, False)]
"""Grace in minutes, seconds after the deadline, and whether that is in time."""


@pytest.mark.parametrize(("grace", "seconds", "in_time"), MOMENTS)
@pytest.mark.parametrize("channel", CHANNELS)
def test_one_instant_holds_for_every_way_in(session, page, channel, grace, seconds, in_time):
    with time_machine.travel(DEADLINE - timedelta(minutes=20), tick=False):
        cycle = a_cycle(deadline_at=DEADLINE, grace_minutes=grace)
        application = a_complete_application(an_organisation(), cycle)
        browser = page(the_lead_of(application.organisation))
    base = f"/applications/{application.id}"
    answer_form = {"own_level": "silver", "narrative": KEPT["page"], "lived_experience": "", "version": "1"}
    sent_file = (BytesIO(b"Notes.\n"), "a.txt")
    path, data = {
        "page": (f"{base}/statements/1.1", answer_form),
        "autosave": (f"{base}/statements/1.1/autosave", answer_form),
        "upload": (f"{base}/evidence/add-file", {"files": sent_file, "title": KEPT["upload"]}),
        "link": (f"{base}/evidence/add-link", {"url": "https://example.org/x", "title": KEPT["link"]}),
        "submit": (f"{base}/submit", SIGNED),
    }[channel]
    with time_machine.travel(DEADLINE + timedelta(seconds=seconds), tick=False):
        answer = browser.post(path, data={"csrf_token": browser.csrf_token(), **data})
    if in_time:
        assert answer.status_code in {200, 302}
        return
    assert answer.status_code in {400, 409}
    said = answer.get_json()["message"] if channel == "autosave" else answer.get_data(as_text=True)
    assert "The deadline was Friday 5 March 2027 at 5pm (UK time)." in said
    assert f"arrived at {(DEADLINE + timedelta(seconds=seconds)).strftime('%H:%M:%S')} GMT" in said
    assert KEPT.get(channel, "") in said
    assert session.query(Submission).count() == 0
    assert session.query(Evidence).count() == 1
