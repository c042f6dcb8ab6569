import os
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from tests.support import postgres, processes

pytestmark = pytest.mark.postgres


@pytest.fixture(scope="module")
def server():
    with postgres.PostgresServer(durable=False) as server:
        yield server


def run(url, statement):
    engine = create_engine(url)
    try:
        with engine.begin() as connection:
            result = connection.execute(text(statement))
            return result.scalar() if result.returns_rows else None
    finally:
        engine.dispose()


def test_a_database_works_and_speaks_unicode(server):
    url = server.create_database("first")
    assert url.startswith("postgresql+psycopg://")
    run(url, "create table words (word text)")
    run(url, "insert into words values ('Ærlig 🙂 שלום')")
    assert run(url, "select word from words") == "Ærlig 🙂 שלום"


def test_a_copy_of_a_template_starts_full_and_goes_its_own_way(server):
    template = server.create_database("pattern")
    run(template, "create table things (n integer)")
    run(template, "insert into things values (1)")
    copy = server.create_database("copy", template="pattern")
    run(copy, "insert into things values (2)")
    assert run(copy, "select count(*) from things") == 2
    assert run(template, "select count(*) from things") == 1


def test_a_dropped_database_is_gone_even_while_in_use(server):
    url = server.create_database("short_lived")
    engine = create_engine(url)
    with engine.connect() as connection:
        connection.execute(text("select 1"))
        server.drop_database("short_lived")
        connection.invalidate()
    engine.dispose()
    server.create_database("short_lived")


def test_the_server_and_its_folder_are_gone_afterwards(monkeypatch):
    monkeypatch.delenv("TEST_DATABASE_URL", raising=False)
    with postgres.PostgresServer() as server:
        process, folder = server.process, Path(server._folder)
        url = server.create_database("kept_safe")
        assert run(url, "show fsync") == "on"
    assert process.poll() is not None
    assert not folder.exists()


def test_a_given_server_is_used_and_left_as_it_was(server, monkeypatch):
    given = server.create_database("given")
    before = run(given, "select count(*) from pg_database")
    monkeypatch.setenv("TEST_DATABASE_URL", given.replace("+psycopg", ""))
    with postgres.PostgresServer() as guest:
        assert guest.process is None
        assert run(guest.create_database("mine"), "select 1") == 1
        assert run(given, "select count(*) from pg_database") == before + 1
    assert run(given, "select count(*) from pg_database") == before


def test_without_postgresql_the_message_says_what_to_install(monkeypatch):
    answer = subprocess.CompletedProcess([], 1, "", "Install it with: sudo apt-get install postgresql\n")
    monkeypatch.setattr(postgres.subprocess, "run", lambda *given, **named: answer)
    with pytest.raises(postgres.PostgresMissing, match="apt-get install postgresql"):
        postgres.find_programs()


def test_a_program_that_ends_at_once_shows_its_log(tmp_path):
    log = tmp_path / "log"
    process = processes.start(["sh", "-c", "echo the reason; exit 3"], log=log)
    with pytest.raises(processes.StartProblem, match="code 3:\nthe reason"):
        processes.wait_until(lambda: False, process=process, log=log, what="It")


def test_a_program_does_not_outlive_the_one_that_started_it(tmp_path):
    script = (
        "import os, pathlib, sys\n"
        "from tests.support import processes\n"
        "log = pathlib.Path(sys.argv[1])\n"
        "child = processes.start(['sh', '-c', 'echo up; exec sleep 60'], log=log)\n"
        "processes.eventually(lambda: log.read_text() == 'up\\n')\n"
        "print(child.pid, flush=True)\n"
        "os.kill(os.getpid(), 9)\n"
    )
    command = [sys.executable, "-c", script, tmp_path / "log"]
    pid = int(subprocess.run(command, stdout=subprocess.PIPE, cwd=postgres.ROOT).stdout)
    processes.eventually(lambda: not is_running(pid))


def is_running(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    return state != "Z"
