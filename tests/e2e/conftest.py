"""A screen of its own for each test that wants a real window."""

import os
import shutil
import subprocess
from collections.abc import Iterator

import pytest


@pytest.fixture
def screen() -> Iterator[dict[str, str]]:
    """The environment of a process that is to draw on a virtual screen of its own."""
    if shutil.which("Xvfb") is None:
        pytest.skip("needs Xvfb (installers/linux/system-libraries.sh --tests)")
    reading, writing = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(writing), "-screen", "0", "1400x900x24", "-nolisten", "tcp"],
        pass_fds=[writing],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    os.close(writing)
    with os.fdopen(reading) as said:
        number = said.readline().strip()
    assert number, "the virtual screen did not start"
    environment = {
        name: value
        for name, value in os.environ.items()
        if name not in {"QT_QPA_PLATFORM", "WAYLAND_DISPLAY"}
    }
    environment |= {"DISPLAY": f":{number}", "QT_QPA_PLATFORM": "xcb"}
    yield environment
    server.terminate()
    server.wait()


@pytest.fixture
def desktop(screen: dict[str, str]) -> Iterator[dict[str, str]]:
    """The same, with a window manager that gives the focus."""
    if shutil.which("openbox") is None or shutil.which("xdotool") is None:
        pytest.skip("needs openbox and xdotool (installers/linux/system-libraries.sh --tests)")
    manager = subprocess.Popen(["openbox", "--sm-disable"], env=screen, stderr=subprocess.DEVNULL)
    yield screen
    manager.terminate()
    manager.wait()
