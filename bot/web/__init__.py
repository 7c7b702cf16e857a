"""The one web server: every address of channels and features, health, safe headers and plain error pages."""

from bot.web.server import serve

__all__ = ["serve"]
