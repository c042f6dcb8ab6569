"""Saving what an application says to a statement."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
import time_machine
from sqlalchemy import select

from charter_portal.applications.enums import Gap, ResponseState
from charter_portal.applications.models import Response
from charter_portal.applications.queries import missing_before_submit, progress_of
from charter_portal.applications.rules.completeness import Content, gaps_in, state_of
from charter_portal.applications.services import save_response
from charter_portal.core.database import unit_of_work
from charter_portal.core.errors import RuleBroken
from charter_portal.organisations.enums import MemberRole
from tests.factories.applications import an_application, the_response, write
from tests.factories.cycles import a_cycle
from tests.factories.organisations import a_member, an_organisation, the_lead_of

pytestmark = pytest.mark.usefixtures("session")
DEADLINE = datetime(2027, 3, 5, 17, 0, tzinfo=UTC)
ALL_GAPS = {Gap.RATING, Gap.NARRATIVE, Gap.EVIDENCE}
RATED_BELOW = {"rated": True}
A_TIER = {"rated": True, "claims_a_tier": True}
WORDS = {
    "emoji": "👩🏽‍🚀 family 👨‍👩‍👧‍👦",
    "Welsh": "Ŵŷ, tŷ bach twt",
    "right to left": "مرحبا בשלום ‏",
    "an override": "safe \u202etxet\u202c end",
    "marks": "<script>alert(1)</script> {{ 7*7 }} ${7*7} & O'Neill",
    "lines": "first\n\n\tsecond   third",
}


def path_of(application, code: str = "1.1") -> str:
    return f"/applications/{application.id}/statements/{code}"


def typed(response, **changes):
    given = {"own_level": "none", "narrative": "", "lived_experience": "", "version": str(response.version)}
    return given | changes


@pytest.mark.parametrize(
    "content, gaps, state",
    [
        (Content(10), ALL_GAPS, ResponseState.EMPTY),
        (Content(10, lived_experience_words=3), ALL_GAPS, ResponseState.STARTED),
        (Content(10, **RATED_BELOW, narrative_words=4), set(), ResponseState.COMPLETE),
        (Content(10, **A_TIER, narrative_words=4), {Gap.EVIDENCE}, ResponseState.STARTED),
        (Content(10, **A_TIER, narrative_words=10, citations=1), set(), ResponseState.COMPLETE),
        (Content(10, **RATED_BELOW, narrative_words=11), {Gap.TOO_LONG}, ResponseState.STARTED),
        (
            Content(10, **RATED_BELOW, narrative_words=1, lived_experience_words=11),
            {Gap.TOO_LONG},
            ResponseState.STARTED,
        ),
    ],
)
def test_what_a_response_still_needs(content, gaps, state):
    assert set(gaps_in(content)) == gaps
    assert state_of(content) is state


def test_nothing_that_people_may_keep_to_themselves_is_ever_asked_for():
    full = Content(10, rated=True, claims_a_tier=True, narrative_words=5, citations=1)
    assert full.lived_experience_words == 0
    assert not gaps_in(full)


def test_a_save_counts_its_version_and_says_who_and_when(session):
    application = an_application()
    ben = a_member(application.organisation, MemberRole.CONTRIBUTOR, "Ben")
    response = write(application, level="silver", narrative="Words", by=ben)
    session.expire_all()
    assert (response.version, response.narrative, response.saved_by_id) == (2, "Words", ben.id)
    assert response.saved_at is not None
    write(application, level="silver", narrative="Words", by=ben)
    assert response.version == 2


def test_progress_counts_and_names_what_is_missing(session):
    application = an_application()
    write(application, "1.1", level="not_yet")
    write(application, "1.2", level="silver")
    progress = progress_of(application)
    assert (progress.complete, progress.started, progress.total) == (1, 1, 25)
    assert progress.next_up.statement.code == "1.2"
    missing = missing_before_submit(application)
    assert len(missing) == 24
    assert missing[0].gaps == (Gap.EVIDENCE,)


@pytest.mark.parametrize("words", WORDS.values(), ids=WORDS)
@pytest.mark.both_engines
def test_words_come_back_as_they_were_written(page, words, session):
    application = an_application()
    browser = page(the_lead_of(application.organisation))
    fields = typed(the_response(application), narrative=words.replace("\n", "\r\n"))
    browser.send(path_of(application), fields)
    shown = browser.page(path_of(application))
    assert shown.value_of("narrative") == words
    assert session.scalar(select(Response.narrative).where(Response.narrative != "")) == words


@pytest.mark.parametrize("dirt", ["a\x00b", "a\ud800b", "a\x07b"], ids=["NUL", "surrogate", "bell"])
@pytest.mark.both_engines
def test_bytes_that_no_text_holds_are_cleaned_away(page, dirt, session):
    application = an_application()
    fields = typed(the_response(application))
    body = "&".join(f"{name}={value}" for name, value in fields.items() if name != "narrative")
    browser = page(the_lead_of(application.organisation))
    token = browser.csrf_token()
    raw = "".join(f"%{byte:02x}" for byte in dirt.encode("utf-8", "surrogatepass"))
    answer = browser.post(
        path_of(application),
        data=f"{body}&csrf_token={token}&narrative={raw}",
        content_type="application/x-www-form-urlencoded",
    )
    assert answer.status_code in {302, 400}
    kept = the_response(application).narrative
    assert "a" in kept
    assert not any(letter in kept for letter in "\x00\x07\ud800")


def test_too_much_text_is_told_and_kept_in_the_box(page, session):
    application = an_application()
    giant = "word " * 13_000
    fields = typed(the_response(application), narrative=giant, lived_experience="kept")
    shown = page(the_lead_of(application.organisation)).send(path_of(application), fields, status=400)
    assert "very long" in shown.errors[0]
    assert shown.value_of("narrative").strip() == giant.strip()
    assert shown.value_of("lived_experience") == "kept"
    assert the_response(application).version == 1


def test_text_over_the_word_limit_is_kept_and_named_as_a_gap(page, session):
    application = an_application()
    browser = page(the_lead_of(application.organisation))
    browser.send(path_of(application), typed(the_response(application), narrative="word " * 401))
    shown = browser.page(path_of(application))
    assert "shorten the text to the word limit" in shown.text
    assert "You can write up to 400 words" in shown.text


def test_unknown_levels_and_versions_are_met_calmly(page, session):
    application = an_application()
    browser = page(the_lead_of(application.organisation))
    fields = typed(the_response(application), narrative="n")
    shown = browser.send(path_of(application), fields | {"own_level": "platinum"}, status=400)
    assert shown.errors == ["Choose one of the ratings on this page."]
    for version in ("", "x", "-1", "9" * 40, "٣"):
        browser.send(path_of(application), fields | {"version": version}, status=409)
    browser.page(path_of(application, "9.9"), status=404)
    browser.page(path_of(application, "%00"), status=404)


def test_the_button_decides_where_to_go(page, session):
    application = an_application()
    browser = page(the_lead_of(application.organisation))

    def where(code: str, then: str) -> str:
        fields = typed(the_response(application, code), narrative=f"For {then}", then=then)
        return browser.send(path_of(application, code), fields).response.headers["Location"]

    assert where("1.1", "next").endswith("/statements/1.2")
    assert where("6.4", "next").endswith(f"/applications/{application.id}")
    assert where("1.1", "here").endswith("/statements/1.1")
    assert where("1.1", "later").endswith(f"/applications/{application.id}")


class TestTheDeadline:
    @pytest.fixture
    def application(self):
        with time_machine.travel(DEADLINE - timedelta(days=5), tick=False):
            cycle = a_cycle(deadline_at=DEADLINE, grace_minutes=10)
            return an_application(an_organisation(), cycle=cycle)

    @pytest.mark.parametrize("seconds, status", [(-1, 302), (0, 302), (600, 302), (601, 409)])
    def test_a_save_counts_until_deadline_and_grace(self, application, page, seconds, status):
        with time_machine.travel(DEADLINE + timedelta(seconds=seconds), tick=False):
            browser = page(the_lead_of(application.organisation))
            fields = typed(the_response(application), narrative="My last words")
            answer = browser.send(path_of(application), fields, status=status)
        kept = the_response(application).narrative
        assert kept == ("My last words" if status == 302 else "")
        if status == 409:
            assert "My last words" in answer.text
            assert "Friday 5 March 2027 at 5pm (UK time)" in answer.text
            assert "17:10:01" in answer.text

    @pytest.mark.parametrize("seconds, status", [(600, 200), (601, 409)])
    def test_autosave_keeps_the_same_time(self, application, page, seconds, status):
        with time_machine.travel(DEADLINE + timedelta(seconds=seconds), tick=False):
            browser = page(the_lead_of(application.organisation))
            fields = typed(the_response(application), narrative="By itself")
            answer = browser.send(path_of(application) + "/autosave", fields, status=status).response.json
        if status == 200:
            assert answer == {"saved_at": "17:10", "version": 2}
        else:
            assert "Friday 5 March 2027" in answer["message"]

    def test_after_it_the_draft_can_still_be_read(self, application, page):
        with time_machine.travel(DEADLINE + timedelta(days=2), tick=False):
            browser = page(the_lead_of(application.organisation))
            shown = browser.page(path_of(application))
            assert not shown.all("textarea")
            assert "The round has closed" in browser.page(f"/applications/{application.id}").text

    def test_a_scope_cannot_change_after_it(self, application, page):
        with time_machine.travel(DEADLINE + timedelta(days=2), tick=False):
            browser = page(the_lead_of(application.organisation))
            shown = browser.send(
                f"/applications/{application.id}/scope",
                {"title": "Late", "services": str(application.services[0].id), "aim": "none", "version": "1"},
                status=400,
            )
        assert "The deadline was Friday 5 March 2027" in shown.errors[0]
        assert shown.value_of("title") == "Late"


def test_a_level_of_another_charter_is_refused(session):
    application = an_application()
    with pytest.raises(RuleBroken), unit_of_work():
        save_response(
            the_response(application),
            own_level=SimpleNamespace(id=99),
            narrative="x",
            lived_experience="",
            version=1,
            by=the_lead_of(application.organisation),
        )
