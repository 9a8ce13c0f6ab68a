"""Denial: which words each denial of a text reaches, and what the speaker takes back.

Decides the scope of a denial within its clause, over commas, and where a correction reaches. Knows no word of the field.

    "the proxy does not use rules"                 "not" reaches the whole clause: the verb is denied
    "the kernel forwards it, not the proxy"        "not" reaches what follows it
    "it looks at no load, latency or path"         bare nouns go on
    "it waits until one comes, no, it can't"       the clause before is taken back, with the one on which it hangs
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from k8s_svc_trainer.interview.cues import (
    ADVERBS,
    AUXILIARIES,
    CONDITIONAL,
    DENIALS,
    DISMISSALS,
    ENDS_A_LIST,
    FINITE,
    HARMLESS,
    JOINS,
    LEADING,
    LOCAL,
    LOCAL_PAIRS,
    OF_THE_VERB,
    PREDICATES,
    PREPOSITIONS,
    RELATIVES,
    SMALL,
    SPLIT,
    SUBJECTS,
    SWEEPING,
    TAKEN_BACK,
    VERBS,
)
from k8s_svc_trainer.interview.irregular import IRREGULAR
from k8s_svc_trainer.interview.text import BULLET, Text, Word, by_clause, by_sentence

ARROW = "<arrow>"
FARTHEST = 5  # words from a clause's begin that may take back the one before
LONGEST_ITEM = 4  # words in an item of a list that a denial goes on over


def reached(text: Text, *, within: Mapping[int, set[int]], silent: frozenset[int]) -> list[set[int]]:
    """For each word the places of the denials that reach it. `within`: denials of a phrase, with its words, which are all that they reach;
    `silent`: denials that deny nothing."""
    by: list[set[int]] = [set() for _ in text.words]
    clauses = list(by_clause(text.words))
    for which, (first, last) in enumerate(clauses):
        for place in range(first, last):
            if place not in silent and _denies(text, place, first, last):
                phrased = place in within and not _forbids(text, first, last, place)
                by_phrase = within.get(place, set()) | _named_first(text, first, place) if phrased else set()
                for word in by_phrase or _scope(text, place, clauses, which) | _fronted(text, clauses, which, place):
                    by[word].add(place)
    return by


def _forbids(text: Text, first: int, last: int, place: int) -> bool:
    """Whether a denial begins an order, which it denies as a whole: `don't edit them by hand`."""
    return text.words[place].norm in FORBIDDING and place == _begin(text, first, last)


def _begin(text: Text, first: int, last: int) -> int:
    """The first word of a clause that is no small word which only leads on."""
    return next((place for place in range(first, last) if text.words[place].norm not in LEADING), first)


def _fronted(text: Text, clauses: list[tuple[int, int]], which: int, place: int) -> set[int]:
    """The clause before, where it is what is denied: `how busy it is, nobody looks at`."""
    first, last = clauses[which]
    if not which or last - first > LONGEST_FRONTED or place > first + 2 or text.words[first].before.strip() != ",":
        return set()
    start, end = clauses[which - 1]
    asked = text.words[_begin(text, start, end)].norm in FRONTING and text.words[start].sentence == text.words[first].sentence
    return set(range(start, end)) if asked else set()


def _named_first(text: Text, first: int, place: int) -> set[int]:
    """The noun before a pronoun that is denied something: `uneven load it can't be`."""
    noun = {word.norm for word in text.words[first : place - 1]}
    pronoun = place > first + 1 and text.words[place - 1].norm in PRONOUNS
    return set(range(first, place)) if pronoun and not noun & NO_NOUN else set()


PLAYING = frozenset({"play", "plays"})
"""Verbs whose subject a "no" behind them denies as well: `whether it is full plays no part`."""
PRONOUNS = frozenset({"it", "that", "they"})
NO_NOUN = VERBS | DENIALS | SPLIT | LEADING | RELATIVES | {"as"}
FRONTING = frozenset({"how", "whether"})
WHATEVER = frozenset({"what", "whatever", "whoever", "whichever"})
"""They begin a clause of its own, after which something new is said: `what isn't in there, the proxy knows`."""
NOTHING = frozenset({"no", "nobody", "nothing", "none"})
NOBODY = frozenset({"nobody", "nothing", "none"})
POINTERS = frozenset({"them", "this", "these", "those"})
LONGEST_FRONTED = 5  # words of a clause that denies what stands in front of it
ARTICLES = frozenset({"the", "a", "an"})
BEFORE_AN_OBJECT = PREPOSITIONS | VERBS | DENIALS | RELATIVES | ARTICLES | {"than", "as", "which", "what", "how", "where", "who"}
"""After one of these a noun begins no new statement."""
FORBIDDING = frozenset({"don't", "never"})
ATTRIBUTING = frozenset({"that", "which"})
PLACING = ARTICLES | PREPOSITIONS | {"per"}
"""Words that begin a correction of one thing or place only."""
HEADING = 8  # words of a line over a list, at most


def under_a_denial(text: Text) -> set[int]:
    """The words of bullets under a heading that denies: `What it doesn't do:`."""
    found: set[int] = set()
    denying = False
    for first, last in by_sentence(text.words):
        if BULLET in text.words[first].before:
            found |= set(range(first, last)) if denying else set()
            continue
        if first and "\n" not in text.text[text.words[first - 1].end : text.words[first].start]:
            denying = False  # it goes on with the item before, or ends a paragraph: no line of its own
            continue
        heading = last - first <= HEADING and text.ends[text.words[first].sentence] in ("", ":")
        denying = heading and any(word.norm in DENIALS for word in text.words[first:last])
    return found


def corrected(text: Text) -> tuple[set[int], set[int]]:
    """The words that are taken back, and the words that do it."""
    taken: set[int] = set()
    words: set[int] = set()
    clauses = list(by_clause(text.words))
    for which, (start, end) in enumerate(clauses):
        if not which or not takes_back(text, start) or _apologises(text, start, clauses[which - 1][0]):
            continue
        words |= set(range(start, min(start + 2, end))) | set(range(start, start + _cue_length(text, start)))
        tail = _same_place(text, clauses, which)
        if tail is not None:
            taken |= set(range(*tail))
            continue
        broken_off = True
        for first, last in reversed(clauses[:which]):
            taken |= set(range(first, last))
            if "other way" in _said(text, start, end) and first and text.words[first].sentence == text.words[first - 1].sentence:
                continue  # what is turned round is all that was said
            broken_off = broken_off and _broken_off(text, first, last)
            if broken_off:
                continue
            if text.words[first].norm not in SPLIT or (first and text.words[first].sentence != text.words[first - 1].sentence):
                break
    return taken, words


def _apologises(text: Text, start: int, before: int) -> bool:
    """Whether a "sorry" takes nothing back: behind a correction, or said by somebody who has nothing to give: `no cab for you: sorry`."""
    return text.words[start].norm == "sorry" and (takes_back(text, before) or ":" in text.words[start].before)


def _broken_off(text: Text, first: int, last: int) -> bool:
    """Whether a clause stopped before it said anything, in a sentence that began before it: `you leave it out, and then you... no wait`."""
    goes_on = first > 0 and text.words[first].sentence == text.words[first - 1].sentence
    return goes_on and SMALL.issuperset(word.norm for word in text.words[first:last]) and text.words[last - 1].norm in SUBJECTS | JOINS


def _same_place(text: Text, clauses: list[tuple[int, int]], which: int) -> tuple[int, int] | None:
    """What a correction without a verb puts right: the last words that begin as it does (`on one, no, on all`)."""
    start, _ = clauses[which]
    cue = TAKEN_BACK.match(_said(text, start, start + FARTHEST))
    begin = start + _cue_length(text, start)
    if cue and cue[0].split()[-1] in PLACING:
        begin -= 1
    end = next((last for first, last in clauses[which:] if first <= begin < last), begin)
    said = text.words[begin:end]
    if not said or said[0].norm not in PLACING or any(word.norm in VERBS | DENIALS for word in said):
        return None
    first, last = clauses[which - 1]
    kind = ARTICLES if said[0].norm in ARTICLES else PLACING - ARTICLES
    return next(((place, last) for place in range(last - 1, first, -1) if text.words[place].norm in kind), None)


def correcting_sentences(text: Text) -> set[int]:
    """The sentences that begin by taking back the one before."""
    return {text.words[first].sentence for first, _ in by_sentence(text.words) if takes_back(text, first)}


def _cue_length(text: Text, first: int) -> int:
    """How many words take back what was said before: `no, wait` are two."""
    cue = TAKEN_BACK.match(_said(text, first, first + FARTHEST))
    return cue[0].count(" ") + 1 if cue else 0


def takes_back(text: Text, first: int) -> bool:
    """Whether a clause that begins here takes back the one before."""
    return TAKEN_BACK.match(_said(text, first, first + FARTHEST)) is not None


def _said(text: Text, first: int, last: int) -> str:
    return " ".join(word.norm for word in text.words[first:last])


def _denies(text: Text, place: int, first: int, last: int) -> bool:
    word = text.words[place].norm
    following = text.words[place + 1].norm if place + 1 < len(text.words) else ""
    if last - first == 1 and word not in LOCAL | {"not"}:  # an answer, or a topic: it denies nothing that follows
        return False
    dismissed = f"{word} {following}" in DISMISSALS and LEADING.issuperset(one.norm for one in text.words[first:place])
    if word not in DENIALS and not _local(text, place) and not dismissed:
        return False
    ahead = _said(text, place, min(last, place + 4))
    behind = _said(text, max(first, place - 1), min(last, place + 3))
    return not (HARMLESS.match(ahead) or HARMLESS.match(behind))


def _scope(text: Text, place: int, clauses: list[tuple[int, int]], which: int) -> set[int]:
    first, last = _predicate(text, place, *clauses[which])
    if _local(text, place):
        alone = text.words[min(place + 1, last - 1)].norm in SUBJECTS | POINTERS  # `without it the door is shut`
        anew = (at for at in range(place + 2, last) if text.words[at].norm in SUBJECTS | SWEEPING)
        end = place + 2 if alone else next(anew, _main_clause(text, place, first, last))
        goes_on = place > first and end == clauses[which][1]
        return set(range(place, end)) | (_going_on(text, clauses, which) if goes_on else set())
    word = text.words[place].norm
    before = next((text.words[at].norm for at in range(place - 1, first - 1, -1) if text.words[at].norm not in ADVERBS), "")
    noted = word == "not" and place + 1 == last  # as in notes: `name not`
    whole = noted or (word in OF_THE_VERB and before not in PREPOSITIONS) or (word in ("not", "no", "none") and before in VERBS | PLAYING)
    return set(range(first if whole else place, last)) | (_going_on(text, clauses, which) if last == clauses[which][1] else set())


def _main_clause(text: Text, place: int, first: int, last: int) -> int:
    """Where what is said begins after a "without" that stands in front: `without a reader running the list is dead text`."""
    if _begin(text, first, last) != place:
        return last
    verb = next((at for at in range(place + 2, last) if text.words[at].norm in AUXILIARIES | FINITE), last)
    return next((at for at in range(verb - 1, place + 2, -1) if text.words[at].norm in ARTICLES), last) if verb < last else last


def _local(text: Text, place: int) -> bool:
    """Whether a denial of the noun that follows begins here: `without`, `instead of`."""
    word = text.words[place].norm
    following = text.words[place + 1].norm if place + 1 < len(text.words) else ""
    after_with = place > 0 and text.words[place - 1].norm == "with" and word in NOTHING
    return after_with or word in LOCAL or f"{word} {following}" in LOCAL_PAIRS


def _predicate(text: Text, place: int, first: int, last: int) -> tuple[int, int]:
    """The part of a clause that has its own verb, such as `takes it out` after `it isn't a restart and`."""
    begins = [at for at in range(first + 1, last) if text.words[at].norm in PREDICATES and text.words[at - 1].norm in JOINS]
    begins += [at for at in range(place + 1, last - 1) if text.words[at - 1].norm in JOINS and _acts(text, at, last)]
    begins += [at for at in range(place + 2, last - 1) if _ends_an_attribute(text, place, at, first)]
    begins += [at + 1 for at in range(first + 1, place) if text.words[at].norm in JOINS and _parts_verbs(text, first, at, place)]
    begins += [place - 1] if _after_a_reason(text, first, place) else []
    begins += [place] if _denies_after_a_condition(text, first, place, last) else []
    begins += [at for at in range(place + 2, last - 1) if _goes_on_anew(text, first, at, last)]
    begins += [at + (at < place) for at in range(first + 1, last) if text.words[at].norm == ARROW]
    return max([first, *(at for at in begins if at <= place)]), min([last, *(at for at in begins if at > place)])


def _ends_an_attribute(text: Text, place: int, at: int, first: int) -> bool:
    """Whether an "and" before `at` goes on with another thing than the one denied something: `an IP that never moves and a name`."""
    before = text.words[place - 1].norm if place > first else ""
    return before in ATTRIBUTING and text.words[at - 1].norm in JOINS and text.words[at].norm in ARTICLES | {"one"}


def _after_a_reason(text: Text, first: int, place: int) -> bool:
    """Whether the verb denied at `place` follows its subject, and a reason before: `since it's done by connection it can't see paths`."""
    reason = any(
        text.words[at].norm in REASONS and text.words[at].sentence == text.words[place].sentence for at in (max(first - 1, 0), first)
    )
    return reason and place - first > SHORTEST_REASON and text.words[place - 1].norm in SUBJECTS


def _denies_after_a_condition(text: Text, first: int, place: int, last: int) -> bool:
    """Whether a "nobody" begins what hangs on a condition, without a comma: `if it crashes nobody gets through`."""
    head = text.words[_begin(text, first, place)].norm
    conditional = head in CONDITIONAL or text.words[first].norm in CONDITIONAL
    subject = text.words[place].norm in NOBODY and text.words[place - 1].norm not in BEFORE_AN_OBJECT
    return subject and conditional and place - first > SHORTEST_REASON and place + 1 < last


def _goes_on_anew(text: Text, first: int, at: int, last: int) -> bool:
    """Whether what hangs on a condition, or what is told of a noun, ends before `at` without a comma: `if it isn't blank I look at it`,
    `pods that don't answer are left out`."""
    words = text.words
    if words[at - 1].norm in BEFORE_AN_OBJECT:
        return False
    if first and words[first - 1].norm in RELATIVES and words[first].clause != words[first - 1].clause:
        return words[at].norm in (PREDICATES | {"get", "go"}) - SUBJECTS - DENIALS and words[at - 1].norm not in NAMING
    head = {word.norm for word in words[first : _begin(text, first, last) + 1]}
    if not head & (CONDITIONAL | REASONS):
        return False
    if words[at].norm in SUBJECTS - {"it", "you"} or _verb_of_its_own(words, at):
        return True
    if words[at].norm in ("it", "you"):
        verb = words[at + 1].norm
        return verb in PREDICATES | VERBS or (words[at].norm == "it" and verb.endswith("s") and verb not in SMALL)
    return words[at].norm in ARTICLES and any(word.norm in PREDICATES | VERBS for word in words[at + 2 : at + 4])


def _verb_of_its_own(words: Sequence[Word], at: int) -> bool:
    """Whether a bare noun and its verb follow a participle: `if pod is not responding service kills it`."""
    ended = words[at - 1].norm.endswith("ing") or words[at - 1].norm in ENDING_A_CONDITION
    return ended and words[at + 1].norm.endswith("s") and words[at + 1].norm not in SMALL and words[at].norm not in SMALL


ENDING_A_CONDITION = frozenset({"ready", "healthy", "ok", "okay", "alive", "there", "anymore", "longer"})
NAMING = SUBJECTS | ADVERBS | JOINS | {"everyone", "everybody", "one", "all", "always", "ever", "even"}
REASONS = frozenset({"since", "because", "as", "once", "when", "if", "after", "while", "whenever", "with"})
SHORTEST_REASON = 2


def _acts(text: Text, at: int, last: int) -> bool:
    """Whether a noun of one word or two begins here, and its verb follows."""
    return any(word.norm in FINITE for word in text.words[at + 1 : min(at + 3, last)])


def _parts_verbs(text: Text, first: int, join: int, place: int) -> bool:
    """Whether the verb denied at `place` is another than the one before the "or": `it must be ready or the traffic won't come`."""
    before, after = ({word.norm for word in text.words[begin:end]} for begin, end in ((first, join), (join, place)))
    return bool(before & VERBS) and (text.words[place].norm in OF_THE_VERB or bool(after & VERBS))


def _is_participle(word: Word) -> bool:
    """Whether a word tells what was done, so that bare nouns end: `no hop, source kept`."""
    return word.norm in IRREGULAR or (word.norm.endswith("ed") and len(word.norm) > len("need"))


def _explained(text: Text, end: int) -> bool:
    """Whether a colon behind a whole statement tells what is so instead: `it doesn't bring it: another does`, not `it has no: a, b`."""
    last = text.words[end - 1].norm
    return end < len(text.words) and ":" in text.words[end].before and (last in OF_THE_VERB or last not in DENIALS | VERBS | LOCAL)


def _heads(text: Text, first: int, last: int) -> bool:
    """Whether a clause is the head of what it denies: `what it doesn't do: route by URL, or check whether they live`."""
    return last < len(text.words) and ":" in text.words[last].before and text.words[_begin(text, first, last)].norm in WHATEVER


SHORTEST_ORDER = 2  # words of `don't guess`, after which a comma tells what to do instead


def _going_on(text: Text, clauses: list[tuple[int, int]], which: int) -> set[int]:
    """A denial goes on over commas as long as bare nouns follow: `it looks at no load, latency (or so) or URL`."""
    denied: set[int] = set()
    first, last = clauses[which]
    if _heads(text, first, last):  # `what it doesn't do: ...`
        return {place for place in range(last, len(text.words)) if text.words[place].sentence == text.words[first].sentence}
    ended = last < len(text.words) and "," in text.words[last].before and text.words[_begin(text, first, last)].norm in WHATEVER
    if _explained(text, last) or ended or (text.words[first].norm == "don't" and last - first == SHORTEST_ORDER):
        return denied
    for first, last in clauses[which + 1 :]:
        words = text.words[first:last]
        before = words[0].before.lstrip(")")
        if words[0].sentence != text.words[clauses[which][0]].sentence or len(words) > LONGEST_ITEM or before not in (",", "/", ":", "("):
            break
        if {word.norm for word in words} & (ENDS_A_LIST | VERBS) or any(map(_is_participle, words)):
            break
        if before != "(":
            denied |= set(range(first, last))
    return denied
