"""The local TikTok endpoint: checks token and shape as TikTok documents them, answers as TikTok does, lists what it got."""

from .answer import answer, stand_in

__all__ = ["answer", "stand_in"]
