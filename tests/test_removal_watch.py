"""The watch over every test hears what the package takes from a store, and the system's own trace agrees with it."""

from __future__ import annotations

import json
import pickle
import re
import shutil
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

import pytest

from records_portal.disposal.preconditions import cleared_disposition
from records_portal.store.folder import locked_store
from records_portal.store.journals import Journal, begin, put_in_place
from tests.disposals import Office
from tests.faults.tracing import HERE, command, copied_program, traced
from tests.removal_watch import RemovalWatch

LISTED = HERE / "tests/faults/removals.txt"
CALLS = "unlink,unlinkat,rmdir,rename,renameat,renameat2,truncate,ftruncate,openat,creat"
DONE = re.compile(r"^\d+ +(\w+)\((.*)\) += \d+")
EVENT_OF = {
    **dict.fromkeys(("unlink", "unlinkat"), "os.remove"),
    **dict.fromkeys(("rename", "renameat", "renameat2"), "os.rename"),
    **dict.fromkeys(("truncate", "ftruncate"), "os.truncate"),
    **dict.fromkeys(("openat", "creat"), "open"),
    "rmdir": "os.rmdir",
}


@pytest.fixture
def store(tmp_path: Path) -> Path:
    for path in ("bags/parks-x/c1/says", "keys/parks-x.key", "staging/s/says"):
        (tmp_path / "store" / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "store" / path).touch()
    return tmp_path / "store"


def heard(store: Path, text: str, name: str = "disposal/other.py") -> list[tuple[str, ...]]:
    """What a watch hears while a text runs as a module of the package: event, paths, module, function."""
    package = store.parent / "package"
    watch = RemovalWatch(f"{package}/")
    watch.begin()
    try:
        exec(compile(text, str(package / name), "exec"), {"store": store})  # noqa: S102 -- as a module of the package
    finally:
        watch.end()
    assert watch.strays() == watch.taken
    return [(each.event, *each.paths, each.module, each.function) for each in watch.taken]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("(store / 'keys/parks-x.key').unlink()", ("os.remove", "keys/parks-x.key")),
        ("import os; os.remove(str(store / 'keys/parks-x.key'))", ("os.remove", "keys/parks-x.key")),
        ("getattr(__import__('o' + 's'), 'un' + 'link')(store / 'keys/parks-x.key')",
         ("os.remove", "keys/parks-x.key")),
        ("(store / 'staging').rename(store / 'gone')", ("os.rename", "staging", "gone")),
        ("(store.parent / 'new').touch(); (store.parent / 'new').replace(store / 'keys/k')",
         ("os.rename", "../new", "keys/k")),
        ("import os; os.truncate(store / 'keys/parks-x.key', 0)", ("os.truncate", "keys/parks-x.key")),
        ("with open(store / 'staging/s/says', 'r+') as f: __import__('os').ftruncate(f.fileno(), 0)",
         ("os.truncate", "staging/s/says")),
        ("(store / 'keys/parks-x.key').write_text('')", ("open", "keys/parks-x.key")),
        ("import os; d = os.open(store / 'keys', 0); os.unlink('parks-x.key', dir_fd=d); os.close(d)",
         ("os.remove", "keys/parks-x.key")),
        ("import os; was = os.getcwd(); os.chdir(store / 'keys'); os.unlink('parks-x.key'); os.chdir(was)",
         ("os.remove", "keys/parks-x.key")),
    ],
)  # fmt: skip
def test_a_removal_by_another_module_is_heard(store: Path, text: str, expected: tuple[str, ...]) -> None:
    assert heard(store, text) == [(*expected, "disposal/other.py", "<module>")]


def test_everything_below_a_folder_that_is_deleted_is_heard(store: Path) -> None:
    found = heard(store, "import shutil; shutil.rmtree(store / 'bags')")
    assert [each[:2] for each in found] == [
        ("os.remove", "bags/parks-x/c1/says"),
        ("os.rmdir", "bags/parks-x/c1"),
        ("os.rmdir", "bags/parks-x"),
        ("os.rmdir", "bags"),
    ]


def test_the_durable_write_may_rename_its_own_unfinished_file_alone(store: Path) -> None:
    durable = "def write_durably(name, target):\n (store / name).touch(); (store / name).rename(store / target)"
    package = store.parent / "package"
    names: dict[str, object] = {"store": store}
    exec(compile(durable, str(package / "files/durable.py"), "exec"), names)  # noqa: S102 -- as the package's own
    for name, target, strays in (
        (".k.unfinished", "k", 0),
        (".k.unfinished", "keys/k", 1),
        ("keys/parks-x.key", "k", 1),
    ):
        watch = RemovalWatch(f"{package}/")
        watch.begin()
        names |= {"name": name, "target": target}
        text = compile("write_durably(name, target)", str(package / "store/anchors.py"), "exec")
        exec(text, names)  # noqa: S102 -- as a module of the package
        watch.end()
        assert (len(watch.taken), len(watch.strays())) == (1, strays)


@pytest.mark.parametrize(
    "text",
    [
        "(store / 'keys/parks-x.key').read_bytes()",
        "open(store / 'bags/new', 'xb').close()",
        "(store.parent / 'beside').write_text(''); (store.parent / 'beside').unlink()",
        "(store / 'keys/new').mkdir()",
        "(store / 'keys/new').hardlink_to(store / 'keys/parks-x.key')",
        "import os; f = os.open(store / 'keys/new', os.O_WRONLY | os.O_CREAT | os.O_EXCL); os.fdopen(f, 'wb').close()",
    ],
)
def test_what_takes_nothing_from_a_store_is_not_heard(store: Path, text: str) -> None:
    assert heard(store, text) == []


def test_what_a_test_does_itself_is_not_heard(store: Path) -> None:
    watch = RemovalWatch()
    watch.begin()
    (store / "keys/parks-x.key").unlink()
    watch.end()
    assert watch.taken == []


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    """A store in which a disposition was cut short, and one that is about to be carried out."""
    office = Office(tmp_path_factory.mktemp("watched"))
    office.ingest(office.write_export("one", "1001", "1002", "1003"))
    office.publish()
    office.authorize("routine-2019", "1001", "1002", span={"from_on": "2019-05-01", "to_on": "2019-06-30"})
    intended = cleared_disposition(*office.asks("routine-2019")).disposition
    (office.folder / "intended").write_bytes(pickle.dumps(intended))
    office.write_export("two", "1003")
    with locked_store(office.store):
        pass
    bag = next((office.store / "bags").glob("*/*")).relative_to(office.store / "bags").as_posix()
    shutil.copytree(office.store / "bags" / bag, office.store / "staging/cut" / bag)
    begin(office.store, Journal("cut", (bag,)))
    put_in_place(office.store, Journal("cut", (bag,)), office.store / "staging/cut")
    (office.store / "journals/.other.json.unfinished").touch()
    return office


def traced_removals(trace: str, folder: Path) -> Iterator[tuple[str, ...]]:
    """Each call of a trace that took away, moved or cut something below a store of the folder."""
    for line in trace.splitlines():
        if not (call := DONE.match(line)):
            continue
        name, given = call.groups()
        if name == "openat" and "O_TRUNC" not in given:
            continue
        removed = "os.rmdir" if "AT_REMOVEDIR" in given else EVENT_OF[name]
        bases = re.findall(r"(?:\d+|AT_FDCWD)<([^>]*)>", given)
        named = re.findall(r'"([^"]*)"', given) or [""]
        paths = [str(Path(bases[place] if place < len(bases) else "/", each)) for place, each in enumerate(named)]
        for store in (folder / "store", folder / "other"):
            if any(Path(each).is_relative_to(store) for each in paths):
                yield removed, *(str(Path(each).relative_to(store)) for each in paths)
                break


def without_chance(text: str) -> str:
    """A line without what differs from run to run: the names of folders in staging, of captures, of media."""
    text = re.sub(r"\b[0-9a-f]{64}\b", "DIGEST", re.sub(r"staging/[0-9a-f]{16}", "staging/ANY", text))
    return re.sub(r"\d{4}-\d\d-\d\d-[0-9a-f]{8}", "CAPTURE", text)


def folded(told: list[tuple[str, ...]]) -> Iterator[str]:
    """The list with each deletion of a folder in one line, since its files come in the order of the file system."""
    for (by, deletes), events in groupby(told, lambda each: (each[-1], each[0] in ("os.remove", "os.rmdir"))):
        found = list(events)
        if deletes and len(found) > 1:
            tops = [
                path
                for _, path, _ in found
                if not any(Path(path).is_relative_to(top) and path != top for _, top, _ in found)
            ]
            yield f"{by}: delete {', '.join(sorted(tops))}"
        else:
            yield from (f"{by}: {event} {' -> '.join(paths)}" for event, *paths, _ in found)


@pytest.mark.faults
@pytest.mark.skipif(not shutil.which("strace"), reason="strace is not installed")
def test_the_systems_trace_is_the_watchs_list_and_all_of_it_is_the_one_removal(office: Office, tmp_path: Path) -> None:
    copied_program(tmp_path / "program")
    for name in ("__init__.py", "removal_watch.py"):
        shutil.copy(HERE / "tests" / name, tmp_path / "program/tests" / name)
    places = (office.root.folder, office.store, office.folder / "two", office.folder / "intended")
    arguments = command("removals", *places)
    done, trace = traced(office.folder, tmp_path / "program", arguments, "-e", f"trace={CALLS}")
    assert (done.returncode, done.stderr) == (0, "")
    told = [tuple(json.loads(line)) for line in done.stdout.splitlines()]
    assert [each[:-1] for each in told] == list(traced_removals(trace, office.folder))
    assert {each[-1].partition(" ")[0] for each in told} == {"store/removal.py", "files/durable.py"}
    lines = "".join(f"{without_chance(line)}\n" for line in folded(told))
    print(lines)
    assert lines == LISTED.read_text(encoding="utf-8")
