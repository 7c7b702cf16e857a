"""The web channel's own records on both databases: sessions, repeats, whose file it is, how far behind we are."""

from __future__ import annotations

from pathlib import Path

from bot.store import pulse
from knowledge.load import Knowledge
from tests.bot.channels.web_house import jpeg, open_house


async def test_sessions_repeats_files_and_the_pulse(db_url: str, tmp_path: Path, knowledge: Knowledge) -> None:
    async with open_house(tmp_path, knowledge, database_url=db_url) as house:
        session = await house.said(text="一")
        assert len(await house.replies(session)) == 1
        file_id = (await house.upload(jpeg()))[1]["id"]
        body = {"session": session, "id": "mine", "text": "看", "files": [file_id]}
        assert await house.post(body) == (202, {"session": session, "accepted": 1})
        await house.replies(session)
        assert await house.post(body) == (202, {"session": session, "accepted": 1})
        assert [reply["text"] for reply in await house.replies(session)] == ["text:一", "file:看+1"]

        stranger = await house.said(text="二")
        await house.replies(stranger)
        async with house.client.get(f"{house.url}/api/files/{file_id}?session={session}") as got:
            assert got.status == 200
        assert (await house.get(f"/api/files/{file_id}?session={stranger}"))[0] == 404
        assert (await house.post({"session": "x" * 32, "text": "a"}))[0] == 404

        assert await house.get("/readyz") == (200, {"ready": True, "failed": {}})
        now = await house.app.db.read(lambda conn: pulse.read_pulse(conn, house.app.work.clock.now()))
        assert (now.waiting, now.unsent, now.waiting_since) == (0, 0, None)
