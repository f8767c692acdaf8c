"""Two of three hidden neurons never learn. Why?"""

from autograd_lite import Value, dot, scope, sigmoid

ROOMS = [([82.0, 3.0], 0.62), ([45.0, 2.0], 0.35), ([120.0, 5.0], 0.9)]  # square metres and rooms; the rent

weights = [
    [Value(w, label=f"w{h}{i}") for i, w in enumerate(row)]
    for h, row in enumerate([[0.9, 0.2], [-0.7, 0.3], [0.01, -0.2]])
]
out = [Value(v, label=f"v{h}") for h, v in enumerate([0.4, -0.3, 0.6])]

for _ in range(100):
    loss = Value(0.0)
    for x, rent in ROOMS:
        with scope("hidden"):
            hidden = [sigmoid(dot(row, x)) for row in weights]
        with scope("output"):
            y = dot(out, hidden)
        loss = loss + (y - rent) ** 2
    loss.label = "loss"
    loss.zero_grad()
    loss.backward()
    for p in [*out, *weights[0], *weights[1], *weights[2]]:
        p.data -= 0.05 * p.grad

print("loss", loss.data)
for row in weights:
    print("  ", [w.data for w in row])
