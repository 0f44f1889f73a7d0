"""The cash book in the window."""
