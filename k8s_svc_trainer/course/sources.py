"""Which page is cited for which facts, so that a reviewer can read a page once and see what the course claims of it.

Decides nothing; reads a whole pack.
"""

from k8s_svc_trainer.course.pack import Pack


def facts_by_page(pack: Pack) -> dict[str, list[tuple[str, str]]]:
    """For each cited page the (id, claim) of all that cites it, in the order of the course: what a question explains, what a lesson is
    about. Raises Faults.
    """
    found: dict[str, list[tuple[str, str]]] = {}
    for name in pack.lesson_ids:
        lesson = pack.lesson(name)
        for page in lesson.sources:
            found.setdefault(page, []).append((lesson.id, lesson.title))
        questions = pack.questions(name)
        for question in (*questions.questions, *(one.first for one in questions.templates)):
            found.setdefault(question.source, []).append((question.id, question.explain))
    return found
