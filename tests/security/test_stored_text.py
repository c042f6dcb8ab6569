"""Whatever is kept is shown as it was written, and as nothing else (bar F1, F6, H3)."""

from __future__ import annotations

import csv
import html
import io
import json
import re
import unicodedata
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Enum, String, Text, Update, cast, literal, select, update

from charter_portal.applications.models import Response, Submission
from charter_portal.core.database import Base, db
from charter_portal.core.forms import clean_line, clean_text
from charter_portal.framework.queries import forget_trees
from charter_portal.notifications.services import deliver_due
from tests.security.filling import Form
from tests.security.ground import Ground
from tests.support.pages import Page, check_page

ATTACK = "\"'><script>alert(1337)</script>{{1337*1337}}${1337*1337}<img src=x onerror=alert(1337)>{% raw %}%s"
MEANT_FOR_MACHINES = re.compile(
    r"hash|(^|_)key$|sha256|digest|token|code$|number|reference|^event$|media_type|^kind$|^to_address$|^name_key$|"
    r"message_id|^notice$|subject_type|claimed_by|^scheme$|^version$|email|^document$|^series$|^url$|^action$|origin|"
    r"^question$|^rating$|^agreed_wording$"
)
UNTOUCHED = {"audit_entry", "throttle", "job", "message"}
READERS = ("stranger", "lead", "lead of another", "assessor reading", "assessor asked", "administrator")


def attacks() -> list[Update]:
    """The attack in every column that holds somebody's words; its number keeps apart what must differ."""
    changes: list[Update] = []
    for name, table in Base.metadata.tables.items():
        columns = [column for column in table.columns if is_for_words(column)]
        if columns and name not in UNTOUCHED:
            words = {column.name: _attack_on(column) for column in columns}
            changes.append(update(table).values(**words))
    return changes


def _attack_on(column: Any) -> Any:
    text = ATTACK[: column.type.length or 10_000]
    return literal(text) + cast(column.table.c.id, String) if column.unique else text


def is_for_words(column: Any) -> bool:
    """True for a column that holds what people or staff wrote."""
    is_text = isinstance(column.type, (String, Text)) and not isinstance(column.type, Enum)
    return is_text and not MEANT_FOR_MACHINES.search(column.name) and (column.type.length or 999) >= 80


def attacked_documents(ground: Ground) -> list[Update]:
    """The same in every frozen submission."""
    with ground.app.app_context():
        rows = db.session.execute(select(Submission.id, Submission.document)).all()
    found = []
    for number, document in rows:
        text = json.dumps(_attacked(json.loads(document)), sort_keys=True, separators=(",", ":"))
        found.append(update(Submission).where(Submission.id == number).values(document=text))
    return found


def _attacked(part: Any, name: str = "") -> Any:
    if isinstance(part, dict):
        return {key: _attacked(value, key) for key, value in part.items()}
    if isinstance(part, list):
        return [_attacked(value, name) for value in part]
    spoken = {"title", "narrative", "lived_experience", "where", "contribution", "job_title", "text"}
    is_name = name == "name" and part and part[0].isupper()
    return ATTACK if isinstance(part, str) and (name in spoken or is_name) else part


def test_no_kept_words_are_run_by_any_page(ground: Ground) -> None:
    ground.change(*attacks(), *attacked_documents(ground))
    forget_trees()
    shown = 0
    for role in READERS:
        browser = ground.browser(role)
        addresses = ground.all_addresses if role in {"lead", "administrator"} else ground.addresses
        for address in addresses():
            answer = browser.get(address)
            assert answer.status_code < 500, f"{role} {address}"
            if answer.mimetype != "text/html" or answer.status_code != 200:
                continue
            text = answer.get_data(as_text=True)
            where = f"{address} as {role}"
            assert "<script>alert" not in text and "<img src=x" not in text, where
            assert "1787569" not in text, f"{where} reckons"
            shown += html.escape(ATTACK)[:60].replace("&quot;", "&#34;").replace("&#x27;", "&#39;") in text
    assert shown > 60, "The attack was hardly shown anywhere."


def test_pages_full_of_attacks_are_sound(ground: Ground) -> None:
    ground.change(*attacks(), *attacked_documents(ground))
    forget_trees()
    for role in ("lead", "assessor reading", "administrator"):
        browser = ground.browser(role)
        for address in ground.addresses():
            answer = browser.get(address)
            if answer.mimetype == "text/html" and answer.status_code == 200:
                check_page(Page(answer))


SAMPLES = {
    "family": "👨‍👩‍👧‍👦 and 👩🏽‍🚒",
    "combining": "Zoe\u0308 a\u0323\u0307",
    "Arabic": "مؤسسة الأمل",
    "Hebrew": "עמותת תקווה",
    "Welsh": "Tŷ Ŵyr Gwynedd",
    "apostrophe": "O’Neill & O'Brien <Ltd>",
    "one word": "Björk",
    "long": "Ünïted " * 28,
    "Chinese": "希望之家",
    "mathematical": "𝔗𝔯𝔲𝔰𝔱 ½ №",
}
"""Names as people and organisations have them."""


@pytest.mark.parametrize("name", SAMPLES)
def test_names_come_back_as_they_were_written(ground: Ground, forms: dict[str, Form], name: str) -> None:
    written = SAMPLES[name].strip()
    kept = unicodedata.normalize("NFC", written)
    lead = ground.browser("lead")
    for endpoint, field in (("organisations.edit", "name"), ("applications.scope", "title")):
        form = forms[endpoint]
        assert form.send(lead, form.filled() | {field: written}).status_code == 302
    form = forms["applications.save_statement"]
    assert form.send(lead, form.filled() | {"narrative": f"{written}\n\n{written}"}).status_code == 302
    home = lead.page("/applications/1")
    assert home.heading == kept
    assert kept in lead.page("/organisations/1").text
    assert lead.page(form.action.partition("#")[0]).value_of("narrative") == f"{kept}\n\n{kept}"
    assert f"<bdi>{html.escape(kept, quote=False)}</bdi>" in home.html.replace("&#39;", "'")
    document = lead.page("/applications/1/document")
    assert document.text.count(kept) >= 3
    ground.change(update(Response).values(narrative=kept))
    rows = csv.reader(io.StringIO(ground.browser("officer").get(_export(ground)).text.removeprefix("\ufeff")))
    assert kept in [cell for row in rows for cell in row]


def _export(ground: Ground) -> str:
    return f"/staff/cycles/{ground.world.values['reporting']['cycle_id']}/applications.csv"


def test_a_name_in_a_mail_arrives_as_it_was_written(ground: Ground, forms: dict[str, Form]) -> None:
    from charter_portal.core.mail import kept_mail

    written = f"{SAMPLES['Welsh']} {SAMPLES['Arabic']} {SAMPLES['one word']}"
    lead, invite = ground.browser("lead"), forms["organisations.invite"]
    form = forms["organisations.edit"]
    assert form.send(lead, form.filled() | {"name": written}).status_code == 302
    assert invite.send(lead, invite.filled()).status_code == 302
    with ground.app.app_context():
        while deliver_due():
            pass
        letters = [letter for letter in kept_mail() if letter.to == invite.filled()["email"]]
    assert letters and all(written in letter.text for letter in letters)
    assert all(letter.subject.isprintable() and written not in letter.subject for letter in letters)


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.text(max_size=60))
def test_cleaning_settles_at_once_and_takes_no_letters(text: str) -> None:
    for clean in (clean_text, clean_line):
        once = clean(text)
        assert once is not None and clean(once) == once
        once.encode("utf-8")
        assert not any(unicodedata.category(sign) in {"Cc", "Cs"} for sign in once if sign not in "\n\t")
        assert letters_of(once) == letters_of(unicodedata.normalize("NFC", text))


def letters_of(text: str) -> list[str]:
    """The letters of any script, in order."""
    return [sign for sign in text if unicodedata.category(sign)[0] == "L"]
