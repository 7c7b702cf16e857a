"""Finding the entry that a question means: `Index` over `Document`s, answering with `Found`."""

from knowledge.search.document import Band, Document, Found, Hit, rows
from knowledge.search.embedder import Embedder
from knowledge.search.index import Index

__all__ = ["Band", "Document", "Embedder", "Found", "Hit", "Index", "rows"]
