"""Questions: searched, answered with their sources, or honestly refused with a way on."""

from bot.feature import Feature, Form, Keep
from handlers.faq import cli, resident

FEATURE = Feature(
    name="faq",
    picks={
        "faq": resident.show,
        "helped": resident.helped,
        "rephrase": resident.rephrase,
        "askstaff": resident.ask_staff,
        "wrong": resident.wrong,
    },
    forms=(Form("question", resident.question_done), Form("correction", resident.correction_done)),
    aside=(resident.aside,),
    listens=(resident.ask,),
    cli=cli.register,
    keeps=(Keep("question", "at", 365),),
)
