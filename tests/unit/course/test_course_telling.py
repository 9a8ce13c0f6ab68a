"""What a cluster did, in one sentence that says no more than is so."""

import pytest
from course_packs import LESSON, changed, write_pack

from k8s_svc_trainer.course import open_pack
from k8s_svc_trainer.course.show import run_show
from k8s_svc_trainer.course.telling import told

LIST = "{endpoints: service/default/web, expect: {readyCount: 2}}"


@pytest.mark.parametrize(
    ("step", "sentence"),
    [
        pytest.param(
            '{connect: {from: pod/default/client, to: "10.96.0.50:81"}}',
            "nothing comes back, and the client waits until it times out",
            id="a packet that no rule knows is lost, and not dropped",
        ),
        pytest.param(
            '{connect: {from: node/node-3, to: "10.96.0.50:80"}}',
            "it connects, to one of 10.244.1.15:8080, 10.244.2.16:8080; the other side sees an address of node-3",
            id="who is masqueraded is told so",
        ),
        pytest.param(
            "{resolve: {from: pod/default/client, name: web}}",
            "web.default.svc.cluster.local gives 10.96.0.50",
            id="a name that was found at once",
        ),
        pytest.param(
            "{resolve: {from: pod/default/client, name: web.default}}",
            "web.default.svc.cluster.local gives 10.96.0.50, after 1 name in vain",
            id="a name that was found second",
        ),
        pytest.param(
            "{resolve: {from: pod/default/client, name: web.default.svc.cluster.local}}",
            "web.default.svc.cluster.local gives 10.96.0.50, after 3 names in vain",
            id="a name that was found last",
        ),
    ],
)
def test_the_sentence_is_exact(tmp_path, step, sentence):
    lesson = open_pack(write_pack(tmp_path, {"01-one/lesson.yaml": changed(LESSON, LIST, step)})).lesson("01-one")
    assert told(run_show(lesson, lesson.sections[0])[0].result) == sentence
