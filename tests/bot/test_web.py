"""The server around all routes: health, safe headers, error pages, who asks, stopping."""

from __future__ import annotations

import hashlib
import socket
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import make_mocked_request
from structlog.testing import capture_logs

from bot.errors import SettingsError
from bot.feature import Feature
from bot.store import timers
from bot.web import health
from bot.web.safety import is_same_site
from bot.web.visitors import Proxies, language
from bot.work import Work
from knowledge.load import Knowledge
from tests.bot.channels.web_house import House, open_house
from tests.fakes.clock import FakeClock


def _broken_routes(_work: Work) -> list[web.RouteDef]:
    async def broken(_request: web.Request) -> web.Response:
        raise ZeroDivisionError("secret detail")

    return [web.get("/broken", broken), web.get("/api/broken", broken)]


BROKEN = Feature("broken", routes=_broken_routes)


@pytest.fixture
async def house(tmp_path: Path, knowledge: Knowledge) -> AsyncIterator[House]:
    async with open_house(tmp_path, knowledge, BROKEN) as opened:
        yield opened


async def _text(house: House, path: str, **headers: str) -> tuple[int, str]:
    async with house.client.get(house.url + path, headers=headers) as answer:
        return answer.status, await answer.text()


async def test_a_running_app_is_alive_and_ready(house: House) -> None:
    assert await _text(house, "/healthz") == (200, "ok\n")
    assert await house.get("/readyz") == (200, {"ready": True, "failed": {}})


async def test_loops_that_do_not_run_are_named(tmp_path: Path, knowledge: Knowledge) -> None:
    async with open_house(tmp_path, knowledge, run=False) as house:
        status, answer = await house.get("/readyz")
        assert status == 503
        assert answer["failed"].keys() >= {"loop assistant", "loop jobs", "loop watch"}
        assert await _text(house, "/healthz") == (200, "ok\n")


async def test_a_missing_migration_is_named(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "newest", lambda: "9999")
    status, answer = await house.get("/readyz")
    assert status == 503
    assert "9999" in answer["failed"]["migrations"]


async def test_a_database_that_is_gone_is_named(house: House) -> None:
    await house.app.db.write(lambda conn: conn.exec_driver_sql("DROP TABLE alarm"))
    status, answer = await house.get("/readyz")
    assert (status, answer["failed"]) == (503, {"database": "BusyError"})
    assert (await _text(house, "/metrics"))[1].endswith("database_up 0\n")


async def test_messages_and_timers_that_wait_too_long_are_named(tmp_path: Path, knowledge: Knowledge) -> None:
    clock = FakeClock()
    async with open_house(tmp_path, knowledge, clock=clock, run=False) as house:
        await house.said(text="nobody handles this")
        await house.app.db.write(lambda conn: timers.put(conn, "tick", "x", clock.now()))
        assert (await house.get("/readyz"))[1]["failed"].keys() >= {"loop jobs"}
        clock.advance(seconds=61)
        assert (await house.get("/readyz"))[1]["failed"].keys() >= {"turns", "timers"}


async def test_metrics_show_what_waits_and_alarms(house: House) -> None:
    await house.app.db.write(lambda conn: timers.raise_alarm(conn, "test", "look", house.app.work.clock.now()))
    session = await house.said(text="hello")
    await house.replies(session)
    status, text = await _text(house, "/metrics")
    assert status == 200
    for line in ("alarms_open 1", "messages_waiting 0", 'messages_received_total{channel="web"} 1.0', "database_up 1"):
        assert line in text.splitlines()


async def test_without_a_token_metrics_are_for_this_machine_alone(house: House) -> None:
    assert (await _text(house, "/metrics"))[0] == 200
    assert (await _text(house, "/metrics", **{"X-Forwarded-For": "127.0.0.1"}))[0] == 404


async def test_a_token_opens_the_metrics(tmp_path: Path, knowledge: Knowledge) -> None:
    async with open_house(tmp_path, knowledge, run=False, metrics_token="s3cret") as house:
        assert (await _text(house, "/metrics", Authorization="Bearer s3cret"))[0] == 200
        for wrong in ("", "Bearer", "Bearer s3cre", "s3cret", "Bearer 密"):
            assert (await _text(house, "/metrics", Authorization=wrong))[0] == 404


@pytest.mark.parametrize("path", ["/healthz", "/nothing", "/api/nothing", "/broken", "/static/nothing.css"])
async def test_every_answer_carries_the_safe_headers(house: House, path: str) -> None:
    async with house.client.get(house.url + path) as answer:
        policy = answer.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Referrer-Policy"] == "same-origin"
        assert "aiohttp" not in answer.headers["Server"].lower()


async def test_a_bug_becomes_a_page_with_a_reference_that_the_log_has(house: House) -> None:
    with capture_logs() as logs:
        status, text = await _text(house, "/broken")
        api_status, api = await house.get("/api/broken")
    assert (status, api_status, api["error"]) == (500, 500, "broken")
    assert all(entry["reference"] in text + api["message"] for entry in logs if entry["event"] == "request failed")
    assert len(logs) == 2
    assert "secret detail" not in text + str(api)
    assert "Traceback" not in text
    assert "12345" in text


async def test_unknown_pages_and_methods_are_said_plainly(house: House) -> None:
    status, text = await _text(house, "/nothing", **{"Accept-Language": "en"})
    assert status == 404
    assert "There is no such page" in text
    async with house.client.delete(f"{house.url}/api/chat") as answer:
        assert answer.status == 405
        assert answer.headers["Allow"] == "POST"


async def test_static_files_are_named_by_their_content_and_kept(house: House) -> None:
    page = (await _text(house, "/nothing"))[1]
    url = next(part for part in page.split('"') if part.startswith("/static/base."))
    async with house.client.get(house.url + url) as answer:
        assert answer.status == 200
        assert answer.headers["Content-Type"].startswith("text/css")
        assert "immutable" in answer.headers["Cache-Control"]
        assert hashlib.sha256(await answer.read()).hexdigest()[:12] in url


async def test_a_taken_port_is_a_clear_mistake(tmp_path: Path, knowledge: Knowledge) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        settings = {"http_port": taken.getsockname()[1]}
        from bot.app import open_app
        from bot.settings import Settings
        from bot.web import serve
        from tests.fakes.machine import NoFinder

        chosen = Settings(_env_file=None, data_dir=tmp_path, **settings)
        async with open_app(chosen, knowledge, (), (), finder=NoFinder()) as app:
            with pytest.raises(SettingsError, match="HTTP_PORT"):
                async with serve(app):
                    pass


async def test_stopping_lets_a_request_in_flight_end(tmp_path: Path, knowledge: Knowledge) -> None:
    async with aiohttp.ClientSession() as client:
        async with open_house(tmp_path, knowledge) as house:
            begun = await client.post(f"{house.url}/api/chat", json={"text": "hello"})
            assert begun.status == 202
        with pytest.raises(aiohttp.ClientConnectorError):
            await client.get(f"{house.url}/healthz")


CHAINS = [
    ("", "10.0.0.9", "203.0.113.5", "10.0.0.9"),
    ("10.0.0.0/8", "10.0.0.9", "203.0.113.5", "203.0.113.5"),
    ("10.0.0.0/8", "10.0.0.9", "198.51.100.1, 203.0.113.5, 10.1.1.1", "203.0.113.5"),
    ("10.0.0.0/8", "203.0.113.7", "198.51.100.1", "203.0.113.7"),
    ("10.0.0.0/8", "10.0.0.9", "nonsense", "10.0.0.9"),
    ("10.0.0.0/8", "10.0.0.9", "", "10.0.0.9"),
    ("::1,127.0.0.1", "::1", "[2001:db8::7]:4433", "2001:db8::7"),
    ("127.0.0.1", "::ffff:127.0.0.1", "203.0.113.5:99", "203.0.113.5"),
]


@pytest.mark.parametrize(("trusted", "peer", "forwarded", "client"), CHAINS)
def test_the_address_of_the_client_behind_proxies(trusted: str, peer: str, forwarded: str, client: str) -> None:
    request = make_mocked_request("GET", "/", headers={"X-Forwarded-For": forwarded} if forwarded else {})
    assert Proxies.read(trusted).client(request.clone(remote=peer)) == client


def test_a_proxy_setting_that_is_no_address_is_named() -> None:
    with pytest.raises(SettingsError, match="TRUSTED_PROXIES"):
        Proxies.read("127.0.0.1, proxy.example")


@pytest.mark.parametrize(
    ("path", "header", "lang"),
    [
        ("/", "", "zh"),
        ("/", "en-US,en;q=0.9", "en"),
        ("/", "zh-CN,zh;q=0.9,en;q=0.8", "zh"),
        ("/", "fr,en;q=0.4", "en"),
        ("/", "fr", "zh"),
        ("/?lang=en", "zh", "en"),
        ("/?lang=xx", "en", "en"),
        ("/", "en;q=x,zh;q=0.1", "zh"),
    ],
)
def test_the_language_of_a_visitor(path: str, header: str, lang: str) -> None:
    assert language(make_mocked_request("GET", path, headers={"Accept-Language": header})) == lang


@pytest.mark.parametrize(
    ("headers", "same"),
    [
        ({}, True),
        ({"Origin": "http://here"}, True),
        ({"Origin": "https://public.example"}, True),
        ({"Origin": "http://evil.example"}, False),
        ({"Origin": "null"}, False),
        ({"Origin": "http://here", "Sec-Fetch-Site": "cross-site"}, False),
        ({"Origin": "http://here", "Sec-Fetch-Site": "same-site"}, False),
        ({"Origin": "http://behind-a-proxy", "Sec-Fetch-Site": "same-origin"}, True),
        ({"Sec-Fetch-Site": "same-origin"}, True),
    ],
)
def test_forms_from_elsewhere_are_told_apart(headers: dict[str, str], same: bool) -> None:
    request = make_mocked_request("POST", "/", headers={"Host": "here", **headers})
    assert is_same_site(request, "https://public.example") is same
