"""Copies of the course for those who teach it, and for those whom they teach."""


class PublishError(Exception):
    """Chapters cannot be published; the message says why and what to do."""
