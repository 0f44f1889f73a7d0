"""Keys and moments are read and written by the database's column types without losing anything."""

from __future__ import annotations

import pickle
from datetime import UTC, datetime
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Uuid
from sqlalchemy.dialects import postgresql, sqlite

from vaetvient.domain.records import Key, Moment, key_from

SQLITE = sqlite.dialect()


@given(st.binary(min_size=16, max_size=16))
def test_a_key_is_read_as_the_uuid_of_its_bytes(kept: bytes) -> None:
    key, same = key_from(kept), UUID(bytes=kept)
    assert (key, hash(key), str(key)) == (same, hash(same), str(same))
    assert pickle.loads(pickle.dumps(key)) == same  # noqa: S301  (our own)
    written = Key().bind_processor(SQLITE)
    assert written is not None
    assert written(key) == kept
    assert written(None) is None
    assert key_from(None) is None


@given(st.datetimes(timezones=st.just(UTC)))
def test_a_moment_is_kept_to_the_microsecond_as_sqlalchemy_keeps_it(moment: datetime) -> None:
    write, read = Moment().bind_processor(SQLITE), Moment().result_processor(SQLITE, None)
    assert write is not None
    assert read is not None
    usual = sqlite.DATETIME().bind_processor(SQLITE)
    assert usual is not None
    assert write(moment) == usual(moment.replace(tzinfo=None))
    assert read(write(moment)) == moment


def test_a_moment_of_another_zone_is_kept_in_utc_and_one_of_none_refused() -> None:
    write = Moment().bind_processor(SQLITE)
    assert write is not None
    summer = datetime.fromisoformat("2026-07-14T10:00+02:00")
    assert write(summer) == "2026-07-14 08:00:00.000000"
    with pytest.raises(ValueError, match="time zone"):
        write(summer.replace(tzinfo=None))


def test_another_engine_keeps_its_own_types() -> None:
    assert isinstance(Key().load_dialect_impl(postgresql.dialect()), Uuid)
