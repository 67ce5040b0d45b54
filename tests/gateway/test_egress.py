"""Where requests may go: every spelling of a host, and what people list that is none."""

from __future__ import annotations

import httpx
import pytest

from gateway import GatewayError
from gateway.egress import SCHEMES, THIS_MACHINE, Egress, Host, Reach, canonical, declared, is_filled_in

LISTED = (
    "collect.vendor.example",
    "*.cloud.example",
    "10.1.2.3:8443",
    "localhost:8090",
    "[2001:db8::7]:8443",
    "db.example:5000",
)
RULES = Egress(
    declared=frozenset(
        host
        for each in (
            "https://api.vendor.example/v1?a=b",
            "http://127.0.0.1:9000/",
            "http://shop.localhost:3000",
            "https://crm.example:444",
        )
        if (host := declared(each)) is not None
    ),
    allowed=frozenset(map(Host.of, LISTED)),
)


def reach(url: str) -> Reach:
    """As the sender asks: with the host that the library which connects has read."""
    read = httpx.URL(url)
    return RULES.reach(Host(canonical(read.raw_host.decode()), read.port or SCHEMES[read.scheme]))


@pytest.mark.parametrize(
    ("url", "verdict"),
    [
        ("https://api.vendor.example/", "public"),
        ("https://API.Vendor.Example/", "public"),
        ("https://api.vendor.example./", "public"),
        ("https://api.vendor.example:443/", "public"),
        ("https://api.vendor.example:0443/", "public"),
        ("https://api.vendor.example:/", "public"),
        ("https://api。vendor.example/", "public"),
        ("https://crm.example:444/", "public"),
        ("https://collect.vendor.example/", "anywhere"),
        ("https://db.example:5000/", "anywhere"),
        ("https://cloud.example/", "public"),
        ("https://eu.cloud.example/", "public"),
        ("https://a.b.eu.cloud.example/", "public"),
        ("https://10.1.2.3:8443/", "anywhere"),
        ("http://localhost:8090/", "anywhere"),
        ("http://LOCALHOST:8090/", "anywhere"),
        ("http://127.0.0.1:9000/", "anywhere"),
        ("http://shop.localhost:3000/", "anywhere"),
        ("https://[2001:db8::7]:8443/", "anywhere"),
        ("https://[2001:DB8:0:0::7]:8443/", "anywhere"),
        ("http://api.vendor.example/", "nowhere"),
        ("http://collect.vendor.example/", "nowhere"),
        ("https://api.vendor.example:8443/", "nowhere"),
        ("https://crm.example/", "nowhere"),
        ("https://vendor.example/", "nowhere"),
        ("https://other.vendor.example/", "nowhere"),
        ("https://api.vendor.example.evil.example/", "nowhere"),
        ("https://evilapi.vendor.example/", "nowhere"),
        ("https://evilcloud.example/", "nowhere"),
        ("https://eu.cloud.example:8443/", "nowhere"),
        ("https://api-vendor.example/", "nowhere"),
        ("https://api.vendor.example@evil.example/", "nowhere"),
        ("https://api.vendor.example:443@evil.example/", "nowhere"),
        ("https://api.vendor.example\\@evil.example/", "nowhere"),
        ("https://evil.example/https://api.vendor.example/", "nowhere"),
        ("https://evil.example?api.vendor.example", "nowhere"),
        ("https://evil.example#@api.vendor.example/", "nowhere"),
        ("https://api.vendor.example%2eevil.example/", "nowhere"),
        ("https://xn--pi-7kc.vendor.example/", "nowhere"),
        ("https://аpi.vendor.example/", "nowhere"),
        ("http://127.0.0.1/", "nowhere"),
        ("http://127.0.0.1:8090/", "nowhere"),
        ("http://127.1:9000/", "nowhere"),
        ("http://2130706433:9000/", "nowhere"),
        ("http://0x7f000001:9000/", "nowhere"),
        ("http://0x7f.0.0.1:9000/", "nowhere"),
        ("http://017700000001:9000/", "nowhere"),
        ("http://%31%32%37.0.0.1:9000/", "nowhere"),
        ("http://[::1]:9000/", "nowhere"),
        ("http://[::ffff:127.0.0.1]:9000/", "nowhere"),
        ("http://[::127.0.0.1]:9000/", "nowhere"),
        ("http://[fe80::1%25eth0]/", "nowhere"),
        ("http://0.0.0.0:9000/", "nowhere"),
        ("http://0:9000/", "nowhere"),
        ("http://169.254.169.254/latest/meta-data/", "nowhere"),
        ("http://metadata.google.internal/", "nowhere"),
        ("http://localhost/", "nowhere"),
        ("http://localhost.:8091/", "nowhere"),
        ("http://localhost.evil.example:8090/", "nowhere"),
        ("https://10.1.2.3/", "nowhere"),
        ("https://10.1.2.03:8443", "nowhere"),
        ("https://8.8.8.8/", "nowhere"),
        ("https://a..b.example/", "nowhere"),
        ("https:///", "nowhere"),
    ],
)
def test_a_host_is_told_from_every_other(url: str, verdict: Reach) -> None:
    try:
        assert reach(url) == verdict
    except httpx.InvalidURL:
        assert verdict == "nowhere"


@pytest.mark.parametrize(
    ("text", "host"),
    [
        ("Collect.Vendor.Example", Host("collect.vendor.example")),
        ("collect.vendor.example:8443", Host("collect.vendor.example", 8443)),
        ("*.vendor.example", Host("vendor.example", under=True)),
        ("*.vendor.example:8443", Host("vendor.example", 8443, under=True)),
        ("localhost:8090", Host("localhost", 8090)),
        ("fake_tiktok:8090", Host("fake_tiktok", 8090)),
        ("10.1.2.3:8443", Host("10.1.2.3", 8443)),
        ("[::1]", Host("::1")),
        ("[::1]:8443", Host("::1", 8443)),
        ("xn--bcher-kva.example", Host("xn--bcher-kva.example")),
    ],
)
def test_a_host_is_listed_as_a_name_or_an_address_with_a_port(text: str, host: Host) -> None:
    assert Host.of(text) == host
    assert Host.of(host.shown) == host


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("https://collect.vendor.example/x", "is an address. Write its host: collect.vendor.example."),
        ("http://crm.example/x", "is an address. Write its host: crm.example:80."),
        ("https://", "is an address. Write its host."),
        ("*", 'would be every host. Write those that are meant, such as "*.vendor.example".'),
        ("*.*", "would be every host."),
        ("", "would be every host."),
        ("*.example", "is no host."),
        ("*.1.2.3.4", "is no host."),
        ("col*.vendor.example", "is no host."),
        ("10.0.0.0/8", "is more than a host. Write a name or one address, without a path or a network."),
        ("vendor.example/track", "is more than a host."),
        ("bücher.example", "is no name of the network. Write the form of it that begins with xn--."),
        ("::1", "needs brackets: [::1], with a port [::1]:8443."),
        ("{{Host}}", "names a variable, and what events say cannot be allowed. Write the host."),
        ("127.1", "is no host."),
        ("2130706433", "is no host."),
        ("0x7f.1", "is no host."),
        ("user@vendor.example", "is no host."),
        ("vendor.example:0", "has a port that cannot be. Write 1 to 65535 behind the colon."),
        ("vendor.example:65536", "has a port that cannot be."),
        ("vendor.example:https", "is no host."),
        ("[vendor.example]", "is no host."),
        ("a..example", "is no host."),
        ("-a.example", "is no host."),
        ("a b.example", "is no host."),
        ("a.example\n", "is no host."),
        (f"{'a' * 64}.example", "is no host."),
        (".".join(["a" * 60] * 5), "is no host."),
    ],
)
def test_what_is_listed_and_is_no_host_is_told(text: str, what: str) -> None:
    with pytest.raises(GatewayError) as told:
        Host.of(text)

    assert what in str(told.value)


@pytest.mark.parametrize(
    "address",
    [
        "https://{{Shop}}/x",
        "https://a.example{{Path}}",
        "{{Address}}",
        "https://{{Shop}}.a.example/",
        "{{Scheme}}://a.example/",
        "https://a.example:{{Port}}/",
        "https://{{a/b}}/",
    ],
)
def test_a_host_that_an_event_fills_in_is_not_declared(address: str) -> None:
    assert is_filled_in(address)
    assert declared(address) is None


@pytest.mark.parametrize(
    "address", ["https://a.example/{{Path}}", "https://a.example?x={{Path}}", "https://a.example#{{Path}}"]
)
def test_what_an_event_fills_in_behind_the_host_does_not_matter(address: str) -> None:
    assert declared(address) == Host("a.example")


@pytest.mark.parametrize("address", ["<TIKTOK_ENDPOINT>", "https://<HOST>/x", "<HOST>/x"])
def test_what_is_unset_while_rehearsing_is_no_host_as_yet(address: str) -> None:
    assert declared(address) is None


@pytest.mark.parametrize(
    ("address", "what"),
    [
        (
            "https://user:word@crm.example/",
            "an address holds no name and no password. Send them by a header: Authorization.",
        ),
        ("https://127.1/", '"127.1" is no host.'),
        ("https://bücher.example/", "Write the form of it that begins with xn--."),
        ("https://", '"https://" is no host.'),
        ("https://crm.example:99999/", '"https://crm.example:99999/" is no host.'),
        ("https://[::1/", '"https://[::1/" is no host.'),
        ("ftp://crm.example/", '"crm.example" is no host.'),
    ],
)
def test_what_nobody_could_send_to_is_not_declared_but_told(address: str, what: str) -> None:
    with pytest.raises(GatewayError) as told:
        declared(address)

    assert what in str(told.value)


def test_a_type_may_declare_all_hosts_under_a_name_but_they_stay_on_the_internet() -> None:
    egress = Egress(frozenset(filter(None, [declared("*.vendor.example")])))

    assert egress.reach(Host("eu.vendor.example")) == "public"


def test_new_rules_keep_what_was_declared_and_forget_what_was_allowed() -> None:
    now = Egress(frozenset({Host("new.example")})).after(RULES)

    assert [now.reach(Host(name)) for name in ("new.example", "api.vendor.example", "collect.vendor.example")] == [
        "public",
        "public",
        "nowhere",
    ]


def test_a_sender_nobody_told_where_to_stays_on_this_machine() -> None:
    hosts = [Host("127.0.0.1", 9000), Host("::1", 80), Host("localhost", 1), Host("10.0.0.1"), Host("vendor.example")]

    assert [THIS_MACHINE.reach(host) for host in hosts] == ["anywhere", "anywhere", "anywhere", "nowhere", "nowhere"]
