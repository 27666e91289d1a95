"""Files that no platform wrote: what file managers, office programs and browsers leave beside what people keep."""

from __future__ import annotations

import re

_ANY = r"(?:.*/)?"
_LITTER = re.compile(
    # macOS; its custom icons are called `Icon` and a carriage return, which no name here may hold.
    rf"{_ANY}__MACOSX/.*|{_ANY}\._[^/]*|{_ANY}\.(?:DS_Store|localized|fseventsd/.*|Spotlight-V100/.*|Trashes/.*)"
    # Windows: pictures of folders, settings of folders, locks of Office, what the recycle bin and indexing leave.
    rf"|{_ANY}(?:Thumbs|ehthumbs|ehthumbs_vista)\.db|{_ANY}desktop\.ini|{_ANY}~\$[^/]*|{_ANY}\$RECYCLE\.BIN/.*"
    rf"|{_ANY}System Volume Information/.*|{_ANY}[^/]*:Zone\.Identifier"
    # OneDrive, Dropbox, Google Drive, Synology and Linux.
    rf"|{_ANY}\.(?:849C9593-D756-4E56-8D6E-42412F2A707B|OneDrive[^/]*|dropbox[^/]*|dropbox\.cache/.*|directory)"
    rf"|{_ANY}\.tmp\.drive(?:down|up)load/.*|{_ANY}@eaDir/.*|{_ANY}\.Trash-\d+/.*|{_ANY}\.~lock\.[^/]*#",
    re.IGNORECASE,
)
_HALF = re.compile(
    rf"{_ANY}[^/]+\.(?:crdownload|part|partial|opdownload|aria2|filepart)"
    # Chrome gives this ending also to the scripts of a page that it saved.
    rf"|{_ANY}[^/]+(?<!\.js)(?<!\.css)(?<!\.json)(?<!\.html)(?<!\.csv)\.download"
    # Safari keeps what it has so far in a folder with a description.
    rf"|{_ANY}[^/]+\.download/.*|{_ANY}Unconfirmed \d+[^/]*",
    re.IGNORECASE,
)


# Something of this is in the name of every such file; of a hundred thousand pictures it is in none.
_SIGN = re.compile(
    r"(?:\A|/)(?:[._~$@]|__MACOSX/|(?:eh)?thumbs|desktop\.ini|System Volume|Unconfirmed )|:Zone\.Identifier\Z"
    r"|\.(?:crdownload|part|partial|download|opdownload|aria2|filepart)(?:\Z|/)",
    re.IGNORECASE,
)


def is_litter(name: str) -> bool:
    """Whether a file is of the computer that the export lay on, and not of the export."""
    return bool(_SIGN.search(name) and _LITTER.fullmatch(name))


def is_half_download(name: str) -> bool:
    """Whether a file is what a browser has of one that it was still fetching."""
    return bool(_SIGN.search(name) and _HALF.fullmatch(name))
