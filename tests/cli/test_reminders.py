"""Reminders that are said change the settings, and nothing else in them."""

from datetime import date

from voice_coach.cli.reminders import invitations_of, take_reminder
from voice_coach.settings import Home

TODAY = date(2026, 12, 1)


def test_what_is_said_stands_in_the_settings(tmp_path):
    home = Home(tmp_path)
    home.settings.write_text("rate = 130  # slow\n")

    told = take_reminder(home, "remind me every evening at nine", TODAY)

    assert "every day at nine in the evening" in told
    assert home.settings.read_text().startswith("rate = 130  # slow\n")
    assert [str(each) for each in invitations_of(home)] == ["every day at 21:00"]
    assert "not tomorrow" in take_reminder(home, "not tomorrow", TODAY)
    assert [str(each) for each in invitations_of(home)] == ["every day at 21:00 not on 2026-12-02"]
    assert "no more" in take_reminder(home, "no more reminders", TODAY)
    assert invitations_of(home) == []


def test_a_wish_at_the_menu_is_none(tmp_path):
    assert take_reminder(Home(tmp_path), "remind me", TODAY) is None
    assert take_reminder(Home(tmp_path), "not tomorrow", TODAY) is None
    assert not any(tmp_path.iterdir())
