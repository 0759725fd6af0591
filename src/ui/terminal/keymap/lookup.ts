import type { Surface } from "../surface/surface.ts";
import { type ActionId, type KeyRow, keymap, type ScreenName } from "./table.ts";

const rows: readonly (KeyRow & { readonly action: ActionId })[] = keymap;

/** The keys of a screen, in the order of the table. */
export function keysOf(screen: ScreenName): readonly (KeyRow & { readonly action: ActionId })[] {
  return rows.filter((row) => row.screens.includes(screen));
}

/** What a key does on a screen. */
export function actionOf(screen: ScreenName, key: string): ActionId | undefined {
  return keysOf(screen).find((row) => row.keys.includes(key))?.action;
}

/** A key as it is written on a keyboard. */
export function keyLabel(key: string, { t, glyphs }: Pick<Surface, "t" | "glyphs">): string {
  switch (key) {
    case "enter":
      return "Enter";
    case "escape":
      return "Esc";
    case "tab":
      return "Tab";
    case "space":
      return t.text("terminalKeys.spaceBar");
    case "up":
      return glyphs.up ?? t.text("terminalKeys.arrowUp");
    case "down":
      return glyphs.down ?? t.text("terminalKeys.arrowDown");
    case "left":
      return glyphs.left ?? t.text("terminalKeys.arrowLeft");
    case "right":
      return glyphs.right ?? t.text("terminalKeys.arrowRight");
    case "home":
      return t.text("terminalKeys.homeKey");
    case "end":
      return t.text("terminalKeys.endKey");
    default:
      return key;
  }
}

/** All keys of an action: `a`, `1…9`, `u, z`. */
export function keyLabels(row: KeyRow, surface: Pick<Surface, "t" | "glyphs">): string {
  const [first = "", ...others] = row.keys;
  if (row.keys.length > 3) return `${keyLabel(first, surface)}-${keyLabel(others.at(-1) ?? first, surface)}`;
  return row.keys.map((key) => keyLabel(key, surface)).join(", ");
}
