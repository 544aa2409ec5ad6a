"""A letter that proposes a tie, in the reader's language: to be copied, changed and sent by whoever wants the tie."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from dashboard.ui.i18n import _, day, listing

__all__ = ["letter"]


def letter(
    network: str,
    member: str,
    body: str,
    country: str,
    kind: str,
    serves: Sequence[tuple[str, str]],
    about: str,
    as_of: date,
) -> str:
    """The text. ``serves``: (what needs it, what is handed over) of hand-offs that are not recorded; ``about``: the
    capability that the tie is about, "" = none; ``kind``: of the cooperation, in words."""
    lines = [
        _("Dear colleagues of {body},", body=body),
        "",
        _(
            "{member}, our member in {country}, and your organisation both work to protect "
            "children from sexual exploitation online. As of {day}, we have no record of any "
            "cooperation between you.",
            member=member,
            country=country,
            day=day(as_of),
        ),
        "",
    ]
    if serves:
        lines.append(_("Each of you needs the other. This is what passes between you:"))
        lines += [
            _("– for {needs}: what comes from {gives}", needs=needs, gives=gives) for needs, gives in serves
        ]
    elif about:
        lines.append(
            _(
                "What {member} learns concerns {about}, which is your responsibility.",
                member=member,
                about=about,
            )
        )
    else:
        lines.append(
            _("Each of you receives children, families or reports that the other is responsible for.")
        )
    lines += [
        "",
        _(
            "We propose that {both} agree on how they work together ({kind}): who hands over what, to whom and how "
            "fast, and whom to call when it is urgent.",
            both=listing([member, body]),
            kind=kind,
        ),
        "",
        _("Could we meet to talk about it? Please tell us whom we should speak to."),
        "",
        _("With kind regards,"),
        network,
    ]
    return "\n".join(lines)
