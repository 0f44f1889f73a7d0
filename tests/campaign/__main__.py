"""Tell random stories until the time is up; say what they were made of, or the seed that failed."""

from __future__ import annotations

import argparse
import os
import random
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from tests.sync.story import Story


def main() -> int:
    """Run the campaign; 0 when no story ended badly."""
    parser = argparse.ArgumentParser(prog="python -m tests.campaign", description=__doc__)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--steps", type=int, default=60)
    asked = parser.parse_args()
    if os.environ.get("PYTHONHASHSEED") != "0":  # so that a seed tells the same story again
        command = [sys.executable, "-m", "tests.campaign", *sys.argv[1:]]
        os.execve(sys.executable, command, {**os.environ, "PYTHONHASHSEED": "0"})  # noqa: S606
    end = time.monotonic() + asked.seconds
    told: Counter[str] = Counter()
    stories = conflicts = 0
    seed = asked.seed
    while time.monotonic() < end or not stories:
        with tempfile.TemporaryDirectory() as folder:
            story = Story(Path(folder), random.Random(seed))
            try:
                for _ in range(asked.steps):
                    story.step()
                story.check()
                conflicts += len(story.world.posts[0].conflicts())
            except BaseException:
                print(f"failed: --seed {seed} --steps {asked.steps} --seconds 0", file=sys.stderr)
                raise
            finally:
                story.close()
        told += story.told
        stories += 1
        seed += 1
    print(f"stories {stories}, steps {sum(told.values())}, conflicts left open {conflicts}")
    print(", ".join(f"{name} {count}" for name, count in told.most_common()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
