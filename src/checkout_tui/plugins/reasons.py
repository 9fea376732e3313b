"""Why a plugin cannot be used, said so that its author knows what to write.

pluggy alone ignores a hook that is not marked, and speaks of an unknown one in its own words.
"""

import inspect
from collections.abc import Callable, Iterator
from difflib import get_close_matches
from typing import Any

from checkout_tui import hookspecs
from checkout_tui.domain.method import PaymentMethod
from checkout_tui.domain.sentence import N_, Sentence, sentence
from checkout_tui.plugins.shapes import misfit

_MARK = f"{hookspecs.PROJECT}_impl"
_LONGEST = 200


def all_hooks() -> dict[str, tuple[str, ...]]:
    """Every hook with its arguments, in the file's order."""
    return {
        name: tuple(inspect.signature(value).parameters)
        for name, value in vars(hookspecs).items()
        if hasattr(value, f"{hookspecs.PROJECT}_spec")
    }


def wrong_with(plugin: object) -> Sentence | None:
    """The first thing that is wrong with the hooks, or None when they are as documented."""
    hooks = all_hooks()
    marked = dict(_marked(plugin))
    for name, hook in marked.items():
        if name not in hooks:
            return sentence(
                N_("There is no hook {name}. Did you mean {near}? The hooks are: {known}."),
                name=name,
                near=_near(name, [each for each in hooks if each not in marked] or [*hooks]),
                known=", ".join(hooks),
            )
        for argument in _arguments(hook):
            if argument not in hooks[name]:
                return sentence(
                    N_("{hook} takes no argument {name}. Did you mean {near}? It may take: {known}."),
                    hook=name,
                    name=argument,
                    near=_near(argument, [*hooks[name]]),
                    known=", ".join(hooks[name]) or "–",
                )
    bare = [name for name in hooks if name not in marked and callable(getattr(plugin, name, None))]
    if bare:
        return sentence(
            N_(
                "{hooks} is there and not marked: write @hookimpl above it (from checkout_tui import hookimpl)."
            ),
            hooks=", ".join(bare),
        )
    missing = [hook for hook in hookspecs.REQUIRED if hook not in marked]
    return _missing(plugin, missing, hooks) if missing else None


def ill_described(described: object) -> Sentence | None:
    """What is wrong with the types of what ``describe`` answers, or None."""
    if not isinstance(described, PaymentMethod):
        return sentence(
            N_("describe must return a PaymentMethod; it returns {kind}."), kind=type(described).__name__
        )
    wrong = misfit(described)
    if wrong is None:
        return None
    return sentence(
        N_("What describe answers does not fit: {where} is {there} and must be {belongs}. Mend it there."),
        where=wrong.path,
        there=wrong.there,
        belongs=wrong.belongs,
    )


def why_not_imported(error: BaseException, leads_to: str) -> Sentence:
    """Why the entry point could not be loaded, and what to do about it."""
    module, _, attribute = leads_to.partition(":")
    said = f"{type(error).__name__}: {' '.join(str(error).split())[:_LONGEST].rstrip('.')}"
    said += _place(error, module.split(".")[0])
    if isinstance(error, ModuleNotFoundError) and error.name and leads_to:
        if module == error.name or module.startswith(f"{error.name}."):
            return sentence(
                N_(
                    "Its entry point leads to {leads_to}, and there is no module {name}: mend the line under "
                    "[project.entry-points] in its pyproject.toml, and install it again."
                ),
                leads_to=leads_to,
                name=error.name,
            )
        return sentence(
            N_(
                "It does not import: {error}. Install {name}; if you are its author, name it under dependencies in "
                "pyproject.toml."
            ),
            error=said,
            name=error.name.split(".")[0],
        )
    if isinstance(error, AttributeError) and attribute and attribute.split(".")[0] in str(error):
        return sentence(
            N_(
                "Its entry point leads to {leads_to}, and {module} has no {name}: write {name} = … at the end of that "
                "module, or mend the line under [project.entry-points]."
            ),
            leads_to=leads_to,
            module=module,
            name=attribute,
        )
    return sentence(N_("It does not import: {error}. Reinstall it, or tell its author."), error=said)


def _place(error: BaseException, package: str) -> str:
    """Where in the plugin's own code it happened; nothing where that is not known."""
    place, found = error.__traceback__, ""
    while place is not None:
        if place.tb_frame.f_globals.get("__name__", "").split(".")[0] == package:
            found = f" ({place.tb_frame.f_code.co_filename.rsplit('/', 1)[-1]}, line {place.tb_lineno})"
        place = place.tb_next
    return "" if isinstance(error, SyntaxError) else found


def _missing(plugin: object, missing: list[str], hooks: dict[str, tuple[str, ...]]) -> Sentence:
    unmarked = [
        name for name in dir(plugin) if not name.startswith("_") and callable(getattr(plugin, name, None))
    ]
    for name in missing:
        near = get_close_matches(name, [each for each in unmarked if each not in hooks], 1)
        if near:
            return sentence(
                N_(
                    "The hook {name} is missing. There is a {near}: is it misspelt, and not marked with @hookimpl?"
                ),
                name=name,
                near=near[0],
            )
    return sentence(
        N_("These hooks are missing: {hooks}. Write {signature}, with @hookimpl above it."),
        hooks=", ".join(missing),
        signature=f"def {missing[0]}(self, {', '.join(hooks[missing[0]])})".replace("(self, )", "(self)"),
    )


def _marked(plugin: object) -> Iterator[tuple[str, Callable[..., Any]]]:
    for name in dir(plugin):
        hook = getattr(plugin, name, None)
        if callable(hook) and hasattr(hook, _MARK):
            yield name, hook


def _arguments(hook: Callable[..., Any]) -> tuple[str, ...]:
    parameters = inspect.signature(hook).parameters.values()
    return tuple(
        p.name for p in parameters if p.kind in (p.POSITIONAL_OR_KEYWORD, p.POSITIONAL_ONLY, p.KEYWORD_ONLY)
    )


def _near(name: str, known: list[str]) -> str:
    """The known name that is most like it."""
    return (get_close_matches(name, known, 1, 0.0) or ["–"])[0]
