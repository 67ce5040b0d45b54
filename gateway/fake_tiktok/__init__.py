"""The local TikTok endpoint: checks token and shape as TikTok documents them, answers as TikTok does, lists what it got."""

from .answer import answer

__all__ = ["answer"]
