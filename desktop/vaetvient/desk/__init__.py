"""What a volunteer can do: one use case, one transaction. The only place that writes."""
