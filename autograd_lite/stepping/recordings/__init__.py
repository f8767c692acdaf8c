"""A pass in columns: what it was at each moment, where its numbers come from, and what others would make of it."""
