"""Everything the assistant knows, read once: entries, sentences, dialogs, departments, open questions, crisis rules."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from knowledge.approval import ApprovalRules, read_approval
from knowledge.calendar import read_days
from knowledge.canned import Canned, read_canned
from knowledge.checking import check_entries
from knowledge.claims.names import NameWords, read_name_words
from knowledge.crisis import Crisis, read_crisis
from knowledge.elsewhere import read_elsewhere
from knowledge.errors import ContentError
from knowledge.follow import FollowUps, read_follow_ups
from knowledge.forbidden import Forbidden, read_forbidden
from knowledge.gaps import GapRules, read_gaps
from knowledge.genuine import Genuine, read_genuine
from knowledge.injection import Injections, read_injections
from knowledge.intents import Intents, read_intents
from knowledge.ladder import LadderStep, read_ladder
from knowledge.limits import Limits, read_limits
from knowledge.loading import build, read_items, read_toml
from knowledge.places import Place
from knowledge.sensitive import Sensitive, read_sensitive
from knowledge.shapes import Department, Dialog, Entry, Opinion, Step, StepKind, Window
from knowledge.subjects import Subjects, read_subjects
from knowledge.texts import Texts, load_texts
from knowledge.twins import Twins, read_twins
from knowledge.wishes import Wishes, read_wishes

WRITTEN = {"fact": "facts", "source": "sources", "case": "cases"}
"""How an entry's lists are headed in its file, one `[[entry.fact]]` each."""
SHIPPED = Path(str(files("knowledge"))) / "content"


@dataclass(frozen=True, slots=True, repr=False)
class Knowledge:
    """All content of one version; written out it would fill megabytes, so no error or log ever does."""

    entries: Mapping[str, Entry]
    texts: Texts
    dialogs: Mapping[str, Dialog]
    departments: Mapping[str, Department]
    windows: Mapping[str, Window]
    opinions: Mapping[str, Opinion]
    crisis: Crisis
    intents: Intents
    injections: Injections
    wishes: Wishes
    genuine: Genuine
    sensitive: Sensitive
    follow_ups: FollowUps
    forbidden: Forbidden
    gaps: GapRules
    limits: Limits
    ladder: tuple[LadderStep, ...]
    name_words: NameWords
    approval: ApprovalRules
    canned: tuple[Canned, ...]
    elsewhere: tuple[str, ...]
    subjects: Subjects
    twins: Twins
    folder: Path
    places: tuple[Place, ...] = ()


def load(folder: Path = SHIPPED) -> Knowledge:
    """The knowledge in that folder; `ContentError` holds every mistake at once."""
    mistakes: list[str] = []
    entries = [
        entry
        for path in sorted((folder / "faq").glob("*.toml"))
        for entry in read_items(path, "entry", Entry, mistakes, WRITTEN)
    ]
    departments = list(read_items(folder / "departments.toml", "department", Department, mistakes))
    windows = list(read_items(folder / "windows.toml", "window", Window, mistakes))
    opinions = list(read_items(folder / "opinions.toml", "opinion", Opinion, mistakes))
    read_days(folder / "calendar.toml", mistakes)
    limits = read_limits(folder / "limits.toml", mistakes)
    texts = load_texts(folder / "texts", mistakes)
    canned = read_canned(folder / "canned.toml", texts, mistakes)
    ladder = read_ladder(folder / "ladder.toml", texts, mistakes)
    dialogs = [_dialog(path, mistakes) for path in sorted((folder / "dialogs").glob("*.toml"))]
    crisis = read_crisis(folder / "words" / "crisis.toml", folder / "words" / "danger.toml", mistakes)
    wishes = read_wishes(folder / "words" / "human.toml", mistakes)
    injections = read_injections(folder / "words" / "injection.toml", mistakes, wishes.learnt)  # one table tells both
    genuine = read_genuine(folder / "words" / "genuine.toml", mistakes)
    intents = read_intents(folder / "words" / "intents.toml", mistakes)
    sensitive = read_sensitive(folder / "words" / "sensitive.toml", mistakes)
    follow_ups = read_follow_ups(folder / "words" / "follow_ups.toml", mistakes)
    forbidden = read_forbidden(folder / "words" / "forbidden.toml", mistakes)
    gaps = read_gaps(folder / "gaps.toml", mistakes)
    approval = read_approval(folder / "approval.toml", mistakes)
    subjects = read_subjects(folder / "subjects.toml", {entry.id for entry in entries}, mistakes)
    twins = read_twins(folder / "twins.toml", {entry.id for entry in entries}, mistakes)
    elsewhere = read_elsewhere(folder / "elsewhere.toml", mistakes)
    name_words = read_name_words(folder / "words" / "claims.toml", mistakes)
    check_entries(entries, {department.id for department in departments}, {window.id for window in windows}, mistakes)
    for dialog in dialogs:
        _check_dialog(dialog, texts, mistakes)
    if mistakes:
        raise ContentError(mistakes)
    return Knowledge(
        entries={entry.id: entry for entry in entries},
        texts=texts,
        dialogs={dialog.name: dialog for dialog in dialogs},
        departments={department.id: department for department in departments},
        windows={window.id: window for window in windows},
        opinions={opinion.id: opinion for opinion in opinions},
        crisis=crisis,
        intents=intents,
        injections=injections,
        wishes=wishes,
        genuine=genuine,
        sensitive=sensitive,
        follow_ups=follow_ups,
        forbidden=forbidden,
        gaps=gaps,
        limits=limits,
        ladder=ladder,
        name_words=name_words,
        approval=approval,
        canned=canned,
        elsewhere=elsewhere,
        subjects=subjects,
        twins=twins,
        folder=folder,
    )


def _dialog(path: Path, mistakes: list[str]) -> Dialog:
    data = read_toml(path, mistakes)
    steps = [
        build(Step, raw, f"{path.name}: step {number}", mistakes, {})
        for number, raw in enumerate(data.get("step", []), 1)
    ]
    return Dialog(path.stem, tuple(step for step in steps if step is not None), bool(data.get("summary", True)))


def _check_dialog(dialog: Dialog, texts: Texts, mistakes: list[str]) -> None:
    keys = [step.key for step in dialog.steps]
    wanted = [f"{dialog.name}.{key}{end}" for key in keys for end in ("", "_why", "_name")]
    wanted.append(f"dialog.form_{dialog.name}")
    wanted += [f"{dialog.name}.{option}" for step in dialog.steps for option in step.options]
    mistakes += [f"dialogs/{dialog.name}.toml: {key}: no such text" for key in wanted if not texts.has(key)]
    for number, step in enumerate(dialog.steps):
        if step.kind is StepKind.CHOICE and not step.options and step.listed not in keys[:number]:
            mistakes.append(f"dialogs/{dialog.name}.toml: {step.key}: a choice needs options")
        mistakes += [
            f"dialogs/{dialog.name}.toml: {step.key}: when names {key}, which is no earlier step"
            for key in step.when
            if key not in keys[:number]
        ]
