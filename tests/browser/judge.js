// What of a page axe has still to look at: `fresh` (elements) and `texts` (for contrast), both on window. Returns the
// names of what is new. What axe found clear once, on any page, is clear wherever it is the same again:
// - an element: the same in itself, in all that it holds and in all that holds it, as far as a rule of axe can tell. Of
//   words counts that there are some, of an address that there is one, of a reference whether and what it meets;
// - a text: of the same pair of colours (its own; those that lie under it). A plain colour on plain ones has the contrast
//   that WCAG's formula gives it: where that is enough, nothing is left to judge. A text placed out of the flow without a
//   ground of its own stands over anything: one of its place in the page stands for those of the same place only; what is
//   turned upside down stays where it is.
// The names that are known come with the first look at a page; the page keeps them for the next.
([known, whole]) => {
    if (known !== null) window.knownClear = new Set(known.split(' '));
    else if (!window.knownClear) return null;
    const seen = window.knownClear, told = [];
    const hash = (words) => {
        let a = 0xdeadbeef, b = 0x41c6ce57;
        for (let i = 0; i < words.length; i++) {
            const c = words.charCodeAt(i);
            a = Math.imul(a ^ c, 2654435761);
            b = Math.imul(b ^ c, 1597334677);
        }
        a = Math.imul(a ^ (a >>> 16), 2246822507) ^ Math.imul(b ^ (b >>> 13), 3266489909);
        b = Math.imul(b ^ (b >>> 16), 2246822507) ^ Math.imul(a ^ (a >>> 13), 3266489909);
        return (4294967296 * (2097151 & b) + (a >>> 0)).toString(36);
    };
    /** True for what is new: it is told. */
    const news = (words) => {
        const name = hash(words);
        if (seen.has(name)) return false;
        seen.add(name);
        told.push(name);
        return true;
    };
    const says = (e) => {
        for (let n = e.firstChild; n; n = n.nextSibling) if (n.nodeType === 3 && /\S/.test(n.data)) return true;
        return false;
    };

    // -- elements
    const FREE = new Set(['href', 'src', 'value', 'name', 'action', 'aria-label', 'title', 'alt', 'placeholder', 'content',
        'aria-valuetext', 'aria-description', 'aria-roledescription', 'datetime', 'download']);
    const MEETS = new Set(['for', 'aria-labelledby', 'aria-describedby', 'aria-controls', 'aria-owns', 'aria-details',
        'aria-activedescendant', 'aria-errormessage', 'aria-flowto', 'headers', 'list', 'form', 'popovertarget']);
    const DRAWN = /^(?!role|aria-|tabindex|class|lang|focusable|style|display|visibility|hidden)/;
    const told_by = (e, { name, value }) => {
        if (name === 'id' || name.startsWith('data-')) return '';
        if (MEETS.has(name)) return name + value.split(/\s+/).map((id) => {
            const met = document.getElementById(id);
            return met ? met.localName + !!met.textContent.trim() : '!';
        });
        if (FREE.has(name)) return name + (value.trim() ? value[0] === '#' ? '#' : '+' : '-');
        if (e instanceof SVGElement && DRAWN.test(name)) return '';
        if (name === 'style') return value.replace(/[\d.]+/g, '0');
        return `${name}=${/^aria-/.test(name) && /^-?\d+$/.test(value) ? 0 : value}`;
    };
    const own = (e) => {
        let all = e.localName;
        for (const a of e.attributes) all += ' ' + told_by(e, a);
        const named = e.hasAttribute('aria-label') || e.hasAttribute('aria-labelledby');
        // its words must be in its name
        if (named && e.textContent.length < 400) all += `"${e.getAttribute('aria-label')}"${e.textContent}`;
        if (e.labels) for (const label of e.labels) all += !!label.textContent.trim();
        if (e.localName === 'table') all += `${Math.min(e.rows.length, 4)}x${e.rows[0]?.cells.length}`;
        if (says(e)) all += ' T';
        if (!e.checkVisibility({ visibilityProperty: true })) all += ' hidden';
        if (e.ownerSVGElement) return all;
        if (e.scrollWidth > e.clientWidth + 12) all += ' wide';
        if (e.scrollHeight > e.clientHeight + 12) all += ' high';
        return all;
    };
    const itself = new Map(), paths = new Map([[null, `${innerWidth}`]]);
    const at = (e) => {
        if (!itself.has(e)) itself.set(e, own(e));
        return itself.get(e);
    };
    const path = (e) => {
        if (!paths.has(e)) paths.set(e, hash(path(e.parentElement) + at(e)));
        return paths.get(e);
    };
    const kinds = (e, found) => {
        let held = '', last = '';
        for (const child of e.children) {
            const tree = kinds(child, found);
            if (tree !== last || e.localName === 'tr') held += tree + ' ';
            last = tree;
        }
        const tree = hash(`${at(e)}(${held})`);
        if (news(`${path(e.parentElement)}/${tree}`)) found.add(e);
        return tree;
    };
    if (whole) kinds(document.documentElement, window.fresh = new Set());

    // -- texts
    const moved = (transform) => !['none', 'matrix(-1, 0, 0, -1, 0, 0)'].includes(transform);
    const grounds = new Map([[null, { under: [], veil: '', placed: false, shown: true }]]);
    const about = (e) => {
        if (!grounds.has(e)) {
            const on = about(e.parentElement), s = getComputedStyle(e), ground = s.backgroundColor;
            const veil = [s.opacity, s.filter, s.mixBlendMode].join();
            const plain = s.backgroundImage === 'none', hides = plain && /^rgb\(/.test(ground);
            const ours = plain ? (/, 0\)$/.test(ground) ? [] : [ground]) : [s.backgroundImage + ground];
            grounds.set(e, {
                veil: veil === '1,none,normal' ? on.veil : on.veil + veil + on.under,
                under: hides ? [ground] : on.under.concat(ours),
                placed: !hides && (on.placed || ['absolute', 'fixed'].includes(s.position) || moved(s.transform)),
                shown: on.shown && s.clipPath === 'none',
            });
        }
        return grounds.get(e);
    };
    const mixed = (below, colour) => {
        const [r, g, b, a = 1] = colour.match(/[\d.]+/g).map(Number);
        return [r, g, b].map((v, i) => v * a + below[i] * (1 - a));
    };
    const light = (rgb) => rgb.map((v) => v / 255).map((v) => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
        .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0.05);
    const enough = (under, colour, large) => {
        if (!/^rgb\(/.test(under[0]) || ![...under, colour].every((c) => /^rgba?\(/.test(c))) return false;
        const ground = under.reduce(mixed, [0, 0, 0]), pair = [light(ground), light(mixed(ground, colour))];
        return Math.max(...pair) / Math.min(...pair) >= (large ? 3.01 : 4.51);
    };
    window.texts = new Set();
    const fields = new Set(document.querySelectorAll('input:not([type=radio], [type=checkbox]), select, textarea'));
    for (const e of document.body.querySelectorAll('*')) {
        if (!(says(e) || fields.has(e)) || !e.checkVisibility()) continue;
        const { under, veil, placed, shown } = about(e), s = getComputedStyle(e);
        if (!shown) continue;
        const size = parseFloat(s.fontSize), large = size >= 24 || (size >= 18.66 && s.fontWeight >= 700);
        const pair = [veil, under.join(), s.color, s.webkitTextFillColor, large, s.textShadow].join(';');
        if (placed && news(`placed;${pair};${path(e)}`)) texts.add(e);
        if (!news(pair)) continue;
        const plain = !veil && s.textShadow === 'none' && s.webkitTextFillColor === s.color;
        if (plain && enough(under, s.color, large)) continue;
        texts.add(e);
    }
    return [told, texts.size];
}
