"""Proof that what the tests stand on really stands."""
