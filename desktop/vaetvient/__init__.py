"""Va-et-vient: lending between associations, at the front desk, without a network."""

__version__ = "0.1.0"
