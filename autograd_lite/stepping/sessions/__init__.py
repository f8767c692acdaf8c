"""A walk through a recording: where one is, where to stop, and what is meant by a name."""
