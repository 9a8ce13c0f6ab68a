"""The small words by which a speaker takes distance: denial, report of others' beliefs, correction. Tables only.

All are compared with a clause or sentence as its words stand in a row, in small letters, without punctuation.
"""

from __future__ import annotations

import re


def _any_of(*phrases: str) -> re.Pattern[str]:
    return re.compile(r"(?:^|\b)(?:" + "|".join(phrases) + r")\b")


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


DENIALS = _words(
    "not no never none neither nor without cannot can't don't doesn't didn't isn't aren't wasn't weren't won't wouldn't shouldn't "
    "couldn't hasn't haven't hadn't nobody nothing nowhere ain't dont doesnt dosnt dosent isnt arent wont didnt cant couldnt "
    "wouldnt shouldnt hasnt havent wasnt werent nto needn't mustn't neednt mustnt hardly barely"
)
CONTRACTED = {
    word.replace("'", ""): word
    for word in _words(
        "don't doesn't isn't aren't didn't can't couldn't wouldn't shouldn't hasn't haven't wasn't weren't needn't mustn't won't "
        "they're you're there's that's what's"
    )
} | {"dosnt": "doesn't", "dosent": "doesn't", "doesent": "doesn't", "nto": "not"}
"""How people write them in a hurry: `it doesnt match` is `it doesn't match`."""

OF_THE_VERB = DENIALS - _words("not no none neither nor without")
"""Denials that reach over the whole clause, back to its subject."""

PRAISE = _words("ok okay well")
"""Fillers that say something behind a verb: `the pods are okay`."""

PREPOSITIONS = _words("with of for from to in on by about at through via over")
"""After one of these a denial denies what follows only: `with nothing installed`."""

ADVERBS = _words("also really simply certainly surely just actually still definitely absolutely probably clearly usually therefore")
"""Words that may stand between a verb and its denial: `it is also not its job`."""

SWEEPING = _words("nobody nothing never nowhere")
"""Denials that deny a whole clause, also where they are part of a phrase."""

FILLERS = _words("um uh er erm hmm hm eh ah oh okay ok well basically obviously honestly yeah yep ach bah tja ugh argh oops mhm")
"""Sounds of somebody who thinks aloud: they are no words, and the commas around them part nothing."""

VERBS = _words(
    "is are was were be am it's that's there's he's they're has have had do does did will would can could may might must shall should "
    "get gets got go goes use uses need needs make makes see sees look looks"
)
_ASIDE = (
    "(?:um+|uh+|er|erm|hm+|eh|like|you know|i mean|you see|let me think|let's see|how do you say|what's it(?: called)?|what is it|"
    "so to speak|if you will|right|say|okay|well|basically|i think|i guess|i suppose|i believe|in fact|"
    "(?:if|unless) i'm (?:not )?(?:mistaken|wrong)|if i remember (?:right|rightly|correctly|well)|"
    "as far as i know|to my knowledge|if memory serves)"
)
ASIDES = re.compile(rf"([\w']+),\s*{_ASIDE}\s*,(?:\s*{_ASIDE}\s*,)*", re.IGNORECASE)
"""A word, and what is said between commas after it while the speaker looks for the next."""
OPEN = VERBS | DENIALS | _words(
    "and but or the a an to of in on at by with for from it its also i he she this that which who just kinda as so then than per"
)  # fmt: skip
"""Words after which a sentence cannot stop: the commas of an aside part nothing there."""

GLUED = _words("a an the and or of to in on is it for by at from with that one be not no")
"""Small words that get run together with their neighbours."""

JOINS = _words("and or")
RELATIVES = _words("that who")
SUBJECTS = _words(
    "it they we you i he she it's they're you're we're he's there there's i'd you'd we'd they'd it'd i'll you'll we'll they'll it'll i've "
    "you've we've they've"
)
BEGINS = SUBJECTS | _words(
    "nobody nothing everyone everybody someone somebody is are was "
    "were has have does do did will can could would should isn't aren't doesn't don't won't can't gets goes comes keeps stays"
)
"""After one of those or one of `RELATIVES`, one of these begins a clause of its own."""
FINITE = _words(
    "makes takes sends puts starts creates removes adds gives returns writes shows lists hands picks chooses sees forwards keeps stays"
)
"""Forms that only a verb has: after an "and" and a noun, one of these begins a clause, `it has no X and Y returns Z`."""
PREDICATES = BEGINS | DENIALS | FINITE
"""After one of `JOINS`, one of these begins what a denial before it does not reach."""

LOCAL = frozenset({"without", "lacks", "lacking", "unlike", "minus"})
LOCAL_PAIRS = frozenset({"instead of", "rather than", "opposed to", "other than", "free of", "lack of", "lacks a"})
"""Words that begin a denial of what follows them only."""
DISMISSALS = frozenset({"forget the", "forget about", "never mind"})
"""The same, where a clause begins with them: "if you forget the" dismisses nothing."""

SPLIT = _words(
    "but however because since so whereas while although though therefore which instead if when then unless until till yet otherwise"
)
"""Words that begin a clause."""
AUXILIARIES = _words(
    "is are was were has have do does did will would can could may might must should isn't aren't wasn't weren't hasn't haven't don't "
    "doesn't didn't won't wouldn't can't cannot couldn't shouldn't needn't mustn't"
)
"""After an "and" and a noun, one of these shows that the noun begins a clause: `and their ports are open`."""

SAYING = _words(
    "think thinks thought say says said believe believes mean means know knows known true sure clear claim claims told heard fact"
)
"""Words after which "that" tells what is said, and begins no clause of its own."""

CONDITIONAL = _words("if unless when where until till")

JOINING = _words("and or plus but while whereas then")

RELATING = _words("to by per for from on in at with via than <arrow>")
"""Words that say how one thing stands to another, so that an item of a list says something."""

SMALL = OPEN | PREPOSITIONS | SUBJECTS | JOINING | RELATING
"""Words of which a text is full: alone they name nothing."""

TELLING = _words(
    "write writes written watch watches give gives given send sends sent pick picks picked choose chooses chosen stay stays "
    "forward forwards open opens know knows find finds keep keeps listen listens work works run runs create creates spread "
    "spreads die dies change changes stop stops fail fails follow follows hear hears tell tells build builds built expose "
    "exposes reach reaches call calls replaced you it them me us"
)
"""Words of an item that says something, beside `VERBS`."""

ENDS_A_LIST = _words("<arrow> just only rather instead it they this that we you i he simply merely but so because all every each both")

HARMLESS = _any_of(
    "not (?:only|just|merely|simply)",
    "no (?:matter|doubt|problem|good|use|wait|longer than)",
    "why not",
    "(?:not|don't|never) (?:to )?(?:worry|panic|forget|be (?:afraid|surprised|alarmed))",
    "not (?:sure|certain)",
    "(?:not|don't|never) (?:lose|waste|spend) (?:any |much |more )?(?:time|hours)(?! (?:on|with))",
    "not to mention",
    "(?:haven't|never|not) (?:yet |really |ever |much )*(?:worked|played|dealt|fiddled) (?:much )?with",
    "if not",
    "(?:nobody|nothing|none|no one) (?:but|except|other than)",
    "(?:whether )?or not",
    "(?:with|has|have|had|having|if|finds?|shows?|says?|reads?|prints?|displays?|lists?|is|are|was|were) none",
)
"""Denials that deny nothing."""

_WHO = (
    "(?:people|some|many|they|others|folks|tutorials?|blogs?|candidates|colleagues?|somebody|someone|everybody|everyone|juniors?|"
    "beginners|my (?:\\w+ )?(?:colleague|teacher|boss|friend|predecessor|teammate|manager)|the (?:book|blog|tutorial|video))"
)
_SAYS = (
    "(?:say|says|said|think|thinks|thought|believe|believes|believed|claim|claims|claimed|assume|assumes|assumed|"
    "tells? (?:you|me|us)|writes?(?! (?:to|a|an|the|it|its|them|down|letters?)\\b)|told (?:me|us)|imagines?|pictures?|expect|"
    "swear|swears|swore|vowed|repeat|repeats|insisted|take (?:\\w+ ){0,3}for|"
    "(?:insist|insists)(?! on)|"
    "confuse|confuses|mix|mixes|(?:is|are|will be|keep|keeps) (?:thinking|saying|believing|claiming|assuming|telling))"
)
_NOVICES = "(?:juniors|beginners|novices|candidates)"
_MYTH = "(?:myth|misconception|mistake|belief|misunderstanding|error|fairy tale|legend|half truth)"
REPORTED = _any_of(
    f"{_WHO} (?:(?:in|from|on|at|of) (?:my|our|the|another|his) \\w+ )?(?:(?:\\w+ ){{1,5}}and )?(?:\\w+ )?{_SAYS}"
    "(?! so)(?! (?:that )?(?:he|she|he's|she's)\\b)",
    f"(?:common|popular|old|usual|typical|classic|widespread) (?:\\w+ )?{_MYTH}",
    f"(?:it's|it is|that's|this is) (?:a|an) (?:\\w+ )?(?!error(?! (?:to|that|of)\\b)){_MYTH}",
    f"is (?:a|an) (?:\\w+ )?(?!error){_MYTH}",  # a request may be an error
    f"the (?:{_MYTH}|idea|claim|notion|rumou?r) (?:that|is)",
    "(?:i|we) (?:used to|once|first|wrongly|initially|originally) (?:think|thought|believed?|assumed?|say)",
    "(?:you|one) (?:often |sometimes |also |will |may |might |could )*(?:hear|read|be tempted|believe)",
    "one (?:may|might|could|would) (?:hope|expect|assume|think(?! of))",
    "(?:i've|i have|we've|we have|i|we) (?:also|often|sometimes|even|already|frequently|once|never) (?:heard|hear|read)",
    "(?:something|a thing|what) (?:that )?(?:many|most|some|a lot of|lots of) (?:\\w+ ){1,3}(?:get|gets) wrong",
    "you'll (?:often )?(?:hear|read)",
    "(?:i|we) (?:was|were|had been|have been) (?:\\w+ )?(?:taught|told|led to believe)(?! to)(?: that)?",
    "i (?:(?:often|also|still|sometimes|always|keep|regularly) )+(?:hear|hearing|read|reading)",
    f"(?:another|other|second|third|next|first|favourite|favorite) (?:{_MYTH}|classic)",
    "the name (?:suggests|implies|says|sounds|makes you think)(?: that| as if)",
    "(?:mislead|misleads|leads|tricks|fools|makes) (?:\\w+ )?(?:into|to|you|people) (?:thinking|think|believe|believing)",
    "contrary to",
    f"^(?:\\w+ )?{_NOVICES}(?! who)",
    "^(?:\\w+ )?(?:people|many|others|some|folks|colleagues|they) (?:(?:always|often|like to|tend to|will) )*"
    "(?:want to (?:give|add|scale|open|increase|restart|raise)|blame|blames|suspect|suspects|start with|begin with|jump to|rush to)",
    "(?:people|colleagues|teammates|juniors|others) (?:always|often|usually|like to|love to|tend to) (?:delete|restart|recreate|ping|kill)",
    "tempting to (?:think|say|believe)",
    "(?:it's|it is) (?:\\w+ )?(?:said|claimed|believed|assumed (?:that|by))",
    "often (?:said|heard|told|claimed|repeated)",
    "sounds as if",
    "would be wrong",
)
"""Others' beliefs, or one's own of long ago: nobody reports a truth in this way."""

DOUBTED = _any_of(
    "(?:not|\\w+n't) (?:\\w+ )?(?:sure|certain|know|remember|swear|say|tell|bet)",
    "(?:no idea(?! (?:of|about) )|unsure|wonder|wondering|unclear|forgot|forgotten)",
)
"""In a sentence with one of these, what follows "whether" is left open."""

SAID_SO = _any_of(f"{_WHO} (?:\\w+ )?{_SAYS} so")
"""What stands before it in the sentence is others' belief."""

NOT_SO = _any_of(
    "(?:isn't|is not|not) true that",
    "(?:wrong|false|untrue|nonsense|incorrect|mistake) (?:that|to (?:say|think|believe))",
    "(?<!if you )(?<!if i )(?<!if we )(?:don't|doesn't|do not|does not|wouldn't) (?:think|believe|mean|say|claim)(?! so)",
    "(?:it's|it is|is) not (?:that|as if)",
    "(?:would|wouldn't it|it'd) be (?:\\w+ )?(?:nice|great|good|lovely|handy|wonderful|convenient|easy|too easy|neat) if",
    "i wish",
)
"""What follows is not so: a denial in it is a claim."""

TURN = _words("but however actually really instead whereas truth fact reality")
"""After one of these the speaker's own words go on."""

_FALSE = (
    "(?:false|nonsense|untrue|rubbish|not true|not right|not correct|not the case|not so|not how|"
    "a (?:\\w+ )?(?:myth|misconception|mistake|lie|fairy tale))"
)
FLATLY_NOT = re.compile(
    r"(?:no|nope|neither|none of (?:it|them|this|that)|(?:neither|none|nothing)"
    r"(?: of (?:it|them|these|those|this|that))? (?:is|are) "
    r"(?:so|true|right|correct|the case)|wrong|false|nonsense|incorrect|not so|not true|rubbish|not at all|far from it|"
    r"on the contrary|quite the opposite|"
    r"(?:they|it|that|this|he|she) (?:don't|doesn't|isn't|aren't|do not|does not|is not|are not|won't|can't)|"
    r"(?:that's|it's|this is|that is) (?:\w+ )?(?:wrong|false|not so|not true|nonsense|a myth|not the case|incorrect))$"
)
"""The first clause of a sentence that calls the one before it untrue, whatever follows."""
REFUTED = _any_of(
    f"(?:is|are|was|it's|that's|this is|which is|sounds|just|simply|plain) (?:\\w+ )?{_FALSE}",
    "(?:that's|this is|it's|it is|which is|both are|these are|they're|they are|all are|either is) (?:\\w+ )?(?:wrong|incorrect|outdated)",
    "(?:but|and|so) that is (?:\\w+ )?(?:wrong|incorrect|outdated)",
    "^that is (?:\\w+ )?(?:wrong|incorrect|outdated)",
    "isn't (?:true|right|so|correct|the case|how)",
    "not true",
    "no longer (?:true|so)",
    "(?:was|were) (?:only |still |once )?(?:true|so|right|the case) (?:of|in|for|once|then|back|until|at|long|years|with)",
    "(?:don't|do not) think so",
    "waste of (?:time|effort)",
    "nope",
    "^no$",
    "^(?:they|it|that|this) (?:don't|doesn't|isn't|aren't|do not|does not|is not|are not)$",
)
"""What stands before it in the sentence is called false; alone, the sentence before."""

TAKEN_BACK = re.compile(
    r"(?!and no (?:it|they|that|this|the|he|there)\b)(?:(?:but|or|and|argh|ah|oh|oops|whoops|ugh|damn|hm|hmm|uh|er|nope|well|gosh|wait) )*"
    r"(?:no wait|wait no|wait it|wait that|"
    r"scratch that|strike that|no stop|stop no|"
    r"correction|sorry|(?:wait |no )?(?:i've|i have|i) (?:(?:mixed|mix|muddled) (?:that|it|this|them|those|these) up|"
    r"(?:got|get|had|have|said|put|told|mixed) (?:that|it|this|them|those|these) "
    r"(?:backwards?|wrong|(?:the )?wrong way|upside down|the other way|mixed up|reversed|swapped))|"
    r"rather(?! than)|no actually|actually no|(?:no )?(?:it's |it is )?(?:the |exactly the )?other way a?round|"
    r"let me (?:correct|rephrase|restate|fix that|(?:take|put|say) (?:that|it) (?:back|again|differently|right))|i take (?:that|it) back|"
    r"hang on|hold on|er no|i meant|i mean (?:not|no|on|in|by|at|per|for|the|all|each|every)|"
    r"no (?:no|sorry|hang|hold|let|it|that|they|it's|that's|they're|only|the|i|my|by|on|in|at|from)\b)"
)
"""The clause before it no longer counts."""

QUOTED_FROM = _any_of(
    "hear|heard|read|(?:love|loves|like|likes|keep|keeps|enjoy|tend|tends) (?:to say|saying|telling)|"
    "(?:people|candidates?|colleagues?|many|some|they|others|tutorials?|blogs?) say|says|said|popular|"
    "tell|tells|told|claim|claims|think|thinks|believe|believes|insist(?:s|ed)?|swears?|swore|repeats?|asserts?|convinced|classic|favou?rite|wrong|mix|mixed|confuse|"
    f"confused|{_MYTH}s?"
)
"""Before a statement in quotes: it is somebody else's."""
QUOTED_REFUTED = re.compile(
    r"(?:(?:is|are|was|that|that's|it's|also|again|still|both|just|simply|plain|a|the|sorry) )*"
    r"(?:no|nope|not|isn't|nobody|nothing|wrong|false|untrue|nonsense|never|rubbish|myth|misconception|mistake|holds only|"
    r"only (?:if|for|with|in|within|when|from)|"
    r"(?:can't|cannot|won't|doesn't|would never) (?:work|help)|"
    r"which (?:nobody|no one|nothing|isn't|is (?:\w+ )?(?:wrong|false|nonsense|untrue)|can't|cannot|won't|doesn't|never|only|fails?)|"
    r"what (?:half|many|most|people)|"
    r"(?:something|what|a thing|one) (?:that )?(?:i|we|you|one|people|some|many) (?:\w+ )?(?:hear|read|say|think|believe)|"
    r"the (?:next|other|second|third|usual|same) (?:one|classic|myth|mistake|error))\b"
    r"|(?:(?:a|an|my|our|one|the|some|many) )*(?:\w+ )?(?:colleagues?|friend|boss|teacher|people|others|juniors?|candidates?|mates?|guys?)"
    r"(?: (?:of \w+|used to|always|often|still|once|would|like to|likes to|love to|loves to|will|keeps?|never))* "
    r"(?:say|says|said|saying|tell|tells|told|claims?|claimed|swears?|swore|thinks?|thought|believes?|believed|insists?|insisted)\b"
    r"|(?:(?:i've|i have|i|we|you|one) )?(?:often |also )?(?:heard|read|hear)\b"
    r"|(?:it|that|this|they|he|she|there) (?:does|do|is|are|has|have|can|will|doesn't|don't|isn't|aren't|hasn't|can't|won't)\b"
)
"""After a statement in quotes: it is refuted."""

BAG = _any_of(
    "^(?:and |so |but )?(?:whoever|anyone who|anybody who|everyone who|everybody who|somebody who|someone who|people who|those who|he who) "
    "(?:knows?|understands?|masters?|remembers?|mentions?|grasps?|learns?|names?)",
    "(?:must|should|need|needs|has|have|can|ought|want|wants|good|important|essential|engineer|candidate)(?: to)? "
    "(?:\\w+ ){0,2}(?:know|understand|master|grasp|remember|mention|cover|consider|learn|study|go through|talk about|be familiar)",
    "(?:all|they|these|which) (?:of (?:these|them|this|that|it) )?(?:all |really )?(?:matters?|counts?|play (?:a|their) (?:role|part))",
    "(?:is|are) (?:all |very |really |also )*(?:important|relevant|key|essential|crucial|fundamental|involved)",
    "(?:keywords?|concepts|terms|topics|buzzwords|notions|ingredients|building blocks|aspects)",
)
"""A sentence that says of a list no more than that it matters."""
POINTING_BACK = re.compile(
    r"(?:with|by|through|thanks to|using) (?:all )?(?:of )?(?:these|this|them|that|it)\b|(?:all )?(?:of )?(?:these|those)\b|together\b"
)
"""How a sentence begins that says what the list before it is good for."""
FEWEST_IN_A_BAG = 3  # commas and ands, of which one parts a bare item

LEADING = _words("and but so or then now also well because if that")
"""Small words before the one that makes a question."""
ASKING_WORDS = _words("what how why who whom whose where when which what's who's how's")
RELATIVE = _words("who whom where when which")
"""Inside a sentence these join clauses, and do not ask."""
ASKING_VERBS = _words(
    "is are was were do does did can could will would should may might must has have isn't aren't wasn't doesn't don't didn't can't "
    "couldn't won't wouldn't shouldn't hasn't haven't"
)
TAGS = frozenset(
    {"right", "yeah", "yes", "no", "ok", "okay", "correct", "true", "you know", "see", "i think", "isn't it", "aren't they", "doesn't it",
     "don't they", "does it", "is it", "don't you", "innit", "or", "or not", "or so", "somehow", "hasn't it", "won't it"}
)  # fmt: skip
"""Tags that make a statement no question."""
FLAT_NO = re.compile(r"(?:no|nope)$|(?:wrong|not at all|(?:surely|certainly|definitely|absolutely|of course) not|no way|far from it)\b")
"""How somebody denies what was said with a rising voice."""
NO = re.compile(
    r"(?:surely|certainly|definitely|absolutely|of course) not\b"
    r"|(?:no|nope|never|not|nothing|nobody|none|nowhere|neither|wrong|false|there is none|there isn't)\b"
    r"|(?:it|they|that|this|he|she|we|you|there) "
    r"(?:(?:does|do|is|are|has|have|can|will|would) not|doesn't|don't|isn't|aren't|hasn't|can't|won't)\b"
)
YES = re.compile(
    r"(?:yes|yeah|yep|right|correct|exactly|sure|true|indeed|of course|as soon as|once|after|always|usually|mostly)\b"
    r"|(?:it|they|that|this|he|she|there) (?:does|do|is|are|has|have|can|will)\b"
)
"""How an answer to a question begins."""
FOLLOWED = re.compile(r"(?:(?:and|but) )?(?:if (?:not|so|yes|no)\b|otherwise\b)")
"""How it begins that something hangs on the answer."""
