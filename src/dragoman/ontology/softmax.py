"""Multinomial logistic regression in numpy: some dozens to some thousands of rows, fitted in seconds on a laptop."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from dragoman.ontology.mentions import Array

Ints: TypeAlias = npt.NDArray[np.int64]
Vector: TypeAlias = npt.NDArray[np.float64]
C = 50.0  # inverse of the penalty; 5 to 80 were measured alike, 1 was worse at any number of rows
STEPS = 200
HISTORY = 10


def fit_softmax(x: Array, y: Ints, classes: int, weight: Array | None = None, c: float = C) -> tuple[Array, Array]:
    """Weights (D, classes) and biases (classes,) that minimise sum(weight * cross-entropy) + |weights|^2 / (2 c).

    Args:
        x: rows (N, D). y: class of each row, 0 to classes - 1. weight: of each row; 1 where not given.

    Found by L-BFGS (Nocedal and Wright, Numerical Optimization, algorithm 7.5) from zero, so the same rows give
    the same weights. The best weights lie in the space that the rows span, so where there are fewer rows than
    columns the search is done there (a rotation, which changes neither scores nor penalty).
    """
    if x.shape[0] < x.shape[1]:
        turned, back = rotate(x.astype(np.float64))
        inner, bias = _fit(turned, y, classes, weight, c)
        return (back @ inner).astype(np.float32), bias.astype(np.float32)
    outer, bias = _fit(x.astype(np.float64), y, classes, weight, c)
    return outer.astype(np.float32), bias.astype(np.float32)


def rotate(x: Vector) -> tuple[Vector, Vector]:
    """Rows (N, D) in the axes of the space that they span, (N, R), and the way back from there, (D, R)."""
    values, axes = np.linalg.eigh(x @ x.T)
    real = values > values.max(initial=0.0) * 1e-10
    size = np.sqrt(values[real])
    turned: Vector = axes[:, real] * size
    back: Vector = x.T @ (axes[:, real] / size)
    return turned, back


def _fit(x64: Vector, y: Ints, classes: int, weight: Array | None, c: float) -> tuple[Vector, Vector]:
    n, d = x64.shape
    w = np.ones(n) if weight is None else weight.astype(np.float64)
    gold = np.eye(classes)[y]
    total = float(w.sum())

    def loss(theta: npt.NDArray[np.float64]) -> tuple[float, npt.NDArray[np.float64]]:
        m = theta.reshape(d + 1, classes)
        z = x64 @ m[:d] + m[d]
        z -= z.max(1, keepdims=True)
        p = np.exp(z)
        norm = p.sum(1, keepdims=True)
        p /= norm
        value = float((w * (np.log(norm[:, 0]) - (z * gold).sum(1))).sum())
        off = (p - gold) * w[:, None]
        grad = np.vstack([x64.T @ off + m[:d] / c, off.sum(0)[None]])
        return (value + float((m[:d] ** 2).sum()) / (2 * c)) / total, grad.ravel() / total

    theta = minimise(loss, np.zeros((d + 1) * classes)).reshape(d + 1, classes)
    return theta[:d], theta[d]


def minimise(loss: Callable[[Vector], tuple[float, Vector]], at: Vector) -> Vector:
    """The least of a smooth convex function, by L-BFGS with backtracking."""
    value, grad = loss(at)
    past: deque[tuple[Vector, Vector]] = deque(maxlen=HISTORY)
    for _ in range(STEPS):
        step = -_curved(grad, past)
        slope = float(step @ grad)
        rate = 1.0 if past else 1.0 / max(1.0, float(np.abs(grad).sum()))
        while True:
            new = at + rate * step
            new_value, new_grad = loss(new)
            if new_value <= value + 1e-4 * rate * slope or rate < 1e-10:
                break
            rate /= 2
        s, g = new - at, new_grad - grad
        if float(s @ g) > 1e-12:
            past.append((s, g))
        done = abs(value - new_value) <= 1e-7 * max(1.0, abs(value)) or float(np.abs(new_grad).max()) < 1e-6
        at, value, grad = new, new_value, new_grad
        if done:
            break
    return at


def _curved(grad: Vector, past: deque[tuple[Vector, Vector]]) -> Vector:
    """The gradient times the estimate of the inverse Hessian (two-loop recursion)."""
    q, kept = grad.copy(), []
    for s, g in reversed(past):
        a = float(s @ q) / float(s @ g)
        q -= a * g
        kept.append(a)
    if past:
        s, g = past[-1]
        q *= float(s @ g) / float(g @ g)
    for (s, g), a in zip(past, reversed(kept), strict=True):
        q += s * (a - float(g @ q) / float(s @ g))
    return q


def probabilities(x: Array, weight: Array, bias: Array) -> Array:
    """Softmax of ``x @ weight + bias``: (N, classes)."""
    z = x @ weight + bias
    e = np.exp(z - z.max(axis=1, keepdims=True)) if len(z) else z
    out: Array = (e / e.sum(axis=1, keepdims=True)).astype(np.float32)
    return out
