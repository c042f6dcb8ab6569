"""Files: what people attach and what the portal makes, checked, named and kept.

Owns the table `stored_file`; the bytes lie in storage under their SHA-256. Floor 1. The owning slice
holds the file's number and serves it from its own view, so its own permission guards it.
"""
