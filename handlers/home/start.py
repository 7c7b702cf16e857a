"""The first screen, the menu, help, language and large type."""

from __future__ import annotations

from dataclasses import replace

from bot.message import Choice, Kind, Reply
from bot.router import plain
from bot.store import people
from bot.work import Begin, Change, GiveUp, Turn, TurnTx, Tx
from handlers.benefits import resident as benefits
from handlers.opinions import resident as opinions
from handlers.tickets import resident as tickets

_CANCEL = frozenset({"取消", "退出", "算了", "不填了", "cancel", "quit", "stop"})
_MENU = frozenset({"菜单", "首页", "主页", "开始", "帮助", "menu", "start", "home", "help"})
_LANGUAGE = {"english": "en", "英文": "en", "英语": "en", "中文": "zh", "chinese": "zh", "普通话": "zh"}
_LARGE = {"大字": True, "长辈模式": True, "字大一点": True, "看不清": True, "largetype": True, "小字": False}
_POSTERS = {"report": tickets.begin_report, "opinion": opinions.begin, "benefits": benefits.start}
HOT = ("household.newborn", "idcard.renew", "residence.permit_apply", "exit.passport_first", "ebike.plate")


def greeting(tx: Tx) -> Reply:
    """The first-contact notice: an assistant, no officer; takes no police reports; what is stored."""
    settings = tx.settings
    return Reply(tx.say("home.notice", name=settings.assistant_name, district=settings.district))


def _ways(turn: Turn) -> tuple[Choice, ...]:
    names = ("report", "opinion", "benefits", "mytickets", "human")
    return tuple(turn.choice(f"home.way_{name}", name) for name in names)


def _hot(turn: Turn) -> tuple[Choice, ...]:
    entries = [turn.work.knowledge.entries[name] for name in HOT if name in turn.work.knowledge.entries]
    return tuple(
        Choice(entry.title_en if turn.lang == "en" and entry.title_en else entry.title, f"faq:{entry.id}")
        for entry in entries
    )


def _home(turn: Turn, key: str) -> Reply:
    settings = turn.work.settings
    text = turn.say(key, name=settings.assistant_name, district=settings.district)
    other = "zh" if turn.lang == "en" else "en"
    extra = (
        turn.choice(f"home.lang_{other}", f"lang:{other}", control=True),
        turn.choice("home.large_off" if turn.person.large else "home.large_on",
                    "large:off" if turn.person.large else "large:on", control=True),
        turn.choice("checklists.mine", "mylists", control=True),
        turn.choice("home.way_privacy", "privacy", control=True),
    )  # fmt: skip
    return Reply(text, (*_ways(turn), *_hot(turn), *extra))


async def start(turn: Turn) -> Reply | Begin:
    """`/start`: the first screen; a payload from a poster leads straight to its talk."""
    payload = turn.message.text.partition(" ")[2].strip()
    way = _POSTERS.get(payload)
    return await way(turn) if way else _home(turn, "home.welcome")


async def menu(turn: Turn) -> Reply:
    """Everything one can do."""
    return _home(turn, "home.menu")


async def help_(turn: Turn) -> Reply:
    """How to use it, and who else helps."""
    return _home(turn, "home.help")


async def settings(turn: Turn) -> Reply:
    """Language, large type, data."""
    choices = (
        turn.choice("home.lang_zh", "lang:zh"),
        turn.choice("home.lang_en", "lang:en"),
        turn.choice("home.large_on", "large:on"),
        turn.choice("home.large_off", "large:off"),
        turn.choice("home.way_privacy", "privacy"),
        turn.choice("machine.menu", "menu"),
    )
    return Reply(turn.say("home.settings"), choices)


async def language(turn: Turn) -> Reply:
    """Which language?"""
    return Reply("中文 / English?", (Choice("中文", "lang:zh"), Choice("English", "lang:en")))


async def large(turn: Turn) -> Reply:
    """Large type on or off."""
    choices = (turn.choice("home.large_on", "large:on"), turn.choice("home.large_off", "large:off"))
    return Reply(turn.say("home.large_ask"), choices)


async def set_language(turn: Turn) -> Change:
    """The person chose a language."""
    return _speak(turn, "en" if turn.message.pick.endswith("en") else "zh")


def _speak(turn: Turn, lang: str) -> Change:
    def change(tx: TurnTx) -> Reply:
        tx.person = replace(tx.person, lang=lang)
        tx.lang = lang
        return _home(replace(turn, person=tx.person), "home.lang_set")

    return change


async def set_large(turn: Turn) -> Change:
    """The person chose large or normal type."""
    return _enlarge(turn, turn.message.pick.endswith("on"))


def _enlarge(turn: Turn, on: bool) -> Change:
    def change(tx: TurnTx) -> Reply:
        tx.person = replace(tx.person, large=on)
        menu = Choice(tx.say("machine.menu"), "menu")
        return Reply(tx.say("home.large_is_on" if on else "home.large_is_off"), (menu,))

    return change


async def cancel(turn: Turn) -> GiveUp | Reply:
    """`/cancel`: the open talk is given up."""
    if turn.talk.dialog:
        return GiveUp()
    return Reply(turn.say("home.nothing_open"), (turn.choice("machine.menu", "menu"),))


async def words(turn: Turn) -> Reply | GiveUp | Change | None:
    """A few words that mean a command, whatever else is going on."""
    if turn.message.kind is not Kind.TEXT or turn.message.pick or turn.talk.with_person:
        return None
    said = plain(turn.message.text)
    if said in _CANCEL and (turn.talk.dialog or said == "取消"):
        return await cancel(turn)
    if said in _MENU:
        return await menu(turn)
    if said in _LANGUAGE:
        return _speak(turn, _LANGUAGE[said])
    return _enlarge(turn, _LARGE[said]) if said in _LARGE else None


async def odd_kinds(turn: Turn) -> Reply | Change | None:
    """Things without words: stickers, edits, contacts, places; and being blocked or let in again."""
    message = turn.message
    if message.kind in (Kind.BLOCKED, Kind.UNBLOCKED):
        return _reachable(turn, message.kind is Kind.UNBLOCKED)
    if message.kind is Kind.EDITED:
        return Reply(turn.say("home.edited"), (turn.choice("machine.menu", "menu"),))
    if message.kind is Kind.OTHER or not message.text.strip():
        return Reply(turn.say("home.not_words"), _ways(turn))
    return None


def _reachable(turn: Turn, reachable: bool) -> Change:
    def change(tx: TurnTx) -> None:
        people.set_reachable(tx.conn, turn.message.channel, turn.message.sender, reachable)

    return change
