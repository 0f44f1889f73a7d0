"""Whatever happens, in whatever order it is heard, everyone ends with the same (1, 5, 6, 8, 33)."""

from __future__ import annotations

import random
import tempfile
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from tests.sync.story import Story


class Offices(RuleBasedStateMachine):
    """Three posts of two offices."""

    def __init__(self) -> None:
        super().__init__()
        self._folder = tempfile.TemporaryDirectory()
        self.story = Story(Path(self._folder.name), random.Random(0))

    @rule(choice=st.integers(0, 2**32))
    def something_happens(self, choice: int) -> None:
        self.story.choose.seed(choice)
        self.story.step()

    @invariant()
    def no_row_refers_to_nothing(self) -> None:
        for post in self.story.world.posts:
            assert post.rows("PRAGMA foreign_key_check") == []

    def teardown(self) -> None:
        try:
            self.story.check()
        finally:
            self.story.close()
            self._folder.cleanup()


def test_any_story_ends_with_the_same_data_everywhere() -> None:
    run_state_machine_as_test(
        Offices,
        settings=settings(
            max_examples=4,
            stateful_step_count=25,
            deadline=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        ),
    )
