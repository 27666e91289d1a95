"""`records approve`: what is shown, signed and refused, with ssh-keygen itself."""

from __future__ import annotations

from copy import deepcopy
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from records_portal.commands.cli import run
from records_portal.values.ssh_keys import parse_key
from tests.acting import KEYS, SITE, ActingOffice, holding, person
from tests.disposals import authorization
from tests.ssh_signing import MADE, make_key

Capsys = pytest.CaptureFixture[str]
SETTINGS: dict[str, Any] = {"cache": None, "started_at": datetime(2024, 5, 2, 12, tzinfo=UTC)}


@pytest.fixture
def key(tmp_path: Path) -> Path:
    return make_key(tmp_path / "key", *MADE["ssh-ed25519"])


@pytest.fixture
def office(tmp_path: Path, key: Path) -> ActingOffice:
    """An office in which Ben's key is a file, with a proposal checked out."""
    office = ActingOffice(tmp_path / "root")
    line = parse_key(key.with_suffix(".pub").read_text()).line
    office.write({"registry/people/ben.yml": person("ben", "web-content-team", line)})
    office.root.git("add", "--all")
    office.root.git("commit", "--quiet", "--amend", "--no-edit")  # one of the first keys
    office.propose()
    office.change("News and tides")
    office.commit("Say more")
    return office


def approve(office: ActingOffice, capsys: Capsys, *arguments: str) -> tuple[int, str, str]:
    code = run(["--root", str(office.root.folder), "approve", *arguments], dict(SETTINGS))
    return (code, *capsys.readouterr())


def test_a_proposal_is_shown_and_signed_and_counts_once_merged(office: ActingOffice, key: Path, capsys: Capsys) -> None:
    code, out, _ = approve(office, capsys, "main..proposal", "--key", str(key))
    assert code == 0
    assert "News and tides" in out
    assert f"\nchange {SITE} " in out
    *_, signature, statement = out.splitlines()
    assert signature == f"{statement}.sig"
    office.commit("Approve")
    office.root.git("switch", "--quiet", "main")
    office.root.git("merge", "--quiet", "--squash", "proposal")
    office.commit("Squashed")
    assert holding(office.acts()) == ["ben approve signed"]


def test_a_record_that_is_not_committed_is_signed_as_it_lies_there(
    office: ActingOffice, key: Path, capsys: Capsys
) -> None:
    office.change("News, tides and storms")
    code, out, _ = approve(office, capsys, "sites/parks-x", "--key", str(key))
    assert code == 0
    assert "Purpose: News and tides -> News, tides and storms" in out
    office.commit("Storms, approved")
    assert holding(office.acts()) == ["ben approve signed"]


def test_a_record_that_was_merged_is_signed_for_its_last_change(
    office: ActingOffice, key: Path, capsys: Capsys
) -> None:
    code, out, _ = approve(office, capsys, "parks-x", "--key", str(key))
    assert code == 0
    assert "Purpose: News -> News and tides" in out
    office.commit("Approved later")
    assert holding(office.acts()) == ["ben approve signed"]


def test_the_key_that_git_signs_with_is_the_default(office: ActingOffice, key: Path, capsys: Capsys) -> None:
    office.root.git("config", "gpg.format", "ssh")
    office.root.git("config", "user.signingKey", str(key.with_suffix(".pub")))
    code, _, err = approve(office, capsys, "main..proposal", "--dry-run")
    assert (code, err.splitlines()[-1]) == (0, "nothing was signed: this is a dry run")
    assert not (office.root.folder / "registry/acts").exists()


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (("main..proposal",), "no key is named; --key FILE names yours, such as ~/.ssh/id_ed25519"),
        (("main..proposal", "--key", "nowhere"), "--key 'nowhere' is not a file; name your key"),
        (("proposal..proposal", "--key", "KEY"), "'proposal..proposal' changes no file; there is nothing to sign"),
        (("..proposal", "--key", "KEY"), "'..proposal' does not name two commits"),
        (("sites/parks-y", "--key", "KEY"), "'sites/parks-y' is no record of the public root"),
        (("main..proposal", "--key", "KEY", "--by", "cy"), "is not registered for 'cy'"),
        (("main..proposal", "--key", "KEY", "--role", "agency-head"), "'ben' did not hold the role 'agency-head'"),
        (("main..proposal", "--key", "KEY", "--act", "bless"), "act 'bless' is not known"),
        (("main..proposal", "--key", "KEY", "--role", "agency-head", "--dry-run"), "'ben' did not hold the role"),
        (("main..proposal", "--key", "KEY", "--on", "2024-05-04"), "it is dated 2024-05-04, a day that had not come"),
        (
            ("main..proposal", "--key", "KEY", "--role", "cto-cio"),
            "a signature as cto-cio would count for nothing; "
            "what has to agree is agency-head (ana); web-content-team (ben)",
        ),
        (
            ("main..nosuch", "--key", "KEY"),
            "'main..nosuch': 'nosuch' names no commit here; fetch it, or look for its name",
        ),
        (("nosuch...proposal", "--key", "KEY"), "'nosuch...proposal': 'nosuch' names no commit here"),
        (("plan.txt", "--key", "KEY"), "'plan.txt': no such file or range; name a plan's file, BASE..HEAD or KIND/ID"),
        (("../plan", "--key", "KEY"), "'../plan': no such file or range"),
        (("main..proposal", "--key", "STRANGER"), "is registered for nobody; `records key add` enters it"),
    ],
)
def test_what_would_not_count_is_not_signed(
    office: ActingOffice, key: Path, tmp_path: Path, capsys: Capsys, arguments: tuple[str, ...], reason: str
) -> None:
    named = {"KEY": str(key)}
    if "STRANGER" in arguments:
        named["STRANGER"] = str(make_key(tmp_path / "stranger", *MADE["ssh-ed25519"]))
    code, _, err = approve(office, capsys, *(named.get(each, each) for each in arguments))
    assert code == 2
    assert reason in err
    assert len(err.splitlines()) == 1
    assert not (office.root.folder / "registry/acts").exists()


def test_a_key_without_its_public_half_is_refused(office: ActingOffice, key: Path, capsys: Capsys) -> None:
    key.with_suffix(".pub").unlink()
    code, _, err = approve(office, capsys, "main..proposal", "--key", str(key))
    assert (code, len(err.splitlines())) == (2, 1)
    assert "cannot be read as a public key" in err


def test_who_holds_no_role_that_is_needed_is_told_who_does(office: ActingOffice, key: Path, capsys: Capsys) -> None:
    office.root.git("switch", "--quiet", "main")
    line = parse_key(key.with_suffix(".pub").read_text()).line
    office.write({"registry/people/ben.yml": person("ben", "records-officer", line)})
    office.commit("Ben is records officer now")
    office.root.git("switch", "--quiet", "proposal")
    code, out, err = approve(office, capsys, "main..proposal", "--key", str(key), "--dry-run")
    assert (code, out) == (2, "")
    wanted = "a signature as records-officer would count for nothing; what has to agree is agency-head (ana); "
    assert wanted + "web-content-team (nobody)" in err


def test_what_stands_where_the_statement_would_be_written_is_told(
    office: ActingOffice, key: Path, capsys: Capsys
) -> None:
    _, out, _ = approve(office, capsys, "main..proposal", "--key", str(key))
    path = out.splitlines()[-1]
    (office.root.folder / path).write_text("taken\n")
    code, _, err = approve(office, capsys, "main..proposal", "--key", str(key))
    assert code == 2
    assert f"{path} is there already and says something else; take that file away first" in err
    assert (office.root.folder / path).read_text() == "taken\n"


def entered(office: ActingOffice, tmp_path: Path, name: str, *roles: str) -> str:
    """Somebody with a key of their own, in the first commit; the file of the key."""
    made = make_key(tmp_path / name, *MADE["ssh-ed25519"])
    value = person(name, roles[0], parse_key(made.with_suffix(".pub").read_text()).line)
    value["roles"] = [{"role": role, "from_on": "2020-01-01"} for role in roles]
    office.root.git("switch", "--quiet", "main")
    office.write({f"registry/people/{name}.yml": value})
    office.root.git("add", "--all")
    office.root.git("commit", "--quiet", "--amend", "--no-edit")
    return str(made)


AUTHORITY = "schedules/authorizations/a-1.yml"


def authority(by: str, entered_by: str = "") -> dict[str, Any]:
    """A request for authority over what parks-x has, and its answer where somebody entered one."""
    pending, approved = authorization()["status"]
    if entered_by:
        evidence = {"form": "letter", "reference": "The letter", "digest": "0" * 64}
        approved |= {"evidence": evidence | {"entered_by": entered_by}, "read": "text"}
    requested = {"on": "2024-05-01", "by": by, "approver": "gil", "number": "500123"}
    return authorization(requested=requested, status=[pending, approved])


def test_the_role_follows_from_the_act_where_several_are_held(
    office: ActingOffice, tmp_path: Path, capsys: Capsys
) -> None:
    both = entered(office, tmp_path, "eva", "counsel", "records-officer")
    fay = make_key(tmp_path / "fay", *MADE["ssh-ed25519"])
    line = parse_key(fay.with_suffix(".pub").read_text()).line
    office.write({"registry/people/fay.yml": person("fay", "auditor", line)})
    code, out, err = approve(office, capsys, "people/fay", "--act", "grant", "--key", both)
    assert (code, err.count("\n")) == (0, 1), err
    assert "\nrole records-officer\nact grant\n" in out


def test_any_role_rotates_a_key_of_ones_own_and_no_other_person_does(
    office: ActingOffice, key: Path, tmp_path: Path, capsys: Capsys
) -> None:
    both = entered(office, tmp_path, "eva", "counsel", "records-officer")
    new = make_key(tmp_path / "new", *MADE["ssh-ed25519"])
    root = ("--root", str(office.root.folder))
    assert run([*root, "key", "rotate", "eva", str(new.with_suffix(".pub"))], dict(SETTINGS)) == 0
    capsys.readouterr()
    code, out, _ = approve(office, capsys, "people/eva", "--act", "rotate", "--key", both, "--dry-run")
    assert (code, "\nrole counsel\nact rotate\n" in out) == (0, True)
    code, out, err = approve(office, capsys, "people/eva", "--act", "rotate", "--key", str(key))
    assert (code, out, err) == (
        2,
        "",
        "records: nothing was signed, for the signature of 'ben' would not count: a key is rotated by 'eva', with an "
        "earlier key; who could: eva (counsel), eva (records-officer)\n",
    )


def test_whoever_asked_does_not_approve(office: ActingOffice, tmp_path: Path, capsys: Capsys) -> None:
    asking = entered(office, tmp_path, "eva", "records-officer")
    entered(office, tmp_path, "gil", "records-officer")
    office.write({AUTHORITY: authority("eva")})
    code, out, err = approve(office, capsys, "authorizations/a-1", "--key", asking)
    assert (code, out) == (2, "")
    assert "the signature of 'eva' would not count: asked for it; who could: gil (records-officer)" in err
    assert not (office.root.folder / "registry/acts").exists()


def test_a_disposition_approver_of_the_agency_signs_an_authorization(
    office: ActingOffice, tmp_path: Path, capsys: Capsys
) -> None:
    own = entered(office, tmp_path, "hal", "counsel", "disposition-approver")
    office.write({AUTHORITY: authority("ben")})
    code, out, err = approve(office, capsys, "authorizations/a-1", "--key", own, "--dry-run")
    assert (code, "\nrole disposition-approver\nact approve\n" in out) == (0, True), err


def test_whoever_entered_an_answer_does_not_witness_it(office: ActingOffice, tmp_path: Path, capsys: Capsys) -> None:
    entering = entered(office, tmp_path, "hal", "counsel", "disposition-approver")
    other = entered(office, tmp_path, "eva", "counsel", "auditor")
    office.write({AUTHORITY: authority("ben", entered_by="hal")})
    what = ("authorizations/a-1", "--act", "witness-evidence", "--key")
    code, _, err = approve(office, capsys, *what, entering)
    assert (code, "the signature of 'hal' would not count: entered the answer; who could: " in err) == (2, True), err
    code, out, _ = approve(office, capsys, *what, other, "--dry-run")
    assert (code, "\nrole counsel\nact witness-evidence\n" in out) == (0, True)


def test_a_key_that_was_not_admitted_signs_nothing(office: ActingOffice, tmp_path: Path, capsys: Capsys) -> None:
    office.root.git("switch", "--quiet", "main")
    made = make_key(tmp_path / "ida", *MADE["ssh-ed25519"])
    line = parse_key(made.with_suffix(".pub").read_text()).line
    office.write({"registry/people/ida.yml": person("ida", "web-content-team", line)})
    office.commit("Ida comes, and nobody signed for it")
    office.propose("again")
    office.change("News and floods")
    office.commit("Say more")
    code, _, err = approve(office, capsys, "main..again", "--key", str(made))
    assert code == 2
    assert "was not admitted: no 'grant' is signed by the head of the agency or a records officer" in err
    assert not (office.root.folder / "registry/acts").exists()


def test_a_record_is_shown_with_what_counts_and_with_what_does_not(
    office: ActingOffice, tmp_path: Path, capsys: Capsys
) -> None:
    asking, other = (
        entered(office, tmp_path, "eva", "records-officer"),
        entered(office, tmp_path, "gil", "records-officer"),
    )
    office.write({AUTHORITY: authority("eva")})
    office.commit("Ask")
    office.sign(office.state("eva", "HEAD~1", role="records-officer"), Path(asking))
    assert approve(office, capsys, "authorizations/a-1", "--key", other)[0] == 0
    office.commit("Both sign")
    assert run(["--root", str(office.root.folder), "show", "authorizations/a-1"], dict(SETTINGS)) == 0
    told = capsys.readouterr().out
    assert ", approved by Gil (signed), signed by Eva, does not count: asked for it: " in told


def test_a_site_is_shown_with_its_askers_signature_as_none(
    office: ActingOffice, tmp_path: Path, capsys: Capsys
) -> None:
    """Ana asked for the site: what she signs of it approves nothing, there as at the gate."""
    other = entered(office, tmp_path, "gil", "web-content-team")
    office.change("News, and the tides of the week")
    office.commit("Say more")
    office.sign(office.state("ana", "HEAD~1"), KEYS["ana"])
    assert approve(office, capsys, "sites/parks-x", "--key", other)[0] == 0
    office.commit("Both sign")
    assert run(["--root", str(office.root.folder), "show", "parks-x"], dict(SETTINGS)) == 0
    told = capsys.readouterr().out
    assert ", approved by Gil (signed), signed by Ana, does not count: asked for it: " in told


DATES = "captures/parks-x/2024-05-01-a/dates.csv"
CLASSES = "captures/parks-x/2024-05-01-a/classes.csv"


def decided(office: ActingOffice, path: str, *rows: str) -> None:
    """Commit decisions about items."""
    header = "item,dated_on,by,on,evidence" if path == DATES else "item,class,by,on,reason"
    target = office.root.folder / path
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text("".join(f"{line}\n" for line in (header, *rows)))
    office.commit("Decide")


@pytest.mark.parametrize(
    ("path", "act", "before", "row", "why"),
    [
        (DATES, "date", "1,2019-05-01,hal,2024-05-01,A letter", "2,2019-05-02,gil,2024-05-02,A letter", "gil, who"),
        (CLASSES, "nonrecord", "1,nonrecord,hal,2024-05-01,Spam", "2,nonrecord,gil,2024-05-02,Spam", "gil, who"),
        (CLASSES, "nonrecord", "1,nonrecord,gil,2024-05-01,Spam", "2,routine,hal,2024-05-02,News", "nobody, who"),
    ],
)
def test_only_whoever_decided_about_an_item_signs_that(
    office: ActingOffice, tmp_path: Path, capsys: Capsys, path: str, act: str, before: str, row: str, why: str
) -> None:
    own = entered(office, tmp_path, "gil", "records-officer")
    other = entered(office, tmp_path, "hal", "records-officer")
    decided(office, path, before)
    decided(office, path, before, row)
    code, out, err = approve(office, capsys, "HEAD~1..HEAD", "--act", act, "--key", other)
    assert (code, out) == (2, "")
    assert f"the signature of 'hal' would not count: {path} has decisions of {why} sign them; who could: " in err
    code, out, err = approve(office, capsys, "HEAD~1..HEAD", "--act", act, "--key", own, "--dry-run")
    assert (code == 0) == why.startswith("gil"), err


def test_that_something_is_no_record_is_signed_by_a_records_officer(
    office: ActingOffice, tmp_path: Path, capsys: Capsys
) -> None:
    counsel = entered(office, tmp_path, "hal", "counsel")
    decided(office, CLASSES, "1,nonrecord,hal,2024-05-01,Spam")
    code, _, err = approve(office, capsys, "HEAD~1..HEAD", "--act", "nonrecord", "--key", counsel)
    assert (code, "that something is no record is decided by records-officer; who could: nobody" in err) == (2, True)


def test_a_series_is_confirmed_by_the_signature_of_whoever_confirmed_it(
    office: ActingOffice, tmp_path: Path, capsys: Capsys
) -> None:
    own = entered(office, tmp_path, "gil", "records-officer")
    other = entered(office, tmp_path, "hal", "records-officer")
    schedule = deepcopy(office.files["schedules/local.yml"])
    series = schedule["versions"][0]["series"][0]
    series["confirmed"] = series["confirmed"] | {"by": "gil", "on": "2024-05-02"}
    office.write({"schedules/local.yml": schedule})
    what = ("schedules/local", "--act", "confirm", "--key")
    code, out, err = approve(office, capsys, *what, other)
    assert (code, out) == (2, "")
    assert "of 'hal' would not count: no series is confirmed in this by 'hal', but by gil; who could: gil" in err
    assert approve(office, capsys, *what, own, "--dry-run")[0] == 0


@pytest.mark.parametrize(
    ("act", "why"),
    [
        ("re-anchor", "a new beginning of keys goes by the letter that the settings name, and by no signature"),
        ("confirm", "'confirm' is not about sites"),
        ("date", "'date' is not about sites"),
        ("nonrecord", "'nonrecord' is not about sites"),
        ("release", "'release' is not about sites"),
        ("witness-evidence", "'witness-evidence' is not about sites"),
        ("grant", "'grant' is not about sites"),
    ],
)
def test_an_act_that_is_not_about_a_record_is_not_signed(
    office: ActingOffice, key: Path, capsys: Capsys, act: str, why: str
) -> None:
    code, out, err = approve(office, capsys, "sites/parks-x", "--act", act, "--key", str(key))
    assert (code, out, err) == (
        2,
        "",
        f"records: nothing was signed, for the signature of 'ben' would not count: {why}; who could: nobody who has a "
        "key\n",
    )
    assert not (office.root.folder / "registry/acts").exists()
