"""Cycles: one round of awards, from opening to release, against one framework version. Floor 6.

Owns: Cycle. Its phase is computed from the clock; only what a person decides is stored.
"""
