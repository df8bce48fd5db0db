"""What is otherwise in a replay: skip and back go by lines, and the coach's can be left out."""

from collections.abc import Callable
from functools import partial

from voice_coach.session.caring import Caring
from voice_coach.session.retelling import Replayer
from voice_coach.session.states import State
from voice_coach.texts import replay as replay_texts

ONLY_MINE, BOTH = "only my words", "both of us"


class Replaying(Caring):
    """Obeys in a replay; in any other session it changes nothing."""

    def _deeds(self) -> dict[str, Callable[[], None]]:
        deeds = super()._deeds()
        guide = self._guide
        if not isinstance(guide, Replayer):
            return deeds
        return deeds | {
            "skip": partial(self._move, guide.skip),
            "back": partial(self._move, guide.back),
            ONLY_MINE: partial(self._leave_out, guide, only_mine=True),
            BOTH: partial(self._leave_out, guide, only_mine=False),
            "help": partial(
                self._aside,
                "help",
                replay_texts.HELP.format(title=self._practice.title.rstrip(".")),
            ),
            "what can i say": partial(self._aside, "help", replay_texts.WHAT_CAN_I_SAY),
        }

    def _move(self, move: Callable[[], None]) -> None:
        self._put_aside()
        move()
        self._advance()

    def _leave_out(self, guide: Replayer, *, only_mine: bool) -> None:
        """Leave the coach's lines out from here on, or speak them again."""
        guide.only_mine = only_mine
        self._put_aside()
        state, held = self._going_on
        unwanted = only_mine and state is State.SPEAKING and held.prompt.speaker == "coach"
        said = replay_texts.ONLY_MINE if only_mine else replay_texts.BOTH
        self._aside("adjusted", said)
        if unwanted:
            self._held = None
