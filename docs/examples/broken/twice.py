"""The line of least squares through three points; it is not the one that the formulas give. Why?"""

from autograd_lite import Value

POINTS = [(1.0, 2.0), (2.0, 6.0), (3.0, 7.0)]  # their line is y = 2.5 x

slope, offset = Value(1.0, label="slope"), Value(0.0, label="offset")

for _ in range(2000):
    total = Value(0.0, label="start")
    for x, y in POINTS:
        error = slope * x + offset - y
        total = total + error**2
        total.backward()
    slope.data -= 0.01 * slope.grad
    offset.data -= 0.01 * offset.grad
    slope.grad = offset.grad = 0.0

print(f"y = {slope.data:.3f} x + {offset.data:.3f}")
