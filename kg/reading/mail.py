"""Messages (EML): newsletters, wire copy by mail."""

import io
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage, Message
from email.utils import parseaddr

from kg.errors import FormatError
from kg.reading.draft import one_space
from kg.reading.parts import Part, ReadNote, whole

__all__ = ["read_mail"]


def read_mail(part: Part) -> Iterator[Part | ReadNote]:
    """The body of a message, plain text before HTML; subject, sender and date are what it knows of its origin."""
    message = message_from_bytes(whole(part), policy=policy.default)
    body = message.get_body(("plain", "html"))
    if not isinstance(message, EmailMessage) or not message.keys() or not isinstance(body, EmailMessage):
        raise FormatError("is no message with a text; save it as .eml, or its text as .txt")
    if others := [name for a in message.iter_attachments() if (name := a.get_filename()) and not is_picture(a)]:
        yield ReadNote(part.name, f"attachments are not read: {', '.join(map(one_space, others))}; save them as files")
    identity = one_space(str(message["message-id"] or "")).strip("<>")
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
            "title": one_space(str(message["subject"] or "")),
            "published": one_space(str(message["date"] or "")),
            "author": one_space(parseaddr(str(message["from"] or ""))[0]),
        },
    )


def is_picture(attachment: Message) -> bool:
    """Whether an attachment is there to be looked at."""
    return attachment.get_content_maintype() == "image"
