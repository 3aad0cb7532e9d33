// The small box beside the pointer.
import { byId, make } from "./dom.ts";

export function showTip(at: { x: number; y: number }, title: string, text: string): void {
  const tip = byId("tip");
  tip.replaceChildren(make("b", title), ...(text ? [make("p", text)] : []));
  tip.hidden = false;
  const { clientWidth, clientHeight } = tip.parentElement!;
  tip.style.left = `${Math.max(4, Math.min(at.x + 14, clientWidth - tip.offsetWidth - 4))}px`;
  tip.style.top = `${Math.max(4, Math.min(at.y + 16, clientHeight - tip.offsetHeight - 4))}px`;
}

export function hideTip(): void {
  byId("tip").hidden = true;
}
