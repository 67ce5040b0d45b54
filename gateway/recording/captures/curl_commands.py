"""Commands of cURL as browsers copy them, and as `curl.py` writes them: what each would send."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from itertools import groupby

from ...hit import Hit
from ..stamp import Stamp
from .captured import Captured, Found, NoHitError, Sieve
from .curl_options import Options
from .fields import AT, IP, method
from .shell import PIPE, Words, bash_words, is_windows, windows_words
from .source import Source
from .target import Target

# At the beginning of a line or of a command; a prompt may stand before it, sudo, and variables of its own.
_COMMAND = re.compile(
    r"(?:\A|(?<=[\n;&|({]))[ \t]*(?:[$>%] ?)?(?:(?:sudo|env|[A-Za-z_]\w*+=[^\s;&|(){}'\"]*+)[ \t]+)*+"
    r"(?=(?:curl(?:\.exe)?|printf)[ \t\\^])"
)
_PRINTED = re.compile(r"\\(?:0([0-7]{1,3})|(.))", re.DOTALL)
_SIGNS = {"n": "\n", "r": "\r", "t": "\t", "\\": "\\"}
_CURL = ("curl", "curl.exe")


def curl_commands(source: Source, sieve: Sieve) -> Iterator[Found]:
    """The hits of all commands in a text; what else stands in it is not looked at."""
    text = source.whole().decode("latin-1").replace("\r\n", "\n")
    line, counted, position, at = 1, 0, 0, 0
    while found := _COMMAND.search(text, at):
        line, counted = line + text.count("\n", counted, found.end()), found.end()
        place = f"{source.name}:{line}"
        try:
            words, at = (windows_words if is_windows(text, counted) else bash_words)(text, counted)
            written = text[counted:at].encode("latin-1")
            for options in _of_command(words):
                yield sieve(Captured(_hit(options, Stamp.of(written, position)), place))
                position += 1
                # The next request of this command is told from it by its position: a command may have thousands.
                written = hashlib.sha256(written).digest()
        except NoHitError as error:
            yield error.at(place)
        # At least past this word, so that a command that cannot be read is not read again.
        at = max(at, counted + 1)


def _of_command(words: Words) -> Iterator[Options]:
    """The requests of one command, which may be several, also those of a pipe."""
    programs = [list(part) for is_pipe, part in groupby(words, PIPE.__eq__) if not is_pipe]
    before: Words = []
    for words in programs:
        if words[0] in _CURL:
            yield from Options.of(words[1:], _printed(before))
        before = words


def _printed(words: Words) -> str:
    """What `printf '%b' TEXT` prints."""
    if words[:2] != ["printf", "%b"]:
        return ""
    return _PRINTED.sub(_sign, "".join(words[2:]))


def _sign(found: re.Match[str]) -> str:
    octal, sign = found.groups()
    return chr(int(octal, 8) & 0xFF) if octal else _SIGNS.get(sign, f"\\{sign}")


def _hit(options: Options, stamp: Stamp) -> Hit:
    target = Target.of(options.address.encode("latin-1"))
    if options.target:
        target = Target.of(options.target.encode("latin-1"))._replace(host=target.host)
    return Hit(
        method=method(options.method),
        path=target.path,
        query="&".join(filter(None, (target.query, options.query))),
        headers=target.with_host(options.headers),
        body=options.body,
        ip=IP,
        id=stamp.id,
        at=AT,
        seed=stamp.seed,
    )
