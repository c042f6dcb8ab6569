import subprocess
import sys

CONFTEST = """
import pytest
from tests.support.browser import keep_browser_tests_together

@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    keep_browser_tests_together(items)
"""
TESTS = """
import os, pathlib, pytest, time

@pytest.mark.browser
@pytest.mark.parametrize("number", range(4))
def test_with_a_browser(number):
    time.sleep(0.05)
    with pathlib.Path(__file__).with_name("workers").open("a") as workers:
        workers.write(os.environ["PYTEST_XDIST_WORKER"] + "\\n")

@pytest.mark.parametrize("number", range(4))
def test_without(number):
    time.sleep(0.05)
"""


def test_browser_tests_share_one_worker(tmp_path, pytestconfig):
    (tmp_path / "pytest.ini").write_text("[pytest]\nmarkers = browser\n")
    (tmp_path / "conftest.py").write_text(CONFTEST)
    (tmp_path / "test_some.py").write_text(TESTS)
    command = [sys.executable, "-m", "pytest", "-n", "2", "--dist", "loadgroup", "-p", "no:cacheprovider"]
    environment = {"PYTHONPATH": str(pytestconfig.rootpath), "PATH": ""}
    run = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True)
    assert run.returncode == 0, run.stdout + run.stderr
    workers = (tmp_path / "workers").read_text().split()
    assert len(workers) == 4
    assert len(set(workers)) == 1
