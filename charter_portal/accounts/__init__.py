"""People with an account: who they are, how they sign in, and which staff roles they hold. Floor 3.

Owns: User, RoleGrant, SignIn (the server-side session), Link (one-time links), Invitation (of staff
and assessors) and Throttle (shared counters against guessing). Organisations are above this floor.
"""
