"""The post: one recipient, kind words for each way it can go wrong, the same id each time."""

from __future__ import annotations

import socket
import threading

import pytest

from charter_portal.core import mail
from charter_portal.core.mail import MailNotSent, OutgoingMail, kept_mail, send
from tests.core_outside.ground import build_app
from tests.support.mail import MailServer
from tests.support.processes import free_port


def a_mail(**changes: str) -> OutgoingMail:
    given = {
        "to": "kay@example.org",
        "subject": "News about your account – Ŵyn",
        "text": "Hello Ŵyn 👩🏽‍🚀,\nthere is news.\n",
        "html": "<p>Hello Ŵyn</p>",
        "message_id": "<abc123@portal.test>",
    }
    return OutgoingMail(**given | changes)


@pytest.fixture
def server():
    with MailServer() as server:
        yield server


@pytest.fixture
def by_server(server, tmp_path):
    app = build_app("sqlite://", tmp_path, mail_server="127.0.0.1", mail_port=server.port, mail_tls=False)
    with app.app_context():
        yield server


@pytest.fixture
def by_folder(tmp_path):
    with build_app("sqlite://", tmp_path).app_context():
        yield tmp_path / "mail"


def test_a_message_arrives_as_it_was_written(by_server):
    send(a_mail())
    (found,) = by_server.messages
    assert found.recipients == ("kay@example.org",)
    assert found.sender == "portal@portal.test"
    assert found.subject == "News about your account – Ŵyn"
    assert found.text == "Hello Ŵyn 👩🏽‍🚀,\nthere is news.\n"
    assert found.html.strip() == "<p>Hello Ŵyn</p>"
    assert found.message["Message-ID"] == "<abc123@portal.test>"
    assert found.message["Auto-Submitted"] == "auto-generated"
    assert not {"Cc", "Bcc", "Reply-To"} & set(found.message.keys())


ADDRESSES = [
    *(
        "a@b.test,c@d.test",
        "a@b.test\r\nBcc: c@d.test",
        "a@b.test c@d.test",
        "Kay <a@b.test>",
        "a@b.test;c@d.test",
    ),
    *("", "no-at-sign", "a@@b.test", "a@b..test", "\x00a@b.test", "a@b.test\nRCPT TO:<c@d.test>"),
]


@pytest.mark.parametrize("address", ADDRESSES)
def test_only_one_plain_mailbox_is_written_to(by_server, address):
    with pytest.raises(MailNotSent) as told:
        send(a_mail(to=address))
    assert told.value.permanent
    assert by_server.attempts == 0


def test_a_busy_server_means_later(by_server):
    by_server.refuse()
    with pytest.raises(MailNotSent) as told:
        send(a_mail())
    assert not told.value.permanent


def test_a_mailbox_that_does_not_exist_means_never(by_server):
    by_server.poison.add("kay@example.org")
    with pytest.raises(MailNotSent) as told:
        send(a_mail())
    assert told.value.permanent
    assert "550" in told.value.reason


def test_a_server_that_is_away_means_later(by_server):
    by_server.stop()
    with pytest.raises(MailNotSent) as told:
        send(a_mail())
    assert not told.value.permanent


def test_a_server_that_never_answers_means_later(tmp_path, monkeypatch):
    monkeypatch.setattr(mail, "TIMEOUT_SECONDS", 0.3)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        app = build_app("sqlite://", tmp_path, mail_server="127.0.0.1", mail_port=port, mail_tls=False)
        with app.app_context(), pytest.raises(MailNotSent) as told:
            send(a_mail())
    assert not told.value.permanent


def test_a_lost_goodbye_is_not_a_lost_message(tmp_path):
    """A server that takes the message and hangs up before QUIT has it: nothing to repeat."""
    port = free_port()
    ready = threading.Event()
    taken: list[bytes] = []

    def rude_server() -> None:
        with socket.create_server(("127.0.0.1", port)) as listener:
            ready.set()
            peer, _ = listener.accept()
            with peer, peer.makefile("rwb", buffering=0) as line:
                line.write(b"220 hello\r\n")
                for answer in (b"250 hello\r\n", b"250 ok\r\n", b"250 ok\r\n", b"354 go on\r\n"):
                    line.readline()
                    line.write(answer)
                while (text := line.readline()) != b".\r\n":
                    taken.append(text)
                line.write(b"250 taken\r\n")

    thread = threading.Thread(target=rude_server)
    thread.start()
    ready.wait()
    app = build_app("sqlite://", tmp_path, mail_server="127.0.0.1", mail_port=port, mail_tls=False)
    with app.app_context():
        send(a_mail())
    thread.join()
    assert taken


def test_without_encryption_nothing_is_sent_when_it_is_asked_for(server, tmp_path):
    app = build_app("sqlite://", tmp_path, mail_server="127.0.0.1", mail_port=server.port, mail_tls=True)
    with app.app_context(), pytest.raises(MailNotSent):
        send(a_mail())
    assert server.messages == []


def test_the_folder_stands_in_for_a_server(by_folder):
    send(a_mail())
    send(a_mail(message_id="<second@portal.test>", to="lee@example.org"))
    send(a_mail())
    assert len(list(by_folder.iterdir())) == 2
    found = {mail.to: mail for mail in kept_mail()}
    assert set(found) == {"kay@example.org", "lee@example.org"}
    assert found["kay@example.org"].subject == "News about your account – Ŵyn"
    assert found["kay@example.org"].text == "Hello Ŵyn 👩🏽‍🚀,\nthere is news.\n"
    assert found["kay@example.org"].sent_at is not None


def test_a_subject_with_a_line_break_never_makes_a_header(by_server):
    with pytest.raises(MailNotSent) as told:
        send(a_mail(subject="Hello\r\nBcc: c@d.test"))
    assert told.value.permanent
    assert by_server.messages == []
