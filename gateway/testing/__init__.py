"""The pytest plugin: `container` is the container of the nearest rules.yaml, and replays hits without a network."""

from .plugin import container

__all__ = ["container"]
