"""The national picture: who makes it and when, its page and its files, and what they cost."""

from __future__ import annotations

import io
import zipfile
from datetime import date, timedelta

import openpyxl
import pypdfium2
import pytest
from sqlalchemy import func, select

from charter_portal.audit_trail.models import Entry
from charter_portal.core.clock import now, to_london, today
from charter_portal.core.database import db, unit_of_work
from charter_portal.core.errors import NotAllowed, RuleBroken
from charter_portal.jobs.services import run_due
from charter_portal.organisations.enums import Region, Setting
from charter_portal.reporting.models import NationalPicture
from charter_portal.reporting.queries import invariant_problems as picture_problems
from charter_portal.reporting.queries.national import AXES, period_of, picture_of, raw_counts
from charter_portal.reporting.rules.measuring import ALL, Counts, Group
from charter_portal.reporting.rules.picture import Picture
from charter_portal.reporting.services import latest_request, request_picture
from charter_portal.workforce.enums import MilestoneKind as M
from charter_portal.workforce.enums import PostStatus
from charter_portal.workforce.queries import invariant_problems
from charter_portal.workforce.rules.periods import Period
from tests.factories.accounts import a_commissioner, an_officer
from tests.factories.awards import an_award
from tests.factories.barriers import the_library
from tests.factories.country import a_country
from tests.factories.cycles import a_cycle
from tests.factories.national import a_picture, a_shared_round
from tests.factories.organisations import an_organisation
from tests.factories.workforce import a_post, a_way_in, happened, someone, the_profile
from tests.reporting.attacker import ENOUGH, fewest_values, measured, read_whole, texts_of
from tests.support.pages import counted_queries

PLACES = [(ALL, ALL), ("prison", ALL), (ALL, "wales"), ("prison", "wales")]


def last_day(cycle):
    return to_london(cycle.deadline_at).date()


def cells_of(counts, group, key):
    return next(each.cells for each in counts.measures if (each.group, each.key) == (group, key))


def at(cells, setting, region):
    return cells[list(Setting).index(setting)][list(Region).index(region)]


class TestWhatIsCounted:
    """Raw counts by setting and region, against records whose every number is known."""

    @pytest.mark.both_engines
    def test_people_posts_medians_and_tiers(self, session):
        the_library()
        cycle = a_shared_round()
        north = an_organisation("North", region=Region.NORTH_WEST)
        service = north.services[0]
        until = last_day(cycle)
        a_post(service, since=until - timedelta(days=400), headcount=3)
        a_post(service, since=until - timedelta(days=400), headcount=5, status=PostStatus.VACANT)
        post = a_post(service, "volunteer", since=until - timedelta(days=400))
        a_way_in(service, post, until - timedelta(days=120), vetting_days=40)
        a_way_in(service, post, until - timedelta(days=120), vetting_days=20)
        late = someone(service)
        happened(late, M.INTEREST, until + timedelta(days=1))
        an_award(organisation=north, cycle=cycle, level="silver")
        counts = raw_counts(cycle, period_of(cycle))
        place = (service.setting, Region.NORTH_WEST)
        assert at(cells_of(counts, Group.POSTS, "3"), *place) == 3
        assert at(cells_of(counts, Group.POSTS, "2"), *place) == 1
        assert at(cells_of(counts, Group.WAY_IN, "interest"), *place) == 2
        assert at(cells_of(counts, Group.WAY_IN, "started"), *place) == 2
        assert at(counts.vetting, *place) == 2
        assert counts.medians[ALL, ALL].days == counts.medians[ALL, "north_west"].days == 30
        assert counts.medians[service.setting, ALL].people == 2
        silver = next(tier for tier in counts.tiers if tier.key == "silver")
        assert at(silver.cells, *place) == sum(map(sum, silver.cells)) == 1
        assert sum(sum(map(sum, tier.cells)) for tier in counts.tiers) == 1

    def test_barriers_that_were_met_in_the_period(self, session):
        the_profile()
        the_library()
        cycle = a_shared_round()
        a_country(people=0, services=20, until=last_day(cycle))
        counts = raw_counts(cycle, period_of(cycle))
        met = [each for each in counts.measures if each.group is Group.BARRIERS]
        assert len(met) == 21 and sum(sum(map(sum, each.cells)) for each in met) > 20

    def test_the_records_of_a_country_keep_every_rule(self, session):
        the_profile()
        the_library()
        a_country(people=200, services=20, until=today())
        assert invariant_problems() == []


class TestThePeriod:
    """A year until the round closed, and never a day of the round before."""

    def test_no_day_is_in_two_pictures(self, session):
        first = a_shared_round(closed_days_ago=900)
        second = a_shared_round(closed_days_ago=300)
        third = a_shared_round(closed_days_ago=60)
        a_shared_round(closed_days_ago=100, published=False)
        spans = [period_of(cycle) for cycle in (first, second, third)]
        assert [(span.until - span.since).days + 1 in {365, 366} for span in spans] == [True, True, False]
        assert spans[2] == Period(last_day(second) + timedelta(days=1), last_day(third))
        assert spans[0].until < spans[1].since and spans[1].until < spans[2].since

    def test_the_very_first_looks_a_year_back(self, session):
        cycle = a_cycle(deadline_at=now().replace(year=2025, month=6, day=30, hour=12))
        assert period_of(cycle) == Period(date(2024, 7, 1), date(2025, 6, 30))


class TestMaking:
    """Once, by staff, after the results are shared, done by the worker."""

    def test_only_staff_and_only_after_the_results(self, session):
        shared, commissioner, officer = a_shared_round(), a_commissioner(), an_officer()
        with pytest.raises(NotAllowed), unit_of_work():
            request_picture(shared, by=commissioner)
        for cycle in (a_cycle(), a_cycle(closes_in_days=-3)):
            with pytest.raises(RuleBroken, match="results"), unit_of_work():
                request_picture(cycle, by=officer)

    def test_two_rounds_that_close_on_one_day_share_a_picture(self, session):
        first = a_shared_round(closed_days_ago=60)
        a_picture(first)
        twin, officer = a_shared_round(closed_days_ago=60), an_officer()
        with pytest.raises(RuleBroken, match="same day"), unit_of_work():
            request_picture(twin, by=officer)

    def test_asking_twice_gives_one_job_and_the_trail_says_who(self, session):
        cycle, officer = a_shared_round(), an_officer()
        with unit_of_work():
            first = request_picture(cycle, by=officer)
        with unit_of_work():
            assert request_picture(cycle, by=officer) is first
        run_due()
        made = picture_of(cycle)
        with unit_of_work():
            assert request_picture(cycle, by=officer) is None
        entry = session.scalars(select(Entry).where(Entry.event == "reporting.picture.made")).one()
        assert (entry.actor_id, entry.subject_id) == (officer.id, made.id)
        assert latest_request(cycle).progress_done == latest_request(cycle).progress_total > 30

    def test_later_records_change_no_picture_and_the_next_one_keeps_the_old_counts(self, session):
        the_profile()
        before, cycle = a_shared_round(closed_days_ago=420), a_shared_round(closed_days_ago=30)
        a_country(people=150, services=20, until=last_day(before))
        kept = dict(a_picture(before).document)
        a_country(people=300, services=20, until=last_day(before), seed=2)
        made = a_picture(cycle)
        assert picture_of(before).document == kept
        assert made.compared_with_id == picture_of(before).id
        older, newer = Picture(kept), Picture(made.document)
        for group in Group:
            for old, new in zip(older.lines(group), newer.lines(group), strict=True):
                assert new.before.hidden or new.before == old.now

    def test_a_second_run_only_adds_what_is_missing(self, session):
        made = a_picture()
        document, number, officer = dict(made.document), made.id, an_officer()
        with unit_of_work():
            made.report_file_id = None
        with unit_of_work():
            request_picture(made.cycle, by=officer)
        run_due()
        again = picture_of(made.cycle)
        assert (again.id, again.document) == (number, document)
        assert again.report_file is not None
        assert session.scalar(select(func.count(NationalPicture.id))) == 1


@pytest.fixture
def pictured(session):
    """Two rounds with pictures of a small country; the newer one is given."""
    the_profile()
    the_library()
    before, cycle = a_shared_round(closed_days_ago=420), a_shared_round(closed_days_ago=30)
    seats = a_country(people=150, services=30, until=last_day(before))
    a_country(people=250, services=seats, until=last_day(cycle), seed=2)
    an_award(cycle=cycle, level="gold")
    a_picture(before)
    return a_picture(cycle)


class TestThePage:
    """What is read on it, by whom."""

    def test_each_filter_shows_the_figures_of_the_one_document(self, pictured, page):
        reader, picture = page(a_commissioner()), Picture(pictured.document)
        for setting, region in PLACES:
            shown = reader.page(f"/staff/national?setting={setting}&region={region}")
            for group, id in ((Group.POSTS, "posts-chart"), (Group.WAY_IN, "way-in-chart")):
                rows = rows_of(shown, id)
                for line in picture.lines(group, setting, region):
                    assert rows[line.label][:2] == [line.now.text, line.before.text]
        assert "Make the picture" not in shown.text

    def test_strange_filters_do_no_harm(self, pictured, page):
        reader = page(an_officer())
        for query in (
            "setting=x&region=%00",
            "round=0",
            "round=1 or 1",
            "round=99999999999999999999",
            "setting=",
        ):
            assert "National picture" in reader.page(f"/staff/national?{query}").heading

    def test_a_round_before_its_picture(self, session, page):
        officer = page(an_officer())
        assert "no round with results" in officer.page("/staff/national").text
        cycle = a_shared_round("Spring round")
        assert "no picture of Spring round yet" in officer.page("/staff/national").text
        assert "Career Matters makes it" in page(a_commissioner()).page("/staff/national").text
        token = officer.page("/staff/national").csrf_token
        officer.post(f"/staff/national/{cycle.id}", data={"csrf_token": token})
        assert "waits for its turn" in officer.page("/staff/national").text
        run_due()
        shown = officer.page("/staff/national")
        assert "Download as a workbook" in shown.text and "no earlier picture" in shown.text

    def test_a_picture_that_cannot_be_made_says_why(self, session, page):
        officer = page(an_officer())
        cycle = a_shared_round("Spring round")
        a_picture(cycle)
        twin = a_shared_round("Twin round")
        token = officer.page(f"/staff/national?round={twin.id}").csrf_token
        officer.post(f"/staff/national/{twin.id}", data={"csrf_token": token})
        assert "closed on the same day" in officer.page(f"/staff/national?round={twin.id}").text

    def test_its_price_does_not_grow(self, app, session, page):
        the_profile()
        the_library()
        small, large = a_shared_round(closed_days_ago=420), a_shared_round(closed_days_ago=30)
        a_country(people=10, services=5, until=last_day(small))
        a_picture(small)
        a_country(people=10_000, services=300, until=last_day(large), seed=2)
        a_picture(large)
        reader, counts = page(an_officer()), []
        for cycle in (small, large):
            reader.page(f"/staff/national?round={cycle.id}")
            with counted_queries(app) as statements:
                reader.page(f"/staff/national?round={cycle.id}")
            counts.append(len(statements))
        assert counts[0] == counts[1] <= 8, statements

    def test_counting_takes_as_many_statements_for_ten_people_as_for_ten_thousand(self, app, session):
        the_profile()
        the_library()
        cycle = a_shared_round()
        raw_counts(cycle, period_of(cycle))
        counts = []
        for people, services in ((10, 5), (10_000, 300)):
            a_country(people=people, services=services, until=last_day(cycle), seed=people)
            db.session.commit()
            with counted_queries(app) as statements:
                raw_counts(cycle, period_of(cycle))
            counts.append(len(statements))
        assert counts[0] == counts[1] <= 12, statements


class TestTheFiles:
    """The workbook and the document: the figures of the page, and nothing besides."""

    def test_the_workbook_says_what_the_document_says(self, pictured, page):
        book = taken_workbook(pictured, page(an_officer()))
        picture = Picture(pictured.document)
        titles = {
            Group.POSTS: "Posts by level",
            Group.WAY_IN: "The way in",
            Group.BARRIERS: "Commonest barriers",
        }
        for group, title in titles.items():
            rows = list(book[title].iter_rows(min_row=2, values_only=True))
            assert len(rows) == 144 * len(picture.lines(group))
            read = {row[:3]: row[3:] for row in rows}
            for setting, region in PLACES:
                for line in picture.lines(group, setting, region):
                    place = picture.setting_label(setting), picture.region_label(region)
                    assert read[line.label, *place] == (line.now.cell, line.before.cell)
        medians = {row[0]: row[1:] for row in book["Time in vetting"].iter_rows(min_row=2, values_only=True)}
        assert medians["Everywhere"][0] == picture.vetting().now.value

    def test_it_hides_nothing_and_runs_nothing(self, session, pictured, page):
        data = page(an_officer()).get(f"/staff/national/{pictured.cycle_id}/picture.xlsx").data
        with zipfile.ZipFile(io.BytesIO(data)) as parts:
            names = parts.namelist()
            everything = b"".join(parts.read(name) for name in names)
        assert not [name for name in names if "comment" in name or "pivot" in name or "external" in name]
        assert b"<f>" not in everything and b"hidden=" not in everything and b"veryHidden" not in everything
        assert b"<dc:creator></dc:creator>" in everything or b"<dc:creator/>" in everything

    def test_a_round_named_like_a_formula_stays_text(self, session, page):
        the_profile()
        made = a_picture(a_shared_round("=HYPERLINK(1)"))
        book = taken_workbook(made, page(an_officer()))
        cell = book["About these figures"]["B2"]
        assert (cell.value, cell.data_type) == ("=HYPERLINK(1)", "s")

    def test_the_document_is_tagged_and_says_what_the_page_says(self, pictured, page):
        data = page(a_commissioner()).get(f"/staff/national/{pictured.cycle_id}/picture.pdf").data
        with pypdfium2.PdfDocument(data) as paper:
            text = " ".join(page.get_textpage().get_text_bounded() for page in paper)
            assert paper.is_tagged()
            assert paper.get_metadata_value("Title").startswith("National picture")
        picture = Picture(pictured.document)
        for line in picture.lines(Group.WAY_IN):
            assert f"{line.label} {line.now.text} {line.before.text}" in " ".join(text.split())

    def test_who_took_it_is_in_the_trail(self, session, pictured, page):
        officer = an_officer()
        page(officer).get(f"/staff/national/{pictured.cycle_id}/picture.xlsx")
        entry = session.scalars(select(Entry).where(Entry.event == "reporting.picture.taken")).one()
        assert (entry.actor_id, entry.subject_id) == (officer.id, pictured.id)

    def test_there_are_none_before_the_picture_is_made(self, session, page):
        cycle = a_shared_round()
        for ending in ("xlsx", "pdf"):
            page(an_officer()).page(f"/staff/national/{cycle.id}/picture.{ending}", status=404)


def test_pictures_that_share_a_day_or_lost_their_document_are_found(pictured):
    assert picture_problems() == []
    with unit_of_work():
        pictured.since = pictured.compared_with.until
    assert [problem.partition(" ")[0] for problem in picture_problems()] == ["Pictures", "Picture"]


def test_no_small_count_of_a_country_can_be_worked_out_from_the_workbook(pictured):
    """The attack of `test_national_attack`, on the real settings and regions and on real records."""
    counts, picture = Counts.from_json(raw_kept(pictured)), Picture(pictured.document)
    seen = read_whole(picture)
    tables = measured(counts)
    for group, label in [(Group.WAY_IN, "Started in a post"), (Group.POSTS, "Level 5"), *list(tables)[-3:]]:
        texts = texts_of(seen, picture, group, label, is_before=False)
        assert fewest_values(texts, tables[group, label]) >= ENOUGH


def raw_kept(made):
    return db.session.scalar(select(NationalPicture.counts).where(NationalPicture.id == made.id))


def taken_workbook(made, browser):
    data = browser.get(f"/staff/national/{made.cycle_id}/picture.xlsx").data
    return openpyxl.load_workbook(io.BytesIO(data))


def rows_of(shown, chart):
    """The table under a chart: the texts of each row by its label."""
    figure = next(
        f for f in shown.tree.iter("figure") if any(e.get("id") == f"{chart}-title" for e in f.iter())
    )
    rows = [["".join(cell.itertext()) for cell in row] for row in figure.iter("tr")]
    return {row[0]: row[1:] for row in rows}


def test_the_axes_are_every_setting_and_region():
    assert [value for value, _ in AXES.settings] == [each.value for each in Setting]
    assert [value for value, _ in AXES.regions] == [each.value for each in Region]
