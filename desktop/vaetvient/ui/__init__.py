"""The window: Qt and nothing else. It asks queries, calls use cases and shows what they say."""
