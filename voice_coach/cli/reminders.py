"""Reminders as they are said at the menu or to standby: they change the settings."""

from datetime import date

from voice_coach.settings import Home, load_settings, write_invitations
from voice_coach.standby.invitations import Invitation, changed, in_speech, reminder_in
from voice_coach.texts import standby as texts


def take_reminder(home: Home, utterance: str, today: date) -> str | None:
    """Carry out what an utterance says about reminders; return the answer, None if it says nothing.

    Raises `settings.bad` if the settings cannot be written.
    """
    reminder = reminder_in(utterance, today)
    if reminder is None:
        return None
    before = invitations_of(home)
    if not before and reminder.invitation is None:
        return texts.NO_INVITATIONS if reminder.kind == "clear" else None
    write_invitations(home, [str(each) for each in changed(before, reminder)])
    if reminder.invitation is not None:
        return texts.WILL_INVITE.format(when=in_speech(reminder.invitation))
    if reminder.skipped is not None:
        day = "today" if reminder.skipped == today else "tomorrow"
        return texts.WILL_SKIP.format(day=day)
    return texts.WILL_NOT_INVITE


def invitations_of(home: Home) -> list[Invitation]:
    """Return the invitations in the settings as they are now; raises `settings.bad`."""
    return [Invitation.parse(written) for written in load_settings(home).invitations]
