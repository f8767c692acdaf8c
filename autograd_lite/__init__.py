"""autograd_lite: exact gradients of ordinary Python, made visible."""
from autograd_lite.value import Value
