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
            "{member}, our member in {country}, and you both work so that children there are safe from sexual "
            "exploitation online. As far as is known on {day}, no cooperation between the two is recorded.",
            member=member,
            country=country,
            day=day(as_of),
        ),
        "",
    ]
    if serves:
        lines.append(_("One cannot do its part without the other. Between you, this is handed over:"))
        lines += [
            _("– for {needs}: what comes from {gives}", needs=needs, gives=gives) for needs, gives in serves
        ]
    elif about:
        lines.append(
            _(
                "What {member} sees and hears belongs to {about}, which is your work.",
                member=member,
                about=about,
            )
        )
    else:
        lines.append(_("Each of you meets children, families and reports that are the task of the other."))
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
