"""Files over the web: judged by content, stripped, and given to their own session only."""

from __future__ import annotations

import io
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest
from PIL import Image

from bot.files import MAX_BYTES
from knowledge.load import Knowledge
from tests.bot.channels.web_house import House, jpeg, open_house


@pytest.fixture
async def house(tmp_path: Path, knowledge: Knowledge) -> AsyncIterator[House]:
    async with open_house(tmp_path, knowledge) as opened:
        yield opened


async def test_a_photo_is_stripped_attached_and_given_back(house: House) -> None:
    status, answer = await house.upload(jpeg(), "我家门口.jpg")
    assert status == 200
    assert answer.keys() == {"id"}
    session = await house.said(text="看", files=[answer["id"]])
    (reply,) = await house.replies(session)
    assert reply["text"] == "file:看+1"
    assert [(item["id"], item["name"], item["mime"]) for item in reply["files"]] == [
        (answer["id"], "我家门口.jpg", "image/jpeg")
    ]
    async with house.client.get(f"{house.url}/api/files/{answer['id']}?session={session}") as got:
        assert got.status == 200
        assert got.headers["Content-Type"] == "image/jpeg"
        assert "sandbox" in got.headers["Content-Security-Policy"]
        picture = Image.open(io.BytesIO(await got.read()))
    assert picture.size == (40, 30)
    assert not picture.getexif()


async def test_a_file_belongs_to_its_own_session(house: House) -> None:
    file_id = (await house.upload(jpeg()))[1]["id"]
    session, stranger = await house.said(files=[file_id]), await house.said(text="hello")
    await house.replies(session)
    for path in (f"?session={stranger}", "", "?session=", f"?session={'A' * 32}"):
        assert (await house.get(f"/api/files/{file_id}{path}"))[0] == 404
    assert (await house.get(f"/api/files/{'b' * 22}?session={session}"))[0] == 404


async def test_a_file_that_nobody_sent_is_shown_to_nobody(house: House) -> None:
    file_id = (await house.upload(jpeg()))[1]["id"]
    session = await house.said(text="hello")
    assert (await house.get(f"/api/files/{file_id}?session={session}"))[0] == 404


@pytest.mark.parametrize(
    ("data", "name", "status", "error"),
    [
        (b"just words", "photo.jpg", 415, "file_wrong_kind"),
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "x.png", 415, "file_wrong_kind"),
        (b"MZ\x90\x00" + b"\0" * 100, "photo.jpg", 415, "file_wrong_kind"),
        (jpeg()[:200], "photo.jpg", 415, "file_broken"),
        (b"", "photo.jpg", 400, "empty"),
        (b"\xff\xd8\xff" + b"\0" * MAX_BYTES, "photo.jpg", 413, "file_too_big"),
    ],
    ids=["words", "svg", "program", "torn", "empty", "large"],
)
async def test_files_that_cannot_be_taken_are_refused_clearly(
    house: House, data: bytes, name: str, status: int, error: str
) -> None:
    got, answer = await house.upload(data, name)
    assert (got, answer["error"]) == (status, error)
    assert answer["message"]


async def test_a_picture_with_too_many_pixels_is_refused(house: House) -> None:
    out = io.BytesIO()
    Image.new("1", (8000, 8000)).save(out, "PNG")
    status, answer = await house.upload(out.getvalue(), "bomb.png")
    assert (status, answer["error"]) == (413, "picture_too_big")


async def test_a_form_without_a_file_is_malformed(house: House) -> None:
    form = aiohttp.FormData({"text": "no file"}, default_to_multipart=True)
    async with house.client.post(f"{house.url}/api/files", data=form) as answer:
        assert answer.status == 400


@pytest.mark.parametrize("kind", ["application/json", "multipart/form-data", "multipart/form-data; boundary=x"])
async def test_a_broken_frame_is_malformed(house: House, kind: str) -> None:
    async with house.client.post(
        f"{house.url}/api/files", data=b"--y\r\nnonsense", headers={"Content-Type": kind}
    ) as answer:
        assert answer.status == 400
        assert (await answer.json())["error"] == "malformed"


async def test_a_name_may_be_anything(house: House) -> None:
    for name in ("../../etc/passwd", 'a"b; Set-Cookie: x', "", "字" * 300):
        status, answer = await house.upload(jpeg(), name)
        assert status == 200
        session = await house.said(files=[answer["id"]])
        await house.replies(session)
        async with house.client.get(f"{house.url}/api/files/{answer['id']}?session={session}") as got:
            assert got.status == 200
            assert "Set-Cookie" not in got.headers
