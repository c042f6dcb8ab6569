"""Live figures as evidence: true while one writes, frozen with the submission, read without the rows."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
import time_machine

from charter_portal.applications import services
from charter_portal.applications.enums import EvidenceKind
from charter_portal.applications.queries.figures import figure_of, since_last_time
from charter_portal.applications.rules.document import FigureFacts, read_document, write_document
from charter_portal.core.clock import now, to_london, today
from charter_portal.core.database import db, unit_of_work
from charter_portal.core.errors import RuleBroken, StepNotOpen
from charter_portal.workforce.queries.figures import figure_keys
from charter_portal.workforce.rules.clock import add_months
from tests.applications.test_returns import give_back
from tests.factories.applications import the_response
from tests.factories.assessment import an_open_reading
from tests.factories.cycles import a_cycle
from tests.factories.organisations import an_organisation, the_lead_of
from tests.factories.submissions import a_complete_application, a_submission, point
from tests.factories.workforce import a_post, someone_in

pytestmark = pytest.mark.usefixtures("session")


def a_figure_of(application, key="places_filled", *, code="2.4", service=None):
    """A live figure in the library that supports a statement."""
    with unit_of_work():
        item = services.add_figure(
            application, key=key, months=12, service=service, by=the_lead_of(application.organisation)
        )
    if code:
        point(the_response(application, code), item)
    return item


def cells(figure):
    return {row[0]: row[1] for row in figure["table"]["rows"]}


@pytest.fixture
def application():
    application = a_complete_application()
    a_post(application.services[0], headcount=20, wte=20)
    return application


def frozen_in(submission):
    return next(e for e in read_document(submission.document).evidence if isinstance(e, FigureFacts))


def test_it_follows_the_records_while_the_application_is_written(application):
    item = a_figure_of(application)
    assert item.kind is EvidenceKind.FIGURE
    assert item.title == "Places filled and vacant"
    assert cells(figure_of(item))["Filled"] == "20"
    a_post(application.services[0], headcount=10, wte=10)
    assert cells(figure_of(item))["Filled"] == "30"


def test_a_submission_freezes_it_with_its_words(application):
    a_figure_of(application)
    submission = a_submission(application=application)
    kept = frozen_in(submission)
    assert cells(kept.figure)["Filled"] == "20"
    assert kept.figure["as_of"] == today().isoformat()
    assert "Places in posts" in kept.figure["definition"]
    assert kept.picture.label == "Places filled and vacant"
    a_post(application.services[0], headcount=10, wte=10)
    db.session.expire_all()
    assert write_document(read_document(submission.document)) == submission.document
    assert cells(figure_of(application.evidence[-1]))["Filled"] == "20"


def test_after_a_return_it_moves_only_where_the_statement_was_opened(application):
    bound, opened = a_figure_of(application, code="2.4"), a_figure_of(application, code="1.1")
    a_submission(application=application)
    give_back(application, "1.1")
    a_post(application.services[0], headcount=10, wte=10)
    assert cells(figure_of(bound))["Filled"] == "20"
    assert cells(figure_of(opened))["Filled"] == "30"
    again = a_submission(application=application)
    figures = {e.number: cells(e.figure)["Filled"] for e in read_document(again.document).evidence[1:]}
    assert figures == {bound.number: "20", opened.number: "30"}


def test_the_document_holds_no_number_of_few_people(application):
    post = application.services[0]
    for _ in range(3):
        someone_in(a_post(post, "volunteer"), add_months(today(), -7))
    a_figure_of(application, "retention_6")
    kept = frozen_in(a_submission(application=application))
    assert kept.figure["hides_some"]
    assert all(value["value"] in (None, 0) for value in kept.figure["values"])
    assert '"3"' not in json.dumps(kept.figure["table"]) and "PW-" not in json.dumps(kept.figure)


def test_it_is_about_the_chosen_service_or_about_all():
    application = a_complete_application(an_organisation(services=2))
    first, second = application.services
    a_post(first, headcount=10, wte=10)
    a_post(second, headcount=15, wte=15)
    assert cells(figure_of(a_figure_of(application)))["Filled"] == "25"
    assert cells(figure_of(a_figure_of(application, service=second)))["Filled"] == "15"
    stranger = an_organisation().services[0]
    with pytest.raises(RuleBroken, match="service of this application"):
        a_figure_of(application, service=stranger)


@pytest.mark.parametrize(("key", "months"), [("none", 12), ("places_filled", 13)])
def test_what_is_not_on_offer_is_refused(application, key, months):
    with unit_of_work(), pytest.raises(RuleBroken, match="Choose one"):
        services.add_figure(application, key=key, months=months, by=the_lead_of(application.organisation))


def test_nothing_is_added_after_the_submission(application):
    a_submission(application=application)
    with pytest.raises(StepNotOpen):
        a_figure_of(application)


def test_every_figure_can_be_attached_and_frozen(application):
    for key in figure_keys():
        a_figure_of(application, key)
    document = read_document(a_submission(application=application).document)
    assert [e.figure["key"] for e in document.evidence if e.kind == "figure"] == figure_keys()


def test_a_person_attaches_one_to_a_statement(application, page):
    browser = page(the_lead_of(application.organisation))
    path = f"/applications/{application.id}/evidence/add-figure"
    asked = browser.page(f"{path}?statement=2.4")
    assert asked.text.count("Posts that existed on the last day") == 1
    chosen = {"figure": "places_filled", "months": "12", "service": "", "title": "Our places"}
    look = browser.send(f"{path}?statement=2.4", chosen | {"look": "yes"}, status=200)
    assert "How it looks today" in look.text and look.value_of("title") == "Our places"
    assert not [e for e in application.evidence if e.kind is EvidenceKind.FIGURE]
    browser.send(f"{path}?statement=2.4", chosen)
    shown = browser.page(f"/applications/{application.id}/statements/2.4")
    assert "Our places" in shown.text
    item = next(e for e in application.evidence if e.kind is EvidenceKind.FIGURE)
    assert "worked out anew" in browser.page(f"/applications/{application.id}/evidence/{item.id}").text
    assert "Live figure" in browser.page(f"/applications/{application.id}/evidence").text


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"figure": ""}, "Choose"),
        ({"figure": "none"}, "Choose"),
        ({"months": "7"}, "Choose"),
        ({"service": "999999"}, "Choose"),
        ({"title": "x" * 201}, "Use 200 characters or fewer"),
    ],
)
def test_a_slip_is_told_and_nothing_is_lost(application, page, changes, message):
    browser = page(the_lead_of(application.organisation))
    given = {"figure": "places_filled", "months": "12", "service": "", "title": "Our places"} | changes
    answer = browser.send(f"/applications/{application.id}/evidence/add-figure", given, status=400)
    assert message in " ".join(answer.errors)
    assert answer.value_of("title") == given["title"]


def test_assessors_read_it_in_place_and_no_row_of_the_records(application, page):
    code = someone_in(a_post(application.services[0], "volunteer"), add_months(today(), -7)).code
    a_figure_of(application)
    submission = a_submission(application=application)
    reading = an_open_reading(application)
    room = page(reading.assessor).page(f"/assessment/{reading.id}/statements/2.4")
    assert "Places filled and vacant" in room.text and "Places in posts on the last day" in room.text
    assert 'class="chart__drawing"' in room.html
    assert code not in room.html and code not in submission.document


def test_the_whole_application_shows_it(application, page):
    item = a_figure_of(application)
    shown = page(the_lead_of(application.organisation)).page(f"/applications/{application.id}/document")
    assert 'class="chart__drawing"' in shown.html
    assert f"{item.number}. Places filled and vacant" in shown.text


def test_the_records_tell_what_changed_since_the_last_submission(session, page):
    with time_machine.travel(now() - timedelta(days=400), tick=False):
        application = a_complete_application()
        a_post(application.services[0], headcount=20, wte=20)
        first = a_submission(application=application)
    assert since_last_time(application) is None
    following = another_application_of(application)
    assert since_last_time(following).figures == ()
    a_post(application.services[0], headcount=10, wte=10, since=add_months(today(), -2))
    changed = since_last_time(following)
    assert changed.title == first.application.title
    assert changed.submitted_on == to_london(first.submitted_at).date()
    filled = next(figure for figure in changed.figures if figure.label == "Places filled and vacant")
    told = [(change.label, change.then, change.now) for change in filled.changes]
    assert told == [("Filled", "20", "30"), ("All places", "20", "30")]
    shown = page(the_lead_of(application.organisation)).page(f"/applications/{following.id}/changes")
    assert "Filled 20 30" in shown.text and first.application.title in shown.text


def test_without_an_earlier_submission_there_is_nothing_to_compare(application, page):
    told = page(the_lead_of(application.organisation)).page(f"/applications/{application.id}/changes")
    assert "nothing to compare with yet" in told.text


def another_application_of(application):
    """The same services, in another round."""
    cycle = a_cycle("The round after")
    with unit_of_work():
        return services.start_application(
            application.organisation,
            cycle=cycle,
            title="A step further",
            services=application.services,
            by=the_lead_of(application.organisation),
        )
