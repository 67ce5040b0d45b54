"""`sgtm replay`: hits through the container as blocks or JSON, with an exit code for each sort of mistake."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
LINE = "GET /g/collect?v=2&tid=G-1&cid=1.2&en=purchase HTTP/1.1\n"
RULES = "clients: {GA4: {type: ga4}}\n"


def sgtm(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "gateway.cli", *words]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, timeout=60)


def test_a_folder_of_hits_is_replayed_in_the_order_of_its_files() -> None:
    shown = sgtm(ROOT, "replay", "examples/hits")

    assert (shown.returncode, shown.stderr.startswith("sgtm: nothing was sent")) == (0, True)
    places = [line.rpartition(":")[0] for line in shown.stdout.splitlines() if line.startswith("examples/hits/")]
    assert places == sorted(f"examples/hits/{file.name}" for file in (ROOT / "examples" / "hits").glob("*.http"))
    assert "verdict  accepted: code 0 OK" in shown.stdout


def test_a_block_tells_what_fired_and_what_did_not_and_shows_no_person() -> None:
    shown = sgtm(ROOT, "replay", "examples/hits/purchase.http")

    assert 'ok TikTok purchase: fired by trigger "Purchase"' in shown.stdout
    assert "-  TikTok shop steps: not fired, " in shown.stdout
    assert "jane" not in shown.stdout.lower()


def test_each_hit_is_a_line_of_json(tmp_path: Path) -> None:
    (tmp_path / "rules.yaml").write_text(RULES)
    (tmp_path / "hits.http").write_text(f"{LINE}###\n{LINE}")
    shown = sgtm(tmp_path, "replay", "hits.http", "--format", "json")

    documents = [json.loads(line) for line in shown.stdout.splitlines()]
    assert [(document["schema"], document["client"]) for document in documents] == [("trace/v1", "GA4")] * 2
    assert documents[0]["id"] != documents[1]["id"]


def test_other_rules_can_be_named(tmp_path: Path) -> None:
    (tmp_path / "shop.yaml").write_text("clients: {Shop: {type: ga4}}\n")
    (tmp_path / "hit.http").write_text(LINE)
    shown = sgtm(tmp_path, "replay", "--rules", "shop.yaml", "hit.http")

    assert shown.returncode == 0
    assert shown.stdout.splitlines()[1:3] == ["GET /g/collect  ->  200", "  client    Shop"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("hello\n", 'hit.http:1: "hello" is no request line such as `GET /g/collect?v=2 HTTP/1.1`.\n'),
        ("", "hit.http: there is no hit in it. A hit begins with a line such as `GET /g/collect?v=2 HTTP/1.1`.\n"),
    ],
    ids=["no hit", "an empty file"],
)
def test_a_file_that_cannot_be_read_is_exit_code_4(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "rules.yaml").write_text(RULES)
    (tmp_path / "hit.http").write_text(text)
    shown = sgtm(tmp_path, "replay", "hit.http")

    assert (shown.returncode, shown.stdout, shown.stderr) == (4, "", f"sgtm: 0 hits from 1 capture\n{said}")


def test_what_can_be_read_of_a_damaged_capture_is_replayed(tmp_path: Path) -> None:
    (tmp_path / "rules.yaml").write_text(RULES)
    (tmp_path / "hits.http").write_text(f"{LINE}###\nhello\n###\n{LINE}")
    shown = sgtm(tmp_path, "replay", "hits.http")

    assert (shown.returncode, shown.stdout.count("client    GA4")) == (4, 2)
    assert 'hits.http:3: "hello" is no request line' in shown.stderr


def test_a_folder_without_hits_is_exit_code_4(tmp_path: Path) -> None:
    (tmp_path / "rules.yaml").write_text(RULES)
    (tmp_path / "hits").mkdir()
    shown = sgtm(tmp_path, "replay", "hits")

    assert shown.returncode == 4
    assert shown.stderr.startswith("sgtm: hits: there is no capture in this folder (.http, .har, ")


def test_wrong_rules_are_exit_code_3_before_any_hit_is_read(tmp_path: Path) -> None:
    (tmp_path / "rules.yaml").write_text("clients: {GA4: {type: ga3}}\ntags: {A: {type: x}}\n")
    shown = sgtm(tmp_path, "replay", "nobody.http")

    assert (shown.returncode, shown.stdout, len(shown.stderr.splitlines())) == (3, "", 2)


@pytest.mark.parametrize(
    "text", [b"GET /\xff\xfe HTTP/1.1\n", b"GET //[x HTTP/1.1\n", b"\xff\xfe\n"], ids=["bytes", "a bracket", "junk"]
)
def test_no_file_of_hits_leads_to_a_traceback(tmp_path: Path, text: bytes) -> None:
    (tmp_path / "rules.yaml").write_text(RULES)
    (tmp_path / "hit.http").write_bytes(text)
    shown = sgtm(tmp_path, "replay", "hit.http")

    assert "Traceback" not in shown.stderr
    assert shown.returncode in (0, 4)


def test_a_replay_of_both_legs_says_whether_tiktok_merges_them() -> None:
    shown = sgtm(ROOT, "replay", "examples/legs/both_legs.http")
    as_json = sgtm(ROOT, "replay", "examples/legs/both_legs.http", "--format", "json")
    legs = json.loads(as_json.stdout.splitlines()[-1])

    assert "  merged   server  Purchase (T-1001.purchase): the other leg sent it within 5 minutes" in shown.stdout
    assert legs["schema"] == "legs/v1"
    assert [(each["leg"], each["outcome"]) for each in legs["events"]] == [
        ("pixel", "counted"),
        ("server", "merged"),
        ("pixel", "counted"),
        ("server", "counted"),
    ]


def test_an_archive_of_any_format_is_counted_and_tells_what_it_skipped(tmp_path: Path) -> None:
    (tmp_path / "rules.yaml").write_text(RULES)
    asked = '203.0.113.7 - - [01/Mar/2026:12:00:00 +0000] "GET {} HTTP/1.1" 200 0 "-" "-"\n'
    hits = [asked.format(f"/g/collect?v=2&tid=G-1&cid={number}.2&en=purchase") for number in range(30)]
    (tmp_path / "access.log").write_text("".join([*hits, asked.format("/logo.png")]))
    shown = sgtm(tmp_path, "replay", "access.log")

    assert (shown.returncode, shown.stdout.splitlines()[0]) == (0, "30 hits, 30 events")
    assert (
        "skipped 1 x a file of the page: a script, a style, an image, a font (the first is access.log:31)"
        in shown.stderr
    )


def test_a_replay_is_repeatable_to_the_byte() -> None:
    twice = [sgtm(ROOT, "replay", "examples/hits", "examples/legs", "--format", "json").stdout for _ in range(2)]

    assert twice[0] == twice[1] != ""


def test_what_is_printed_into_a_capture_is_not_read_again_for_ever(tmp_path: Path) -> None:
    (tmp_path / "rules.yaml").write_text(RULES)
    (tmp_path / "hit.http").write_text(LINE)
    command = [sys.executable, "-m", "gateway.cli", "replay", ".", "--format", "json"]
    with (tmp_path / "out.jsonl").open("wb") as out:
        shown = subprocess.run(command, cwd=tmp_path, stdout=out, stderr=subprocess.PIPE, check=False, timeout=60)

    assert shown.returncode == 1
    assert shown.stderr.startswith(b"sgtm: out.jsonl is what this is printed into.")


def test_hits_are_saved_as_tests_on_the_way(tmp_path: Path) -> None:
    (tmp_path / "rules.yaml").write_text(RULES)
    (tmp_path / "hit.http").write_text(LINE)
    shown = sgtm(tmp_path, "replay", "hit.http", "--save", "--into", "hits", "--redact")

    assert shown.stderr.splitlines()[:2] == ["sgtm: 1 snapshot written", "sgtm: 1 hit in hits"]
    assert [file.suffix for file in sorted((tmp_path / "hits").glob("*-ga4-purchase-*"))] == [".http", ".json"]
    assert sgtm(tmp_path, "test").returncode == 0


@pytest.mark.parametrize("option", ["--redact", "--yes", "--as-new"])
def test_an_option_that_belongs_to_another_one_is_told(option: str) -> None:
    shown = sgtm(ROOT, "replay", "examples/hits", option)

    assert shown.returncode == 2
    told = " ".join(shown.stderr.replace("│", " ").split())
    assert "--redact belongs to --into FOLDER, and --yes and --as-new belong to --send." in told


def test_a_replay_of_one_leg_says_nothing_of_two() -> None:
    assert "What TikTok makes" not in sgtm(ROOT, "replay", "examples/hits/purchase.http").stdout


@pytest.mark.parametrize("verb", [("replay",), ("explain",), ("diff", "rules.yaml", "rules.yaml")])
def test_a_type_that_reaches_for_another_machine_is_kept_from_it(tmp_path: Path, verb: tuple[str, ...]) -> None:
    (tmp_path / "tags").mkdir()
    (tmp_path / "tags" / "net.py").write_text(
        "import urllib.request\nfrom pathlib import Path\n\nfrom gateway import TagType\n\n\n"
        'class Net(TagType):\n    """Asks a vendor without asking us."""\n\n    def run(self, event, lookup):\n'
        "        try:\n            urllib.request.urlopen('http://192.0.2.1/', timeout=1)\n"
        "        except Exception as error:\n            Path('told.txt').write_text(str(error))\n"
        "            raise\n        yield\n"
    )
    (tmp_path / "rules.yaml").write_text(
        f"{RULES}triggers: {{All: always}}\ntags: {{Net: {{type: net, triggers: All}}}}\n"
    )
    (tmp_path / "hit.http").write_text(LINE)
    sgtm(tmp_path, *verb, "hit.http")

    assert (tmp_path / "told.txt").read_text().startswith("a rehearsal tried to connect to 192.0.2.1, port 80.")


def test_what_is_saved_has_nothing_of_this_machines_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PLACE", "attic")
    monkeypatch.setenv("SHELF", "upper")
    (tmp_path / "rules.yaml").write_text(
        f"{RULES}triggers: {{All: always}}\ntags:\n  Crm:\n    type: http_request\n    triggers: All\n"
        '    url: "https://crm.example/${PLACE}/${SHELF:-lower}"\n'
    )
    (tmp_path / "hit.http").write_text(LINE)
    sgtm(tmp_path, "replay", "hit.http", "--save")

    assert "https://crm.example/<PLACE>/lower" in (tmp_path / "hit.sent.json").read_text()
    assert "https://crm.example/attic/upper" in sgtm(tmp_path, "replay", "hit.http").stdout
