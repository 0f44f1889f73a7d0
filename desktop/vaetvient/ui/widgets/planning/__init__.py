"""The planning: one painted widget over a model that holds what is looked at."""
