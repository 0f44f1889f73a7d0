"""What pages ask: plain rows, read in one consistent state, never an entity."""
