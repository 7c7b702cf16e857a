"""What can be said about a report: what it is about, who leads, how pressing it is, where it is."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Category(StrEnum):
    """What a report is about; the names stand in buttons, tables and the `classify` command."""

    NOISE = "noise"
    SANITATION = "sanitation"
    STREET_LIGHT = "street_light"
    ROAD = "road"
    WATER_POWER_GAS = "water_power_gas"
    PROPERTY_MANAGEMENT = "property_management"
    PARKING = "parking"
    CHARGING = "charging"
    CONSTRUCTION = "construction"
    FOOD_SAFETY = "food_safety"
    LABOUR = "labour"
    SCHOOL = "school"
    ELDERLY_CARE = "elderly_care"
    LIFT = "lift"
    GREENERY = "greenery"
    ANIMALS = "animals"
    PUBLIC_SECURITY = "public_security"
    TRAFFIC = "traffic"
    ENTERPRISE_SERVICE = "enterprise_service"
    RIDER_SERVICE = "rider_service"
    DOCUMENTS = "documents"
    DISPUTE = "dispute"
    CONDUCT = "conduct"
    SUGGESTION = "suggestion"
    OTHER = "other"


class Lead(StrEnum):
    """The kind of unit that takes the lead; the same ids as in departments.toml."""

    PUBLIC_SECURITY = "public_security"
    CITY_MANAGEMENT = "city_management"
    HOUSING = "housing"
    MARKET_REGULATION = "market_regulation"
    HUMAN_RESOURCES = "human_resources"
    EDUCATION = "education"
    CIVIL_AFFAIRS = "civil_affairs"
    TRANSPORT = "transport"
    ECOLOGY = "ecology"
    EMERGENCY = "emergency"
    TOWNSHIP = "township"
    ENTERPRISE_CENTRE = "enterprise_centre"
    UNION = "union"


UNNAMED = "said_urgent"
"""The danger of a report that says or sounds that it is urgent, without a rule that knows why."""
PUBLIC_SPACE = frozenset({
    Category.SANITATION, Category.STREET_LIGHT, Category.ROAD, Category.WATER_POWER_GAS, Category.PARKING,
    Category.CHARGING, Category.CONSTRUCTION, Category.LIFT, Category.GREENERY, Category.TRAFFIC,
})  # fmt: skip
"""Matters that everybody passing by can see: only of these a resident may hear that somebody reported one already."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What one report says. `aspects` are what it speaks of with their points, best first (`lamp_out`, `manhole` …).

    `hazards` are the dangers it names (ids of urgent.toml); `place` is the place as its writer named it, None if she
    named none; `confidence` (0 to 1) is how clearly the category stands out.
    """

    category: Category
    lead: Lead
    hazards: tuple[str, ...]
    place: str | None
    confidence: float
    aspects: tuple[tuple[str, float], ...] = ()

    @property
    def urgent(self) -> bool:
        """Whether somebody may be hurt, or it is worse by morning."""
        return bool(self.hazards)

    @property
    def aspect(self) -> str:
        """What it is about first of all; empty when only the category is known, or not even that."""
        return self.aspects[0][0] if self.aspects else ""


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of a text that names a place: what kind it is, and how much it says."""

    start: int
    end: int
    kind: str
    weight: float = 2.0
