"""The canonical document of a submission: one text, byte for byte, that its SHA-256 stands for.

The text is JSON in UTF-8 with sorted keys and no spaces between tokens, so the same facts always give the
same bytes. It holds the words people read (names of levels, kinds, settings) beside the keys, because it
has to be understood without the database. A draft is read through the same shape before it has a reference.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import UTC, datetime
from functools import cached_property
from typing import Any

from charter_portal.workforce.rules.figures import Picture, pictured

FORMAT = "charter-submission/1"


class UnreadableDocument(ValueError):
    """The text is not a submission document of a format that this portal knows."""


@dataclass(frozen=True)
class CycleFacts:
    """The round of awards, as named when the document was made."""

    name: str


@dataclass(frozen=True)
class FrameworkFacts:
    """The exact wording of the charter that was answered; `digest` is the charter's own SHA-256."""

    scheme: str
    version: str
    title: str
    digest: str


@dataclass(frozen=True)
class OrganisationFacts:
    """Who applies; kind and region in the words people read."""

    name: str
    kind: str
    region: str


@dataclass(frozen=True)
class AimFacts:
    """The tier the applicant aims for."""

    key: str
    name: str


@dataclass(frozen=True)
class ServiceFacts:
    """A service of the scope; its setting in the words people read."""

    name: str
    setting: str


@dataclass(frozen=True)
class PartnerFacts:
    """A partner and what it brings."""

    name: str
    contribution: str


@dataclass(frozen=True)
class CitationFacts:
    """A response points at a piece of evidence by its number, and says where in it to look."""

    evidence: int
    where: str


@dataclass(frozen=True)
class ResponseFacts:
    """What the application says to one statement, named by its key. Levels are None when not rated."""

    statement: str
    code: str
    title: str
    own_level: str | None
    own_level_name: str | None
    narrative: str
    lived_experience: str
    citations: tuple[CitationFacts, ...]


@dataclass(frozen=True)
class FileFacts:
    """A file of the evidence. `id` is the portal's own number of it, `sha256` the digest of its bytes."""

    number: int
    id: int
    title: str
    file_name: str
    media_type: str
    size: int
    sha256: str
    kind: str = "file"


@dataclass(frozen=True)
class LinkFacts:
    """A link of the evidence. What lies behind it was never fetched and is not frozen."""

    number: int
    id: int
    title: str
    url: str
    kind: str = "link"


@dataclass(frozen=True)
class FigureFacts:
    """A live figure of the evidence, frozen: `figure` holds its words, its period and its values as JSON.

    What a reader may not know is hidden in it already, so it is read as it stands.
    """

    number: int
    id: int
    title: str
    figure: dict[str, Any]
    kind: str = "figure"

    @property
    def picture(self) -> Picture:
        """The figure made ready to look at."""
        return pictured(self.figure)


EvidenceFacts = FileFacts | LinkFacts | FigureFacts


@dataclass(frozen=True)
class DeclarationFacts:
    """The words that were signed, by whom, and in what post."""

    text: str
    name: str
    job_title: str


@dataclass(frozen=True)
class SubmissionDocument:
    """A whole application at one moment. A draft has no reference, number 0, no moment and no declaration."""

    reference: str | None
    number: int
    submitted_at: str | None
    cycle: CycleFacts
    framework: FrameworkFacts
    organisation: OrganisationFacts
    title: str
    aim: AimFacts | None
    services: tuple[ServiceFacts, ...]
    partners: tuple[PartnerFacts, ...]
    responses: tuple[ResponseFacts, ...]
    evidence: tuple[EvidenceFacts, ...]
    declaration: DeclarationFacts | None

    @property
    def is_draft(self) -> bool:
        """True until somebody has signed it."""
        return self.declaration is None

    @property
    def moment(self) -> datetime | None:
        """When it was submitted, aware, in UTC."""
        return datetime.fromisoformat(self.submitted_at) if self.submitted_at else None

    @cached_property
    def responses_by_statement(self) -> dict[str, ResponseFacts]:
        """Each response by the key of its statement."""
        return {response.statement: response for response in self.responses}

    @cached_property
    def evidence_by_number(self) -> dict[int, EvidenceFacts]:
        """Each piece of evidence by the number that citations use."""
        return {item.number: item for item in self.evidence}

    def cited_in(self, number: int) -> tuple[ResponseFacts, ...]:
        """The responses that point at this piece of evidence, in the order of the charter."""
        return tuple(
            response
            for response in self.responses
            if any(citation.evidence == number for citation in response.citations)
        )


def write_document(document: SubmissionDocument) -> str:
    """The canonical text. `read_document` gives the same document back, and the same text again."""
    content = asdict(document) | {"format": FORMAT}
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def digest_of(text: str) -> str:
    """SHA-256 of the text's bytes in UTF-8, in hexadecimal: what the receipt shows."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def written_moment(moment: datetime) -> str:
    """A moment as the document writes it: UTC, whole seconds, ending in Z."""
    return moment.astimezone(UTC).replace(microsecond=0, tzinfo=None).isoformat() + "Z"


def read_document(text: str) -> SubmissionDocument:
    """The document behind a canonical text. Raises UnreadableDocument for any other text."""
    try:
        content = json.loads(text)
        if content.pop("format") != FORMAT:
            raise UnreadableDocument(f"This is not a document of the format {FORMAT}.")
        return _document(content)
    except UnreadableDocument:
        raise
    except (ValueError, TypeError, KeyError, AttributeError) as problem:
        raise UnreadableDocument("This text is not a submission document.") from problem


def _document(content: dict[str, Any]) -> SubmissionDocument:
    return SubmissionDocument(
        reference=content["reference"],
        number=content["number"],
        submitted_at=content["submitted_at"],
        cycle=_read(CycleFacts, content["cycle"]),
        framework=_read(FrameworkFacts, content["framework"]),
        organisation=_read(OrganisationFacts, content["organisation"]),
        title=content["title"],
        aim=_read(AimFacts, content["aim"]) if content["aim"] else None,
        services=tuple(_read(ServiceFacts, each) for each in content["services"]),
        partners=tuple(_read(PartnerFacts, each) for each in content["partners"]),
        responses=tuple(_response(each) for each in content["responses"]),
        evidence=tuple(_evidence(each) for each in content["evidence"]),
        declaration=_read(DeclarationFacts, content["declaration"]) if content["declaration"] else None,
    )


def _response(content: Mapping[str, Any]) -> ResponseFacts:
    citations = tuple(_read(CitationFacts, each) for each in content["citations"])
    return _read(ResponseFacts, {**content, "citations": citations})


def _evidence(content: Mapping[str, Any]) -> EvidenceFacts:
    kinds: dict[str, type[EvidenceFacts]] = {"file": FileFacts, "link": LinkFacts, "figure": FigureFacts}
    return _read(kinds[content["kind"]], content)


def _read(shape: type[Any], content: Mapping[str, Any]) -> Any:
    """A part with exactly the names of its shape: a missing or foreign one means another format."""
    names = {each.name for each in fields(shape)}
    if set(content) != names:
        raise UnreadableDocument(f"A part of the document does not have the shape of {shape.__name__}.")
    return shape(**content)
