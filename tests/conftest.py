"""What holds for all tests."""

from hypothesis import settings

# Scripts, which import the peers they record or measure.
collect_ignore_glob = ["recorded/*", "benchmarks*"]

# No test depends on time: a busy machine is slow, not wrong.
settings.register_profile("autograd_lite", deadline=None)
settings.load_profile("autograd_lite")
