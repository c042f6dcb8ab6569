"""The whole path, as five people: register, apply, assess, decide, and a stranger checks the certificate."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pypdfium2
import pytest
from playwright.sync_api import Browser
from sqlalchemy import select

from charter_portal.accounts.enums import Role
from charter_portal.accounts.models import User
from charter_portal.accounts.services.passwords import hash_password
from charter_portal.applications.models import Application, Response
from charter_portal.applications.services import add_link, cite, save_response
from charter_portal.assessment.models import Allocation, AssessorProfile
from charter_portal.assessment.services import agree_level, save_score
from charter_portal.cli.keeping import broken_invariants
from charter_portal.core.clock import now, to_london
from charter_portal.core.database import db, unit_of_work
from charter_portal.cycles.models import Cycle
from charter_portal.framework.queries import charter_of, current_version
from tests.factories.accounts import a_person
from tests.journeys.portal import PASSWORD, Portal, Visitor, pictures_folder
from tests.support import processes

pytestmark = [pytest.mark.browser, pytest.mark.slow]

LEAD, TITLE = "asha.lead@riverside.example", "Riverside peer support"
SECRET_WORDS = "We ask about the past only after an offer, and we listen."


@pytest.fixture(params=[1280, 375], ids=["desktop", "phone"])
def people(request: pytest.FixtureRequest, chromium: Browser, portal: Portal) -> dict[str, Visitor]:
    """Everybody of this story at a browser of the same width."""
    _the_team(portal)
    folder = pictures_folder()
    return {
        name: Visitor(chromium, portal, request.param, pictures=folder / name if folder else None)
        for name in ("asha", "robin", "sam", "olu", "ada", "stranger")
    }


def test_from_registration_to_certificate(portal: Portal, people: dict[str, Visitor], tmp_path: Path) -> None:
    _registers_and_adds_an_organisation(portal, people["asha"])
    number = _writes_and_submits(portal, people["asha"], tmp_path)
    _chooses_assessors(people["olu"], number)
    for name in ("robin", "sam"):
        _declares_and_scores(portal, people[name], f"{name}@example.org", TITLE)
    _agrees(portal, people["olu"], number)
    _two_people_decide(people["olu"], people["ada"], number)
    _reads_the_outcome(portal, people["asha"], people["olu"], number)
    _a_stranger_checks(portal, people["stranger"])
    for visitor in people.values():
        visitor.only_own_requests()
    with portal.app.app_context():
        assert broken_invariants() == []


def _the_team(portal: Portal) -> None:
    """Staff, assessors and an open round, as they stand before anybody applies."""
    given = {"password_hash": hash_password_in(portal)}
    with portal.app.app_context():
        officer = a_person("Olu Officer", Role.OFFICER, email="olu@example.org", **given)
        a_person("Ada Second", Role.OFFICER, email="ada@example.org", **given)
        robin = a_person("Robin Reader", Role.ASSESSOR, email="robin@example.org", **given)
        a_person("Sam Second", Role.ASSESSOR, email="sam@example.org", **given)
        today = to_london(now()).date()
        with unit_of_work():
            db.session.add(AssessorProfile(user_id=robin.id, lived_experience=True))
            db.session.add(
                Cycle(
                    name="Spring round",
                    framework_version_id=current_version().id,
                    opens_at=now() - timedelta(days=2),
                    deadline_at=now() + timedelta(days=30),
                    grace_minutes=30,
                    assessment_from=today + timedelta(days=30),
                    assessment_until=today + timedelta(days=50),
                    panel_on=today + timedelta(days=55),
                    release_on=today + timedelta(days=60),
                    created_by_id=officer.id,
                )
            )


def hash_password_in(portal: Portal) -> str:
    """The password of everybody in this story, hashed as the portal does it."""
    with portal.app.app_context():
        return hash_password(PASSWORD)


def _registers_and_adds_an_organisation(portal: Portal, asha: Visitor) -> None:
    asha.go("/").follow("Create an account")
    asha.fill("Your name", "Asha Lead").fill("Work email address", LEAD).fill("Password", "short")
    asha.press("Create account").see("12 characters")
    assert asha.find("#name").input_value() == "Asha Lead"
    asha.fill("Password", PASSWORD).press("Create account").see("Check your mail")
    asha.page.goto(portal.link_for(LEAD, "/confirm/"))
    asha.look().press("Confirm my address")
    asha.sign_in(LEAD).see("Add your organisation").follow("Add your organisation")
    asha.fill("Name of the organisation", "Riverside Trust")
    asha.take("Kind of organisation", "NHS trust").take("Region", "Midlands")
    asha.press("Add the organisation").see("Riverside Trust")
    asha.follow("Add a service").fill("Name of the service", "Riverside Liaison and Diversion")
    asha.take("Setting", "Liaison and Diversion")
    asha.press("Add the service").see("Riverside Liaison and Diversion")


def _writes_and_submits(portal: Portal, asha: Visitor, folder: Path) -> int:
    asha.go("/home").follow("Start an application")
    asha.fill("Title of your application", TITLE).choose("Riverside Liaison and Diversion").choose("Silver")
    asha.press("Start the application").see("0 of 25 statements complete")
    number = int(re.search(r"/applications/(\d+)", asha.page.url)[1])
    _writes_one_statement(asha, number, folder)
    _writes_the_rest(portal, number)
    asha.go(f"/applications/{number}").see("25 of 25 statements complete").follow("Check your application")
    asha.follow("Go on to the declaration")
    asha.press("Submit the application").see("Enter your job title")
    asha.fill("Your full name", "Asha Lead").fill("Your job title", "Service manager")
    asha.choose("I agree with this declaration")
    asha.press("Submit the application").see("SHA-256")
    with portal.app.app_context():
        submission = db.session.get_one(Application, number).submissions[0]
        asha.see(submission.sha256)
        assert submission.sha256 in portal.mail_to(LEAD, submission.sha256)
        assert SECRET_WORDS in submission.document
    return number


def _writes_one_statement(asha: Visitor, number: int, folder: Path) -> None:
    policy = folder / "policy.txt"
    policy.write_text("Our recruitment policy.\n")
    asha.follow("Evidence library").follow("Add files")
    asha.find("input[type=file]").first.set_input_files(policy)
    asha.fill("Title, if you add one file", "Recruitment policy")
    asha.press("Add to the library").see("Recruitment policy")
    asha.go(f"/applications/{number}/statements/1.1").choose("Silver")
    asha.find("textarea[name=narrative]").fill(SECRET_WORDS)
    asha.press("Save").see("Saved")
    asha.find("select[name=evidence]").select_option(index=1)
    asha.find("input[name=where_to_look]").first.fill("page 2")
    asha.press("Add to this statement").see("Where to look: page 2")


def _writes_the_rest(portal: Portal, number: int) -> None:
    """The other statements, through the same services, to keep the story short."""
    with portal.app.app_context():
        application = db.session.get_one(Application, number)
        lead = db.session.get_one(User, application.started_by_id)
        charter = charter_of(application.cycle.framework_version_id)
        with unit_of_work():
            link = add_link(application, url="https://example.org/report", title="Yearly report", by=lead)
        rows = select(Response).where(Response.application_id == number, Response.narrative == "")
        for response in db.session.scalars(rows).all():
            with unit_of_work():
                save_response(
                    response,
                    own_level=charter.level_by_key["silver"],
                    narrative="This is in place, used every week and looked at each year.",
                    lived_experience="",
                    version=response.version,
                    by=lead,
                )
            with unit_of_work():
                cite(response, evidence=link, where_to_look="section 4", by=lead)


def _chooses_assessors(olu: Visitor, number: int) -> None:
    olu.sign_in("olu@example.org").see("Choose assessors for 1 application")
    olu.go(f"/staff/applications/{number}").see(TITLE).go(f"/staff/applications/{number}/assessors")
    olu.choose("Robin Reader").choose("Sam Second").press("Ask the chosen assessors").see("Robin Reader")


def _declares_and_scores(portal: Portal, reader: Visitor, email: str, title: str) -> None:
    reader.sign_in(email).see("Tell us about conflicts of interest")
    assert title not in reader.text
    reader.follow("Tell us about conflicts").choose("I have no conflict of interest")
    reader.press("Send my declaration").go("/assessment")
    with portal.app.app_context():
        person = db.session.scalar(select(User).where(User.email == email))
        allocation = db.session.scalar(select(Allocation).where(Allocation.assessor_id == person.id))
    reader.go(f"/assessment/{allocation.id}").go(f"/assessment/{allocation.id}/statements/1.1").see(SECRET_WORDS)
    reader.choose("Silver" if email.startswith("robin") else "Gold")
    reader.find("textarea[name=reason]").fill("The policy on page 2 shows it in use.")
    reader.press("Save and go on")
    _scores_the_rest(portal, allocation.id, "silver" if email.startswith("robin") else "bronze")
    reader.go(f"/assessment/{allocation.id}/finish").press("Finish this reading")
    assert "Read and score" not in reader.go("/home").text


def _scores_the_rest(portal: Portal, allocation_id: int, level: str) -> None:
    with portal.app.app_context():
        allocation = db.session.get_one(Allocation, allocation_id)
        charter = charter_of(allocation.application.cycle.framework_version_id)
        scored = {score.statement_id: score for score in allocation.scores if score.level_id}
        versions = {score.statement_id: score.version for score in allocation.scores}
        for statement in charter.statements:
            if statement.id not in scored:
                with unit_of_work():
                    save_score(
                        allocation,
                        statement_id=statement.id,
                        level=level,
                        reason=f"The report shows it for {statement.code}.",
                        strengths="Clear and in use.",
                        lift="Show results over two years.",
                        version=versions.get(statement.id, 0),
                        by=allocation.assessor,
                    )


def _agrees(portal: Portal, olu: Visitor, number: int) -> None:
    olu.go(f"/staff/applications/{number}/moderation").see("Robin Reader").see("Sam Second")
    olu.go(f"/staff/applications/{number}/moderation/1.1").choose("Silver")
    olu.find("textarea[name=reason]").fill("The policy is in use and was reviewed with people.")
    olu.find("textarea[name=strengths]").fill("A clear policy that managers really use.")
    olu.press("Save and go on")
    with portal.app.app_context():
        application = db.session.get_one(Application, number)
        officer = db.session.scalar(select(User).where(User.email == "olu@example.org"))
        for statement in charter_of(application.cycle.framework_version_id).statements[1:]:
            with unit_of_work():
                agree_level(
                    application,
                    statement_id=statement.id,
                    level="silver",
                    reason="Both saw it in the report.",
                    strengths="In place and reviewed.",
                    lift="Show outcomes over a longer time.",
                    version=0,
                    by=officer,
                )
    olu.go(f"/staff/applications/{number}/moderation").see("Silver").press("Complete moderation")


def _two_people_decide(olu: Visitor, ada: Visitor, number: int) -> None:
    address = f"/staff/applications/{number}/decision"
    olu.go(address).choose("Silver")
    olu.find("textarea[name=summary]").fill("Thank you. Your induction stood out.")
    olu.press("Propose this decision").see("proposed")
    assert olu.page.get_by_role("button", name="Confirm").count() == 0
    ada.sign_in("ada@example.org").follow("Confirm or send back the decision")
    ada.press("Confirm this decision")


def _reads_the_outcome(portal: Portal, asha: Visitor, olu: Visitor, number: int) -> None:
    asha.page.goto(f"/applications/{number}/outcome")
    asha.look().see("We could not find that page")
    with portal.app.app_context():
        cycle = db.session.get_one(Application, number).cycle_id
    olu.go(f"/staff/cycles/{cycle}/release").follow("Check and release").press("Release now")
    news = portal.mail_to(LEAD, "news")
    assert "Silver" not in news and "award" not in news.lower()
    asha.go("/home").follow("There is news about").see("Silver").see("Your induction stood out")

    def printed() -> bool:
        asha.page.reload()
        return asha.page.get_by_role("link", name="Download the certificate").count() > 0

    processes.eventually(printed, patience=40, pause=1)
    pdf = pypdfium2.PdfDocument(asha.download("Download the certificate"))
    assert len(pdf) == 1
    words = pdf[0].get_textpage().get_text_range()
    assert "Riverside" in words and "Silver" in words


def _a_stranger_checks(portal: Portal, stranger: Visitor) -> None:
    stranger.go("/awards").see("Riverside Trust")
    with portal.app.app_context():
        from charter_portal.awards.models import Award

        code = db.session.scalar(select(Award.code))
    stranger.go("/verify").fill("Code on the certificate", code.lower()).press("Check this code")
    stranger.see("This certificate is valid")
    stranger.see("Riverside Trust").see("Silver")
