"""Files of tests: read with places, every problem at once, each combination of a matrix a test."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from gateway.errors import RulesError
from gateway.testing.case import Bench, Case, examine
from gateway.testing.written_cases import cases
from tests.gateway.testing.shop import open_shop


@pytest.fixture(autouse=True)
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(open_shop(tmp_path))
    return tmp_path


def written(text: str, name: str = "rules_test.yaml") -> list[Case]:
    Path(name).write_text(text)
    return list(cases(Path(name), None))


def told(text: str) -> list[str]:
    with pytest.raises(RulesError) as refused:
        written(text)
    return [str(problem) for problem in refused.value.problems]


def test_each_test_has_its_name_and_its_line() -> None:
    found = written(
        "tests:\n  One: {hit: a, expect: {client: GA4}}\n\n  Two: {event: {event_name: x}, expect: {client: GA4}}\n"
    )

    assert [(case.name, str(case.place)) for case in found] == [
        ("One", "rules_test.yaml:2:3"),
        ("Two", "rules_test.yaml:4:3"),
    ]


def test_an_event_without_a_name_and_a_file_without_a_test_are_told() -> None:
    assert told("tests: {}\n") == ["rules_test.yaml:1:8  there is no test in it."]
    assert told("tests:\n  T: {event: {value: 1}, expect: {fired: []}}\n") == [
        'rules_test.yaml:2:14  test "T": its event has no event_name, so no tag would ever fire for it.'
    ]
    assert len(written("tests:\n  T: {event: {}, matrix: {event_name: [a, b]}, expect: {fired: []}}\n")) == 2


def test_every_combination_of_a_matrix_is_a_test() -> None:
    text = """
tests:
  Steps of {{cu}}:
    hit: hits/purchase.http
    with: {dt: "{{en}} page"}
    matrix: {en: [refund, page_view], cu: [EUR, USD]}
    expect: {events: [{event_name: "{{en}}", currency: "{{ cu }}", page_title: "{{en}} page", other: null}]}
"""
    found = written(text)

    assert [case.name.partition(" [")[2] for case in found] == [
        "en=refund, cu=EUR]",
        "en=refund, cu=USD]",
        "en=page_view, cu=EUR]",
        "en=page_view, cu=USD]",
    ]
    assert [str(examine(case, Bench())) for case in found] == [""] * 4


def test_a_name_of_a_matrix_keeps_its_value_and_may_be_a_key() -> None:
    text = """
tests:
  Values:
    event: {event_name: purchase, page_location: "https://shop.example/"}
    matrix: {value: [10, 10.5], tag: [TikTok]}
    expect: {events: [{value: "{{value}}"}], requests: {"{{tag}}": {body: {data: [{properties: {value: "{{value}}"}}]}}}}
"""

    assert [str(examine(case, Bench())) for case in written(text)] == ["", ""]


def test_every_problem_is_told_at_once_with_its_line_and_the_nearest_word() -> None:
    text = """
rule: a.yaml
tests:
  One:
    hit: a
    matrx: {}
    expect: {fird: TikTok, response: {statsu: 200}, events: {a: 1}}
  Two: {hit: a, event: {event_name: x}}
  Three: {event: {event_name: x}, pixel: b, expect: {}}
  Four: {hit: 5, matrix: {en: []}, client: GA4, expect: {merged: yes}}
"""

    assert told(text) == [
        'rules_test.yaml:2:1  the file: there is no field "rule". Did you mean "rules"?',
        'rules_test.yaml:6:5  test "One": there is no field "matrx". Did you mean "matrix"?',
        'rules_test.yaml:7:14  test "One": there is no field "fird". Did you mean "fired"?',
        'rules_test.yaml:7:39  test "One": there is no field "statsu". Did you mean "status"?',
        'rules_test.yaml:7:61  test "One": "expect" "events" must be a list, not {"a": 1}.',
        'rules_test.yaml:8:8  test "Two" needs the field "expect". What has to be so.',
        'rules_test.yaml:8:8  test "Two" needs either a hit, the file of one, or an event, its data.',
        'rules_test.yaml:9:35  test "Three": "pixel" belongs to a hit.',
        'rules_test.yaml:9:45  test "Three" expects nothing, so nothing could be wrong.',
        'rules_test.yaml:10:15  test "Four": "hit" must be text, not 5. Put it in quotes.',
        'rules_test.yaml:10:31  test "Four": "matrix" "en" must not be empty.',
        'rules_test.yaml:10:36  test "Four": "client" belongs to an event.',
        'rules_test.yaml:10:66  test "Four": "expect" "merged" must be true or false, not "yes". Write true.',
    ]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("- a\n", "1:1  this is no file of tests, which begins with `tests:`."),
        ("", '1:1  the file needs the field "tests". Tests by their names.'),
        ("tests: [a]\n", '1:8  the file: "tests" must be a mapping of names to values, not ["a"].'),
        ("tests: {A: 5}\n", '1:12  test "A": must be a mapping of names to values, not 5.'),
    ],
    ids=["a list", "empty", "a list of tests", "a number"],
)
def test_what_is_no_file_of_tests_is_told(text: str, problem: str) -> None:
    assert told(text) == [f"rules_test.yaml:{problem}"]


def test_two_tests_of_one_name_are_told() -> None:
    case = "A: {hit: a, expect: {client: GA4}}"

    assert told(f"tests:\n  {case}\n  {case}\n") == [
        'rules_test.yaml:3:3  "A" stands here a second time, first in line 2. Rename one.'
    ]


@pytest.mark.parametrize("text", [b"\xff\xfe\x00", b"tests: {]", b"tests: *a\n", b"tests: {[a]: b}\n"])
def test_no_bytes_lead_to_more_than_problems(text: bytes) -> None:
    Path("rules_test.yaml").write_bytes(text)

    with pytest.raises(RulesError, match=r"^rules_test\.yaml:1:"):
        list(cases(Path("rules_test.yaml"), None))


def test_a_name_that_the_matrix_does_not_have_is_told_wherever_it_stands() -> None:
    text = """
tests:
  A {{cu}}:
    hit: "{{x}}.http"
    matrix: {en: [refund], cu: [EUR]}
    expect: {events: [{"{{enn}}": "{{en}}"}], not_fired: ["{{ EN }}"]}
"""

    assert told(text) == [
        'rules_test.yaml:4:10  test "A {{cu}}": there is no "x" in its matrix. It has en, cu.',
        'rules_test.yaml:6:24  test "A {{cu}}": there is no "enn" in its matrix. Did you mean "en"?',
        'rules_test.yaml:6:59  test "A {{cu}}": there is no "EN" in its matrix. Did you mean "en"?',
    ]


def test_each_problem_has_its_stage() -> None:
    with pytest.raises(RulesError) as refused:
        written("tests: {A: {hit: a, matrix: {en: [a]}, expect: {fird: '{{e}}'}}, B: {}}")

    assert {problem.stage for problem in refused.value.problems} == {"test"}


def test_a_matrix_has_bounds() -> None:
    values = ", ".join(f"{name}: [{', '.join(map(str, range(40)))}]" for name in "ab")

    assert told(f"tests: {{A: {{hit: a, matrix: {{{values}}}, expect: {{client: GA4}}}}}}")[0].endswith(
        "its matrix has 1,600 combinations; 1,000 are allowed."
    )


@pytest.mark.parametrize(
    ("name", "many"), [("shop_rules_test.yaml", 1), ("rules_test.yml", 1), ("rules.yaml", 0), ("my_test.yaml", 0)]
)
def test_the_name_says_whether_a_file_is_one_of_tests(name: str, many: int) -> None:
    assert len(written("tests: {A: {hit: a, expect: {client: GA4}}}", name)) == many


def test_a_file_may_name_its_rules(shop: Path) -> None:
    (shop / "other.yaml").write_text("clients: {Other: {type: ga4}}\n")
    (case,) = written("rules: ../other.yaml\ntests: {A: {hit: hits/purchase.http, expect: {client: Other}}}")

    seen = list[Path]()
    assert examine(case, Bench(watch=lambda trace, rules: seen.append(rules))).is_good
    assert seen == [shop / "other.yaml"]


def test_a_name_is_one_line_whatever_is_in_it() -> None:
    (case,) = written('tests: {"a\\nb\\e": {hit: a, expect: {client: GA4}}}')

    assert case.name == "a b "


ROOT = Path(__file__).parents[3]
PAGE = (ROOT / "docs" / "testing.md").read_text("utf-8")


@pytest.mark.parametrize("block", re.findall(r"```yaml\n(tests:.*?)```", PAGE, re.DOTALL))
def test_the_examples_of_the_docs_hold(shop: Path, block: str) -> None:
    (shop / "rules.yaml").write_bytes((ROOT / "rules.yaml").read_bytes())
    for name in ("hits/purchase.http", "legs/pixel.http"):
        Path(name).parent.mkdir(exist_ok=True)
        Path(name).write_bytes((ROOT / "examples" / name).read_bytes())
    found = written(block)

    assert [str(examine(case, bench)) for bench in (Bench(update=True), Bench()) for case in found] == [""] * 2 * len(
        found
    )
