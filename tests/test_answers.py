"""Answers in a block of text: written so that mail leaves them alone, read as they arrive, or refused with the line."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from records_portal.answers.block import read_answers, render_block
from records_portal.answers.html_text import read_html
from records_portal.answers.messages import block_of, is_message, read_message
from records_portal.files.yaml_text import dump_yaml, read_yaml
from records_portal.register.findings import Refusal
from tests.mails import BLOCK, PROGRAMS, VALUES, alternative, escaped, kept_indent, mail, plain, printable

SMALL = "--- records answers 1 ---\nkind: cadence\ntarget: parks-x\nvalues:\n  every: P1Y\n--- end ---\n"


def refusal(text: str) -> str:
    with pytest.raises(Refusal) as refused:
        read_answers(text)
    return str(refused.value)


def mail_refusal(data: bytes) -> str:
    with pytest.raises(Refusal) as refused:
        block_of(read_message(data))
    return str(refused.value)


def test_a_block_is_written_as_people_write() -> None:
    assert render_block("site", "trails-x", VALUES) == BLOCK


def test_a_block_is_read_with_its_lines() -> None:
    block = read_answers(f"Dear Dora,\n\n{BLOCK}\nRegards\n")
    assert (block.kind, block.target, block.values) == ("site", "trails-x", VALUES)
    assert (block.line("agency"), block.line("communication_types", 1), block.line("nothing")) == (5, 13, 4)


@pytest.mark.parametrize("program", PROGRAMS)
def test_a_message_is_read_as_each_mail_program_writes_it(program: str) -> None:
    data = PROGRAMS[program]()
    assert is_message(data)
    block = block_of(read_message(data))
    assert (block.kind, block.target, block.values) == ("site", "trails-x", VALUES)


def test_a_messages_head_is_noted_as_text() -> None:
    message = read_message(PROGRAMS["Apple Mail"]())
    assert message.message_id == "<20260901.0188@parks.example>"
    assert message.sent_at and message.sent_at.isoformat() == "2026-09-01T23:30:00-04:00"
    assert message.sender == "Gus Heron <gus.heron@parks.example>"
    assert message.cc == "Zoë <cto@lakeland.example>"
    assert message.subject == "Request for a site: trails-x"
    assert message.sha256[:12] == "9e856ff44c23"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda text: "", "no answers found; a block that begins with the line '--- records answers 1 ---'"),
        (lambda text: f"{text}\n{text}", "2 blocks of answers, in lines 1 and 8; send one"),
        (
            lambda text: "".join(f"> {line}\n" for line in text.splitlines()) + text,
            "2 blocks of answers, in lines 1 and 7",
        ),
        (lambda text: text.replace("--- end ---\n", ""), "the block of answers does not end; '--- end ---'"),
        (lambda text: text.replace("answers 1", "answers 2"), "answers in the form '2' are not known here"),
        (lambda text: f"Here: {text}", "line 1 holds more than the block's first line"),
        (lambda text: text.replace("\n", " "), "line 1 holds more than the block's first line"),
        (lambda text: f"<!-- look\n{text}-->", "a block of answers begins in a comment (line 2)"),
        (lambda text: text.replace("values:", "value:"), "line 4 of the answers cannot be read: 'value:'"),
        (
            lambda text: text.replace("  every", "every"),
            "line 5 of the answers cannot be read: 'every: P1Y'; one of kind",
        ),
        (lambda text: text.replace("target", "# note\ntarget"), "line 3 of the answers cannot be read: '# note'"),
        (lambda text: text.replace("  every", "> every"), "line 5 of the answers is not quoted as the first one is"),
        (lambda text: text.replace("P1Y", "P1Y\n  every: P2Y"), "line 6 of the answers: key 'every' stands twice"),
        (lambda text: text.replace("P1Y", "&a P1Y"), "line 5 of the answers: anchor &a; write the value out"),
        (lambda text: text.replace("P1Y", "P1\u202eY"), "line 5 of the answers: the character U+202E is not allowed"),
        (lambda text: text.replace("P1Y", "P1\x07Y"), "line 5 of the answers: the character U+0007 is not allowed"),
        (lambda text: text.replace("P1Y", "cafe\u0301"), "line 5 of the answers: text is not in Unicode normal form C"),
        (lambda text: text.replace("P1Y", "0123"), "line 5 of the answers: number '0123' begins with a zero"),
        (
            lambda text: text.replace("kind: cadence\n", ""),
            "line 1 of the answers: it does not say of which kind it is",
        ),
        (lambda text: text.replace("parks-x", "12"), "line 3 of the answers: 12 is no id; put it into quotes"),
        (lambda text: text.replace("\n  every: P1Y", " all"), "line 4 of the answers: values are given as name: value"),
        (lambda text: text.replace("P1Y", "y" * 9000), "line 5 of the answers has 9,009 characters; at most 8,000"),
        (lambda text: text.replace("P1Y", "P1Y\n  # more" * 2001), "the block of answers has more than 2,000 lines"),
        (lambda text: text + " " * 2_000_000, "the text has 2,000,089 characters; at most 2,000,000"),
        (
            lambda text: text.replace("P1Y", "https://eu.safelinks.protection.outlook.com/?url=x"),
            "line 5 of the answers holds an address that a mail filter rewrote",
        ),
    ],
)
def test_what_is_no_block_is_refused_with_the_line(change: Any, said: str) -> None:
    assert refusal(change(SMALL)).startswith(said)


@pytest.mark.parametrize(
    "text",
    [
        SMALL.replace("\n", "\r\n"),
        SMALL.replace("---", "\u2014"),
        SMALL.replace("---", "\u2013-"),
        SMALL.replace("---", "--"),
        SMALL.replace("  every", "\u00a0 every"),
        "".join(f"> > {line}\n" for line in SMALL.splitlines()),
        "".join(f">>{line}\n" for line in SMALL.splitlines()),
        "".join(f"    {line}   \n" for line in SMALL.splitlines()),
        f"```yaml\n{SMALL}```\n",
        f"<!-- a template's note -->\n{SMALL}",
        SMALL.replace("  every", "\n  # how often\n  every"),
    ],
)
def test_what_mail_does_to_a_block_is_undone(text: str) -> None:
    assert read_answers(text).values == {"every": "P1Y"}


def test_a_line_that_was_broken_is_put_together_only_where_it_was_too_long() -> None:
    long = "  note: Nine words that fill a line until the mail program breaks it"
    text = SMALL.replace("  every: P1Y", f"{long}\nright here, at the edge: of the page")
    assert "mapping values" in refusal(text)
    text = text.replace("edge:", "edge")
    assert read_answers(text).values == {"note": f"{long[8:]} right here, at the edge of the page"}
    text = SMALL.replace("P1Y", "P1Y\nagency parks")
    assert refusal(text).startswith("line 6 of the answers cannot be read: 'agency parks'")


@pytest.mark.parametrize(
    ("written", "values"),
    [
        ("text: Trail closed from gate # 4 to gate # 7", {"text": "Trail closed from gate # 4 to gate # 7"}),
        ("text: Follow #LakelandParks today", {"text": "Follow #LakelandParks today"}),
        ("text: #LakelandParks", {"text": "#LakelandParks"}),
        ('text: 12 #wide "and" \\open', {"text": '12 #wide "and" \\open'}),
        ("tags:\n    - #parks\n    - the #trails\n    - c#", {"tags": ["#parks", "the #trails", "c#"]}),
        ("text: >-\n    Follow\n    #Lakeland # Parks", {"text": "Follow #Lakeland # Parks"}),
        ("text: 'Gate # 4'", {"text": "Gate # 4"}),
        ("# what is closed\n  text: Gate\n  # and\n  more: Trail", {"text": "Gate", "more": "Trail"}),
        ("part: # what follows\n    # its name\n    name: Gate", {"part": {"name": "Gate"}}),
    ],
)
def test_what_stands_behind_a_number_sign_belongs_to_the_answer(written: str, values: dict[str, Any]) -> None:
    block = read_answers(SMALL.replace("every: P1Y", written))
    assert block.values == values


def test_a_kind_with_a_remark_behind_it_is_no_kind() -> None:
    assert read_answers(SMALL.replace("cadence", "cadence # as usual")).kind == "cadence # as usual"


@pytest.mark.parametrize(
    ("written", "line"),
    [
        ("text: 'Gate' # 4", 5),
        ("text: Closed from\n    gate # 4", 6),
        ("text: Follow\n\n    #LakelandParks", 7),
        ("text:\n    #LakelandParks", 6),
        ("text: >- #LakelandParks\n    today", 5),
        ("text: >-\n      Follow\n    #LakelandParks", 7),
        ("tags: [parks] #trails", 5),
        ("tags: [parks, #trails\n    lakes]", 5),
        ("tags:\n    - parks\n      #trails", 7),
    ],
)
def test_a_number_sign_after_which_something_would_be_lost_is_refused(written: str, line: int) -> None:
    said = f"line {line} of the answers: what stands behind # would be lost; the whole value in quotes, on one line"
    assert refusal(SMALL.replace("every: P1Y", written)) == said


def test_an_address_that_stands_alone_on_the_next_line_belongs_to_its_key() -> None:
    address = f"https://x.example/{'a' * 60}"
    assert read_answers(SMALL.replace("every: P1Y", f"every:\n{address}")).values == {"every": address}


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("https://x.com/en<https://x.com/en>", "https://x.com/en"),
        ("https://x.com <https://x.com/>", "https://x.com"),
        ("www.x.com<http://www.x.com/>", "www.x.com"),
        ("web@env.example <mailto:web@env.example>", "web@env.example"),
        ("https://x.com<https://evil.example/>", "https://x.com<https://evil.example/>"),
    ],
)
def test_an_address_said_twice_is_one(written: str, read: str) -> None:
    assert read_answers(SMALL.replace("P1Y", written)).values == {"every": read}


# Text that a reader of HTML does not see


def html_of(text: str) -> str:
    return "".join(f"<div>{kept_indent(line) or '<br>'}</div>\n" for line in text.splitlines())


def html_mail(html: str) -> bytes:
    return mail(
        "Content-Type: text/html; charset=utf-8\nContent-Transfer-Encoding: quoted-printable\n", printable(html)
    )


@pytest.mark.parametrize(
    "html",
    [
        f"<div style='display: none'>{html_of(SMALL)}</div>",
        f"<div hidden>{html_of(SMALL)}</div>",
        f"<div style='font-size:0'>{html_of(SMALL)}</div>",
        f"<div style='mso-hide:all;visibility:hidden'>{html_of(SMALL)}</div>",
        f"<div style='color: #FFFFFF'>{html_of(SMALL)}</div>",
        f"<div style='max-height:0px;overflow:hidden'>{html_of(SMALL)}</div>",
        f"<div style='position:absolute;left:-9999px'>{html_of(SMALL)}</div>",
        f"<font color='white'>{html_of(SMALL)}</font>",
        f"<style>.x, p {{ color: red }} div.note {{ display : none }}</style><div class='note'>{html_of(SMALL)}</div>",
        f"<style>@media screen {{ #n {{ opacity: 0.0 }} }}</style><div id='n'>{html_of(SMALL)}</div>",
        f"<style>[title] {{ display:none }}</style><div title='n'>{html_of(SMALL)}</div>",
        f"<script>\n{SMALL}</script>",
        f"<style>\n{SMALL}</style>",
        f"<title>\n{SMALL}</title>",
        f"<template>\n{SMALL}</template>",
        f"<!--\n{SMALL}-->",
    ],
)
def test_a_block_that_nobody_sees_is_refused(html: str) -> None:
    assert "begins in text that is hidden" in mail_refusal(html_mail(f"<p>Hello</p>{html}<p>Bye</p>"))


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("P1Y<span style='display:none'>9</span>", "line 5 of the answers holds text that is hidden"),
        ("<s>P1Y</s> P2Y", "line 5 of the answers holds text that is struck through or reversed"),
        ("<span style='text-decoration:line-through'>P1Y</span>", "line 5 of the answers holds text that is struck"),
        ("<bdo dir='rtl'>Y1P</bdo>", "line 5 of the answers holds text that is struck through or reversed"),
        ("<input value='P1Y'>", "line 5 of the answers holds text that is shown as a picture or a field"),
        ("P1<img alt='Y' src='y.png'>", "line 5 of the answers holds text that is shown as a picture or a field"),
        ("<select><option>P1Y</select>", "line 5 of the answers holds text that is shown as a picture or a field"),
    ],
)
def test_a_line_that_cannot_be_taken_as_it_stands_is_refused(written: str, said: str) -> None:
    assert mail_refusal(html_mail(html_of(SMALL).replace("P1Y", written))).startswith(said)


def test_a_list_that_a_mail_program_made_is_refused() -> None:
    html = html_of(SMALL.replace("  every: P1Y\n", "")).replace("values:</div>", "values:<ul><li>every: P1Y</ul></div>")
    assert "in a list that the mail program numbered or marked" in mail_refusal(html_mail(html))


def test_what_is_hidden_elsewhere_does_no_harm() -> None:
    preheader = "<div style='display:none;max-height:0'>Please answer</div><style>.x{display:none}</style><hr>"
    assert block_of(read_message(html_mail(preheader + html_of(SMALL)))).values == {"every": "P1Y"}


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>a  b\n c</p><p>d", "a b c\nd"),
        ("a<br><br>b", "a\n\nb"),
        ("<div>a</div><div><br></div><div>b</div>", "a\n\nb"),
        ("<pre>a\n  b\n</pre>c", "a\n  b\nc"),
        ("<td>a</td><td>b</td>", "a b"),
        ("<b>a</b>b <i> c</i>", "ab c"),
        ("a &amp;lt; b&#x2014;c &nbsp;d", "a &lt; b\u2014c \u00a0d"),
        ("<div style='white-space:pre-wrap'>a\n b</div>", "a\n b"),
        ("<p>a<script>b</script><!-- c -->d", "ad"),
    ],
)
def test_white_space_counts_as_on_a_screen(html: str, text: str) -> None:
    assert read_html(html).text == text


# Messages made to mislead or to harm


def nested(levels: int) -> bytes:
    opened = b"".join(
        b"--b%d\r\nContent-Type: multipart/mixed; boundary=b%d\r\n\r\n" % (level, level + 1) for level in range(levels)
    )
    closed = b"".join(b"--b%d--\r\n" % level for level in reversed(range(levels)))
    return mail("Content-Type: multipart/mixed; boundary=b0\n", opened + b"--b%d--\r\n" % levels + closed)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (
            mail("Content-Type: multipart/mixed; boundary=b\n", b"--b\r\n\r\nx\r\n" * 200_000),
            "the message has too many parts",
        ),
        (
            mail("Content-Type: multipart/mixed; boundary=b\n", b"--b\r\nContent-Type: text/plain\r\n\r\n" * 401),
            "the message has more than 100 parts",
        ),
        (nested(1000), "the message has too many parts"),
        (nested(60), "the message has too many parts"),
        (mail(f"X-Long: {'a' * 300_000}\n", SMALL.encode()), "the message's head is too long or none"),
        (mail(f"Cc: {'a@b.example, ' * 3000}\n", SMALL.encode()), "the message says 'cc' twice"),
        (plain(SMALL).replace(b"Zo", b"Zo" + b"a" * 33_000), "the message's 'cc' has 33,0"),
        (plain(SMALL, "charset=utf-8" + "; " * 200), "a part of the message says too much of its content's type"),
        (plain(SMALL).replace(b"Content-Type", b"\rContent-Type: " + b";" * 99), "a part of the message says too much"),
        (plain(SMALL).replace(b"P1Y", b"P1\0Y"), "the message holds a zero byte"),
        (plain(SMALL, "charset=utf-7"), "the message's text is in the character set 'utf-7', which is not read here"),
        (plain(SMALL, "charset=rot13"), "the message's text is in the character set 'rot13', which is not read here"),
        (plain(SMALL, "charset=nonsense"), "the message's text is in the character set 'nonsense'"),
        (plain(SMALL).replace(b"P1Y", b"P1\xe9Y"), "the message's text is not in 'utf-8' as it says, at byte 79"),
        (plain(SMALL).replace(b": 8bit", b": x-uuencode"), "the message's text is encoded as 'x-uuencode'"),
        (plain(SMALL, encoding="base64").replace(b"LS0t", b"LS0", 1), "the message's text is broken: its base64"),
        (
            plain(SMALL).replace(b"\r\nTo:", b"\r\nFrom: Mallory <m@evil.example>\r\nTo:"),
            "the message says 'from' twice",
        ),
        (plain(SMALL).replace(b"\r\nTo:", b"\r\nMessage-Id: <1@a>\r\nTo:"), "the message says 'message-id' twice"),
        (mail("", b"")[10:].replace(b"Message-ID", b"X-ID"), "the message's head is too long or none"),
        (plain(SMALL).replace(b"Message-ID", b"X-ID"), "the message has no readable Message-ID"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 500, "this is Outlook's own format; save the message as .eml"),
        (alternative(SMALL, html_of(SMALL))[:-40], "the message is cut off or broken"),
        (
            alternative(SMALL, html_of(SMALL.replace("P1Y", "P6M"))),
            "the message's text and its HTML do not hold the same",
        ),
        (alternative("See below", html_of(SMALL)), "only one of the message's text and its HTML holds answers"),
        (alternative(SMALL, "<p>See below</p>"), "only one of the message's text and its HTML holds answers"),
        (
            plain("".join(f"> {line}\n" for line in SMALL.splitlines()) + SMALL),
            "2 blocks of answers, in lines 1 and 7; send one, without the older message below it",
        ),
        (
            mail(
                "Content-Type: multipart/mixed; boundary=b\n",
                b"--b\r\n\r\nSee attached\r\n--b\r\nContent-Type: text/plain\r\nContent-Disposition: attachment; "
                b"filename=a.txt\r\n\r\n" + SMALL.encode() + b"\r\n--b--\r\n",
            ),
            "no answers found",
        ),
        (
            mail(
                "Content-Type: multipart/mixed; boundary=b\n",
                b"--b\r\nContent-Type: message/rfc822\r\n\r\n" + plain(SMALL) + b"\r\n--b--\r\n",
            ),
            "no answers found",
        ),
        (
            mail(
                "Content-Type: multipart/mixed; boundary=b\n",
                b"--b\r\n\r\n" + SMALL.encode() + b"\r\n--b\r\n\r\n" + SMALL.encode() + b"\r\n--b--\r\n",
            ),
            "2 blocks of answers",
        ),
        (
            mail("Content-Type: multipart/encrypted; boundary=b\n", b"--b\r\n\r\nx\r\n--b--\r\n"),
            "the message is encrypted",
        ),
        (
            b"From gus Tue Sep  1 23:30:00 2026\r\n"
            + plain(SMALL)
            + b"\r\nFrom ann Tue Sep  1 23:30:00 2026\r\n"
            + plain(SMALL),
            "the mailbox holds more than one message; give one",
        ),
        (html_mail("<b>" * 70_000), "the message's HTML is too large"),
        (html_mail("<b " * 500), "the message's HTML opens more than it closes"),
        (html_mail("<b>" * 500 + html_of(SMALL)), "the message's HTML is nested more than 400 deep"),
        (html_mail("<![foo[ bar ]]>" + html_of(SMALL)), "the message's HTML cannot be read"),
    ],
)
def test_a_message_that_misleads_or_harms_is_refused(data: bytes, said: str) -> None:
    assert mail_refusal(data).startswith(said)


def test_a_mailbox_with_one_message_is_that_message() -> None:
    data = b"From gus Tue Sep  1 23:30:00 2026\r\n" + plain(SMALL) + b"\r\n"
    assert is_message(data)
    assert block_of(read_message(data)).values == {"every": "P1Y"}


def test_an_attachment_beside_the_text_is_left_alone() -> None:
    attached = b"--b\r\nContent-Type: application/pdf\r\nContent-Disposition: attachment\r\n\r\n%PDF\r\n--b--\r\n"
    data = mail("Content-Type: multipart/mixed; boundary=b\n", b"--b\r\n\r\n" + SMALL.encode() + b"\r\n" + attached)
    assert block_of(read_message(data)).values == {"every": "P1Y"}


def test_a_text_is_no_message() -> None:
    assert not is_message(SMALL.encode())
    assert not is_message(f"Subject: copied by hand\n\n{SMALL}".encode())


def test_lines_that_flow_are_put_together_as_their_form_says() -> None:
    text = SMALL.replace("  every: P1Y", "   note: one two \n three \nfour")
    assert block_of(read_message(plain(text, "charset=utf-8; format=flowed"))).values == {"note": "one two three four"}
    text = text.replace("one two ", "one two  ")
    dropped = plain(text, "charset=utf-8; format=flowed; delsp=yes")
    assert block_of(read_message(dropped)).values == {"note": "one two threefour"}


# Whatever is answered comes back the same, however mail carries it


def is_sound(text: str) -> bool:
    value, fault = read_yaml(dump_yaml({"a": text}).encode())
    return fault is None and value == {"a": text}


TRICKY = "ab \n->'\":#<.,@\u00a0\u00e9\u6f22|&*!%`\\\u2014"
texts = st.one_of(
    st.text(st.sampled_from(TRICKY), max_size=200),
    st.text(max_size=60),
    st.lists(st.text(st.sampled_from("abc-:"), min_size=1, max_size=12), max_size=60).map(" ".join),
    st.sampled_from(
        [
            "--- records answers 1 ---",
            "x --- end --- y",
            "a\n--- end ---\nb",
            "> q",
            "https://x.com<https://x.com>",
            "yes",
        ]
    ),
).filter(is_sound)
values = st.recursive(
    texts | st.booleans() | st.integers(-(10**9), 10**9),
    lambda inner: (
        st.lists(inner, min_size=1, max_size=3)
        | st.dictionaries(st.sampled_from(["on", "by", "kind", "values", "null", "0a"]), inner, min_size=1, max_size=3)
    ),
    max_leaves=6,
)


def flowed(text: str) -> str:
    """The text as a program writes it that lets long lines flow at 40 columns."""
    lines = []
    for line in text.splitlines():
        stuffed = f" {line}" if line.startswith((" ", ">", "From")) else line
        while len(stuffed) > 40 and " " in stuffed[20:40]:
            cut = stuffed.rindex(" ", 20, 40) + 1
            lines.append(stuffed[:cut])
            stuffed = f" {stuffed[cut:]}" if stuffed[cut:].startswith((" ", ">", "From")) else stuffed[cut:]
        lines.append(stuffed)
    return "".join(f"{line}\n" for line in lines)


CARRIERS: dict[str, Any] = {
    "8bit": lambda text: plain(text),
    "quoted-printable": lambda text: plain(text, encoding="quoted-printable"),
    "base64": lambda text: plain(text, encoding="base64"),
    "quoted": lambda text: plain("".join(f"> > {line}\n" for line in text.splitlines())),
    "flowed": lambda text: plain(flowed(text), "charset=utf-8; format=flowed"),
    "HTML": lambda text: html_mail(html_of(text)),
    "HTML kept": lambda text: html_mail(f"<pre>{escaped(text)}</pre>"),
    "both": lambda text: alternative(f"Hello\n\n{text}", "<p>Hello</p>" + html_of(text)),
}


@settings(deadline=None)
@given(st.dictionaries(st.sampled_from(["on", "by", "kind", "target", "purpose"]), values, max_size=4))
def test_answers_come_back_the_same_however_mail_carries_them(answers: dict[str, Any]) -> None:
    text = render_block("site", "trails-x", answers)
    assert read_answers(text).values == answers
    for name, carried in CARRIERS.items():
        assert block_of(read_message(carried(text))).values == answers, name


@settings(deadline=None)
@given(st.data())
def test_damage_to_a_message_is_read_or_refused_in_one_line(data: st.DataObject) -> None:
    whole = PROGRAMS[data.draw(st.sampled_from(sorted(PROGRAMS)))]()
    start = data.draw(st.integers(0, len(whole)))
    stop = data.draw(st.integers(start, min(len(whole), start + 40)))
    damaged = (
        whole[:start]
        + data.draw(st.binary(max_size=12) | st.sampled_from([b"(", b"=?", b"--", b"\r\n\r\n"]))
        + whole[stop:]
    )
    try:
        block_of(read_message(damaged))
    except Refusal as refused:
        assert "\n" not in str(refused)
