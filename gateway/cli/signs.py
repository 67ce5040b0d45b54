"""What no terminal obeys: the name of a file may be any bytes, and so may what an error quotes."""

from __future__ import annotations


def plain(text: str) -> str:
    """The text with its line ends; every other sign that is none to read as its escape."""
    if text.isprintable():
        return text
    return "".join(sign if sign.isprintable() or sign == "\n" else ascii(sign)[1:-1] for sign in text)
