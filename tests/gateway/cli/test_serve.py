"""`sgtm serve` as a command: what it says, and what it refuses."""

from __future__ import annotations

import json
import os
import ssl
from pathlib import Path

import httpx
import pytest
import trustme
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    PrivateFormat,
    load_pem_private_key,
)

from tests.running import ROOT, running


def test_it_says_where_it_is_and_what_to_paste(tmp_path: Path) -> None:
    with running("serve", "--dry", "--port", "0", "--rules", str(ROOT / "rules.yaml")) as gateway:
        port = gateway.port()
        gateway.said("sends no user data")
        said = "\n".join(gateway.messages)

    assert f"rules.yaml with 2 tags takes hits on http://localhost:{port}" in said
    assert f"transport_url: 'http://localhost:{port}'" in said
    assert not (tmp_path / ".sgtm").exists()


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("--workers", "0"), 2, "workers"),
        (("--port", "many"), 2, "port"),
        (("--rules", "nowhere.yaml"), 3, "nowhere.yaml:1:1  cannot be read: No such file or directory."),
        (("--host", "192.0.2.1"), 1, "cannot listen on 192.0.2.1"),
        (
            ("--trusted-proxies", "loopback, everybody"),
            1,
            'sgtm: "everybody" is no trusted proxy. Write an address, a network such as 10.0.0.0/8, or loopback, private.',
        ),
    ],
    ids=["no workers", "a word for a port", "no rules", "an address of another machine", "a proxy that is none"],
)
def test_what_cannot_be_served_is_a_sentence_and_an_exit_code(
    arguments: tuple[str, ...], code: int, said: str, tmp_path: Path
) -> None:
    with running("serve", "--dry", "--port", "0", "--data-dir", str(tmp_path), *arguments) as gateway:
        assert gateway.wait() == code

    assert said in "\n".join(gateway.messages)
    assert "Traceback" not in "\n".join(gateway.messages)


# --- https ------------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture(scope="module")
def certificates(authority: trustme.CA, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a certificate and its key, the key of another, the key with a password, and no certificate at all."""
    folder = tmp_path_factory.mktemp("certificates")
    ours, theirs = authority.issue_cert("localhost", "127.0.0.1"), authority.issue_cert("other.example")
    ours.cert_chain_pems[0].write_to_path(folder / "cert.pem")
    ours.private_key_pem.write_to_path(folder / "key.pem")
    theirs.private_key_pem.write_to_path(folder / "other.pem")
    key = load_pem_private_key(ours.private_key_pem.bytes(), None)
    locked = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(b"sesame"))
    (folder / "locked.pem").write_bytes(locked)
    (folder / "garbage.pem").write_text("no certificate")
    return folder


def trusting(authority: trustme.CA) -> ssl.SSLContext:
    context = ssl.create_default_context()
    authority.configure_trust(context)
    return context


@pytest.mark.parametrize("arguments", [(), ("--workers", "2")], ids=["one process", "two"])
def test_it_takes_hits_by_https(
    tmp_path: Path, certificates: Path, authority: trustme.CA, arguments: tuple[str, ...]
) -> None:
    (tmp_path / "rules.yaml").write_text("clients: {GA4: {type: ga4}}\n")
    tls = ("--tls-cert", str(certificates / "cert.pem"), "--tls-key", str(certificates / "key.pem"))
    words = ("--rules", str(tmp_path / "rules.yaml"), "--port", "0", "--trace", "--format", "json", *arguments)
    with running("serve", *words, *tls) as gateway:
        port = gateway.port()
        with httpx.Client(verify=trusting(authority), trust_env=False) as browser:
            answers = [
                browser.get(f"https://{host}:{port}/g/collect?v=2&tid=G-1&cid=1.2&en=purchase")
                for host in ("localhost", "127.0.0.1")
            ]
        with pytest.raises(httpx.ConnectError, match="CERTIFICATE_VERIFY_FAILED"):
            httpx.get(f"https://localhost:{port}/healthz", trust_env=False)
        with pytest.raises(httpx.RemoteProtocolError):
            httpx.get(f"http://localhost:{port}/healthz", trust_env=False)
        assert [json.loads(gateway.result())["events"][0]["name"] for _ in range(2)] == ["purchase"] * 2
        assert gateway.stop() == 0

    assert [answer.status_code for answer in answers] == [200, 200]
    said = "\n".join(gateway.messages)
    assert f"takes hits on https://localhost:{port}" in said
    assert f"transport_url: 'https://localhost:{port}'" in said
    assert "`sgtm serve --port 443` is the full mode" in said


def test_a_certificate_may_be_written_as_seen_from_the_folder_one_is_in(
    certificates: Path, authority: trustme.CA
) -> None:
    cert, key = (os.path.relpath(certificates / name, ROOT) for name in ("cert.pem", "key.pem"))
    words = ("serve", "--dry", "--port", "0", "--tls-cert", cert, "--tls-key", key)
    with running(*words) as gateway:
        url = f"https://localhost:{gateway.port()}/healthz"

        assert httpx.get(url, verify=trusting(authority), trust_env=False).text == "ok"


TOGETHER = "sgtm: --tls-cert and --tls-key belong together: the certificate and its private key."


@pytest.mark.parametrize(
    ("cert", "key", "said"),
    [
        ("cert.pem", None, TOGETHER),
        (None, "key.pem", TOGETHER),
        ("nowhere.pem", "key.pem", "/nowhere.pem and "),
        ("cert.pem", "nowhere.pem", "/nowhere.pem are no certificate with its key (PEM): No such file or directory."),
        ("garbage.pem", "key.pem", "/key.pem are no certificate with its key (PEM): "),
        ("cert.pem", "garbage.pem", "/garbage.pem are no certificate with its key (PEM): "),
        ("cert.pem", "other.pem", "/other.pem are no certificate with its key (PEM): "),
        ("key.pem", "cert.pem", "/cert.pem are no certificate with its key (PEM): "),
        ("cert.pem", "", "are no certificate with its key (PEM): "),
        ("cert.pem", "locked.pem", "sgtm: the private key asks for a password. Give one that needs none."),
    ],
    ids=[
        "no key", "no certificate", "a certificate that is not there", "a key that is not there",
        "a certificate that is none", "a key that is none", "the key of another", "the wrong way round", "a folder",
        "a key with a password",
    ],
)  # fmt: skip
def test_a_certificate_that_does_not_do_is_one_sentence_and_exit_code_1(
    tmp_path: Path, certificates: Path, cert: str | None, key: str | None, said: str
) -> None:
    given = (("--tls-cert", cert), ("--tls-key", key))
    words = [word for option, name in given if name is not None for word in (option, str(certificates / name))]
    with running("serve", "--port", "0", "--data-dir", str(tmp_path / "data"), *words) as gateway:
        assert gateway.wait() == 1

    assert len(gateway.messages) == 1
    assert said in gateway.messages[0]
    assert not (tmp_path / "data").exists()
