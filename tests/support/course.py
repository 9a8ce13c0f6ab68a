"""The course, opened once for all tests that only read it: each of its files is then read once in a process."""

from k8s_svc_trainer.course import default_pack_path, open_pack

COURSE = open_pack(default_pack_path())
