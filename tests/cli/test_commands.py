"""Every command's exit status and the shape of its --json, as scripts rely on them."""

import json
from pathlib import Path

import pytest
import yaml

from tests.cli.calling import Call

PACK = Path(__file__).parents[1] / "support" / "pack"
DUMPS = Path(__file__).parents[1] / "support" / "dumps"
HOLDS = """\
cases:
- name: one
  steps:
  - {get: namespace/default, expect: {exists: true}}
  - {get: namespace/shop, expect: {exists: false}}
"""
FAILS = """\
cases:
- name: one
  steps: [{get: namespace/default, expect: {exists: false}}]
"""
NO_CASE_FILE = """\
cases:
- name: one
  steps: [{gte: namespace/default}]
  surprise: 1
"""
MANIFESTS = """\
apiVersion: v1
kind: Pod
metadata: {name: client}
spec: {nodeName: node-1, containers: [{name: client, image: "client:1"}]}
---
apiVersion: v1
kind: Pod
metadata: {name: web-1, labels: {app: web}}
spec: {nodeName: node-2, containers: [{name: web, image: "web:1", ports: [{containerPort: 8080}]}]}
status: {podIP: 10.244.2.7}
---
apiVersion: v1
kind: Service
metadata: {name: web}
spec: {clusterIP: 10.96.0.50, selector: {app: web}, ports: [{port: 80, targetPort: 8080}]}
"""


def test_help_names_every_command_and_the_exit_statuses(call: Call) -> None:
    done = call("--help")
    assert done.status == 0
    commands = ("learn", "quiz", "exam", "drill", "checklist", "interview", "stats", "trace", "verify", "check", "paths", "doctor", "reset")
    commands += ("export", "import", "backup", "restore", "pack", "content")
    assert [name for name in commands if f"\n  {name} " not in done.out] == []
    assert "Exit status: 0 done; 1 " in done.out


@pytest.mark.parametrize("group", [(), ("checklist",), ("interview",), ("export",), ("pack",), ("content", "new")])
def test_no_summary_of_a_command_is_cut_off_in_a_list_of_commands(call: Call, group: tuple[str, ...]) -> None:
    commands = call(*group, "--help").out.partition("Commands:")[2]
    assert commands
    assert "..." not in commands


def test_the_version_is_that_of_the_package(call: Call) -> None:
    done = call("--version")
    assert (done.status, done.out) == (0, "k8s-svc-trainer 0.1.0\n")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        pytest.param(("nope",), "No such command 'nope'; `k8s-svc-trainer -h` lists them.", id="no command has that name"),
        pytest.param(("packs",), "No such command 'packs'; did you mean 'pack'?", id="one that is near is named"),
        pytest.param(("content", "new", "quiz"), "'quiz'; there are 'interview', 'lab', 'lesson', 'question'.", id="a few are named all"),
        pytest.param(("check", "--nope"), "No such option", id="no option has that name"),
        pytest.param(("chec",), "'check', 'checklist'", id="a prefix of two commands names both"),
        pytest.param(("verify",), "Missing argument", id="an argument is missing"),
        pytest.param(("quiz", "--level", "4"), "is not in the range 1<=x<=3", id="a level that there is not"),
        pytest.param(("quiz", "--count", "0"), "is not in the range x>=1", id="a quiz of no questions"),
        pytest.param(("learn", "99"), "there is no lesson '99'; there are 01-why-a-service, ", id="a lesson that there is not"),
        pytest.param(("quiz", "--topic", "dnz"), "There is no topic 'dnz'. The nearest: dns, ", id="an unknown topic has three neighbours"),
        pytest.param(("interview", "ask", "dnss"), "dns", id="an unknown interview question has neighbours"),
        pytest.param(("quiz", "--json"), "give it --answers FILE", id="--json without answers"),
        pytest.param(("exam", "--json"), "give it --last", id="an exam's outcome as data, of no exam"),
        pytest.param(("exam", "--last"), "no exam was handed in yet", id="the last exam, where there is none"),
        pytest.param(("plan", "--off", "--interview", "2026-12-24"), "give one or the other", id="a day that is set and forgotten at once"),
        pytest.param(("plan", "--off", "--minutes-a-day", "20"), "give one or the other", id="minutes that are set and forgotten at once"),
        pytest.param(("exam",), "an exam asks questions and needs a terminal", id="an exam without a terminal"),
        pytest.param(("exam", "--minutes", "4"), "is not in the range 5<=x<=180", id="an exam in which nothing fits"),
        pytest.param(("exam", "--test-out", "99"), "needs a terminal", id="a test of a section without a terminal"),
        pytest.param(("drill",), "a drill asks questions and needs a terminal", id="a drill without a terminal"),
        pytest.param(("check", "/nowhere"), "/nowhere is no directory of content", id="a pack that is not there"),
        pytest.param(("verify", "/nowhere.yaml"), "/nowhere.yaml:1:1: No such file or directory; name", id="a case file that is not there"),
        pytest.param(
            ("trace", "-f", "/nowhere.yaml", "--from", "pod/a/b", "--to", "c:1"), "/nowhere.yaml: No such file", id="no manifests"
        ),
    ],
)
def test_bad_usage_is_2_and_said_on_standard_error(call: Call, arguments: tuple[str, ...], said: str) -> None:
    done = call(*arguments)
    assert (done.status, done.out) == (2, "")
    assert said in " ".join(done.err.split())


@pytest.mark.parametrize("word", ["stat", "doc", "pl", "tr", "inter", "pat", "imp", "expo"])
def test_a_prefix_of_one_command_is_enough(call: Call, word: str) -> None:
    assert call(word, "--help").status == 0


# --- verify, check, trace -----------------------------------------------------------------------------------------


def test_verify_is_0_where_everything_holds(call: Call, tmp_path: Path) -> None:
    file = tmp_path / "holds.yaml"
    file.write_text(HOLDS, encoding="utf-8")
    done = call("verify", str(file), "--json")
    assert done.status == 0
    assert {name: done.json[name] for name in ("cases", "steps", "failed")} == {"cases": 1, "steps": 2, "failed": 0}
    assert [set(row) for row in done.json["results"]] == [{"file", "case", "step", "ok", "expected", "actual", "why"}] * 2


def test_verify_is_1_where_something_does_not_hold(call: Call) -> None:
    done = call("verify", "-", "--json", stdin=FAILS)
    assert done.status == 1
    assert done.json["failed"] == 1
    row = done.json["results"][0]
    assert (row["case"], row["step"], row["ok"], row["expected"], row["actual"]) == ("one", 0, False, {"exists": False}, {"exists": True})
    assert call("verify", "-", stdin=FAILS).out.endswith("1 case, 1 step, 1 failed\n")


def test_verify_is_2_where_a_file_is_no_case_file_and_all_its_faults_are_told(call: Call) -> None:
    done = call("verify", "-", stdin=NO_CASE_FILE)
    assert (done.status, done.out) == (2, "")
    assert "cases[0].steps[0].gte" in done.err
    assert "cases[0].surprise" in done.err
    assert "standard input:3:" in done.err or "-:3:" in done.err


def test_check_counts_and_is_0_where_nothing_is_wrong(call: Call) -> None:
    done = call("check", str(PACK), "--json")
    assert done.status == 0
    assert done.json == {
        "lessons": 1, "questions": 8, "computed": 8, "templates": 0, "instances": 0, "interview": 1, "labs": 1, "cases": 0,
        "guessing": {}, "errors": [],
    }  # fmt: skip


def test_check_is_1_and_names_file_line_field_and_remedy(call: Call, tmp_path: Path) -> None:
    (tmp_path / "course.yaml").write_text("format: 1\nlessons: [01-gone]\n", encoding="utf-8")
    (tmp_path / "checklist.yaml").write_text("items: []\nsurprise: 1\n", encoding="utf-8")
    done = call("check", str(tmp_path), "--json")
    assert done.status == 1
    assert {frozenset(error) for error in done.json["errors"]} == {frozenset({"file", "line", "field", "message", "remedy"})}
    assert any(error["field"] == "surprise" and error["line"] == 2 for error in done.json["errors"])


# --- why, explain ------------------------------------------------------------------------------------------------

BROKEN = MANIFESTS.replace("targetPort: 8080", "targetPort: 9090")


def test_why_is_0_where_everything_works_and_1_where_something_does_not(call: Call) -> None:
    well = call("why", "-f", "-", stdin=MANIFESTS)
    assert well.status == 0
    assert "It works." in well.out
    assert call("why", "-f", "-", stdin=BROKEN).status == 1


def test_why_counts_no_flow_that_nobody_stated(call: Call) -> None:
    service = "apiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec: {selector: {app: web}, ports: [{port: 80}]}\n"
    for stated in ("", service):
        done = call("why", "-f", "-", stdin=stated)
        assert (done.status, "There is no Service here that could be judged." in done.out, "work" in done.out) == (0, True, False)
        assert call("why", "-f", "-", "--json", stdin=stated).json["judged"] == 0


def test_why_shows_cause_hop_proof_patch_command_and_sentence(call: Call) -> None:
    told = call("why", "-f", "-", stdin=BROKEN).out
    for line in (
        "service/default/web:80 ",
        "targetPort is not where the pods listen (SVC010)",
        "field   service/default/web spec.ports[0].targetPort",
        "hop     listen: nothing in pod default/web-1 listens on 9090/TCP",
        "proof   $ kubectl -n default exec web-1 -- ss -ltn",
        "LISTEN 0      4096               *:8080            *:*",
        'patch   {"spec": {"ports": [{"protocol": "TCP", "port": 80, "targetPort": 8080}]}}',
        "mend    kubectl -n default patch service/web --type json",
        "say     ",
    ):
        assert line in told


def test_why_as_data_has_the_same(call: Call) -> None:
    done = call("why", "-f", "-", "--json", stdin=BROKEN)
    assert (done.status, done.json["judged"], done.json["not_looked_at"]) == (1, 1, [])
    ((wrong,),) = ([done.json["wrong"]],)
    assert wrong[0]["what"] == "service/default/web:80"
    finding = wrong[0]["causes"][0][0]
    assert set(finding) == {"code", "title", "object", "field", "says", "hop", "evidence", "repairs", "say"}
    assert (finding["code"], finding["object"], finding["hop"]["stage"]) == ("SVC010", "service/default/web", "listen")
    assert [set(one) for one in finding["evidence"]] == [{"command", "output"}] * 2
    assert finding["repairs"][0]["patches"] == [{"spec": {"ports": [{"protocol": "TCP", "port": 80, "targetPort": 8080}]}}]


@pytest.mark.parametrize(
    ("flow", "status", "said"),
    [
        pytest.param(("--to", "web:80"), 0, "It works.", id="a flow that works"),
        pytest.param(("--to", "wbe:80"), 1, "the name is misspelt (SVC031)", id="a name that is misspelt"),
        pytest.param(("--to", "http://web:81/"), 1, "the client asks for a port that the Service does not have (SVC013)", id="a URL"),
        pytest.param(("--to", "192.0.2.1:80"), 1, "No single repair that is known here turns it", id="a flow that nothing here mends"),
    ],
)
def test_why_judges_one_flow(call: Call, flow: tuple[str, ...], status: int, said: str) -> None:
    done = call("why", "-f", "-", "--from", "pod/default/client", *flow, stdin=MANIFESTS)
    assert done.status == status
    assert said in " ".join(done.out.split())


def test_why_wants_both_ends_of_a_flow(call: Call) -> None:
    done = call("why", "-f", "-", "--to", "web:80", stdin=MANIFESTS)
    assert (done.status, done.out) == (2, "")
    assert "say both: --from" in done.err


def test_why_takes_a_dump_as_yaml_and_as_json(call: Call) -> None:
    dump = (DUMPS / "pods-and-services.yaml").read_text(encoding="utf-8")
    assert call("why", "-f", "-", stdin=dump).status == 0
    assert call("why", "-f", "-", stdin=json.dumps(yaml.safe_load(dump))).status == 0


def test_why_says_what_it_did_not_look_at(call: Call) -> None:
    told = call("why", "-f", "-", stdin=f"{MANIFESTS}---\n{{apiVersion: v1, kind: ConfigMap, metadata: {{name: c}}}}\n").out
    assert "Kept and not looked at: ConfigMap." in told


def test_flows_that_one_cause_breaks_stand_together_and_after_ten_causes_a_line_is_enough(call: Call) -> None:
    more = "".join(
        f"---\n{{apiVersion: v1, kind: Service, metadata: {{name: s{number}}}, spec: {{selector: {{app: web}},"
        " ports: [{name: a, port: 80, targetPort: 1}, {name: b, port: 81, targetPort: 2}]}}\n"
        for number in range(12)
    )
    told = call("why", "-f", "-", stdin=MANIFESTS + more).out
    assert "service/default/s0:80 " in told
    assert "service/default/s9:80: SVC010\n" in told
    assert "The first ten are told in full" in told
    label = more.replace("app: web", "app: wbe").replace("targetPort: 1", "targetPort: 8080").replace("targetPort: 2", "targetPort: 8080")
    assert "and     service/default/s0:81" in call("why", "-f", "-", stdin=MANIFESTS + label).out


def test_why_has_nothing_to_judge_in_a_file_without_services(call: Call) -> None:
    pod = (
        "{apiVersion: v1, kind: Service, metadata: {name: kube-dns, namespace: kube-system}, spec: {type: ExternalName, externalName: a.b}}"
    )
    done = call("why", "-f", "-", stdin=pod)
    assert (done.status, "There is no Service here that could be judged." in done.out) == (0, True)


def test_explain_lists_all_faults_and_shows_the_page_of_one(call: Call) -> None:
    listed = call("explain")
    assert listed.status == 0
    assert listed.out.count("\n  SVC") == 58
    page = call("explain", "svc010")
    for line in (
        "shows   ",
        "proof   ",
        "mend    ",
        "inject  kubectl -n shop patch service/cart",
        "gives   pod/shop/checkout to ",
        "say     ",
    ):
        assert line in page.out
    assert "inject  settings: cloud: none" in call("explain", "SVC043").out


def test_explain_as_data(call: Call) -> None:
    (page,) = call("explain", "SVC010", "--json").json
    assert set(page) == {"code", "title", "shows", "proof", "mend", "say", "source", "inject", "flow", "why"}
    assert len(call("explain", "--json").json) == 58


def test_a_fault_that_there_is_not_is_bad_usage(call: Call) -> None:
    done = call("explain", "SVC999")
    assert (done.status, done.out) == (2, "")
    assert "there is no fault SVC999; `k8s-svc-trainer explain` lists them all" in " ".join(done.err.split())


@pytest.mark.parametrize(
    ("flow", "expected"),
    [
        pytest.param(
            ("--to", "web:80"),
            {"outcome": "connected", "backends": ["10.244.2.7:8080"], "masqueraded": False, "node": "node-1"},
            id="a connection",
        ),
        pytest.param(("--to", "web:81"), {"outcome": "timeout", "backends": []}, id="a port that the Service lacks"),
        pytest.param(("--url", "http://web/"), {"outcome": "connected", "status": 200}, id="a request"),
        pytest.param(
            ("--name", "web"),
            {"rcode": "NOERROR", "answers": ["10.96.0.50"], "name": "web.default.svc.cluster.local"},
            id="a look-up",
        ),
        pytest.param(("--name", "wbe"), {"rcode": "NXDOMAIN", "answers": []}, id="a look-up in vain"),
    ],
)
def test_trace_says_it_in_the_words_of_expect(call: Call, flow: tuple[str, ...], expected: dict[str, object]) -> None:
    done = call("trace", "-f", "-", "--from", "pod/default/client", *flow, "--json", stdin=MANIFESTS)
    assert done.status == 0
    assert {name: done.json[name] for name in expected} == expected
    for way in done.json["ways"]:
        assert set(way) == {"node", "backend", "outcome", "masqueraded", "hops"}
        assert all(set(hop) == {"stage", "at", "object", "text", "decided"} for hop in way["hops"])


def test_trace_takes_a_case_file_and_a_case(call: Call) -> None:
    indented = "".join(f"    {line}\n" for line in MANIFESTS.splitlines())
    text = f"objects: |\n{indented}cases:\n- name: gone\n  steps: [{{delete: pod/default/web-1}}]\n"
    done = call("trace", "-f", "-", "--case", "gone", "--from", "pod/default/client", "--to", "web:80", "--json", stdin=text)
    assert (done.status, done.json["outcome"]) == (0, "refused")
    other = call("trace", "-f", "-", "--case", "other", "--from", "pod/default/client", "--to", "web:80", stdin=text)
    assert other.status == 2
    assert "has no case other; there are gone" in other.err


def test_trace_saves_its_flow_as_a_case_file_that_holds_and_overwrites_nothing(call: Call, tmp_path: Path) -> None:
    saved = str(tmp_path / "case.yaml")
    flow = ("trace", "-f", "-", "--from", "pod/default/client", "--to", "web:80", "--save-case", saved)
    assert call(*flow, stdin=MANIFESTS).status == 0
    assert call("verify", saved).status == 0
    again = call(*flow, stdin=MANIFESTS)
    assert again.status == 2
    assert "is there already" in again.err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        pytest.param((), "say where it comes from", id="no source"),
        pytest.param(("--from", "pod/default/client"), "say one of --to HOST:PORT, --url URL and --name NAME", id="no destination"),
        pytest.param(("--from", "pod/default/client", "--to", "web:80", "--name", "web"), "not --to and --name", id="two destinations"),
        pytest.param(("--from", "pod/default/nobody", "--to", "web:80"), "nobody", id="a source that is not there"),
        pytest.param(("--from", "clinet", "--to", "web:80"), "clinet", id="a source that is none"),
        pytest.param(("--from", "pod/default/client", "--to", "web"), "web", id="a destination without a port"),
        pytest.param(("--from", "pod/default/client", "--to", "web:80", "--protocol", "IP"), "one of TCP, UDP, SCTP", id="a protocol"),
    ],
)
def test_trace_refuses_a_flow_that_makes_no_sense(call: Call, arguments: tuple[str, ...], said: str) -> None:
    done = call("trace", "-f", "-", *arguments, stdin=MANIFESTS)
    assert (done.status, done.out) == (2, "")
    assert said in done.err


def test_trace_tells_a_manifest_that_the_api_server_refuses_with_its_line(call: Call) -> None:
    bad = MANIFESTS.replace("port: 80,", "port: 80000,")
    done = call("trace", "-f", "-", "--from", "pod/default/client", "--to", "web:80", stdin=bad)
    assert (done.status, done.out) == (2, "")
    assert "standard input:15:68: spec.ports[0].port" in done.err
    assert "spec.ports[0].port" in done.err


# --- rules, dump --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "holds"),
    [
        pytest.param((), "-A KUBE-SERVICES -d 10.96.0.50/32 ", id="as iptables-save prints them, the cluster's own mode"),
        pytest.param(("--mode", "nftables", "--node", "node-2"), "10.96.0.50 . tcp . 80 : goto service-", id="as nft prints them"),
        pytest.param(("--mode", "ipvs"), "10.96.0.50:80", id="as ipvsadm prints them"),
    ],
)
def test_rules_prints_what_a_node_has(call: Call, arguments: tuple[str, ...], holds: str) -> None:
    done = call("rules", "-f", "-", *arguments, stdin=MANIFESTS)
    assert (done.status, done.err) == (0, "")
    assert holds in done.out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        pytest.param(("--node", "nope"), "there is no node nope; there are node-1, node-2, node-3", id="no such node"),
        pytest.param(("--mode", "nope"), "--mode is one of iptables, nftables, ipvs, not nope", id="no such mode"),
    ],
)
def test_rules_refuses_what_there_is_not(call: Call, arguments: tuple[str, ...], said: str) -> None:
    done = call("rules", "-f", "-", *arguments, stdin=MANIFESTS)
    assert (done.status, done.out, done.err) == (2, "", f"{said}\n")


def test_dump_prints_a_case_file_that_holds(call: Call) -> None:
    done = call("dump", "-f", "-", stdin=MANIFESTS)
    assert (done.status, done.err) == (0, "")
    held = call("verify", "-", "--json", stdin=done.out)
    assert held.status == 0
    assert any(row["expected"].get("ready") == ["10.244.2.7:8080"] for row in held.json["results"])


def test_check_lists_what_is_claimed_by_the_page_that_says_so(call: Call) -> None:
    done = call("check", str(PACK), "--sources")
    assert done.status == 0
    assert "https://kubernetes.io/docs/concepts/services-networking/service/" in done.out


# --- quiz without a terminal --------------------------------------------------------------------------------------


def test_an_unattended_quiz_is_0_where_all_is_right_and_keeps_the_answers(call: Call) -> None:
    answers = '{"seed": 7, "answers": {"01-why-a-service/old-address": ["nobody"], "01-why-a-service/scaled": "5"}}'
    done = call("quiz", "--answers", "-", "--json", stdin=answers)
    assert done.status == 0
    assert {name: done.json[name] for name in ("seed", "asked", "right")} == {"seed": 7, "asked": 2, "right": 2}
    assert {"id", "right", "first_line", "did", "key", "hops"} <= set(done.json["results"][0])
    assert call("stats", "--json").json["answers"] == 2


def test_an_unattended_quiz_is_1_where_an_answer_is_wrong(call: Call) -> None:
    done = call("quiz", "--answers", "-", stdin='{"answers": {"01-why-a-service/old-address": "refuses"}}')
    assert done.status == 1
    assert "Wrong" in done.out


@pytest.mark.parametrize(
    ("text", "said"),
    [
        pytest.param("[]", "an answers file is", id="no mapping"),
        pytest.param('{"answers": {}, "more": 1}', "an answers file is", id="a key that there is not"),
        pytest.param('{"answers": {"01-why-a-service/old-adress": "nobody"}}', "01-why-a-service/old-address", id="no such question"),
        pytest.param('{"answers": {"01-why-a-service/old-address": "nobdy"}}', "nobdy", id="no such option"),
        pytest.param('{"answers": ', "standard input:", id="no YAML and no JSON"),
    ],
)
def test_answers_that_cannot_be_graded_are_2(call: Call, text: str, said: str) -> None:
    done = call("quiz", "--answers", "-", "--json", stdin=text)
    assert (done.status, done.out) == (2, "")
    assert said in done.err


# --- the rest -----------------------------------------------------------------------------------------------------


def test_checklist_as_data(call: Call) -> None:
    done = call("checklist", "--json")
    assert done.status == 0
    assert set(done.json) == {"items", "percent", "ready", "mature"}
    assert {"why-a-service", "endpoints", "ingress", "termination"} <= {item["id"] for item in done.json["items"]}
    assert set(done.json["items"][0]) == {"id", "strength", "ready", "questions", "seen", "right", "rated", "planned", "raise"}


def test_interview_questions_as_data(call: Call) -> None:
    done = call("interview", "--json")
    assert done.status == 0
    assert {"why-service", "dns", "endpoints"} <= {row["id"] for row in done.json["questions"]}
    assert set(done.json["questions"][0]) == {"id", "text", "lesson", "points", "made"}


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        pytest.param(
            "Selectors and endpoints. The role of kube-proxy. iptables and their rules. Readiness of pods.", True, id="a bag of names"
        ),
        pytest.param("Selectors and endpoints. The role of kube-proxy. iptables and their rules. Readiness of pods.", True, id="names"),
        pytest.param("Labels pick the pods, and kube-proxy writes rules on every node.", False, id="what is stated"),
    ],
)
def test_an_answer_that_only_names_things_is_told_so(call: Call, tmp_path: Path, answer: str, told: bool) -> None:
    file = tmp_path / "answer.txt"
    file.write_text(answer, encoding="utf-8")
    done = call("interview", "grade", "load-balance", "--answer", str(file))
    assert (done.status, "names alone state nothing" in done.out) == (0, told)


def test_stats_as_data(call: Call) -> None:
    done = call("stats", "--json")
    assert done.status == 0
    names = {"readiness", "sections", "forecast", "history", "items", "seen", "due", "answers", "right", "helped", "seconds", "streak"}
    assert names <= set(done.json)
    assert len(done.json["forecast"]) == 14


def test_stats_as_a_page_are_never_written_over_another_file(call: Call, tmp_path: Path) -> None:
    file = tmp_path / "stats.html"
    assert (call("stats", "--html", str(file)).status, call("stats", "--html", str(file)).status) == (0, 0)
    page = file.read_text(encoding="utf-8")
    file.write_text("mine", encoding="utf-8")
    done = call("stats", "--html", str(file))
    assert (done.status, done.out, file.read_text(encoding="utf-8")) == (2, "", "mine")
    assert "say --force" in done.err
    assert call("stats", "--html", str(file), "--force").out == f"Written: {file}\n"
    assert file.read_text(encoding="utf-8")[:50] == page[:50]
    assert call("stats", "--html", "/proc/nowhere/stats.html").status == 2


def test_paths_and_doctor_as_data(call: Call, tmp_path: Path) -> None:
    places = call("paths", "--json").json
    assert places["home"] == str(tmp_path / "home")
    assert places["progress"] == str(tmp_path / "home" / "progress.db")
    done = call("doctor", "--json")
    assert done.status == 0
    assert [set(finding) for finding in done.json["findings"]] == [{"name", "good", "text"}] * 6
    assert not (tmp_path / "home").exists(), "who only looks makes nothing"


def test_a_damaged_store_is_told_by_every_command_that_needs_it_and_by_doctor(call: Call, tmp_path: Path) -> None:
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "progress.db").write_bytes(b"SQLite format 3\0" + b"\xff" * 5000)
    doctor = call("doctor")
    assert doctor.status == 1
    assert "progress" in doctor.out
    stats = call("stats")
    assert (stats.status, stats.out) == (2, "")
    assert "progress.db" in stats.err
    assert (tmp_path / "home" / "progress.db").read_bytes()[16:20] == b"\xff" * 4


def test_reset_keeps_a_dated_copy(call: Call, tmp_path: Path) -> None:
    assert "There is no progress yet" in call("reset", "--yes").out
    call("quiz", "--answers", "-", stdin='{"answers": {"01-why-a-service/scaled": "5"}}')
    done = call("reset", "--yes")
    assert done.status == 0
    assert "The old progress is kept in" in done.out
    assert call("stats", "--json").json["answers"] == 0
    assert len([file for file in (tmp_path / "home").iterdir() if file.name.startswith("progress") and file.suffix == ".db"]) == 2


def test_a_lesson_is_printed_where_nobody_can_turn_pages(call: Call) -> None:
    done = call("learn", "why")
    assert done.status == 0
    assert "1 of " in done.out
    assert "pod/default/client connects to" in done.out
    shelf = call("learn")
    assert shelf.status == 0
    assert shelf.out.splitlines()[0].startswith("  01-why-a-service ")


def test_check_counts_prints_tables_before_its_last_line(call: Call) -> None:
    done = call("check", str(PACK), "--counts")
    assert done.status == 0
    assert "01-one          8       8       0      0         8          0          0\n" in done.out
    assert "whoever always takes" not in done.out
    assert done.out.endswith("0 cases: nothing is wrong\n")


def test_check_counts_as_json_adds_the_tables(call: Call) -> None:
    done = call("check", str(PACK), "--counts", "--json")
    assert sorted(done.json["tables"]) == ["guessing", "kinds", "levels", "misses", "sources", "templates"]
    assert done.json["tables"]["kinds"][0]["choice"] == 2


@pytest.mark.parametrize("more", [["--topic", "dns"], ["--due"], ["--count", "3"], ["--level", "1"], ["--json"], ["--answers", "x"]])
def test_a_question_by_its_name_stands_alone(call: Call, more: list[str]) -> None:
    done = call("quiz", "--question", "08-internal-dns/whose-service@7", *more)
    assert done.status == 2
    assert "--question names one question; beside it stand --seed and --confidence alone" in done.err


def test_a_question_by_its_name_needs_a_terminal(call: Call) -> None:
    done = call("quiz", "--question", "08-internal-dns/whose-service@7")
    assert (done.status, done.out) == (2, "")
    assert "a question needs a terminal; without one give its answer in a file: `quiz --answers FILE`, without --question" in done.err


def test_a_question_has_one_seed(call: Call) -> None:
    done = call("quiz", "--question", "08-internal-dns/whose-service@7", "--seed", "7")
    assert (done.status, done.out) == (2, "")
    assert "08-internal-dns/whose-service@7 names its seed already: leave out --seed 7" in done.err


# --- export, import, backup, restore -----------------------------------------------------------------------------


def test_what_leaves_one_home_comes_into_another(call: Call, tmp_path: Path) -> None:
    review = {"uuid": "r1", "pack": "core", "item": "a/b", "kind": "choice", "grade": 3, "right": True, "hash": "h"}
    review["at"] = "2026-07-01T12:00:00Z"
    export = json.dumps({"kind": "k8s-svc-trainer progress", "format": 1, "reviews": [review]})
    assert call("import", "-", stdin=export).out.split() == ["came", "in", "1", "answer", "to", "1", "item"]
    assert call("export", "json").json["reviews"] == [review]
    assert call("export", "csv").out.splitlines()[1].startswith("2026-07-01 12:00:00,core,a,a/b,choice,3,yes,")
    assert call("backup", str(tmp_path / "copy.db")).status == 0
    assert call("restore", str(tmp_path / "copy.db")).err.startswith("restore asks before it replaces your progress")
    assert call("restore", str(tmp_path / "copy.db"), "--yes").status == 0
    assert call("export", "json").json["reviews"] == [review]


def test_questions_are_exported_for_anki(call: Call, tmp_path: Path) -> None:
    done = call("export", "anki", "--topic", "pod-ip", "--output", str(tmp_path / "out.apkg"))
    assert (done.status, (tmp_path / "out.apkg").read_bytes()[:2]) == (0, b"PK")


# --- pack, content, check --schema -------------------------------------------------------------------------------


def test_a_pack_comes_and_goes(call: Call) -> None:
    assert call("pack", "add", str(PACK)).status == 0
    assert [row["name"] for row in call("pack", "list", "--json").json["packs"]] == ["pack"]
    answers = json.dumps({"answers": {"pack:01-one/how-many": "1"}})
    assert call("quiz", "--answers", "-", "--json", stdin=answers).json["right"] == 1
    assert call("learn", "pack:01-one").out.startswith("\n  One Service")
    assert call("pack", "remove", "pack", "--yes").status == 0
    assert call("pack", "list", "--json").json == {"packs": []}


def test_content_is_begun_and_checked(call: Call, tmp_path: Path) -> None:
    into = ("--into", str(tmp_path / "mine"))
    assert call("content", "new", "lesson", "first", *into).status == 0
    assert call("content", "new", "question", "first", "who", "--kind", "order", *into).status == 0
    assert call("content", "new", "interview", "first", "why", *into).status == 0
    assert call("content", "new", "lab", "first", "broken", *into).status == 0
    done = call("check", str(tmp_path / "mine"), "--json")
    assert (done.status, done.json["questions"], done.json["interview"], done.json["labs"]) == (1, 2, 1, 1)
    assert call("content", "new").out.count("  lab ") == 1
    assert set(call("check", "--schema", "-").json) >= {"course.schema.json", "lab.schema.json"}


def test_export_alone_says_what_can_be_exported(call: Call) -> None:
    done = call("export")
    assert (done.status, done.err) == (0, "")
    assert "  csv " in done.out
