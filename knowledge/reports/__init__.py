"""Reading reports (报事): what it is about, who leads, how pressing, where; who should get it; which ones are the same.

Pure functions over values, and words as data (`content/words/reports/`, `content/dispatch.toml`). In short:

    reports = load_reports(SHIPPED)                     # once; about a second, so not in a turn
    reading = read(text, reports)
    proposal = propose(reading, text, area, reports.catalogue, verdicts)
    decided(reading, text, area, proposal.rule, category, lead)     # a verdict, to be stored when a dispatcher decides
    nearby.add(ticket_id, print_of(text, reports, place=where))     # nearby = Nearby[int]()
    nearby.find(print_of(...))                          # [(ticket id, likeness)]: the same event, the likest first
    chronic([Seen(ticket_id, opened_at, print), ...])   # three similar in 30 days at one place
"""

from knowledge.reports.dispatch import Catalogue, DispatchRule, Notice, Proposal, notice_for, propose
from knowledge.reports.learning import EARNED, Verdict, decided, earned, wording
from knowledge.reports.lexicon import Lexicon
from knowledge.reports.likeness import SAME, Print, likeness, print_of
from knowledge.reports.loader import Reports, load_reports, read_reports
from knowledge.reports.nearby import Nearby, Seen, Spot, chronic, place_tokens
from knowledge.reports.places import PlaceWords, find_places, place_in
from knowledge.reports.reading import read
from knowledge.reports.shapes import PUBLIC_SPACE, Category, Lead, Reading

__all__ = [
    "EARNED", "PUBLIC_SPACE", "SAME", "Catalogue", "Category", "DispatchRule", "Lead", "Lexicon", "Nearby", "Notice",
    "PlaceWords", "Print", "Proposal", "Reading", "Reports", "Seen", "Spot", "Verdict", "chronic", "decided", "earned",
    "find_places", "likeness", "load_reports", "notice_for", "place_in", "place_tokens", "print_of", "propose", "read",
    "read_reports", "wording",
]  # fmt: skip
