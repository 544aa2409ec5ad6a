"""A letter to an organisation that asks whether what is recorded of it still holds (METHODS 15): to be changed and sent
by whoever signs it. Nothing is sent from here, and it asks for no personal data."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from coordination.analytics.board.verify_next import ToCheck, in_order, verify_next
from coordination.answers.filled import say_of
from coordination.reports.document import Document, Items, Text
from coordination.text.say import Say
from coordination.text.sentences import Name, sentence
from coordination.workspace.service import Question, Workspace
from graph_schema.errors import UsageError, said

__all__ = ["as_text", "letter_document"]


def letter_document(
    w: Workspace, q: Question, organisation: str, countries: Collection[str] = (), lang: str = "en"
) -> Document:
    """The letter, about some countries or all. Raises UsageError where nothing is to be asked of the organisation."""
    found = verify_next(w.cover(q), w.countries(tuple(countries)))
    asked = {(r.type, r.claim): r for _, r in in_order(found) if r.organisation == organisation}
    if not asked:
        raise UsageError(
            said("Nothing is to be asked of this organisation."),
            hint=said("Choose one on the page of records to check."),
        )
    say = _without_numbers(say_of(w, q))
    body = say.name("stakeholders", organisation)
    blocks = (
        Text(say(sentence("Dear colleagues of {body},", body=body))),
        Text(
            say(
                sentence(
                    "We keep a record of who helps to protect children from sexual exploitation online. As of {day}, "
                    "this is what it says about your organisation:",
                    day=q.as_of,
                )
            )
        ),
        Items(tuple(_line(w, say, r) for r in asked.values()), numbered=True),
        Text(
            say(
                sentence(
                    "Please tell us for each line whether it is still true. If it is not: what changed, and when? A "
                    "public page or document that we may name as the source helps most."
                )
            )
        ),
        Text(say(sentence("Please send nothing about children, cases or private persons."))),
        Text(say(sentence("With kind regards,"))),
    )
    title = say(sentence("Is this still true? {body}", body=body))
    return Document(title, "", blocks, (), f"letter-{organisation}", lang=lang)


def _without_numbers(say: Say) -> Say:
    """The same with capabilities named without the number of the framework, which a letter does not explain."""

    def name(of: Name) -> str:
        text = say.names(of)
        return text.partition(" ")[2] or text if of.list == "capabilities" else text

    return replace(say, names=name)


def _line(w: Workspace, say: Say, row: ToCheck) -> str:
    """What is recorded, by which source, and the question."""
    said_ = [say(row.what)]
    frame = w.snapshot()["sources"]
    at = frame.position.get(row.source) if row.source else None
    if at is not None:
        published = frame.text("published", at)
        parts = (say.name("sources", str(row.source)), say.when(published) if published else "")
        source = ", ".join(filter(None, parts))
        said_.append(say(sentence("Source: {source}.", source=source)))
    return " ".join([*said_, say(row.question)])


def as_text(document: Document) -> str:
    """The document as plain text: paragraphs with an empty line between."""
    parts = list[str]()
    for block in document.blocks:
        if isinstance(block, Text):
            parts.append(block.text)
        elif isinstance(block, Items):
            parts += [f"{n}. {row}" for n, row in enumerate(block.rows, 1)]
    return "\n\n".join(parts) + "\n"
