/** Longer addresses say nothing more to a person. */
const longest = 200;

/**
 * An address as it may stand in a message or a log: without user, password, query and fragment, which is where keys
 * and signatures are. Of what is no address, and might hold a password, only the scheme.
 */
export function shownUrl(given: URL | string): string {
  const url = URL.parse(String(given));
  const text = url && /^https?:$/.test(url.protocol) ? shownParts(url) : shownText(String(given));
  return text.length > longest ? `${text.slice(0, longest)}…` : text;
}

function shownParts({ protocol, username, password, host, pathname, search, hash }: URL): string {
  const user = username || password ? "…@" : "";
  return `${protocol}//${user}${host}${pathname}${search || hash ? "?…" : ""}`;
}

function shownText(text: string): string {
  if (text.includes("@")) return `${/^[a-z][a-z0-9+.-]*:/i.exec(text)?.[0] ?? ""}…`;
  return text.replace(/[?#].*$/s, "?…");
}
