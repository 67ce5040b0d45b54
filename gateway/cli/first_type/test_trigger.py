"""When a trigger of type new_type fires."""

RULES = """
clients: {GA4: {type: ga4}}
triggers:
  Big order: {type: new_type, least: 50}
tags:
  Shows it: {type: http_request, triggers: Big order, url: "https://crm.example/"}
"""


def test_a_big_order_fires(container_of):
    assert container_of(RULES).replay("hits/new_type.http").tag("Shows it").fired


def test_a_small_order_does_not_and_says_why(container_of):
    run = container_of(RULES).replay("hits/new_type.http", **{"epn.value": "49"})

    assert not run.tag("Shows it").fired
    assert "value was 49.0" in run.tag("Shows it").why
