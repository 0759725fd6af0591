import { safeText } from "../../../safe-text.ts";
import type { Surface } from "../../surface/surface.ts";

/** What the models run on: "CPU, 2 × 1 threads". */
export function deviceWords(
  device: Readonly<Record<string, string | number>>,
  { t, glyphs }: Pick<Surface, "t" | "glyphs">,
): string {
  const provider = safeText(String(device.provider ?? ""), 12).toUpperCase();
  const { hosts, threads } = device;
  if (hosts === undefined || threads === undefined) return provider;
  return t.text("terminal.device", { provider, size: `${hosts} ${glyphs.times} ${threads}` });
}
