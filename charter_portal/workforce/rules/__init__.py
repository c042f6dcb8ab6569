"""What the peer workforce decides without a database: codes, order, clocks, rungs, and the map's geometry."""
