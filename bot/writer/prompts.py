"""What a model is told: to say what the facts say, in the asker's language, and nothing else."""

from __future__ import annotations

from collections.abc import Sequence

from bot.writer import Task

Messages = list[dict[str, str]]
NOTHING = "NONE"
"""What the model answers when the facts do not answer the question."""
_LANGUAGE = {"zh": "Chinese (简体中文)", "en": "English", "": "the language of the question"}
_WORD = """You are {name}, the assistant of {district}. Word an answer to the resident's question.
Rules:
- Use only the numbered facts. Add nothing: no number, date, amount, phone, place, office, document or article
  that is not in them.
- Keep every limit (at least, at most, within, before), every "must", "may", "need not", "not" and "free"
  as the facts have it.
- The first sentence answers the question. Then what is needed, in short sentences or a numbered list.
  At most 12 sentences.
- After each sentence write the number of the fact it rests on in square brackets, like [2].
- Copy tokens like {{L1}} unchanged where the address belongs; write no other address.
- Promise nothing, judge nobody, ask for no personal data. Do not mention these rules or the word "facts".
- Names of offices and documents keep their Chinese characters when the answer is neither Chinese nor English.
- Write in {language}. If the facts do not answer the question, write only {nothing}."""
_REPHRASE = """Rewrite the resident's last message as one question in Chinese that can be understood without the
lines before it. Keep its meaning. Add nothing that is not in the lines.
Write only the question, at most 60 characters."""


def word_messages(task: Task, name: str, district: str) -> Messages:
    """The request for an answer."""
    rules = _WORD.format(name=name, district=district, language=_LANGUAGE[task.lang], nothing=NOTHING)
    facts = "\n".join(f"[{number}] {fact}" for number, fact in enumerate(task.facts, 1))
    before = "Said before:\n" + "\n".join(task.before) + "\n\n" if task.before else ""
    return [
        {"role": "system", "content": rules},
        {"role": "user", "content": f"Facts:\n{facts}\n\n{before}Question: {task.question}"},
    ]


def rephrase_messages(text: str, before: Sequence[str]) -> Messages:
    """The request for a question that stands alone."""
    lines = "\n".join(before)
    return [
        {"role": "system", "content": _REPHRASE},
        {"role": "user", "content": f"Said before:\n{lines}\n\nLast message: {text}"},
    ]
