"""The tiny study with results, and pages on it."""

import pytest
from reviewed import client_of, desk_of, write_results

PROPOSED = {
    ("H1-0001", "company"): 0.9,
    ("H1-0003", "food"): 0.6,
    ("H2-0001", "food"): 0.8,
    ("H2-0001", "company"): 0.2,
    ("V1-0001", "company"): 0.7,
    ("V1-0002", "food"): 0.4,
}


@pytest.fixture
def results(tiny):
    return write_results(tiny, tiny.parent / "results", PROPOSED)


@pytest.fixture
def page(tiny, results):
    """A page of principal ann."""
    return client_of(desk_of(tiny, results))


@pytest.fixture
def opened(tiny, results):
    """A function that opens a page."""
    return lambda *who, **more: client_of(desk_of(tiny, results, *who, **more))
