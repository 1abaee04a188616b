"""curl's options as data: name, short form, whether a value follows, and what the option does to the request.

Each row of `_ROWS` is an effect and the options that have it, written `name`, `name/s` (short form) and a closing `=`
where a value follows. `nothing` is an option that leaves the HTTP request as it is; `unread` is one that changes it
in a way that this parser does not follow. Up to curl 8.17.
"""

from __future__ import annotations

from typing import NamedTuple


class Option(NamedTuple):
    """One option. `effect` names what the parser does with it."""

    name: str
    short: str
    takes_value: bool
    effect: str


_ROWS = {
    "method": "request/X=",
    "url": "url=",
    "header": "header/H=",
    "data": "data/d= data-ascii=",
    "data-raw": "data-raw=",
    "data-binary": "data-binary=",
    "data-urlencode": "data-urlencode=",
    "json": "json=",
    "get": "get/G",
    "head": "head/I",
    "user": "user/u=",
    "bearer": "oauth2-bearer=",
    "cookie": "cookie/b=",
    "agent": "user-agent/A=",
    "referer": "referer/e=",
    "compressed": "compressed",
    "range": "range/r=",
    "path-as-is": "path-as-is",
    "no-glob": "globoff/g",
    "target": "request-target=",
    "url-query": "url-query=",
    "default-scheme": "proto-default=",
    "form": "form/F= form-string=",
    "upload": "upload-file/T=",
    "next": "next/:",
    "version": "http1.0/0 http1.1 http2 http2-prior-knowledge http3 http3-only",
    "late-authorization": "anyauth digest negotiate ntlm ntlm-wb aws-sigv4=",
    "file-authorization": "netrc/n netrc-file= netrc-optional",
    "config": "config/K=",
    "certificate": "cert/E=",
    "unread": (
        "key= continue-at/C= time-cond/z= etag-compare= tr-encoding crlf hsts= haproxy-protocol"
        " haproxy-clientip= quote/Q= help/h version/V manual/M variable= tls-earlydata"
    ),
    "nothing": (
        # what is written, and where
        "append/a clobber cookie-jar/c= create-dirs create-file-mode= dump-ca-embed dump-header/D= fail/f fail-early"
        " fail-with-body include/i show-headers junk-session-cookies/j libcurl= list-only/l no-clobber output/o="
        " output-dir= out-null progress-bar/# progress-meter remote-header-name/J remote-name/O remote-name-all"
        " remote-time/R remove-on-error silent/s show-error/S skip-existing stderr= styled-output"
        " suppress-connect-headers trace= trace-ascii= trace-config= trace-ids trace-time verbose/v write-out/w= xattr"
        " etag-save= buffer no-buffer/N raw disable/q use-ascii/B ignore-content-length"
        # redirects, retries, time and size
        " location/L location-trusted follow max-redirs= post301 post302 post303 proto= proto-redir= retry="
        " retry-all-errors retry-connrefused retry-delay= retry-max-time= rate= limit-rate= max-filesize= max-time/m="
        " connect-timeout= expect100-timeout= speed-limit/Y= speed-time/y= parallel/Z parallel-immediate"
        " parallel-max= parallel-max-host= upload-flags="
        # the connection
        "  abstract-unix-socket= alpn alt-svc= cacert= ca-native capath= cert-status cert-type= ciphers= connect-to="
        " crlfile= curves= delegation= disallow-username-in-url dns-interface= dns-ipv4-addr= dns-ipv6-addr="
        " dns-servers= doh-cert-status doh-insecure doh-url= ech= egd-file= engine= false-start"
        " happy-eyeballs-timeout-ms= http0.9 insecure/k interface= ip-tos= ipfs-gateway= ipv4/4 ipv6/6 keepalive"
        " keepalive-cnt= keepalive-time= key-type= local-port= mptcp no-alpn no-keepalive no-npn no-progress-meter"
        " no-sessionid npn noproxy= pass= pinnedpubkey= pubkey= random-file= resolve= service-name= sessionid sigalgs="
        " ssl ssl-allow-beast ssl-auto-client-cert ssl-no-revoke ssl-reqd ssl-revoke-best-effort ssl-sessions="
        " sslv2/2 sslv3/3 tcp-fastopen tcp-nodelay tls-max= tls13-ciphers= tlsauthtype= tlspassword= tlsuser= tlsv1/1"
        " tlsv1.0 tlsv1.1 tlsv1.2 tlsv1.3 unix-socket= vlan-priority="
        # a proxy on the way
        " preproxy= proxy/x= proxy-anyauth proxy-basic proxy-ca-native proxy-cacert= proxy-capath= proxy-cert="
        " proxy-cert-type= proxy-ciphers= proxy-crlfile= proxy-digest proxy-header= proxy-http2 proxy-insecure"
        " proxy-key= proxy-key-type= proxy-negotiate proxy-ntlm proxy-pass= proxy-pinnedpubkey= proxy-service-name="
        " proxy-ssl-allow-beast proxy-ssl-auto-client-cert proxy-tls13-ciphers= proxy-tlsauthtype= proxy-tlspassword="
        " proxy-tlsuser= proxy-tlsv1 proxy-user/U= proxy1.0= proxytunnel/p socks4= socks4a= socks5= socks5-basic"
        " socks5-gssapi socks5-gssapi-nec socks5-gssapi-service= socks5-hostname="
        # the default, and other protocols
        " basic compressed-ssh disable-eprt disable-epsv eprt epsv form-escape ftp-account= ftp-alternative-to-user="
        " ftp-create-dirs ftp-method= ftp-pasv ftp-port/P= ftp-pret ftp-skip-pasv-ip ftp-ssl ftp-ssl-ccc"
        " ftp-ssl-ccc-mode= ftp-ssl-control ftp-ssl-reqd hostpubmd5= hostpubsha256= knownhosts= krb= login-options="
        " mail-auth= mail-from= mail-rcpt= mail-rcpt-allowfails metalink sasl-authzid= sasl-ir telnet-option/t="
        " tftp-blksize= tftp-no-options"
    ),
}


def _read_rows() -> tuple[Option, ...]:
    options: list[Option] = []
    for effect, row in _ROWS.items():
        for item in row.split():
            name, _, short = item.removesuffix("=").partition("/")
            options.append(Option(name, short, item.endswith("="), effect))
    return tuple(options)


OPTIONS = _read_rows()
BY_NAME = {option.name: option for option in OPTIONS}
BY_SHORT = {option.short: option for option in OPTIONS if option.short}


def find_long(name: str) -> Option | None:
    """The option of this long name, or the only one that it is the beginning of, as curl reads it; None otherwise."""
    option = BY_NAME.get(name)
    if option is None and name:
        beginnings = [option for option in OPTIONS if option.name.startswith(name)]
        option = beginnings[0] if len(beginnings) == 1 else None
    return option
