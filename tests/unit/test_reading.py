"""What `mnr cypher` puts to a server: what reads records, whatever its words stand in."""

from __future__ import annotations

import pytest

from coordination.store.reading import only_reads
from graph_schema.cookbook import cookbook
from graph_schema.errors import UsageError

REFUSED = {
    "LOAD CSV FROM 'http://127.0.0.1:9/x' AS l RETURN l": "LOAD CSV",
    "load\n/* x */csv WITH HEADERS FROM 'file:///etc/passwd' AS l RETURN l": "LOAD CSV",
    "L\\u004fAD CSV FROM 'http://x' AS l RETURN l": "LOAD CSV",
    "RETURN '\\u0027' AS a UNION LOAD CSV FROM 'x' AS a RETURN a": "LOAD CSV",
    "RETURN '\\u0027 LOAD CSV FROM \\u0027x' AS a": "LOAD CSV",
    "CALL { LOAD CSV FROM 'x' AS l RETURN l } RETURN l": "LOAD CSV",
    "TERMINATE TRANSACTIONS 'neo4j-transaction-1'": "TERMINATE",
    "EXPLAIN TERMINATE TRANSACTION 'x'": "TERMINATE",
    "SHOW USERS": "SHOW USERS",
    "show\tcurrent user": "SHOW CURRENT",
    "SHOW SETTINGS YIELD name RETURN name": "SHOW SETTINGS",
    "SHOW TRANSACTIONS YIELD transactionId AS t TERMINATE TRANSACTIONS t": "SHOW TRANSACTIONS",
    "SHOW FUNCTIONS YIELD name AS n SHOW TRANSACTIONS n": "SHOW TRANSACTIONS",
    "SHOW DATABASES": "SHOW DATABASES",
    "CYPHER 5 runtime=slotted EXPLAIN SHOW USERS": "SHOW USERS",
    "CYPHER 25 SHOW USERS": "SHOW USERS",
    "USE system MATCH (n) RETURN n": "USE",
    "CALL dbms.killConnection('x')": "dbms.killConnection",
    "CALL `dbms` . /* */ `killConnections`(['x'])": "dbms.killConnections",
    "MATCH (n) CALL DBMS.listConfig('x') YIELD name RETURN name": "DBMS.listConfig",
    "CALL db.clearQueryCaches()": "db.clearQueryCaches",
    "CALL apoc.load.json('http://x') YIELD value RETURN value": "apoc.load.json",
}


@pytest.mark.parametrize("text", list(REFUSED))
def test_what_does_something_else_than_read_is_refused(text: str) -> None:
    with pytest.raises(UsageError) as caught:
        only_reads(text)
    assert REFUSED[text] in caught.value.message
    assert caught.value.hint


@pytest.mark.parametrize(
    "text",
    [
        *(q.text for q in cookbook().values()),
        "RETURN 'LOAD CSV', \"CALL dbms.killConnection\", `SHOW USERS` // TERMINATE",
        "MATCH (show:Stakeholder) WITH show AS users, show.call AS call RETURN call, users ORDER BY users.name",
        "MATCH (n) RETURN n.use /* LOAD CSV */ AS load",
        "MATCH (n) CALL (n) { RETURN 1 AS one } RETURN one",
        "SHOW INDEXES YIELD name RETURN name",
        "SHOW ALL FUNCTIONS",
        "EXPLAIN SHOW PROCEDURES",
        "CALL db.labels() YIELD label RETURN label",
        "CALL gds.degree.stream('mnr') YIELD nodeId RETURN nodeId",
        "",
        "'never closed",
        "/* never closed",
    ],
)
def test_what_reads_passes(text: str) -> None:
    only_reads(text)
