"""Notifications: the outbox of messages to addresses.

Owns the table `message`. A notice is written in the transaction of the deed it tells of, and sent
afterwards by the worker, so mail never tells of something that did not happen. Floor 1: it knows
addresses, not people.
"""
