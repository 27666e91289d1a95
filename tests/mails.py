"""Messages as common mail programs write a reply that holds answers; every word is written for the tests."""

from __future__ import annotations

import base64
import quopri

VALUES = {
    "agency": "parks",
    "platform": "x",
    "type": "Microblog on X",
    "purpose": "News about the long-distance trails, and answers to walkers, riders and paddlers: every day.",
    "communication_types": ["Closures & diversions", "Answers to walkers"],
    "justification": "Walkers ask there.\n\nOur mission includes them; Zoë counted 1,200 questions.",
    "terms_url": "https://x.com/en/tos",
    "proposed_administrators": ["hana-birch"],
    "on": "2026-09-01",
    "by": "gus-heron",
    "role": "it-web-liaison",
    "copies_to": ["cto-cio", "web-content-team", "agency-head"],
}
BLOCK = """\
--- records answers 1 ---
kind: site
target: trails-x
values:
  agency: parks
  platform: x
  type: Microblog on X
  purpose: >-
    News about the long-distance trails, and answers to walkers,
    riders and paddlers: every day.
  communication_types:
    - Closures & diversions
    - Answers to walkers
  justification: >-
    Walkers ask there.


    Our mission includes them; Zoë counted 1,200 questions.
  terms_url: https://x.com/en/tos
  proposed_administrators:
    - hana-birch
  on: 2026-09-01
  by: gus-heron
  role: it-web-liaison
  copies_to:
    - cto-cio
    - web-content-team
    - agency-head
--- end ---
"""
HEAD = """\
Received: from mail.parks.example (mail.parks.example [192.0.2.7])
 by mx.lakeland.example; Tue, 1 Sep 2026 23:30:07 -0400
From: Gus Heron <gus.heron@parks.example>
To: Communications Director <communications@lakeland.example>
Cc: =?utf-8?q?Zo=C3=AB?= <cto@lakeland.example>
Subject: Request for a site: trails-x
Date: Tue, 1 Sep 2026 23:30:00 -0400
Message-ID: <20260901.0188@parks.example>
MIME-Version: 1.0
"""


def mail(head: str, body: bytes) -> bytes:
    """A message of our head with a part's own head and body."""
    return (HEAD + head + "\n").encode().replace(b"\n", b"\r\n") + body


def printable(text: str) -> bytes:
    return quopri.encodestring(text.encode(), quotetabs=False).replace(b"\n", b"\r\n")


def alternative(text: str, html: str) -> bytes:
    """A message with a text and an HTML part, both quoted-printable."""
    parts = [("text/plain", text), ("text/html", html)]
    body = b"".join(
        b"--=_b1\r\nContent-Type: %s; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n%s\r\n"
        % (kind.encode(), printable(each))
        for kind, each in parts
    )
    return mail('Content-Type: multipart/alternative; boundary="=_b1"\n', body + b"--=_b1--\r\n")


def plain(text: str, parameters: str = "charset=utf-8", encoding: str = "8bit") -> bytes:
    data = text.encode()
    body = {
        "8bit": data.replace(b"\n", b"\r\n"),
        "quoted-printable": printable(text),
        "base64": base64.encodebytes(data.replace(b"\n", b"\r\n")).replace(b"\n", b"\r\n"),
    }[encoding]
    return mail(f"Content-Type: text/plain; {parameters}\nContent-Transfer-Encoding: {encoding}\n", body)


def escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def kept_indent(line: str) -> str:
    """A line as a mail program's editor keeps its indentation: every second space is one that does not break."""
    text = line.lstrip(" ")
    return "&nbsp; " * ((len(line) - len(text)) // 2) + escaped(text)


def as_gmail(block: str = BLOCK) -> bytes:
    text = f"Please see below.\n\nGus\n\nOn Tue, Sep 1, 2026 at 9:00 AM Dora wrote:\n\n{block}"
    html = (
        '<div dir="ltr">Please see below.<div><br></div><div>Gus</div></div><br>'
        '<div class="gmail_quote"><div class="gmail_attr">On Tue, Sep 1, 2026 at 9:00 AM Dora wrote:<br></div>'
        + '<blockquote class="gmail_quote" style="margin:0px 0px 0px 0.8ex;border-left:1px solid rgb(204,204,204)">'
        + "<br>\n".join(kept_indent(line) for line in block.splitlines())
        + "<br></blockquote></div>"
    )
    return alternative("".join(f"> {line}\n" for line in text.splitlines()), html)


def as_outlook(block: str = BLOCK) -> bytes:
    filtered = "https://nam02.safelinks.protection.outlook.com/?url=https%3A%2F%2Fx.com%2Fen%2Ftos&data=05"
    linked = f"https://x.com/en/tos<{filtered}>"
    text = block.replace("https://x.com/en/tos", linked).replace("---", "\u2014")
    anchor = (
        '<a href="https://nam02.safelinks.protection.outlook.com/?url=https%3A%2F%2Fx.com">https://x.com/en/tos</a>'
    )
    paragraphs = "\n".join(
        f'<p class="MsoNormal">{kept_indent(line) or "<o:p>&nbsp;</o:p>"}<o:p></o:p></p>' for line in block.splitlines()
    ).replace("https://x.com/en/tos", anchor)
    html = f"""<html xmlns:o="urn:schemas-microsoft-com:office:office"><head>
<meta http-equiv="Content-Type" content="text/html; charset=utf-8"><style><!--
/* Font Definitions */ @font-face {{font-family:Calibri; panose-1:2 15 5 2 2 2 4 3 2 4;}}
p.MsoNormal, li.MsoNormal {{margin:0in; font-size:11.0pt; font-family:"Calibri",sans-serif;}}
a:link, span.MsoHyperlink {{mso-style-priority:99; color:#0563C1; text-decoration:underline;}}
@page WordSection1 {{size:8.5in 11.0in; margin:1.0in 1.0in 1.0in 1.0in;}}
--></style><!--[if gte mso 9]><xml><o:shapedefaults v:ext="edit" spidmax="1026" /></xml><![endif]--></head>
<body lang="EN-US" link="#0563C1"><div class="WordSection1">{paragraphs}</div></body></html>"""
    return alternative(text, html)


def as_apple_mail(block: str = BLOCK) -> bytes:
    text = "Hello,\n\nhere are the answers.\n\n" + "".join(f"> {line}\n" for line in block.splitlines()) + "\nGus\n"
    return plain(text, "charset=utf-8", "quoted-printable")


def as_thunderbird(block: str = BLOCK) -> bytes:
    lines = [f" {line}" if line.startswith((" ", "From", ">")) else line for line in block.splitlines()]
    text = "\n".join(
        ["This sentence is a long one that flows on into a second ", "line.", "", *lines, "-- ", "Gus", ""]
    )
    return plain(text, "charset=UTF-8; format=flowed")


def as_phone(block: str = BLOCK) -> bytes:
    lines = "".join(f"<div>{kept_indent(line) or '<br>'}</div>" for line in block.splitlines())
    html = (
        f'<html><body dir="auto"><div dir="ltr"></div>{lines}<br><div dir="ltr">Sent from my phone</div></body></html>'
    )
    body = base64.encodebytes(html.encode()).replace(b"\n", b"\r\n")
    return mail("Content-Type: text/html;\n\tcharset=utf-8\nContent-Transfer-Encoding: base64\n", body)


def as_ticket_system(block: str = BLOCK) -> bytes:
    intro = "##- Please type your reply above this line -##\n\nTicket 4711 was updated:\n\n"
    text = intro + "".join(f"    {line}\n" if line else "\n" for line in block.splitlines()) + "\n[4711]\n"
    return plain(text, "charset=utf-8", "base64")


def as_old_outlook(block: str = BLOCK) -> bytes:
    """Plain text that was broken at 60 columns when it was quoted, the rest of each line at the edge."""
    lines = []
    for line in block.splitlines():
        if len(line) > 60:
            cut = line.rindex(" ", 0, 60)
            lines += [line[:cut], line[cut + 1 :]]
        else:
            lines.append(line)
    text = "".join(f"> {line}\n" for line in lines)
    data = text.encode("cp1252")
    return mail(
        'Content-Type: text/plain; charset="iso-8859-1"\nContent-Transfer-Encoding: quoted-printable\n',
        quopri.encodestring(data).replace(b"\n", b"\r\n"),
    )


PROGRAMS = {
    "Gmail": as_gmail,
    "Outlook": as_outlook,
    "Apple Mail": as_apple_mail,
    "Thunderbird": as_thunderbird,
    "a phone": as_phone,
    "a ticket system": as_ticket_system,
    "an old Outlook": as_old_outlook,
}
