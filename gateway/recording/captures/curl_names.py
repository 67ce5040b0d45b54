"""The names of cURL's options: what each of one letter is called, and which take a value. Source: curl, "curl.1 the man page"."""

from __future__ import annotations

LETTERS = {
    "A": "user-agent", "b": "cookie", "d": "data", "e": "referer", "F": "form", "G": "get", "g": "globoff", "H": "header",
    "I": "head", "T": "upload-file", "u": "user", "X": "request", ":": "next",
}  # fmt: skip

LETTERS_OF_THE_SENDING = frozenset("cCDEhKmoPQrtUwxyYzC")
"""Those that say how to send, and take a value."""

OF_THE_SENDING = frozenset(
    "abstract-unix-socket alt-svc aws-sigv4 cacert capath cert cert-type ciphers config connect-timeout connect-to "
    "continue-at cookie-jar create-file-mode crlfile curves delegation dns-interface dns-ipv4-addr dns-ipv6-addr "
    "dns-servers doh-url dump-header ech egd-file engine etag-compare etag-save expect100-timeout ftp-account "
    "ftp-alternative-to-user ftp-method ftp-port ftp-ssl-ccc-mode happy-eyeballs-timeout-ms haproxy-clientip help "
    "hostpubmd5 hostpubsha256 hsts interface ip-tos ipfs-gateway keepalive-cnt keepalive-time key key-type knownhosts krb "
    "libcurl limit-rate local-port login-options mail-auth mail-from mail-rcpt max-filesize max-redirs max-time "
    "netrc-file noproxy oauth2-bearer output output-dir parallel-max parallel-max-host pass pinnedpubkey preproxy proto "
    "proto-default proto-redir proxy proxy-cacert proxy-capath proxy-cert proxy-cert-type proxy-ciphers proxy-crlfile "
    "proxy-header proxy-key proxy-key-type proxy-pass proxy-pinnedpubkey proxy-service-name proxy-tls13-ciphers "
    "proxy-tlsauthtype proxy-tlspassword proxy-tlsuser proxy-user proxy1.0 pubkey quote postquote prequote random-file "
    "range rate resolve retry retry-delay retry-max-time sasl-authzid service-name sigalgs signature-algorithms socks4 "
    "socks4a socks5 socks5-gssapi-service socks5-hostname speed-limit speed-time ssl-sessions stderr telnet-option "
    "tftp-blksize time-cond tls-max tls13-ciphers tlsauthtype tlspassword tlsuser trace trace-ascii trace-config "
    "unix-socket upload-flags variable vlan-priority write-out".split()
)

DATA = ("data", "data-ascii", "data-raw", "data-binary", "data-urlencode", "json")

OF_THE_REQUEST = frozenset(
    "header cookie user-agent referer user request request-target url url-query form form-string upload-file".split()
) | frozenset(DATA)
"""Those that say what is sent, and take a value."""
