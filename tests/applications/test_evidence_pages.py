"""The pages of the library and of citations: what they say, whom they refuse, what they keep."""

from __future__ import annotations

import dataclasses
import re
from io import BytesIO

import pytest

from charter_portal.applications.models import Citation, Evidence
from charter_portal.organisations.enums import MemberRole
from tests.factories.accounts import an_officer
from tests.factories.organisations import a_member, an_organisation, the_lead_of
from tests.factories.submissions import (
    A_PDF,
    a_begun_application,
    a_complete_application,
    a_file_of,
    a_submission,
    point,
    responses_of,
)


@pytest.fixture
def application(session):
    return a_begun_application()


@pytest.fixture
def lead(application, page):
    return page(the_lead_of(application.organisation))


def files(*named: tuple[str, bytes]) -> list[tuple[BytesIO, str]]:
    return [(BytesIO(data), name) for name, data in named]


def test_limits_kinds_and_the_warning_stand_before_the_choice(application, lead):
    found = lead.page(f"/applications/{application.id}/evidence/add-file")
    words, choice = found.text, found.text.index("You can choose several")
    for said in ("Word document (docx)", "JPEG picture (jpg, jpeg)", "up to 25 MB", "Photos may carry the"):
        assert 0 <= words.index(said) < choice


def test_files_are_added_and_listed(application, lead):
    path = f"/applications/{application.id}/evidence"
    lead.send(f"{path}/add-file", {"files": files(("a.pdf", A_PDF), ("b.txt", b"Notes.\n"))})
    found = lead.page(path)
    assert "2 files are now in your library." in found.text
    assert "a.pdf" in found.text
    assert "Nothing yet" in found.text


def test_what_is_refused_says_why_and_the_rest_is_kept(application, lead, session):
    path = f"/applications/{application.id}/evidence/add-file"
    sent = {"files": files(("page.html", b"<html>"), ("ok.txt", b"Notes.\n")), "title": "My title"}
    found = lead.send(path, sent, status=400)
    assert len(found.errors) == 1
    assert found.errors[0].startswith("page.html: ")
    assert "1 file is now in your library." in found.text
    assert found.value_of("title") == "My title"
    assert [each.title for each in session.query(Evidence)] == ["ok.txt"]


def test_a_file_one_byte_over_the_limit_is_refused_in_place(app, application, lead, monkeypatch):
    settings = dataclasses.replace(app.config["SETTINGS"], evidence_file_bytes=1000)
    monkeypatch.setitem(app.config, "SETTINGS", settings)
    path = f"/applications/{application.id}/evidence/add-file"
    lead.send(path, {"files": files(("fits.txt", b"a" * 1000))})
    found = lead.send(path, {"files": files(("over.txt", b"a" * 1001)), "title": "Kept"}, status=400)
    assert "over.txt: This file is 1 KB. Choose one of 1 KB or less" in found.errors[0]
    assert found.value_of("title") == "Kept"


def test_more_than_one_request_may_hold_is_told_on_the_same_page(app, application, lead, monkeypatch):
    monkeypatch.setitem(app.config, "MAX_CONTENT_LENGTH", 2000)
    path = f"/applications/{application.id}/evidence/add-file"
    found = lead.send(path, {"files": files(("a.txt", b"a" * 3000))}, status=413)
    assert found.errors == [
        "These files are more than 40 MB together. Send fewer at a time, each of 25 MB or less."
    ]


def test_no_file_chosen(application, lead):
    found = lead.send(f"/applications/{application.id}/evidence/add-file", {"title": "x"}, status=400)
    assert found.errors == ["Choose at least one file."]


NAMES = [
    "../../x.txt", "a; b='c'.txt", "\u202egpj.txt",
    "n" * 300 + ".txt", ".x.txt", "CON.txt", "👩🏽‍🚀.txt",
]


@pytest.mark.parametrize("name", NAMES)
def test_names_are_cleaned_and_downloads_are_attachments(application, lead, session, name):
    lead.send(f"/applications/{application.id}/evidence/add-file", {"files": files((name, b"Notes.\n"))})
    item = session.query(Evidence).one()
    answer = lead.get(f"/applications/{application.id}/evidence/{item.id}/file")
    assert answer.status_code == 200
    assert answer.get_data() == b"Notes.\n"
    disposition = answer.headers["Content-Disposition"]
    assert disposition.startswith("attachment; ")
    assert not re.search(r"[\r\n]|\.\./", disposition)
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert answer.headers["Cache-Control"] == "no-store"
    assert "X" not in answer.headers


@pytest.mark.parametrize(
    ("address", "message"),
    [
        ("", "Enter the address"),
        ("javascript:alert(1)", "Use an address that begins with https://"),
        ("ftp://example.org/x", "Use an address that begins with https://"),
        ("data:text/html,x", "Use an address that begins with https://"),
        ("https://user:secret@example.org", "Take the user name out"),
        ("https://exa mple.org", "has no spaces"),
        ("https://localhost", "Enter the address"),
        ("https://[::1", "Enter the address"),
        ("https://example.org:99999/", "Enter the address"),
        ("https://example.org/" + "a" * 2000, "2000 characters or fewer"),
    ],
)
def test_a_link_that_cannot_be_used_says_what_to_do(application, lead, address, message):
    path = f"/applications/{application.id}/evidence/add-link"
    found = lead.send(path, {"url": address, "title": "My film"}, status=400)
    assert any(message in error for error in found.errors), found.errors
    assert found.value_of("title") == "My film"
    assert (found.value_of("url") or "") == address


def test_a_link_is_shown_as_a_link_that_leads_away(application, lead, session):
    lead.send(
        f"/applications/{application.id}/evidence/add-link",
        {"url": "HTTPS://Exämple.org/a?b=1#c", "title": "<script>alert(1)</script>"},
    )
    item = session.query(Evidence).one()
    found = lead.page(f"/applications/{application.id}/evidence/{item.id}")
    (link,) = [each for each in found.all("a") if each.get("href") == "HTTPS://Exämple.org/a?b=1#c"]
    assert link.get("rel") == "noopener noreferrer nofollow"
    assert found.heading == "<script>alert(1)</script>"


def test_the_title_changes_and_removing_asks_first(application, lead, session):
    item = a_file_of(application)
    path = f"/applications/{application.id}/evidence/{item.id}"
    lead.send(path, {"title": "Plan 2026"})
    assert lead.page(path).heading == "Plan 2026"
    assert lead.send(path, {"title": " "}, status=400).errors == ["Give this evidence a title."]
    assert "Remove this evidence?" in lead.page(f"{path}/remove").text
    assert session.query(Evidence).count() == 1
    lead.send(f"{path}/remove")
    assert session.query(Evidence).count() == 0
    lead.page(path, status=404)


def test_pointing_at_evidence_from_a_statement(application, lead, session):
    item = a_file_of(application)
    path = f"/applications/{application.id}/statements/1.1/evidence"
    assert "notes.txt" in lead.page(path).text
    answer = lead.send(path, {"evidence": str(item.id), "where_to_look": "page 4"})
    assert answer.response.headers["Location"].endswith("/statements/1.1#evidence")
    (citation,) = session.query(Citation)
    assert citation.where_to_look == "page 4"
    change = f"/applications/{application.id}/citations/{citation.id}"
    assert lead.page(change).value_of("where_to_look") == "page 4"
    lead.send(change, {"where_to_look": "section 2"})
    assert session.query(Citation).one().where_to_look == "section 2"
    lead.send(f"{change}/remove")
    assert session.query(Citation).count() == 0


def test_choosing_nothing_keeps_where_to_look(application, lead):
    a_file_of(application)
    path = f"/applications/{application.id}/statements/1.1/evidence"
    for chosen in ("", "abc", "99999"):
        sent = {"evidence": chosen, "where_to_look": "page 4"}
        found = lead.send(path, sent, status=400)
        assert found.errors == ["Choose a piece of evidence from your library."]
        assert found.value_of("where_to_look") == "page 4"


def test_uploading_and_pointing_in_one_step_is_all_or_nothing(application, lead, session):
    path = f"/applications/{application.id}/statements/1.1/evidence/upload"
    sent = {"title": "Plan", "where_in_file": "p 1"}
    sent["files"] = files(("bad.pdf", b"<html>"))[0]
    found = lead.send(path, sent, status=400)
    assert len(found.errors) == 1
    assert found.value_of("title") == "Plan"
    assert session.query(Evidence).count() == 0
    lead.send(path, {**sent, "files": files(("plan.pdf", A_PDF))[0]})
    assert session.query(Citation).one().evidence.title == "Plan"


def test_once_submitted_the_pages_only_show(session, page):
    application = a_complete_application()
    item = a_file_of(application)
    point(responses_of(application)[0], item)
    a_submission(application=application)
    browser = page(the_lead_of(application.organisation))
    path = f"/applications/{application.id}/evidence"
    assert "This library cannot be changed now." in browser.page(path).text
    found = browser.send(f"{path}/add-link", {"url": "https://example.org", "title": "x"}, status=400)
    assert found.errors == ["This application has been handed over, so its words stay as they are."]
    found = browser.send(f"{path}/{item.id}/remove", status=400)
    assert session.query(Evidence).filter(Evidence.removed_at.is_(None)).count() == 2
    assert browser.get(f"{path}/{item.id}/file").status_code == 200


def paths_of(application, item, citation) -> list[tuple[str, str]]:
    base = f"/applications/{application.id}"
    reading = ["evidence", f"evidence/{item.id}", f"evidence/{item.id}/file", "document", "document.pdf"]
    writing = [
        "evidence/add-file",
        "evidence/add-link",
        f"evidence/{item.id}/remove",
        "statements/1.1/evidence",
        f"citations/{citation.id}",
    ]
    posting = [
        *writing,
        f"evidence/{item.id}",
        "statements/1.1/evidence/upload",
        f"citations/{citation.id}/remove",
    ]
    return [
        *(("GET", f"{base}/{path}") for path in reading + writing),
        *(("POST", f"{base}/{path}") for path in posting),
    ]


def test_nothing_of_another_organisation_is_reached(application, page, session):
    item = a_file_of(application)
    point(responses_of(application)[0], item)
    citation = session.query(Citation).one()
    stranger = page(the_lead_of(an_organisation()))
    staff = page(an_officer())
    for method, path in paths_of(application, item, citation):
        for browser in (stranger, staff):
            data = {"csrf_token": browser.csrf_token()} if method == "POST" else None
            answer = browser.open(path, method=method, data=data)
            assert answer.status_code == 404, f"{method} {path}"
            assert b"notes.txt" not in answer.get_data()
    assert session.query(Citation).count() == 1


def test_a_foreign_number_inside_ones_own_application_is_not_found(application, page, session):
    mine = a_begun_application(an_organisation())
    item = a_file_of(application)
    point(responses_of(application)[0], item)
    citation = session.query(Citation).one()
    browser = page(the_lead_of(mine.organisation))
    base = f"/applications/{mine.id}"
    for path in (f"evidence/{item.id}", f"evidence/{item.id}/file", f"evidence/{item.id}/remove"):
        browser.page(f"{base}/{path}", status=404)
    browser.page(f"{base}/citations/{citation.id}", status=404)
    browser.send(f"{base}/citations/{citation.id}/remove", status=404)
    browser.send(f"{base}/evidence/{item.id}/remove", status=404)
    a_file_of(mine)
    found = browser.send(f"{base}/statements/1.1/evidence", {"evidence": str(item.id)}, status=400)
    assert found.errors == ["Choose a piece of evidence from your library."]
    assert session.query(Citation).count() == 1


@pytest.mark.parametrize("role", [MemberRole.VIEWER, MemberRole.SPONSOR])
def test_who_does_not_write_reads_only(application, page, session, role):
    item = a_file_of(application)
    point(responses_of(application)[0], item)
    citation = session.query(Citation).one()
    browser = page(a_member(application.organisation, role))
    assert "Add files" not in browser.page(f"/applications/{application.id}/evidence").text
    for method, path in paths_of(application, item, citation)[5:]:
        data = {"csrf_token": browser.csrf_token()} if method == "POST" else None
        assert browser.open(path, method=method, data=data).status_code == 403, f"{method} {path}"
