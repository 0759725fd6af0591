import type { Key } from "../ink.ts";

const named = [
  ["upArrow", "up"],
  ["downArrow", "down"],
  ["leftArrow", "left"],
  ["rightArrow", "right"],
  ["pageUp", "pageup"],
  ["pageDown", "pagedown"],
  ["home", "home"],
  ["end", "end"],
  ["return", "enter"],
  ["escape", "escape"],
  ["backspace", "backspace"],
  ["delete", "delete"],
] as const;

/** One key press as the key table names it, and what it types (empty for keys that type nothing). */
export interface KeyPress {
  readonly name: string;
  readonly text: string;
}

/**
 * Ink's key events as key presses. A slow line may deliver several letters in one event: each is a press of its
 * own.
 */
export function keyPresses(input: string, key: Key): KeyPress[] {
  if (key.eventType === "release") return [];
  for (const [flag, name] of named) if (key[flag]) return [{ name, text: "" }];
  if (key.tab) return [{ name: key.shift ? "shift+tab" : "tab", text: "" }];
  if (key.ctrl) return [{ name: `ctrl+${input}`, text: "" }];
  if (key.meta) return [{ name: `alt+${input}`, text: "" }];
  return [...input].map((text) => {
    const name = controlNames[text] ?? (text < " " ? `ctrl+${letterOf(text)}` : text);
    return { name, text: /\p{Cc}/u.test(text) ? "" : text };
  });
}

/** Keys that are characters of their own when they arrive amid others. */
const controlNames: Readonly<Record<string, string>> = {
  " ": "space",
  "\r": "enter",
  "\n": "enter",
  "\t": "tab",
  "\u007f": "backspace",
  "\b": "backspace",
  "\u001b": "escape",
};

/** The letter that Ctrl turned into this control character. */
function letterOf(control: string): string {
  return String.fromCharCode(control.charCodeAt(0) + 96);
}
