"""The rider check: asks a few questions and says which benefits may fit, why, and what to do next."""

from handlers.benefits.resident import FEATURE

__all__ = ["FEATURE"]
