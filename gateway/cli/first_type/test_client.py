"""Which hits a client of type new_type claims, and what it makes of them."""

from gateway import Hit

RULES = """
clients:
  GA4: {type: ga4}
  Mine: {type: new_type}
"""


def test_its_parameters_are_the_event(container_of):
    run = container_of(RULES).replay("hits/new_type.http")

    assert run.client == "Mine"
    assert run.events[0]["event_name"] == "purchase"
    assert run.events[0]["value"] == "59.9"
    assert run.response.status == 204


def test_it_leaves_other_hits_alone(container_of):
    run = container_of(RULES).replay(Hit("GET", "/other", "event_name=purchase"))

    assert run.client == ""
