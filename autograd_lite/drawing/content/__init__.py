"""What a picture says: boxes, arrows and frames with their words, before anything has a place."""
