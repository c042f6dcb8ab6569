"""Assessment: who reads which submission, each on their own, and the levels agreed afterwards. Floor 8.

Owns: AssessorProfile, Allocation (with its conflict declaration), Score and AgreedLevel.
"""
