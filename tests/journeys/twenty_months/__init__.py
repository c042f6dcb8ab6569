"""The chapters of a service's twenty months, each told by the people whom it is about."""

ORGANISATION, SERVICE = "Riverside Trust", "Riverside Trust service 1"
WORKFORCE = "/organisations/{0}/workforce"
PLACES = {
    "volunteer": "Peer support volunteer",
    "apprentice": "Peer worker apprentice",
    "paid": "Peer support worker",
    "higher": "Support, time and recovery worker",
}
