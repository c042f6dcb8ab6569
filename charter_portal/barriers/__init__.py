"""The catalogue of recruitment barriers, and the library of what has helped. Floor 7, above cycles.

Owns: BarrierKind and Solution. Each organisation's own log of barriers lives in workforce, above.
"""
