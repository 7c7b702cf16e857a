"""Questions: searched, answered with their sources, or honestly refused with a way on."""

from bot.feature import Feature, Form, Keep
from handlers.faq import cli, nearby, resident
from handlers.faq.approval import actions as approval
from handlers.faq.approval import clockwork as expiring
from handlers.faq.approval import staff as looking
from handlers.faq.gaps import actions, clockwork, telling
from handlers.faq.gaps import resident as gaps
from handlers.faq.gaps.store import grouped
from handlers.faq.outcomes import COUNTS

FEATURE = Feature(
    name="faq",
    picks={
        "faq": resident.show,
        "where": nearby.more_places,
        "helped": resident.helped,
        "rephrase": resident.rephrase,
        "askstaff": resident.ask_staff,
        "wrong": resident.wrong,
        "nofit": gaps.none_of_these,
        "tellme": gaps.tell_me,
        "tellnot": gaps.tell_not,
    },
    forms=(Form("question", resident.question_done), Form("correction", resident.correction_done)),
    aside=(resident.aside,),
    listens=(nearby.located, resident.ask),
    cli=cli.register,
    staff_picks={"appr": looking.press},
    staff_listens=(looking.listen,),
    jobs={approval.EXPIRES: expiring.expire},
    errands={actions.SORT: clockwork.sort, actions.LOOK: clockwork.look, grouped.TELL: telling.tell},
    starts=clockwork.start,
    counts=COUNTS,
    keeps=(
        Keep("question", "at", 365),
        Keep("approval", "at", 365),
        Keep("gap_asker", "at", 365),
        Keep("gap_wording", "last_at", 365),
        Keep("gap", "touched_at", 365),
    ),
)
