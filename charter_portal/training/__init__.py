"""Training days: planned by staff, booked, attended, and carried into applications.

Owns days with their venues, trainers and programmes; bookings, places and the waiting list; registers,
feedback, attendance certificates, and the attendance that a cycle asks for. Stands between cycles and
applications, beside involvement.
"""
