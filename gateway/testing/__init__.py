"""The pytest plugin: `container` is the container of the nearest rules.yaml, and replays hits without a network."""

from .plugin import container, container_of

__all__ = ["container", "container_of"]
