"""The server behind YAML in real editors (`yaml-language-server`, from npm), spoken to over stdio as an editor does."""

from __future__ import annotations

import contextlib
import itertools
import json
import queue
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.running import PATIENCE

CURSOR = "|"
_SETTINGS = {"yaml": {"completion": True, "hover": True, "validate": True, "schemaStore": {"enable": False}}}
_CAPABILITIES = {
    "workspace": {"configuration": True},
    "textDocument": {"completion": {"completionItem": {"documentationFormat": ["markdown"]}}},
}


class Editor:
    """An editor with one folder open. Each question is asked of a new file in it."""

    def __init__(self, command: list[str], folder: Path) -> None:
        self._folder = folder
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=folder)
        self._numbers = itertools.count(1)
        self._answers: queue.Queue[dict[str, Any]] = queue.Queue()
        self._diagnostics: queue.Queue[dict[str, Any]] = queue.Queue()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        self._ask("initialize", processId=None, rootUri=folder.as_uri(), capabilities=_CAPABILITIES)
        self._tell("initialized")
        self._tell("workspace/didChangeConfiguration", settings=_SETTINGS)

    def completions(self, text: str) -> dict[str, str]:
        """What it offers at the cursor (`|`), each with its documentation."""
        answer = self._ask("textDocument/completion", **self._opened_at_cursor(text))
        items = answer["items"] if isinstance(answer, dict) else answer
        return {item["label"]: _plain(item.get("documentation")) for item in items}

    def insertions(self, text: str) -> list[str]:
        """What it would insert at the cursor (`|`), as snippets."""
        answer = self._ask("textDocument/completion", **self._opened_at_cursor(text))
        return [item["textEdit"]["newText"] for item in answer["items"]]

    def hover(self, text: str) -> str:
        """What it shows of the word at the cursor (`|`)."""
        answer = self._ask("textDocument/hover", **self._opened_at_cursor(text))
        return _plain(answer and answer["contents"])

    def diagnostics(self, text: str) -> list[str]:
        """What it underlines, in the order of the file."""
        uri = self._opened(text)
        while (told := self._diagnostics.get(timeout=PATIENCE))["uri"] != uri:
            pass
        return [diagnostic["message"] for diagnostic in told["diagnostics"]]

    def close(self) -> None:
        """End the server, as the protocol has it."""
        self._ask("shutdown")
        self._tell("exit")
        self._process.wait(PATIENCE)
        self._reader.join(PATIENCE)
        for stream in (self._process.stdin, self._process.stdout):
            assert stream is not None
            stream.close()

    def _opened_at_cursor(self, text: str) -> dict[str, Any]:
        before, _, after = text.partition(CURSOR)
        line, character = before.count("\n"), len(before.rpartition("\n")[2])
        uri = self._opened(before + after)
        return {"textDocument": {"uri": uri}, "position": {"line": line, "character": character}}

    def _opened(self, text: str) -> str:
        uri = (self._folder / f"rules-{next(self._numbers)}.yaml").as_uri()
        self._tell("textDocument/didOpen", textDocument={"uri": uri, "languageId": "yaml", "version": 1, "text": text})
        return uri

    def _ask(self, method: str, **parameters: Any) -> Any:
        number = next(self._numbers)
        self._send(id=number, method=method, params=parameters)
        answer = self._answers.get(timeout=PATIENCE)
        assert answer["id"] == number
        assert "error" not in answer, answer["error"]
        return answer["result"]

    def _tell(self, method: str, **parameters: Any) -> None:
        self._send(method=method, params=parameters)

    def _send(self, **message: Any) -> None:
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        assert self._process.stdin is not None
        self._process.stdin.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
        self._process.stdin.flush()

    def _read(self) -> None:
        for message in self._messages():
            if message.get("method") == "textDocument/publishDiagnostics":
                self._diagnostics.put(message["params"])
            elif "method" in message and "id" in message:
                with contextlib.suppress(BrokenPipeError):  # it asks to the last, and may be gone
                    self._send(id=message["id"], result=_answer(message))
            elif "method" not in message:
                self._answers.put(message)

    def _messages(self) -> Iterator[dict[str, Any]]:
        stream = self._process.stdout
        assert stream is not None
        length = 0
        while line := stream.readline():
            name, _, value = line.partition(b":")
            if name.lower() == b"content-length":
                length = int(value)
            elif not line.strip():
                yield json.loads(stream.read(length))


@contextlib.contextmanager
def editing(command: list[str], folder: Path) -> Iterator[Editor]:
    """An editor that is closed with the block."""
    opened = Editor(command, folder)
    try:
        yield opened
    finally:
        opened.close()


def _answer(request: dict[str, Any]) -> Any:
    """What an editor says to its server's requests: its settings, and that all else is well."""
    if request["method"] != "workspace/configuration":
        return None
    return [_SETTINGS.get(item["section"], {}) for item in request["params"]["items"]]


def _plain(documentation: Any) -> str:
    """The text of a documentation, which is marked-up text or plain."""
    return documentation["value"] if isinstance(documentation, dict) else documentation or ""
