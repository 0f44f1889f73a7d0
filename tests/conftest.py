"""What every test shares."""

import os

# Before anything imports Qt. Tests that want a real window (tests/e2e) choose another platform
# for the process that they start.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
