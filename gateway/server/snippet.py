"""The lines to paste into a page, honest about what gtag.js makes of them.

gtag.js (seen with builds of 2023 to 2026) drops every port but 80 and 443 from `server_container_url`; `transport_url`
keeps the port, but is the poorer mode: without user-provided data and without the event stream.
"""

from __future__ import annotations

_PAGE = """\
<script async src="https://www.googletagmanager.com/gtag/js?id=G-XXXXXXX"></script>
<script>
  window.dataLayer = window.dataLayer || [];
  function gtag(){{dataLayer.push(arguments);}}
  gtag('js', new Date());
  gtag('config', 'G-XXXXXXX', {{{setting}: '{url}'}});
</script>"""

POORER = (
    "On this port gtag.js sends no user data (user_data), for it would drop the port from server_container_url: "
    "`sgtm serve --port 80` is the full mode."
)


def address(port: int, *, tls: bool = False) -> str:
    """The gateway's address as a page on this machine names it."""
    scheme, usual = ("https", 443) if tls else ("http", 80)
    return f"{scheme}://localhost" if port == usual else f"{scheme}://localhost:{port}"


def snippet(port: int, *, tls: bool = False) -> str:
    """The snippet for a gateway on this port, and a line of warning where the port makes it the poorer mode."""
    url = address(port, tls=tls or port == 443)
    if port == 443 or (port == 80 and not tls):
        return _PAGE.format(setting="server_container_url", url=url)
    full = POORER.replace("--port 80", "--port 443") if tls else POORER
    return f"{_PAGE.format(setting='transport_url', url=url)}\n{full}"
