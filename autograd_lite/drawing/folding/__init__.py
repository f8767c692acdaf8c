"""Which nodes a picture shows, and which of them share a box."""
