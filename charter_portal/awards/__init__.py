"""Awards: decisions that two people take, the award that follows, and the public register. Floor 9.

Owns: Decision and Award. Certificate, register row and public page all come from the one Award row.
"""
