"""What people hand in that is no export: more than forty-five inputs as kinds, each as the files that it is."""

from __future__ import annotations

import json
from collections.abc import Mapping

from tests.surroundings import LITTER, zipped

Files = Mapping[str, bytes]
PICTURE, FILM, PAGE = b"\x89PNG\r\n\x1a\n picture", b"\0\0\0\x18ftypmp42 film", b"<!doctype html><title>Parks</title>"
X_ACCOUNT = b'window.YTD.account.part0 = [ { "account": { "username": "LakelandParks" } } ]'
PACKAGE = b'<?xml version="1.0"?><Types/>'

# By name: what is handed in (a file by itself or a folder), and the line that is said of it behind `records: `.
STRANGERS: Mapping[str, tuple[bytes | Files, str]] = {
    # A file by itself.
    "mail.pst": (
        b"!BDN\x1f\x8c\xd5\x01", "'mail.pst' is not an export but an Outlook data file; have the mail team hand out "
        "its "
        "messages as mbox",
    ),
    "page.mhtml": (
        b"From: <Saved by Blink>\r\n", "'page.mhtml' is not an export but a page that a browser saved as one file; "
        "record the page as WACZ",
    ),
    "page.webarchive": (
        b"bplist00", "'page.webarchive' is not an export but a page that Safari saved; record the page as WACZ"
    ),
    "shot.png": (
        PICTURE, "'shot.png' is not an export but a picture; a screenshot is no export; record the page as WACZ"
    ),
    "posts.pdf": (
        b"%PDF-1.7", "'posts.pdf' is not an export but a PDF; printed pages are no export; ask the platform for its "
        "export, or record the pages as WACZ",
    ),
    "export.7z": (
        b"7z\xbc\xaf\x27\x1c\0\4", "'export.7z' is not an export but a 7-Zip archive; unpack it and hand in the folder"
    ),
    "export.rar": (
        b"Rar!\x1a\x07\x01\0", "'export.rar' is not an export but a RAR archive; unpack it and hand in the folder"
    ),
    "site.warc.zst": (
        b"(\xb5/\xfd\x04", "'site.warc.zst' is not an export but a file packed by Zstandard; unpack it; a web "
        "archive is "
        "handed in as .warc.gz",
    ),
    "report.xls": (
        b"\xd0\xcf\x11\xe0\xa1\xb1", "'report.xls' is not an export but a document or message of Microsoft Office; "
        "save "
        "tables as CSV in UTF-8",
    ),
    "film.mp4": (
        FILM, "'film.mp4' is not an export but a film or picture; hand in the export that it came in, whole"
    ),
    "viewer.exe": (
        b"MZ\x90\0", "'viewer.exe' is not an export but a program of Windows; hand in what the platform gave, not a "
        "program",
    ),
    "posts.sqlite": (
        b"SQLite format 3\0", "'posts.sqlite' is not an export but a database; have its owner write a table, as "
        "`records captures template` says",
    ),
    "nothing.zip": (b"", "'nothing.zip' is not an export but an empty file; download it again"),
    "empty.zip": (b"PK\x05\x06" + bytes(18), "'empty.zip' is an empty zip; ask the platform for the export again"),
    "half.zip": (
        zipped({"data/tweets.js": b"window.YTD.tweets.part0 = []"})[:70],
        "'half.zip' is half a zip or damaged (its end is missing); download it again",
    ),
    "noise.bin": (
        b"\x01\x02\x03noise", "'noise.bin' is not an export; hand in the zip, tar, tar.gz or folder that the "
        "platform gave"
    ),
    "saved.html": (
        PAGE, "'saved.html' is not an export that is known: it is a page that a browser saved; record the pages as "
        "WACZ, "
        "or ask the platform for its export",
    ),
    "numbers.csv": (
        b"\xef\xbb\xbfsep=,\r\nViews\r\n\"Date\",\"Primary\"\r\n\"2026-05-01\",\"7\"\r\n",
        "'numbers.csv' is a table of an account's figures a day and holds no posts; in Meta Business "
        "Suite, open Insights, Content, and export the data of posts",
    ),
    "numbers-utf-16.csv": (
        b"\xff\xfe" + 'sep=,\r\nViews\r\n"Date","Primary"\r\n'.encode("utf-16-le"),
        "'numbers-utf-16.csv' is a table of an account's figures a day and holds no posts; in Meta "
        "Business Suite, open Insights, Content, and export the data of posts",
    ),
    "ads.csv": (
        b"Campaign name,Ad name,Ad ID,Impressions\nSummer,Lake,1,2\n",
        "'ads.csv' is a table of advertisements and holds no posts; in Meta Business Suite, open "
        "Insights, Content, and export the data of posts",
    ),
    "campaigns.csv": (
        b"Campaign name,Clicks\nSummer,1\n",
        "'campaigns.csv' is not an export that is known: it is a report on advertisements, without posts; export the "
        "table of posts instead",
    ),
    "All posts.csv": (
        b"Posts of 30 days\nPost title,Post link,Campaign name,Posted by,Created date\nOpen,u,,Ana,05/01/2026\n",
        "'All posts.csv' is not an export that is known: it is the list of a LinkedIn page's posts, which no reader "
        "takes; write its posts into files and a table, with 'Post title' as the text",
    ),
    "my table.csv": (
        b"id,created_at,text\n1,2026-05-01,Open\n",
        "'my table.csv' is not an export that is known: 'my table.csv' has the columns of files and a table under "
        "another name; rename it to items.csv",
    ),
    "tool.csv": (
        b"Date;Message;Author\n1.5.2026;Open at 8 am;hana\n",
        "'tool.csv' is not an export that is known: the columns of its tables are those of no export; for files and a "
        "table 'created_at' and 'id' and 'text' are missing; hand in what the platform gave, or rename the columns",
    ),
    # An archive or a folder.
    "book.xlsx": (
        zipped({"[Content_Types].xml": PACKAGE, "xl/workbook.xml": PACKAGE}),
        "'book.xlsx' is not an export that is known: it is a document or workbook of an office program; save tables as "
        "CSV in UTF-8",
    ),
    "minutes.odt": (
        zipped({"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": PACKAGE}),
        "'minutes.odt' is not an export that is known: it is a document or workbook of an office program; save "
        "tables as "
        "CSV in UTF-8",
    ),
    "app.jar": (
        zipped({"META-INF/MANIFEST.MF": b"Manifest-Version: 1.0\n", "a/B.class": b"\xca\xfe"}),
        "'app.jar' is not an export that is known: it is a program; hand in what the platform gave, not the platform's "
        "app",
    ),
    "empty": ({}, "'empty' is not an export that is known: it is without a single file; hand in the export itself"),
    "litter": (
        LITTER, "'litter' is not an export that is known: it is nothing but what file managers leave behind; hand in "
        "the "
        "export itself",
    ),
    "half-download": (
        {"export.zip.crdownload": b"PK\3\4 half", **LITTER},
        "'half-download' is not an export that is known: it is only what a browser had of a download it did not "
        "finish; "
        "download it again",
    ),
    "without-a-byte": (
        {"data/tweets.js": b"", "data/account.js": b""},
        "'without-a-byte' is not an export that is known: it is 2 files without a single byte; download it again",
    ),
    "screenshots": (
        {"Screenshot 2026-05-01.png": PICTURE, "IMG_2.heic": FILM, **LITTER},
        "'screenshots' is not an export that is known: it is pictures only, such as screenshots; record the pages as "
        "WACZ, "
        "or ask the platform for its export",
    ),
    "printed": (
        {"1.pdf": b"%PDF-1.7", "2.pdf": b"%PDF-1.7"},
        "'printed' is not an export that is known: it is PDFs only, such as printed pages; record the pages as WACZ, "
        "or "
        "ask the platform for its export",
    ),
    "films": (
        {"a.mp4": FILM, "b.mov": FILM},
        "'films' is not an export that is known: it is films only, without the posts that showed them; hand in the "
        "export "
        "they came in",
    ),
    "saved-page": (
        {"Parks.html": PAGE, "Parks_files/a.png": PICTURE, "Parks_files/b.js": b"x", "Parks_files/c.css": b"y"},
        "'saved-page' is not an export that is known: it is a page that a browser saved; record the pages as WACZ, "
        "or ask "
        "the platform for its export",
    ),
    "mails": (
        {"1.eml": b"From: a@b.example\n", "2.msg": b"\xd0\xcf\x11\xe0"},
        "'mails' is not an export that is known: it is single e-mails; hand in the mailbox as mbox",
    ),
    "outlook": (
        {"archive.pst": b"!BDN", "old.pst": b"!BDN"},
        "'outlook' is not an export that is known: it is data files of a mail program; have its messages handed out as "
        "mbox",
    ),
    "recording": (
        {"parks.har": b'{"log": {}}'},
        "'recording' is not an export that is known: it is a browser's recording (HAR); record the pages as WACZ "
        "instead",
    ),
    "old-web-archive": (
        {"site.arc.gz": b"\x1f\x8b", "site.cdx": b" CDX"},
        "'old-web-archive' is not an export that is known: it is a web archive in a form that is not read; write it "
        "anew "
        "as .warc.gz",
    ),
    "spreadsheets": (
        {"2026.xlsx": b"PK", "2025.ods": b"PK"},
        "'spreadsheets' is not an export that is known: it is spreadsheets; save them as CSV in UTF-8, or as files "
        "and a "
        "table",
    ),
    "register": (
        {"registry/sites/parks-x.yml": b"title: Parks\n", "README.md": b"x"},
        "'register' is not an export that is known: it is a register, not an export; name the export of the account",
    ),
    "own-bag": (
        {"data/items/items-000001.jsonl": b"{}\n", "data/residue/index.jsonl": b"", "capture.yml": b"id: a\n"},
        "'own-bag' is not an export that is known: it is a bag of this portal's own store; hand in what lies in its "
        "`data/received/`",
    ),
    "takeout": (
        {"Takeout/Google Photos/a.jpg": PICTURE, "Takeout/Drive/b.docx": b"PK", "Takeout/archive_browser.html": PAGE},
        "'takeout' is not an export that is known: it is a Google Takeout of 'Drive', 'Google Photos' and not of "
        "YouTube; "
        "choose YouTube in Takeout, with all its parts",
    ),
    # Parts of what is known.
    "x-without-posts": (
        {"Your archive.html": PAGE, "data/account.js": X_ACCOUNT, "data/like.js": b"window.YTD.like.part0 = []"},
        "'x-without-posts' is not an export that is known: it resembles an export of X (Twitter), but data/tweets.js "
        "is "
        "not there, which holds the posts; hand in all parts of it, or ask X (Twitter) for everything again",
    ),
    "x-viewer-only": (
        {"a/Your archive.html": PAGE, "a/assets/js/main.js": b"x"},
        "'x-viewer-only' is not an export that is known: it resembles an export of X (Twitter), but data/tweets.js "
        "is not "
        "there, which holds the posts; hand in all parts of it, or ask X (Twitter) for everything again",
    ),
    "x-of-another-making": (
        {"data/tweets.js": b"export const tweets = []", "data/account.js": X_ACCOUNT},
        "'x-of-another-making' is not an export that is known: it resembles an export of X (Twitter), but "
        "'data/tweets.js' does not hold what is written there otherwise; hand in what the platform gave, unchanged and "
        "whole",
    ),
    "x-pictures-only": (
        {"data/tweets_media/1-a.jpg": PICTURE, "data/tweets_media/2-b.mp4": FILM},
        "'x-pictures-only' is not an export that is known: it resembles an export of X (Twitter), but data/tweets.js "
        "is "
        "not there, which holds the posts; hand in all parts of it, or ask X (Twitter) for everything again",
    ),
    "facebook-log-ins-only": (
        {"security_and_login_information/logins.json": b"{}", "ads_information/ads.json": b"[]"},
        "'facebook-log-ins-only' is not an export that is known: it resembles an export of Facebook, but "
        "posts/your_posts_1.json is not there, which holds the posts; hand in all parts of it, or ask Facebook for "
        "everything again",
    ),
    "instagram-account-only": (
        {"personal_information/personal_information.json": b"{}", "followers_and_following/following.json": b"[]"},
        "'instagram-account-only' is not an export that is known: it resembles an export of Instagram, but "
        "media/posts_1.json is not there, which holds the posts; hand in all parts of it, or ask Instagram for "
        "everything again",
    ),
    "instagram-pictures-only": (
        {"media/posts/202605/1.jpg": PICTURE},
        "'instagram-pictures-only' is not an export that is known: it holds pictures only, named as in an export of "
        "Instagram; hand in all its parts together",
    ),
    "linkedin-basic": (
        {"Profile.csv": b"First Name,Last Name\nHana,Birch\n", "Connections.csv": b"Notes:\n\nFirst Name,URL\n"},
        "'linkedin-basic' is not an export that is known: it resembles an export of LinkedIn, but Shares.csv is not "
        "there, which holds the posts; hand in all parts of it, or ask LinkedIn for everything again",
    ),
    "mastodon-without-posts": (
        {"actor.json": b"{}", "likes.json": b"{}", "avatar.png": PICTURE},
        "'mastodon-without-posts' is not an export that is known: it resembles an export of Mastodon, but "
        "outbox.json is "
        "not there, which holds the posts; hand in all parts of it, or ask Mastodon for everything again",
    ),
    "youtube-history-only": (
        {"Takeout/YouTube and YouTube Music/history/watch-history.json": b"[]", "Takeout/archive_browser.html": PAGE},
        "'youtube-history-only' is not an export that is known: it resembles an export of YouTube (Google Takeout), "
        "but "
        "video metadata/videos.csv is not there, which holds the videos; hand in all parts of it, or ask YouTube "
        "(Google "
        "Takeout) for everything again",
    ),
    "wacz-without-records": (
        {"datapackage.json": b"{}", "pages/pages.jsonl": b'{"format": "json-pages-1.0"}\n'},
        "'wacz-without-records' is not an export that is known: it resembles a web archive, but archive/data.warc.gz "
        "is "
        "not there, which holds the records; hand in all parts of it, or fetch it again",
    ),
    # Platforms that nobody reads, and what nobody knows.
    "snapchat": (
        {"json/memories_history.json": b'{"Saved Media": []}', "index.html": PAGE},
        "'snapchat' is not an export that is known: it is an export of Snapchat, which no reader takes; write its "
        "posts "
        "into files and a table, or record them as WACZ",
    ),
    "discord": (
        {"messages/c123456/channel.json": b"{}", "messages/c123456/messages.json": b"[]"},
        "'discord' is not an export that is known: it is an export of Discord, which no reader takes; write its "
        "posts into "
        "files and a table, or record them as WACZ",
    ),
    "whatsapp": (
        {"_chat.txt": b"[01.05.26, 08:00] Hana: Open\n"},
        "'whatsapp' is not an export that is known: it is an export of WhatsApp, which no reader takes; write its "
        "posts "
        "into files and a table, or record them as WACZ",
    ),
    "pinterest": (
        {"pinterest.html": PAGE, "pins.json": b"[]"},
        "'pinterest' is not an export that is known: it is an export of Pinterest, which no reader takes; write its "
        "posts "
        "into files and a table, or record them as WACZ",
    ),
    "name-that-hides": (
        {"a/b.json": json.dumps({"secret": "words"}).encode(), "c.dat": b"x", "d.dat": b"y", "\u202e.txt": b"z"},
        "'\\u202e.txt' in 'name-that-hides' holds characters that cannot be seen; this is no export as a "
        "platform makes it",
    ),
    "unknown-json": (
        {"stuff/b.json": b'{"secret words": 1}', "stuff/c.dat": b"x"},
        "'unknown-json' is not an export that is known: it holds 2 files (1 JSON, 1 other), named as in no export "
        "that is "
        "read; hand in what the platform gave, unchanged and whole",
    ),
}  # fmt: skip
