"""The backup archive: a zip of tables as JSON lines, files under their hashes, and a manifest with checksums of all."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from bot.errors import AssistantError

FORMAT = 1
PRODUCT = "yuxiaoyi"
MANIFEST = "manifest.json"
_CHUNK = 1 << 20
_HASH = re.compile(r"[0-9a-f]{64}")


class ArchiveError(AssistantError):
    """The archive cannot be used; the text says why."""


@dataclass(frozen=True, slots=True)
class Part:
    """One table in the archive: how many rows, and the SHA-256 of its lines."""

    rows: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What the archive holds. `files` maps each file's hash to its size in bytes; `missing` files had only a row."""

    schema: str
    database: str
    made_at: str
    tables: Mapping[str, Part] = field(default_factory=dict)
    files: Mapping[str, int] = field(default_factory=dict)
    missing: tuple[str, ...] = ()
    format: int = FORMAT
    product: str = PRODUCT

    @property
    def rows(self) -> int:
        """Rows of all tables together."""
        return sum(part.rows for part in self.tables.values())


class Writer:
    """Fills an archive; the manifest goes in last, when everything is known."""

    def __init__(self, out: zipfile.ZipFile) -> None:
        self._zip = out
        self._tables: dict[str, Part] = {}
        self._files: dict[str, int] = {}
        self._missing: list[str] = []

    def table(self, name: str, rows: Iterable[Mapping[str, Any]]) -> None:
        """Adds a table; values must be what JSON can hold."""
        digest, count = hashlib.sha256(), 0
        with self._zip.open(_member(name), "w", force_zip64=True) as out:
            for row in rows:
                line = (json.dumps(row, ensure_ascii=False, separators=(",", ":")) + "\n").encode()
                digest.update(line)
                out.write(line)
                count += 1
        self._tables[name] = Part(count, digest.hexdigest())

    def file(self, digest: str, path: Path) -> None:
        """Adds a kept file, or notes that it is gone or is not what its name says."""
        if digest in self._files or digest in self._missing:
            return
        if not path.is_file() or _sha256(path) != digest:
            self._missing.append(digest)
            return
        self._zip.write(path, f"files/{digest}", zipfile.ZIP_STORED)  # pictures are packed already
        self._files[digest] = path.stat().st_size

    def finish(self, schema: str, database: str, made_at: str) -> Manifest:
        """Writes the manifest."""
        manifest = Manifest(schema, database, made_at, self._tables, self._files, tuple(self._missing))
        self._zip.writestr(MANIFEST, json.dumps(asdict(manifest), ensure_ascii=False, indent=1))
        return manifest


def write_archive(target: Path, fill: Callable[[Writer], Manifest]) -> Manifest:
    """Makes the archive, readable by its owner alone; it stands under its name only once it is whole and on disk."""
    partial = target.with_name(f"{target.name}.partial")
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        with os.fdopen(os.open(partial, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), "wb") as out:
            with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, strict_timestamps=False) as packed:
                manifest = fill(Writer(packed))
            out.flush()
            os.fsync(out.fileno())
        partial.replace(target)
    finally:
        partial.unlink(missing_ok=True)
    return manifest


class Archive:
    """An archive that is open for reading."""

    def __init__(self, packed: zipfile.ZipFile) -> None:
        self._zip = packed
        self.manifest = _manifest(packed)

    def check(self) -> None:
        """Reads everything once; `ArchiveError` names what is broken, missing or too much."""
        wanted = {MANIFEST, *map(_member, self.manifest.tables), *(f"files/{name}" for name in self.manifest.files)}
        there = self._zip.namelist()
        if len(there) != len(set(there)) or set(there) != wanted:
            odd = sorted(set(there) ^ wanted) or ["a part stands twice"]
            raise ArchiveError(f"the parts do not match the manifest: {', '.join(odd[:5])}")
        for name, part in self.manifest.tables.items():
            digest, rows = self._digest(_member(name))
            if (digest, rows) != (part.sha256, part.rows):
                raise ArchiveError(f"table {name} is broken: its checksum does not match the manifest")
        for name in self.manifest.files:
            if self._digest(f"files/{name}")[0] != name:
                raise ArchiveError(f"file {name} is broken: its checksum does not match its name")

    def _digest(self, member: str) -> tuple[str, int]:
        digest, lines = hashlib.sha256(), 0
        with _readable(member), self._zip.open(member) as source:
            while chunk := source.read(_CHUNK):
                digest.update(chunk)
                lines += chunk.count(b"\n")
        return digest.hexdigest(), lines

    def rows(self, table: str) -> Iterator[dict[str, Any]]:
        """The rows of a table, in the order in which they were written."""
        with _readable(table), self._zip.open(_member(table)) as source:
            for line in source:
                yield json.loads(line)

    def unpack(self, digest: str, target: Path) -> None:
        """Puts a file where it belongs, synced; one that is there already stays."""
        if target.exists():
            return
        target.parent.mkdir(parents=True, exist_ok=True)
        partial = target.with_name(f"{target.name}.restored")
        with self._zip.open(f"files/{digest}") as source, partial.open("wb") as out:
            shutil.copyfileobj(source, out, _CHUNK)
            out.flush()
            os.fsync(out.fileno())
        partial.replace(target)


@contextmanager
def open_archive(path: Path) -> Iterator[Archive]:
    """The archive at that path; `ArchiveError` when it is none, or one of a newer kind."""
    if not path.is_file():
        raise ArchiveError(f"{path}: no such file")
    with _readable(str(path)):
        packed = zipfile.ZipFile(path)
    with packed:
        yield Archive(packed)


@contextmanager
def _readable(what: str) -> Iterator[None]:
    """Every way in which an archive can be broken, as one error: a scratched zip raises almost anything."""
    try:
        yield
    except ArchiveError:
        raise
    except Exception as error:
        raise ArchiveError(f"{what} cannot be read: {str(error) or type(error).__name__}") from error


def _manifest(packed: zipfile.ZipFile) -> Manifest:
    with _readable(MANIFEST):
        raw = json.loads(packed.read(MANIFEST))
        if not isinstance(raw, dict) or raw.get("product") != PRODUCT:
            raise ArchiveError("this is not a backup of the assistant")
        if raw.get("format") != FORMAT:
            raise ArchiveError(f"the archive has format {raw.get('format')}, this version reads {FORMAT}")
        tables = {str(name): Part(**part) for name, part in raw.pop("tables").items()}
        files = {str(name): int(size) for name, size in raw.pop("files").items()}
        missing = tuple(raw.pop("missing"))
        manifest = Manifest(tables=tables, files=files, missing=missing, **raw)
    if not all(_HASH.fullmatch(name) for name in files):  # they become paths
        raise ArchiveError("the manifest names files that are no hashes")
    return manifest


def _member(table: str) -> str:
    return f"tables/{table}.jsonl"


def _sha256(path: Path) -> str:
    with path.open("rb") as source:
        return hashlib.file_digest(source, "sha256").hexdigest()
