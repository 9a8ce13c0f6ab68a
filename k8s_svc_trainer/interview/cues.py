"""The small words by which a speaker takes distance: denial, report of others' beliefs, correction. Tables only.

All are compared with a clause or sentence as its words stand in a row, in small letters, without punctuation.
"""

from __future__ import annotations

import re


def _any_of(*phrases: str) -> re.Pattern[str]:
    return re.compile(r"\b(?:" + "|".join(phrases) + r")\b")


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


DENIALS = _words(
    "not no never none neither nor without cannot can't don't doesn't didn't isn't aren't wasn't weren't won't wouldn't shouldn't "
    "couldn't hasn't haven't hadn't nobody nothing nowhere ain't dont doesnt dosnt dosent isnt arent wont didnt cant couldnt "
    "wouldnt shouldnt hasnt havent wasnt werent nto"
)
OF_THE_VERB = DENIALS - _words("not no none neither nor without")
"""Denials that reach over the whole clause, back to its subject."""

FILLERS = _words("um uh er erm hmm hm eh ah oh okay ok well basically obviously honestly yeah yep")
"""Sounds of somebody who thinks aloud: they are no words, and the commas around them part nothing."""

VERBS = _words(
    "is are was were be am it's that's there's he's they're has have had do does did will would can could may might must shall should "
    "get gets got go goes use uses need needs make makes see sees look looks"
)
_ASIDE = (
    "(?:um+|uh+|er|erm|hm+|eh|like|you know|i mean|you see|let me think|let's see|how do you say|what's it(?: called)?|what is it|"
    "so to speak|if you will|right|say|okay|well|basically|i think|i guess|i suppose|i believe|in fact)"
)
ASIDES = re.compile(rf"([\w']+),\s*{_ASIDE}\s*,(?:\s*{_ASIDE}\s*,)*", re.IGNORECASE)
"""A word, and what is said between commas after it while the speaker looks for the next."""
OPEN = VERBS | DENIALS | _words(
    "and but or the a an to of in on at by with for from it its also i he she this that which who just kinda as so then than per"
)  # fmt: skip
"""Words after which a sentence cannot stop: the commas of an aside part nothing there."""

GLUED = _words("a an the and or of to in on is it for by at from with that one be not no")
"""Small words that get run together with their neighbours."""

LOCAL_PAIRS = frozenset(
    {"instead of", "rather than", "opposed to", "other than", "free of", "lack of", "lacks a", "forget the", "forget about"}
)
"""Words that begin a denial of what follows them only, beside `without`."""

SPLIT = _words("but however because since so whereas while although though therefore which instead if when then unless until yet otherwise")
"""Words that begin a clause."""
SAYING = _words(
    "think thinks thought say says said believe believes mean means know knows known true sure clear claim claims told heard fact"
)
"""Words after which "that" tells what is said, and begins no clause of its own."""

CONDITIONAL = _words("if unless when where until")

JOINING = _words("and or plus but while whereas then")

RELATING = _words("to by per for from on in at with via than <arrow>")
"""Words that say how one thing stands to another, so that an item of a list says something."""

ENDS_A_LIST = _words("just only rather instead it they this that we you i he simply merely but so because")

HARMLESS = _any_of(
    "not (?:only|just|merely|simply)",
    "no (?:matter|doubt|problem|wait|longer than)",
    "why not",
    "not sure",
    "not to mention",
    "if not",
    "whether or not",
)
"""Denials that deny nothing."""

_WHO = (
    "(?:people|some|many|they|others|folks|tutorials?|blogs?|candidates|colleagues?|somebody|someone|everybody|everyone|juniors?|"
    "beginners|my (?:\\w+ )?(?:colleague|teacher|boss|friend)|the (?:book|blog|tutorial|video))"
)
_SAYS = (
    "(?:say|says|said|think|thinks|thought|believe|believes|claim|claims|claimed|assume|assumes|tell you|write|told me|imagine|expect|"
    "insist|insists)"
)
_MYTH = "(?:myth|misconception|mistake|belief|misunderstanding|error|fairy tale|legend|half truth)"
REPORTED = _any_of(
    f"{_WHO} (?:\\w+ )?{_SAYS}",
    f"(?:common|popular|old|usual|typical|classic|widespread) (?:\\w+ )?{_MYTH}",
    f"(?:it's|it is|is|that's) (?:a|an) (?:\\w+ )?{_MYTH}",
    f"the (?:{_MYTH}|idea|claim|notion|rumou?r) (?:that|is)",
    "(?:i|we) (?:used to|once|first|wrongly|initially|originally) (?:think|thought|believed?|assumed?|say)",
    "(?:you|one) (?:often |sometimes |will |may |might |could )*(?:hear|read|be tempted|believe)",
    "you'll (?:often )?(?:hear|read)",
    "contrary to",
    "tempting to (?:think|say|believe)",
    "(?:it's|it is) (?:\\w+ )?(?:said|claimed|believed|assumed)",
    "often (?:said|heard|told|claimed|repeated)",
    "wrong to (?:say|think|believe)",
    "sounds as if",
    "would be wrong",
)
"""Others' beliefs, or one's own of long ago: nobody reports a truth in this way."""

TURN = _words("but however actually really instead whereas")
"""After one of these the speaker's own words go on."""

_FALSE = (
    "(?:wrong|false|nonsense|untrue|incorrect|outdated|rubbish|not true|not right|not correct|not the case|not so|not how|"
    "a (?:\\w+ )?(?:myth|misconception|mistake|lie|fairy tale))"
)
REFUTED = _any_of(
    f"(?:is|are|was|it's|that's|this is|which is|sounds|just|simply|plain) (?:\\w+ )?{_FALSE}",
    "isn't (?:true|right|so|correct|the case|how)",
    "not true",
    "no longer (?:true|so)",
    "nope",
)
"""What stands before it in the sentence is called false; alone, the sentence before."""

TAKEN_BACK = _any_of(
    "no wait", "wait no", "scratch that", "strike that", "correction", "sorry", "or rather", "no actually", "actually no", "let me correct",
    "i take that back", "hang on", "hold on", "no no", "er no", "i meant",
)  # fmt: skip
"""The clause before it no longer counts."""
