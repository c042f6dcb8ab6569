"""The kinds of file the portal takes in."""

from __future__ import annotations

from charter_portal.core.words import Labelled


class FileKind(Labelled):
    """An allowed kind: its usual ending, and its name as people know it."""

    PDF = "pdf", "PDF"
    DOCX = "docx", "Word document"
    XLSX = "xlsx", "Excel workbook"
    PPTX = "pptx", "PowerPoint slides"
    ODT = "odt", "OpenDocument text"
    PNG = "png", "PNG picture"
    JPG = "jpg", "JPEG picture"
    TXT = "txt", "Plain text"
    CSV = "csv", "CSV table"

    @property
    def media_type(self) -> str:
        """The media type that downloads are sent with, whatever the browser claimed at upload."""
        return MEDIA_TYPES[self]

    @property
    def endings(self) -> tuple[str, ...]:
        """The file name endings that stand for this kind, in lower case, without the dot."""
        return ("jpg", "jpeg") if self is FileKind.JPG else (self.value,)

    @classmethod
    def of_ending(cls, ending: str) -> FileKind | None:
        """The kind that an ending stands for, or None when no allowed kind has it."""
        return next((kind for kind in cls if ending.lower() in kind.endings), None)


_OFFICE = "application/vnd.openxmlformats-officedocument"
MEDIA_TYPES: dict[FileKind, str] = {
    FileKind.PDF: "application/pdf",
    FileKind.DOCX: f"{_OFFICE}.wordprocessingml.document",
    FileKind.XLSX: f"{_OFFICE}.spreadsheetml.sheet",
    FileKind.PPTX: f"{_OFFICE}.presentationml.presentation",
    FileKind.ODT: "application/vnd.oasis.opendocument.text",
    FileKind.PNG: "image/png",
    FileKind.JPG: "image/jpeg",
    FileKind.TXT: "text/plain",
    FileKind.CSV: "text/csv",
}
EVIDENCE_KINDS = frozenset(FileKind)
"""What may be attached as evidence: every kind there is."""
