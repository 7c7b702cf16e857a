"""What the assistant does: one feature for each thing that a person can do, in the order in which they are tried."""

from bot.feature import Feature


def features() -> tuple[Feature, ...]:
    """All features. Danger comes first, questions last: they take every text that nobody else wanted."""
    from handlers import benefits, checklists, crisis, faq, home, offices, opinions, reviewing, signing, tickets

    return (
        crisis.FEATURE,
        tickets.FEATURE,
        offices.FEATURE,
        home.FEATURE,
        opinions.FEATURE,
        signing.FEATURE,
        reviewing.FEATURE,
        benefits.FEATURE,
        checklists.FEATURE,
        faq.FEATURE,
    )
