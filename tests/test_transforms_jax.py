"""The transforms against JAX in float64: values, gradients, Hessian-vector products, and the forms of Jacobians.

The bound is relative to the sum of the absolute terms that the chain rule adds up, since their sum may cancel to any
size. JAX compiles for a long time what our Python has done at once, and every Python gives the same doubles.
"""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograd_lite import Value, gradients, hessian, hvp, jacobian, value_and_grad
from tests.straight_line import (
    ACTIVATIONS,
    AGREE,
    ELEMENTARY,
    INVERSE,
    Program,
    absolute_terms,
    gradient_terms,
    programs,
    vectors,
    within,
)

pytestmark = pytest.mark.once

jax.config.update("jax_enable_x64", True)

JAX = SimpleNamespace(**{name: getattr(jnp, name) for name in ELEMENTARY})
JAX.__dict__.update({name: getattr(jnp, name.replace("a", "arc", 1)) for name in INVERSE})
JAX.__dict__.update({name: getattr(jax.nn, name) for name in ACTIVATIONS})
JAX.gelu = lambda x: jax.nn.gelu(x, approximate=False)
JAX.logsumexp = lambda xs: jax.nn.logsumexp(jnp.stack(xs))
JAX.tanh, JAX.erf, JAX.lgamma = jnp.tanh, jax.scipy.special.erf, jax.scipy.special.gammaln
JAX.polygamma = lambda x, n: jax.scipy.special.polygamma(n, x)
JAX.max, JAX.sum = jnp.maximum, sum
JAX.dot = lambda ws, xs: sum(w * x for w, x in zip(ws, xs, strict=True))
JAX.prod = lambda xs: jnp.prod(jnp.stack(xs))
JAX.norm = lambda xs: jnp.linalg.norm(jnp.stack(xs))


# --- random programs -----------------------------------------------------------------------------------------------


@given(st.data(), programs())
@settings(max_examples=150)
def test_value_gradient_and_hessian_vector_product_agree_with_jax(data: st.DataObject, program: Program) -> None:
    point, v = list(program.point), data.draw(vectors(len(program.point)))
    value, gradient = value_and_grad(program.last)(point)
    (product,) = hvp(program.last, (point,), (v,))
    both = jax.value_and_grad(lambda xs: program.last(xs, JAX))
    (jax_value, jax_gradient), (_, jax_product) = jax.jvp(both, (point,), (v,))

    leaves = list(map(Value, point))
    y = program.last(leaves)
    slopes = gradients(y, leaves, create_graph=True)
    assert value == pytest.approx(float(jax_value), rel=1e-13, abs=1e-13)
    assert within(AGREE, gradient, map(float, jax_gradient), gradient_terms(y, leaves))
    assert within(AGREE, product, map(float, jax_product), absolute_terms(slopes, leaves, v))


@given(programs(longest=6))
@settings(max_examples=10)
def test_jacobians_and_hessians_agree_with_jax(program: Program) -> None:
    point = list(program.point)
    exact = jax.jacfwd(lambda xs: program.run(xs, JAX)[-3:])(point)
    exact_curvature = jax.jacfwd(jax.grad(lambda xs: program.last(xs, JAX)))(point)
    leaves = list(map(Value, point))
    results = program.run(leaves)[-3:]
    slopes = gradients(program.last(leaves), leaves, create_graph=True)
    for got, theirs, outputs in (
        (jacobian(program.tail)(point), exact, results),
        (hessian(program.last)(point), exact_curvature, slopes),
    ):
        for row, their_row, y in zip(got, theirs, outputs, strict=True):
            assert within(AGREE, row, map(float, their_row), gradient_terms(y, leaves))


# --- forms -----------------------------------------------------------------------------------------------------------


def shapes(tree: Any) -> Any:
    """The form of a result, with the shape of each array in its place."""
    if isinstance(tree, dict):
        return {key: shapes(part) for key, part in tree.items()}
    if isinstance(tree, (list, tuple)):
        return type(tree)(map(shapes, tree))
    return np.shape(tree)


@pytest.mark.parametrize("argnums", [0, 1, (0, 1), (1,)])
def test_a_jacobian_has_the_form_of_jaxs(argnums: Any) -> None:
    """The results outside, each with the arguments in its place; arrays have the shapes of both, in that order."""

    def f(m: Any, x: Any, y: Any) -> Any:
        return {"a": m.array([x["w"][0, 0] * y, x["w"][0, 1], y]), "s": [x["b"] * y, (y,)]}

    numpy = SimpleNamespace(array=lambda items: np.array(items, object))
    arguments = {"w": np.array([[1.0, 2.0]]), "b": 3.0}, 4.0
    ours = jacobian(lambda x, y: f(numpy, x, y), argnums)(*arguments)
    theirs = jax.jacrev(lambda x, y: f(jnp, x, y), argnums)(*arguments)
    assert shapes(ours) == shapes(theirs)
    assert jax.tree_util.tree_all(jax.tree_util.tree_map(np.array_equal, ours, theirs))


def test_a_hessian_has_the_form_of_jaxs() -> None:
    def f(x: Any, y: Any) -> Any:
        return x["w"][0] * x["w"][1] ** 2 * y[0] + x["b"] * y[1] ** 2

    arguments = {"w": np.array([1.0, 2.0]), "b": 3.0}, (4.0, 5.0)
    ours = hessian(f, (0, 1))(*arguments)
    theirs = jax.hessian(f, (0, 1))(*arguments)
    assert shapes(ours) == shapes(theirs)
    assert jax.tree_util.tree_all(jax.tree_util.tree_map(np.allclose, ours, theirs))
