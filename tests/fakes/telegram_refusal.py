"""What the fake Bot API answers when it refuses: a status, a sentence and, for some refusals, parameters."""

from typing import Any

Json = dict[str, Any]


class RefusalError(Exception):
    """A method said no; `status` is the HTTP status, `description` the sentence a client sees."""

    def __init__(self, status: int, description: str, parameters: Json | None = None) -> None:
        super().__init__(description)
        self.status = status
        self.description = description
        self.parameters = parameters

    def as_json(self) -> Json:
        """The body of the answer, in the shape that every Bot API error has."""
        body: Json = {"ok": False, "error_code": self.status, "description": self.description}
        if self.parameters:
            body["parameters"] = self.parameters
        return body


def bad_request(reason: str) -> RefusalError:
    """A 400 with the prefix that the Bot API puts before every reason."""
    return RefusalError(400, f"Bad Request: {reason}")


def forbidden(reason: str) -> RefusalError:
    """A 403: the other side does not want the bot, or does not know it."""
    return RefusalError(403, f"Forbidden: {reason}")


def too_many(retry_after: int) -> RefusalError:
    """A 429 that names the whole seconds to wait."""
    return RefusalError(429, f"Too Many Requests: retry after {retry_after}", {"retry_after": retry_after})
