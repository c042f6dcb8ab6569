"""The one way in which a file check says no."""


class NotTaken(ValueError):
    """The file is not taken; the message tells the person why and what to do."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message
