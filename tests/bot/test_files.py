"""Files that people send: judged by content, stripped of metadata, stored once."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from PIL import Image

from bot.errors import PersonError
from bot.files import MAX_BYTES, MAX_SIDE, judge, keep, place, strip
from tests.fakes.pictures import bomb, jpeg, png

OGG = b"OggS" + bytes(60)


@pytest.mark.parametrize(
    ("data", "mime"),
    [(jpeg(), "image/jpeg"), (png(), "image/png"), (b"%PDF-1.7 " + bytes(40), "application/pdf"), (OGG, "audio/ogg"),
     (b"#!AMR\n" + bytes(40), "audio/amr"), (b"\x02#!SILK_V3" + bytes(40), "audio/amr"),
     (b"ID3" + bytes(300), "audio/mpeg"),
     (b"\x00\x00\x00\x20ftypisom" + bytes(300), "video/mp4")],
)  # fmt: skip
def test_the_type_is_what_the_content_says(data: bytes, mime: str) -> None:
    assert judge(data) == mime


@pytest.mark.parametrize(
    "data",
    [b"", b"hello", b"MZ" + bytes(100), b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"<html></html>",
     b"PK\x03\x04" + bytes(60),
     b"GIF89a" + bytes(60), bytes(1000)],
)  # fmt: skip
def test_other_kinds_are_refused(data: bytes) -> None:
    with pytest.raises(PersonError) as refused:
        judge(data)
    assert refused.value.key == "machine.file_wrong_kind"


def test_too_much_is_refused() -> None:
    with pytest.raises(PersonError) as refused:
        judge(jpeg() + bytes(MAX_BYTES))
    assert refused.value.key == "machine.file_too_big"
    assert refused.value.params == {"limit": 10}


def test_nothing_is_left_of_camera_and_place() -> None:
    given = jpeg(position=True)
    assert b"Camera" in given
    clean, mime = strip(given, "image/jpeg")
    assert mime == "image/jpeg"
    assert b"Camera" not in clean
    with Image.open(io.BytesIO(clean)) as picture:
        assert not picture.getexif()
        assert picture.size == (8, 8)


def test_a_picture_that_lies_on_its_side_is_put_upright() -> None:
    out, exif = io.BytesIO(), Image.Exif()
    exif[0x0112] = 6
    Image.new("RGB", (20, 10), "red").save(out, "JPEG", exif=exif)
    with Image.open(io.BytesIO(strip(out.getvalue(), "image/jpeg")[0])) as picture:
        assert picture.size == (10, 20)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
def test_every_way_to_store_a_picture(mode: str) -> None:
    clean, mime = strip(png(mode), "image/png")
    assert mime == ("image/png" if "A" in mode else "image/jpeg")
    assert judge(clean) == mime


@pytest.mark.parametrize(
    "data", [jpeg()[:120], png()[:40], jpeg()[:3] + bytes(200), b"RIFF\x00\x00\x00\x00WEBPVP8 " + bytes(40)]
)
def test_a_broken_picture_is_told(data: bytes) -> None:
    with pytest.raises(PersonError) as told:
        strip(data, judge(data))
    assert told.value.key == "machine.file_broken"


@pytest.mark.parametrize("size", [(8000, 8000), (12_000, 12_000), (60_000, 60_000)])
def test_a_picture_bomb_is_told_before_it_is_unpacked(size: tuple[int, int]) -> None:
    with pytest.raises(PersonError) as told:
        strip(bomb(*size), "image/png")
    assert told.value.key == "machine.picture_too_big"


def test_a_large_photo_is_made_smaller_and_not_refused() -> None:
    clean, _ = strip(jpeg(6000, 4000), "image/jpeg")
    with Image.open(io.BytesIO(clean)) as picture:
        assert max(picture.size) <= MAX_SIDE
        assert picture.size[0] / picture.size[1] == pytest.approx(1.5, rel=0.01)


def test_a_file_is_stored_once_under_its_hash(tmp_path: Path) -> None:
    first, second = keep(jpeg(), "a/../b\u202e.jpg", tmp_path), keep(jpeg(), "other.jpg", tmp_path)
    assert first.hash == second.hash
    assert first.id != second.id
    assert place(tmp_path, first.hash).stat().st_size == first.size
    assert sum(1 for item in (tmp_path / "files").rglob("*") if item.is_file()) == 1
    assert "\u202e" not in first.name


def test_a_failed_write_leaves_nothing_behind(tmp_path: Path) -> None:
    (tmp_path / "files").write_text("in the way")
    with pytest.raises(OSError, match="files"):
        keep(jpeg(), "a.jpg", tmp_path)
