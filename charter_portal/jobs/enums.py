"""The words of the queue."""

from charter_portal.core.words import Labelled


class JobState(Labelled):
    """Where a piece of work stands."""

    WAITING = "waiting", "Waiting", "", "grey"
    RUNNING = "running", "In progress", "", "blue"
    DONE = "done", "Ready", "", "green"
    STOPPED = "stopped", "Stopped", "", "orange"
