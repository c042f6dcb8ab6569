"""The report for a Partnership Board: figures, barriers and involvement's part, on page and paper."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pypdfium2
import pytest
from sqlalchemy import func, select

from charter_portal.core.clock import now, pretending, today
from charter_portal.core.database import db, unit_of_work
from charter_portal.core.pdf import close_press
from charter_portal.core.storage import storage
from charter_portal.files.models import StoredFile
from charter_portal.involvement import services
from charter_portal.jobs.services import run_due
from charter_portal.organisations.enums import MemberRole
from charter_portal.reporting.queries.board import board_barriers, board_figures
from charter_portal.reporting.services import full_report
from charter_portal.workforce.enums import EntryStatus
from charter_portal.workforce.models import BarrierEntry
from charter_portal.workforce.rules.figures import pictured
from charter_portal.workforce.rules.periods import Period, last_half_year
from tests.factories.accounts import an_officer
from tests.factories.barrier_log import an_entry
from tests.factories.barriers import the_kind, the_library
from tests.factories.involvement import a_done_action, a_meeting, an_activity, meeting_words
from tests.factories.organisations import a_member, an_organisation, the_lead_of
from tests.factories.workforce import a_post, a_way_in
from tests.support.pages import counted_queries
from tests.support.papers import inflated

pytestmark = pytest.mark.usefixtures("session")
HIDDEN_WORDS = "Words of the log that the board is not shown"


@pytest.fixture(scope="module", autouse=True)
def _press_ends():
    yield
    close_press()


def path_of(meeting):
    return f"/organisations/{meeting.organisation_id}/board/{meeting.id}/report"


def a_working_service(people=9):
    """An organisation whose one service has people on their way in, and a meeting that looks back on it."""
    the_library()
    organisation = an_organisation("Working Trust")
    post, last = a_post(organisation.services[0]), last_half_year(today()).until
    for place in range(people):
        a_way_in(organisation.services[0], post, last - timedelta(days=85 - place), vetting_days=20)
    an_activity(organisation, title="Evening for families", changed="A phone line.")
    a_done_action(organisation, title="Offer travel money")
    return a_meeting(organisation, ("Meet at eleven.",), said="O’Neill 👩🏽‍🚀 ŵŷ مرحبا")


class TestThePage:
    """Figures, barriers, what changed, what was said and decided, for those who belong there."""

    def test_it_shows_every_part_in_its_order(self, page):
        meeting = a_working_service()
        an_entry(meeting.organisation, kind=the_kind("dbs"), words=HIDDEN_WORDS)
        shown = page(a_member(meeting.organisation, MemberRole.VIEWER)).page(path_of(meeting))
        parts = ("Figures", "The way in", "Barriers", "What people said", "What changed", "What was decided")
        places = [shown.text.index(part) for part in parts]
        assert places == sorted(places)
        for words in ("Evening for families", "Offer travel money", "Meet at eleven.", the_kind("dbs").title):
            assert words in shown.text
        assert HIDDEN_WORDS not in shown.text

    def test_small_numbers_of_people_are_hidden(self, page):
        meeting = a_working_service(people=3)
        full = full_report(meeting)
        assert any(figure.hides_some for figure in full.figures)
        way_in = next(figure for figure in full.figures if figure.label == "The way in")
        assert {row[1] for row in way_in.rows} <= {"*", "0"}

    def test_the_meeting_leads_to_it(self, page):
        meeting = a_meeting()
        lead = page(the_lead_of(meeting.organisation))
        shown = lead.page(f"/organisations/{meeting.organisation_id}/involvement/board/{meeting.id}")
        assert path_of(meeting) in shown.links

    def test_without_services_or_records_it_says_so(self, page):
        meeting = a_meeting()
        text = page(the_lead_of(meeting.organisation)).page(path_of(meeting)).text
        assert "no figures for this half-year" in text
        assert "No barrier was in the logs" in text
        assert board_figures([], Period(today(), today())) == []

    @pytest.mark.parametrize("ending", ["", ".pdf"])
    def test_nobody_else_finds_it(self, page, ending):
        meeting, other = a_meeting(), a_meeting()
        for person in (the_lead_of(other.organisation), an_officer()):
            page(person).page(f"{path_of(meeting)}{ending}", status=404)
        lead = page(the_lead_of(other.organisation))
        lead.page(f"/organisations/{other.organisation_id}/board/{meeting.id}/report{ending}", status=404)

    def test_its_price_does_not_grow(self, app, page):
        meeting, counts = a_working_service(people=9), []
        lead = page(the_lead_of(meeting.organisation))
        for more in (0, 12):
            for place in range(more):
                post = a_post(meeting.organisation.services[0])
                first = last_half_year(today()).until - timedelta(days=89 - place)
                a_way_in(meeting.organisation.services[0], post, first, vetting_days=20)
                an_entry(meeting.organisation)
            lead.page(path_of(meeting))
            with counted_queries(app) as statements:
                lead.page(path_of(meeting))
            counts.append(len(statements))
        assert counts[0] == counts[1] <= 40, statements


class TestMovingThePeriod:
    """A meeting's days are free; its figures are not, so nobody learns of one person by moving a day (I4)."""

    def test_no_choice_of_days_tells_two_figures_that_share_a_day(self):
        meeting = a_working_service(people=9)
        organisation, lead = meeting.organisation, the_lead_of(meeting.organisation)
        told = {}
        for back in range(0, 400, 7):
            for length in (1, 30, 200):
                until = today() - timedelta(days=back)
                words = meeting_words(organisation, since=until - timedelta(days=length), until=until)
                with unit_of_work():
                    services.change_meeting(meeting, words=words, version=meeting.version, by=lead)
                full = full_report(meeting)
                told.setdefault(full.counted, set()).add(full.figures)
        assert len(told) >= 3
        assert all(len(seen) == 1 for seen in told.values()), "One half-year, one set of figures."
        by_day = sorted(told, key=lambda period: period.since)
        assert all(one.until < other.since for one, other in pairwise(by_day))
        assert all(period.until < today() for period in told)

    def test_what_it_compares_with_is_the_half_year_before_whole(self):
        for day in (date(2027, 10, 1), date(2028, 3, 31), date(2028, 4, 1), date(2028, 9, 30)):
            period = last_half_year(day)
            assert period.before() == last_half_year(period.since - timedelta(days=1))

    def test_free_days_would_tell_of_one_person(self):
        meeting, last = a_working_service(people=8), last_half_year(today()).until
        told = []
        for since in (last - timedelta(days=85), last - timedelta(days=84)):
            figures = board_figures(meeting.services, Period(since, last))
            way_in = next(each for each in figures if each["key"] == "way_in")
            told.append(pictured(way_in).rows[0][1])
        assert told == ["10", "*"], "Eight people became seven: this is what the half-years prevent."


class TestBarriers:
    """Counts of matters in a period: opened, closed, still open at its end."""

    @pytest.mark.both_engines
    def test_each_is_counted_where_it_belongs(self):
        the_library()
        organisation = an_organisation()
        period = Period(today() - timedelta(days=60), today() - timedelta(days=10))

        def entry(kind, opened, closed=None):
            made = an_entry(organisation, kind=the_kind(kind))
            with unit_of_work():
                made.opened_on = today() - timedelta(days=opened)
                if closed is not None:
                    made.closed_on, made.status = today() - timedelta(days=closed), EntryStatus.SOLVED

        entry("dbs", opened=90, closed=70)
        entry("dbs", opened=90, closed=50)
        entry("dbs", opened=40)
        entry("dbs", opened=40, closed=5)
        entry("stigma", opened=30, closed=20)
        entry("references", opened=5)
        found = [
            (line.title, line.opened, line.ended, line.still_open)
            for line in board_barriers(organisation.services, period)
        ]
        assert found == [(the_kind("dbs").title, 2, 1, 2), (the_kind("stigma").title, 1, 1, 0)]
        assert board_barriers([], period) == []
        assert db.session.scalar(select(func.count(BarrierEntry.id))) == 6


class TestPaper:
    """The PDF is made by the worker, and again only after a change."""

    def test_it_says_what_the_page_says(self, page):
        meeting = a_working_service()
        an_entry(meeting.organisation, kind=the_kind("dbs"), words=HIDDEN_WORDS)
        lead = page(the_lead_of(meeting.organisation))
        paper = f"{path_of(meeting)}.pdf"
        assert "Prepare the PDF" in lead.page(paper).text
        lead.send(paper)
        lead.send(paper)
        assert "being prepared" in lead.page(paper).text
        assert run_due(5) == 1
        answer = lead.get(paper)
        assert answer.mimetype == "application/pdf"
        assert f"board-{meeting.held_on}.pdf" in answer.headers["Content-Disposition"]
        with pypdfium2.PdfDocument(answer.data) as document:
            text = " ".join(each.get_textpage().get_text_bounded() for each in document)
        for words in (
            *("Figures", "The way in", "Barriers", the_kind("dbs").title, "Evening for families"),
            *("A phone line.", "Offer travel money", "Meet at eleven.", "O’Neill"),
        ):
            assert words in " ".join(text.split())
        assert HIDDEN_WORDS not in text
        assert b"pdfuaid" in inflated(answer.data)
        with unit_of_work():
            services.add_decision(meeting, words="One more.", by=the_lead_of(meeting.organisation))
        assert "Prepare the PDF" in lead.page(paper).text
        lead.send(paper)
        run_due(5)
        assert lead.get(paper).mimetype == "application/pdf"
        assert db.session.scalar(select(func.count()).select_from(StoredFile)) == 1
        assert len(list(storage().keys())) == 1

    def test_another_day_alone_is_no_change(self):
        meeting = a_working_service(people=1)
        digest = full_report(meeting).digest
        with pretending(now() + timedelta(days=2)):
            assert full_report(meeting).digest == digest
        an_entry(meeting.organisation)
        assert full_report(meeting).digest != digest
