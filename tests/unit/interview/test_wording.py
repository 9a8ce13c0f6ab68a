"""How texts are read: typing errors, topics, and what repeats the question. Rows with sentences for names."""

from __future__ import annotations

import pytest

from k8s_svc_trainer.interview.field import Field
from k8s_svc_trainer.interview.grade import Grader, Rubric, Rule
from k8s_svc_trainer.interview.pattern import PatternFault
from k8s_svc_trainer.interview.spelling import Speller
from k8s_svc_trainer.interview.text import read

CONCEPTS = {
    "proxy": ["kube proxy"],
    "dns": ["dns", "resolve|look names"],
    "rules": ["rule", "forward"],
    "cluster-ip": ["clusterip"],
    "node-port": ["nodeport"],
    "outside": ["outside", "internet"],
    "other": ["not ready"],
    "servers": ["=servers"],
}


def points(says: str, answer: str, *, asked: str = "What is it?") -> float:
    """The worth of the one point whose pattern is given."""
    return Grader(Field(CONCEPTS), Rubric(question="q", text=asked, points=(Rule(id="p", says=(says,)),))).grade(answer).points["p"]


@pytest.mark.parametrize(
    ("says", "answer", "worth"),
    [
        pytest.param(
            "node-port outside @until:cluster-ip",
            "NodePort comes second. You call it from outside.",
            1.0,
            id="a topic holds over the sentences that follow",
        ),
        pytest.param(
            "cluster-ip outside @until:node-port",
            "ClusterIP is the default. NodePort is for callers from outside.",
            0.0,
            id="a topic ends where its rival is named",
        ),
        pytest.param(
            "cluster-ip outside @until:node-port",
            "ClusterIP is first. Fine. Good. Next. Now the outside.",
            0.0,
            id="a topic is forgotten after two more sentences",
        ),
        pytest.param(
            "cluster-ip outside @until:node-port",
            "Unlike a ClusterIP, a NodePort is reached from outside.",
            0.0,
            id="a rival in the same sentence ends the topic as well",
        ),
        pytest.param(
            "node-port outside @until:cluster-ip",
            "NodePort keeps the ClusterIP and is reached from outside.",
            1.0,
            id="a rival that is only an object ends no topic",
        ),
        pytest.param(
            "cluster-ip outside @until:node-port",
            "NodePort keeps the ClusterIP and is reached from outside.",
            0.0,
            id="nor does it begin one",
        ),
        pytest.param(
            "cluster-ip outside @until:node-port",
            "ClusterIP is for pods and NodePort is for the internet.",
            0.0,
            id="a rival of which an and says something new does",
        ),
        pytest.param(
            "node-port outside @until:cluster-ip",
            "- NodePort - ClusterIP + a port for the outside",
            1.0,
            id="what stands behind a dash is said of what stands before it",
        ),
        pytest.param("proxy !~dns", "kube-proxy does no DNS.", 0.0, id="an absence may be asked of what is denied, too"),
        pytest.param("-dns|+rules proxy", "kube-proxy has rules.", 1.0, id="alternatives may stand differently: the claimed one"),
        pytest.param("-dns|rules ~proxy", "kube-proxy has rules.", 0.0, id="a sign goes on to the next alternative"),
        pytest.param("*rules", "Are there rules?", 1.0, id="what is only asked can be asked for"),
        pytest.param("*rules", "There are rules.", 0.0, id="and what is claimed is not asked"),
        pytest.param("servers", "It has servers.", 1.0, id="a form written with = is that form"),
        pytest.param("servers", "It has a server.", 0.0, id="and no other of its stem"),
        pytest.param("-dns -rules", "Not: DNS (CoreDNS), rules.", 1.0, id="a denial goes on past a parenthesis"),
        pytest.param("-dns -rules", "What it lacks: rules. It has no: DNS, rules.", 1.0, id="and past a colon"),
        pytest.param("rules", "It doesn't: some rules, or something else, have to do it.", 1.0, id="not past a reply"),
        pytest.param("proxy !dns @clause", "With DNS, kube-proxy has them.", 1.0, id="an absence is of the window"),
        pytest.param("proxy !!dns @clause", "With DNS, kube-proxy has them.", 0.0, id="or of the whole sentence"),
        pytest.param("proxy !!dns @clause", "There is DNS. It is kube-proxy.", 1.0, id="and no more than that"),
        pytest.param("proxy !dns", "kube-proxy writes, it does no DNS.", 1.0, id="an absence is of claims where nothing is said"),
    ],
)
def test_patterns(says: str, answer: str, worth: float) -> None:
    assert points(says, answer) == worth


def test_a_setting_that_is_false_refutes_nothing() -> None:
    assert points("rules", "It has rules (unless allocateNodePorts is false).") == 1.0


@pytest.mark.parametrize("says", ["rules", "-rules"])
def test_a_denial_that_others_are_said_to_make_is_neither_a_denial_nor_a_claim(says: str) -> None:
    assert points(says, "Some people say that it has no rules.") == 0.0


@pytest.mark.parametrize(
    "answer",
    ["Juniors start with the rules.", "People blame the rules.", "People always want to add rules to it.", "I add rules. Waste of time."],
)
def test_what_others_do_wrongly_is_no_claim(answer: str) -> None:
    assert points("rules", answer) == 0.0


def test_a_denial_ends_before_what_another_does() -> None:
    assert points("rules", "It has no DNS and kube-proxy writes rules.") == 1.0


def test_no_phrase_goes_on_in_the_next_sentence() -> None:
    assert points("'dns_rules'", "It has DNS. Rules are made.") == 0.0


def test_a_long_list_is_a_bag_also_where_one_item_is_longer() -> None:
    assert points("rules", "Nodes, hops, names, zones, ports, probes, clients, the node port health check, rules, headers.") == 0.0


def test_what_is_quoted_and_cannot_work_is_refuted() -> None:
    assert points("-rules", 'The idea, "just add some rules to it", can\'t work.') == 1.0


def test_and_no_takes_nothing_back() -> None:
    assert points("-dns", "It does no DNS. And no, it doesn't run probes.") == 1.0


def test_to_have_no_idea_of_a_thing_leaves_nothing_open() -> None:
    assert points("-rules", "It has no idea of DNS and never asks whether there are rules.") == 1.0


def test_what_is_assumed_to_be_so_by_a_program_is_nobodys_belief() -> None:
    assert points("rules", "If you leave it out it's assumed equal to the rules.") == 1.0


def test_what_is_said_of_one_topic_does_not_reach_over_another() -> None:
    assert points("dns 'kept_rules' @until:rules", "DNS is kept, rules go.") == 0.0


def test_what_others_claim_is_not_turned_again_when_it_is_called_false() -> None:
    assert points("-rules", "It is often claimed that nobody has rules, which is false.") == 0.0


def test_after_a_colon_one_says_what_is_so_instead() -> None:
    assert points("rules", "I wouldn't say it has DNS: it has rules.") == 1.0


def test_nobody_but_one_is_that_one() -> None:
    assert points("rules", "Nobody but the rules does it.") == 1.0


def test_nothing_after_a_preposition_denies_what_follows() -> None:
    assert points("rules", "It has rules with nothing installed.") == 1.0


@pytest.mark.parametrize(
    ("answer", "worth"),
    [
        pytest.param(
            "The node has names, it has rules, and the kernel is asked for DNS.", 0.0, id="its names in another order say nothing"
        ),
        pytest.param(
            "The node has names, it has rules, and whoever asks the kernel waits in a queue.", 1.0, id="other names say something"
        ),
        pytest.param("The kernel has rules on the node.", 1.0, id="three of its names may be an answer"),
    ],
)
def test_the_names_of_the_question(answer: str, worth: float) -> None:
    assert points("rules", answer, asked="Which rules of DNS names are on a node, and who asks the kernel?") == worth


def test_what_is_denied_with_the_words_of_the_question_still_counts() -> None:
    assert points("-dns", "kube-proxy does not do DNS.", asked="What is kube-proxy, and what does it do and not do?") == 1.0


def test_a_denial_within_a_phrase_that_the_rubric_does_not_use_denies_all_the_same() -> None:
    assert points("-rules", "It is not ready to forward.") == 1.0


@pytest.mark.parametrize(
    ("typed", "stems"),
    [
        pytest.param("kubeproxi", ["kubeproxy"[:-1] + "i"], id="a word that is near to nothing stays"),
        pytest.param("endpionts", ["endpoint"], id="two letters exchanged"),
        pytest.param("wacthes", ["watch"], id="a slip in a form with an ending"),
        pytest.param("andwatches", ["and", "watch"], id="a small word run together with the next"),
        pytest.param("watchesand", ["watch", "and"], id="a small word run together with the one before"),
        pytest.param("responsible", ["respons"], id="a longer word is no misspelling of a shorter one"),
        pytest.param("watchable", ["watchabl"], id="an unknown ending is left alone"),
        pytest.param("chosen", ["choos"], id="irregular verbs are brought to their first form"),
        pytest.param("lablels", ["label"], id="a letter too many"),
        pytest.param("respends", ["respond"], id="another letter"),
        pytest.param("endpnts", ["endpoint"], id="two letters left out"),
        pytest.param("wihtout", ["without"], id="a small word that turns what is said"),
        pytest.param("nodes", ["node"], id="what is known stays"),
        pytest.param("fils", ["fill"], id="one of two of a letter is likelier left out than another one"),
        pytest.param("respnd", ["respond"], id="the longer of two that are as near"),
    ],
)
def test_typing_errors(typed: str, stems: list[str]) -> None:
    speller = Speller(["endpoint", "watch", "respond", "label", "fails", "fills"], ["node", "nodes"])
    assert [word.stem for word in speller.mend(read(typed)).words] == stems


def test_a_full_stop_without_a_space_ends_a_sentence() -> None:
    assert [word.sentence for word in read("it writes rules.the kernel works").words] == [0, 0, 0, 1, 1, 1]


def test_a_dot_within_a_name_ends_nothing() -> None:
    assert {word.sentence for word in read("see spec.selector there").words} == {0}


def test_the_answer_no_is_a_sentence() -> None:
    assert [word.sentence for word in read("Is it? No. It is random.").words] == [0, 0, 1, 2, 2, 2]


def test_a_label_with_its_value_is_one_word() -> None:
    assert [word.norm for word in read("pods with app=cart, or app: shop").words] == ["pods", "with", "<label>", "or", "<label>"]


@pytest.mark.parametrize(
    ("answer", "clauses"),
    [
        pytest.param("it isn't, like, ready", [0, 0, 0], id="an aside after a word that leaves the sentence open parts nothing"),
        pytest.param("if it fails, you know, the others serve", [0, 0, 0, 1, 1, 1], id="an aside after a clause leaves its comma"),
        pytest.param("the, uh, the, you know, kernel", [0, 0], id="sounds and repetition vanish"),
    ],
)
def test_asides(answer: str, clauses: list[int]) -> None:
    assert [word.clause for word in read(answer).words] == clauses


@pytest.mark.parametrize(
    ("answer", "worth"),
    [
        pytest.param("ClusterIP, NodePort, rules, DNS", 0.0, id="four bare words are a list"),
        pytest.param("ClusterIP, rules, DNS", 0.0, id="three are, where a sentence is nothing else"),
        pytest.param("It has rules: ClusterIP, NodePort, that is.", 1.0, id="two names at the end of a sentence are none"),
        pytest.param("On the node, the, what's it, the rules.", 1.0, id="words sought aloud are no items"),
        pytest.param("Causes: CPU, rules, DNS, gRPC, zones, MTU, GC, limits, traces.", 0.0, id="nine words after a colon explain nothing"),
        pytest.param(
            "Causes: CPU, rules, DNS, 100 per slice, zones, MTU, GC, limits, traces, 503, labels.", 0.0, id="one longer item saves no list"
        ),
        pytest.param("writes rules, opens NodePort, knows DNS", 1.0, id="items with verbs say something"),
        pytest.param("watch, rules, DNS", 0.0, id="a verb alone does not"),
        pytest.param("Rules stay. Fine so far. DNS too. Good.", 1.0, id="short sentences are no list"),
        pytest.param(
            "rules " + "kernel node label probe target agent socket port pod name host zone cloud", 0.0, id="keywords without commas"
        ),
        pytest.param(
            "ClusterIP rules, node label, probe target, local socket, port name, host zone, cloud range, kernel table, they get sent",
            0.0,
            id="nine pairs of keywords, of which one has a verb",
        ),
        pytest.param(
            "The rules of a node lead what is sent to a label, a probe, an agent, a port, a name, a host, a zone or a cloud.",
            1.0,
            id="a long sentence with small words is none",
        ),
        pytest.param(
            "a stable ClusterIP and rules and DNS and node names and a label and probes", 0.0, id="names with nothing but and between"
        ),
        pytest.param("It has rules and DNS and it has node names and a label and probes and names", 1.0, id="an and with a verb is none"),
        pytest.param("rules and DNS and names and labels and probes", 1.0, id="five names and ands may be an answer"),
        pytest.param("ClusterIP. Node names. Rules. DNS. Labels! Probes!", 0.0, id="names one by one, each a sentence"),
        pytest.param("- ClusterIP\n- node names\n- rules\n- DNS\n- labels\n- probes", 0.0, id="and each a line"),
        pytest.param("ClusterIP. Node names. Rules. DNS. Labels.", 1.0, id="five are notes"),
        pytest.param(
            "ClusterIP. Node names. Rules. It has DNS, which tells the client where to go. Labels. Probes. Names.",
            1.0,
            id="what is said between ends the row",
        ),
        pytest.param("Rules, DNS, ClusterIP and names, all of these matter.", 0.0, id="of a list it is said that it matters"),
        pytest.param("Rules: any node, even load, source gone, one hop more; DNS none", 1.0, id="a note says something of its topic"),
        pytest.param(
            "rules -> kernel -> node label probe target local socket port pod name host zone cloud", 1.0, id="and so does an arrow"
        ),
    ],
)
def test_lists(answer: str, worth: float) -> None:
    assert points("rules", answer) == worth


def test_a_path_of_a_url_is_one_word() -> None:
    assert [word.norm for word in read("/api/v1 goes here, not to iptables/ipvs").words] == [
        "<path>",
        *["goes", "here", "not", "to", "iptables", "ipvs"],
    ]


@pytest.mark.parametrize(
    ("answer", "worth"),
    [
        pytest.param("It does no DNS.", 0.5, id="one is touched on"),
        pytest.param("It does no DNS. It writes no rules.", 1.0, id="two are enough"),
        pytest.param("It does no DNS. It looks up no names.", 0.5, id="two ways to say one are one"),
    ],
)
def test_enough_of_what_is_touched_on_makes_a_point(answer: str, worth: float) -> None:
    rule = Rule(id="p", touches=("-dns ; -proxy", "-rules"), enough=2)
    assert Grader(Field(CONCEPTS), Rubric(question="q", text="?", points=(rule,))).grade(answer).points["p"] == worth


@pytest.mark.parametrize(
    ("answer", "clauses"),
    [
        pytest.param("it asks one that is not ready", [0, 0, 0, 0, 1, 1, 1], id="a clause about a noun stands by itself"),
        pytest.param("there is no pod that is ready", [0, 0, 0, 0, 0, 0, 0], id="about a denied noun it is denied as well"),
        pytest.param("I don't think that is so", [0, 0, 0, 0, 0, 1], id="what is thought is no such clause"),
        pytest.param("one is small and their sum is not", [0, 0, 0, 0, 1, 1, 1, 1], id="a noun with a verb after an and"),
        pytest.param("one has no name and address", [0, 0, 0, 0, 0, 0], id="a noun without one is an item"),
        pytest.param("no process which receives it", [0, 0, 0, 0, 0], id="nor is which after a denied noun"),
    ],
)
def test_relative_clauses(answer: str, clauses: list[int]) -> None:
    assert [word.clause for word in read(answer).words] == clauses


def test_a_word_that_ends_one_sentence_and_begins_the_next_stands_in_both() -> None:
    assert [word.norm for word in read("It has pods. Pods die.").words] == ["it", "has", "pods", "pods", "die"]


def test_a_number_and_a_slash_are_so_many_for_each() -> None:
    assert [word.norm for word in read("1/node, a > b, x/y").words] == ["1", "per", "node", "a", "<arrow>", "b", "x", "y"]


def test_who_holds_a_misconception_does_not_make_a_point_that_it_voids() -> None:
    rubric = Rubric(
        question="q", text="?", points=(Rule(id="p", says=("rules",), undone=("held:m",)),), misconceptions=(Rule(id="m", says=("dns",)),)
    )
    grader = Grader(Field(CONCEPTS), rubric)
    assert [grader.grade(answer).points["p"] for answer in ("It has rules.", "It has rules and DNS.")] == [1.0, 0.0]


def test_a_point_is_voided_by_misconceptions_of_its_rubric_only() -> None:
    with pytest.raises(PatternFault, match="no misconception"):
        Grader(Field(CONCEPTS), Rubric(question="q", text="?", points=(Rule(id="p", says=("rules",), undone=("held:m",)),)))


def test_a_question_of_a_few_words_may_be_answered_with_no() -> None:
    assert points("-dns", "Has it rules? Yes. DNS? No.") == 1.0


@pytest.mark.parametrize(
    ("says", "answer", "worth"),
    [
        pytest.param("rules", "Whether it has rules I'm not sure.", 0.0, id="what is doubted is no claim"),
        pytest.param("rules", "Whether it has rules, I wouldn't swear.", 0.0, id="nor what the speaker would not swear"),
        pytest.param("rules", "It checks whether rules are there.", 1.0, id="what is checked is one"),
        pytest.param("dns", "It does DNS. Ach, nonsense, it has rules.", 0.0, id="a sound before a word that takes back"),
        pytest.param("dns", "First it does DNS, no, stop, it has rules.", 0.0, id="what is stopped is taken back"),
        pytest.param("rules", '"It has rules" is something I hear a lot.', 0.0, id="a quotation that is often heard"),
        pytest.param("rules", "This misleads people into thinking that it has rules.", 0.0, id="what people are misled to think"),
        pytest.param("-rules", "Many rules run. They don't.", 1.0, id="a sentence that only refutes the one before"),
        pytest.param("-dns", "proxy != DNS", 1.0, id="an unequal sign denies"),
        pytest.param("-dns", "What it doesn't do:\n- rules\n- DNS", 1.0, id="bullets under a heading that denies"),
        pytest.param("dns", "What it doesn't do:\n- rules\nWhat it does:\n- DNS", 1.0, id="until the next heading"),
        pytest.param("rules", "It has no DNS, all rules stay.", 1.0, id="a denial ends where all begins something"),
    ],
)
def test_distance(says: str, answer: str, worth: float) -> None:
    assert points(says, answer) == worth


@pytest.mark.parametrize(
    ("says", "answer", "worth"),
    [
        pytest.param(
            "proxy rules", "kube-proxy forwards in the internet, or rather in the ClusterIP.", 1.0, id="a place put right leaves the verb"
        ),
        pytest.param("outside", "kube-proxy forwards in the internet, or rather in the ClusterIP.", 0.0, id="and takes the place back"),
        pytest.param("rules", "It has the rules, no, the DNS.", 0.0, id="a thing put right"),
        pytest.param("rules", "It counts per rule, I mean per node.", 0.0, id="what it is reckoned by, put right"),
        pytest.param("rules", "It has rules, no wait, it has DNS.", 0.0, id="with a verb all is taken back"),
    ],
)
def test_corrections(says: str, answer: str, worth: float) -> None:
    assert points(says, answer) == worth


@pytest.mark.parametrize(
    ("says", "answer", "worth"),
    [
        pytest.param("-rules", "It has rules. Wrong, it has none of them.", 1.0, id="a sentence that begins by calling the last one wrong"),
        pytest.param("rules", "It has DNS. No, wait, it has rules.", 1.0, id="a correction is no refutation"),
        pytest.param("rules", "It has rules. And no, it does no DNS.", 1.0, id="'and no, it' goes on and takes nothing back"),
        pytest.param(
            "rules", "It has DNS and... wait, I've got that backwards. It has rules.", 1.0, id="what stands after one's own mistake"
        ),
        pytest.param("dns", "It has DNS and... wait, I've got that backwards. It has rules.", 0.0, id="and the mistake"),
        pytest.param(
            "-proxy rules", "Without a kube-proxy running the rules are dead.", 1.0, id="a without in front ends where its noun does"
        ),
        pytest.param(
            "cluster-ip -dns", "Once I have a ClusterIP I don't need DNS.", 1.0, id="what is said before the denial of another verb"
        ),
        pytest.param("-rules", 'And then: "just always use rules", which nobody can.', 1.0, id="a quotation that nobody can follow"),
        pytest.param("-rules", 'We love saying "it always has rules".', 1.0, id="what people love saying is theirs"),
        pytest.param("-rules", "It has rules. That was true of the first ones.", 1.0, id="what was true once is not so"),
        pytest.param("rules", "- a list; 0 is not 1\n- it has rules", 1.0, id="the rest of an item is no heading that denies the next"),
        pytest.param("-rules", "What it does not do:\n- rules", 1.0, id="a heading that denies what stands under it"),
        pytest.param("rules", "If somebody insists on it he gets rules.", 1.0, id="who insists on a thing tells no belief"),
        pytest.param("-dns rules", "If the DNS isn't there it forwards the call.", 1.0, id="what a condition is for is not denied with it"),
        pytest.param("-rules", "If you don't forward it nobody comes.", 1.0, id="an object begins nothing"),
        pytest.param("dns", "It has DNS... wait, other way round. It has rules.", 0.0, id="wait before a correction"),
        pytest.param("node-port -rules", "With a NodePort you don't need rules.", 1.0, id="what a 'with' in front speaks of"),
        pytest.param("-rules", "They tell me it has rules.", 1.0, id="what others tell is theirs"),
        pytest.param("-rules", "I've also heard that it has rules.", 1.0, id="what one has also heard is others'"),
        pytest.param(
            "-rules", '"It always has many rules": it is a thing of its own.', 1.0, id="a statement in quotes with a comment behind it"
        ),
        pytest.param("rules", '"It always has many rules": yes, true.', 1.0, id="a comment that agrees"),
        pytest.param("rules", 'One who says "I have rules" goes.', 1.0, id="somebody in a picture speaks of himself"),
        pytest.param("-rules", "It needn't have rules.", 1.0, id="needn't denies"),
        pytest.param("rules", "It doesn't bring it: rules do.", 1.0, id="what a colon explains is not denied with what stands before"),
        pytest.param("rules", "It has DNS, no, the other way round. It has rules.", 1.0, id="what follows the other way round"),
        pytest.param("dns", "It has DNS, no, the other way round. It has rules.", 0.0, id="and what came before it"),
        pytest.param("dns rules", "The DNS is here, DNS has rules.", 1.0, id="a word said twice around a comma is no stammer"),
        pytest.param(
            "*rules|~rules", "Whether some people say so I forgot.", 0.0, id="words that only tell whose belief it is name nothing"
        ),
    ],
)
def test_whose_words_they_are(says: str, answer: str, worth: float) -> None:
    assert points(says, answer) == worth


def test_not_well_says_something() -> None:
    assert [word.norm for word in read("It is not well. Well, it goes.").words] == ["it", "is", "not", "well", "it", "goes"]


def test_many_spaces_are_one_and_the_words_stand_where_they_stood() -> None:
    text = read("cart  dot   shop dot svc dot cluster dot  local")
    assert [(word.norm, word.start, word.end) for word in text.words] == [("<full>", 0, 47)]
