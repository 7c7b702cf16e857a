"""Home: start, help, menu, language, large type, cancel, what we store, download and delete my data."""

from bot.feature import Command, Feature
from handlers.home import mydata, routes, start

FEATURE = Feature(
    name="home",
    commands={
        "start": Command(start.start),
        "menu": Command(start.menu, "home.menu_menu"),
        "help": Command(start.help_, "home.menu_help"),
        "settings": Command(start.settings, "home.menu_settings"),
        "language": Command(start.language, "home.menu_language"),
        "large": Command(start.large),
        "cancel": Command(start.cancel, "home.menu_cancel"),
        "privacy": Command(mydata.privacy, "home.menu_privacy"),
        "mydata": Command(mydata.download),
        "delete": Command(mydata.delete_ask),
    },
    picks={
        "menu": start.menu,
        "help": start.help_,
        "settings": start.settings,
        "lang": start.set_language,
        "large": start.set_large,
        "privacy": mydata.privacy,
        "mydata": mydata.download,
        "delete": mydata.delete_ask,
        "delete!": mydata.delete_now,
    },
    first=(start.words,),
    listens=(start.odd_kinds,),
    greets=(start.greeting,),
    routes=routes.routes,
)
