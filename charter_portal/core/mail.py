"""The post: the only module that talks to a mail server, or to the folder that stands in for one."""

from __future__ import annotations

import re
import smtplib
import ssl
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import default as modern
from email.utils import parseaddr
from typing import Any

from flask import Flask, current_app
from flask_mail import Connection, Mail
from flask_mail import Message as MailMessage

from charter_portal.core.clock import now
from charter_portal.core.storage import read_folder, write_atomically

TIMEOUT_SECONDS = 10
TLS_FROM_THE_START = 465

_PART = r"[^\s@,;:<>()\[\]\\\"\x00-\x1f\x7f]"
_ONE_ADDRESS = re.compile(rf"{_PART}{{1,64}}@{_PART}{{1,255}}")


@dataclass(frozen=True)
class OutgoingMail:
    """One message for one address. There is no way to write a second recipient."""

    to: str
    subject: str
    text: str
    html: str
    message_id: str


@dataclass(frozen=True)
class KeptMail:
    """One message in the folder that stands in for a mail server."""

    name: str
    to: str
    subject: str
    text: str
    sent_at: datetime | None


class MailNotSent(Exception):
    """The message was not taken. `permanent` says that trying again is no use."""

    def __init__(self, reason: str, *, permanent: bool) -> None:
        super().__init__(reason)
        self.reason = reason
        self.permanent = permanent


def init_mail(app: Flask) -> None:
    """Set the post up from the settings: a mail server, or else a folder."""
    settings = app.config["SETTINGS"]
    app.config.update(
        MAIL_SERVER=settings.mail_server or "localhost",
        MAIL_PORT=settings.mail_port,
        MAIL_USERNAME=settings.mail_username or None,
        MAIL_PASSWORD=settings.mail_password or None,
        MAIL_USE_TLS=settings.mail_tls and settings.mail_port != TLS_FROM_THE_START,
        MAIL_USE_SSL=settings.mail_tls and settings.mail_port == TLS_FROM_THE_START,
        MAIL_DEFAULT_SENDER=settings.mail_from,
        MAIL_SUPPRESS_SEND=False,
        MAIL_DEBUG=False,
    )
    Mail(app)


def send(mail: OutgoingMail) -> None:
    """Hand one message over; on return the server, or the folder, has it.

    Raises MailNotSent. Between the server's yes and this return nothing can fail.
    """
    settings = current_app.config["SETTINGS"]
    if not _ONE_ADDRESS.fullmatch(mail.to) or ".." in mail.to:
        raise MailNotSent("The address is not one mailbox.", permanent=True)
    if not mail.subject.isprintable():
        raise MailNotSent("The subject is not one line of text.", permanent=True)
    if not settings.mail_server and settings.mail_folder is not None:
        _keep_in_folder(mail)
        return
    try:
        _send_by_server(mail)
    except smtplib.SMTPRecipientsRefused as problem:
        code, words = next(iter(problem.recipients.values()))
        raise MailNotSent(_said(code, words), permanent=code >= 500) from problem
    except smtplib.SMTPDataError as problem:
        said = _said(problem.smtp_code, problem.smtp_error)
        raise MailNotSent(said, permanent=problem.smtp_code >= 500) from problem
    except smtplib.SMTPNotSupportedError as problem:
        raise MailNotSent("The server cannot take this address.", permanent=True) from problem
    except smtplib.SMTPResponseException as problem:
        raise MailNotSent(_said(problem.smtp_code, problem.smtp_error), permanent=False) from problem
    except (smtplib.SMTPException, OSError) as problem:
        reason = f"The mail server could not be reached ({type(problem).__name__})."
        raise MailNotSent(reason, permanent=False) from problem


def kept_mail(limit: int = 200) -> list[KeptMail]:
    """The newest messages of the mail folder; empty when a real server is used."""
    folder = current_app.config["SETTINGS"].mail_folder
    if folder is None:
        return []
    return [_read(path.stem, data) for path, data in read_folder(folder, "*.eml", limit)]


class _Post(Connection):
    """Flask-Mail's connection with a time limit, checked certificates, and a goodbye that cannot fail."""

    def configure_host(self) -> smtplib.SMTP:
        mail = self.mail
        context = ssl.create_default_context()
        place = (mail.server, mail.port)
        host: smtplib.SMTP
        if mail.use_ssl:
            host = smtplib.SMTP_SSL(*place, timeout=TIMEOUT_SECONDS, context=context)
        else:
            host = smtplib.SMTP(*place, timeout=TIMEOUT_SECONDS)
        try:
            if mail.use_tls:
                host.starttls(context=context)
            if mail.username and mail.password:
                host.login(mail.username, mail.password)
        except BaseException:
            host.close()
            raise
        return host

    def __exit__(self, *_problem: Any) -> None:
        if self.host is None:
            return
        # The message is with the server by now: a lost goodbye must not make us send it twice.
        try:
            self.host.quit()
        except (smtplib.SMTPException, OSError):
            self.host.close()


def _send_by_server(mail: OutgoingMail) -> None:
    with _Post(current_app.extensions["mail"]) as post:
        post.send(_composed(mail))


def _composed(mail: OutgoingMail) -> MailMessage:
    message = MailMessage(
        subject=mail.subject,
        recipients=[mail.to],
        body=mail.text,
        html=mail.html or None,
        extra_headers={"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All"},
    )
    message.msgId = mail.message_id
    return message


def _keep_in_folder(mail: OutgoingMail) -> None:
    settings = current_app.config["SETTINGS"]
    moment = now()
    message = EmailMessage(policy=modern)
    name, sender = parseaddr(settings.mail_from)
    message["From"] = Address(name, addr_spec=sender)
    message["To"] = mail.to
    message["Subject"] = mail.subject
    message["Date"] = moment
    message["Message-ID"] = mail.message_id
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(mail.text)
    if mail.html:
        message.add_alternative(mail.html, subtype="html")
    # Named after its own id: a message that is sent twice lies there once.
    own = re.sub(r"[^A-Za-z0-9]", "", mail.message_id.partition("@")[0])
    write_atomically(settings.mail_folder / f"{own}.eml", message.as_bytes())


def _read(name: str, data: bytes) -> KeptMail:
    message = message_from_bytes(data, policy=modern)
    body = message.get_body(preferencelist=("plain",))
    date = message["Date"]
    return KeptMail(
        name=name,
        to=str(message["To"]),
        subject=str(message["Subject"]),
        text=body.get_content() if body is not None else "",
        sent_at=date.datetime if date is not None else None,
    )


def _said(code: int, reason: bytes | str) -> str:
    words = reason.decode("utf-8", "replace") if isinstance(reason, bytes) else reason
    return f"{code} {' '.join(words.split())}"[:300]
