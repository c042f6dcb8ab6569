"""The canonical document: same facts, same bytes; and back again without a loss."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from charter_portal.applications.rules import document as doc

TEXT = st.text(alphabet=st.characters(exclude_categories=("Cs",)), max_size=60)

RESPONSE = doc.ResponseFacts(
    statement="fair-recruitment",
    code="1.1",
    title="Fair recruitment policy",
    own_level="silver",
    own_level_name="Silver",
    narrative="We ask only at offer.\nSee evidence 2.",
    lived_experience="“I was heard.” مرحبا 👩🏽‍🚀 ŵ",
    citations=(doc.CitationFacts(evidence=2, where="page 4"),),
)
FILE = doc.FileFacts(
    number=2, id=17, title="Recruitment policy", file_name="policy.pdf", media_type="application/pdf",
    size=1234, sha256="ab" * 32,
)  # fmt: skip
LINK = doc.LinkFacts(number=5, id=20, title="Our film", url="https://example.org/film")
DOCUMENT = doc.SubmissionDocument(
    reference="LEC-2027-0042",
    number=1,
    submitted_at="2027-03-05T16:59:59Z",
    cycle=doc.CycleFacts(name="Spring 2027"),
    framework=doc.FrameworkFacts("lived-experience-charter", "sample-1", "LEC", digest="cd" * 32),
    organisation=doc.OrganisationFacts(name="Northfield Trust", kind="NHS trust", region="North West"),
    title="RECONNECT Northfield",
    aim=doc.AimFacts(key="silver", name="Silver"),
    services=(doc.ServiceFacts(name="RECONNECT", setting="RECONNECT"),),
    partners=(doc.PartnerFacts(name="Fresh Start", contribution="Employs the peers."),),
    responses=(RESPONSE,),
    evidence=(FILE, LINK),
    declaration=doc.DeclarationFacts(text="It is true.", name="Sam Okafor", job_title="Director"),
)


def test_the_text_is_canonical_json():
    text = doc.write_document(DOCUMENT)
    content = json.loads(text)
    assert content["format"] == "charter-submission/1"
    assert text == json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    assert "👩🏽‍🚀" in text
    assert "\\u" not in text


def test_reading_gives_the_same_document_and_writing_it_the_same_bytes():
    text = doc.write_document(DOCUMENT)
    assert doc.read_document(text) == DOCUMENT
    assert doc.write_document(doc.read_document(text)) == text


def test_a_draft_has_no_reference_moment_aim_or_declaration():
    draft = replace(DOCUMENT, reference=None, number=0, submitted_at=None, aim=None, declaration=None)
    again = doc.read_document(doc.write_document(draft))
    assert again == draft
    assert again.is_draft
    assert again.moment is None
    assert not DOCUMENT.is_draft


@given(narrative=TEXT, where=TEXT, title=TEXT, name=TEXT)
def test_any_text_people_can_write_survives(narrative, where, title, name):
    response = replace(RESPONSE, narrative=narrative, citations=(doc.CitationFacts(2, where),))
    declaration = doc.DeclarationFacts("It is true.", name, "")
    changed = replace(DOCUMENT, title=title, responses=(response,), declaration=declaration)
    text = doc.write_document(changed)
    assert doc.read_document(text) == changed
    assert len(doc.digest_of(text)) == 64


def test_one_changed_letter_changes_the_digest():
    other = replace(DOCUMENT, title=DOCUMENT.title + ".")
    assert doc.digest_of(doc.write_document(DOCUMENT)) != doc.digest_of(doc.write_document(other))


def test_the_digest_is_that_of_the_bytes():
    assert doc.digest_of("ŵ") == "e3c7706acef6e9c623c0b7c8c8edbea0fb5c4e1445225180d45a2f6f73dc197e"


def test_helpers_find_responses_and_evidence():
    assert DOCUMENT.responses_by_statement["fair-recruitment"] is RESPONSE
    assert DOCUMENT.evidence_by_number == {2: FILE, 5: LINK}
    assert DOCUMENT.cited_in(2) == (RESPONSE,)
    assert DOCUMENT.cited_in(5) == ()
    assert DOCUMENT.moment == datetime(2027, 3, 5, 16, 59, 59, tzinfo=UTC)


def test_moments_are_written_in_utc_and_whole_seconds():
    summer = timezone(timedelta(hours=1))
    assert doc.written_moment(datetime(2027, 7, 1, 17, 0, 0, 999, tzinfo=summer)) == "2027-07-01T16:00:00Z"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "no json",
        "[]",
        "{}",
        '"text"',
        '{"format":"charter-submission/2"}',
        '{"format":"charter-submission/1"}',
        doc.write_document(DOCUMENT).replace('"where":', '"there":'),
        doc.write_document(DOCUMENT).replace('"kind":"link"', '"kind":"film"'),
        doc.write_document(DOCUMENT).replace('"job_title":"Director",', '"job_title":"Director","pay":"9",'),
    ],
)
def test_another_text_is_refused(text):
    with pytest.raises(doc.UnreadableDocument):
        doc.read_document(text)
