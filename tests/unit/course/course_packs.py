"""A small pack that is right in every way, and its parts, so that a test says only what it changes."""

from collections.abc import Mapping
from pathlib import Path

COURSE = "format: 1\nlessons: [01-one]\n"

CHECKLIST = """\
items:
- {id: selector, text: "Selector", means: "I can say how pods are found.", lesson: 01-one, interview: why}
"""

OBJECTS = """\
objects:
- {apiVersion: v1, kind: Pod, metadata: {name: client}, spec: {nodeName: node-3, containers: [{name: c, image: "c:1"}]}}
- {apiVersion: v1, kind: Pod, metadata: {name: web-1, labels: {app: web}},
   spec: {nodeName: node-1, containers: [{name: w, image: "w:1", ports: [{containerPort: 8080}]}]}, status: {podIP: 10.244.1.15}}
- {apiVersion: v1, kind: Pod, metadata: {name: web-2, labels: {app: web}},
   spec: {nodeName: node-2, containers: [{name: w, image: "w:1", ports: [{containerPort: 8080}]}]}, status: {podIP: 10.244.2.16}}
- {apiVersion: v1, kind: Service, metadata: {name: web},
   spec: {clusterIP: 10.96.0.50, selector: {app: web}, ports: [{port: 80, targetPort: 8080}]}}
"""

LESSON = f"""\
title: One
section: 1
minutes: 5
serves: [selector]
sources: [https://kubernetes.io/docs/concepts/services-networking/service/]
{OBJECTS}sections:
- id: list
  title: The list
  text: It follows the pods.
  show:
  - {{endpoints: service/default/web, expect: {{readyCount: 2}}}}
"""

COMMON = """\
  level: 1
  tags: [selector]
  serves: [selector]
  explain: The selector decides.
  say: The selector decides.
  source: https://kubernetes.io/docs/concepts/services-networking/service/
"""

COUNT = f"""\
- id: count
  kind: choice
  prompt: How many pods stand behind web?
{COMMON}  ask: {{endpoints: service/default/web}}
  options:
  - {{id: two, text: Two., expect: {{readyCount: 2}}}}
  - {{id: all, text: Three., expect: {{readyCount: 3}}, why: The client has no such label.}}
"""

PREDICT = f"""\
- id: how-many
  kind: predict
  prompt: A pod is deleted. How many remain?
{COMMON}  steps: [{{delete: pod/default/web-1}}]
  ask: {{endpoints: service/default/web}}
  field: readyCount
"""

ORDER = f"""\
- id: way
  kind: order
  prompt: Put the way in order.
{COMMON}  ask: {{connect: {{from: pod/default/client, to: "10.96.0.50:80"}}}}
  stages: [rules, choose, dnat, listen]
"""

FILL = f"""\
- id: label
  kind: fill
  prompt: Type the label with which a third pod joins.
{COMMON}  input: {{app: string}}
  goals:
  - apply: {{apiVersion: v1, kind: Pod, metadata: {{name: web-3, labels: {{app: "${{app}}"}}}},
      spec: {{nodeName: node-1, containers: [{{name: w, image: "w:1", ports: [{{containerPort: 8080}}]}}]}}}}
  - {{endpoints: service/default/web, expect: {{readyCount: 3}}}}
  reference: {{app: web}}
  wrongs: [{{app: Web}}, {{app: "no/t"}}]
"""

FIX = f"""\
- id: repair
  kind: fix
  prompt: Make both pods members again.
{COMMON}  objects:
  - {{apiVersion: v1, kind: Service, metadata: {{name: web}},
     spec: {{clusterIP: 10.96.0.50, selector: {{app: wbe}}, ports: [{{port: 80, targetPort: 8080}}]}}}}
  edit: [service/default/web]
  goals: [{{name: both are members, endpoints: service/default/web, expect: {{readyCount: 2}}}}]
  keep: [{{name: the address stays, get: service/default/web, expect: {{contains: {{spec: {{clusterIP: 10.96.0.50}}}}}}}}]
  reference: [{{patch: {{object: service/default/web, merge: {{spec: {{selector: {{app: web}}}}}}}}}}]
  wrongs: {{capital: [{{patch: {{object: service/default/web, merge: {{spec: {{selector: {{app: Web}}}}}}}}}}]}}
"""

QUESTIONS = f"{OBJECTS}questions:\n{COUNT}{PREDICT}{FILL}{FIX}"

INTERVIEW = f"""\
questions:
- id: why
  text: Why a selector?
  serves: [selector]
  points: [{{id: labels, text: It matches labels.}}]
  misconceptions:
  - {{id: process, text: A Service is a process., refute: [{{get: pod/default/web, expect: {{exists: false}}}}]}}
  answers: {{junior: It finds pods., senior: "{"word " * 70}", staff: It finds pods by labels.}}
  followUps: [{{id: more, text: And then?, missed: [labels], points: [{{id: then, text: Readiness.}}]}}]
"""

LAB = """\
title: Web is silent
level: 1
serves: [selector]
story: [The client cannot reach web., Since 09:12., It is refused.]
objects:
- {apiVersion: v1, kind: Pod, metadata: {name: client}, spec: {nodeName: node-3, containers: [{name: c, image: "c:1"}]}}
- {apiVersion: v1, kind: Pod, metadata: {name: guest, labels: {app: guest}}, spec: {containers: [{name: g, image: "g:1"}]}}
- {apiVersion: v1, kind: Pod, metadata: {name: web-1, labels: {app: web}},
   spec: {nodeName: node-1, containers: [{name: w, image: "w:1", ports: [{containerPort: 8080}]}]}, status: {podIP: 10.244.1.15}}
- {apiVersion: v1, kind: Service, metadata: {name: web},
   spec: {clusterIP: 10.96.0.50, selector: {app: wbe}, ports: [{port: 80, targetPort: 8080}]}}
cause: [SVC001]
goals:
- {name: the client is answered, connect: {from: pod/default/client, to: "web:80"}, expect: {outcome: connected}}
keep:
- {name: the address stays, get: service/default/web, expect: {contains: {spec: {clusterIP: 10.96.0.50}}}}
untouched: [pod/default/guest]
hints: [What stands behind the name?, Compare selector and labels., kubectl get pods --show-labels]
reference:
  commands: [kubectl set selector service/web app=web]
  steps: [{patch: {object: service/default/web, merge: {spec: {selector: {app: web}}}}}]
rights:
  relabel: [{patch: {object: pod/default/web-1, merge: {metadata: {labels: {app: wbe}}}}}]
  both: [{patch: {object: pod/default/web-1, merge: {metadata: {labels: {app: w}}}}},
    {patch: {object: service/default/web, merge: {spec: {selector: {app: w}}}}}]
wrongs:
  capital: {steps: [{patch: {object: service/default/web, merge: {spec: {selector: {app: Web}}}}}], fails: the client is answered}
  guest: {steps: [{patch: {object: pod/default/guest, merge: {metadata: {labels: {app: wbe}}}}}], fails: pod/default/guest}
  anew:
    steps: [{delete: service/default/web}, {apply: {apiVersion: v1, kind: Service, metadata: {name: web},
      spec: {clusterIP: 10.96.0.51, selector: {app: web}, ports: [{port: 80, targetPort: 8080}]}}}]
    fails: the address stays
say: An empty list and running pods mean that selector and labels differ.
expert: 3
"""

CASES = """\
source: https://kubernetes.io/docs/concepts/services-networking/service/
cases:
- name: a-namespace-is-there
  steps: [{get: namespace/default, expect: {exists: true}}]
"""

WHOLE: Mapping[str, str] = {
    "course.yaml": COURSE,
    "checklist.yaml": CHECKLIST,
    "01-one/lesson.yaml": LESSON,
    "01-one/questions.yaml": QUESTIONS,
    "01-one/interview.yaml": INTERVIEW,
    "01-one/labs/web-is-silent.yaml": LAB,
    "cases/api/namespaces.yaml": CASES,
}


def write_pack(root: Path, files: Mapping[str, str] = {}) -> Path:
    """The whole pack with these files in place of its own."""
    for relative, text in {**WHOLE, **files}.items():
        path = root / relative
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return root


def changed(text: str, old: str, new: str) -> str:
    """The text with its first `old` changed."""
    assert old in text, f"{old!r} is not in the text"
    return text.replace(old, new, 1)
