"""What everybody sees: the register, and what a certificate's code stands for today."""

from __future__ import annotations

from datetime import date

import pytest

from charter_portal.awards.models import Award
from charter_portal.awards.services import withdraw_award
from charter_portal.core.database import db, unit_of_work
from charter_portal.organisations.enums import OrganisationKind, Region
from tests.factories.accounts import an_officer
from tests.factories.awards import a_decision, a_withdrawn_award, an_award, many_awards
from tests.factories.organisations import an_organisation
from tests.support.pages import counted_queries

pytestmark = pytest.mark.usefixtures("session")


def test_the_register_without_awards_says_what_comes(page):
    shown = page().page("/awards")
    assert "No award has been shared yet." in shown.text and "sample charter" in shown.text


def test_the_register_shows_what_is_valid_today(page):
    award, gone, old = an_award(level="gold"), a_withdrawn_award(), an_award()
    hidden = a_decision()
    with unit_of_work():
        old.awarded_on, old.valid_until = date(2020, 1, 1), date(2023, 1, 1)
    shown = page().page("/awards")
    assert award.organisation_name in shown.text and award.title in shown.text and "Gold" in shown.text
    for absent in (gone, old):
        assert absent.organisation_name not in shown.text
    assert hidden.application.title not in shown.text
    assert "Showing the only award holder." in shown.text


def test_an_award_leaves_the_register_in_the_moment_it_is_withdrawn(page):
    award, officer, browser = an_award(), an_officer(), page()
    assert award.title in browser.page("/awards").text
    with unit_of_work():
        withdraw_award(award, reason="canary-reason", by=officer)
    assert award.title not in browser.page("/awards").text
    shown = browser.page(f"/verify/{award.code}")
    assert shown.heading == "This award has been withdrawn" and "canary-reason" not in shown.html


def test_the_register_filters_and_sorts(page):
    wales = an_organisation("Bwrdd Ŷnys", region=Region.WALES, kind=OrganisationKind.CHARITY)
    an_award(level="gold", organisation=wales, title="Gwasanaeth")
    an_award(level="bronze", organisation=an_organisation("Aardvark Trust"), title="Other")
    browser = page()
    for query in ("region=wales", "kind=charity", "level=gold", "search=%C5%B6nys", "search=gwas"):
        shown = browser.page(f"/awards?{query}")
        assert "Bwrdd" in shown.text and "Aardvark" not in shown.text, query
    shown = browser.page("/awards?region=wales&level=bronze")
    assert "No award holder fits this search." in shown.text
    first = browser.page("/awards?sort=-organisation").text
    assert first.index("Bwrdd") < first.index("Aardvark")
    for link in browser.page("/awards?region=wales&search=gwas").links:
        if "sort=" in link:
            assert "region=wales" in link and "search=gwas" in link


@pytest.mark.parametrize(
    "query",
    [
        "level=x&region=y&kind=z&sort=code&page=zero",
        "search=%00%25_%27%22%3Cscript%3E",
        "search=" + "x" * 5000,
        "page=99999999999999999999",
        "sort=%7B%7B1337*7331%7D%7D&search={{1337*7331}}",
    ],
)
def test_odd_questions_get_a_sound_page(query, page):
    an_award()
    shown = page().page(f"/awards?{query}")
    assert str(1337 * 7331) not in shown.html
    assert "<script>" not in shown.html.replace('<script type="module"', "")


def test_the_register_costs_the_same_at_any_length(app, page):
    award = an_award()
    browser, costs = page(), []
    for _ in range(2):
        browser.page("/awards")
        with counted_queries(app) as sent:
            browser.page("/awards?search=o&level=bronze")
        costs.append(len(sent))
        many_awards(80, award)
    assert costs[0] == costs[1] <= 6, costs


def test_the_register_pages(page):
    many_awards(60, an_award())
    browser = page()
    assert "Showing 1 to 50 of 61 award holders." in browser.page("/awards").text
    shown = browser.page("/awards?page=2&level=bronze")
    assert "Showing 51 to 61 of 61" in shown.text
    assert any("level=bronze" in link and "page=1" in link for link in shown.links)


def test_a_valid_certificate_says_all_that_is_on_paper(page):
    partner = an_organisation("User Voice")
    award = an_award(level="silver", partner=partner)
    shown = page().page(f"/verify/{award.code}")
    assert shown.heading == "This certificate is valid"
    for words in (award.organisation_name, award.title, "User Voice", "Silver", award.number, "level 3 of 4"):
        assert words in shown.text, words
    assert "sample charter" in shown.text and shown.title == f"Certificate {award.number} – Charter portal"


def test_an_expired_certificate_says_so(page):
    award = an_award()
    with unit_of_work():
        award.awarded_on, award.valid_until = date(2020, 1, 1), date(2023, 1, 1)
    shown = page().page(f"/verify/{award.code}")
    assert shown.heading == "This certificate has expired" and "1 January 2023" in shown.text


@pytest.mark.parametrize("written", [str.lower, lambda code: f"{code[:4]}-{code[4:8]} {code[8:]}", str.strip])
def test_a_code_is_found_however_it_is_written(written, page):
    award = an_award()
    assert page().page(f"/verify/{written(award.code)}").heading == "This certificate is valid"


@pytest.mark.parametrize(
    "code", ["ABCD", "A" * 10_000, "%00", "----", "%F0%9F%8C%89", "' OR 1=1 --", "{{7*7}}"]
)
def test_every_unknown_code_gets_the_same_page(code, page):
    an_award()
    browser = page()
    shown = browser.page(f"/verify/{code}", status=404)
    assert shown.heading == "We do not know this code"
    assert shown.html == browser.page("/verify/ZZZZZZZZZZZZZZZZ", status=404).html


def test_looking_a_code_up(page):
    award = an_award()
    browser = page()
    assert browser.page("/verify").heading == "Check a certificate"
    answer = browser.get(f"/verify?code=+{award.code.lower()}+")
    assert answer.status_code == 302
    assert browser.page(answer.headers["Location"]).heading == "This certificate is valid"


@pytest.mark.parametrize("typed", ["", "+", "---", "%F0%9F%8C%89", "%00", "A" * 101])
def test_looking_up_what_is_no_code_says_what_to_do(typed, page):
    shown = page().page(f"/verify?code={typed}", status=400)
    assert shown.errors and shown.errors[0].startswith("Enter the")


def test_codes_are_not_in_a_row(session):
    for _ in range(3):
        an_award()
    codes = [award.code for award in session.query(Award)]
    assert len({code[:4] for code in codes}) == 3
    assert all(set(code) <= set("23456789ABCDEFGHJKMNPQRSTVWXYZ") for code in codes)


def test_nobody_needs_to_sign_in_and_nothing_is_kept(page):
    award = an_award()
    for path in ("/awards", "/verify", f"/verify/{award.code}"):
        answer = page().get(path)
        assert answer.status_code == 200 and "Set-Cookie" not in answer.headers, path
    assert not db.session.dirty
