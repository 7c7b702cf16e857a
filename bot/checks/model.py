"""Checks whether the model's endpoint answers; without a key nothing is asked, and nothing is loaded."""

from __future__ import annotations

import asyncio
import time

from bot.checks.finding import Check, ok, warn
from bot.errors import WriterError
from bot.settings import Settings

LONGEST_S = 10.0
_FIXES = {
    "refused": "check OPENAI_API_KEY and OPENAI_MODEL",
    "unreachable": "check OPENAI_BASE_URL, the network and the proxy",
    "rate": "the endpoint asks to be left alone: wait, or raise its limits",
}


async def check(settings: Settings) -> Check:
    """One short request. Without an answer the assistant still works: the entries themselves are sent."""
    if not settings.openai_api_key.get_secret_value():
        return ok("model", "not used: OPENAI_API_KEY is not set")
    from bot.writer.wire import Endpoint, Tokens

    endpoint, said = Endpoint(settings), []

    def take(piece: str | Tokens) -> None:
        if isinstance(piece, str):
            said.append(piece)

    await endpoint.open()
    begun = time.perf_counter()
    try:
        async with asyncio.timeout(LONGEST_S):
            await endpoint.ask([{"role": "user", "content": "Say OK."}], take, most=5)
        reason = "" if said else "an empty answer"
    except WriterError as error:
        reason = "" if said and str(error) == "cut" else str(error)  # five tokens may be too few for two letters
    except TimeoutError:
        reason = "timeout"
    finally:
        await endpoint.close()
    seconds = time.perf_counter() - begun
    name = f"{endpoint.model} at {settings.openai_base_url or 'api.openai.com'}"
    if reason:
        fix = _FIXES.get(reason, "look at the endpoint; until it works, the entries themselves are sent")
        return warn("model", f"{name} gives nothing: {reason}", fix)
    if seconds > settings.openai_timeout_s:
        return warn(
            "model", f"{name} took {seconds:.1f} s for two letters", "take a faster one, or raise OPENAI_TIMEOUT_S"
        )
    if endpoint.stranger:
        return warn("model", f"{name} answers as {endpoint.stranger}", "check OPENAI_MODEL, and whose endpoint this is")
    return ok("model", f"{name} answers in {seconds:.1f} s")
