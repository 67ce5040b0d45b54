"""The preview in a real browser: every pane, both themes, narrow and wide, by keyboard alone, and against hostile hits.

`make browser` installs what these tests need; without it they are skipped.
"""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import httpx
import pytest

from tests.collecting import site
from tests.real_clients.browser import CLIENTS, IS_HERE, chromium
from tests.running import ROOT, Running, fake_tiktok, running, serving, wait_until

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

AXE = CLIENTS / "axe-core" / "package" / "axe.min.js"
MISSING = [name for name, found in (("Chromium", IS_HERE), ("axe-core", AXE.is_file())) if not found]
pytestmark = pytest.mark.skipif(bool(MISSING), reason=f"needs {' and '.join(MISSING)}: run `make browser`")

PATIENCE = 15_000
TABS = ("request", "tags", "variables", "event-data", "console", "outgoing", "response")
VIEWS = ("#/", "#/failed", "#/unclaimed", "#/disk", "#/queue", "#/diagnostics")
PURCHASE = (
    "/g/collect?v=2&tid=G-TEST&cid=1.2&en=purchase&epn.value=59.9&cu=EUR&dl=https%3A%2F%2Fshop.example%2Fthanks"
    "&ep.transaction_id={}&pr1=idSKU1~nmMug~pr59.9~qt1&ep.user_data.email=jane.doe%40shop.example"
)


SEQUENCE_TRIGGER = "  Sequence: event_name == sequence\n"
SEQUENCE = """
  Main: {type: http_request, triggers: Sequence, setup: Before, url: "http://127.0.0.1:9/main"}
  Before: {type: http_request, triggers: [], url: "http://127.0.0.1:9/before"}
"""


class Preview:
    """A gateway with its preview, and the TikTok endpoint it sends to."""

    def __init__(self, process: Running, folder: Path) -> None:
        self.folder = folder
        self.hits = f"http://localhost:{process.port()}"
        self.link = process.said(r"http://localhost:\d+/\?token=\S+").group()
        self.url = self.link.partition("/?")[0]

    def send(self, path: str, **more: Any) -> None:
        """Send a hit."""
        httpx.get(self.hits + path, trust_env=False, **more)


@pytest.fixture(scope="module")
def preview(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Preview]:
    folder = tmp_path_factory.mktemp("container")
    rules = (ROOT / "rules.yaml").read_text("utf-8")
    rules = rules.replace("\n# Who is told.", f"{SEQUENCE_TRIGGER}\n# Who is told.").replace(
        "\ndelivery:", f"{SEQUENCE}\ndelivery:"
    )
    (folder / "rules.yaml").write_text(rules, "utf-8")
    with (
        fake_tiktok("--token", "test-token-0123456789:C4TEST") as endpoint,
        serving(folder / "data", endpoint, "--preview-port", "0", rules=folder / "rules.yaml") as process,
    ):
        made = Preview(process, folder)
        for number in range(3):
            made.send(PURCHASE.format(f"T-{number}"))
        made.send("/wp-admin")
        made.send("/g/collect?v=2&tid=G-TEST&cid=1.2&en=scroll&dl=https%3A%2F%2Fshop.example%2F")
        yield made


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started


@pytest.fixture
def page(browser: Browser, preview: Preview) -> Iterator[Page]:
    """The preview, opened by its link; what the console complains about fails the test."""
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    yield from _opened(context, preview)
    context.close()


def _opened(context: BrowserContext, preview: Preview) -> Iterator[Page]:
    made = context.new_page()
    made.set_default_timeout(PATIENCE)
    complaints: list[str] = []
    made.on(
        "console",
        lambda said: complaints.append(f"{said.text} {said.location}") if said.type in ("error", "warning") else None,
    )
    made.on("pageerror", lambda error: complaints.append(str(error)))
    made.goto(preview.link)
    made.wait_for_selector("#live .row")
    yield made
    assert complaints == []


def test_a_hit_shows_as_it_comes_with_the_vendors_verdict(page: Page, preview: Preview) -> None:
    preview.send(PURCHASE.format("T-LIVE-1"))
    row = page.locator("#live .row", has_text="T-LIVE-1")
    row.locator("text=accepted").wait_for()
    assert row.locator(".tags").inner_text().split()[-2:] == ["TikTok", "purchase"]

    row.locator("a.head").click()
    page.get_by_role("heading", name="TikTok purchase").first.wait_for()
    fired = page.locator("article.card", has_text="TikTok purchase").first
    assert "accepted" in fired.inner_text()
    assert "rules.yaml:10" in fired.inner_text()
    assert page.url.startswith(preview.url + "/#/e/")


def test_what_did_not_fire_says_which_condition_and_the_value_it_met(page: Page) -> None:
    page.locator("#live .row", has_text="T-0").locator("a.head").click()
    silent = page.locator("article.card", has_text="TikTok shop steps")
    silent.wait_for()

    text = silent.inner_text()
    assert 'event_name was "purchase"' in text
    assert "rules.yaml:11" in text


def test_outgoing_says_which_field_each_value_came_from(page: Page) -> None:
    page.locator("#live .row", has_text="T-0").locator("a.head").click()
    page.get_by_role("tab", name="Outgoing").click()
    field = page.locator("tr", has_text="data[0].user.email")
    field.wait_for()

    assert "user_data.email" in field.inner_text()
    assert "jane.doe" not in page.content()


def test_the_filter_speaks_the_language_of_the_rules(page: Page) -> None:
    page.fill("#filter", 'event_name == purchase and tag == "TikTok purchase" and outcome == accepted')
    page.keyboard.press("Enter")
    page.locator("#live .row", has_text="scroll").wait_for(state="detached")
    assert page.locator("#live .row", has_text="T-0").count() == 1

    page.fill("#filter", "event_name ==")
    page.keyboard.press("Enter")
    page.locator("#problem", has_text="column").wait_for()


def test_a_deep_link_opens_its_hit_and_tab_and_an_unknown_one_says_so(page: Page, preview: Preview) -> None:
    page.locator("#live .row", has_text="T-1").locator("a.head").click()
    page.get_by_role("tab", name="Response").click()
    link = page.url
    page.goto("about:blank")
    page.goto(link)
    page.locator('[role=tab][aria-selected="true"]', has_text="Response").wait_for()

    response = page.request.get(f"{preview.url}/v1/traces/nobodys")
    assert (response.status, "has left memory" in response.json()["problem"]) == (404, True)


def test_an_edited_hit_is_what_is_saved_whatever_its_writing(page: Page, preview: Preview) -> None:
    page.locator("#live .row", has_text="T-0").locator("a.head").click()
    page.get_by_role("button", name="Edit and replay").click()
    box = page.get_by_role("dialog").locator("textarea")
    box.fill(box.input_value().replace("en=purchase", "en=Größe_日本"))
    page.get_by_role("dialog").get_by_role("button", name="Replay").click()
    page.get_by_role("heading", name="Größe_日本").wait_for()

    page.get_by_role("button", name="Save as test").click()
    page.get_by_role("dialog").locator("input").fill("edited-in-the-browser")
    page.get_by_role("dialog").get_by_role("button", name="Save").click()
    page.get_by_text("edited-in-the-browser.sent.json").wait_for()
    saved = (preview.folder / "tests" / "hits" / "edited-in-the-browser.http").read_text("utf-8")
    assert "en=Gr%C3%B6%C3%9Fe_%E6%97%A5%E6%9C%AC" in saved
    page.keyboard.press("Escape")


def test_on_an_edited_hit_nothing_acts_on_another_one_than_is_shown(page: Page, preview: Preview) -> None:
    page.locator("#live .row", has_text="T-0").locator("a.head").click()
    page.get_by_role("button", name="Edit and replay").click()
    box = page.get_by_role("dialog").locator("textarea")
    box.fill("\n###\n".join(f"GET /g/collect?v=2&tid=G-TEST&cid=1.2&en={name} HTTP/1.1" for name in ("one", "two")))
    page.get_by_role("dialog").get_by_role("button", name="Replay").click()
    page.locator(".replayed select").select_option("2 of 2")
    page.get_by_role("heading", name="two").wait_for()

    actions = page.get_by_role("group", name="Actions")
    assert actions.locator("button:enabled").all_inner_texts() == ["Edit and replay", "Save as test"]
    assert actions.locator("a").count() == 0
    assert "01-01" not in page.locator(".about-line time").inner_text()
    page.get_by_role("button", name="Save as test").click()
    page.get_by_role("dialog").locator("input").fill("the-second")
    page.get_by_role("dialog").get_by_role("button", name="Save").click()
    page.get_by_text("the-second.sent.json").wait_for()
    assert "en=two" in (preview.folder / "tests" / "hits" / "the-second.http").read_text("utf-8")


def test_what_is_saved_as_a_test_passes_it_though_the_environment_sends_elsewhere(page: Page, preview: Preview) -> None:
    page.locator("#live .row", has_text="T-1").locator("a.head").click()
    page.get_by_role("button", name="Save as test").click()
    page.get_by_role("dialog").locator("input").fill("untouched")
    page.get_by_role("dialog").get_by_role("button", name="Save").click()
    page.get_by_text("untouched.sent.json").wait_for()

    with running("test", str(preview.folder / "tests" / "hits" / "untouched.sent.json")) as process:
        assert process.wait() == 0


def test_a_replay_says_the_same_in_tags_and_outgoing(page: Page) -> None:
    page.locator("#live .row", has_text="T-0").locator("a.head").click()
    page.get_by_role("button", name="Replay with today's rules").click()
    page.locator(".replayed").wait_for()
    for tab in ("Tags", "Outgoing"):
        page.get_by_role("tab", name=tab).click()
        assert "accepted" in page.locator("#panel .outcome").first.inner_text()


def test_a_dry_run_says_everywhere_that_nothing_is_sent(browser: Browser, tmp_path: Path) -> None:
    with serving(tmp_path, "http://127.0.0.1:9", "--dry", "--preview-port", "0") as process:
        preview = Preview(process, tmp_path)
        preview.send(PURCHASE.format("T-DRY"))
        context = browser.new_context(permissions=["clipboard-read", "clipboard-write"])
        page = next(opened := _opened(context, preview))
        page.locator("#live .row", has_text="not sent").locator("a.head").click()
        for tab in ("Tags", "Outgoing"):
            page.get_by_role("tab", name=tab).click()
            page.locator("#panel .outcome", has_text="not sent").wait_for()
        page.locator("#panel").get_by_role("button", name="Copy as cURL").click()
        page.locator("#panel [data-done]").wait_for()
        assert "$TIKTOK_ACCESS_TOKEN" in page.evaluate("navigator.clipboard.readText()")
        page.evaluate("location.hash = '#/queue'")
        page.get_by_text("A dry run queues and sends nothing.").wait_for()
        context.close()
        list(opened)


def test_a_credential_that_is_not_accepted_has_one_word_and_fails(browser: Browser, tmp_path: Path) -> None:
    with (
        fake_tiktok("--faults", "401:40105*100") as endpoint,
        serving(tmp_path, endpoint, "--preview-port", "0") as process,
    ):
        preview = Preview(process, tmp_path)
        for number in range(2):
            preview.send(PURCHASE.format(f"T-{number}"))
        page = next(opened := _opened(context := browser.new_context(viewport={"width": 320, "height": 800}), preview))
        page.locator("#live .row[data-failed] .outcome", has_text="hold").nth(1).wait_for()
        page.locator("#funnel", has_text="2 hold").wait_for()
        page.fill("#filter", "outcome == hold")
        page.locator("#live .row", has_text="T-1").locator("a.head").click()
        for tab in ("Tags", "Outgoing"):
            page.get_by_role("tab", name=tab).click()
            page.locator("#panel .line .outcome", has_text="hold").wait_for()
        page.get_by_text("destination held: the credential is not accepted").wait_for()

        page.evaluate("location.hash = '#/queue'")
        page.locator("#page td", has_text="destination held: the credential is not accepted").first.wait_for()
        assert page.locator("#page td:first-child .outcome").all_inner_texts() == ["‖hold", "‖hold"]
        assert page.evaluate("document.documentElement.scrollWidth") <= 320
        page.get_by_role("button", name="Drop").first.click()
        page.get_by_role("dialog").get_by_role("button", name="Drop").click()
        page.locator("#page td", has_text="dropped").wait_for()
        assert page.get_by_role("button", name="Drop").count() == 1
        context.close()
        list(opened)


def test_a_tag_that_is_part_of_a_sequence_can_be_looked_at(page: Page, preview: Preview) -> None:
    preview.send("/g/collect?v=2&tid=G-TEST&cid=1.2&en=sequence&ep.transaction_id=T-SEQ")
    page.locator("#live .row", has_text="T-SEQ").locator("a.head").click()
    page.get_by_role("heading", name="Before (setup of Main)").wait_for()


def test_every_view_has_a_row_for_the_tab_key(page: Page, preview: Preview) -> None:
    preview.send(PURCHASE.format("T-NO-PAGE").replace("&dl=https%3A%2F%2Fshop.example%2Fthanks", ""))
    page.locator("#live .row[data-failed]", has_text="T-NO-PAGE").wait_for()
    for view in ("failed", "unclaimed", "all"):
        page.evaluate("view => { location.hash = `#/${view}` }", view)
        page.locator(f'#live[data-view="{view}"] a[tabindex="0"]:visible').first.wait_for()


def test_keys_alone_go_everywhere(page: Page) -> None:
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "filter"
    page.keyboard.press("Tab")
    page.keyboard.press("j")
    page.locator('#live a.head[aria-current="true"]').wait_for()
    for key, name in enumerate(("Request", "Tags", "Variables", "Event Data", "Console", "Outgoing", "Response"), 1):
        page.keyboard.press(str(key))
        page.locator('[role=tab][aria-selected="true"]', has_text=name).wait_for()
    page.keyboard.press("?")
    page.get_by_role("dialog").wait_for()
    page.keyboard.press("Escape")
    assert page.get_by_role("dialog").count() == 0


def test_a_hit_is_replayed_and_shown_as_text_with_stand_ins(page: Page, preview: Preview) -> None:
    page.locator("#live .row", has_text="T-0").locator("a.head").click()
    page.get_by_role("button", name="Replay", exact=False).first.click()
    page.get_by_text("nothing was sent", exact=False).first.wait_for()

    name = page.url.split("/e/")[1].split("/")[0]
    said = page.request.get(f"{preview.url}/v1/traces/{name}/http").text()
    assert "en=purchase" in said
    assert "jane.doe" not in said


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 400], ids=["wide", "narrow"])
def test_no_pane_breaks_a_rule_of_accessibility(browser: Browser, preview: Preview, theme: Any, width: int) -> None:
    context = browser.new_context(
        viewport={"width": width, "height": 800}, color_scheme=theme, bypass_csp=True, reduced_motion="reduce"
    )
    page = next(opened := _opened(context, preview))
    name = page.locator("#live .row", has_text="T-0").locator("a.head").get_attribute("href") or ""
    places = [*VIEWS, *(f"#/e/{name.split('/e/')[1].split('/')[0]}/{tab}" for tab in TABS)]
    found = {place: _violations(page, place) for place in places}
    context.close()
    list(opened)

    assert {place: rules for place, rules in found.items() if rules} == {}


def _violations(page: Page, place: str) -> list[str]:
    page.evaluate("place => { location.hash = place }", place)
    page.wait_for_timeout(150)  # what is shown comes from the server
    page.evaluate(AXE.read_text("utf-8"))
    tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
    result = page.evaluate("tags => axe.run({runOnly: tags})", tags)
    return [f"{each['id']}: {[node['target'] for node in each['nodes']][:3]}" for each in result["violations"]]


def test_200_hostile_texts_in_every_field_run_nothing(browser: Browser, preview: Preview) -> None:
    """Scripts, terminal escapes, formulas and marks that turn the writing round."""
    for number, text in enumerate(_hostile(200)):
        said, in_header = (
            quote(text, safe=""),
            text.encode("ascii", "ignore").decode().replace("\n", " ").strip("\0\x1b\r "),
        )
        preview.send(
            f"/g/collect?v=2&tid=G-{said}&cid={said}&en={said}&ep.{said}={said}&cu={said}&dl={said}&dt={said}&up.{said}={said}"
            f"&ep.transaction_id={said}&pr1=id{said}~nm{said}&epn.value=1&ep.user_data.email={said}&n={number}",
            headers={
                "user-agent": in_header or "x",
                "x-gtm-server-preview": in_header or "x",
                "referer": "https://x.example/",
            },
            cookies={"_ga": quote(in_header)},
        )
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    page = next(opened := _opened(context, preview))
    page.on("dialog", lambda dialog: pytest.fail(f"a dialog opened: {dialog.message}"))
    page.locator("#live .row").nth(150).wait_for(state="attached")
    for head in page.locator("#live a.head").all()[:200:8]:
        head.dispatch_event("click")
        for tab in TABS:
            page.locator(f"[role=tab] >> nth={TABS.index(tab)}").dispatch_event("click")
    assert page.evaluate("window.owned") is None
    assert page.locator("main script, main img, main iframe, main svg, main style").count() == 0
    context.close()
    list(opened)


def _hostile(many: int) -> list[str]:
    shapes = (
        "<script>owned=1</script>", "</script><script>owned=1</script>", "<img src=x onerror=owned=1>",
        '"><svg onload=owned=1>', "javascript:owned=1", "'-owned=1-'", "${owned=1}", "{{constructor.constructor('owned=1')()}}",
        "<iframe srcdoc='<script>parent.owned=1</script>'>", "\x1b[31mred\x1b[0m", "\x1b]0;title\x07", "=cmd|'/c calc'!A1",
        "+1+cmd", "@SUM(1)", "-2+3", "\u202eevil\u202c", "\u200b\ufeff", "<a href=javascript:owned=1>x</a>", "<!--", "]]>",
        "\n\r\n<script>owned=1</script>", "%3Cscript%3Eowned=1%3C/script%3E", "&lt;script&gt;owned=1",
        "<style>*{display:none}</style>", "__proto__", "constructor",
    )  # fmt: skip
    return [f"{shape}{number}" for number, shape in zip(range(many), itertools.cycle(shapes), strict=False)]


def test_another_site_can_neither_read_nor_change_nor_frame_it(browser: Browser, preview: Preview) -> None:
    with site() as elsewhere:
        context = browser.new_context()
        page = context.new_page()
        page.goto(preview.link)
        page.goto(elsewhere.page("/evil.html", f"<title>x</title><iframe src='{preview.url}/'></iframe>"))
        script = """async ([url, how]) => fetch(url, how).then(answer => answer.status, error => "refused")"""
        read = page.evaluate(script, [f"{preview.url}/v1/queue", {"credentials": "include"}])
        simple = {"method": "POST", "credentials": "include", "mode": "no-cors", "body": "{}"}
        changed = page.evaluate(script, [f"{preview.url}/v1/queue/x/drop", simple])
        framed = _framed(page)
        context.close()

    assert read == "refused"
    assert changed in (0, "refused")
    assert framed.startswith("chrome-error:")


def _framed(page: Page) -> str:
    """Where the page's frame ended: the browser takes it down and puts its own error page there, which takes a moment."""
    for _ in range(200):
        if (ended := [frame.url for frame in page.frames[1:] if frame.url not in ("", "about:blank")]) and ended[0]:
            return ended[0]
        page.wait_for_timeout(50)
    return ""


@pytest.mark.parametrize("host", ["127.0.0.1.nip.io", "evil.example", "localhost.evil.example", ""])
def test_a_name_that_only_resolves_to_this_machine_is_refused(preview: Preview, host: str) -> None:
    answer = httpx.get(preview.link, headers={"host": host}, trust_env=False)

    assert answer.status_code == 400
    assert "set-cookie" not in answer.headers


def test_the_hit_port_shows_none_of_it(preview: Preview) -> None:
    token = preview.link.partition("?")[2]
    answers = [httpx.get(f"{preview.hits}{path}", trust_env=False) for path in (f"/?{token}", "/app.js", "/v1/queue")]

    assert [answer.status_code for answer in answers] == [400, 400, 400]
    assert all("set-cookie" not in answer.headers for answer in answers)


def test_a_tag_says_what_the_vendor_said_and_all_its_triggers(page: Page, preview: Preview) -> None:
    preview.send(PURCHASE.format("T-SAID"))
    row = page.locator("#live .row", has_text="T-SAID")
    row.locator("text=accepted").wait_for()
    row.locator("a.head").click()

    page.locator("article.card", has_text="TikTok purchase").locator("text=HTTP 200, code 0").wait_for()
    steps = page.locator("article.card", has_text="TikTok shop steps")
    assert steps.locator("summary").all_inner_texts() == ["Trigger Shop steps: not fired", "Trigger Lead: not fired"]
    assert steps.locator("details[open]").count() == 1


def test_the_page_weighs_no_more_than_60_kb() -> None:
    static = Path(__file__).resolve().parents[2] / "gateway" / "server" / "preview" / "static"

    assert sum(file.stat().st_size for file in static.iterdir()) <= 60_000


def test_a_failure_is_found_on_disk(page: Page, preview: Preview) -> None:
    preview.send(PURCHASE.format("T-BAD").replace("&dl=https%3A%2F%2Fshop.example%2Fthanks", ""))

    def rows() -> list[Any]:
        return [
            row for row in json.loads(page.request.get(f"{preview.url}/v1/disk").text())["rows"] if "T-BAD" in str(row)
        ]

    wait_until(rows)
    assert rows()[0]["outcome"] == "failed"
