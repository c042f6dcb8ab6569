"""What somebody may not know leaves no trace in anything they are sent (bar A3, A4, A5).

The world is changed behind their back in exactly what is hidden from them, and every page, file and
header they can reach is compared with before: not one byte may differ.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
from typing import Any

import pypdfium2
import pytest
from sqlalchemy import Update, select, update

from charter_portal.accounts.enums import Role
from charter_portal.accounts.models import RoleGrant, User
from charter_portal.applications.enums import ApplicationStatus
from charter_portal.applications.models import (
    Application,
    Evidence,
    Partner,
    Response,
    ReturnRequest,
    Submission,
)
from charter_portal.assessment.enums import AllocationStatus
from charter_portal.assessment.models import AgreedLevel, Allocation, AssessorProfile, Score
from charter_portal.awards.enums import DecisionStatus
from charter_portal.awards.models import Decision
from charter_portal.awards.services import request_documents
from charter_portal.core.database import db, unit_of_work
from charter_portal.core.workbook import MEDIA_TYPE
from charter_portal.files.models import StoredFile
from charter_portal.framework.models import Level
from charter_portal.jobs.services import run_due
from charter_portal.notifications.models import Message
from charter_portal.organisations.models import Contact, Organisation, Service
from charter_portal.reporting.queries.console import EXPORT_HEADER
from tests.permissions.world import CANARY
from tests.security.filling import Form
from tests.security.ground import HERE, Ground, plain
from tests.security.more_world import SECRET
from tests.support.pages import PageClient

OTHER = "Something else altogether, and longer than before"


def body_of(answer: Any) -> str:
    """The words of an answer; of a workbook those of every part but the one that says when it was made."""
    if answer.mimetype != MEDIA_TYPE:
        return str(answer.get_data(as_text=True))
    with zipfile.ZipFile(io.BytesIO(answer.data)) as book:
        return "".join(book.read(name).decode() for name in book.namelist() if name != "docProps/core.xml")


def everything(browser: PageClient, addresses: list[str]) -> dict[str, tuple[Any, ...]]:
    """All that somebody is sent from there: status, headers and body of every answer."""
    found = {}
    for address in addresses:
        answer = browser.get(address)
        told = {name: value for name, value in answer.headers if name not in {"Set-Cookie", "Expires"}}
        told.pop("Content-Length", None)
        found[address] = (answer.status_code, told, plain(body_of(answer)))
    return {address: told for address, told in found.items() if not address.startswith("/static/")}


def assert_unmoved(ground: Ground, role: str, *changes: Update) -> None:
    """Nothing that this person is sent differs once the world is changed."""
    browser = ground.browser(role)
    addresses = ground.all_addresses() if role == "lead" else ground.addresses()
    before = everything(browser, addresses)
    ground.change(*changes)
    after = everything(browser, addresses)
    assert [where for where in after if after[where] != before[where]] == []
    assert sum(answer[0] == 200 for answer in after.values()) > 10


def unreleased(column: Any) -> Any:
    """Rows of applications whose outcome is not shared."""
    shared = select(Application.id).where(Application.status == ApplicationStatus.RELEASED)
    return column.not_in(shared)


def hidden_from_applicants() -> list[Update]:
    """Scores, readers and moderators always; level, message and feedback until they are shared."""
    level = select(Level.id).where(Level.key == "not_yet").order_by(Level.id).limit(1).scalar_subquery()
    waiting = select(Submission.id).where(unreleased(Submission.application_id))
    workers = select(RoleGrant.user_id).where(RoleGrant.role.in_(list(Role)))
    words = {"reason": OTHER, "strengths": OTHER, "lift": OTHER}
    of_readers = {"status": AllocationStatus.ENDED, "conflict_note": OTHER, "ended_at": None}
    return [
        update(Score).values(level_id=level, **words),
        update(AgreedLevel).values(reason=OTHER),
        update(AgreedLevel).where(AgreedLevel.submission_id.in_(waiting)).values(level_id=level, **words),
        update(Decision).values(override_reason=OTHER, sent_back_reason=OTHER),
        update(Decision)
        .where(unreleased(Decision.application_id))
        .values(level_id=None, summary=OTHER, status=DecisionStatus.SENT_BACK, version=77),
        update(Application).where(Application.status == "decided").values(status="assessed"),
        update(Allocation).values(**of_readers),
        update(AssessorProfile).values(lived_experience=False),
        update(User).where(User.id.in_(workers)).values(name=OTHER),
    ]


@pytest.mark.parametrize("role", ["lead"])
def test_applicants_learn_nothing_of_readers_scores_or_waiting_outcomes(ground: Ground, role: str) -> None:
    assert_unmoved(ground, role, *hidden_from_applicants())


@pytest.mark.parametrize("role", ["assessor reading", "assessor asked"])
def test_assessors_learn_nothing_of_each_other(ground: Ground, role: str) -> None:
    me = ground.world.people[role]
    others = select(Allocation.id).where(Allocation.assessor_id != me)
    readers = select(RoleGrant.user_id).where(RoleGrant.role == Role.ASSESSOR, RoleGrant.user_id != me)
    hidden = {"agreed_level", "decision"}
    outcomes = [change for change in hidden_from_applicants() if change.table.name in hidden]
    assert_unmoved(
        ground,
        role,
        *outcomes,
        update(Score).where(Score.allocation_id.in_(others)).values(reason=OTHER, level_id=None),
        update(Allocation).where(Allocation.id.in_(others)).values(status=AllocationStatus.ENDED),
        update(User).where(User.id.in_(readers)).values(name=OTHER, email="else@example.org"),
        update(AssessorProfile).where(AssessorProfile.user_id != me).values(lived_experience=False),
        # The living draft, the people and the contacts behind a frozen submission are not theirs to read.
        update(Response).values(narrative=OTHER, lived_experience=OTHER),
        update(Contact).values(name=OTHER, email=OTHER),
        update(Evidence).values(title=OTHER),
    )


@pytest.mark.parametrize("role", ["stranger", "lead of another", "former member"])
def test_outsiders_learn_nothing_of_an_organisation(ground: Ground, role: str) -> None:
    with ground.app.app_context():
        other = db.session.scalar(select(Organisation.id).where(Organisation.name == "Another trust"))
    mine = Application.organisation_id != other
    assert_unmoved(
        ground,
        role,
        *hidden_from_applicants()[:7],
        update(Organisation).where(Organisation.id != other).values(name=OTHER),
        update(Service).where(Service.organisation_id != other).values(name=OTHER),
        update(Contact).values(name=OTHER),
        update(Application).where(mine).values(title=OTHER),
        update(Response).values(narrative=OTHER, lived_experience=OTHER),
        update(Evidence).values(title=OTHER),
        update(StoredFile).values(name="else.txt"),
        update(Partner).values(name=OTHER),
        update(ReturnRequest).values(reason=OTHER),
    )


def test_the_comparison_would_notice(ground: Ground) -> None:
    with pytest.raises(AssertionError, match="applications"):
        assert_unmoved(ground, "viewer", update(Application).values(title=OTHER))


def printed(ground: Ground) -> dict[str, bytes]:
    """The papers of the outcome that is shared, by address, as an applicant downloads them."""
    with ground.app.app_context():
        decision = db.session.scalars(
            select(Decision)
            .join(Decision.application)
            .where(Decision.status == DecisionStatus.RELEASED, Application.title.startswith("Peer"))
        ).one()
        with unit_of_work():
            request_documents(decision, by=None)
        while run_due():
            pass
        number = decision.application_id
    lead = ground.browser("lead")
    paths = (f"/applications/{number}/outcome/feedback.pdf", f"/applications/{number}/certificate.pdf")
    answers = {path: lead.get(path) for path in paths}
    for path, answer in answers.items():
        assert answer.mimetype == "application/pdf", path
        named = answer.headers["Content-Disposition"]
        assert SECRET not in named and not re.search("gold|silver|award|lived|result", named, re.IGNORECASE)
    return {path: answer.get_data() for path, answer in answers.items()}


def test_papers_name_no_reader_no_author_and_no_score(ground: Ground) -> None:
    for path, data in printed(ground).items():
        assert SECRET.encode() not in data
        document = pypdfium2.PdfDocument(data)
        told = {name: value for name, value in document.get_metadata_dict().items() if value}
        assert set(told) <= {"Title", "Author", "Producer", "CreationDate"}, path
        assert told.get("Author", "Charter portal") == "Charter portal"
        assert SECRET not in str(told) and "@" not in str(told) and "/" not in told.get("Producer", "")
        text = "".join(page.get_textpage().get_text_range() for page in document)
        assert SECRET not in text
        assert "@example.org" not in text
        assert "to share" in text or "certificate" in path
        document.close()


def test_the_file_for_staff_holds_these_columns_and_no_more(ground: Ground) -> None:
    about_it = ("Reference", "Application", "Organisation", "Type", "Region", "State", "Tier")
    allowed = (*about_it, "Submitted (UK time)")
    assert allowed == EXPORT_HEADER
    with ground.app.app_context():
        cycles = list(db.session.scalars(select(Application.cycle_id).distinct()))
    for cycle in cycles:
        answer = ground.browser("officer").get(f"/staff/cycles/{cycle}/applications.csv")
        rows = list(csv.reader(io.StringIO(answer.get_data(as_text=True).removeprefix("\ufeff"))))
        assert {len(row) for row in rows} == {len(allowed)}
        assert SECRET not in answer.text and "@" not in answer.text
        assert "@" not in answer.headers["Content-Disposition"]


def test_scripts_are_told_nothing_beyond_what_they_use(ground: Ground, forms: dict[str, Form]) -> None:
    for endpoint in ("applications.autosave", "assessment.autosave"):
        form = forms[endpoint]
        browser = ground.browser(form.role)
        answers = [form.send(browser, form.filled() | {"version": version}) for version in ("0", "77", "1")]
        for answer in answers:
            assert set(answer.get_json()) in ({"saved_at", "version"}, {"message"}), endpoint
            assert CANARY not in answer.text and "canary" not in answer.text.lower()


MAIL_NEVER_SAYS = re.compile(
    r"\bgold\b|\bsilver\b|\bbronze\b|working towards|\bnot yet\b|score|prison|offen[cd]|lived experience",
    re.IGNORECASE,
)


def test_mails_say_that_there_is_news_and_never_which(ground: Ground, forms: dict[str, Form]) -> None:
    told: set[str] = set()
    for form in forms.values():
        ground.reset()
        form.send(ground.browser(form.role), form.filled())
        with ground.app.app_context():
            people = {row.email: row.name for row in db.session.execute(select(User.email, User.name))}
            for message in db.session.scalars(select(Message).order_by(Message.id)):
                told.add(message.notice)
                assert_discreet(message, people.get(message.to_address, ""))
    assert len(told) >= 18


def assert_discreet(message: Message, reader: str) -> None:
    """No result, no theme, nobody's words, nobody else's name, no address but our own."""
    words = f"{message.subject}\n{message.text}\n{re.sub('<[^>]+>', ' ', message.html)}"
    said = words.replace("Lived Experience Charter", "")
    assert not MAIL_NEVER_SAYS.search(said), (message.notice, MAIL_NEVER_SAYS.search(said))
    assert not any(secret in said for secret in ("A message", "Frozen account", "Strong", "Because"))
    assert set(re.findall(rf"\w+ {SECRET}", said)) <= {reader}, message.notice
    assert set(re.findall(r"https?://[^/\s\"<]+", words)) <= {HERE}, message.notice
