"""The statements that make the projection's tables. Meanings of the columns: docs/schema.md."""

from __future__ import annotations

from archive.db.fold import TOKENIZER

TABLES = (
    """
    CREATE TABLE projection (
        name  TEXT PRIMARY KEY,
        value TEXT NOT NULL
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE TABLE crawls (
        id         TEXT PRIMARY KEY,
        site       TEXT NOT NULL,
        started    TEXT,
        finished   TEXT,
        reason     TEXT,
        user_agent TEXT,
        operator   TEXT,
        software   TEXT,
        robots     TEXT,
        settings   TEXT NOT NULL,
        summary    TEXT NOT NULL
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE TABLE warc_files (
        name  TEXT PRIMARY KEY,
        crawl TEXT REFERENCES crawls(id),
        site  TEXT
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE TABLE captures (
        id         INTEGER PRIMARY KEY,
        record_id  TEXT NOT NULL UNIQUE,
        page       INTEGER NOT NULL,
        url        TEXT NOT NULL,
        host       TEXT NOT NULL,
        site       TEXT NOT NULL,
        date       TEXT NOT NULL,
        kind       TEXT NOT NULL,
        status     INTEGER,
        mime       TEXT,
        digest     TEXT,
        truncated  TEXT,
        file       TEXT NOT NULL REFERENCES warc_files(name),
        offset     INTEGER NOT NULL,
        length     INTEGER NOT NULL,
        refers_to  TEXT
    ) STRICT
    """,
    "CREATE INDEX captures_by_page ON captures(page, id)",
    "CREATE INDEX captures_by_place ON captures(file, offset)",
    """
    CREATE TABLE outcomes (
        capture   INTEGER PRIMARY KEY REFERENCES captures(id) ON DELETE CASCADE,
        kind      TEXT NOT NULL,
        reason    TEXT,
        title     TEXT,
        target    TEXT,
        extractor TEXT
    ) STRICT
    """,
    "CREATE INDEX outcomes_broken ON outcomes(capture) WHERE kind = 'failed'",
    """
    CREATE TABLE texts (
        id        INTEGER PRIMARY KEY,
        page      INTEGER NOT NULL,
        digest    TEXT NOT NULL,
        published TEXT,
        title     TEXT,
        byline    TEXT NOT NULL,
        body      TEXT NOT NULL,
        UNIQUE (page, digest)
    ) STRICT
    """,
    """
    CREATE TABLE article_rows (
        capture                 INTEGER PRIMARY KEY REFERENCES captures(id) ON DELETE CASCADE,
        text                    INTEGER NOT NULL REFERENCES texts(id),
        page                    INTEGER NOT NULL,
        canonical_page          INTEGER,
        next_page               INTEGER,
        site                    TEXT NOT NULL,
        moment                  TEXT NOT NULL,
        url                     TEXT,
        published_precision     TEXT,
        published_zone_known    INTEGER NOT NULL,
        published_zone          TEXT,
        assumed_zone            TEXT,
        updated                 TEXT,
        updated_precision       TEXT,
        header_line             TEXT,
        date_text               TEXT,
        time_text               TEXT,
        weekday_text            TEXT,
        weekday_consistent      INTEGER,
        dateline_text           TEXT,
        dateline_date           TEXT,
        article_id              TEXT,
        article_id_label        TEXT,
        agency                  TEXT,
        agency_expansion        TEXT,
        city                    TEXT,
        section                 TEXT,
        language                TEXT,
        comment_count           INTEGER,
        comment_count_qualifier TEXT,
        comment_count_source    TEXT,
        comments_open           INTEGER,
        comments_system         TEXT,
        comments_thread         TEXT,
        canonical_url           TEXT,
        print_url               TEXT,
        print_link_present      INTEGER NOT NULL,
        amp_url                 TEXT,
        next_url                TEXT,
        paywalled               INTEGER,
        confidence              REAL NOT NULL,
        extractor               TEXT NOT NULL,
        body_html               BLOB NOT NULL
    ) STRICT
    """,
    "CREATE INDEX article_rows_by_page ON article_rows(page, capture)",
    "CREATE INDEX article_rows_by_moment ON article_rows(moment)",
    "CREATE INDEX article_rows_by_site ON article_rows(site, moment)",
    "CREATE INDEX article_rows_by_text ON article_rows(text)",
    "CREATE INDEX article_rows_by_next ON article_rows(next_page) WHERE next_page IS NOT NULL",
    "CREATE INDEX article_rows_by_number ON article_rows(article_id) WHERE article_id IS NOT NULL",
    "CREATE INDEX article_rows_by_thread ON article_rows(comments_system, comments_thread)"
    " WHERE comments_thread IS NOT NULL",
    """
    CREATE TABLE article_authors (
        capture  INTEGER NOT NULL REFERENCES article_rows(capture) ON DELETE CASCADE,
        position INTEGER NOT NULL,
        name     TEXT NOT NULL,
        PRIMARY KEY (capture, position)
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE TABLE article_tags (
        capture  INTEGER NOT NULL REFERENCES article_rows(capture) ON DELETE CASCADE,
        position INTEGER NOT NULL,
        tag      TEXT NOT NULL,
        PRIMARY KEY (capture, position)
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE TABLE article_images (
        capture  INTEGER NOT NULL REFERENCES article_rows(capture) ON DELETE CASCADE,
        position INTEGER NOT NULL,
        url      TEXT NOT NULL,
        PRIMARY KEY (capture, position)
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE TABLE service_counts (
        capture   INTEGER NOT NULL REFERENCES captures(id) ON DELETE CASCADE,
        system    TEXT NOT NULL,
        thread    TEXT NOT NULL,
        value     INTEGER NOT NULL,
        qualifier TEXT NOT NULL,
        open      INTEGER,
        source    TEXT NOT NULL,
        PRIMARY KEY (capture, system, thread)
    ) STRICT, WITHOUT ROWID
    """,
    "CREATE INDEX service_counts_by_thread ON service_counts(system, thread, capture)",
    """
    CREATE TABLE evidence (
        capture INTEGER PRIMARY KEY REFERENCES outcomes(capture) ON DELETE CASCADE,
        data    BLOB NOT NULL
    ) STRICT
    """,
    """
    CREATE TABLE search_documents (
        id   INTEGER PRIMARY KEY,
        text INTEGER NOT NULL UNIQUE REFERENCES texts(id)
    ) STRICT
    """,
    "CREATE VIRTUAL TABLE search_index USING fts5("
    f"title, author, body, content='', tokenize=\"{TOKENIZER}\")",
    # A larger hash of pending words than the default MiB, and merges of eight segments at a time for the default four:
    # a third less time for the index.
    "INSERT INTO search_index(search_index, rank) VALUES('hashsize', 33554432)",
    "INSERT INTO search_index(search_index, rank) VALUES('automerge', 8)",
)

ADDED = (
    "ALTER TABLE outcomes ADD COLUMN target_page INTEGER",
    "CREATE INDEX outcomes_by_target ON outcomes(target_page, capture) WHERE target_page IS NOT NULL",
    "ALTER TABLE service_counts ADD COLUMN page INTEGER",
    "CREATE INDEX service_counts_by_page ON service_counts(page, capture) WHERE page IS NOT NULL",
    "ALTER TABLE article_rows ADD COLUMN correction TEXT",
    "CREATE INDEX article_rows_by_canonical ON article_rows(canonical_page) WHERE canonical_page IS NOT NULL",
    "ALTER TABLE article_rows ADD COLUMN print_page INTEGER",
    "ALTER TABLE article_rows ADD COLUMN amp_page INTEGER",
    "CREATE INDEX article_rows_by_print ON article_rows(print_page) WHERE print_page IS NOT NULL",
    "CREATE INDEX article_rows_by_amp ON article_rows(amp_page) WHERE amp_page IS NOT NULL",
)
"""What the second version of the schema has more than the first."""
