"""Answers in HTML mail: what mail programs write is read; whatever could hide, add or reorder text is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from records_portal.answers.messages import block_of, read_message
from records_portal.register.findings import Refusal
from tests.mails import escaped, kept_indent, mail, printable

LINES = ["--- records answers 1 ---", "kind: cadence", "target: parks-x", "values:", "  every: P1Y", "--- end ---"]
BLOCK = "\n".join(f"<div>{kept_indent(line)}</div>" for line in LINES)
KEPT = escaped("\n".join(LINES))


def html_mail(html: str) -> bytes:
    head = "Content-Type: text/html; charset=utf-8\nContent-Transfer-Encoding: quoted-printable\n"
    return mail(head, printable(html))


def inside(written: str) -> str:
    """The block with something written at its last value."""
    return BLOCK.replace("P1Y", written)


def around(opened: str, closed: str = "</div>") -> str:
    return f"<p>Hello</p>{opened}{BLOCK}{closed}<p>Bye</p>"


def under(sheet: str) -> str:
    return f"<html><head><style>{sheet}</style></head><body><div class='Note' id='n'>{BLOCK}</div></body></html>"


WAYS = {
    # text that is there and is not seen
    "display in capitals": around("<div style='DISPLAY: NONE'>"),
    "display through a comment": around("<div style='display:/**/none'>"),
    "display through an escape": around("<div style='d\\69 splay:none'>"),
    "display by a later sheet": f"<div class='Note'>{BLOCK}</div><style>.Note {{ display: none }}</style>",
    "contents of a closed part": around("<details>", "</details>"),
    "a dialog": around("<dialog>", "</dialog>"),
    "a pop-up": around("<div popover>"),
    "small letters": inside("P1Y<span style='font-size:2px'>9</span>"),
    "letters of a hundredth": inside("P1Y<span style='font-size:1%'>9</span>"),
    "letters by steps": inside("P1Y<small><small><small>9</small></small></small>"),
    "little by little": inside("P1Y<span style='font-size:.8em'><span style='font-size:.8em'>9</span></span>"),
    "almost white": inside("P1Y<span style='color:#fefefe'>9</span>"),
    "pale by name": inside("P1Y<span style='color:ghostwhite'>9</span>"),
    "pale by parts": inside("P1Y<span style='color: rgb(250, 250, 250)'>9</span>"),
    "pale by hue": inside("P1Y<span style='color:hsl(0,0%,99%)'>9</span>"),
    "pale as the page says": f"<html><body text='#f8f8f8'>{BLOCK}</body></html>",
    "black on black": inside("P1Y<span style='background:#000'>9</span>"),
    "black on a black cell": f"<table><tr><td bgcolor=black>{BLOCK}</td></tr></table>",
    "a filled letter": inside("P1Y<span style='-webkit-text-fill-color:transparent'>9</span>"),
    "almost clear": inside("P1Y<span style='opacity:.01'>9</span>"),
    "filtered away": inside("P1Y<span style='filter:opacity(0)'>9</span>"),
    "masked": inside("P1Y<span style='mask:linear-gradient(transparent,transparent)'>9</span>"),
    "no height": around("<div style='height:1px;overflow:hidden'>"),
    "a clipped box": around("<div style='clip-path:inset(50%)'>"),
    "hidden in Word": inside("P1Y<span style='mso-style-textfill-fill-alpha:0%'>9</span>"),
    "hidden by Outlook's comment": f"<!--[if mso]><div style='display:none'><![endif]-->{BLOCK}",
    "hidden by names in capitals": under(".NOTE { display: none }"),
    "hidden by an escape in a sheet": under(".n\\6fte, .\\4eote { color: red; visibility: hidden }"),
    "hidden by a rule in a rule": under(".Note { display: none; .x { color: red } }"),
    "hidden by all but": under("div:not(p .x) { display: none }"),
    "hidden by the page": f"<style>body {{ display: none }}</style>{BLOCK}",
    "hidden by another sheet": f"<link rel=stylesheet href='https://evil.example/a.css'>{BLOCK}",
    "hidden by an imported sheet": under("@import 'https://evil.example/a.css';"),
    "hidden if supported": under("@supports (color: red) { .Note { display: none } }"),
    "a later body": f"{BLOCK}<body style='display:none'>",
    "an attribute twice": around("<div style='display:none' style='color:red'>"),
    "a stroke that closes nothing": f"<div hidden/>{BLOCK}",
    "an end that is passed over": f"<span style='display:none'><div></span>{BLOCK}</div>",
    "a colour that goes on": f"<div><font color='#fdfdfd'></div>{BLOCK}",
    "an end in a cell": f"<div style='display:none'><table><tr><td></div>{BLOCK}</td></tr></table>",
    "a comment with two ends": f"<!-- a -- >{BLOCK}<!-- -->",
    "a comment without a middle": f"<!--><div style='display:none'><!-- -->{BLOCK}",
    "a comment in a title": f"<title><!--</title><div hidden><!-- --></title>{BLOCK}",
    "no embedding": f"<noembed><div></div>{BLOCK}</noembed>",
    # text that is not there and is seen
    "added before": under(".Note::before { content: '9' }"),
    "a picture of a number": inside("P1Y<img src='cid:nine'>"),
    "a picture on a line of its own": BLOCK.replace("<div>values", "<div><img src='cid:x'></div><div>values"),
    "a drawing": inside("P1Y<svg width=9 height=9><text>9</text></svg>"),
    "quoted": inside("<q>P1Y</q>"),
    "numbered by a sheet": under("div { counter-increment: a } div::after { content: counter(a) }"),
    "a background that shows text": inside("<span style='background:url(cid:nine)'>P1Y</span>"),
    "another font": inside("<span style='font-family:Wingdings'>P1Y</span>"),
    "a font of the sender's": under("@font-face { font-family: Arial; src: url(https://evil.example/a.woff) }"),
    "in capitals": inside("<span style='text-transform:uppercase'>p1y</span>"),
    "shown by all but Outlook": inside("P1Y<![if !mso]>9<![endif]>"),
    # text that is seen elsewhere
    "moved away": around("<div style='position:absolute;top:0;left:-50em'>"),
    "moved by a transform": around("<div style='transform:translateX(-200%)'>"),
    "moved by steps": around("<div style='margin-left:-9px'>"),
    "moved by many quotes": "<blockquote>" * 30 + BLOCK + "</blockquote>" * 30,
    "indented away": around("<div style='text-indent:-99em'>"),
    "spaced away": inside("P1Y" + "<span style='letter-spacing:90em'>99</span>"),
    "kept spaces": f"<pre>{KEPT.replace('P1Y', 'P1Y' + ' ' * 900 + '9')}</pre>",
    "covered": f"{BLOCK}<div style='position:relative;top:-9em;background:white'>every: P9Y</div>",
    "covered without a position": f"{BLOCK}<div style='margin-top:-9em;opacity:.99;background:#fff'>every: P9Y</div>",
    "covered from above": f"<div style='height:0;opacity:.99'><p>every: P9Y</p></div>{BLOCK}",
    "lines over each other": around("<div style='line-height:.01'>"),
    "ordered by boxes": around("<div style='display:flex;flex-direction:column-reverse'>"),
    "ordered by the foot": f"<table><tfoot><tr><td>{BLOCK}</td></tr></tfoot><tr><td>Hello</td></tr></table>",
    "put above the table": f"<table>{BLOCK}<tr><td>Hello</td></tr></table>",
    "side by side": f"<table><tr><td>Hello</td><td>{BLOCK}</td></tr></table>",
    "from right to left": inside("<span style='unicode-bidi:bidi-override;direction:rtl'>Y1P</span>"),
    "from right to left by name": inside("<bdo dir=rtl>Y1P</bdo>"),
    "a line through it by a thick line": inside(
        "<span style='text-decoration:underline 9px red;text-underline-offset:-9px'>P1Y</span>"
    ),
    "running": inside("<marquee>P1Y</marquee>"),
    "set above": inside("P<sup>1</sup>Y"),
}


@pytest.mark.parametrize("way", WAYS)
def test_a_way_to_show_something_else_is_refused(way: str) -> None:
    with pytest.raises(Refusal) as refused:
        block_of(read_message(html_mail(WAYS[way])))
    assert str(refused.value).startswith(
        (
            "the message's HTML could show something else than it says ('",
            "a block of answers begins in text that is hidden",
            "line 5 of the answers holds text that is struck through or reversed",
            "line 5 of the answers holds text that is shown as a picture or a field",
            "line 4 of the answers holds text that is shown as a picture or a field",
        )
    )


def test_there_are_fifty_ways_and_more() -> None:
    assert len(WAYS) >= 50


@pytest.mark.parametrize(
    ("html", "said"),
    [
        (
            around("<div style='position:absolute'>"),
            "the message's HTML could show something else than it says ('position:absolute'); ask for plain text",
        ),
        (
            inside("P1Y<span style='color:#fefefe'>9</span>"),
            "the message's HTML could show something else than it says ('color:#fefefe'), line 5 of the answers;"
            " ask for plain text",
        ),
        (
            f"<span><div></span>{BLOCK}</div>",
            "the message's HTML could show something else than it says ('tags that overlap'); ask for plain text",
        ),
    ],
)
def test_a_refusal_names_what_is_doubted_in_one_line(html: str, said: str) -> None:
    with pytest.raises(Refusal) as refused:
        block_of(read_message(html_mail(html)))
    assert str(refused.value) == said


SHAPES = sorted((Path(__file__).parent / "html_mails").glob("*.html"))


def test_the_mail_programs_that_most_people_use_are_among_the_shapes() -> None:
    assert {path.stem for path in SHAPES} >= {
        *("gmail-a-reply", "gmail-pasted", "outlook", "outlook-on-the-web", "apple-mail", "an-iphone", "thunderbird"),
        *("yahoo", "proton", "gmail-from-a-phone", "outlook-on-a-phone", "a-help-desks-table"),
    }


@pytest.mark.parametrize("shape", SHAPES, ids=lambda path: path.stem)
def test_what_a_mail_program_writes_is_read(shape: Path) -> None:
    block = block_of(read_message(html_mail(shape.read_text(encoding="utf-8"))))
    assert (block.kind, block.target, block.values) == ("cadence", "parks-x", {"every": "P1Y"})


@pytest.mark.parametrize(
    "beside",
    [
        "<p><img src='cid:logo' alt='Parks'></p>",
        "<div style='display:none;max-height:0;overflow:hidden;mso-hide:all'>Please answer</div>",
        "<ul><li>One</ul><h1 style='color:white'>Parks</h1><p style='font-size:6px'>Legal notice</p>",
        "<p>a picture: <svg></svg></p>",
    ],
)
def test_what_stands_beside_the_block_is_told_from_what_could_cover_it(beside: str) -> None:
    data = html_mail(f"{beside}{BLOCK}")
    if "svg" in beside:
        with pytest.raises(Refusal, match="could show something else than it says"):
            block_of(read_message(data))
    else:
        assert block_of(read_message(data)).values == {"every": "P1Y"}
