"""A notice is finished when it is written: right links, quiet words, nothing that leads elsewhere."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from charter_portal.core.database import db, unit_of_work
from charter_portal.files.models import StoredFile
from charter_portal.notifications import queries
from charter_portal.notifications.enums import MessageState
from charter_portal.notifications.models import Message
from charter_portal.notifications.services import notify
from charter_portal.notifications.services.writing import fenced, fenced_html, unlinked
from tests.core_outside.ground import BrokenOff, break_off

both_engines = pytest.mark.both_engines


def greet(to: str = "kay@example.org", notice: str = "test/greeting", **facts: object) -> Message:
    given = {"name": "Kay", "words": "Well done", **facts}
    return notify(to, notice, about=None, event="tests.thing.done", **given)


def told(**facts: object) -> Message:
    with unit_of_work():
        return greet(**facts)


def count() -> int:
    return db.session.scalar(select(func.count(Message.id))) or 0


@both_engines
def test_committed_work_gives_one_message_and_rolled_back_work_none(session):
    with pytest.raises(BrokenOff):
        break_off(greet)
    assert count() == 0
    told()
    assert count() == 1


def test_the_message_is_finished_when_it_is_written(session):
    message = told(name="Kay", words="Well done")
    assert message.subject == "News about your account"
    assert message.text == "Hello “Kay”,\n\n“Well done”\n\nhttps://portal.test/page/7\n"
    assert "<p>Kay</p>" in message.html
    assert message.state is MessageState.WAITING
    assert message.message_id.startswith("<")
    assert message.message_id.endswith("@portal.test>")


def test_it_remembers_what_it_is_about(session):
    with unit_of_work():
        stored = StoredFile(name="a", media_type="b", size=1, sha256="0" * 64, key="0" * 64)
        db.session.add(stored)
        message = notify(
            "kay@example.org", "test/named", about=stored, event="tests.thing.done", user_id=4, name="x"
        )
    assert (message.subject_type, message.subject_id) == ("stored_file", stored.id)
    assert (message.to_user_id, message.event, message.notice) == (4, "tests.thing.done", "test/named")


def test_links_come_from_the_settings_and_never_from_the_request(app):
    with app.test_request_context(base_url="https://evil.test", headers={"Host": "evil.test"}):
        message = told()
    assert "https://portal.test/page/7" in message.text
    assert "evil.test" not in message.text


@pytest.mark.parametrize("notice", ["greeting", "../x/y", "a/b/c", "A/b", "a/b.txt", ""])
def test_a_notice_has_a_plain_name(session, notice):
    with pytest.raises(ValueError, match="shape"), unit_of_work():
        greet(notice=notice)


HEADERS = ["Kay\r\nBcc: all@x.test", "Kay\nX: y", "Kay\x00", "Kay\u2028Bcc: z", "Kay\x1b[0m", "\u202eyaK"]


@pytest.mark.parametrize("name", HEADERS)
def test_a_name_never_becomes_a_header(session, name):
    message = told(notice="test/named", name=name)
    assert message.subject.isprintable()
    assert message.subject.startswith("About ")


def test_a_giant_subject_is_cut(session):
    assert len(told(notice="test/named", name="x" * 5000).subject) == 150


LINKS = [
    "http://evil.test/login",
    "https://evil.test",
    "www.evil.test",
    "evil.test",
    "kay@evil.test",
    "[Sign in](http://evil.test)",
    "Trust.org – sign in at evil.test/login now",
    "mailto:kay@evil.test",
    "ftp://evil.test",
]


@pytest.mark.parametrize("name", LINKS)
def test_user_text_never_becomes_a_link(session, name):
    message = told(name=name, words=name)
    for part in (message.text, message.html):
        own = part.replace("https://portal.test/page/7", "")
        assert "evil.test" not in own
        assert "://" not in own
        assert "@evil" not in own
        assert "<a" not in own
    assert unlinked(name).replace("\u2060", "") == name


def test_markup_is_text(session):
    message = told(name="<b>Kay</b>", words="<img src=x onerror=alert(1)>\n{{ 7*7 }}")
    assert "<b>" not in message.html
    assert "<img" not in message.html
    assert "&lt;img" in message.html
    assert "{{ 7*7 }}" in message.html


def test_several_lines_carry_a_bar():
    assert fenced("one\ntwo") == "  | one\n  | two"
    assert fenced("one") == "“one”"
    assert fenced(None) == "“”"
    assert fenced_html("a<b\nc") == "a&lt;b<br>c"


def test_a_spaced_or_odd_address_is_kept_and_left_to_the_post(session):
    assert told(to="kay@example.org\r\nBcc: x@y.test").to_address == "kay@example.org Bcc: x@y.test"


def test_staff_can_list_messages(session):
    for number in range(3):
        told(to=f"person{number}@example.org")
    assert [m.to_address for m in queries.latest_messages().items][0] == "person2@example.org"
    assert len(db.session.scalars(queries.for_address("person1@example.org")).all()) == 1
    assert db.session.scalars(queries.given_up()).all() == []
