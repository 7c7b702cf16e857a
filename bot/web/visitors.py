"""Pure: who asks, as far as a request tells: address behind trusted proxies, language, whether the way is encrypted."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from aiohttp import web

from bot.errors import SettingsError

Network = IPv4Network | IPv6Network
IpAddress = IPv4Address | IPv6Address
_FORWARDING = ("X-Forwarded-For", "Forwarded", "X-Real-IP", "Via")


@dataclass(frozen=True, slots=True)
class Proxies:
    """The reverse proxies whose word about a client is taken."""

    networks: tuple[Network, ...] = ()

    @classmethod
    def read(cls, setting: str) -> Proxies:
        """From addresses and networks separated by commas; `SettingsError` names what is neither."""
        parts = [part.strip() for part in setting.split(",") if part.strip()]
        try:
            return cls(tuple(ip_network(part, strict=False) for part in parts))
        except ValueError as error:
            raise SettingsError([f"TRUSTED_PROXIES: {error}"]) from error

    def trust(self, address: str) -> bool:
        """Whether that address is one of them."""
        found = _parse(address)
        return found is not None and any(found in network for network in self.networks)

    def client(self, request: web.Request) -> str:
        """The address of who asks: the last one in the chain that is no proxy of ours; empty when unknown."""
        address = request.remote or ""
        for hop in _hops(request.headers):
            if not self.trust(address) or _parse(hop) is None:
                break
            address = hop
        return address

    def is_local(self, request: web.Request) -> bool:
        """Whether this machine itself asks; never true for what a proxy passed on without being trusted."""
        address = self.client(request)
        found = _parse(address)
        if found is None or not found.is_loopback:
            return False
        return self.trust(request.remote or "") or not any(name in request.headers for name in _FORWARDING)

    def is_encrypted(self, request: web.Request) -> bool:
        """Whether the client came by https, as far as we or a trusted proxy know."""
        if self.trust(request.remote or ""):
            return request.headers.get("X-Forwarded-Proto", request.scheme).split(",")[0].strip() == "https"
        return request.scheme == "https"


def _hops(headers: Mapping[str, str]) -> Iterator[str]:
    """The addresses of the forwarding header, nearest first, without ports and brackets."""
    for hop in reversed(headers.get("X-Forwarded-For", "").split(",")):
        bare = hop.strip()
        if bare.startswith("["):
            bare = bare[1:].partition("]")[0]
        elif bare.count(":") == 1:
            bare = bare.partition(":")[0]
        yield bare


def _parse(address: str) -> IpAddress | None:
    try:
        found = ip_address(address)
    except ValueError:
        return None
    return getattr(found, "ipv4_mapped", None) or found


def hashed_source(key: str, client: str) -> str:
    """Where somebody asks from, as a keyed hash of her address; empty when that is unknown.

    Of an IPv6 address only the network of 64 bits counts: every line has one, and any number of addresses in it.
    """
    found = _parse(client)
    if found is None:
        return ""
    line = ip_network((found, 64), strict=False) if isinstance(found, IPv6Address) else found
    return hmac.new(key.encode(), str(line).encode(), hashlib.sha256).hexdigest()[:32]


def language(request: web.Request) -> str:
    """`zh` or `en`: what the address asks for, else the cookie, else what the browser prefers."""
    for wish in (request.query.get("lang"), request.cookies.get("lang")):
        if wish in ("zh", "en"):
            return wish
    best, weight = "zh", 0.0
    for part in request.headers.get("Accept-Language", "").split(",")[:20]:
        name, _, quality = part.partition(";")
        short = name.strip()[:2].lower()
        if short in ("zh", "en"):
            try:
                heard = float(quality.strip().removeprefix("q=")) if quality else 1.0
            except ValueError:
                heard = 0.0
            if heard > weight:
                best, weight = short, heard
    return best
