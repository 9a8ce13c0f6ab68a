"""Beginnings of content: a lesson, a question, an open question or a lab that runs as it stands and says TODO wherever words are missing.

Decides what a beginning holds and where it goes in a pack; a file of an author is added to at one place, and otherwise stays letter by
letter what it was. `check` names every TODO, and once all are written a beginning passes it. Writes nothing: it answers with texts.
"""

import re
from collections.abc import Mapping
from pathlib import Path

import msgspec

from k8s_svc_trainer.cases.document import Fault, Faults, read
from k8s_svc_trainer.course import files
from k8s_svc_trainer.course.pack import CHECKLIST, COURSE, INTERVIEW, LABS, LESSON, QUESTIONS, Pack, open_pack
from k8s_svc_trainer.course.values import Kind
from k8s_svc_trainer.course.words import is_slug

OBJECTS = """\
objects:
- {apiVersion: v1, kind: Pod, metadata: {name: client}, spec: {containers: [{name: client, image: "client:1"}]}}
- {apiVersion: v1, kind: Pod, metadata: {name: web-1, labels: {app: web}},
   spec: {containers: [{name: web, image: "web:1", ports: [{containerPort: 8080}]}]}}
- {apiVersion: v1, kind: Service, metadata: {name: web}, spec: {selector: {app: web}, ports: [{port: 80, targetPort: 8080}]}}
"""
LESSON_TEXT = """\
title: "TODO: what the lesson is about"
section: 1
minutes: 5
serves: [SERVES]
sources: ["TODO: the official page that says it"]
OBJECTSsections:
- id: first
  title: "TODO: what this page shows"
  text: "TODO: one idea, in a few short sentences."
  show: [{connect: {from: pod/default/client, to: "web:80"}, expect: {outcome: connected}}]
- id: often
  often: "TODO: what people often say and is wrong."
  text: "TODO: what is so."
"""
HEAD = """\
- id: NAME
  kind: KIND
  level: 1
  tags: [NAME]
  serves: [SERVES]
  prompt: "TODO: what is asked"
  OBJECTS"""
TAIL = """\
  explain: "TODO: why it is so"
  say: "TODO: the sentence for an interview"
  source: "TODO: the official page that says it"
"""
BODIES: Mapping[Kind, str] = {
    Kind.CHOICE: """\
  ask: {connect: {from: pod/default/client, to: "web:80"}}
  options:
  - {id: right, text: "TODO: the right answer", expect: {outcome: connected}}
  - {id: wrong, text: "TODO: a real misconception", expect: {outcome: refused}, why: "TODO: why one might think so"}
  - {id: other, text: "TODO: another one", expect: {outcome: timeout}, why: "TODO: why one might think that"}
""",
    Kind.DIAGNOSE: """\
  steps: [{patch: {object: service/default/web, merge: {spec: {selector: {app: wbe}}}}}]
  ask: {connect: {from: pod/default/client, to: "web:80"}}
  options:
  - {cause: SVC001}
  - {cause: SVC010, why: "TODO: why one might think so"}
""",
    Kind.PREDICT: """\
  ask: {endpoints: service/default/web}
  field: readyCount
""",
    Kind.FILL: """\
  input: {host: string}
  goals: [{name: the client is answered, connect: {from: pod/default/client, to: "${host}:80"}, expect: {outcome: connected}}]
  reference: {host: web}
  rights: [{host: web.default}]
  wrongs: [{host: wbe}]
""",
    Kind.ORDER: """\
  ask: {connect: {from: pod/default/client, to: "web:80"}}
  stages: [resolve, choose, listen]
""",
    Kind.FIX: """\
  steps: [{patch: {object: service/default/web, merge: {spec: {selector: {app: wbe}}}}}]
  edit: [service/default/web]
  goals: [{name: the client is answered, connect: {from: pod/default/client, to: "web:80"}, expect: {outcome: connected}}]
  keep: [{name: the Service is there, get: service/default/web, expect: {exists: true}}]
  reference: [{patch: {object: service/default/web, merge: {spec: {selector: {app: web}}}}}]
  wrongs: {another-port: [{patch: {object: service/default/web, merge: {spec: {ports: [{port: 80, targetPort: 80}]}}}}]}
""",
}
INTERVIEW_TEXT = """\
- id: NAME
  text: "TODO: what is asked"
  serves: [SERVES]
  points:
  - {id: first, text: "TODO: what a strong answer says"}
  - {id: second, text: "TODO: what else it says"}
  misconceptions:
  - {id: wrong, text: "TODO: what is often said and is wrong", instead: "TODO: what to say in its place"}
  answers:
    junior: "TODO: one sentence"
    senior: "TODO: 60 to 130 words, since it is spoken"
    staff: "TODO: with the trade-off, and numbers"
  followUps:
  - {id: again, text: "TODO: what is asked where the second point is missing", missed: [second],
     points: [{id: second, text: "TODO: what a good answer says"}], answer: "TODO: two or three spoken sentences"}
"""
LAB_TEXT = """\
title: "TODO: what a person would call it"
level: 1
serves: [SERVES]
story:
- "TODO: who is hurt"
- "TODO: since when"
- "TODO: what they see"
objects:
- {apiVersion: v1, kind: Pod, metadata: {name: client}, spec: {nodeName: node-3, containers: [{name: c, image: "c:1"}]}}
- {apiVersion: v1, kind: Pod, metadata: {name: guest, labels: {app: guest}},
   spec: {nodeName: node-2, containers: [{name: g, image: "g:1", ports: [{containerPort: 8080}]}]}}
- {apiVersion: v1, kind: Pod, metadata: {name: web-1, labels: {app: web}},
   spec: {nodeName: node-1, containers: [{name: w, image: "w:1", ports: [{containerPort: 8080}]}]}, status: {podIP: 10.244.1.15}}
- {apiVersion: v1, kind: Service, metadata: {name: web},
   spec: {clusterIP: 10.96.0.50, selector: {app: wbe}, ports: [{port: 80, targetPort: 8080}]}}
cause: [SVC001]
goals:
- {name: the client is answered by web-1, connect: {from: pod/default/client, to: "web:80"},
   expect: {outcome: connected, backends: ["10.244.1.15:8080"]}}
keep:
- {name: the Service keeps its address, get: service/default/web, expect: {contains: {spec: {clusterIP: 10.96.0.50}}}}
untouched: [pod/default/guest]
hints:
- "TODO: a nudge"
- "TODO: where to look"
- "TODO: the command"
reference:
  commands: ["kubectl set selector service/web app=web"]
  steps: [{patch: {object: service/default/web, merge: {spec: {selector: {app: web}}}}}]
rights:
  relabel-the-pod: [{patch: {object: pod/default/web-1, merge: {metadata: {labels: {app: wbe}}}}}]
  another-label:
  - {patch: {object: pod/default/web-1, merge: {metadata: {labels: {role: web}}}}}
  - {patch: {object: service/default/web, merge: {spec: {selector: {app: null, role: web}}}}}
wrongs:
  capital: {steps: [{patch: {object: service/default/web, merge: {spec: {selector: {app: Web}}}}}], fails: the client is answered by web-1}
  the-guest: {steps: [{patch: {object: pod/default/guest, merge: {metadata: {labels: {app: wbe}}}}}], fails: pod/default/guest}
  another-port:
    steps: [{patch: {object: service/default/web, merge: {spec: {ports: [{port: 80, targetPort: 80}]}}}}]
    fails: the client is answered by web-1
say: "TODO: the sentence for an interview"
expert: 3
"""
CHECKLIST_TEXT = """\
- {id: NAME, text: "TODO: what one must be able to explain", means: "TODO: I can say that ...", lesson: LESSON}
"""
_TODO = re.compile(r"\bTODO\b")


class Begun(msgspec.Struct, frozen=True, kw_only=True):
    """What is to be written: files that are new, and files that are added to, each with its whole text, by path below the pack."""

    new: Mapping[str, str] = {}
    changed: Mapping[str, str] = {}

    @property
    def todos(self) -> int:
        """In how many places words are missing."""
        return sum(len(_TODO.findall(text)) for text in (*self.new.values(), *self.changed.values()))


def lesson(root: Path, name: str) -> Begun:
    """A lesson with one question; in a directory without a course also the course and its checklist. Raises Faults."""
    _known(root, name, "a lesson")
    pack = open_pack(root) if files.exists(root, COURSE) else None
    number = 1 + max((_number(one) for one in pack.lesson_ids), default=0) if pack else 1
    ident = f"{number:02}-{name}"
    serves = pack.checklist[0].id if pack and pack.checklist else name
    new = {
        f"{ident}/{LESSON}": _filled(LESSON_TEXT, name, serves),
        f"{ident}/{QUESTIONS}": f"{OBJECTS}questions:\n{_question(name, Kind.CHOICE, serves, objects=False)}",
    }
    changed: dict[str, str] = {}
    if pack is None:
        new[COURSE] = f"format: 1\nlessons: [{ident}]\n"
    else:
        changed[COURSE] = _listed(root, files.text_of(root, COURSE), ident)
    if pack is None or not pack.checklist:
        new[CHECKLIST] = "items:\n" + _filled(CHECKLIST_TEXT, name, serves).replace("LESSON", ident)
    return Begun(new=new, changed=changed)


def question(root: Path, of: str, name: str, kind: Kind) -> Begun:
    """A question of a lesson, at the end of its file. Raises Faults."""
    pack, ident = _lesson_of(root, of, name, "a question")
    return _appended(root, f"{ident}/{QUESTIONS}", _question(name, kind, _serves(pack, ident)))


def interview(root: Path, of: str, name: str) -> Begun:
    """An open question of a lesson, at the end of its file. Raises Faults."""
    pack, ident = _lesson_of(root, of, name, "an interview question")
    return _appended(root, f"{ident}/{INTERVIEW}", _filled(INTERVIEW_TEXT, name, _serves(pack, ident)))


def lab(root: Path, of: str, name: str) -> Begun:
    """A lab of a lesson. Raises Faults."""
    pack, ident = _lesson_of(root, of, name, "a lab")
    relative = f"{ident}/{LABS}/{name}.yaml"
    if files.exists(root, relative):
        raise _fault(root / relative, "there is such a lab already", "give the new one another name")
    return Begun(new={relative: _filled(LAB_TEXT, name, _serves(pack, ident))})


def _question(name: str, kind: Kind, serves: str, *, objects: bool = True) -> str:
    head = HEAD.replace("KIND", kind).replace("  OBJECTS", _indented(OBJECTS) if objects else "")
    return _filled(f"{head}{BODIES[kind]}{TAIL}", name, serves)


def _indented(text: str) -> str:
    return "".join(f"  {line}\n" for line in text.splitlines())


def _filled(text: str, name: str, serves: str) -> str:
    return text.replace("OBJECTS", OBJECTS).replace("NAME", name).replace("SERVES", serves)


def _serves(pack: Pack, ident: str) -> str:
    return pack.lesson(ident).serves[0]


def _number(ident: str) -> int:
    number = ident.partition("-")[0]
    return int(number) if number.isdecimal() and len(number) < 6 else 0


def _known(root: Path, name: str, what: str) -> None:
    if not is_slug(name):
        raise _fault(root, f"{what} cannot be called {name!r}", "write small letters, digits and hyphens, at most 60")


def _lesson_of(root: Path, of: str, name: str, what: str) -> tuple[Pack, str]:
    """The pack and the lesson that is meant: by its id, or by its name without the number."""
    _known(root, name, what)
    pack = open_pack(root)
    found = [one for one in pack.lesson_ids if of in (one, one.partition("-")[2])]
    if len(found) != 1:
        raise _fault(root / COURSE, f"there is no lesson {of!r}", f"there are {', '.join(pack.lesson_ids)}")
    return pack, found[0]


def _fault(path: Path, message: str, remedy: str) -> Faults:
    return Faults([Fault(file=str(path), line=1, column=1, field="", message=message, remedy=remedy)])


# --- adding to a file ------------------------------------------------------------------------------------------------

_HERE = re.compile(r"^lessons:[ \t]*\[([^\]]*?),?\s*\]", re.MULTILINE)
_BLOCK = re.compile(r"^lessons:[ \t]*(?:#.*)?\n((?:[ \t]*(?:-.*|#.*)?\n)*[ \t]*-.*\n?)", re.MULTILINE)


def _listed(root: Path, text: str, ident: str) -> str:
    """course.yaml with one more lesson. Raises Faults where its layout is not understood."""
    if flow := _HERE.search(text):
        added = f"{text[: flow.end(1)]}, {ident}{text[flow.end(1) :]}"
    elif block := _BLOCK.search(text):
        last = block[1].rstrip("\n").splitlines()[-1]
        indent = last[: len(last) - len(last.lstrip())]
        added = f"{text[: block.end(1)].rstrip(chr(10))}\n{indent}- {ident}\n{text[block.end(1) :]}"
    else:
        added = ""
    return _sound(root / COURSE, text, added, "lessons", f"- {ident}")


def _appended(root: Path, relative: str, item: str) -> Begun:
    """A file with one more item under `questions`, behind its last one."""
    if not files.exists(root, relative):
        return Begun(new={relative: f"questions:\n{item}"})
    text = files.text_of(root, relative)
    lines = text.splitlines(keepends=True)
    start = next((place for place, line in enumerate(lines) if re.match(r"questions:[ \t]*(#.*)?$", line.rstrip("\n"))), None)
    added = ""
    if start is not None:
        end = next((place for place, line in enumerate(lines[start + 1 :], start + 1) if re.match(r"[A-Za-z\"']", line)), len(lines))
        first = next((line for line in lines[start + 1 : end] if line.lstrip().startswith("- ")), "- ")
        indent = first[: len(first) - len(first.lstrip())]
        shifted = "".join(f"{indent}{line}" for line in item.splitlines(keepends=True))
        before = "".join(lines[:end])
        added = f"{before}{'' if before.endswith(chr(10)) else chr(10)}{shifted}{''.join(lines[end:])}"
    return Begun(changed={relative: _sound(root / relative, text, added, "questions", item)})


def _sound(path: Path, before: str, after: str, word: str, item: str) -> str:
    """The new text, where it holds one more item than the old one and is otherwise the same. Raises Faults with what to add by hand."""
    try:
        old, new = read(before, file=str(path)).value, read(after, file=str(path)).value
        same = {key: value for key, value in new.items() if key != word} == {key: value for key, value in old.items() if key != word}
        if same and new[word][:-1] == old[word]:
            return after
    except (Faults, AttributeError, KeyError, TypeError):
        pass
    raise _fault(path, f"the layout of {word} is not understood, so nothing was added", f"add this by hand: {item.strip()}")
