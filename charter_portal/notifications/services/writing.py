"""From a notice and its facts to a finished message in the outbox."""

from __future__ import annotations

import re
import uuid
from email.utils import parseaddr
from typing import Any
from urllib.parse import urlsplit

from flask import current_app
from jinja2 import Environment
from markupsafe import Markup, escape

from charter_portal.core.database import db
from charter_portal.notifications.models import Message

SUBJECT_LIMIT = 150
_NOTICE = re.compile(r"[a-z_]+/[a-z_]+")
_UNSEEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
_LINKABLE = re.compile(r"(?<=\w)([.:@/])(?=[\w/])", re.UNICODE)
_JOINER = "\u2060"


def notify(
    to: str,
    notice: str,
    *,
    about: Any,
    event: str,
    user_id: int | None = None,
    **context: Any,
) -> Message:
    """Write one message to one address, in the open unit of work; the worker sends it afterwards.

    The notice “applications/received” is `templates/applications/emails/received/` with subject.txt,
    body.txt and body.html, which also get `link`, `settings`, `thing` (what it is about) and the context.
    Raises ValueError for a notice name of another shape.
    """
    if not _NOTICE.fullmatch(notice):
        raise ValueError(f"“{notice}” is not of the shape slice/notice.")
    if about is not None and about.id is None:
        db.session.flush()
    facts = {"thing": about, **context}
    message = Message(
        to_address=" ".join(to.split())[:254],
        to_user_id=user_id,
        notice=notice,
        event=event,
        subject_type=getattr(about, "__tablename__", None),
        subject_id=getattr(about, "id", None),
        subject=_one_line(_written(notice, "subject.txt", facts))[:SUBJECT_LIMIT],
        text=_UNSEEN.sub("", _written(notice, "body.txt", facts)).strip() + "\n",
        html=_UNSEEN.sub("", _written(notice, "body.html", facts)),
        message_id=_new_message_id(),
    )
    db.session.add(message)
    return message


def as_it_reads(notice: str, *, about: Any, **context: Any) -> tuple[str, str]:
    """Subject and text of a notice as `notify` would write them, for a page that shows them beforehand."""
    facts = {"thing": about, **context}
    subject = _one_line(_written(notice, "subject.txt", facts))[:SUBJECT_LIMIT]
    return subject, _UNSEEN.sub("", _written(notice, "body.txt", facts)).strip()


def link(endpoint: str, **values: Any) -> str:
    """The full address of a page, from CHARTER_BASE_URL and never from what a browser sent."""
    base = urlsplit(current_app.config["SETTINGS"].base_url)
    adapter = current_app.url_map.bind(base.netloc, script_name=base.path or "/", url_scheme=base.scheme)
    return adapter.build(endpoint, values, force_external=True)


def unlinked(text: str | None) -> str:
    """The same words, with joints that keep mail programs from turning part of them into a link.

    The joint is U+2060, which is not seen and not spoken.
    """
    return _LINKABLE.sub(rf"{_JOINER}\1{_JOINER}", _UNSEEN.sub("", text or ""))


def fenced(text: str | None) -> Markup | str:
    """Words that somebody typed, marked as theirs: a line in quotation marks, a text with a bar at its side.

    In an HTML body it gives escaped text with line breaks; put it in a blockquote there.
    """
    words = unlinked(text).strip()
    lines = words.splitlines() or [""]
    return f"“{lines[0]}”" if len(lines) == 1 else "\n".join(f"  | {line}" for line in lines)


def fenced_html(text: str | None) -> Markup:
    """As `fenced`, for an HTML body: escaped, never a link, line breaks kept."""
    lines = unlinked(text).strip().splitlines() or [""]
    return Markup("<br>").join(escape(line) for line in lines)


def _written(notice: str, part: str, facts: dict[str, Any]) -> str:
    slice_name, name = notice.split("/")
    template = _environment().get_template(f"{slice_name}/emails/{name}/{part}")
    return template.render(facts)


def _environment() -> Environment:
    environment = current_app.jinja_env
    if "fenced" not in environment.filters:
        environment.filters.update(fenced=fenced, fenced_html=fenced_html, unlinked=unlinked)
        environment.globals["link"] = link
    return environment


def _one_line(text: str) -> str:
    return " ".join(_UNSEEN.sub("", text).split())


def _new_message_id() -> str:
    settings = current_app.config["SETTINGS"]
    domain = parseaddr(settings.mail_from)[1].rpartition("@")[2] or urlsplit(settings.base_url).hostname
    return f"<{uuid.uuid4().hex}@{domain}>"
