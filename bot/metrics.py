"""What the machine counts, for Prometheus; each app has a registry of its own."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest


class Metrics:
    """The counters and clocks of one app."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.received = Counter("messages_received", "New messages stored", ["channel"], registry=self.registry)
        self.turns = Counter("turns", "Turns by how they ended", ["outcome"], registry=self.registry)
        self.turn_seconds = Histogram("turn_seconds", "Thinking and committing, seconds", registry=self.registry)
        self.sent = Counter("messages_sent", "Outgoing messages by end", ["channel", "state"], registry=self.registry)
        self.questions = Counter(
            "questions", "Questions by how they ended", ["result", "outcome"], registry=self.registry
        )
        self.model_calls = Counter("model_calls", "Uses of the model by end", ["use", "end"], registry=self.registry)
        self.model_tokens = Counter("model_tokens", "Tokens that the model cost", ["kind"], registry=self.registry)
        self.model_seconds = Histogram(
            "model_seconds", "Time spent on the model, seconds", ["use"], registry=self.registry,
            buckets=(0.1, 0.25, 0.5, 1, 1.5, 2, 2.5, 3, 5, 10, 30),
        )  # fmt: skip
        self.jobs = Counter("jobs", "Timers by kind and end", ["kind", "state"], registry=self.registry)

    def page(self) -> bytes:
        """The text that Prometheus reads."""
        return generate_latest(self.registry)
