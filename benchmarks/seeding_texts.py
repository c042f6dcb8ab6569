"""The words of the seeded round: responses and evidence of some applications, a frozen document of each."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from benchmarks import seeding
from benchmarks.texts import application_title, organisation_name, words
from charter_portal.applications.enums import ApplicationStatus as S
from charter_portal.applications.enums import EvidenceKind
from charter_portal.applications.models import Citation, Evidence, Response, Submission
from charter_portal.applications.rules import document as doc
from charter_portal.applications.rules.declaration import DECLARATION_TEXT
from charter_portal.core.clock import now
from charter_portal.files.models import StoredFile

if TYPE_CHECKING:
    from benchmarks.seeding import Round

ITEMS = 12
WORDS, WORDS_OF_FROZEN = 180, 60
PDF = "application/pdf"


def fill(made: Round) -> None:
    """Write every draft in full, and freeze one document for every application that was submitted."""
    drafts = [number for number in made.numbers if made.state(number) is S.DRAFT]
    items = list(_items(drafts))
    seeding.put(StoredFile, (_file(item["file_id"]) for item in items if item["file_id"]))
    seeding.put(Evidence, (item | {"added_by_id": made.lead_of(item["application_id"])} for item in items))
    responses = list(_responses(made, drafts))
    seeding.put(Response, responses)
    seeding.put(Citation, _citations(responses, made))
    seeding.put(Submission, _submissions(made))


def _items(drafts: list[int]) -> Iterator[dict[str, Any]]:
    """Twelve items in each library: eight files and four links."""
    number_of_file = 0
    for application in drafts:
        for number in range(1, ITEMS + 1):
            is_file = number % 3 != 0
            number_of_file += is_file
            yield {
                "application_id": application,
                "number": number,
                "kind": EvidenceKind.FILE if is_file else EvidenceKind.LINK,
                "title": f"Evidence {number}: what we wrote down",
                "file_id": number_of_file if is_file else None,
                "url": None if is_file else f"https://example.org/report/{application}/{number}",
            }


def _file(number: int) -> dict[str, Any]:
    digest = f"{number:064x}"
    return {
        "id": number,
        "name": f"evidence-{number}.pdf",
        "media_type": PDF,
        "size": 48_000 + number,
        "sha256": digest,
        "key": digest,
        "stored_by_id": None,
    }


def _responses(made: Round, drafts: list[int]) -> Iterator[dict[str, Any]]:
    tiers = made.charter.tiers
    for application in drafts:
        for place, statement in enumerate(made.charter.statements):
            yield {
                "application_id": application,
                "statement_id": statement.id,
                "own_level_id": tiers[(application + place) % len(tiers)].id,
                "narrative": words(WORDS, seed=place),
                "lived_experience": words(WORDS // 3, seed=place + 3),
                "version": 1,
                "saved_at": now() - timedelta(days=2),
                "saved_by_id": made.lead_of(application),
            }


def _citations(responses: list[dict[str, Any]], made: Round) -> Iterator[dict[str, Any]]:
    """Each response points at three items of its library; rows have the numbers they are inserted under."""
    asked = len(made.charter.statements)
    for place in range(len(responses)):
        first_item = place // asked * ITEMS
        for step in range(3):
            item = first_item + (place + step * 4) % ITEMS + 1
            yield {"response_id": place + 1, "evidence_id": item, "where_to_look": f"page {step + 2}"}


def _submissions(made: Round) -> Iterator[dict[str, Any]]:
    """The same words for each, under its own reference, title and organisation."""
    text = doc.write_document(_document(made))
    for number in made.numbers:
        reference = made.reference(number)
        if reference is None:
            continue
        own = text.replace("§reference§", reference).replace("§title§", application_title(number))
        own = own.replace("§organisation§", organisation_name(made.organisation_of(number)))
        yield {
            "id": number,
            "application_id": number,
            "number": 1,
            "document": own,
            "sha256": doc.digest_of(own),
            "declaration": DECLARATION_TEXT,
            "declared_by_id": made.lead_of(number),
            "declared_name": "Sam Okafor",
            "declared_job_title": "Director",
            "submitted_at": now() - timedelta(days=10, minutes=number),
        }


def _document(made: Round) -> doc.SubmissionDocument:
    charter = made.charter
    tier = charter.tiers[1]
    return doc.SubmissionDocument(
        reference="§reference§",
        number=1,
        submitted_at=doc.written_moment(now()),
        cycle=doc.CycleFacts("Measured round"),
        framework=doc.FrameworkFacts(charter.scheme, charter.version, charter.title, charter.digest),
        organisation=doc.OrganisationFacts("§organisation§", "Charity", "London"),
        title="§title§",
        aim=doc.AimFacts(tier.key, tier.name),
        services=(doc.ServiceFacts("Service", "Community"),),
        partners=(doc.PartnerFacts("Northern Mentors", "Training for peer mentors"),),
        responses=tuple(
            doc.ResponseFacts(
                statement=each.key,
                code=each.code,
                title=each.title,
                own_level=tier.key,
                own_level_name=tier.name,
                narrative=words(WORDS_OF_FROZEN, seed=place),
                lived_experience=words(WORDS_OF_FROZEN // 3, seed=place),
                citations=(doc.CitationFacts(place % ITEMS + 1, "page 2"),),
            )
            for place, each in enumerate(charter.statements)
        ),
        evidence=tuple(
            doc.LinkFacts(number, number, f"Evidence {number}", f"https://example.org/report/{number}")
            for number in range(1, ITEMS + 1)
        ),
        declaration=doc.DeclarationFacts(DECLARATION_TEXT, "Sam Okafor", "Director"),
    )
