"""For all tests: property tests don't fail because a machine is busy; the shipped model is loaded once."""

from __future__ import annotations

import pytest
from hypothesis import settings

from dragoman.model import Model, load_model

settings.register_profile("dragoman", deadline=None)
settings.load_profile("dragoman")


@pytest.fixture(scope="session")
def model() -> Model:
    """The shipped model."""
    return load_model()
