"""A recorded pass as a web page: one file that holds its numbers, and a session in JavaScript that walks them."""
