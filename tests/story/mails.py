"""Messages that come from outside the office, as a mail program saves them."""

from __future__ import annotations

from collections.abc import Iterable
from email.utils import format_datetime
from pathlib import Path

from .office import Office

ANSWER = """\
From: Records Management Unit <records@state.lakeland.example>
To: Lakeland Parks <records@parks.lakeland.example>
Subject: Your request for disposition
Message-ID: <{number}@state.lakeland.example>
Date: {date}
MIME-Version: 1.0
Content-Type: text/plain; charset=utf-8

The disposition of the records listed under the series {series} is authorized.
Authorization number {number}.
"""


def answer_of_the_state(office: Office, name: str, number: str, series: Iterable[str]) -> Path:
    """The State's answer that grants a request, as it arrived."""
    folder = office.folder / "mail"
    folder.mkdir(exist_ok=True)
    words = ANSWER.format(number=number, series=" and ".join(series), date=format_datetime(office.now))
    path = folder / f"{name}.eml"
    path.write_bytes(words.replace("\n", "\r\n").encode())
    return path
