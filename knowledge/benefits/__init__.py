"""The benefits for riders and other platform workers: their shapes, and `load_benefits`, which reads them."""

from knowledge.benefits.loader import load_benefits
from knowledge.benefits.shapes import (
    Benefits,
    Condition,
    Field,
    FieldKind,
    Group,
    Op,
    Programme,
    ProgrammeKind,
    Test,
    Unset,
    Words,
)

__all__ = [
    "Benefits",
    "Condition",
    "Field",
    "FieldKind",
    "Group",
    "Op",
    "Programme",
    "ProgrammeKind",
    "Test",
    "Unset",
    "Words",
    "load_benefits",
]
