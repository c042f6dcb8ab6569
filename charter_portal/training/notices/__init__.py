"""What training tells whom, in discreet words."""
