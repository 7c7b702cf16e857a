"""Structured logs: one line of key and value each, personal data masked, nothing of what people wrote."""

from __future__ import annotations

import logging
import sys

import structlog

from bot.redact import mask_event


def set_up_logs(level: str, *, json_lines: bool | None = None) -> None:
    """Logs to standard error; JSON when nobody watches a terminal."""
    as_json = not sys.stderr.isatty() if json_lines is None else json_lines
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            mask_event,
            structlog.processors.JSONRenderer(ensure_ascii=False) if as_json else structlog.dev.ConsoleRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level]),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
    logging.basicConfig(level=max(logging.getLevelNamesMapping()[level], logging.WARNING), stream=sys.stderr)
