"""A picture with its places as SVG and in the other forms that it is saved in."""
