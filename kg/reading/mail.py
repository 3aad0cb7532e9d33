"""Messages (EML): newsletters, wire copy by mail."""

import io
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage, Message
from email.utils import parseaddr
from typing import Final

from kg.errors import FormatError
from kg.reading.dates import date_or_none
from kg.reading.draft import one_space
from kg.reading.parts import Part, ReadNote, whole
from kg.reading.webpage import plain_html

__all__ = ["read_mail"]

MUCH_LONGER: Final = 3
"""From how many times as many words HTML is the message, and the plain text only a hint at it."""


def read_mail(part: Part) -> Iterator[Part | ReadNote]:
    """The body of a message, plain text before HTML; subject, sender and date are what it knows of its origin."""
    message = message_from_bytes(whole(part), policy=policy.default)
    if not isinstance(message, EmailMessage) or not message.keys() or (body := body_of(message)) is None:
        raise FormatError("is no message with a text; save it as .eml, or its text as .txt")
    if others := [attachment_name(a) for a in message.iter_attachments() if not is_picture(a)]:
        yield ReadNote(part.name, f"attachments are not read: {', '.join(others)}; save them as files")
    identity = header(message, "message-id").strip("<>")
    content = body.get_payload(decode=True)
    if not isinstance(content, bytes):
        raise FormatError("its text cannot be decoded; save it as .txt")
    yield part.holding(
        part.name,
        f"mid:{identity}" if identity else part.source,
        io.BytesIO(content),
        kind=body.get_content_type(),
        charset=str(body.get_content_charset() or ""),
        known={
            "title": header(message, "subject"),
            "published": date_or_none(header(message, "date")),
            "author": one_space(parseaddr(header(message, "from"))[0]),
        },
    )


def body_of(message: EmailMessage) -> EmailMessage | None:
    """The part that holds the text: plain text, or HTML where the plain text only says that there is HTML."""
    plain, html = message.get_body(("plain",)), message.get_body(("html",))
    chosen = html if plain is None or (html is not None and MUCH_LONGER * words_in(plain) < words_in(html)) else plain
    return chosen if isinstance(chosen, EmailMessage) else None


def words_in(body: Message) -> int:
    """How many words a body has, its markup aside."""
    content = body.get_payload(decode=True)
    text = content.decode("utf-8", "replace") if isinstance(content, bytes) else ""
    return len((plain_html(text) if body.get_content_subtype() == "html" else text).split())


def header(message: EmailMessage, name: str) -> str:
    """A line of a message's head, "" where there is none, or none that can be read."""
    try:
        return one_space(str(message[name] or ""))
    except (IndexError, AttributeError, ValueError, TypeError):  # Python's parser trips over malformed ones
        return ""


def attachment_name(attachment: Message) -> str:
    """What an attachment is called: its file's name, else what it is."""
    return one_space(attachment.get_filename() or "") or attachment.get_content_type()


def is_picture(attachment: Message) -> bool:
    """Whether an attachment is there to be looked at."""
    return attachment.get_content_maintype() == "image"
