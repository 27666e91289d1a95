"""Exports of platforms that no reader takes, by names that only they give, and other things that people hand in."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

_ANY = r"(?:.*/)?"
_ENDINGS = {
    "pictures": "jpg jpeg png gif webp heic heif avif bmp tif tiff svg",
    "films": "mp4 mov m4v webm avi mkv wmv",
    "sounds": "mp3 m4a wav ogg aac",
    "PDFs": "pdf",
    "pages": "html htm xhtml",
    "saved pages": "mht mhtml webarchive maff",
    "JSON": "json jsonl ndjson",
    "scripts": "js",
    "tables": "csv tsv",
    "spreadsheets": "xls xlsx ods numbers xlsm",
    "documents": "doc docx odt rtf pages ppt pptx key odp",
    "texts": "txt md",
    "XML": "xml rss atom",
    "e-mails": "eml msg",
    "mailboxes": "pst ost olm",
    "archives": "7z rar xz bz2 zst gz tar zip dmg iso z01 001",
    "databases": "sql sqlite sqlite3 db mdb accdb bak",
    "recordings": "har",
    "logs": "log",
    "programs": "exe msi apk app dll jar",
}
KINDS = {ending: kind for kind, endings in _ENDINGS.items() for ending in endings.split()}


@dataclass(frozen=True, slots=True)
class Seen:
    """What was seen of what was handed in, without litter: names, sizes, and the columns of its first tables."""

    names: tuple[str, ...]
    sizes: tuple[int, ...]
    litter: int = 0
    halves: int = 0
    headings: tuple[frozenset[str], ...] = ()
    kinds: Counter[str] = field(default_factory=Counter)
    misnamed: str = ""  # a table of files and a table under another name


class Stranger(NamedTuple):
    """What something is that is no export, and what to do instead."""

    kind: str
    what: str
    advice: str


def kind_of_file(name: str) -> str:
    """What a file is by the ending of its name."""
    base = name.rpartition("/")[2]
    return KINDS.get(base.rpartition(".")[2].lower(), "others") if "." in base else "others"


# By platform: what it is called, a name that only its export has, and its id in the table of services.
_PLATFORMS: tuple[tuple[str, str, str], ...] = (
    ("TikTok", rf"{_ANY}user_data(?:_tiktok)?\.json|{_ANY}TikTok/[^/]+/[^/]+\.txt", "tiktok"),
    ("Snapchat", rf"{_ANY}(?:json/)?(?:memories_history|snap_history|chat_history|snap_pro)\.json", "snapchat"),
    ("Discord", rf"{_ANY}messages/c?\d+/(?:channel\.json|messages\.(?:csv|json))", "other"),
    ("Pinterest", rf"{_ANY}pinterest[^/]*\.html?|{_ANY}(?:boards|pins)\.(?:html|json)", "pinterest"),
    ("Reddit", rf"{_ANY}(?:post_headers|comment_headers|post_votes|subscribed_subreddits)\.csv", "reddit"),
    ("Flickr", rf"{_ANY}(?:photo_\d+\.json|albums\.json|account_profile\.json)", "flickr"),
    ("Slack", rf"{_ANY}(?:integration_logs|channels)\.json", "slack"),
    ("Telegram", rf"{_ANY}ChatExport_[^/]*/(?:result\.json|messages\.html)", "other"),
    ("WhatsApp", rf"{_ANY}(?:_chat|WhatsApp Chat[^/]*)\.txt", "other"),
    ("Google+", rf"{_ANY}Google\+ (?:Stream|Communities)/.*", "google-plus"),
    (
        "Medium",
        rf"{_ANY}posts/\d{{4}}-\d\d-\d\d_.*\.html|{_ANY}(?:claps|bookmarks|publications)/.*-\d{{4}}\.html",
        "medium",
    ),
    ("Tumblr", rf"{_ANY}(?:posts/posts_index\.html|payload-\d+\.json)", "tumblr"),
    ("Google Business Profile", rf"{_ANY}Google Business Profile/.*", "google-business-profile"),
    ("Misskey", rf"{_ANY}notes-\d{{4}}-\d\d-\d\d-[\d-]+\.json", "other"),
    ("Pixelfed", rf"{_ANY}pixelfed-statuses\.json", "other"),
    ("MediaWiki", rf"{_ANY}[^/]*(?:-pages-(?:articles|meta-history)|wiki[^/]*dump)[^/]*\.xml", "wiki"),
    ("Microsoft Teams", rf"{_ANY}TeamsMessagesData/.*|{_ANY}endpoints\.json", "teams"),
)


def platform_without_reader(names: Sequence[str]) -> tuple[str, str] | None:
    """The platform whose export this is, and its id in the table of services."""
    for called, pattern, service in _PLATFORMS:
        compiled = re.compile(pattern, re.IGNORECASE)
        if any(map(compiled.fullmatch, names)):
            return called, service
    return None


def stranger_among_files(seen: Seen) -> Stranger | None:
    """What the files are that are no export but are known; nothing where they may be one."""
    return next(filter(None, (test(seen) for test in _TESTS)), None)


_AS_WEB_ARCHIVE = "record the pages as WACZ, or ask the platform for its export"
_AS_TABLE = "write what they hold into files and a table"


def _nothing(seen: Seen) -> Stranger | None:
    if seen.names and any(seen.sizes):
        return None
    if seen.halves:
        return Stranger("half-download", "only what a browser had of a download it did not finish", "download it again")
    if seen.names:
        return Stranger("empty", f"{many_of(len(seen.names), 'file')} without a single byte", "download it again")
    if seen.litter:
        return Stranger("litter", "nothing but what file managers leave behind", "hand in the export itself")
    return Stranger("empty", "without a single file", "hand in the export itself")


def _by_names(seen: Seen) -> Stranger | None:
    names = frozenset(seen.names)
    if "[Content_Types].xml" in names or {"mimetype", "content.xml"} <= names:
        return Stranger("office", "a document or workbook of an office program", "save tables as CSV in UTF-8")
    if "META-INF/MANIFEST.MF" in names or "AndroidManifest.xml" in names:
        return Stranger("program", "a program", "hand in what the platform gave, not the platform's app")
    if any(re.fullmatch(r"(?:.*/)?items/items-\d{6}\.jsonl", name) for name in names):
        return Stranger("bag", "a bag of this portal's own store", "hand in what lies in its `data/received/`")
    if any(re.fullmatch(r"(?:.*/)?registry/sites/[^/]+\.yml", name) for name in names):
        return Stranger("root", "a register, not an export", "name the export of the account")
    if any(re.search(r"(?:\A|/)Payload/[^/]+\.app/", name) for name in names):
        return Stranger("program", "a program", "hand in what the platform gave, not the platform's app")
    return None


def _saved_page(seen: Seen) -> Stranger | None:
    stems = {name.rpartition(".")[0] for name in seen.names if kind_of_file(name) == "pages"}
    folders = {name.split("/")[depth] for name in seen.names for depth in range(name.count("/"))}
    files = {f"{stem.rpartition('/')[2]}{ending}" for stem in stems for ending in ("_files", "-Dateien", "_archivos")}
    if seen.kinds["saved pages"] or files & folders or (stems and len(seen.names) == len(stems) <= 3):
        return Stranger("saved-page", "a page that a browser saved", _AS_WEB_ARCHIVE)
    return None


def _of_one_kind(seen: Seen) -> Stranger | None:
    alone = {
        "pictures": Stranger("pictures", "pictures only, such as screenshots", _AS_WEB_ARCHIVE),
        "PDFs": Stranger("pdf", "PDFs only, such as printed pages", _AS_WEB_ARCHIVE),
        "films": Stranger("films", "films only, without the posts that showed them", "hand in the export they came in"),
        "sounds": Stranger("films", "sounds only, without what published them", "hand in the export they came in"),
        "spreadsheets": Stranger("office", "spreadsheets", "save them as CSV in UTF-8, or as files and a table"),
        "documents": Stranger("office", "documents of an office program", _AS_TABLE),
        "mailboxes": Stranger("outlook", "data files of a mail program", "have its messages handed out as mbox"),
        "e-mails": Stranger("e-mails", "single e-mails", "hand in the mailbox as mbox"),
        "archives": Stranger("other-archive", "archives that are not read", "unpack them and hand in the folder"),
        "databases": Stranger("database", "a copy of a database", _AS_TABLE),
        "recordings": Stranger("recording", "a browser's recording (HAR)", "record the pages as WACZ instead"),
        "logs": Stranger("logs", "logs only", "hand in the export of the account"),
        "programs": Stranger("program", "programs", "hand in what the platform gave"),
        "texts": Stranger("texts", "texts only", _AS_TABLE),
    }
    kinds = {kind for kind in seen.kinds if kind not in ("texts", "others")} or set(seen.kinds)
    return alone.get(kinds.pop()) if len(kinds) == 1 else None


def _tables(seen: Seen) -> Stranger | None:
    columns = frozenset().union(*seen.headings)
    if columns >= {"post title", "post link", "created date"}:
        return Stranger(
            "page-report",
            "the list of a LinkedIn page's posts, which no reader takes",
            "write its posts into files and a table, with 'Post title' as the text",
        )
    if columns & {"ad id", "ad name", "campaign name", "ad set name"}:
        return Stranger("ads-report", "a report on advertisements, without posts", "export the table of posts instead")
    # One figure, and its day: a spreadsheet's own first line stands before tables of any kind.
    is_figure = any(each.startswith("sep=") for each in columns) and len(columns) <= 3
    if columns >= {"date", "primary"} or is_figure:
        return Stranger("figures", "figures by day, without posts", "export the table of posts instead")
    return None


def _takeout(seen: Seen) -> Stranger | None:
    found = sorted({match[1] for name in seen.names if (match := re.match(rf"{_ANY}Takeout/([^/]+)/", name))})
    if not found or any("youtube" in each.lower() for each in found):
        return None
    named = ", ".join(repr(each) for each in found[:3])
    return Stranger(
        "takeout", f"a Google Takeout of {named} and not of YouTube", "choose YouTube in Takeout, with all its parts"
    )


def _web_archives(seen: Seen) -> Stranger | None:
    if any(re.fullmatch(r".*\.(?:warc\.(?:zst|lz4|xz)|arc(?:\.gz)?)", name, re.IGNORECASE) for name in seen.names):
        return Stranger("other-web-archive", "a web archive in a form that is not read", "write it anew as .warc.gz")
    return None


_TESTS: tuple[Callable[[Seen], Stranger | None], ...] = (
    _nothing, _by_names, _tables, _takeout, _web_archives, _of_one_kind, _saved_page,
)  # fmt: skip


def many_of(count: int, what: str) -> str:
    """A number of things in words."""
    return f"{count:,} {what}{'' if count == 1 else 's'}"
