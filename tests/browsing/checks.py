"""What every page is asked, whoever looks at it and whatever is written on it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from playwright.sync_api import Page, ViewportSize

WIDE: ViewportSize = {"width": 1280, "height": 1024}
NARROW: ViewportSize = {"width": 320, "height": 256}
"""The first at 400 % zoom, which is also the narrowest phone (1.4.10)."""
PHONE: ViewportSize = {"width": 375, "height": 800}
"""What most people hold in their hand."""

Faults = list[str]


def structure_faults(page: Page) -> Faults:
    """Title, language, landmarks and the order of headings (Y10, 1.3.1, 2.4.2, 2.4.6, 3.1.1)."""
    return _asked(page, _STRUCTURE)


def glued_sentences(page: Page) -> Faults:
    """Where a template lost the space between two sentences."""
    words: str = page.locator("main").inner_text()
    return [f"no space in “{found}”" for found in re.findall(r"\w*[a-z)][.!?:;,][A-Z][a-z]+", words)]


def pressure_faults(page: Page) -> Faults:
    """Anything that counts down, moves by itself or marks a number in red (T8, T14, 2.2.2)."""
    return _asked(page, _PRESSURE)


def width_faults(page: Page) -> Faults:
    """Whatever is wider than the window, outside a region that is made to scroll (Y5)."""
    return _asked(page, _WIDTH)


def broken_words(page: Page) -> Faults:
    """Ordinary words that a column too narrow for them splits in the middle, as “Cor” and “e”."""
    return _asked(page, _BROKEN)


def spacing_faults(page: Page) -> Faults:
    """Whatever is cut off or too wide once a person sets their own text spacing (1.4.12)."""
    page.evaluate(_SPACE_OUT)
    return _asked(page, _CUT) + _asked(page, _WIDTH)


def focus_faults(page: Page) -> Faults:
    """Stops of the Tab key without a visible sign, or hidden behind something that stays in place (Y3).

    One press of Tab first, so that the browser takes the moves that follow for a keyboard's.
    """
    page.evaluate("() => { document.activeElement?.blur(); window.scrollTo(0, 0); }")
    page.keyboard.press("Tab")
    return _asked(page, _FOCUS)


def leaks(page: Page, private: Sequence[str]) -> Faults:
    """Private words in the address or the title, and anything at all in the browser's stores (G2)."""
    where: dict[str, Any] = page.evaluate(
        "() => ({ address: decodeURI(location.href), title: document.title,"
        " stores: localStorage.length + sessionStorage.length, cookies: document.cookie })"
    )
    found = [f"“{word}” stands in the address" for word in private if word in where["address"]]
    found += [f"“{word}” stands in the title" for word in private if word in where["title"]]
    found += ["something is kept in the browser's stores"] if where["stores"] else []
    found += ["a script can read a cookie"] if where["cookies"] else []
    return found


def _asked(page: Page, question: str) -> Faults:
    found: Faults = page.evaluate(question)
    return found


_STRUCTURE = """() => {
    const faults = [], all = (css) => [...document.querySelectorAll(css)];
    if (document.documentElement.lang !== 'en-GB') faults.push('the language is not British English');
    if (!/^.+ – Charter portal$/.test(document.title)) faults.push(`the title is “${document.title}”`);
    const levels = all('h1, h2, h3, h4, h5, h6').filter((h) => h.checkVisibility()).map((h) => [+h.tagName[1], h.innerText]);
    if (levels.filter(([level]) => level === 1).length !== 1) faults.push('there is not exactly one main heading');
    // Within a panel a main heading may come after a heading that stands above it; a level is never jumped over.
    levels.reduce((before, [level, words]) => {
        if (level > before + 1) faults.push(`heading “${words}” jumps from ${before} to ${level}`);
        return level;
    }, levels.length ? levels[0][0] : 0);
    if (levels.some(([, words]) => !words.trim())) faults.push('a heading is empty');
    for (const css of ['body > header', 'main', 'body > footer'])
        if (all(css).length !== 1) faults.push(`not exactly one ${css}`);
    const names = all('nav').map((nav) => nav.getAttribute('aria-label') || nav.getAttribute('aria-labelledby'));
    if (names.some((name) => !name)) faults.push('a nav without a name');
    if (new Set(names).size !== names.length) faults.push(`navs of one name: ${names}`);
    const regions = 'header, main, footer, nav, aside, script, .nhsuk-skip-link';
    const outside = [...document.body.children].filter((child) => !child.matches(regions));
    if (outside.length) faults.push(`outside all landmarks: ${outside.map((each) => each.outerHTML.slice(0, 80))}`);
    for (const table of all('table')) {
        if (!table.querySelector('th')) faults.push('a table without headers');
        for (const head of table.querySelectorAll('th'))
            if (!head.hasAttribute('scope')) faults.push(`a table header without scope: ${head.innerText}`);
        if (!table.caption && !table.getAttribute('aria-label') && !table.getAttribute('aria-labelledby'))
            faults.push('a table without a name');
    }
    for (const box of all('form[method=get] :is(input[type=text], input[type=search])'))
        if (box.maxLength < 1) faults.push(`${box.name} could make an address that no server takes`);
    for (const box of all('input[type=email], input[type=password]'))
        if (!box.autocomplete) faults.push(`${box.name} does not say what may be filled in`);
    return faults;
}"""

_PRESSURE = """() => {
    const faults = [];
    for (const each of document.querySelectorAll('main *')) {
        const style = getComputedStyle(each);
        if (style.animationName !== 'none') faults.push(`moves: ${each.className}`);
        const [red, green, blue] = (style.backgroundColor.match(/[\\d.]+/g) || [255, 255, 255]).map(Number);
        const loud = red > 150 && green < 90 && blue < 90;
        if (loud && /^\\d+$/.test(each.innerText.trim())) faults.push(`a red number: ${each.innerText}`);
    }
    if (document.querySelector('audio, video, marquee, [http-equiv=refresh], [role=timer]')) faults.push('something runs');
    return faults;
}"""

_WIDTH = """() => {
    const faults = [], width = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth > width) {
        const wide = [...document.querySelectorAll('body *')].filter((each) => each.getBoundingClientRect().right > width + 1
            && !each.closest('.scroll-region, thead') && each.checkVisibility());
        faults.push(`the page is ${document.documentElement.scrollWidth} pixels wide in a window of ${width}: `
            + wide.slice(-3).map((each) => each.outerHTML.slice(0, 120).replace(/\\s+/g, ' ')).join(' | '));
    }
    return faults;
}"""

_BROKEN = """() => {
    const faults = [], range = document.createRange();
    const texts = document.createTreeWalker(document.querySelector('main'), NodeFilter.SHOW_TEXT);
    for (let text = texts.nextNode(); text; text = texts.nextNode()) {
        if (!text.parentElement.checkVisibility() || text.parentElement.closest('.nhsuk-u-visually-hidden, svg, thead')) continue;
        // Only what stands between spaces as a plain word: addresses and fingerprints may be broken anywhere.
        for (const found of text.data.matchAll(/(?<!\\S)\\p{L}{2,15}(?!\\S)/gu)) {
            range.setStart(text, found.index);
            range.setEnd(text, found.index + found[0].length);
            if (new Set([...range.getClientRects()].map((box) => Math.round(box.top))).size > 1)
                faults.push(`broken in the middle: “${found[0]}” in ${text.parentElement.outerHTML.slice(0, 80)}`);
        }
    }
    return faults;
}"""

_SPACE_OUT = """() => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync('* { line-height: 1.5 !important; letter-spacing: .12em !important;'
        + ' word-spacing: .16em !important } p { margin-bottom: 2em !important }');
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
}"""

_CUT = """() => {
    const faults = [], hides = /hidden|clip/;
    for (const each of document.querySelectorAll('body *')) {
        const style = getComputedStyle(each);
        if (!each.innerText?.trim() || !each.checkVisibility() || each.closest('.nhsuk-u-visually-hidden')) continue;
        if (each.matches('select, .nhsuk-u-visually-hidden, .nhsuk-skip-link')) continue;
        if (each.offsetWidth <= 1 || each.offsetHeight <= 1 || each.closest('thead')?.offsetHeight <= 1) continue;
        const down = hides.test(style.overflowY) && each.scrollHeight > each.clientHeight + 2;
        const across = hides.test(style.overflowX) && each.scrollWidth > each.clientWidth + 2;
        if (down || across || style.textOverflow === 'ellipsis') faults.push(`cut off: ${each.outerHTML.slice(0, 120)}`);
    }
    return faults;
}"""

_FOCUS = """() => {
    const faults = [], ink = 'rgb(40, 32, 44)';
    const parts = ['outlineStyle', 'outlineWidth', 'outlineColor', 'boxShadow', 'backgroundColor', 'borderColor'];
    // A round button shows its focus on the label beside it, a summary may show it on the words inside.
    const styles = (each) => [getComputedStyle(each),
        ...[each.labels?.[0]].filter(Boolean).map((label) => getComputedStyle(label, '::before')),
        ...[each.matches('summary') && each.firstElementChild].filter(Boolean).map((child) => getComputedStyle(child))];
    const look = (each) => styles(each).map((style) => parts.map((part) => style[part]).join()).join();
    // Ink, as a line all round or as a thick one below: honey alone would be too pale against the paper.
    const inked = (each) => styles(each).some((style) => style.boxShadow.includes(`${ink} 0px 3px`)
        || style.outlineStyle === 'solid' && parseFloat(style.outlineWidth) >= 2 && style.outlineColor === ink);
    const at = (box) => [[.5, .5], [.1, .2], [.9, .2], [.1, .8], [.9, .8]]
        .map(([x, y]) => document.elementFromPoint(box.left + box.width * x, box.top + box.height * y));
    const named = (each) => each.outerHTML.replace(/(href|id|action|for|aria-describedby)="[^"]*"/g, '').slice(0, 90);
    const stops = [...document.querySelectorAll('a[href], button, input, select, textarea, summary, [tabindex="0"]')]
        .filter((each) => each.checkVisibility() && !each.disabled && each.type !== 'hidden' && each.tabIndex >= 0);
    if (document.querySelector('[tabindex]:not([tabindex="0"], [tabindex="-1"])')) faults.push('an order of its own');
    for (const each of stops) {
        document.activeElement?.blur();
        const before = look(each);
        each.focus();
        if (document.activeElement !== each) { faults.push(`cannot be reached: ${named(each)}`); continue; }
        if (look(each) === before || !inked(each)) faults.push(`no sign of focus: ${named(each)}`);
        const own = (hit) => hit && (each.contains(hit) || [...(each.labels ?? [])].some((label) => label.contains(hit)));
        if (![...each.getClientRects()].some((box) => at(box).some(own))) faults.push(`hidden while it has the focus: ${named(each)}`);
    }
    return faults;
}"""
