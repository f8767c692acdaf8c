"""The network of the book's chapter 5.3 on one melon, written out: two inputs, two hidden neurons, one output.

``make demo`` makes a page of it, in which its backward pass is walked: ``autograd-lite page melon.py:E``. It arrives at
the book's four formulas, where g = ŷ₁ (1 - ŷ₁) (y - ŷ₁) and eₕ = bₕ (1 - bₕ) wₕ₁ g:

    dE/dwₕ₁ = -g bₕ        dE/dθ₁ = g        dE/dvᵢₕ = -eₕ xᵢ        dE/dγₕ = eₕ
"""

from autograd_lite import Value, dot, sigmoid
from autograd_lite.datasets import load_watermelon3_alpha

melons = load_watermelon3_alpha()
x, (y,) = melons.X[0], melons.Y[0]  # density and sugar content; 1, since it is a good one

v11, v21, γ1 = Value(0.5, "v₁₁"), Value(0.9, "v₂₁"), Value(0.3, "γ₁")
v12, v22, γ2 = Value(0.8, "v₁₂"), Value(0.2, "v₂₂"), Value(0.6, "γ₂")
w11, w21, θ1 = Value(0.7, "w₁₁"), Value(0.4, "w₂₁"), Value(0.1, "θ₁")

α1 = dot([v11, v21], x)
α2 = dot([v12, v22], x)
b1 = sigmoid(α1 - γ1)
b2 = sigmoid(α2 - γ2)
β1 = dot([w11, w21], [b1, b2])
ŷ1 = sigmoid(β1 - θ1)
E = 0.5 * (ŷ1 - y) ** 2

for value, label in zip((α1, α2, b1, b2, β1, ŷ1, E), ("α₁", "α₂", "b₁", "b₂", "β₁", "ŷ₁", "E"), strict=True):
    value.label = label
