"""A recorded pass as a web page: one file that holds its numbers, and a session in JavaScript that walks them."""

from autograd_lite.stepping.web.page import save_page
from autograd_lite.stepping.web.widget import stepper

__all__ = ["save_page", "stepper"]
