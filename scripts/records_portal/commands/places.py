"""Where a command reads and writes, and what it reads there: made once from the options before the command's name."""

from __future__ import annotations

import difflib
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from records_portal.register.findings import Refusal, Severity
from records_portal.register.time_zones import as_time_zone
from records_portal.values.dates import FIRST_DAY

from .output import tell

if TYPE_CHECKING:
    import pandas as pd

    from records_portal.captures.indexes.large_captures import LargeCapture
    from records_portal.identity.anchor_moves import AgenciesSaid
    from records_portal.register.model import AnyRecord, Record, Register
    from records_portal.register.records import SiteValue
    from records_portal.register.sources import LoadedRegister, ReadBefore, Tree
    from records_portal.store.anchors import Anchors

Value = TypeVar("Value", bound=Mapping[str, object])


@dataclass(frozen=True)
class Places:
    """Where a command reads and writes, and the moment at which it was started; with `commit` records as they were.

    `checked_out` says that the folder has that commit, `in_private` that the command is the gate of the first private
    root, beside which the public one lies; `received` is what git says of the objects of a
    push, where it asks the gate as a hook.
    """

    root: Path
    private: tuple[Path, ...]
    store_given: Path | None
    cache: Path
    started_at: datetime
    commit: str = ""
    environment: Mapping[str, str] = field(default_factory=dict)
    in_private: bool = False
    checked_out: bool = False
    received: Mapping[str, str] = field(default_factory=dict)
    _at: dict[tuple[object, ...], Places] = field(default_factory=dict, repr=False, compare=False)

    def at(self, commit: str) -> Places:
        """The same at a commit, or as the files lie there where none is named: what was read once is kept.

        Of two states of one root the second is read by what the first has not.
        """
        key = (self.root, self.private, self.in_private, self.checked_out, commit)
        if key not in self._at:
            self._at[key] = replace(self, commit=commit)
        return self._at[key]

    @property
    def _read_before(self) -> ReadBefore | None:
        """The first state of the same root that was read already."""
        from records_portal.register.sources import ReadBefore

        same = (each for each in self._at.values() if each.root == self.root and each is not self)
        found = next((each for each in same if "loaded" in vars(each)), None)
        return ReadBefore(found.public_tree, found.loaded.register) if found else None

    @property
    def store(self) -> Path:
        """The store, to be read or written: a copy that nobody has held against the register is refused."""
        from records_portal.store.identity import refuse_unopened

        refuse_unopened(self.store_folder)
        return self.store_folder

    @property
    def store_folder(self) -> Path:
        """Where the store is, or a copy of it: as given, or beside the root."""
        return self.store_given or self.root.resolve().parent / f"{self.root.resolve().name}-store"

    @cached_property
    def public_tree(self) -> Tree:
        """The public root's files."""
        from records_portal.history.checked_out import CheckedOutTree
        from records_portal.history.earlier_roots import public_root_at
        from records_portal.register.sources import FolderTree

        if self.commit and self.checked_out:
            return CheckedOutTree(self.root, self.commit)
        if self.commit:
            return public_root_at(self.root, self.commit)
        if not (self.root / "registry").is_dir():
            raise Refusal(f"{self.root} has no folder registry/; run in the root of a portal or name it with --root")
        return FolderTree(self.root)

    @cached_property
    def private_trees(self) -> tuple[Tree, ...]:
        """The files of each private root that was named."""
        resolved = [each.resolve() for each in self.private]
        for number, each in enumerate(self.private):
            if not each.is_dir():
                raise Refusal(f"--private {each} is not a folder")
            if resolved[number] in resolved[:number]:
                raise Refusal(f"--private {each} is named twice; name each private root once")
        return tuple(map(self._private_tree, self.private))

    def _private_tree(self, private: Path) -> Tree:
        from records_portal.history.earlier_roots import private_root_at
        from records_portal.register.sources import FolderTree

        if self.commit:
            return private_root_at(private, self.root, self.commit)
        return FolderTree(private, str(private))

    @property
    def trees(self) -> list[tuple[Tree, bool]]:
        """The roots that were named, each with whether it is a private one."""
        return [(self.public_tree, False), *((each, True) for each in self.private_trees)]

    @property
    def folders(self) -> list[Path]:
        """The folders of the roots that were named, in the order of their trees."""
        return [self.root, *self.private]

    def refuse_public_as_private(self) -> None:
        """The public root, another working tree of its repository or a clone of it is no private root."""
        from records_portal.history.repository import same_history

        public = self.root.resolve()
        for each in self.private:
            place = each.resolve()
            # the sample has its private root within the public one's repository, with records of its own
            within = public in place.parents and (place / "registry").is_dir()
            is_copy = not within and same_history(public, each)
            if place == public or (each / "registry" / "portal.yml").is_file() or is_copy:
                raise Refusal(f"--private {each} is the public root or a copy of it; name the private root")

    def refuse_unreadable_record(self, kind: str, name: str) -> None:
        """A record whose file is there and cannot be read is not said to be unknown."""
        from records_portal.register.kinds import KINDS

        if name.count("/") + 1 != KINDS[kind].path.count("{"):
            return
        path = KINDS[kind].path_of(name)
        if file := next((each / path for each in self.folders if os.path.lexists(each / path)), None):
            found = (each for each in self.loaded.findings if each.path == path or each.path.endswith(f"/{path}"))
            reason = next((str(each) for each in found if each.severity is Severity.ERROR), f"{file} cannot be read")
            raise Refusal(f"{reason}; `records validate` lists what has to be mended first")

    def root_of(self, record: AnyRecord) -> Path:
        """The root that a record was read from."""
        if not record.private:
            return self.root
        return next((each for each in self.private if str(each) == record.origin), None) or self.private_root()

    def private_root(self, what: str = "this") -> Path:
        """The one private root that was named: where a new private record is written."""
        if not self.private:
            raise Refusal(f"{what} stands in the private root; name it with --private DIR")
        if len(self.private) > 1:
            raise Refusal(f"{what} stands in one private root; name that one alone with --private DIR")
        return self.private[0]

    def tree_of(self, record: AnyRecord) -> Tree:
        """The files of the root that a record was read from."""
        return next(tree for tree, private in self.trees if record.lies_in(tree.label, private))

    @cached_property
    def loaded(self) -> LoadedRegister:
        """The register with the findings about its files."""
        from records_portal.register.sources import load_register

        loaded = load_register(self.public_tree, self.private_trees, self.cache, self._read_before)
        return self._with_past(loaded) if self.private else loaded

    @cached_property
    def remembering(self) -> Register:
        """The register with what the roots' histories know of holds and agencies, whatever was named."""
        return self._with_past(self.loaded, of_agencies=True).register

    def _with_past(self, loaded: LoadedRegister, *, of_agencies: bool = False) -> LoadedRegister:
        """The register with what the histories of the roots know of holds."""
        from records_portal.history.earlier_roots import private_commit_at
        from records_portal.identity.hold_history import RootHistory, with_past

        if not self.commit:
            private = [RootHistory(each, str(each)) for each in self.private]
            return with_past(loaded, RootHistory(self.root), private, of_agencies=of_agencies)
        then = (RootHistory(each, str(each), private_commit_at(each, self.root, self.commit)) for each in self.private)
        public = RootHistory(self.root, revision=self.commit)
        return with_past(loaded, public, then, of_agencies=of_agencies)

    @cached_property
    def items(self) -> pd.DataFrame:
        """Every item of every capture."""
        from records_portal.captures.index import load_items

        return load_items(self.trees, self.loaded.register)

    @cached_property
    def large(self) -> list[LargeCapture]:
        """The captures that git has no list of items of."""
        from records_portal.captures.indexes.large_captures import large_captures

        return large_captures(self.trees, self.loaded.register, self.store)

    @cached_property
    def items_and_residue(self) -> pd.DataFrame:
        """Every item and every residue part that git lists: all that has to be kept or disposed of."""
        import pandas as pd

        from records_portal.captures.index import load_residue

        return pd.concat([self.items, load_residue(self.trees, self.loaded.register)], ignore_index=True)

    def today(self) -> date:
        """The date in the portal's time zone when the command was started."""
        return self.started_at.astimezone(as_time_zone(self.loaded.register.portal)).date()

    def day_done(self, given: date | None, option: str = "--on") -> date:
        """The day on which something was done: today where none is given; one that has not come is refused."""
        on = given or self.today()
        if on > self.today():
            raise Refusal(f"{option} {on} has not come yet; what is done is recorded once it was done")
        if on.isoformat() < FIRST_DAY:
            raise Refusal(f"{option} {on} is long ago; a day from {FIRST_DAY} on")
        return on

    def refuse_unreadable(self) -> None:
        """What is computed from half a register would be wrong: a hold that cannot be read still binds."""
        unreadable = [each for each in self.loaded.findings if each.severity is Severity.ERROR]
        if unreadable:
            more = f" (and {len(unreadable) - 1} more)" if len(unreadable) > 1 else ""
            raise Refusal(f"{unreadable[0]}{more}; `records validate` lists what has to be mended first")


def every_item(places: Places) -> pd.DataFrame:
    """Every item and residue part; of a capture too large for git those that the store lists."""
    import pandas as pd

    from records_portal.captures.indexes.large_captures import large_capture_items

    for each in places.large:
        if each.index is None:
            name, store = f"{each.site}/{each.capture}", str(places.store)
            tell(f"{name}: its items are left out, for the store {store!r} has no index of it; name it with --store")
    whole = large_capture_items(places.large)
    listed: pd.DataFrame = places.items_and_residue
    return pd.concat([listed, whole], ignore_index=True) if len(whole) else listed


def named_record(places: Places, kind: str, name: str, found: Record[Value] | None) -> Record[Value]:
    """What was found under the name of a record, or the reason why there is nothing."""
    from records_portal.register.kinds import KINDS

    if found is None:
        places.refuse_unreadable_record(kind, name)
        guess = difflib.get_close_matches(name, places.loaded.register.of(kind), 1)
        right = f"did you mean {guess[0]!r}?" if guess else f"{KINDS[kind].path_of('ID')} has none of that name"
        raise Refusal(f"{kind} {name!r} is not in the register; {right}")
    return found


def named_site(places: Places, site_id: str) -> Record[SiteValue]:
    """A site of the register, or the reason why there is none."""
    site = places.loaded.register.get("sites", site_id)
    if site is None:
        places.refuse_unreadable_record("sites", site_id)
        raise Refusal(f"site {site_id!r} is not in registry/sites/; name it as its file is named")
    return site


def log_root(places: Places, site: Record[SiteValue]) -> Path:
    """The root whose log has what was done on a site: a private one where any was named, else the public one."""
    if site.private:
        return places.root_of(site)
    return places.private_root("the entry") if places.private else places.root


def why_holds_unasked(places: Places, sites: Sequence[str]) -> str:
    """Why the holds on sites cannot be said to have been asked for; empty where they were, or the store holds nothing.

    What the anchors' addresses answered is remembered in the store.
    """
    from records_portal.disposal.preconditions.roots import check_clean
    from records_portal.identity.anchored_roots import anchored_private_roots, check_holds_asked, remember_seen
    from records_portal.store.anchors import anchors_missing, holds_records, read_anchors

    if not (anchors := read_anchors(places.store)):
        return anchors_missing(places.store) if holds_records(places.store) else ""
    try:
        roots = anchored_private_roots(places.private, anchors, places.environment)
        remember_seen(places.store, roots)
        for each in roots:
            check_clean(each.repository, each.anchor.title)
        tips = {each.anchor.name: each.tip for each in roots}
        check_holds_asked(places.remembering, agencies_said(places, anchors), sites, tips)
    except Refusal as refusal:
        return str(refusal)
    return ""


def agencies_said(places: Places, anchors: Anchors) -> AgenciesSaid:
    """What was signed about where the holds of agencies are, by the register of the public root."""
    from records_portal.identity.anchor_moves import AgenciesSaid

    return AgenciesSaid(places.root, anchors, places.today().isoformat())


def git_person(places: Places, option: str, what: str) -> str:
    """Whoever of the register git's user.email belongs to; the option that names somebody is named where nobody is."""
    from records_portal.history.audit_trail import registered_person
    from records_portal.history.repository import Repository

    try:
        address = Repository(places.root).run("config", "user.email").decode("utf-8", "replace").strip()
    except Refusal:
        address = ""
    person = registered_person(places.loaded.register, address)
    if not person:
        raise Refusal(f"git's user.email belongs to nobody in registry/people/; say who {what} with {option}")
    return person
