"""A long search for faults of the exchange: `python -m tests.campaign --seconds N --seed S`."""
