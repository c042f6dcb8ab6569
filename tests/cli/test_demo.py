"""The demo's story, told once for all of these tests: it is whole, sound and plainly written."""

from __future__ import annotations

import re
from collections import Counter
from contextvars import Context
from datetime import timedelta
from itertools import pairwise

import pytest
from sqlalchemy import func, select

from charter_portal import create_app
from charter_portal.applications.enums import ApplicationStatus, EvidenceKind
from charter_portal.applications.models import Application, Evidence, Response
from charter_portal.applications.queries.figures import figure_of
from charter_portal.assessment.enums import AllocationStatus
from charter_portal.assessment.models import AgreedLevel, Allocation, Score
from charter_portal.assessment.queries import side_by_side
from charter_portal.audit_trail.models import Entry
from charter_portal.awards.enums import AwardState, DecisionStatus
from charter_portal.awards.models import Award, Decision
from charter_portal.cli.demo.preparing import DATABASE, DemoFolder
from charter_portal.cli.demo.story import ACCOUNTS, PASSWORD, tell
from charter_portal.cli.keeping import broken_invariants
from charter_portal.core.clock import now
from charter_portal.core.database import Base, db
from charter_portal.core.storage import storage
from charter_portal.cycles.enums import Phase
from charter_portal.cycles.queries import open_cycles, published_cycles
from charter_portal.files.models import StoredFile
from charter_portal.notifications.models import Message
from charter_portal.organisations.models import MembershipInvitation, Organisation
from tests.conftest import settings_for
from tests.support.words import banned_words, long_sentences

pytestmark = pytest.mark.slow

ADDRESS = "http://127.0.0.1:8000/"


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    """The demo's application after its folder was made ready, as `make demo` makes it."""
    place = tmp_path_factory.mktemp("instance") / "demo"
    folder = DemoFolder(place, demo_settings)
    folder.make_ready(fresh=False)
    app = create_app(demo_settings(place))
    app.config.update(TESTING=True)
    with app.app_context():
        yield app
        db.session.rollback()
        db.engine.dispose()


def demo_settings(place):
    return settings_for(
        place,
        f"sqlite:///{place / DATABASE}",
        profile="demo",
        base_url=ADDRESS,
        data_folder=place,
        mail_folder=place / "mail",
    )


def home_of(app, email):
    """What somebody sees after signing in, each request in a context of its own as in a real server."""

    def visit():
        browser = app.test_client()
        page = browser.get("/sign-in", base_url=ADDRESS).text
        token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
        form = {"csrf_token": token.group(1), "email": email, "password": PASSWORD}
        browser.post("/sign-in", data=form, base_url=ADDRESS)
        return browser.get("/home", base_url=ADDRESS)

    return Context().run(visit)


def all_of(model, *conditions):
    return list(db.session.scalars(select(model).where(*conditions)))


def counts():
    return {
        table.name: db.session.scalar(select(func.count()).select_from(table))
        for table in Base.metadata.sorted_tables
    }


def test_every_printed_account_signs_in_and_finds_a_home(told):
    for _role, email in ACCOUNTS:
        answer = home_of(told, email)
        assert answer.status_code == 200, email
        assert "Sign out" in answer.text, email


def test_the_accounts_name_every_role_that_is_needed():
    roles = Counter(role for role, _ in ACCOUNTS)
    wanted = {"lead": 2, "contributor": 1, "sponsor": 1, "assessor": 3, "officer": 2, "administrator": 1}
    assert all(roles[role] >= count for role, count in (wanted | {"commissioner": 1}).items())
    leads = {email.partition("@")[2] for role, email in ACCOUNTS if role == "lead"}
    assert len(leads) == roles["lead"]
    assert all(email.endswith(".example") for _, email in ACCOUNTS)
    assert " " not in PASSWORD


def test_every_rule_across_tables_holds(told):
    assert broken_invariants() == []


def test_the_running_round_shows_every_state(told):
    (running,) = open_cycles()
    states = {each.status for each in all_of(Application, Application.cycle_id == running.id)}
    assert states == set(ApplicationStatus) - {ApplicationStatus.RELEASED}
    readings = select(Allocation.status, func.count()).group_by(Allocation.status, Allocation.application_id)
    assert {status for status, _ in db.session.execute(readings)} >= {
        AllocationStatus.ALLOCATED,
        AllocationStatus.DECLINED,
        AllocationStatus.SCORING,
        AllocationStatus.FINISHED,
    }
    decisions = {each.status for each in all_of(Decision)}
    assert decisions == {DecisionStatus.PROPOSED, DecisionStatus.CONFIRMED, DecisionStatus.RELEASED}
    being_read = all_of(Application, Application.status == ApplicationStatus.IN_ASSESSMENT)
    assert sum(side_by_side(each) is not None for each in being_read) == 1
    assert [each.phase for each in published_cycles()] == [
        Phase.OPEN,
        Phase.PLANNED,
        Phase.RELEASED,
        Phase.RELEASED,
    ]


def test_the_past_rounds_show_every_outcome(told):
    awards = all_of(Award)
    assert {award.level.key for award in awards} == {"working_towards", "bronze", "silver", "gold"}
    assert {award.state for award in awards} == set(AwardState)
    released = all_of(Decision, Decision.status == DecisionStatus.RELEASED)
    assert sum(decision.level_id is None for decision in released) == 1
    assert sum(bool(decision.override_reason) for decision in all_of(Decision)) == 1


def test_there_are_organisations_of_several_kinds_and_one_open_invitation(told):
    # The rest of the country, which only the national picture shows, has no people with accounts.
    organisations = [each for each in all_of(Organisation) if each.memberships]
    assert 8 <= len(organisations) <= 12
    assert len({each.kind for each in organisations}) >= 7
    assert len({each.region for each in organisations}) >= 7
    assert all(each.services and each.contacts for each in organisations)
    waiting = all_of(MembershipInvitation, MembershipInvitation.accepted_at.is_(None))
    assert len(waiting) == 1
    assert waiting[0].expires_at > now()


def test_no_two_answers_read_alike(told):
    accounts = [each.narrative for each in all_of(Response, Response.narrative != "")]
    assert len(accounts) > 400
    assert len(set(accounts)) == len(accounts)
    assert all(35 <= len(account.split()) <= 130 for account in accounts)


def test_its_words_are_plain_and_put_the_person_first(told):
    texts = [text for each in all_of(Response) for text in (each.narrative, each.lived_experience)]
    for each in (*all_of(Score), *all_of(AgreedLevel)):
        texts += [each.reason, each.strengths, each.lift]
    texts += [text for each in all_of(Decision) for text in (each.summary, each.override_reason)]
    # A quotation mark after a full stop ends a sentence too.
    plain = [text.replace("”", "") for text in texts]
    assert [fault for text in plain for fault in (*banned_words(text), *long_sentences(text))] == []
    assert not [text for text in texts if re.search(r"[<>{}]", text)]


def test_its_evidence_is_there_and_of_many_kinds(told):
    evidence = all_of(Evidence)
    assert {each.kind for each in evidence} == set(EvidenceKind)
    endings = {each.name.rpartition(".")[2] for each in all_of(StoredFile)}
    assert endings == {"pdf", "docx", "xlsx", "csv", "txt", "png"}
    assert all(storage().exists(each.key) for each in all_of(StoredFile))


def test_its_live_figures_have_something_to_count(told):
    shown = db.session.scalars(select(Evidence).where(Evidence.kind == EvidenceKind.FIGURE)).all()
    drafts = [each for each in shown if each.application.status is ApplicationStatus.DRAFT]
    texts = {each.figure_key: str(figure_of(each)["table"]["rows"]) for each in drafts}
    assert set(texts) == {"posts_by_level", "vetting_days"}
    assert "Level 3" in texts["posts_by_level"] and "'Prison vetting', '7" in texts["vetting_days"]


def test_the_trail_and_the_letters_follow_one_clock(told):
    moments = [each.at for each in db.session.scalars(select(Entry).order_by(Entry.id))]
    # Within one sitting somebody scores several statements, minutes apart, in one unit of work.
    assert all(before - after < timedelta(hours=3) for before, after in pairwise(moments))
    assert moments[0].year < now().year - 3
    assert max(moments) < now()
    letters = all_of(Message)
    assert len(letters) > 100
    assert all(each.sent_at is not None and each.sent_at < now() for each in letters)


def test_telling_it_again_changes_nothing(told):
    before = counts()
    tell()
    db.session.commit()
    assert counts() == before
