"""The page of exchanges between offices: who was heard when, what waits, what clashes."""
