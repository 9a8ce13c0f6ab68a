"""The schema, as the steps that led to it. A step that was released is never edited: a change is another step.

`PRAGMA user_version` counts the steps a store has taken. Each step is a tuple of statements, all of them taken in one transaction.
Written for SQLite 3.34 (RHEL 9) and later: no STRICT tables, no RETURNING, no DROP COLUMN.

All times are UTC in one spelling, `2026-07-01T12:00:00.000000+00:00`, so that text order is time order.
What was answered is in `reviews`, which only grows; `cards` follows from it, and is kept so that to ask what is due is one cheap read.
"""

# "k8sT" as a big-endian number: https://www.sqlite.org/pragma.html#pragma_application_id
APPLICATION_ID = 0x6B387354

Step = tuple[str, ...]

MIGRATIONS: tuple[Step, ...] = (
    (
        # One row an answer, for ever. rated: 1 where a person judged themselves. attempt: 1, or more when it came back in its session.
        """CREATE TABLE reviews (
            uuid TEXT NOT NULL PRIMARY KEY, pack TEXT NOT NULL, item TEXT NOT NULL, kind TEXT NOT NULL,
            grade INTEGER NOT NULL CHECK (grade BETWEEN 1 AND 4),
            was_right INTEGER NOT NULL, helped INTEGER NOT NULL, rated INTEGER NOT NULL,
            seconds REAL, seed INTEGER, answer TEXT, hash TEXT NOT NULL, at TEXT NOT NULL, session TEXT, attempt INTEGER NOT NULL
        ) WITHOUT ROWID""",
        "CREATE INDEX reviews_of_item ON reviews (pack, item, at)",
        "CREATE INDEX reviews_in_time ON reviews (at)",
        # Which points of an answer were met, by whose judgement the review says.
        "CREATE TABLE points (review TEXT NOT NULL, point TEXT NOT NULL, met INTEGER NOT NULL, PRIMARY KEY (review, point)) WITHOUT ROWID",
        # The state of fsrs for each item that was ever answered.
        """CREATE TABLE cards (
            pack TEXT NOT NULL, item TEXT NOT NULL, rated INTEGER NOT NULL,
            state INTEGER NOT NULL CHECK (state BETWEEN 1 AND 3), step INTEGER,
            stability REAL NOT NULL, difficulty REAL NOT NULL, due TEXT NOT NULL, last TEXT NOT NULL, grade INTEGER NOT NULL,
            reviews INTEGER NOT NULL, lapses INTEGER NOT NULL, hash TEXT NOT NULL, PRIMARY KEY (pack, item)
        ) WITHOUT ROWID""",
        # What is written and not yet handed in.
        """CREATE TABLE drafts (
            pack TEXT NOT NULL, item TEXT NOT NULL, text TEXT NOT NULL, at TEXT NOT NULL, PRIMARY KEY (pack, item)
        ) WITHOUT ROWID""",
        # A sitting: what was to be asked (plan) and what is left of it (queue), both JSON.
        """CREATE TABLE sittings (
            id TEXT NOT NULL PRIMARY KEY, kind TEXT NOT NULL, seed INTEGER NOT NULL,
            started TEXT NOT NULL, touched TEXT NOT NULL, ended TEXT,
            plan TEXT NOT NULL, queue TEXT NOT NULL
        ) WITHOUT ROWID""",
        # Where a lesson was left; finished says when its end was first reached.
        """CREATE TABLE places (
            pack TEXT NOT NULL, lesson TEXT NOT NULL, section TEXT NOT NULL, at TEXT NOT NULL, finished TEXT, PRIMARY KEY (pack, lesson)
        ) WITHOUT ROWID""",
    ),
    (
        # What the grader thought of a point and what the learner says, with the answer it is about: for the rubric's author.
        # The columns of its key come first: else quick_check of SQLite 3.40 finds NULLs that are not there.
        """CREATE TABLE rulings (
            pack TEXT NOT NULL, item TEXT NOT NULL, point TEXT NOT NULL, at TEXT NOT NULL, graded REAL NOT NULL, ruled REAL NOT NULL,
            answer TEXT NOT NULL, PRIMARY KEY (pack, item, point, at)
        ) WITHOUT ROWID""",
    ),
    (
        # How sure the learner said they were, from 0 to 1, before they saw the verdict; NULL where they said nothing.
        "ALTER TABLE reviews ADD COLUMN confidence REAL",
        # What a sitting of its kind keeps beside its queue, as JSON: the flags and the clock of an exam.
        "ALTER TABLE sittings ADD COLUMN state TEXT",
        # What the learner set, as JSON by name: the day of the interview, minutes a day.
        "CREATE TABLE settings (name TEXT NOT NULL PRIMARY KEY, value TEXT NOT NULL, at TEXT NOT NULL) WITHOUT ROWID",
        # Lessons that were tested out of.
        "CREATE TABLE known (pack TEXT NOT NULL, lesson TEXT NOT NULL, at TEXT NOT NULL, PRIMARY KEY (pack, lesson)) WITHOUT ROWID",
    ),
)

TABLES = ("points", "reviews", "cards", "drafts", "sittings", "places", "rulings", "settings", "known")
