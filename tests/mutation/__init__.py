"""Mutation testing of the core: `make mutation`. Small errors are planted in the source; tests have to find them."""
