"""Speed and size, measured against peers: ``python -m tests.benchmarks``."""
