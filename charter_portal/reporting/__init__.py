"""Reporting: what is looked at across slices: the console, the national picture, the trail, exports and mail.

Reads every slice below; nothing imports it. Its one table keeps national pictures as they were published.
"""
