"""What went wrong inside: written down with a number, and told by that number alone."""

import logging

from checkout_tui.domain.sentence import N_, Sentence, sentence

log = logging.getLogger("checkout_tui.tui")

_CRASHED = N_(
    "Something went wrong here (incident {id}). Nothing that was written is lost. Start the program again."
)
_WENT_WRONG = N_(
    "Something went wrong here (incident {id}). It was not done; look at the order before trying again."
)


class Incidents:
    """Never a traceback on the screen, and never a value: it may be a card number."""

    def __init__(self) -> None:
        self._count = 0

    def went_wrong(self, error: BaseException) -> Sentence:
        """The sentence for something that was not done; the program goes on."""
        return sentence(_WENT_WRONG, id=self.number(error))

    def crashed(self, error: BaseException) -> Sentence:
        """The sentence for the terminal that is given back."""
        return sentence(_CRASHED, id=self.number(error))

    def number(self, error: BaseException) -> str:
        """Write it down; its number finds it in the log."""
        self._count += 1
        number = f"{type(error).__name__}-{id(self) % 10000:04d}-{self._count}"
        # The formatter of the log takes out what looks like a card or account number.
        log.error("incident %s", number, exc_info=error)
        return number
