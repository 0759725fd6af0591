import type { Translator } from "../../../language/translator.ts";
import { safeText } from "../../../safe-text.ts";

/** What the models run on: "CPU, 2 × 1 threads". */
export function deviceWords(device: Readonly<Record<string, string | number>>, t: Translator): string {
  const provider = safeText(String(device.provider ?? ""), 12).toUpperCase();
  const { hosts, threads } = device;
  if (hosts === undefined || threads === undefined) return provider;
  return t.text("terminal.device", { provider, hosts, threads });
}
