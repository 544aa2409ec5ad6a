"""Passwords of databases: in a file of one's own or in the environment, never on a command line, never shown."""

from __future__ import annotations

import io
import json
import stat
from pathlib import Path

import pytest

from coordination.cli.doctor import findings
from coordination.store import addresses
from coordination.store.addresses import Address, has_password, keep, kept, named, password_for
from coordination.store.launcher import server as neo4j_server
from coordination.system.settings import Settings, settings_from
from coordination.workspace.places import saved_workspaces, store_for, workspace_for
from graph_schema.errors import UsageError
from tests.unit.ran import Run

SECRET = 'p@ss:w/o"rd\\'


def test_what_is_kept_comes_back_and_only_its_owner_can_read_it(tmp_path: Path) -> None:
    given = Address("team", "bolt://db.example:7687/mnr", "editor", SECRET)
    path = keep(tmp_path / "home", given)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert kept(tmp_path / "home", "team") == given
    assert named(tmp_path / "home", "bolt://db.example:7687/mnr") == given
    assert named(tmp_path / "home", "bolt://db.example:7688/mnr") is None
    assert kept(tmp_path / "home", "other") is None
    assert SECRET not in repr(given)
    # percent signs by hand: @ 40, : 3A, / 2F, " 22, \ 5C
    assert given.secret_url() == "bolt://editor:p%40ss%3Aw%2Fo%22rd%5C@db.example:7687/mnr"
    assert sorted(p.name for p in (tmp_path / "home").iterdir()) == ["team.server"]


@pytest.mark.parametrize("secret", ["na\u00efve \U0001f511", "\x7f\x01\t", '\u2028\'"""\\u0041'])
def test_a_password_of_any_letters_comes_back(tmp_path: Path, secret: str) -> None:
    given = Address("team", "bolt://h:1", password=secret)
    keep(tmp_path, given)
    assert kept(tmp_path, "team") == given


@pytest.mark.parametrize("name", ["register", "demo", "../x", "_x", "assets", "x" * 61])
def test_a_started_neo4j_takes_no_name_that_is_another_thing(
    mnr: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """Refused before a server is started, not after."""
    started: list[Path] = []
    monkeypatch.setattr(neo4j_server, "start", lambda folder, **_more: started.append(folder))
    assert mnr("neo4j", "start", "--data", str(tmp_path / "d"), "--name", name).code == 2
    assert started == []


@pytest.mark.parametrize("mode", [0o604, 0o640, 0o644, 0o660])
def test_a_file_that_others_can_read_is_not_used(tmp_path: Path, mode: int) -> None:
    path = keep(tmp_path, Address("team", "bolt://h:1", password=SECRET))
    path.chmod(mode)
    with pytest.raises(UsageError, match="others on this machine can read it") as caught:
        kept(tmp_path, "team")
    assert "chmod 600" in caught.value.hint


@pytest.mark.parametrize(
    "text",
    [
        "",
        "address = 1",
        'user = "x"',
        "no toml",
        'address = "bolt://h:1"\nother = "x"',
        'data = "/nowhere/at/all"',
    ],
)
def test_a_file_that_cannot_be_understood_is_said_so(tmp_path: Path, text: str) -> None:
    path = tmp_path / "team.server"
    path.write_text(text, encoding="utf-8")
    path.chmod(0o600)
    with pytest.raises(UsageError, match="cannot be understood"):
        kept(tmp_path, "team")


def test_a_file_that_cannot_be_used_stops_no_other_address(tmp_path: Path) -> None:
    (tmp_path / "broken.server").write_bytes(b"\xff")
    (tmp_path / "open.server").write_text('address = "bolt://h:2"\n')
    (tmp_path / "open.server").chmod(0o644)
    given = Address("team", "bolt://h:1", password=SECRET)
    keep(tmp_path, given)
    assert named(tmp_path, "bolt://h:1") == given
    assert named(tmp_path, "bolt://elsewhere:1") is None
    assert named(tmp_path, "bolt://h:2") is None
    with pytest.raises(UsageError):
        kept(tmp_path, "open")


def test_a_password_in_the_address_of_a_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "team.server"
    path.write_text('address = "bolt://neo4j:s3cret@h:1"\n', encoding="utf-8")
    path.chmod(0o600)
    with pytest.raises(UsageError, match="holds a password") as caught:
        kept(tmp_path, "team")
    assert "s3cret" not in str(caught.value)


@pytest.mark.parametrize(
    "address",
    [
        "bolt://h:1?password=s3cret", "bolt://h:1/?x", "bolt://h:1#s3cret", "bolt://h:1/../../x", "bolt://h:1/a/b",
        "bolt://h:1/a b", "bolt://h:1/%2e%2e", "bolt://h:1/1", "bolt://", "bolt://:7687", "bolt://h:0", "bolt://h:x",
        "bolt://h:99999", "http://h:1", "bolt://h:1\\x", "bolt://h\x00:1", "bolt://h\u0456:1", "bolt://[::1",
    ],
)  # fmt: skip
def test_an_odd_address_is_neither_kept_nor_used_nor_repeated(tmp_path: Path, address: str) -> None:
    with pytest.raises(UsageError) as refused:
        keep(tmp_path, Address("team", address))
    assert "s3cret" not in str(refused.value)
    assert list(tmp_path.iterdir()) == []
    path = tmp_path / "team.server"
    path.touch(0o600)
    path.write_text(f"address = {json.dumps(address)}\n", encoding="utf-8")
    with pytest.raises(UsageError) as refused:
        kept(tmp_path, "team")
    assert "s3cret" not in str(refused.value)


@pytest.mark.parametrize(
    "address",
    ["bolt://h", "bolt://h:1", "bolt://h:1/", "bolt+s://h.example:7687/mnr", "neo4j+ssc://[::1]:7687/a-1.b"],
)
def test_a_plain_address_is_kept(tmp_path: Path, address: str) -> None:
    keep(tmp_path, Address("team", address))
    found = kept(tmp_path, "team")
    assert found is not None
    assert found.url == address


def test_connect_refuses_an_odd_address_before_it_asks_for_a_password(mnr: Run, tmp_path: Path) -> None:
    for address in ("bolt://h:1?password=s3cret", "bolt://h:1#f", "bolt://h:1/../../x"):
        done = mnr("workspace", "connect", "team", address)
        assert done.code != 0
        assert "bolt://HOST:PORT" in done.err
        assert "s3cret" not in done.err + done.out
    assert not list(tmp_path.rglob("*.server"))


def test_the_environment_gives_a_password_by_the_name_of_the_workspace() -> None:
    env = {"MNR_PASSWORD": "any", "MNR_PASSWORD_TEAM_ONE": "own"}
    assert password_for("team-one", "kept", env) == "own"
    assert password_for("team", "kept", env) == "kept"
    assert password_for("team", "", env) == "any"
    assert password_for("team", "", {}) == ""


def test_the_one_of_the_environment_wins_over_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep(tmp_path, Address("team", "bolt://h:1", password="old"))
    monkeypatch.setenv("MNR_PASSWORD_TEAM", "new")
    found = kept(tmp_path, "team")
    assert found is not None
    assert found.password == "new"


def test_settings_do_not_show_the_password() -> None:
    assert "s3cret" not in repr(settings_from({"MNR_PASSWORD": "s3cret"}))


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ("bolt://neo4j:pw@h:7687", True), ("neo4j+s://u:p/w@h", True), ("bolt://:pw@h", True),
        ("bolt://neo4j:p w@h", True), ("bolt://h:1/a b", False),
        ("bolt://neo4j:@h", True), ("bolt://neo4j@h:7687", False), ("bolt://h:7687", False),
        ("sqlite:///a:b.sqlite", False), ("register", False), ("", False),
    ],
)  # fmt: skip
def test_addresses_with_a_password_are_known(text: str, holds: bool) -> None:
    assert has_password(text) is holds


COMMANDS = [
    ["coverage", "--store", "bolt://neo4j:s3cret@h:1"],
    ["import", ".", "--store", "bolt://neo4j:s3cret@h:1"],
    ["store", "info", "--store", "bolt://neo4j:s3cret@h:1"],
    ["store", "verify", "--store", "neo4j://neo4j:s3cret@h:1"],
    ["store", "init", "bolt://neo4j:s3cret@h:1"],
    ["store", "move", "register", "bolt://neo4j:s3cret@h:1"],
    ["store", "move", "bolt+s://neo4j:s3cret@h:1", "x.sqlite"],
    ["workspace", "connect", "team", "bolt://neo4j:s3cret@h:1"],
    ["workspace", "connect", "blank", "bolt://neo4j:s3cret with blanks@h:1"],
    ["serve", "--workspace", "demo", "--workspace", "bolt://neo4j:s3cret@h:1"],
]


@pytest.mark.parametrize("command", COMMANDS, ids=lambda c: " ".join(c[:2]))
def test_a_password_on_the_command_line_is_refused_with_what_to_do(mnr: Run, command: list[str]) -> None:
    ran = mnr(*command)
    assert ran.code == 2
    assert "holds a password" in ran.err
    assert "mnr workspace connect" in ran.err
    assert "s3cret" not in ran.out + ran.err


def test_a_workspace_on_a_server_is_connected_by_name(
    mnr: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The password comes from the standard input, where no list of processes shows it."""
    monkeypatch.setattr("sys.stdin", io.StringIO(SECRET + "\n"))
    ran = mnr("workspace", "connect", "team", "bolt://127.0.0.1:1", "--user", "editor")
    assert ran.code == 0
    assert "readable by you alone" in ran.out
    home = tmp_path / "home"
    assert kept(home, "team") == Address("team", "bolt://127.0.0.1:1", "editor", SECRET)
    settings = Settings(home=home)
    assert saved_workspaces(settings) == ["team"]
    name, store = store_for("team", settings)
    assert (name, store.url) == ("team", "bolt://127.0.0.1:1")
    again = mnr("workspace", "connect", "team", "bolt://127.0.0.1:2")
    assert (again.code, "already" in again.err) == (2, True)
    monkeypatch.setattr("sys.stdin", io.StringIO("\n"))
    assert mnr("workspace", "connect", "team", "bolt://127.0.0.1:2", "--again").code == 0
    assert kept(home, "team") == Address("team", "bolt://127.0.0.1:2", "neo4j", "")
    monkeypatch.setattr("sys.stdin", io.StringIO("pw\n"))
    assert mnr("workspace", "connect", "named", "bolt://me@127.0.0.1:3").code == 0
    assert kept(home, "named") == Address("named", "bolt://127.0.0.1:3", "me", "pw")
    for taken in ("register", "demo"):
        assert mnr("workspace", "connect", taken, "bolt://127.0.0.1:2", "--again").code == 2
    assert mnr("workspace", "new", "Team").code == 2  # the same on a disk that does not tell capitals apart
    for ran in (mnr("workspace", "list"), mnr("coverage", "--store", "team"), mnr("doctor")):
        assert SECRET not in ran.out + ran.err
        assert "bolt://127.0.0.1:2" in ran.out + ran.err


def test_an_address_without_a_password_takes_that_of_its_workspace_or_of_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Seen in what would open the store; the name of a server without a workspace is its place."""
    opened: list[str] = []
    real = addresses.Address.secret_url

    def seen(self: Address) -> str:
        opened.append(real(self))
        return real(self)

    monkeypatch.setattr(addresses.Address, "secret_url", seen)
    settings = Settings(home=tmp_path)
    keep(tmp_path, Address("team", "bolt://h:7001", "editor", "kept"))
    monkeypatch.setenv("MNR_PASSWORD", "any")
    monkeypatch.setenv("MNR_PASSWORD_NEO4J_H_7002", "own")
    found = [
        store_for(t, settings)[0]
        for t in ("bolt://h:7001", "bolt://h:7002", "bolt://h:7003", "bolt://me@h:7003/x")
    ]
    assert found == ["team", "neo4j-h-7002", "neo4j-h-7003", "neo4j-h-7003-x"]
    assert opened == [
        "bolt://editor:kept@h:7001", "bolt://neo4j:own@h:7002", "bolt://neo4j:any@h:7003", "bolt://me:any@h:7003/x",
    ]  # fmt: skip


def test_a_name_that_is_two_things_is_refused(mnr: Run, tmp_path: Path) -> None:
    assert mnr("workspace", "new", "two").code == 0
    keep(tmp_path / "home", Address("two", "bolt://h:1"))
    with pytest.raises(UsageError, match="is a file and a server"):
        workspace_for("two", Settings(home=tmp_path / "home"))


def test_a_started_neo4j_is_named_by_its_folder_and_its_password_stays_there(
    mnr: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the last start wrote (port, password) is read from the folder of the database each time."""
    home, folder = tmp_path / "home", tmp_path / "graph"
    folder.mkdir()
    server = neo4j_server.Server(port=7009, pid=0, password="s3cret-word", data_dir=folder)
    neo4j_server._write_state(server)
    monkeypatch.setattr(neo4j_server, "start", lambda *_args, **_more: server)
    ran = mnr("neo4j", "start", "--data", str(folder))
    assert (ran.code, ran.out.strip().endswith("Use: --store neo4j")) == (0, True)
    assert "s3cret" not in ran.out + ran.err + (home / "neo4j.server").read_text(encoding="utf-8")
    assert kept(home, "neo4j") == Address("neo4j", "bolt://127.0.0.1:7009", "neo4j", "s3cret-word", folder)
    assert mnr("neo4j", "start", "--data", str(folder)).code == 0  # again the same is nothing new
    other = mnr("neo4j", "start", "--data", str(tmp_path / "other"))
    assert (other.code, "--name" in other.err) == (2, True)
    assert "s3cret" not in mnr("neo4j", "status", "--data", str(folder)).out


def test_the_doctor_says_what_is_wrong_with_an_address(mnr: Run, tmp_path: Path) -> None:
    keep(tmp_path / "home", Address("team", "bolt://127.0.0.1:1", password=SECRET)).chmod(0o644)
    told = [text for good, text in findings() if not good]
    assert len(told) == 1
    assert "Workspace team" in told[0]
    assert "can read it" in told[0]
