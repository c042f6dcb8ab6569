"""What a file is, judged by its bytes alone. Nothing is unpacked, parsed as XML, run or fetched."""

from charter_portal.files.rules.content import look
from charter_portal.files.rules.names import clean_name, ending_of
from charter_portal.files.rules.refusal import NotTaken

__all__ = ["NotTaken", "clean_name", "ending_of", "look"]
