// Elements made by hand: what an article says reaches the document as text, never as markup.
export function make<K extends keyof HTMLElementTagNameMap>(tag: K, text = "", cls = ""): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  if (text) element.textContent = text;
  if (cls) element.className = cls;
  return element;
}

export function button(text: string, act: () => void, cls = ""): HTMLButtonElement {
  const element = make("button", text, cls);
  element.type = "button";
  element.addEventListener("click", act);
  return element;
}

/** A link for addresses of the web, plain text for all others. */
export function link(address: string, text: string): HTMLElement {
  if (!/^https?:\/\/[^\s]+$/i.test(address) || !URL.canParse(address)) return make("span", text);
  const anchor = make("a", text);
  anchor.href = address;
  anchor.rel = "noopener noreferrer";
  anchor.target = "_blank";
  return anchor;
}

export function byId<T extends HTMLElement = HTMLElement>(id: string): T {
  const found = document.getElementById(id);
  if (!found) throw new Error(`the page lacks #${id}`);
  return found as T;
}

export function option(text: string, value: string): HTMLOptionElement {
  const element = make("option", text);
  element.value = value;
  return element;
}

export function plural(count: number, noun: string): string {
  return `${count.toLocaleString("en")} ${noun}${count === 1 ? "" : "s"}`;
}

export function svg(tag: string, attributes: Readonly<Record<string, string | number>>): SVGElement {
  const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value));
  return element;
}
