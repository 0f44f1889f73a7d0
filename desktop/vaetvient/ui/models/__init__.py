"""What lists show: table models over the queries of storage."""
