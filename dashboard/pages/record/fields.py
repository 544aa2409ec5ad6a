"""The fields of a form, made from the declaration: closed words to choose, records picked by name, text."""

from __future__ import annotations

from dataclasses import dataclass

from coordination.model.new_ids import makes_ids
from coordination.text.fields import choices
from dashboard.backend.context import Context
from dashboard.backend.doubts import read_mark
from dashboard.backend.filled import NEW, Doubt, Filled, Wrong, is_pick, new_fields
from dashboard.pages.shared.shell import field
from dashboard.ui.i18n import _, colon, n_, verdict
from dashboard.ui.tree import Child, Node, h
from dashboard.ui.view import View
from graph_schema.declare import Prop
from graph_schema.schema import SCHEMA
from graph_schema.values import Integer, ListOf, Number, PartialDate, Text, Url

__all__ = ["Fields", "doubts", "key_of", "label_of", "personal", "problems", "saving"]

_LONG = 500  #: characters from which a text has a field of several lines


def key_of(name: str) -> str:
    """The id of the element of a field."""
    return "f-" + name.replace(".", "-")


def label_of(filled: Filled, name: str) -> str:
    """What a field is called; of a record that is new where it is named, both; of ``14-1``, a field about capability
    14, with its number."""
    outer, _dot, inner = name.partition(".")
    p, about = filled.fields[outer], _about(filled, name)
    words = f"{about}: {_(p.label)}" if about else _(p.label)
    return f"{words}: {_(SCHEMA[p.ref].prop(inner).label)}" if inner else words


def _about(filled: Filled, name: str) -> str:
    """The capability or seat that a field of a survey is about, "" for other forms."""
    key, about, _slot = name.partition(".")[0].partition("-")
    return filled.called.get(key, key) if about else ""


def problems(filled: Filled) -> Node | None:
    """What stops a form from being saved, each leading to its field."""
    if filled.now is not None or not (filled.wrong or filled.personal):
        return None
    count = len(filled.wrong) + len(filled.personal)
    items: list[Node] = []
    order = list(filled.fields)
    found = sorted(
        filled.wrong.items(), key=lambda w: order.index(w[0].partition(".")[0]) if w[0] else len(order)
    )
    for name, wrong in found:
        known = name.partition(".")[0] in filled.fields
        said = [h("a", label_of(filled, name), href=f"#{key_of(name)}"), colon()] if known else []
        items.append(h("li", said, wrong.message, " ", wrong.hint if not known else ""))
    if filled.personal:
        items.append(h("li", h("a", _("Personal data"), href="#personal")))
    words = n_(
        "Nothing is saved yet: {count} thing to correct",
        "Nothing is saved yet: {count} things to correct",
        count,
    )
    return h(
        "div",
        h("h2", words),
        h("ul", items),
        class_="form-problems",
        role="alert",
        tabindex="-1",
        id="form-problems",
    )


def saving() -> Node:
    """What Enter in a field does: a browser presses the first button of a form, which would else be another one."""
    return h("button", _("Save"), name="then", value="save", class_="sr", tabindex="-1", aria_hidden="true")


def doubts(view: View, filled: Filled) -> Node | None:
    """What to look at before it is saved."""
    if not filled.doubts:
        return None
    return h(
        "div",
        h("h2", _("Check this before you save")),
        h("ul", [_doubt(view, d) for d in filled.doubts]),
        h("input", type="hidden", name="doubts", value=read_mark(filled.doubts)),
        class_="form-problems mild",
        id=None if filled.wrong or filled.personal else "form-problems",
        tabindex="-1",
        role="alert",
    )


def _doubt(view: View, d: Doubt) -> Node:
    """What it is, with the way to the record that may be meant, and to taking it in place of a new one."""
    if not d.id:
        return h("li", d.words)
    return h(
        "li",
        d.words,
        " ",
        h("a", _("Open the record that is there"), href=view.href("record", d.type, d.id)),
        h(
            "button",
            _("It is the same: use the record that is there"),
            h("span", colon(), d.id, class_="sr"),
            name="then",
            value=f"use:{d.field}:{d.id}",
            class_="button quiet small",
        )
        if d.field
        else None,
    )


def personal(filled: Filled) -> Node | None:
    """Boxes in which somebody states that what looks like personal data is none."""
    if not filled.personal:
        return None
    boxes = [
        h(
            "label",
            h("input", type="checkbox", name="not_personal", value=statement),
            " ",
            words,
            class_="tick",
        )
        for statement, words in filled.personal
    ]
    return h(
        "fieldset",
        h("legend", _("Is any of this personal data? Then take it out. Tick what is not personal data.")),
        h("div", boxes, class_="ticks"),
        h("p", _("What you state here is kept with the update."), class_="sub"),
        id="personal",
        class_="field several",
    )


@dataclass(frozen=True)
class Fields:
    """Draws the fields of one form."""

    context: Context
    view: View
    filled: Filled

    def of(self, name: str) -> Node:
        """A field of the form, with what is below it."""
        p = self.filled.fields[name]
        if is_pick(p):
            return self._new(p, name) if name in self.filled.new else self._pick(p, name)
        return self._plain(p, name, self.filled.given.get(name, ""))

    def _plain(self, p: Prop, name: str, value: str, prefix: str = "f") -> Node:
        key, wrong = key_of(name), self.filled.wrong.get(name)
        said = {"aria_describedby": _described(key, p, wrong), "aria_invalid": "true" if wrong else None}
        said |= {"aria_required": "true" if p.required else None}
        given = {"id": key, "name": f"{prefix}.{name}", **said}
        if isinstance(p.value, ListOf) and p.ref:
            return self._several(p, name, value, wrong)
        options = self._options(p)
        if options is not None:
            if value and value not in dict(options):
                options = [*options, (value, value)]
            if not (p.default or p.required) or (not value and not p.default):
                options = [("", _("Not given") if not p.required else _("Choose")), *options]
            inside = [h("option", words, value=v) for v, words in options]
            control: Node = h("select", inside, value=value or p.default, **given)
        elif isinstance(p.value, Text) and not isinstance(p.value, Url) and p.value.limit > _LONG:
            control = h("textarea", value, rows=_rows(p, value), maxlength=p.value.limit, **given)
        else:
            control = h("input", type="text", value=value, autocomplete="off", **given, **_typed(p))
        return self._field(p, name, control, wrong)

    def _field(self, p: Prop, name: str, control: Child, wrong: Wrong | None, *below: Child) -> Node:
        label = _("{field} (required)", field=_(p.label)) if p.required else _(p.label)
        key, hint, about = key_of(name), _hint(p), _about(self.filled, name)
        made = field(
            [label, h("span", f" ({about})", class_="sr")] if about else label,
            h("p", hint, id=f"{key}-hint", class_="field-hint") if hint else None,
            h("p", wrong.message, " ", wrong.hint, id=f"{key}-wrong", class_="field-wrong")
            if wrong
            else None,
            control,
            *below,
            for_=key,
        )
        if isinstance(p.value, PartialDate | Number | Integer) or choices(p) or p.ref == "countries":
            made[1]["class"] += " half"
        return made

    def _options(self, p: Prop) -> list[tuple[str, str]] | None:
        """What may be chosen; None for a field that is typed."""
        said = choices(p)
        if said:
            return [(code, verdict([words])) for code, words in said.items()]
        if p.ref and not is_pick(p):
            return list(self.context.ask(self.view, "choices", p.ref)["choices"])
        return None

    def _several(self, p: Prop, name: str, value: str, wrong: Wrong | None) -> Node:
        """Boxes to tick."""
        key, chosen = key_of(name), set(value.split(";"))
        boxes = [
            h(
                "label",
                h(
                    "input",
                    type="checkbox",
                    name=f"f.{name}",
                    value=code,
                    id=key if n == 0 else None,
                    checked=code in chosen,
                ),
                " ",
                words,
                class_="tick",
            )
            for n, (code, words) in enumerate(self._options(p) or ())
        ]
        return h(
            "fieldset",
            h("legend", _(p.label)),
            h("p", _(p.doc), class_="field-hint"),
            h("p", wrong.message, id=f"{key}-wrong", class_="field-wrong") if wrong else None,
            h("div", boxes, class_="ticks"),
            class_="field several",
        )

    def _pick(self, p: Prop, name: str) -> Node:
        """A record picked by its name: search while typing, or the server asks which one is meant."""
        key, text, target = key_of(name), self.filled.given.get(name, ""), SCHEMA[p.ref]
        wrong = self.filled.wrong.get(name)
        meant = self.filled.meant.get(name, "")
        adds = makes_ids(target)
        control = h(
            "input",
            type="text",
            id=key,
            name=f"f.{name}",
            value=text,
            autocomplete="off",
            role="combobox",
            aria_expanded="false",
            aria_autocomplete="list",
            aria_controls=f"{key}-list",
            aria_describedby=_described(key, p, wrong),
            aria_invalid="true" if wrong else None,
            aria_required="true" if p.required else None,
            data_pick=self.view.href("pick", p.ref),
            data_near=self.filled.given.get("iso3") or self.filled.home or self.view.country or None,
            data_new=_("Add {name!r} as a new record", name="…") if adds else None,
        )
        offered = h(
            "ul", id=f"{key}-list", role="listbox", aria_label=_(p.label), hidden=True, class_="pick-list"
        )
        also: list[Child] = [h("input", type="hidden", name=f"t.{name}", value=text)]
        also.append(
            self._which(p, name, adds)
            if name in self.filled.asks
            else h("input", type="hidden", name=f"i.{name}", value=meant)
        )
        if adds:
            also.append(
                h(
                    "button",
                    _(target.adding),
                    h("span", colon(), label_of(self.filled, name), class_="sr"),
                    name="then",
                    value=f"new:{name}",
                    class_="button quiet small",
                )
            )
        box = h("div", control, offered, class_="pick-box")
        return self._field(p, name, box, wrong, *also)

    def _which(self, p: Prop, name: str, new: bool) -> Node:
        """Records that may be meant by what was typed, and that it is none of them."""
        rows = [
            h(
                "label",
                h("input", type="radio", name=f"i.{name}", value=known.id),
                " ",
                h("bdi", known.name),
                h("span", f" {known.further}", class_="sub") if known.further else None,
                class_="tick",
            )
            for known in self.filled.asks.get(name, ())
        ]
        if new:
            words = _("None of these: add {name!r} as a new record", name=self.filled.given.get(name, ""))
            rows.append(
                h("label", h("input", type="radio", name=f"i.{name}", value=NEW), " ", words, class_="tick")
            )
        return h("div", rows, class_="ticks which", role="radiogroup", aria_label=_(p.label))

    def _new(self, p: Prop, name: str) -> Node:
        """The few fields of a record that is new, where it is named."""
        target = SCHEMA[p.ref]
        fields = [
            self._plain(q, f"{name}.{q.name}", self.filled.new[name].get(q.name, ""), "n")
            for q in new_fields(target)
        ]
        wrong = self.filled.wrong.get(name)
        return h(
            "fieldset",
            h("legend", _(p.label), colon(), _(target.adding)),
            h("p", wrong.message, " ", wrong.hint, id=f"{key_of(name)}-wrong", class_="field-wrong")
            if wrong
            else None,
            h("input", type="hidden", name=f"new.{name}", value="1"),
            h("input", type="hidden", name=f"f.{name}", value=self.filled.given.get(name, "")),
            fields,
            h(
                "button",
                _("Choose one that is recorded already"),
                h("span", colon(), label_of(self.filled, name), class_="sr"),
                name="then",
                value=f"pick:{name}",
                class_="button quiet small",
            ),
            class_="new-record",
            id=key_of(name),
            tabindex="-1",
        )


def _described(key: str, p: Prop, wrong: Wrong | None) -> str | None:
    found = [f"{key}-wrong"] if wrong else []
    found += [f"{key}-hint"] if _hint(p) else []
    return " ".join(found) or None


def _hint(p: Prop) -> str:
    """A line below the label; a field of closed words explains itself by its words."""
    if isinstance(p.value, PartialDate):
        return _("Year, month or day: 2027, 2027-06 or 2027-06-30. June 2027 and 06/2027 are read too.")
    if choices(p) or p.doc.casefold() in p.label.casefold() or (p.required and p.ref):
        return ""
    return _(p.doc)[:1].upper() + _(p.doc)[1:]


def _typed(p: Prop) -> dict[str, object]:
    if isinstance(p.value, Url):
        return {"inputmode": "url", "maxlength": p.value.limit}
    if isinstance(p.value, Number | Integer):
        return {"inputmode": "decimal", "class_": "short"}
    if isinstance(p.value, PartialDate):
        return {"class_": "short", "maxlength": 24}
    return {"maxlength": p.value.limit} if isinstance(p.value, Text) else {}


def _rows(p: Prop, value: str) -> int:
    return min(8, max(2, len(value) // 60 + 1))
