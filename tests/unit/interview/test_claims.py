"""What a text claims, denies, asks or only repeats. Rows with sentences for names; the words stand for no field in particular."""

from __future__ import annotations

import pytest

from k8s_svc_trainer.interview.claims import Stand, mentions
from k8s_svc_trainer.interview.lexicon import Lexicon
from k8s_svc_trainer.interview.text import read

LEXICON = Lexicon(
    {
        "restart": ["restart"],
        "traffic": ["traffic"],
        "name": ["name"],
        "list": ["list"],
        "controller": ["controller"],
        "unlisted": ["not|isn't list"],
        "pathless": ["no path"],
        "bare": ["they are not"],
        "edited": ["don't edit"],
        "pause": ["=wait"],
    }
)
CLAIMED, DENIED, ASKED = Stand.CLAIMED, Stand.DENIED, Stand.ASKED


def stands(answer: str) -> dict[str, Stand]:
    """How the speaker stands to what is named last, concept by concept."""
    text = read(answer)
    return {one.concept: one.stand for one in mentions(text, LEXICON.find(text))}


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        pytest.param("Is it a restart?", {"restart": ASKED}, id="a question claims nothing"),
        pytest.param("It's the list of addresses, right?", {"list": CLAIMED}, id="a tag makes no question"),
        pytest.param("I think it is a list?", {"list": CLAIMED}, id="a statement with a rising voice is a statement"),
        pytest.param("I guess it then has a name, somehow?", {"name": CLAIMED}, id="a verb after 'then' asks nothing"),
        pytest.param("It is a list, or is it a name?", {"list": CLAIMED, "name": ASKED}, id="only the clause that asks is asked"),
        pytest.param("Is there a restart? No, it stays.", {"restart": DENIED}, id="a question answered with no is denied"),
        pytest.param("Is there a restart? It isn't touched.", {"restart": DENIED}, id="a negated verb answers with no as well"),
        pytest.param("Is there a restart? Yes.", {"restart": CLAIMED}, id="a question answered with yes is claimed"),
        pytest.param("Is there a restart? Hard to say.", {"restart": ASKED}, id="a question that is evaded stays one"),
        pytest.param("Who keeps the list? A controller.", {"list": CLAIMED, "controller": CLAIMED}, id="a question for who is presupposed"),
        pytest.param("Who gives it a name? Nobody.", {"name": DENIED}, id="a question answered by nobody is denied"),
        pytest.param(
            "And traffic that isn't wanted? No, that gets no list.",
            {"traffic": CLAIMED, "list": DENIED},
            id="a relative clause asks nothing",
        ),
        pytest.param("Is there a restart? As soon as it fails.", {"restart": CLAIMED}, id="a question answered with when is claimed"),
        pytest.param("And if it fails, what about the traffic?", {"traffic": ASKED}, id="a question may follow its condition"),
        pytest.param("Any name in the list? Traffic?", {"name": ASKED, "list": ASKED, "traffic": ASKED}, id="questions in a row only ask"),
    ],
)
def test_questions(answer: str, expected: dict[str, Stand]) -> None:
    assert stands(answer) == expected


def test_a_question_and_its_answer_are_one_window() -> None:
    text = read("Fine. Who keeps the list? A controller.")
    assert {one.concept: one.sentence for one in mentions(text, LEXICON.find(text))} == {"list": 1, "controller": 1}
    text = read("Is it in the list? If not, ask the controller.")
    assert {one.concept: one.sentence for one in mentions(text, LEXICON.find(text))} == {"list": 0, "controller": 0}
    text = read("And the list? A controller keeps it.")
    assert {one.concept: one.sentence for one in mentions(text, LEXICON.find(text))} == {"list": 0, "controller": 0}


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        pytest.param("It isn't a restart and it gets traffic.", {"restart": DENIED, "traffic": CLAIMED}, id="a new subject ends a denial"),
        pytest.param("There is no restart or name.", {"restart": DENIED, "name": DENIED}, id="a denial goes on over 'or'"),
        pytest.param("None: list refused.", {"list": CLAIMED}, id="a denial that is a topic denies nothing"),
        pytest.param(
            "If it isn't listed it has a name.",
            {"unlisted": CLAIMED, "list": DENIED, "name": CLAIMED},
            id="a denial within a phrase denies the phrase's words alone",
        ),
        pytest.param(
            "What it doesn't do: write a list for you, or check whether the name is still there.",
            {"list": DENIED, "name": DENIED},
            id="all that stands under a head is denied with it",
        ),
        pytest.param("Don't edit the list.", {"edited": CLAIMED, "list": DENIED}, id="but an order not to is denied as a whole"),
        pytest.param("They are not a list.", {"bare": CLAIMED, "list": DENIED}, id="a denial at the end of a phrase denies what follows"),
        pytest.param("A restart is also not its task.", {"restart": DENIED}, id="a small word may stand between a verb and its denial"),
        pytest.param(
            "A restart that never gets traffic and one name.",
            {"restart": DENIED, "traffic": DENIED, "name": CLAIMED},
            id="what is denied of one thing is not denied of the next",
        ),
        pytest.param("Many people are thinking it has a name.", {"name": DENIED}, id="a belief that goes on is a belief"),
        pytest.param(
            'Those that say "I\'m no list now" are not given a name.', {"list": DENIED, "name": DENIED}, id="what a thing says of itself"
        ),
        pytest.param("About the name... it gets no traffic.", {"name": CLAIMED, "traffic": DENIED}, id="a topic before an ellipsis"),
        pytest.param("It has no list and no path.", {"list": DENIED, "pathless": CLAIMED}, id="a second denial is its own"),
        pytest.param("It lacks a name.", {"name": DENIED}, id="lacking denies"),
        pytest.param(
            "If the list breaks nobody gets traffic.",
            {"list": CLAIMED, "traffic": DENIED},
            id="a nobody denies what hangs on a condition, and not the condition",
        ),
        pytest.param("If it had the list it would be calling nobody.", {"list": DENIED}, id="but not one that is the object"),
        pytest.param(
            "If a list is not responding controller restarts it.",
            {"list": DENIED, "controller": CLAIMED, "restart": CLAIMED},
            id="a bare noun and its verb end a condition",
        ),
        pytest.param("It would be nice if it had a name.", {"name": DENIED}, id="a wish denies"),
        pytest.param("When it says none it gets traffic.", {"traffic": CLAIMED}, id="a none that is printed denies nothing"),
        pytest.param(
            "Nobody types that in, right, there's a controller.", {"controller": CLAIMED}, id="who asks for assent has said what is denied"
        ),
        pytest.param("It is, if I'm not mistaken, the list.", {"list": CLAIMED}, id="a doubt of oneself between commas denies nothing"),
        pytest.param(
            "It goes by list, I mean by name, sorry, it gets traffic.",
            {"list": DENIED, "name": CLAIMED, "traffic": CLAIMED},
            id="a sorry after a correction takes nothing back",
        ),
        pytest.param("There is a name for you: sorry, can't do it.", {"name": CLAIMED}, id="nor does one that somebody is told"),
        pytest.param("Somebody in my team said it has a name.", {"name": DENIED}, id="whose belief it is may be told by where he is from"),
        pytest.param("I was taught that it has a name.", {"name": DENIED}, id="what one was taught is a belief"),
        pytest.param("I was told to keep the list.", {"list": CLAIMED}, id="what one was told to do is none"),
        pytest.param("It has a list... hm, let me take that back, it has a name.", {"list": DENIED, "name": CLAIMED}, id="taken back"),
        pytest.param("Unlike a list, it has a name.", {"list": DENIED, "name": CLAIMED}, id="unlike denies what it compares with"),
        pytest.param("People say it has a name.", {"name": DENIED}, id="a reported belief is denied"),
        pytest.param("Some say it has no name, but it does.", {"name": ASKED}, id="a reported denial says nothing"),
        pytest.param("It isn't true that it has no name.", {"name": CLAIMED}, id="two denials are a claim"),
        pytest.param("It isn't true that it has a name.", {"name": DENIED}, id="'not true that' denies once"),
        pytest.param('"It has no name": it does.', {"name": CLAIMED}, id="a quoted denial that is refuted is a claim"),
        pytest.param('"It gets a restart": no, it stays.', {"restart": DENIED}, id="a quoted claim that is refuted is denied"),
        pytest.param('Another classic, "you must write the list yourself".', {"list": DENIED}, id="what is called a classic is an error"),
        pytest.param('Say "the list of friends" and it is found.', {"list": CLAIMED}, id="a quotation that nobody refutes is a claim"),
        pytest.param(
            "A call is an error, till a controller gives a name.",
            {"controller": CLAIMED, "name": CLAIMED},
            id="an error that is no belief",
        ),
        pytest.param("It is the list that is wrong.", {"list": CLAIMED}, id="a thing that is wrong is no statement that is"),
        pytest.param("It looks at a list that's wrong.", {"list": CLAIMED}, id="a noun that is told to be wrong is none either"),
        pytest.param("It has a list and that's wrong.", {"list": DENIED}, id="what is said and called wrong"),
        pytest.param("It has no name. That's wrong.", {"name": CLAIMED}, id="a denial that is called wrong is a claim"),
        pytest.param("How big the list is, nobody looks at.", {"list": DENIED}, id="what stands in front of its denial"),
        pytest.param(
            "What the list doesn't have, the controller adds.", {"list": DENIED, "controller": CLAIMED}, id="a 'what' ends a denial"
        ),
        pytest.param("With nobody there you get a name.", {"name": CLAIMED}, id="'with nobody' denies no more than that"),
        pytest.param(
            "Since that's done by the controller it can't see a name.", {"controller": CLAIMED, "name": DENIED}, id="a reason is not denied"
        ),
        pytest.param("Don't worry if the list is empty.", {"list": CLAIMED}, id="not to worry denies nothing"),
        pytest.param('I often hear "it is a list, always". Neither is so.', {"list": DENIED}, id="neither is so"),
        pytest.param("Someone who says he has a name gets traffic.", {"name": CLAIMED, "traffic": CLAIMED}, id="what one says of himself"),
        pytest.param("If you don't say the name, the list is taken.", {"name": DENIED, "list": CLAIMED}, id="to leave unsaid is no belief"),
        pytest.param(
            "If the name isn't there I look at the list.", {"name": DENIED, "list": CLAIMED}, id="a condition ends before its subject"
        ),
        pytest.param("If you don't use the list I doubt it.", {"list": DENIED}, id="what a condition denies"),
        pytest.param(
            "As long as it isn't there the controller keeps the list.",
            {"controller": CLAIMED, "list": CLAIMED},
            id="a condition ends before a noun and its verb",
        ),
        pytest.param(
            "Pods that don't have a name get traffic.",
            {"name": DENIED, "traffic": CLAIMED},
            id="what is told of a noun ends at the next verb",
        ),
        pytest.param("Don't guess, list it.", {"list": CLAIMED}, id="an order ends at its comma"),
        pytest.param("Don't guess names, list.", {"name": DENIED, "list": DENIED}, id="but not where it names things"),
        pytest.param("A bad list they are not.", {"list": DENIED, "bare": CLAIMED}, id="what is named before its pronoun"),
        pytest.param(
            "Then it's an error, and the list is shut.", {"list": CLAIMED}, id="an error is no belief unless it is one to think so"
        ),
        pytest.param("It's an error to say that it has a name.", {"name": DENIED}, id="an error to say so"),
        pytest.param("Somebody writes to the name, and a controller answers.", {"name": CLAIMED, "controller": CLAIMED}, id="a letter"),
        pytest.param(
            "I haven't worked with the list, it has a name.", {"list": CLAIMED, "name": CLAIMED}, id="what one has not worked with"
        ),
        pytest.param("Without it nothing gets a name.", {"name": DENIED}, id="nothing is a denial of its own"),
        pytest.param("Without a list nobody knows traffic.", {"list": DENIED, "traffic": DENIED}, id="nobody too"),
        pytest.param("Without it the name is lost.", {"name": CLAIMED}, id="'without it' denies no more than that"),
        pytest.param(
            "List fine, name not -> controller", {"list": CLAIMED, "name": DENIED, "controller": CLAIMED}, id="an arrow ends a denial"
        ),
        pytest.param("I don't lose time, list first.", {"list": CLAIMED}, id="to lose no time denies nothing"),
        pytest.param("I don't lose time on the list.", {"list": DENIED}, id="to lose no time on a thing denies it"),
        pytest.param("Whether it has a name plays no part.", {"name": DENIED}, id="what plays no part is denied"),
        pytest.param("My predecessor believed that it had a name.", {"name": DENIED}, id="what somebody before me believed"),
        pytest.param("One might hope that it has a name.", {"name": DENIED}, id="what one might hope"),
        pytest.param("Some of my colleagues always delete the list first.", {"list": DENIED}, id="what others always do"),
        pytest.param("One may think of it as a list.", {"list": CLAIMED}, id="to think of a thing is no belief"),
        pytest.param('"It is a list and no more", a colleague used to say.', {"list": DENIED}, id="whose belief it is may stand behind it"),
    ],
)
def test_denials_and_reports(answer: str, expected: dict[str, Stand]) -> None:
    assert stands(answer) == expected


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        pytest.param(
            "restart, traffic, name, list", dict.fromkeys(["restart", "traffic", "name", "list"], Stand.LISTED), id="four bare words"
        ),
        pytest.param(
            "You must know the traffic, the name, the list and the controller.",
            dict.fromkeys(["traffic", "name", "list", "controller"], Stand.LISTED),
            id="a sentence that says of things only that one must know them",
        ),
        pytest.param(
            "Whoever knows the list, the name, traffic and controller is good.",
            dict.fromkeys(["list", "name", "traffic"], Stand.LISTED),
            id="a list that somebody knows",
        ),
        pytest.param(
            "traffic, name, list, controller, path. With these it gets a restart.", {"restart": Stand.LISTED}, id="a list summed up"
        ),
        pytest.param(
            "Suspects: traffic, name, list, restart. These are the keywords that one has to know.",
            dict.fromkeys(["traffic", "name", "list", "restart"], Stand.LISTED),
            id="items that the next sentence calls keywords",
        ),
        pytest.param(
            "Suspects: traffic, name, list, restart. These keep it waiting.",
            {"list": CLAIMED},
            id="of which the next sentence says something",
        ),
        pytest.param("Suspects: the traffic, a name, that list, some restart.", {"list": CLAIMED}, id="a topic is said of what follows it"),
        pytest.param("It has all (traffic, name, list, restart).", {"list": CLAIMED}, id="parentheses explain"),
        pytest.param("none: name and list stay, no traffic\nrestart: list", {"restart": CLAIMED}, id="topics make no list"),
        pytest.param("You must know the name.", {"name": CLAIMED}, id="one thing is no list"),
    ],
)
def test_bags_of_words(answer: str, expected: dict[str, Stand]) -> None:
    found = stands(answer)
    assert {name: found[name] for name in expected} == expected


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        pytest.param("It gets a name... no, wait, a list.", {"name": DENIED, "list": CLAIMED}, id="a correction over a comma"),
        pytest.param(
            "There is a restart. No, sorry, only a list.", {"restart": DENIED, "list": CLAIMED}, id="a correction in the next sentence"
        ),
        pytest.param(
            "The traffic waits until it is ready, hmm, no, it can't.", {"traffic": DENIED}, id="a correction reaches the main clause"
        ),
        pytest.param("I don't think that it needs a restart.", {"restart": DENIED}, id="what one does not think is denied"),
        pytest.param(
            "A list is kept of names that are not full.", {"list": CLAIMED, "name": CLAIMED}, id="a relative clause denies itself alone"
        ),
        pytest.param("It is wrong that it has a name.", {"name": DENIED}, id="what follows 'wrong that' is denied"),
        pytest.param(
            "It's the list and then comes traffic... argh, the other way round: first the controller.",
            {"list": DENIED, "traffic": DENIED, "controller": CLAIMED},
            id="what is turned round is all that was said",
        ),
        pytest.param(
            "A list has a name, and then it... no wait, it has traffic.",
            {"list": DENIED, "name": DENIED, "traffic": CLAIMED},
            id="what was broken off is taken back with what it hangs on",
        ),
    ],
)
def test_corrections(answer: str, expected: dict[str, Stand]) -> None:
    assert stands(answer) == expected


def test_the_words_of_a_correction_name_nothing() -> None:
    assert "pause" not in stands("It gets a name... no, wait, a list.")


def test_a_topic_before_an_ellipsis_is_in_the_sentence_that_follows() -> None:
    assert len(read("About the name... it works everywhere.").ends) == 1
    assert len(read("It has a name... it works everywhere.").ends) == 2
