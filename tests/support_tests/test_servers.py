import os
import signal
import sys

import pytest
import requests

from tests.support.processes import StartProblem, eventually
from tests.support.servers import Command, Server

APPLICATION = """
import os

def app(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain")])
    names = sorted(name for name in os.environ if name.startswith("CHARTER_"))
    return [f"{os.getpid()} {environ['PATH_INFO']} {names} {os.environ['CHARTER_BASE_URL']}".encode()]
"""


@pytest.fixture
def small(tmp_path):
    (tmp_path / "small.py").write_text(APPLICATION)
    return {"application": "small:app", "folder": tmp_path}


def test_it_serves_with_the_settings_given_and_no_others(small, monkeypatch):
    monkeypatch.setenv("CHARTER_SECRET_KEY", "the developer's own")
    with Server({"CHARTER_PROFILE": "test"}, workers=2, **small) as server:
        answer = requests.get(server.url + "/page", timeout=5).text
        assert answer.endswith(f"/page ['CHARTER_BASE_URL', 'CHARTER_PROFILE'] {server.url}")
        assert int(answer.split()[0]) in server.pids
        assert len(server.pids) == 2
        assert server.memory_kib() > 10_000
        assert server.cpu_seconds() > 0
        pids = [server.process.pid, *server.pids]
    for pid in pids:
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)


def test_killed_workers_are_replaced(small):
    with Server({}, workers=2, **small) as server:
        before = set(server.pids)
        server.kill_workers()
        assert not before & set(server.pids)
        os.kill(server.pids[0], signal.SIGKILL)
        eventually(lambda: len(server.pids) == 2)


def test_after_a_power_cut_it_comes_back_on_the_same_port(small):
    with Server({}, **small) as server:
        server.kill()
        with pytest.raises(requests.ConnectionError):
            requests.get(server.url, timeout=5)
        server.start()
        assert requests.get(server.url, timeout=5).ok


def test_a_server_that_cannot_start_says_why(small):
    small["application"] = "small:nowhere"
    with pytest.raises(StartProblem, match="nowhere"), Server({}, **small):
        pass


def test_a_command_runs_until_it_is_told_to_end():
    program = "import time; print('working', flush=True); time.sleep(60)"
    with Command([sys.executable, "-c", program], {}) as command:
        eventually(lambda: "working" in command.log.read_text())
        process = command.process
    assert process.returncode == -signal.SIGTERM
