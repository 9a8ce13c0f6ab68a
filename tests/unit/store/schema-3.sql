-- The third schema, with a row in each table. Never edited: whatever was released must migrate.
BEGIN TRANSACTION;
CREATE TABLE cards (
            pack TEXT NOT NULL, item TEXT NOT NULL, rated INTEGER NOT NULL,
            state INTEGER NOT NULL CHECK (state BETWEEN 1 AND 3), step INTEGER,
            stability REAL NOT NULL, difficulty REAL NOT NULL, due TEXT NOT NULL, last TEXT NOT NULL, grade INTEGER NOT NULL,
            reviews INTEGER NOT NULL, lapses INTEGER NOT NULL, hash TEXT NOT NULL, PRIMARY KEY (pack, item)
        ) WITHOUT ROWID;
INSERT INTO "cards" VALUES('core','04-kube-proxy/who',0,2,NULL,2.3065,2.118,'2026-07-03T12:00:00.000000+00:00','2026-07-01T12:00:00.000000+00:00',3,1,0,'h1');
CREATE TABLE drafts (
            pack TEXT NOT NULL, item TEXT NOT NULL, text TEXT NOT NULL, at TEXT NOT NULL, PRIMARY KEY (pack, item)
        ) WITHOUT ROWID;
INSERT INTO "drafts" VALUES('core','04-kube-proxy/interview/load-balance','A Service is','2026-07-01T12:00:00.000000+00:00');
CREATE TABLE known (pack TEXT NOT NULL, lesson TEXT NOT NULL, at TEXT NOT NULL, PRIMARY KEY (pack, lesson)) WITHOUT ROWID;
INSERT INTO "known" VALUES('core','01-why-a-service','2026-07-01T12:00:00.000000+00:00');
CREATE TABLE places (
            pack TEXT NOT NULL, lesson TEXT NOT NULL, section TEXT NOT NULL, at TEXT NOT NULL, finished TEXT, PRIMARY KEY (pack, lesson)
        ) WITHOUT ROWID;
INSERT INTO "places" VALUES('core','04-kube-proxy','agent','2026-07-01T12:00:00.000000+00:00','2026-07-01T12:00:00.000000+00:00');
CREATE TABLE points (review TEXT NOT NULL, point TEXT NOT NULL, met INTEGER NOT NULL, PRIMARY KEY (review, point)) WITHOUT ROWID;
INSERT INTO "points" VALUES('a1','dnat',1);
INSERT INTO "points" VALUES('a1','watch',0);
CREATE TABLE reviews (
            uuid TEXT NOT NULL PRIMARY KEY, pack TEXT NOT NULL, item TEXT NOT NULL, kind TEXT NOT NULL,
            grade INTEGER NOT NULL CHECK (grade BETWEEN 1 AND 4),
            was_right INTEGER NOT NULL, helped INTEGER NOT NULL, rated INTEGER NOT NULL,
            seconds REAL, seed INTEGER, answer TEXT, hash TEXT NOT NULL, at TEXT NOT NULL, session TEXT, attempt INTEGER NOT NULL
        , confidence REAL) WITHOUT ROWID;
INSERT INTO "reviews" VALUES('a1','core','04-kube-proxy/who','choice',3,1,0,0,12.5,7,'"dnat"','h1','2026-07-01T12:00:00.000000+00:00','s1',1,0.75);
CREATE TABLE rulings (
            pack TEXT NOT NULL, item TEXT NOT NULL, point TEXT NOT NULL, at TEXT NOT NULL, graded REAL NOT NULL, ruled REAL NOT NULL,
            answer TEXT NOT NULL, PRIMARY KEY (pack, item, point, at)
        ) WITHOUT ROWID;
INSERT INTO "rulings" VALUES('core','04-kube-proxy/interview/load-balance','dnat','2026-07-01T12:00:00.000000+00:00',0.5,1.0,'It swaps the address.');
CREATE TABLE settings (name TEXT NOT NULL PRIMARY KEY, value TEXT NOT NULL, at TEXT NOT NULL) WITHOUT ROWID;
INSERT INTO "settings" VALUES('interview','"2026-07-14"','2026-07-01T12:00:00.000000+00:00');
CREATE TABLE sittings (
            id TEXT NOT NULL PRIMARY KEY, kind TEXT NOT NULL, seed INTEGER NOT NULL,
            started TEXT NOT NULL, touched TEXT NOT NULL, ended TEXT,
            plan TEXT NOT NULL, queue TEXT NOT NULL
        , state TEXT) WITHOUT ROWID;
INSERT INTO "sittings" VALUES('s1','quiz',7,'2026-07-01T12:00:00.000000+00:00','2026-07-01T12:00:00.000000+00:00',NULL,'[["core","04-kube-proxy/who",1],["core","08-internal-dns/short-name",2]]','[["core","08-internal-dns/short-name",2]]','{"flags":[1]}');
CREATE INDEX reviews_of_item ON reviews (pack, item, at);
CREATE INDEX reviews_in_time ON reviews (at);
COMMIT;
PRAGMA application_id = 1798861652;
PRAGMA user_version = 3;
PRAGMA journal_mode = WAL;
