"""A mail server that keeps what it is sent, and that can refuse or vanish on demand."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default as modern
from types import TracebackType
from typing import Any, Self, cast

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.support.processes import free_port

HOST = "127.0.0.1"


@dataclass(frozen=True)
class Mail:
    """One message as the server took it in: the envelope, and the message within."""

    sender: str
    recipients: tuple[str, ...]
    message: EmailMessage = field(repr=False)

    @property
    def subject(self) -> str:
        return str(self.message["Subject"])

    @property
    def text(self) -> str:
        """The plain text part, or nothing when there is none."""
        return self._part("plain")

    @property
    def html(self) -> str:
        """The HTML part, or nothing when there is none."""
        return self._part("html")

    def _part(self, kind: str) -> str:
        part = self.message.get_body(preferencelist=(kind,))
        # Lines travel with CRLF; here they end as they were written.
        return part.get_content().replace("\r\n", "\n") if part is not None else ""


class MailServer:
    """An SMTP server on a free loopback port; a context manager.

    `refuse()` makes it answer every message with a passing refusal until `accept()`.
    `stop()` and `start()` make it vanish and come back on the same port.
    An address added to `poison` is refused for good, whatever else is in the message.
    `before_reply` is called when a message has been kept and its sender has not been told yet:
    the window in which a crash of the sender makes a duplicate.
    """

    def __init__(self) -> None:
        self.host = HOST
        self.port = free_port()
        self.messages: list[Mail] = []
        self.attempts = 0
        self.poison: set[str] = set()
        self.before_reply: Callable[[Mail], None] | None = None
        self._refusing = threading.Event()
        self._controller: Controller | None = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def start(self) -> None:
        """Listen, on the same port as before when there was a before."""
        if self._controller is None:
            self._controller = Controller(self, hostname=self.host, port=self.port)
            self._controller.start()

    def stop(self) -> None:
        """Stop listening: whoever connects now is turned away by the machine itself."""
        if self._controller is not None:
            self._controller.stop()
            self._controller = None

    def refuse(self) -> None:
        """From now on ask every sender to come back later."""
        self._refusing.set()

    def accept(self) -> None:
        """Take messages in again."""
        self._refusing.clear()

    def clear(self) -> None:
        """Forget the messages so far."""
        self.messages.clear()
        self.attempts = 0

    def sent_to(self, address: str) -> list[Mail]:
        """The messages for one address, oldest first."""
        return [mail for mail in self.messages if address in mail.recipients]

    async def handle_MAIL(  # noqa: N802 (the names of these three are aiosmtpd's)
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        self.attempts += 1
        if self._refusing.is_set():
            return "451 4.3.2 Please come back later"
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 OK"

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[Any]
    ) -> str:
        if address in self.poison:
            return "550 5.1.1 No such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        content = cast(bytes, envelope.original_content)
        message = cast(EmailMessage, message_from_bytes(content, policy=modern))
        mail = Mail(envelope.mail_from or "", tuple(envelope.rcpt_tos), message)
        self.messages.append(mail)
        if self.before_reply is not None:
            self.before_reply(mail)
        return "250 OK"
