"""A model's attempt at a question: takes its calls until one fits, and says why others do not."""

from dataclasses import replace

from langchain_core.tools import ToolException

from assistant.brains.llm.completing import completed
from assistant.brains.llm.earlier import earlier
from assistant.brains.llm.framing import understood
from assistant.brains.llm.loyalty import forgotten, unaccounted, unknown_words, unsaid
from assistant.brains.llm.saying import Misfit, Saying, Several
from assistant.brains.llm.turned import turned
from assistant.brains.planning import Asked
from assistant.brains.rules.lexicon import is_cjk
from assistant.brains.rules.outcome import NotUnderstood, Outcome, Understood
from assistant.brains.rules.situation import Situation
from tools.catalog import Call, Documents, Figures, Profile, Reasons, Rows, Unanswerable

TAKEN = "taken"


class Attempt:
    """Takes a model's calls until one fits."""

    def __init__(self, asked: Asked) -> None:
        self._asked = asked
        self._saying = Saying(
            asked.sources, asked.catalog, asked.known, earlier(asked.before), asked.text
        )
        self.outcome: Outcome | None = None
        self.look_up: str | None = None

    @property
    def is_over(self) -> bool:
        """Whether a call was taken."""
        return self.outcome is not None or self.look_up is not None

    def take(self, call: Call) -> str:
        """Takes a call.

        Raises:
            ToolException: it does not fit; says to the model what would.
        """
        if isinstance(call, Documents):
            self.look_up = call.topic
            return TAKEN
        try:
            self.outcome = self._read(call)
        except Several as several:
            self.outcome = several.found
        except Misfit as misfit:
            raise ToolException(str(misfit)) from misfit
        return TAKEN

    def _read(self, call: Figures | Rows | Profile | Reasons | Unanswerable) -> Outcome:
        if isinstance(call, Unanswerable):
            return NotUnderstood(tuple(call.words))
        cover = self._asked.cover
        found = self._completed(call)
        words = unknown_words(cover)
        meanings = {one.word: one.means for one in call.unknown if one.word in words}
        if bare := unaccounted(cover, meanings, found.frame):
            raise Misfit(
                f"`unknown` lacks what these mean in the call: {bare}. Repeat the call with it; if"
                " one may be a name, or means something else, call `unanswerable`."
            )
        if added := unsaid(cover, found.frame, self._asked.before, meanings.values()):
            raise Misfit(f"The question does not say: {', '.join(added)}.")
        if left := [span.text for span in forgotten(cover, found.frame)]:
            raise Misfit(
                f"The call leaves out: {', '.join(left)}. Can no tool say it? Then"
                " call `unanswerable`."
            )
        situation = Situation(self._asked.sources.today, {})
        if other := turned(cover, found.frame, self._asked.known, situation):
            raise Misfit(f"The question says otherwise: {', '.join(other)}.")
        read_as = tuple((word, self._called(word, means)) for word, means in meanings.items())
        return replace(found, read_as=read_as)

    def _completed(self, call: Figures | Rows | Profile | Reasons) -> Understood:
        """Gives what a call says, with the period and the name that it forgot."""
        found, cover = understood(call, self._saying), self._asked.cover
        whole = completed(call, cover, forgotten(cover, found.frame))
        return found if whole is call else understood(whole, self._saying)

    def _called(self, word: str, means: str) -> str:
        """Gives what a word means as people call it, in the language of the word."""
        catalog, language = self._asked.catalog, "zh" if is_cjk(word[:1]) else "en"
        named = catalog.measures.get(means) or catalog.dimensions.get(means)
        return named.words.label(language) if named is not None else means
