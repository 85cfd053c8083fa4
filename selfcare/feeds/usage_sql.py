"""What is asked of the databases while a usage file waits and when it is shown. The same words for both."""

_EVENT = ("kind", "direction", "peer", "zone", "country", "seconds", "bytes")  # what happened: never changes
_BILLING = ("units", "net", "vat_rate", "gross")  # what it costs: may change
RECORD = ("period_id", "started_at", "record_id", *_EVENT, *_BILLING)
ALIKE = ("period_id", "day", "kind", "direction", "zone", "paid")
SUMS = ("records", "seconds", "bytes", "units", "net", "gross")


def each(pattern: str, names: tuple[str, ...], between: str = ", ") -> str:
    return between.join(pattern.format(name) for name in names)


_IS_ASIDE = "EXISTS (SELECT 1 FROM aside_usage a WHERE a.at_line = s.at_line)"
_IS_CHANGED = "EXISTS (SELECT 1 FROM changed_usage c WHERE c.at_line = s.at_line)"
_IS_MOVED = "EXISTS (SELECT 1 FROM moved_usage m WHERE m.at_line = s.at_line)"

FIND_REPEATED = """
    INSERT INTO twice_usage (record_id, first_line)
    SELECT record_id, min(at_line) FROM staged_usage GROUP BY record_id HAVING count(*) > 1"""

PUT_REPEATED_ASIDE = f"""
    INSERT INTO aside_usage (at_line, wrong)
    SELECT s.at_line,
        CASE WHEN s.period_id = f.period_id AND s.started_at = f.started_at
            AND {each("s.{0} = f.{0}", (*_EVENT, *_BILLING), " AND ")} THEN NULL
        ELSE 'record_id ' || s.record_id || ' stands already on line ' || t.first_line END
    FROM staged_usage s
    JOIN twice_usage t ON t.record_id = s.record_id AND t.first_line < s.at_line
    JOIN staged_usage f ON f.at_line = t.first_line"""  # noqa: S608  # names of our own, here and below

PUT_STRANGERS_ASIDE = f"""
    INSERT INTO aside_usage (at_line, wrong)
    SELECT s.at_line, 'invoice_number ' || n.invoice_number || ' is another customer''s'
    FROM staged_usage s JOIN new_usage_period n ON n.id = s.period_id
    WHERE n.is_strange = 1 AND NOT {_IS_ASIDE}
        AND n.invoice_number IN (SELECT number FROM invoice)"""  # noqa: S608

IS_ANYTHING_KNOWN = "SELECT EXISTS (SELECT 1 FROM usage_period WHERE first_on <= :last AND last_on >= :first)"

_IS_SAME_PRICE = each("u.{0} = s.{0}", _BILLING, " AND ")
_IS_AT_HOME = """(u.period_id = s.period_id OR EXISTS (
    SELECT 1 FROM usage_period t WHERE t.id = s.period_id AND t.invoice_number = p.invoice_number))"""

# The import reads its own rows one after another and looks each up, whatever SQLite thinks of that: CROSS JOIN.
# A row without an invoice's number says nothing new about a record that is on an invoice already.
MEET_KNOWN = f"""
    INSERT INTO met_usage (at_line, was, other, is_changed, is_same_price)
    SELECT s.at_line, u.period_id,
        CASE WHEN u.started_at <> s.started_at THEN 'started_at'
            WHEN p.line_id <> s.line_id THEN 'msisdn'
            {each("WHEN u.{0} <> s.{0} THEN '{0}'", _EVENT, " ")} END,
        CASE WHEN s.is_running = 1 AND p.invoice_number <> '' THEN 0
            WHEN {_IS_AT_HOME} AND {_IS_SAME_PRICE} THEN 0
            ELSE 1 END,
        CASE WHEN {_IS_SAME_PRICE} THEN 1 ELSE 0 END
    FROM staged_usage s CROSS JOIN usage_record u CROSS JOIN usage_period p
    WHERE u.record_id = s.record_id AND u.started_at >= :begin AND u.started_at < :end AND p.id = u.period_id
        AND NOT {_IS_ASIDE}"""  # noqa: S608

FORGET_OTHERS = """
    DELETE FROM met_usage WHERE other = 'started_at'
        AND at_line IN (SELECT at_line FROM met_usage WHERE other IS NULL OR other <> 'started_at')"""

# || with NULL is NULL: nothing is wrong with an unchanged row.
PUT_MET_ASIDE = """
    INSERT INTO aside_usage (at_line, wrong)
    SELECT s.at_line, 'record_id ' || s.record_id || ' is known already with another ' || min(m.other)
    FROM met_usage m JOIN staged_usage s ON s.at_line = m.at_line
    WHERE m.other IS NOT NULL OR m.is_changed = 0 GROUP BY s.at_line, s.record_id"""

KEEP_CHANGED = (
    "INSERT INTO changed_usage (at_line) SELECT at_line FROM met_usage WHERE other IS NULL AND is_changed = 1"
)

_NEW = f"""
    SELECT {each("s.{0}", (*RECORD, "day"))} FROM staged_usage s
    WHERE NOT {_IS_ASIDE} AND NOT {_IS_CHANGED}"""  # noqa: S608

_NEW_IN_PARTS = f"""
    SELECT coalesce(a.id, s.period_id) AS period_id, {each("s.{0}", (*RECORD[1:], "day"))}
    FROM staged_usage s LEFT JOIN arriving_usage a ON a.home = s.period_id
    WHERE NOT {_IS_ASIDE} AND NOT {_IS_CHANGED} AND NOT {_IS_MOVED}"""  # noqa: S608

_IN_ORDER = " ORDER BY period_id, started_at, record_id"

# Only SQLite keeps others waiting while rows are sorted, so there it is done beforehand.
SORT_NEW = {
    "sqlite": f"CREATE TEMPORARY TABLE new_usage AS {_NEW_IN_PARTS}{_IN_ORDER}",
    "postgresql": f"CREATE TEMPORARY VIEW new_usage AS {_NEW}",
}
FORGET_NEW = {"sqlite": "DROP TABLE IF EXISTS new_usage", "postgresql": "DROP VIEW IF EXISTS new_usage"}

_SUM_UP = f"""
    INSERT INTO delta_usage ({each("{0}", (*ALIKE, *SUMS))})
    SELECT {each("{0}", ALIKE)}, {each("sum({0})", SUMS)} FROM (%s) AS every_one GROUP BY {each("{0}", ALIKE)}"""  # noqa: S608

_WHAT_COMES = f"""
        SELECT {each("{0}", ALIKE[:5])}, gross > 0 AS paid, 1 AS records, {each("{0}", SUMS[1:])} FROM new_usage"""  # noqa: S608

_WHAT_CHANGES = f"""
        SELECT {each("s.{0}", ALIKE[:5])}, s.gross > 0, 1, {each("s.{0}", SUMS[1:])}
        FROM changed_usage c JOIN staged_usage s ON s.at_line = c.at_line
        UNION ALL
        SELECT u.period_id, s.day, {each("u.{0}", ALIKE[2:5])}, u.gross > 0, -1, {each("-u.{0}", SUMS[1:])}
        FROM changed_usage c CROSS JOIN staged_usage s CROSS JOIN usage_record u
        WHERE s.at_line = c.at_line AND u.record_id = s.record_id AND u.started_at = s.started_at
            AND u.started_at >= :begin AND u.started_at < :end"""  # noqa: S608

SUM_UP_NEW = _SUM_UP % _WHAT_COMES
SUM_UP_ALL = _SUM_UP % f"{_WHAT_COMES} UNION ALL {_WHAT_CHANGES}"

MAKE_PERIODS = """
    INSERT INTO usage_period (id, line_id, invoice_number, first_on, last_on, load_id)
    SELECT n.id, n.line_id, n.invoice_number, d.first_on, d.last_on, :load_id
    FROM new_usage_period n JOIN (
        SELECT period_id, min(day) AS first_on, max(day) AS last_on
        FROM delta_usage WHERE records > 0 GROUP BY period_id
    ) d ON d.period_id = n.id"""

INSERT_NEW = {
    "sqlite": f"INSERT INTO usage_record ({each('{0}', RECORD)}) SELECT {each('{0}', RECORD)} FROM new_usage",  # noqa: S608
    "postgresql": (
        f"INSERT INTO usage_record ({each('{0}', RECORD)}) SELECT {each('{0}', RECORD)} FROM new_usage{_IN_ORDER}"  # noqa: S608
    ),
}

UPDATE_CHANGED = f"""
    UPDATE usage_record SET period_id = s.period_id, {each("{0} = s.{0}", _BILLING)}
    FROM changed_usage c JOIN staged_usage s ON s.at_line = c.at_line
    WHERE usage_record.record_id = s.record_id AND usage_record.started_at = s.started_at
        AND usage_record.started_at >= :begin AND usage_record.started_at < :end"""  # noqa: S608

ADDING_TO_TOTALS = f"""
    INSERT INTO usage_total ({each("{0}", (*ALIKE, *SUMS))})
    SELECT {each("{0}", (*ALIKE, *SUMS))} FROM %s
    ON CONFLICT ({each("{0}", ALIKE)}) DO UPDATE SET {each("{0} = usage_total.{0} + excluded.{0}", SUMS)}"""  # noqa: S608

ADD_TO_TOTALS = ADDING_TO_TOTALS % "delta_usage WHERE TRUE"

DELETE_EMPTY_TOTALS = """
    DELETE FROM usage_total WHERE records = 0 AND period_id IN (SELECT period_id FROM delta_usage)"""

DELETE_EMPTY_PERIODS = """
    DELETE FROM usage_period WHERE id IN (SELECT period_id FROM delta_usage)
        AND NOT EXISTS (SELECT 1 FROM usage_total t WHERE t.period_id = usage_period.id)"""

SET_DAYS = """
    UPDATE usage_period SET load_id = :load_id,
        first_on = (SELECT min(day) FROM usage_total t WHERE t.period_id = usage_period.id),
        last_on = (SELECT max(day) FROM usage_total t WHERE t.period_id = usage_period.id)
    WHERE id IN (SELECT period_id FROM delta_usage)"""
