"""Every message is delivered, twice only after a crash, and none holds up another."""

from __future__ import annotations

import signal
import sys
import threading
from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from charter_portal.audit_trail.models import Entry
from charter_portal.core import mail
from charter_portal.core.clock import now, pretending
from charter_portal.core.database import db, unit_of_work
from charter_portal.notifications import queries
from charter_portal.notifications.enums import MessageState
from charter_portal.notifications.models import Message
from charter_portal.notifications.services import deliver_due, notify, try_again
from charter_portal.notifications.services.delivery import LEASE, MOST_ATTEMPTS
from tests.core_outside.ground import build_app, make_tables
from tests.support import processes
from tests.support.mail import Mail, MailServer

both_engines = pytest.mark.both_engines
ROOT = Path(__file__).parents[2]


@pytest.fixture
def server():
    with MailServer() as server:
        yield server


@pytest.fixture
def app(database_url, tmp_path, server):
    """The ground floors with a real mail server in place of the folder."""
    app = build_app(
        database_url,
        tmp_path,
        mail_server="127.0.0.1",
        mail_port=server.port,
        mail_tls=False,
        mail_folder=None,
    )
    make_tables(app)
    yield app
    with app.app_context():
        db.engine.dispose()


def write(*addresses: str) -> list[Message]:
    with unit_of_work():
        return [
            notify(to, "test/greeting", about=None, event="tests.thing.done", name="Kay", words="x")
            for to in addresses
        ]


def states() -> Counter[str]:
    rows = db.session.execute(select(Message.state, func.count()).group_by(Message.state))
    return Counter({str(state): number for state, number in rows})


@both_engines
def test_what_is_due_is_sent_once(session, server):
    write("a@example.org", "b@example.org")
    assert deliver_due() == 2
    assert deliver_due() == 0
    assert [m.recipients for m in server.messages] == [("a@example.org",), ("b@example.org",)]
    assert states() == {"sent": 2}


def test_the_words_are_cleared_once_they_are_sent(session):
    (message,) = write("a@example.org")
    deliver_due()
    assert (message.text, message.html) == ("", "")
    assert message.subject == "News about your account"
    assert message.sent_at is not None


@both_engines
def test_a_server_that_is_down_delays_and_loses_nothing(session, server):
    (message,) = write("a@example.org")
    server.stop()
    moment, pauses = now(), []
    for _ in range(8):
        with pretending(moment):
            assert deliver_due() == 0
        pauses.append(round((message.next_attempt_at - moment) / timedelta(minutes=1)))
        moment = message.next_attempt_at
    assert pauses == [1, 2, 4, 8, 16, 32, 60, 60]
    server.start()
    with pretending(moment):
        assert deliver_due() == 1
    assert len(server.messages) == 1


def test_writing_takes_no_time_when_the_server_is_down(session, server):
    server.stop()
    start = now()
    write("a@example.org")
    assert now() - start < timedelta(seconds=2)


@both_engines
def test_poison_holds_up_nobody_and_is_reported(session, server):
    server.poison.add("poison@example.org")
    messages = write("poison@example.org", "b@example.org", "c@example.org")
    assert deliver_due() == 2
    assert messages[0].state is MessageState.GIVEN_UP
    assert "550" in messages[0].last_problem
    assert [m.id for m in db.session.scalars(queries.given_up())] == [messages[0].id]
    entry = db.session.scalars(select(Entry)).one()
    assert entry.event == "notifications.message.given_up"
    assert (entry.subject_type, entry.subject_id) == ("message", messages[0].id)


def test_a_message_that_cannot_be_composed_holds_up_nobody(session, server, monkeypatch):
    messages = write("broken@example.org", "b@example.org")
    real = mail.send

    def send(outgoing):
        if outgoing.to.startswith("broken"):
            raise UnicodeError("no way to say this")
        real(outgoing)

    monkeypatch.setattr(mail, "send", send)
    assert deliver_due() == 1
    assert messages[0].state is MessageState.WAITING
    assert "no way" not in messages[0].last_problem


@pytest.mark.slow
def test_after_two_days_of_tries_staff_are_told(session, server):
    server.refuse()
    (message,) = write("a@example.org")
    moment = now()
    while message.state is MessageState.WAITING:
        with pretending(moment):
            deliver_due()
        moment = message.next_attempt_at + timedelta(seconds=1)
    assert timedelta(hours=47) < moment - message.first_tried_at < timedelta(hours=50)
    assert message.attempts <= MOST_ATTEMPTS
    assert db.session.scalar(select(func.count(Entry.id))) == 1
    with unit_of_work():
        try_again(message)
    server.accept()
    assert deliver_due() == 1
    assert message.state is MessageState.SENT


def test_time_that_the_worker_was_away_does_not_count_as_trying(session, server):
    (message,) = write("a@example.org")
    with pretending(now() + timedelta(days=5)):
        server.refuse()
        deliver_due()
        assert message.state is MessageState.WAITING


def start_sender(app, tmp_path: Path, server: MailServer, *, locks: bool = True):
    command = [sys.executable, "-m", "tests.notifications.sender", app.config["SETTINGS"].database_url]
    command += [str(tmp_path), str(server.port), "locks" if locks else "none"]
    return processes.start(command, log=tmp_path / "sender.log", folder=ROOT)


@both_engines
@pytest.mark.slow
def test_a_sender_killed_after_the_servers_yes_sends_again_with_the_same_id(app, server, tmp_path):
    kept, go_on = threading.Event(), threading.Event()

    def hold(_mail: Mail) -> None:
        if not kept.is_set():
            kept.set()
            go_on.wait(10)

    server.before_reply = hold
    with app.app_context():
        write("a@example.org", "b@example.org")
    sender = start_sender(app, tmp_path, server)
    assert kept.wait(30), processes.end_of(tmp_path / "sender.log")
    # The server has the message; the sender has not heard so yet. This is the crash window.
    sender.send_signal(signal.SIGKILL)
    sender.wait()
    go_on.set()
    with app.app_context():
        assert deliver_due() == 1
        with pretending(now() + LEASE + timedelta(seconds=1)):
            assert deliver_due() == 1
            assert deliver_due() == 0
        assert states() == {"sent": 2}
        db.session.rollback()
    ids = Counter(mail.message["Message-ID"] for mail in server.messages)
    assert sorted(ids.values()) == [1, 2]
    (twice,) = [found for found, times in ids.items() if times == 2]
    assert {m.recipients for m in server.messages if m.message["Message-ID"] == twice} == {("a@example.org",)}


def deliver_with_two_senders(
    app, server: MailServer, tmp_path: Path, *, locks: bool
) -> tuple[Counter[str], list[int]]:
    """How often each address was written to, and how each of the two senders ended."""
    with app.app_context():
        write(*(f"person{number}@example.org" for number in range(20)))
    senders = [start_sender(app, tmp_path, server, locks=locks) for _ in range(2)]
    endings = [sender.wait(60) for sender in senders]
    return Counter(mail.recipients[0] for mail in server.messages), endings


@both_engines
@pytest.mark.slow
def test_two_senders_never_send_the_same_message(app, server, tmp_path):
    sent, endings = deliver_with_two_senders(app, server, tmp_path, locks=True)
    assert len(sent) == 20
    assert set(sent.values()) == {1}
    assert endings == [0, 0]


@both_engines
@pytest.mark.slow
def test_that_test_would_notice_a_missing_lock(app, server, tmp_path):
    """PostgreSQL then sends twice; SQLite stops one sender, because what it read has changed meanwhile."""
    sent, endings = deliver_with_two_senders(app, server, tmp_path, locks=False)
    assert max(sent.values()) > 1 or endings != [0, 0]


def test_nobody_sees_who_else_was_written_to(session, server):
    write(*(f"person{number}@example.org" for number in range(12)))
    deliver_due()
    for found in server.messages:
        assert len(found.recipients) == 1
        assert found.message["To"] == found.recipients[0]
        assert not {"Cc", "Bcc"} & set(found.message.keys())
