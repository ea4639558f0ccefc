"""What stands on a page, for tests."""


def text(response) -> str:
    """The source of a page on one line, blanks run together."""
    return " ".join(response.content.decode().split())
