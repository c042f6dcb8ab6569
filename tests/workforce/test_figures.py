"""Live figures: documents that stand alone, tell nothing about few people, and have one spelling."""

from __future__ import annotations

import json
from datetime import timedelta
from decimal import Decimal

import pytest

from charter_portal.core.clock import today
from charter_portal.core.disclosure import Shown, shown_count
from charter_portal.workforce.enums import CheckKind, LeavingReason, PostKind, PostStatus
from charter_portal.workforce.enums import MilestoneKind as M
from charter_portal.workforce.queries import figure_definition, figure_for, figure_keys
from charter_portal.workforce.rules.clock import add_months
from charter_portal.workforce.rules.figures import Definition, Row, canonical, document
from charter_portal.workforce.rules.periods import Period, months_up_to
from tests.factories.workforce import a_crowd, a_post, a_service, someone_in
from tests.support.pages import counted_queries

pytestmark = pytest.mark.usefixtures("session")


def the(key, service, period=None):
    return figure_for(key, [service], period or months_up_to(today()), today())


def rows(figure):
    return {row[0]: row[1:] for row in figure["table"]["rows"]}


@pytest.mark.both_engines
def test_every_figure_stands_alone_and_has_one_spelling():
    service = a_service("Harbour Team")
    for key in figure_keys():
        figure = the(key, service)
        assert figure["label"] == figure_definition(key).label
        assert len(figure["definition"].split()) > 8
        assert figure["services"] == [service.name]
        assert figure["period"] == {
            "since": months_up_to(today()).since.isoformat(),
            "until": today().isoformat(),
        }
        assert all(len(row) == len(figure["table"]["columns"]) for row in figure["table"]["rows"])
        again = json.loads(canonical(figure))
        assert canonical(again) == canonical(the(key, service)) == canonical(dict(reversed(figure.items())))


def test_a_key_that_is_not_there():
    with pytest.raises(KeyError):
        the("no_such_figure", a_service())


def test_a_row_of_another_width_is_refused():
    what = Definition("k", "L", "D", "people")
    with pytest.raises(ValueError, match="2 values"):
        document(
            what,
            services=[],
            period=Period(today(), today()),
            as_of=today(),
            columns=("A", "B"),
            rows=[Row("x", (Shown(1), Shown(2)))],
        )


def test_posts_are_counted_as_they_are():
    service = a_service()
    a_post(service, "volunteer", headcount=5, wte=1)
    a_post(service)
    a_post(service, status=PostStatus.VACANT)
    assert rows(the("posts_by_level", service)) == {"Level 2": ["1", "0", "1"], "Level 3": ["2", "2", "0"]}


def test_few_people_in_places_are_hidden_with_their_hours():
    service = a_service()
    a_post(service, headcount=3, wte=Decimal("2.2"))
    a_post(service, headcount=12, wte=10, status=PostStatus.VACANT)
    found = rows(the("places_filled", service))
    assert found["Filled"] == ["*", "*"]
    assert "3" not in json.dumps(the("places_filled", service)["values"])


def test_many_people_in_places_are_shown_rounded():
    service = a_service()
    a_post(service, headcount=12, wte=10)
    a_post(service, headcount=11, wte=Decimal("9.2"), status=PostStatus.VACANT)
    found = rows(the("places_filled", service))
    assert (found["Filled"], found["Vacant"]) == (["10", "10.0"], ["10", "9.0"])
    assert found["All places"][0] == "25"


def convert(service, count, kind=PostKind.PAID):
    here = a_post(service, "volunteer", headcount=50, wte=1)
    there = a_post(service, headcount=50, wte=1, kind=kind)
    a_crowd(
        service,
        count,
        (M.STARTED, add_months(today(), -10), {"post": here}),
        (M.PROMOTION, add_months(today(), -2), {"post": there}),
    )


def test_conversions_hide_few_and_round_many():
    few, many = a_service(), a_service()
    convert(few, 3)
    convert(many, 13)
    assert rows(the("conversions", few))["A paid post"] == ["*"]
    assert rows(the("conversions", many))["A paid post"] == ["15"]
    assert rows(the("moves_up", many)) == {"Paid peer support": ["15"], "All steps": ["15"]}


@pytest.mark.both_engines
def test_no_total_gives_a_hidden_cell_away():
    service = a_service()
    convert(service, 10)
    convert(service, 2, PostKind.APPRENTICE)
    found = rows(the("conversions", service))
    assert found["An apprenticeship"] == ["*"]
    assert "*" in (found["A paid post"][0], found["Both"][0])


@pytest.mark.both_engines
def test_retention_counts_from_the_first_start_and_tells_how_people_went():
    service = a_service()
    post = a_post(service, headcount=60, wte=1)
    start = (M.STARTED, add_months(today(), -9), {"post": post})
    a_crowd(service, 20, start)
    a_crowd(
        service,
        10,
        start,
        (M.LEFT, add_months(today(), -6), {"leaving_reason": LeavingReason.PAY_OR_HOURS}),
    )
    late = someone_in(post, add_months(today(), -5))
    assert late.post_id
    found = rows(the("retention_6", service, Period(add_months(today(), -4), today())))
    assert found == {
        "Still in a post": ["20", "67%"],
        "Moved on to something else": ["0", "0%"],
        "Left": ["10", "33%"],
        "All who started": ["30", "100%"],
    }
    assert rows(the("retention_12", service))["All who started"] == ["0", "–"]


def vetted(service, days, count, check=CheckKind.PRISON_VETTING, end=None):
    end = end or add_months(today(), -2)
    told = {"check_kind": check}
    first = end - timedelta(days=days)
    a_crowd(service, count, (M.CHECKS_STARTED, first, told), (M.CHECKS_CLEARED, end, told))


@pytest.mark.both_engines
def test_vetting_falls_and_few_are_hidden():
    service = a_service()
    vetted(service, 30, 9)
    vetted(service, 90, 8, end=add_months(today(), -14))
    vetted(service, 200, 3, CheckKind.POLICE_VETTING)
    found = rows(the("vetting_days", service))
    assert found["Prison vetting"] == ["30", "10", "90"]
    assert found["Police vetting (NPPV)"] == ["*", "*", "–"]
    assert rows(the("other_check_days", service))["DBS check"] == ["–", "0", "–"]


def test_the_way_in_is_rounded():
    service = a_service()
    a_crowd(service, 11, (M.APPLIED, add_months(today(), -1), {}))
    assert rows(the("way_in", service))["Applied"] == [shown_count(11).text]


def test_other_services_do_not_count():
    service, other = a_service(), a_service()
    convert(other, 13)
    vetted(other, 30, 9)
    assert rows(the("conversions", service))["A paid post"] == ["0"]
    assert rows(the("vetting_days", service))["Prison vetting"] == ["–", "0", "–"]


def test_a_figure_costs_the_same_for_few_and_many(app):
    service = a_service()
    convert(service, 1)
    vetted(service, 30, 1)

    def cost():
        found = {}
        for key in figure_keys():
            with counted_queries(app) as statements:
                the(key, service)
            found[key] = len(statements)
        return found

    few = cost()
    convert(service, 12)
    vetted(service, 30, 12)
    assert cost() == few
