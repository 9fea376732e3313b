"""The desktop's keyring, as a third place for secrets: asked only where ``[secrets] keyring = true`` says so."""

from importlib import import_module

from attrs import define, field

from checkout_tui.domain.errors import BadSetup, N_

SERVICE = "checkout-tui"
"""Under which service everything of ours is kept."""


@define
class Keyring:
    """What it holds under a name such as ``methods.card.secret_key``; each name is asked for once."""

    _held: dict[str, str] = field(factory=dict, init=False, repr=False)

    def get(self, name: str) -> str:
        """The secret, or an empty text. Raises BadSetup when there is no keyring, or it does not open."""
        if name not in self._held:
            self._held[name] = _asked(name)
        return self._held[name]


def _asked(name: str) -> str:
    try:
        found = import_module("keyring").get_password(SERVICE, name)
    except ModuleNotFoundError as error:
        raise BadSetup(
            N_(
                "secrets.keyring is true, and there is nothing to ask a keyring with: pip install "
                "'checkout-tui[keyring]', or set it to false."
            )
        ) from error
    except Exception as error:  # noqa: BLE001 - whatever stands behind it: a bus, a service, a locked safe
        # Only what it is called: nobody knows what a keyring's errors quote.
        raise BadSetup(
            N_(
                "The keyring does not say what {name} is ({error}): unlock it, or set secrets.keyring to false."
            ),
            name=name,
            error=type(error).__name__,
        ) from None
    return found if isinstance(found, str) else ""
