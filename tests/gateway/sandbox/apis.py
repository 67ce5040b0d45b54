"""GTM's APIs as a template meets them: in a sealed realm."""

from __future__ import annotations

import json
from typing import Any

from gateway.sandbox.engine import Limits
from gateway.sandbox.realm import Realm, Script

UNDEFINED = "(undefined)"
"""What JSON cannot say."""


def returned(code: str, *arguments: Any, **facts: Any) -> Any:
    """What this code returns, with `args` for the arguments; `api` is `require`, and undefined is told apart from null."""
    body = f"const api = require; const args = data.args; const value = (() => {{ {code} }})(); return {_TOLD};"
    realm = Realm(Script(body), Limits())
    realm.begin(json.dumps({"kind": "MACRO", "seed": "1", "time": 1000, "container": {}, **facts}), "{}", "")
    realm.start(json.dumps({"args": arguments}))
    result: Any = realm.settle().result
    if "thrown" in result:
        raise AssertionError(result["thrown"])
    return result["value"]


def call(name: str, *arguments: Any, **facts: Any) -> Any:
    """What an API returns for these arguments."""
    return returned(f"return api('{name}')(...args);", *arguments, **facts)


_TOLD = f"value === undefined ? '{UNDEFINED}' : value"
