"""Exchange between offices: clock, changes, bundles, merge, conflicts."""
