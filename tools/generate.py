"""Every generated file that is committed: written again, or with ``--check`` compared."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
INDEX = "coordination/answers/index.py"


def generated() -> dict[str, Callable[[], str]]:
    """Path -> what its text must be."""
    from dashboard.ui import theme
    from graph_schema import cypher, sql
    from graph_schema.manual import manual
    from tools import neo4j_files
    from tools.answers import import_schema, index, schema, schemas
    from tools.catalogue import DOMAINS, languages, merged, path_of
    from tools.cookbook import recipes
    from tools.reference import reference
    from tools.register import countries

    return {
        INDEX: index,
        "docs/reference/schema.md": manual,
        "docs/reference/schema.sql": sql.ddl,
        "docs/reference/schema.cypher": cypher.ddl,
        **{path: partial(schema, answer) for path, answer in schemas().items()},
        "graph_schema/answers/import.schema.json": import_schema,
        "docs/reference/commands.md": reference,
        "docs/reference/cookbook.md": recipes,
        "graph_schema/neo4j_files/style.grass": neo4j_files.style,
        "graph_schema/neo4j_files/parameters.cypher": neo4j_files.parameters,
        "graph_schema/neo4j_files/perspective.json": neo4j_files.perspective,
        "graph_schema/neo4j_files/dashboard.json": neo4j_files.dashboard,
        "dashboard/assets/theme.css": theme.css,
        "seed_data/register/COUNTRIES.md": countries,
        **{
            path_of(code, domain).relative_to(ROOT).as_posix(): partial(merged, code, domain)
            for code in languages()
            for domain in DOMAINS
        },
        **{f"dashboard/methods/{code}.json": partial(_methods, code) for code in ("en", *languages())},
    }


def _methods(code: str) -> str:
    from tools.catalogue import METHODS, translations
    from tools.methods import methods

    return methods({} if code == "en" else translations(code, METHODS))


def incomplete() -> list[str]:
    """What keeps a language that the program offers from being complete."""
    from coordination.text.languages import LANGUAGES
    from tools.catalogue import DOMAINS, findings

    return [f for code in LANGUAGES if code != "en" for domain in DOMAINS for f in findings(code, domain)]


def main(arguments: list[str]) -> int:
    from tools import vocabulary
    from tools.catalogue import languages

    stale = []
    for name, make in generated().items():
        path = ROOT / name
        text = make()
        if path.is_file() and path.read_text(encoding="utf-8") == text:
            continue
        if "--check" in arguments:
            stale.append(name)
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
            if name == INDEX:  # what is made of the answers must know the new ones: begin again
                os.execv(sys.executable, [sys.executable, "-m", "tools.generate", *arguments])
    if stale:
        print(f"Stale: {', '.join(stale)}. Run `make generate`.", file=sys.stderr)
    wrong = incomplete() if "--check" in arguments else []
    if wrong:
        print(*wrong[:40], sep="\n", file=sys.stderr)
        print(
            f"Translations: {len(wrong)} findings; docs/reference/languages.md says what to do.",
            file=sys.stderr,
        )
    words = (
        [f for code in ("en", *languages()) for f in vocabulary.findings(code)]
        if "--check" in arguments
        else []
    )
    if words:
        print(*words[:40], sep="\n", file=sys.stderr)
        print(
            f"Words: {len(words)} findings; docs/concepts.md says what each thing is called.", file=sys.stderr
        )
    return 1 if stale or wrong or words else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
