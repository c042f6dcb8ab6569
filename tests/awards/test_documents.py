"""Certificate and feedback on paper: one page, every script, tagged, printed once, flat in memory."""

from __future__ import annotations

import ctypes
import re
from collections.abc import Iterator

import pypdfium2 as pdfium
import pypdfium2.raw as raw
import pytest

from charter_portal.awards import services
from charter_portal.awards.enums import DecisionStatus
from charter_portal.core import pdf
from charter_portal.core.database import unit_of_work
from charter_portal.core.pdf import PdfNotMade, close_press
from charter_portal.core.storage import storage
from charter_portal.files.models import StoredFile
from charter_portal.jobs.enums import JobState
from charter_portal.jobs.models import Job
from charter_portal.jobs.services import run_due
from charter_portal.organisations.models import Organisation
from tests.factories.accounts import an_officer
from tests.factories.awards import a_decision, a_withdrawn_award, an_award
from tests.factories.organisations import an_organisation
from tests.support.papers import inflated

pytestmark = pytest.mark.usefixtures("session")


@pytest.fixture(scope="module", autouse=True)
def _press_ends() -> Iterator[None]:
    yield
    close_press()


class Paper:
    """A PDF as a reader and a screen reader meet it."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        document = pdfium.PdfDocument(data)
        self.pages = len(document)
        self.size = document[0].get_size()
        self.title = document.get_metadata_value("Title")
        self.author = document.get_metadata_value("Author")
        self.text = " ".join(" ".join(page.get_textpage().get_text_range() for page in document).split())
        self.tags = [tag for page in document for tag in tags_of(page)]
        document.close()

    def alternatives(self) -> list[str]:
        """What is said in place of each picture."""
        return [spoken for kind, spoken in self.tags if kind == "Figure"]

    def kinds(self) -> set[str]:
        """The kinds of parts that the document is made of."""
        return {kind for kind, _ in self.tags}


def tags_of(page: pdfium.PdfPage) -> Iterator[tuple[str, str]]:
    tree = raw.FPDF_StructTree_GetForPage(page)
    for place in range(raw.FPDF_StructTree_CountChildren(tree)):
        yield from _below(raw.FPDF_StructTree_GetChildAtIndex(tree, place))
    raw.FPDF_StructTree_Close(tree)


def _below(element) -> Iterator[tuple[str, str]]:
    if not element:
        return
    kind = _said(raw.FPDF_StructElement_GetType, element)
    yield kind, _said(raw.FPDF_StructElement_GetAltText, element)
    for place in range(raw.FPDF_StructElement_CountChildren(element)):
        yield from _below(raw.FPDF_StructElement_GetChildAtIndex(element, place))


def _said(ask, element) -> str:
    size = ask(element, None, 0)
    buffer = ctypes.create_string_buffer(size)
    ask(element, buffer, size)
    return buffer.raw.decode("utf-16-le").rstrip("\x00")


def certificate(award) -> Paper:
    return Paper(services.printed_certificate(award))


def test_a_certificate_says_everything_on_one_landscape_page():
    organisation = an_organisation("Mersey Care NHS Foundation Trust", services=2)
    award = an_award(level="silver", organisation=organisation, title="North Mersey Liaison and Diversion")
    paper = certificate(award)
    assert paper.pages == 1 and [round(side) for side in paper.size] == [842, 595]
    spaced = "-".join(award.code[place : place + 4] for place in range(0, 16, 4))
    for words in (
        "Silver",
        "North Mersey Liaison and Diversion",
        "Mersey Care NHS Foundation Trust",
        *award.service_names,
        award.number,
        spaced,
        "portal.test/verify",
        "Awarded on",
        "Valid until",
        "This is a sample charter.",
    ):
        assert words in paper.text, words


def test_a_certificate_is_tagged_and_speaks():
    award = an_award(level="gold")
    paper = certificate(award)
    assert paper.title == f"Certificate {award.number}: Gold, {award.organisation_name}"
    inside = inflated(paper.data)
    assert b"pdfuaid:part" in inside and b"/Lang (en-GB)" in inside
    assert {"Document", "H1", "P", "Figure"} <= paper.kinds()
    emblem, code = paper.alternatives()
    assert emblem == "Emblem: a flower of six petals. Level 4 of 4."
    assert code == f"QR code that leads to https://portal.test/verify/{award.code}"
    assert paper.author == "Charter portal"


SHAPED = ("מרכז התקווה ושירות הגשר לאנשים עם ניסיון חיים", "مركز الأمل لدعم الأقران")
LONG = (
    "Community Partnership for Liaison, Diversion, Resettlement and Care after Custody across many counties "
)


@pytest.mark.parametrize(
    "name",
    [
        (LONG * 2).ljust(200, "x")[:200],
        "x" * 200,
        *SHAPED,
        "Gŵyl Ŷsgol O’Neill 🌉 n̈ ✓",
        "Z",
    ],
    ids=["200 letters", "one word of 200", "Hebrew", "Arabic", "Welsh and emoji", "one letter"],
)
def test_names_of_any_length_and_script_stay_whole_on_the_one_page(name, session):
    organisation = an_organisation(services=12)
    award = an_award(organisation=organisation)
    with unit_of_work():
        award.title = award.organisation_name = name
        award.scope = "\n".join([name] * 12)
        award.partners = "\n".join([name] * 9)
    paper = certificate(award)
    assert paper.pages == 1 and "\ufffd" not in paper.text
    text = "".join(paper.text.split())
    if name in SHAPED:
        # Letters of these scripts may come back in another form; that their own font draws them counts.
        assert re.search(rb"Noto-Sans-(Arabic|Hebrew)", inflated(paper.data))
    else:
        assert all(text.count(letter) >= 3 for letter in set(name) if letter.isalnum())
        assert not name.isascii() or text.count("".join(name.split())) >= 3
    if len(name) == 200:
        assert "more services" in paper.text and "more partners" in paper.text


def test_the_worker_prints_once_and_again_changes_nothing(session):
    award = an_award()
    assert run_due(10) == 2
    session.expire_all()
    first = (award.certificate_file_id, award.decision.feedback_file_id)
    assert None not in first
    assert {job.state for job in session.query(Job)} == {JobState.DONE}
    with unit_of_work():
        for job in session.query(Job):
            job.state, job.finished_at = JobState.WAITING, None
    run_due(10)
    session.expire_all()
    assert (award.certificate_file_id, award.decision.feedback_file_id) == first
    assert session.query(StoredFile).filter(StoredFile.name.like("%.pdf")).count() == 3
    assert storage().exists(award.certificate_file.key)


def test_file_names_tell_neither_theme_nor_result():
    award = an_award(level="gold")
    run_due(10)
    names = [award.certificate_file.name, award.decision.feedback_file.name]
    assert names == [f"{award.number}.pdf", f"{award.decision.application.reference}-document.pdf"]


def test_a_withdrawn_award_gets_no_certificate(session):
    award = a_withdrawn_award()
    run_due(10)
    session.expire_all()
    assert award.certificate_file_id is None


def test_a_press_that_stops_leaves_the_award_and_can_be_asked_again(session, monkeypatch):
    award, officer = an_award(), an_officer()

    def jammed(*_given, **_more):
        raise PdfNotMade("took too long")

    with monkeypatch.context() as broken:
        broken.setattr("charter_portal.awards.services.documents.render_pdf", jammed)
        run_due(10)
    session.expire_all()
    assert award.certificate_file_id is None
    with unit_of_work():
        for job in session.query(Job):
            job.state = JobState.STOPPED
    for _ in range(2):
        with unit_of_work():
            services.request_documents(award.decision, by=officer)
    assert session.query(Job).filter_by(state=JobState.WAITING).count() == 2
    run_due(10)
    session.expire_all()
    assert award.certificate_file_id is not None


@pytest.mark.parametrize("level", ["not_yet", "silver", "gold"])
def test_the_feedback_on_paper_says_what_the_page_says(level, page):
    decision = a_decision(status=DecisionStatus.RELEASED, level=level)
    application = decision.application
    paper = Paper(services.printed_feedback(decision))
    assert paper.title == f"Outcome and feedback, {application.reference}"
    assert {"Document", "H1", "H2", "H3", "H4", "Table", "TH", "P"} <= paper.kinds()
    assert paper.alternatives() == ["Charter portal, Lived Experience Charter"]
    assert "Download the certificate" not in paper.text
    for words in (
        "A message from the panel",
        decision.summary,
        "Strong at 3.1",
        "Next for 6.4",
        "help@portal.test",
    ):
        assert words in paper.text, words
    assert "Canary" not in paper.text


def test_many_certificates_leave_memory_flat():
    award = an_award()
    for _ in range(5):
        services.printed_certificate(award)
    assert pdf._press is not None
    before = resident(pdf._press.process.pid)
    for _ in range(30):
        services.printed_certificate(award)
    assert resident(pdf._press.process.pid) - before < 6000


def resident(pid: int) -> int:
    """Resident memory of a process in kilobytes."""
    with open(f"/proc/{pid}/status") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("VmRSS"))


def test_a_renamed_organisation_keeps_its_certificate(session):
    award = an_award()
    name = award.organisation_name
    with unit_of_work():
        session.get_one(Organisation, award.decision.application.organisation_id).name = "Renamed"
    assert name in certificate(award).text
