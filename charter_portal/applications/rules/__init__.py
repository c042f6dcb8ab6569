"""Rules of applications that need neither a session nor Flask.

`document` builds and reads the frozen text of a submission, `deadline` says until when the portal takes
changes, `declaration` holds the words that are signed. The floors above may use all three.
"""
