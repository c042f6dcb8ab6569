"""What upper floors hear about bookings, and what they may add to one."""

from blinker import Namespace

_training = Namespace()

purposes_asked = _training.signal("purposes-asked")
"""Sent by the booking page: sender is the organisation; day, by. Whoever listens answers with `Purpose`s."""

booking_made = _training.signal("booking-made")
"""Sent inside the transaction of a booking that is for something, while its day is held: sender is the
booking; purpose (a key, as somebody sent it), by. Whoever knows the key writes it down, and answers True."""
