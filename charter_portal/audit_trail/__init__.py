"""The audit trail: who did what to which thing, when, from where, and with what outcome.

Owns the table `audit_entry`, which only grows. It keeps plain numbers for people and things, so it
outlives both. Floor 1. Status changes and refused access arrive by signal; all else by `record`.
"""
