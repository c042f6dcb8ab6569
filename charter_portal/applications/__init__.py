"""Applications: what a service says of itself, with evidence, until it is submitted and frozen. Floor 7.

Owns: Application, its scope and partners, Response, Evidence, Citation, Submission and ReturnRequest.
"""
