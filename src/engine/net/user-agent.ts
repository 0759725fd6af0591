import packageJson from "../../../package.json" with { type: "json" };

/** Wikimedia wants a name, a version and whom to write to; what is not known is not invented. */
export function userAgent(contact: string | undefined): string {
  const who = contact?.replace(/[^\x20-\x7e]/g, "") ?? "https://lote.invalid; no contact set";
  return `lote/${packageJson.version} (${who}) bun/${Bun.version}`;
}
