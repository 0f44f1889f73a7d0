"""Messages as `.eml` files (RFC 5322): any mail program opens one, ready to be sent."""

from __future__ import annotations

from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP


@dataclass(frozen=True, slots=True)
class Mail:
    """A message to one person."""

    to: str
    subject: str
    body: str
    sender: str = ""


def eml(mail: Mail) -> bytes:
    """The message as a draft: mail programs that know `X-Unsent` open it to be sent."""
    message = EmailMessage(policy=SMTP)
    message["To"] = _one_line(mail.to)
    if mail.sender:
        message["From"] = _one_line(mail.sender)
    message["Subject"] = _one_line(mail.subject)
    message["X-Unsent"] = "1"
    message.set_content(mail.body)
    return message.as_bytes()


def _one_line(text: str) -> str:
    return " ".join(text.split())
