"""Controls of the house, where Qt's own are not enough."""
