import smtplib
from email.message import EmailMessage

import pytest

from tests.support.mail import MailServer


@pytest.fixture
def server():
    with MailServer() as server:
        yield server


def send(server, *recipients, subject="A word about your application"):
    message = EmailMessage()
    message["From"] = "portal@example.org"
    message["To"] = ", ".join(recipients)
    message["Subject"] = subject
    message.set_content("Good day – here is your news.\n")
    message.add_alternative("<p>Good day – here is your news.</p>", subtype="html")
    with smtplib.SMTP(server.host, server.port, timeout=5) as client:
        return client.send_message(message)


def test_it_keeps_what_it_is_sent(server):
    send(server, "ada@example.org", subject="Grüße")
    (mail,) = server.sent_to("ada@example.org")
    assert (mail.sender, mail.recipients) == ("portal@example.org", ("ada@example.org",))
    assert mail.subject == "Grüße"
    assert mail.text == "Good day – here is your news.\n"
    assert "<p>" in mail.html


def test_it_refuses_until_it_accepts_again(server):
    server.refuse()
    with pytest.raises(smtplib.SMTPSenderRefused):
        send(server, "ada@example.org")
    server.accept()
    send(server, "ada@example.org")
    assert (len(server.messages), server.attempts) == (1, 2)


def test_it_vanishes_and_comes_back_on_the_same_port(server):
    server.stop()
    with pytest.raises(ConnectionRefusedError):
        send(server, "ada@example.org")
    server.start()
    send(server, "ada@example.org")
    assert len(server.messages) == 1


def test_a_poisonous_address_is_refused_for_good(server):
    server.poison.add("gone@example.org")
    with pytest.raises(smtplib.SMTPRecipientsRefused):
        send(server, "gone@example.org")
    assert send(server, "ada@example.org", "gone@example.org").keys() == {"gone@example.org"}


def test_the_moment_before_the_reply_can_be_used(server):
    seen = []
    server.before_reply = lambda mail: seen.append((mail.subject, len(server.messages)))
    send(server, "ada@example.org", subject="Once")
    assert seen == [("Once", 1)]
