"""The line that a lab is typed in: history, completion, the prompt of where one stands. Ctrl-C drops a line, Ctrl-D leaves."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from k8s_svc_trainer.cli.environment import Environment
from k8s_svc_trainer.lab import Session
from k8s_svc_trainer.lab.complete import complete

if TYPE_CHECKING:
    from prompt_toolkit.completion import CompleteEvent, Completer
    from prompt_toolkit.document import Document

Ask = Callable[[], str | None]
GOES_ON = ("=", ":", "/")  # a word that ends so is not at its end


def asking(environment: Environment, session: Session) -> Ask:
    """A function that asks for the next line; None where the person leaves."""
    return _plain(environment, session) if environment.plain else _terminal(environment, session)


def _plain(environment: Environment, session: Session) -> Ask:
    def ask() -> str | None:
        try:  # from the prompt on: who sees it may press Ctrl-C before anything is read
            environment.stdout.write(session.prompt)
            environment.stdout.flush()
            typed = environment.stdin.readline()
        except KeyboardInterrupt:
            environment.stdout.write("\n")
            return ""
        if not typed:
            environment.stdout.write("\n")
            return None
        return typed.rstrip("\r\n")

    return ask


def _terminal(environment: Environment, session: Session) -> Ask:
    from prompt_toolkit import PromptSession
    from prompt_toolkit.formatted_text import FormattedText
    from prompt_toolkit.history import InMemoryHistory

    from k8s_svc_trainer.cli.chooser import depth, style

    history = InMemoryHistory(list(session.commands)[::-1])
    typed: PromptSession[str] = PromptSession(
        history=history,
        completer=_completer(session),
        complete_while_typing=False,
        style=style(environment),
        color_depth=depth(environment),
    )

    def ask() -> str | None:
        try:
            return typed.prompt(FormattedText([("class:here", session.prompt)]))
        except KeyboardInterrupt:
            return ""
        except EOFError:
            return None

    return ask


def _completer(session: Session) -> Completer:
    from prompt_toolkit.completion import Completer, Completion

    class Words(Completer):
        """The session's own words, kinds, names and flags."""

        def get_completions(self, document: Document, complete_event: CompleteEvent) -> Iterable[Completion]:
            found = complete(session, document.text_before_cursor)
            for one in found:
                end = " " if len(found) == 1 and not one.text.endswith(GOES_ON) else ""
                yield Completion(one.text + end, start_position=-one.length, display=one.text, display_meta=one.about)

    return Words()
