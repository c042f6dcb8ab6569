"""Text that may tell who somebody is, and text that only sounds like it."""

from __future__ import annotations

import time
from typing import Any

import pytest
from flask import Flask, render_template_string
from werkzeug.datastructures import MultiDict

from charter_portal.core.forms import FormAboutPractice, NoPersonalData, PracticeTextField, TextField, seen
from charter_portal.core.personal_data import MOST_FINDINGS, Finding, likely_personal_data

THIS_YEAR = 2027


def kinds(text: str) -> list[str]:
    return [finding.kind for finding in likely_personal_data(text, year=THIS_YEAR)]


@pytest.mark.parametrize(
    ("kind", "text", "snippet"),
    [
        ("an email address", "Write to kay.lowe+1@service.nhs.uk please", "kay.lowe+1@service.nhs.uk"),
        ("an email address", "(O’Neill@example.org)", "O’Neill@example.org"),
        ("a phone number", "ring 07700 900123.", "07700 900123"),
        ("a phone number", "0151 496 0000", "0151 496 0000"),
        ("a phone number", "(020) 7946 0000", "(020) 7946 0000"),
        ("a phone number", "+44 7700 900 123", "+44 7700 900 123"),
        ("a phone number", "+44 (0)20-7946-0000", "+44 (0)20-7946-0000"),
        ("a phone number", "07700900123", "07700900123"),
        ("a date of birth", "born on 3 May 1984", "born on 3 May 1984"),
        ("a date of birth", "DOB: 03/05/84", "DOB: 03/05/84"),
        ("a date of birth", "d.o.b. 3.5.2001", "d.o.b. 3.5.2001"),
        ("a date of birth", "her birthday is 3rd of May 2020", "birthday is 3rd of May 2020"),
        ("a date of birth", "Peer (12/11/1979), joined", "12/11/1979"),
        ("a date of birth", "since May 12, 1979 he", "May 12, 1979"),
        ("a date of birth", "1979-11-12", "1979-11-12"),
        ("an NHS number", "943 476 5919", "943 476 5919"),
        ("an NHS number", "NHS no 9434765919", "9434765919"),
        ("a National Insurance number", "qq no, AB 12 34 56 C yes", "AB 12 34 56 C"),
        ("a National Insurance number", "ab123456c", "ab123456c"),
        ("a prison number", "number A1234BC", "A1234BC"),
        ("a police record number", "PNC 2004/0012345X", "2004/0012345X"),
        ("a police record number", "04/12345X", "04/12345X"),
        ("a postcode", "lives at L3 4AB now", "L3 4AB"),
        ("a postcode", "SW1A 1AA", "SW1A 1AA"),
        ("a postcode", "M11AE", "M11AE"),
        ("a person’s name", "We asked Mr Smith", "Mr Smith"),
        ("a person’s name", "Ms. Ŵyn-Jones said", "Ms. Ŵyn-Jones"),
        ("a person’s name", "Dr O’Neill", "Dr O’Neill"),
        ("a person’s name", "a volunteer called Ryan left", "volunteer called Ryan"),
        ("a person’s name", "someone named\nAmira", "someone named Amira"),
        ("a person’s name", "she is known as Jo", "she is known as Jo"),
        ("a person’s name", "His name is Dee", "His name is Dee"),
    ],
)
def test_what_tells_who_somebody_is(kind: str, text: str, snippet: str) -> None:
    assert likely_personal_data(text, year=THIS_YEAR) == [Finding(kind, snippet)]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Level 3 Peer Worker apprenticeship, band 4, 0.6 WTE, 18 months, £23,615.",
        "The partnership board met on 12 March 2026 and meets again on 14/09/2027 at 2pm.",
        "Met 2026-03-12 10:30, then 01-02-2027 30 people came. From 01.02.2027 10.30 on.",
        "The Rehabilitation of Offenders Act 1974 and section 4A of 1996/7.",
        "A project called Pathways, a group named Together, a charity known as RECONNECT North.",
        "A named contact; the job title is Senior Peer Supporter; our team’s name is Open Door.",
        "A worker called Peer Lead, a volunteer called the Monday lead.",
        "He was called in, and who is called on next?",
        "A peer called Ms A and Mr X took part; miss nothing; MS Teams; DR site.",
        "Helplines: Samaritans 116 123, 0800 111 222 33, 0300 123 3393, 0808 808 2003.",
        "See LEC-2027-0042, certificate LEC-C-2027-0042, statement 1.1, criteria 2a, A4 paper, M25, B12, E1.",
        "Born out of need in 2019. 30 people in 12 sites, 1,234 hours, 20/25 returned.",
        "Ten digits that are no such number: 9434765918, 1111111111, 2027010100.",
        "COVID-19, ISO 27001, HMP Northfield, G4S, 24/7, 2/3, AB/2027/15, order 12345678.",
        "Welsh: Mae’r tîm wedi cwrdd ar 3 Mai 2026.",
        "@handle, a@b, me@, half-an@address",
    ],
)
def test_what_only_sounds_like_it(text: str) -> None:
    assert likely_personal_data(text, year=THIS_YEAR) == []


def test_each_thing_is_told_once_and_ten_are_enough() -> None:
    assert kinds("Mr Smith met Mr Smith and A1234BC") == ["a prison number", "a person’s name"]
    assert len(kinds(" ".join(f"A{number}BC" for number in range(1000, 1100)))) == MOST_FINDINGS
    assert likely_personal_data(None) == []


def test_a_date_of_the_last_years_is_no_date_of_birth_by_itself() -> None:
    assert kinds("on 3 May 2013") == ["a date of birth"]
    assert kinds("on 3 May 2014") == []
    assert kinds("born 3 May 2014") == ["a date of birth"]


@pytest.mark.parametrize(
    "piece", ["Mr Aa ", "07700 900123 ", "a.b@c.de ", "12 May 1979 ", "0 1-2 ", "born 1/"]
)
def test_a_long_text_is_looked_through_in_a_moment(piece: str) -> None:
    start = time.process_time()
    likely_personal_data((piece * 100_000)[:100_000] + "!")
    assert time.process_time() - start < 1.0, piece


class Notes(FormAboutPractice):
    """A form as a slice would write it."""

    what = PracticeTextField("What was tried?", words=100)


def sent(app: Flask, form: type[Any] = Notes, **given: str) -> Any:
    with app.test_request_context("/", method="POST"):
        filled = form(formdata=MultiDict(given), meta={"csrf": False})
        filled.validate()
        return filled


def test_a_form_says_what_it_saw_and_what_helps(app: Flask) -> None:
    form = sent(app, what="We helped Mr Smith, 07700 900123.")
    assert form.what.errors == [
        "This looks like a phone number (“07700 900123”) and a person’s name (“Mr Smith”). "
        "Please take it out and write about the role instead. "
        "If it is not about a person, tick “None of this tells who a person is”."
    ]
    assert form.asks_about_a_person
    assert form.what.data == "We helped Mr Smith, 07700 900123."


def test_the_writer_has_the_last_word(app: Flask) -> None:
    form = sent(app, what="The Mr Smith fund paid.", not_about_a_person="y")
    assert not form.errors
    assert form.asks_about_a_person


def test_a_text_about_practice_passes_without_a_question(app: Flask) -> None:
    form = sent(app, what="We helped a volunteer with travel.")
    assert not form.errors and not form.asks_about_a_person


def test_the_page_asks_once_something_was_seen(app: Flask) -> None:
    page = """{% from "_macros/fields.html" import field, personal_data_tick %}
    {{ field(form.what) }}{{ personal_data_tick(form) }}"""
    for words, asked in (("We helped Mr Smith.", True), ("We helped with travel.", False)):
        form = sent(app, what=words)
        with app.test_request_context("/"):
            html = render_template_string(page, form=form)
        assert ('name="not_about_a_person"' in html) is asked
        assert PracticeTextField.WARNING in html
        assert words in html


def test_without_the_tick_box_nothing_is_said_of_it(app: Flask) -> None:
    class Bare(Notes):
        not_about_a_person = None
        what = TextField("What?", [NoPersonalData()])

    form = sent(app, Bare, what="A1234BC", not_about_a_person="y")
    assert form.what.errors[0].endswith("write about the role instead.")


def test_the_warning_stands_beside_the_box(app: Flask) -> None:
    class Told(Notes):
        why = PracticeTextField("Why?", description="In a few words.")

    form = sent(app, Told)
    assert form.what.description == PracticeTextField.WARNING
    assert form.why.description == f"In a few words. {PracticeTextField.WARNING}"


def test_three_findings_are_named() -> None:
    many = [Finding("a postcode", f"L{number} 1AA") for number in range(1, 6)]
    assert seen(many) == (
        "This looks like a postcode (“L1 1AA”), a postcode (“L2 1AA”) and a postcode (“L3 1AA”), and more."
    )
