"""Places (地点): where the windows are that answers name; brought in by the operator, never made up here. Pure."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from knowledge.shapes import Entry

_TAIL = re.compile(r"(街道|镇|乡|社区|村)$")
_EARTH_KM = 6371.0
Point = tuple[float, float]
"""Latitude and longitude in degrees."""


@dataclass(frozen=True, slots=True)
class Place:
    """One service point. `windows` are the kinds of window that it has, `entries` answers that belong here as well.

    `hours` and `booking` are sentences as people say them. `point` is its latitude and longitude, empty while unknown.
    """

    id: str
    name: str
    windows: tuple[str, ...] = ()
    entries: tuple[str, ...] = ()
    area: str = ""
    address: str = ""
    phone: str = ""
    hours: str = ""
    booking: str = ""
    name_en: str = ""
    address_en: str = ""
    hours_en: str = ""
    booking_en: str = ""
    point: tuple[float, ...] = ()
    enabled: bool = True


def fitting(places: Iterable[Place], entry: Entry) -> list[Place]:
    """The places where what the entry is about is done, in the order of the table."""
    return [
        place
        for place in places
        if place.enabled and (entry.id in place.entries or bool(entry.window and entry.window in place.windows))
    ]


def distance_km(one: Sequence[float], other: Sequence[float]) -> float:
    """How far two points are apart, along the ground."""
    lat1, lon1, lat2, lon2 = map(math.radians, (*one, *other))
    half = math.sin((lat2 - lat1) / 2) ** 2 + math.cos(lat1) * math.cos(lat2) * math.sin((lon2 - lon1) / 2) ** 2
    return 2 * _EARTH_KM * math.asin(min(1.0, math.sqrt(half)))


def ordered(places: Sequence[Place], words: str, near: Point | None = None) -> list[Place]:
    """Those of the area that the words name, where they name one; nearest first where it is known where somebody is.

    Places without a point come last then; else they keep their order.
    """
    named = [place for place in places if place.area and _TAIL.sub("", place.area) in words]
    wanted = named or list(places)
    if near is None:
        return wanted
    return sorted(wanted, key=lambda place: distance_km(near, place.point) if place.point else math.inf)


def point_in(text: str) -> Point | None:
    """The point that a message with a location ends with, `30.274100,120.155100`; None where there is none."""
    found = re.search(r"(?:^|\s)(-?\d{1,2}\.\d+),(-?\d{1,3}\.\d+)$", text.strip())
    if found is None:
        return None
    lat, lon = float(found[1]), float(found[2])
    return (lat, lon) if abs(lat) <= 90 and abs(lon) <= 180 else None
