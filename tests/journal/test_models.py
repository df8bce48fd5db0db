"""Times and ids are text that sorts as time does."""

import re
from datetime import UTC, datetime, timedelta, timezone

import pytest

from voice_coach.journal.models import from_text, next_id, to_text

MOMENT = datetime(2026, 11, 22, 9, 15, 3, 123999, UTC)


def test_a_time_is_written_in_utc_with_milliseconds():
    in_vienna = MOMENT.astimezone(timezone(timedelta(hours=1)))
    assert to_text(in_vienna) == "2026-11-22T09:15:03.123Z"


def test_a_time_on_the_full_second_is_as_long_as_any_other():
    assert to_text(MOMENT.replace(microsecond=0)) == "2026-11-22T09:15:03.000Z"


def test_a_written_time_is_read_back_to_the_millisecond_and_aware():
    assert from_text(to_text(MOMENT)) == MOMENT.replace(microsecond=123000)
    assert from_text(to_text(MOMENT)).tzinfo is UTC


def test_written_times_sort_as_the_moments_do():
    moments = [MOMENT + timedelta(milliseconds=step) for step in (-10_000_000, -123, 0, 1, 877)]
    texts = [to_text(moment) for moment in moments]
    assert sorted(texts) == texts
    assert len(set(texts)) == len(texts)


def test_a_time_without_its_zone_is_refused_both_ways():
    with pytest.raises(ValueError, match="time zone"):
        to_text(MOMENT.replace(tzinfo=None))
    with pytest.raises(ValueError, match="time zone"):
        from_text("2026-11-22T09:15:03.123")


def test_an_id_is_the_utc_time_and_four_base32_characters():
    local = MOMENT.astimezone(timezone(timedelta(hours=-8)))
    assert re.fullmatch(r"20261122-091503123-[a-z2-7]{4}", next_id(local, None))


def test_ids_of_one_millisecond_sort_in_the_order_they_were_made():
    ids = [next_id(MOMENT, None)]
    for _ in range(200):
        ids.append(next_id(MOMENT, ids[-1]))
    assert sorted(ids) == ids
    assert len(set(ids)) == len(ids)


def test_an_id_sorts_last_even_when_the_clock_went_back():
    newest = next_id(MOMENT, None)
    assert next_id(MOMENT - timedelta(hours=1), newest) > newest


def test_an_id_of_another_programs_making_does_not_stop_a_new_one():
    assert next_id(MOMENT, "imported").startswith("20261122-091503123-")
