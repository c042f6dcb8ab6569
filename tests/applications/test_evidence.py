"""The library: what is kept, what is refused and why, what leaves and what stays."""

from __future__ import annotations

import dataclasses

import pytest

from charter_portal.applications.enums import ApplicationStatus
from charter_portal.applications.models import Citation, Evidence, Response
from charter_portal.applications.queries.evidence import library_of, room_used
from charter_portal.applications.services import evidence as services
from charter_portal.applications.services import return_for_changes
from charter_portal.audit_trail.models import Entry
from charter_portal.core.database import db, unit_of_work
from charter_portal.core.errors import RuleBroken, StepNotOpen
from charter_portal.core.storage import storage
from charter_portal.files.models import StoredFile
from tests.factories.accounts import an_officer
from tests.factories.organisations import an_organisation, the_lead_of
from tests.factories.submissions import (
    a_begun_application,
    a_complete_application,
    a_file_of,
    a_submission,
    an_upload,
    point,
    responses_of,
)

pytestmark = pytest.mark.usefixtures("session")


def events(session) -> list[str]:
    return [each.event for each in session.query(Entry).order_by(Entry.id)]


def lead(application):
    return the_lead_of(application.organisation)


@pytest.fixture
def application(session):
    return a_begun_application()


def test_files_and_links_get_numbers_that_stay(application, session):
    first, second = a_file_of(application, "a.txt"), a_file_of(application, "b.txt", b"Other notes.\n")
    with unit_of_work():
        link = services.add_link(application, url="example.org/x", title="Film", by=lead(application))
    assert (first.number, second.number, link.number) == (1, 2, 3)
    assert first.title == "a.txt"
    assert link.url == "https://example.org/x"
    with unit_of_work():
        services.remove_evidence(first, by=lead(application))
    assert [each.evidence.number for each in library_of(application)] == [2, 3]
    assert events(session).count("applications.evidence.added") == 3


def test_one_item_serves_several_statements(application, session):
    item = a_file_of(application)
    first, second = responses_of(application)[:2]
    point(first, item, "page 1")
    point(second, item, "page 9")
    point(first, item, "page 2")
    (found,) = library_of(application)
    assert [(each.statement.id, each.citation.where_to_look) for each in found.pointers] == [
        (first.statement_id, "page 2"),
        (second.statement_id, "page 9"),
    ]
    assert "applications.citation.changed" in events(session)


def test_taking_a_citation_off_keeps_the_item(application, session):
    item = a_file_of(application)
    point(responses_of(application)[0], item)
    with unit_of_work():
        services.uncite(session.query(Citation).one(), by=lead(application))
    assert session.query(Citation).count() == 0
    assert len(library_of(application)) == 1


def test_a_response_points_into_its_own_library_only(application, session):
    other = a_begun_application(an_organisation())
    item = a_file_of(other)
    with pytest.raises(LookupError), unit_of_work():
        services.cite(responses_of(application)[0], evidence=item, where_to_look="", by=lead(application))


def test_removing_an_item_never_submitted_removes_its_bytes(application, session):
    item = a_file_of(application)
    point(responses_of(application)[0], item)
    key = item.file.key
    with unit_of_work():
        services.remove_evidence(item, by=lead(application))
    assert not storage().exists(key)
    assert session.query(Evidence).count() == session.query(StoredFile).count() == 0
    assert session.query(Citation).count() == 0


def test_removing_an_item_that_was_submitted_keeps_its_bytes(session):
    application = a_complete_application()
    item = a_file_of(application)
    response = responses_of(application)[0]
    point(response, item)
    submission = a_submission(application=application)
    _return(application, response)
    with unit_of_work():
        services.remove_evidence(item, by=lead(application))
    assert item.removed_at is not None
    assert storage().exists(item.file.key)
    assert item.file.sha256 in submission.document
    assert [each.evidence.kind for each in library_of(application)] == ["link"]


def test_after_a_return_evidence_of_other_statements_stays_as_it_is(session):
    application = a_complete_application()
    item = a_file_of(application)
    chosen, other = responses_of(application)[:2]
    point(other, item)
    a_submission(application=application)
    _return(application, chosen)
    for act in (
        lambda: services.remove_evidence(item, by=lead(application)),
        lambda: services.rename_evidence(item, title="New", by=lead(application)),
    ):
        with pytest.raises(RuleBroken, match="which was not opened for changes"), unit_of_work():
            act()
    with pytest.raises(StepNotOpen), unit_of_work():
        services.uncite(session.query(Citation).filter_by(evidence_id=item.id).one(), by=lead(application))
    point(chosen, item, "page 8")


def test_nothing_is_added_once_submitted(session):
    application = a_complete_application()
    a_submission(application=application)
    with pytest.raises(StepNotOpen), unit_of_work():
        services.add_link(application, url="https://example.org", title="x", by=lead(application))
    with pytest.raises(StepNotOpen), unit_of_work():
        services.add_file(application, upload=an_upload(), by=lead(application))
    assert application.status == ApplicationStatus.SUBMITTED


def test_a_file_over_the_quota_leaves_nothing_behind(app, application, session, monkeypatch):
    settings = dataclasses.replace(app.config["SETTINGS"], application_quota_bytes=20)
    monkeypatch.setitem(app.config, "SETTINGS", settings)
    a_file_of(application, "a.txt", b"0123456789\n")
    with pytest.raises(RuleBroken, match="There is room for 9 bytes more") as refused, unit_of_work():
        services.add_file(application, upload=an_upload("b.txt", b"01234567890\n"), by=lead(application))
    assert refused.value.field == "files"
    assert room_used(application) == 11
    assert len(list(storage().keys())) == 1


def test_a_file_that_is_not_what_it_says_is_refused_in_plain_words(application, session):
    with pytest.raises(RuleBroken) as refused, unit_of_work():
        services.add_file(
            application, upload=an_upload("a.pdf", b"<html><script>1</script>"), by=lead(application)
        )
    assert refused.value.field == "files"
    assert session.query(Evidence).count() == 0
    assert not list(storage().keys())


def test_the_library_asks_the_same_number_of_questions_whatever_its_size(app, application, session):
    from tests.support.pages import counted_queries

    def asked() -> int:
        db.session.expire_all()
        assert application.cycle.framework_version_id
        with counted_queries(app) as statements:
            library_of(application)
        return len(statements)

    a_file_of(application, "0.txt", b"0\n")
    point(responses_of(application)[0], library_of(application)[0].evidence)
    one = asked()
    for number in range(1, 4):
        item = a_file_of(application, f"{number}.txt", b"x" * number + b"\n")
        point(responses_of(application)[number], item)
    assert asked() == one


def _return(application, response: Response) -> None:
    chosen, officer = {response.statement_id: "Say more."}, an_officer()
    with unit_of_work():
        return_for_changes(application, reason="Please say more.", statements=chosen, by=officer)
