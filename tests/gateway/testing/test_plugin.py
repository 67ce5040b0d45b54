"""The pytest plugin, as a user's own tests have it."""

from __future__ import annotations

import pytest

RULES = """
clients: {GA4: {type: ga4}}
triggers: {Purchase: event_name == purchase}
tags:
  TikTok: {type: tiktok, triggers: Purchase, pixel_code: "${PIXEL_OF_NOBODY}", access_token: "${TOKEN_OF_NOBODY}"}
"""
HIT = "GET /g/collect?v=2&tid=G-1&cid=1.2&en=purchase&dl=https%3A%2F%2Fshop.example%2F HTTP/1.1\n"
TEST = """
def test_a_purchase_reaches_tiktok(container):
    body = container.replay("hits/purchase.http").tag("TikTok").sent[0].json

    assert (body["event_source_id"], body["data"][0]["event"]) == ("<PIXEL_OF_NOBODY>", "Purchase")
"""


def shop(pytester: pytest.Pytester, test: str = TEST, rules: str = RULES) -> pytest.RunResult:
    """A container's folder with a test in it, and what pytest says to it."""
    (pytester.path / "rules.yaml").write_text(rules)
    (pytester.path / "tests" / "hits").mkdir(parents=True)
    (pytester.path / "tests" / "hits" / "purchase.http").write_text(HIT)
    (pytester.path / "tests" / "test_shop.py").write_text(test)
    return pytester.runpytest_subprocess("-q")


def test_a_test_replays_a_hit_without_secrets_or_settings(pytester: pytest.Pytester) -> None:
    shop(pytester).assert_outcomes(passed=1)


def test_a_run_that_is_not_as_expected_shows_what_happened(pytester: pytest.Pytester) -> None:
    test = 'def test_x(container):\n    assert not container.replay("hits/purchase.http").tag("TikTok").fired\n'
    result = shop(pytester, test)

    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(
        [
            '* where True = <TikTok: ok, trigger "Purchase" (rules.yaml:3)>.fired',
            "*- what was replayed last -*",
            "GET /g/collect  ->  200",
            '    ok TikTok: fired by trigger "Purchase"*',
        ]
    )


MISTAKES = """
def test_a_file(container):
    container.replay("hits/purchas.http")

def test_a_tag(replay):
    replay("hits/purchase.http").tag("TikTk")

def test_a_dict(container_of):
    container_of({"clients": {}})

def test_a_request(replay):
    replay("hits/purchase.http", en="refund").tag("TikTok").sent[0]
"""


def test_a_mistake_in_a_test_is_told_at_its_own_line(pytester: pytest.Pytester) -> None:
    result = shop(pytester, MISTAKES)

    result.assert_outcomes(failed=4)
    result.stdout.fnmatch_lines(
        [
            "E * hits/purchas.http: there is no such file beside the test*Did you mean *",
            'E *: there is no tag "TikTk". Did you mean "TikTok"?',
            "E *: container_of() takes the text of rules*",
            'E *: tag "TikTok" sent nothing more: not fired, *',
        ]
    )
    result.stdout.no_fnmatch_line("*gateway/testing*")


REACHING = """
import socket

from gateway import TagType

class Reaching(TagType):
    "Goes to another machine by itself."

    def run(self, event, lookup):
        socket.getaddrinfo("crm.example", 443)
        yield
"""


def test_a_tag_that_reaches_for_another_machine_fails_the_test(pytester: pytest.Pytester) -> None:
    pytester.mkdir("tags").joinpath("reaching.py").write_text(REACHING)
    test = "def test_x(container):\n    assert container.replay('hits/purchase.http').fired == ['TikTok', 'Reaching']\n"
    result = shop(pytester, test, f"{RULES}  Reaching: {{type: reaching, triggers: Purchase}}\n")

    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["a test asked for the address of crm.example. Nothing but this machine is reached*"])


def test_rules_above_the_root_of_the_tests_are_somebody_elses(pytester: pytest.Pytester) -> None:
    project = pytester.mkdir("project")
    (project / "test_x.py").write_text("def test_x(container):\n    pass\n")
    (project / "pytest.ini").touch()
    pytester.path.joinpath("rules.yaml").write_text(RULES)
    result = pytester.runpytest_subprocess("-q", "--rootdir", "project", "project")
    result.assert_outcomes(passed=1)  # it runs from above

    pytester.chdir()
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(project)
        result = pytester.runpytest_subprocess("-q", str(project))
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["rules.yaml:1:1  there is none in *, where its project ends.*"])


def test_the_nearest_rules_above_a_test_are_taken(pytester: pytest.Pytester) -> None:
    near = pytester.mkdir("near")
    (near / "rules.yaml").write_text("clients: {Near: {type: ga4}}\n")
    (near / "test_near.py").write_text(
        "def test_near(container):\n    assert [each.name for each in container.container.clients] == ['Near']\n"
    )

    shop(pytester).assert_outcomes(passed=2)


def test_wrong_rules_are_told_with_their_place(pytester: pytest.Pytester) -> None:
    result = shop(pytester, rules=RULES.replace("type: tiktok", "type: tiktokk"))

    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(['*rules.yaml:5:18  tag "TikTok": there is no tag type "tiktokk".*"tiktok"?'])


def test_wrong_rules_are_told_as_seen_from_where_pytest_runs(pytester: pytest.Pytester) -> None:
    near = pytester.mkdir("near")
    (near / "rules.yaml").write_text("clients: {Near: {type: ga3}}\n")
    (near / "test_near.py").write_text("def test_near(container):\n    pass\n")
    result = pytester.runpytest_subprocess("-q")

    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(['near/rules.yaml:1:24  client "Near": there is no client type "ga3".*'])


def test_wrong_rules_are_told_without_a_traceback(pytester: pytest.Pytester) -> None:
    result = shop(pytester, rules=RULES.replace("type: tiktok", "type: tiktokk"))

    result.stdout.no_fnmatch_line("*reader.py*")


def test_a_run_without_the_fixture_imports_nothing_of_the_gateway_but_the_plugin(pytester: pytest.Pytester) -> None:
    test = """
import sys

HEAVY = {"yaml", "jsonschema", "gateway.rules", "gateway.recording", "gateway.fake_tiktok"}

def test_x():
    assert not HEAVY & set(sys.modules)
    assert {name for name in sys.modules if name.startswith("gateway.testing.")} == {"gateway.testing.plugin"}
"""

    shop(pytester, test).assert_outcomes(passed=1)


def test_a_run_without_the_fixtures_may_reach_what_it_wants(pytester: pytest.Pytester) -> None:
    test = "import socket\n\n\ndef test_x():\n    assert 'only_here' not in socket.socket.connect.__qualname__\n"

    shop(pytester, test).assert_outcomes(passed=1)


OWN_RULES = """
def test_its_own_rules(container_of):
    run = container_of("clients: {GA4: {type: ga4}}").replay("hits/purchase.http")

    assert (run.client, run.fired) == ("GA4", [])
"""


def test_a_test_may_write_rules_of_its_own(pytester: pytest.Pytester) -> None:
    shop(pytester, OWN_RULES).assert_outcomes(passed=1)


def test_wrong_rules_of_a_test_are_told_with_their_places(pytester: pytest.Pytester) -> None:
    result = shop(pytester, 'def test_x(container_of):\n    container_of("clients: {GA4: {type: ga3}}")\n')

    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(['RULES:1:23  client "GA4": there is no client type "ga3". Did you mean "ga4"?'])


ALL = """
def test_the_fixtures_work_together(replay, clock, fake_tiktok):
    clock.set("2026-03-01T12:00:00Z")
    fake_tiktok.fail("40100")
    verdicts = replay("hits/purchase.http").tag("TikTok").verdicts
    clock.move(minutes=1)
    replay("hits/purchase.http", en="refund")

    assert [verdict.outcome for verdict in verdicts] == ["again"]
    assert [event.outcome for event in fake_tiktok["Purchase"]] == ["refused"]
    assert fake_tiktok.events[0].data["event_time"] == clock.now.timestamp() - 60


def test_each_test_has_its_own(container_of, clock, fake_tiktok):
    run = container_of("clients: {GA4: {type: ga4}}").replay("hits/purchase.http")

    assert (fake_tiktok.events, clock.now.year, run.trace.hit.at) == ([], 2026, clock.now.timestamp() * 1000)
"""


def test_the_fixtures_work_together(pytester: pytest.Pytester) -> None:
    shop(pytester, ALL).assert_outcomes(passed=2)


def test_a_fixture_of_somebody_elses_by_such_a_name_is_left_to_him(pytester: pytest.Pytester) -> None:
    test = """
import pytest

@pytest.fixture
def clock():
    return "theirs"

def test_x(clock, container):
    assert container.replay("hits/purchase.http").fired == ["TikTok"]
"""

    shop(pytester, test).assert_outcomes(passed=1)


@pytest.mark.parametrize("fixture", ["container", "container_of", "replay"])
def test_nothing_but_this_machine_is_reached(pytester: pytest.Pytester, fixture: str) -> None:
    test = f"import socket\n\n\ndef test_x({fixture}):\n    socket.create_connection(('203.0.113.7', 443), timeout=1)\n"
    result = shop(pytester, test)

    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["*NetworkRefused: a test tried to connect to 203.0.113.7, port 443. Nothing but *"])
