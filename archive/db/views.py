"""The statements that make the projection's views: which captures are articles of their own, which are forms of one.

Meanings of the columns: docs/schema.md.
"""

from __future__ import annotations

_LATER = "SELECT 1 FROM article_rows b WHERE b.page = r.page AND b.capture > r.capture"

# A page is another form of an article (print, AMP, one of several addresses) when it names a canonical address at which
# an article was captured that does not itself point elsewhere: a canonical link to a section page hides nothing.
_OTHER_FORM = "SELECT 1 FROM article_rows b WHERE b.page = r.canonical_page AND b.canonical_page IS NULL"

# Print and AMP forms that name no canonical address: the article names them, and they have had its headline.
_NAMED_FORM = """
    SELECT 1 FROM article_rows b JOIN texts h ON h.id = b.text
    WHERE b.{column} = r.page AND b.page <> r.page AND h.title = t.title"""
_NAMED_FORMS = [f"NOT EXISTS ({_NAMED_FORM.format(column=column)})" for column in ("print_page", "amp_page")]

# A page continues another when that one's "next" link leads to it and both carry the same headline.
_CONTINUES = """
    SELECT 1 FROM article_rows b JOIN texts h ON h.id = b.text
    WHERE b.next_page = r.page AND b.page <> r.page AND h.title = t.title"""

# A page has moved when its address later redirects to another one where an article with the same headline is. (A redirect
# to some other article, to a section or to a page that was not captured hides nothing.)
_MOVED = """
    SELECT 1 FROM captures m JOIN outcomes o ON o.capture = m.id JOIN article_rows b ON b.page = o.target_page
    JOIN texts h ON h.id = b.text
    WHERE m.page = r.page AND m.id > r.capture AND o.target_page <> r.page AND h.title = t.title"""

_SERVICE_COUNT = """(
    SELECT w.value FROM service_counts w
    WHERE w.system = r.comments_system AND w.thread = r.comments_thread OR w.page = r.page
    ORDER BY w.capture DESC LIMIT 1)"""

_ARTICLE_COLUMNS = """
    r.capture AS id, c.record_id, coalesce(r.url, c.url) AS url, r.site, c.host, c.date AS captured,
    t.title, t.published, r.published_precision, r.published_zone_known, r.published_zone, r.assumed_zone,
    r.updated, r.updated_precision, r.header_line, r.date_text, r.time_text, r.weekday_text, r.weekday_consistent,
    r.dateline_text, r.dateline_date, r.article_id, r.article_id_label, r.agency, r.agency_expansion, r.city,
    t.byline AS authors, r.section,
    (SELECT group_concat(tag, '; ') FROM (SELECT tag FROM article_tags g WHERE g.capture = r.capture ORDER BY position))
        AS tags,
    r.language, t.body, r.correction, {count} AS comment_count, r.comment_count_qualifier, r.comment_count_source, r.comments_open,
    r.comments_system, r.comments_thread, r.canonical_url, r.print_url, r.print_link_present, r.amp_url, r.next_url,
    r.paywalled, r.confidence, r.extractor, r.moment, r.page, r.text, t.digest AS text_digest
"""
_JOINED = "FROM article_rows r JOIN captures c ON c.id = r.capture JOIN texts t ON t.id = r.text"

VIEWS = (
    f"CREATE VIEW articles AS SELECT {_ARTICLE_COLUMNS.format(count='r.comment_count')} {_JOINED}",
    f"""
    CREATE VIEW latest_articles AS
    SELECT {_ARTICLE_COLUMNS.format(count=f"coalesce(r.comment_count, {_SERVICE_COUNT})")} {_JOINED}
    WHERE NOT EXISTS ({_LATER}) AND NOT EXISTS ({_OTHER_FORM}) AND NOT EXISTS ({_CONTINUES})
      AND NOT EXISTS ({_MOVED}) AND {" AND ".join(_NAMED_FORMS)}
    """,
    """
    CREATE VIEW article_versions AS
    SELECT t.id AS text, t.page, t.digest, t.title, t.byline AS authors, t.published, t.body,
           count(*) AS captures, min(c.date) AS first_seen, max(c.date) AS last_seen,
           min(r.capture) AS first_capture, max(r.capture) AS last_capture
    FROM texts t JOIN article_rows r ON r.text = t.id JOIN captures c ON c.id = r.capture
    GROUP BY t.id
    """,
    """
    CREATE VIEW comment_counts AS
    SELECT r.capture, c.date, r.comments_system AS system, r.comments_thread AS thread, r.comment_count AS value,
           r.comment_count_qualifier AS qualifier, r.comments_open AS open, r.comment_count_source AS source
    FROM article_rows r JOIN captures c ON c.id = r.capture
    WHERE r.comment_count IS NOT NULL OR r.comments_open IS NOT NULL OR r.comments_system IS NOT NULL
    UNION ALL
    SELECT w.capture, c.date, w.system, w.thread, w.value, w.qualifier, w.open, w.source
    FROM service_counts w JOIN captures c ON c.id = w.capture
    """,
    """
    CREATE VIEW comment_series AS
    SELECT r.page, c.date, r.comment_count AS value, r.comment_count_qualifier AS qualifier,
           r.comment_count_source AS source, r.capture
    FROM article_rows r JOIN captures c ON c.id = r.capture
    WHERE r.comment_count IS NOT NULL
    UNION ALL
    SELECT a.page, c.date, w.value, w.qualifier, w.source, w.capture
    FROM (SELECT DISTINCT page, comments_system, comments_thread FROM article_rows WHERE comments_thread IS NOT NULL) a
    JOIN service_counts w ON w.system = a.comments_system AND w.thread = a.comments_thread
    JOIN captures c ON c.id = w.capture
    UNION ALL
    SELECT w.page, c.date, w.value, w.qualifier, w.source, w.capture
    FROM service_counts w JOIN captures c ON c.id = w.capture
    WHERE w.page IS NOT NULL
    """,
    """
    CREATE VIEW whole_articles AS
    WITH RECURSIVE part(head, number, page, title, text, next) AS (
        SELECT id, 1, page, title, text, (SELECT next_page FROM article_rows WHERE capture = l.id)
        FROM latest_articles l
        UNION ALL
        SELECT p.head, p.number + 1, r.page, p.title, r.text, r.next_page
        FROM part p JOIN article_rows r ON r.page = p.next JOIN texts t ON t.id = r.text AND t.title = p.title
        WHERE p.number < 50 AND p.page <> r.page
          AND r.capture = (SELECT max(capture) FROM article_rows x WHERE x.page = p.next)
    )
    SELECT head AS id, count(*) AS pages, group_concat(body, char(10, 10)) AS body
    FROM (SELECT head, number, body FROM part JOIN texts ON texts.id = part.text ORDER BY head, number)
    GROUP BY head
    """,
)
