// The part of the probes that has to look at the page from inside. Loaded into
// an isolated world; every function returns plain data.

// path names an element so that a person finds it: an id where there is one,
// else the chain of tags from the nearest id or the body.
function path(element) {
  const steps = [];
  for (let e = element; e && e !== document.body && e !== document.documentElement; e = e.parentElement) {
    if (e.id) {
      steps.unshift("#" + CSS.escape(e.id));
      break;
    }
    const alike = [...(e.parentElement?.children ?? [])].filter((c) => c.localName === e.localName);
    steps.unshift(alike.length > 1 ? `${e.localName}:nth-of-type(${alike.indexOf(e) + 1})` : e.localName);
  }
  return steps.join(" > ") || element.localName;
}

function label(element) {
  const text = element.getAttribute("aria-label") || element.labels?.[0]?.innerText || element.innerText || element.value || "";
  return text.trim().replace(/\s+/g, " ").slice(0, 80);
}

// --- focus ---------------------------------------------------------------

// Loading this file again, into a page already probed, starts a new walk.
var stops = [];

// pathsOf are the paths of the first elements that selectors match.
function pathsOf(selectors) {
  return selectors.map((s) => document.querySelector(s)).filter((e) => e).map(path);
}

// nextStop describes the element that has just received the focus. "again" is
// its index among the stops before it, or -1; a null answer means that the focus
// is on nothing, which is where the order ends.
function nextStop() {
  const element = document.activeElement;
  if (!element || element === document.body || element === document.documentElement) return null;
  const again = stops.indexOf(element);
  if (again < 0) stops.push(element);
  // A blinking caret is not a focus mark; hidden, it cannot pass for one.
  element.style.setProperty("caret-color", "transparent", "important");
  const box = element.getBoundingClientRect();
  return {
    selector: path(element), name: label(element), again,
    x: box.x, y: box.y, pageX: box.x + scrollX, pageY: box.y + scrollY, width: box.width, height: box.height,
    obscured: obscured(element, box), area: focusArea(), kind: kindOf(element) + styleOf(element),
  };
}

// focused names the element that has the focus, "" for none.
function focused() {
  const element = document.activeElement;
  return !element || element === document.body || element === document.documentElement ? "" : path(element);
}

// The focused element is shown differently somewhere in this area, if at all:
// the element, its label, and the room an outline takes.
function focusArea() {
  const element = stops.at(-1);
  const boxes = [element, ...(element.labels ?? [])].map((e) => e.getBoundingClientRect());
  const margin = 8;
  const left = Math.max(0, Math.min(...boxes.map((b) => b.left)) - margin);
  const top = Math.max(0, Math.min(...boxes.map((b) => b.top)) - margin);
  const right = Math.min(innerWidth, Math.max(...boxes.map((b) => b.right)) + margin);
  const bottom = Math.min(innerHeight, Math.max(...boxes.map((b) => b.bottom)) + margin);
  return { x: left + scrollX, y: top + scrollY, width: right - left, height: bottom - top };
}

// blurStop takes the focus away and says how the stop is styled then; focusStop
// gives it back.
function blurStop() {
  stops.at(-1).blur();
  return styleOf(stops.at(-1));
}

function focusStop() {
  stops.at(-1).focus({ preventScroll: true, focusVisible: true });
  return true;
}

// kindOf says where in the tree an element stands, not which of several alike it is,
// and under which style sheets.
function kindOf(element) {
  const steps = [innerWidth, matchMedia("(forced-colors: active)").matches, ...[...document.styleSheets].map((s) => s.href && new URL(s.href).pathname)];
  for (let e = element; e; e = e.parentElement) steps.push(e.localName + "." + e.className);
  return steps.join(" ");
}

// styleOf is all by which a style sheet could mark an element as focused, on itself
// and around it.
function styleOf(element) {
  const near = [element, element.parentElement, element.nextElementSibling, ...(element.labels ?? [])].filter((e) => e);
  const properties = ["outline", "outline-offset", "box-shadow", "background", "color", "border", "text-decoration", "opacity", "transform", "visibility", "clip-path"];
  return near.flatMap((e) => [null, "::before", "::after"].map((part) => {
    const style = getComputedStyle(e, part);
    return part && style.content === "none" ? "" : properties.map((p) => style.getPropertyValue(p)).join();
  })).join(";");
}

// WCAG 2.4.11: an element is obscured when no point of it that is in the
// viewport is on top.
function obscured(element, box) {
  const mine = (hit) => hit && (hit === element || element.contains(hit) || hit.closest("label")?.control === element);
  for (const fx of [0.02, 0.5, 0.98]) {
    for (const fy of [0.1, 0.5, 0.9]) {
      if (mine(document.elementFromPoint(box.x + box.width * fx, box.y + box.height * fy))) return false;
    }
  }
  return true;
}

// --- marks -----------------------------------------------------------------

function areaOf(selector) {
  const element = document.querySelector(selector);
  element.scrollIntoView({ block: "center" });
  const box = element.getBoundingClientRect();
  return { x: box.x + scrollX, y: box.y + scrollY, width: box.width, height: box.height };
}

// without takes a class (".name") or an attribute from an element; restore puts it back.
var taken;
function without(selector, mark) {
  const element = document.querySelector(selector);
  if (mark.startsWith(".")) {
    if (!element.classList.contains(mark.slice(1))) return false;
    element.classList.remove(mark.slice(1));
    taken = () => element.classList.add(mark.slice(1));
    return true;
  }
  if (!element.hasAttribute(mark)) return false;
  const value = element.getAttribute(mark);
  element.removeAttribute(mark);
  taken = () => element.setAttribute(mark, value);
  return true;
}

function restore() {
  taken();
  return true;
}

// --- layout --------------------------------------------------------------

// WCAG 1.4.10: content reflows, except what needs two dimensions (tables here).
// Answers name each element that makes the page, or a scrolling part of it that
// holds no table, scroll sideways.
function horizontalScroll() {
  const found = [];
  const width = document.documentElement.clientWidth;
  const clips = (e) => getComputedStyle(e).overflowX !== "visible";
  if (document.scrollingElement.scrollWidth > width) {
    for (const e of document.body.querySelectorAll("*")) {
      const box = e.getBoundingClientRect();
      if (box.width === 0 || box.right + scrollX <= width + 0.5) continue;
      let inside = e.parentElement;
      while (inside && inside !== document.body && !clips(inside)) inside = inside.parentElement;
      if (inside && inside !== document.body) continue;
      found.push({ selector: path(e), right: Math.round(box.right + scrollX), width });
    }
    if (found.length === 0) found.push({ selector: "html", right: document.scrollingElement.scrollWidth, width });
  }
  for (const e of document.body.querySelectorAll("*")) {
    if (!["auto", "scroll"].includes(getComputedStyle(e).overflowX) || e.scrollWidth <= e.clientWidth + 1) continue;
    if (e.matches("input, select") || e.closest("table") || e.querySelector("table")) continue;
    found.push({ selector: path(e), right: e.scrollWidth, width: e.clientWidth });
  }
  return found;
}

// WCAG 2.5.8 at its strictest but for one exception, a link inside a sentence:
// no allowance is made for free space around a small target.
function smallTargets(least) {
  const found = [];
  const selector = "a[href], button, input:not([type=hidden]), select, textarea, summary, [role=button], [role=link], [tabindex]:not([tabindex^='-'])";
  for (const e of document.querySelectorAll(selector)) {
    if (e.disabled || !e.checkVisibility({ visibilityProperty: true })) continue;
    const boxes = [e, ...(e.labels ?? [])].map((x) => x.getBoundingClientRect());
    const own = boxes[0];
    if (own.width <= 1 || own.height <= 1) continue; // for screen readers, or shown on focus only
    if (inSentence(e)) continue;
    const largest = boxes.reduce((a, b) => (Math.min(a.width, a.height) >= Math.min(b.width, b.height) ? a : b));
    if (Math.min(largest.width, largest.height) + 0.01 < least) {
      found.push({ selector: path(e), name: label(e), width: largest.width, height: largest.height });
    }
  }
  return found;
}

function inSentence(element) {
  if (getComputedStyle(element).display !== "inline") return false;
  let block = element.parentElement;
  while (block && getComputedStyle(block).display === "inline") block = block.parentElement;
  // An SVG link has no innerText, and no sentence around it either.
  return !!block && element.innerText !== undefined && block.innerText.trim().length > element.innerText.trim().length;
}

// What was pressed has opened, and the page has moved, after two drawings.
async function onScreen(selector) {
  for (let n = 0; n < 2; n++) await new Promise((drawn) => requestAnimationFrame(() => setTimeout(drawn)));
  const box = document.querySelector(selector).getBoundingClientRect();
  return box.height > 0 && box.top >= -1 && (box.bottom <= innerHeight + 1 || box.height > innerHeight && box.top < innerHeight / 4);
}
