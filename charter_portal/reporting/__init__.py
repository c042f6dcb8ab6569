"""Reporting: what staff look at across slices: the console, the audit trail, exports and mail. Floor 10.

Reads every slice below and owns no table; nothing imports it.
"""
