"""Errors: one root, leaves that a caller can act on, messages for a person."""

from __future__ import annotations

import pickle

import pytest

import dragoman
from dragoman.errors import DragomanError, ModelError, SourceError, UsageError


@pytest.mark.parametrize("leaf", [SourceError, UsageError, ModelError])
def test_all_have_one_root(leaf: type[Exception]) -> None:
    assert issubclass(leaf, DragomanError)
    assert getattr(dragoman, leaf.__name__) is leaf


def test_no_leaf_is_another() -> None:
    leaves = [SourceError, UsageError, ModelError]
    assert [(a, b) for a in leaves for b in leaves if a is not b and issubclass(a, b)] == []
    assert not issubclass(DragomanError, (OSError, ValueError)), "an `except ValueError` must not swallow ours"


def test_source_error_names_input_problem_and_advice() -> None:
    problem = SourceError("page.html", "there is no such file", "Check the path.", code="not-found")
    assert str(problem) == "page.html: there is no such file. Check the path."
    assert (problem.source, problem.problem, problem.advice) == (
        "page.html",
        "there is no such file",
        "Check the path.",
    )
    assert problem.code == "not-found"
    assert SourceError("x", "y", "z").code == "unreadable"


def test_source_error_keeps_braces_and_newlines_of_the_input() -> None:
    assert str(SourceError("a{b}%s\n.html", "p", "A.")).startswith("a{b}%s\n.html: ")


def test_source_error_crosses_a_process_boundary() -> None:
    copy = pickle.loads(pickle.dumps(SourceError("a", "b", "c", code="d")))
    assert (str(copy), copy.code) == ("a: b. c", "d")
