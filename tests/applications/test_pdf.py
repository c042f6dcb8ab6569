"""The application on paper: asked for in a page, made by the worker, the same words, tagged."""

from __future__ import annotations

from collections.abc import Iterator

import pypdfium2 as pdfium
import pytest

from charter_portal.applications.models import DraftPdf, Submission
from charter_portal.applications.rules import document as doc
from charter_portal.applications.services import pdfs
from charter_portal.applications.services.documents import draft_document
from charter_portal.core.database import unit_of_work
from charter_portal.core.pdf import close_press
from charter_portal.files.models import StoredFile
from charter_portal.jobs.models import Job
from charter_portal.jobs.services import run_due
from tests.factories.accounts import an_officer
from tests.factories.organisations import an_organisation, the_lead_of
from tests.factories.submissions import (
    a_begun_application,
    a_complete_application,
    a_submission,
    responses_of,
)
from tests.support.papers import inflated

WORDS = "We asked 14 people. مرحبا שלום 👩🏽‍🚀 ŵ ŷ O’Neill <b>not bold</b> {{ 1337*7331 }}"


@pytest.fixture(scope="module", autouse=True)
def _press_ends() -> Iterator[None]:
    yield
    close_press()


def work() -> None:
    while run_due(5):
        pass


def text_of(data: bytes) -> str:
    document = pdfium.PdfDocument(data)
    try:
        return "\n".join(page.get_textpage().get_text_range() for page in document)
    finally:
        document.close()


def test_the_worker_prints_a_submission_and_people_download_it(session, page):
    application = a_complete_application(title="RECONNECT Northfield", narrative=WORDS)
    submission = a_submission(application=application)
    browser = page(the_lead_of(application.organisation))
    path = f"/applications/{application.id}/document.pdf"
    waiting = browser.page(path)
    assert waiting.heading == "Your PDF is being prepared"
    assert path in "".join(waiting.links)
    work()
    answer = browser.get(path)
    assert answer.status_code == 200
    assert answer.mimetype == "application/pdf"
    assert f"{application.reference}-submission-1.pdf" in answer.headers["Content-Disposition"]
    text = text_of(answer.get_data())
    typed = ("RECONNECT Northfield", "<b>not bold</b> {{ 1337*7331 }}", "ŵ ŷ")
    for words in (*typed, submission.sha256, "1.1 Fair", "Declaration"):
        assert words in text
    assert str(1337 * 7331) not in text


def test_the_pdf_is_tagged_titled_and_in_english(session):
    submission = a_submission()
    data = pdfs.printed(doc.read_document(submission.document), sha256=submission.sha256)
    document = pdfium.PdfDocument(data)
    assert document.get_metadata_value("Title") == f"Application {submission.application.reference}"
    assert pdfium.raw.FPDFCatalog_IsTagged(document.raw)
    document.close()
    assert b"pdfuaid" in inflated(data)


def test_the_work_is_done_once_whatever_is_asked(session, page):
    submission = a_submission()
    browser = page(the_lead_of(submission.application.organisation))
    path = f"/applications/{submission.application_id}/document.pdf"
    browser.send(path)
    browser.send(path)
    assert session.query(Job).count() == 1
    work()
    first = session.get_one(Submission, submission.id).pdf_file_id
    pdfs.make_submission_pdf(session.query(Job).one())
    browser.send(path)
    work()
    assert session.get_one(Submission, submission.id).pdf_file_id == first
    assert session.query(Job).count() == 1


def test_a_draft_is_printed_on_request_and_again_once_it_changed(session, page):
    application = a_begun_application(title="First title")
    browser = page(the_lead_of(application.organisation))
    path = f"/applications/{application.id}/document.pdf"
    assert browser.page(path).heading == "PDF of your application"
    assert session.query(Job).count() == 0
    browser.send(path)
    assert browser.page(path).heading == "Your PDF is being prepared"
    work()
    assert "not submitted yet" in text_of(browser.get(path).get_data())
    first = session.query(DraftPdf).one().file_id
    with unit_of_work():
        responses_of(application)[0].narrative = "New words."
    assert browser.page(path).heading == "PDF of your application"
    browser.send(path)
    work()
    assert "New words." in text_of(browser.get(path).get_data())
    assert session.query(StoredFile).count() == 1
    assert session.get(StoredFile, first) is None


def test_a_draft_with_very_much_text_is_still_printed(session):
    application = a_begun_application()
    with unit_of_work():
        for response in responses_of(application):
            response.narrative = "word " * 800 + "x" * 500
    data = pdfs.printed(draft_document(application))
    assert len(pdfium.PdfDocument(data)) > 20


def test_another_submission_is_asked_for_by_its_number(session, page):
    submission = a_submission()
    browser = page(the_lead_of(submission.application.organisation))
    base = f"/applications/{submission.application_id}"
    assert browser.page(f"{base}/document?number=1").heading == submission.application.title
    for number in ("2", "0", "-1", "x", "9" * 40, "١"):
        browser.page(f"{base}/document", query_string={"number": number}, status=404)
        browser.page(f"{base}/document.pdf", query_string={"number": number}, status=404)


@pytest.mark.parametrize("path", ["document", "document.pdf", "receipt", "check", "submit"])
def test_nobody_else_reads_it_here(session, page, path):
    application = a_submission().application
    for person in (the_lead_of(an_organisation()), an_officer()):
        status = page(person).get(f"/applications/{application.id}/{path}").status_code
        assert status in {403, 404}
    assert page().get(f"/applications/{application.id}/{path}").status_code == 302
