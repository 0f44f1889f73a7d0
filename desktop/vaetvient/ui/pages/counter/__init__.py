"""The counter: what is lent, what comes back, and what today brings."""
