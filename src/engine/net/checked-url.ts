import { isIP } from "node:net";
import { LoteError } from "../errors/lote-error.ts";
import { shownUrl } from "./shown-url.ts";

/**
 * Reads an address that came from outside, or where a server sends on to.
 *
 * Only http and https, no user and password, and no address of digits written in another way than with four decimal
 * numbers: `http://2130706433/`, `http://0x7f.1/` and `http://0177.0.0.1/` all mean 127.0.0.1, nobody writes them
 * without wanting to get past a check.
 *
 * @param base what a relative address is relative to; without it the address is a whole one
 * @throws LoteError `url-refused`
 */
export function checkedUrl(text: string, base?: URL): URL {
  const refused = (detail: string) => new LoteError("url-refused", { url: shownUrl(text), detail });
  // A URL parser drops tabs and line ends, and takes \ for /: what is checked must be what was written.
  if (/[\s\\\p{Cc}]/u.test(text))
    throw refused("it holds blanks or other characters that do not belong there");
  const url = URL.parse(text, base?.href);
  if (url === null) throw refused("it is not a URL");
  if (url.protocol !== "http:" && url.protocol !== "https:") throw refused(`its scheme is ${url.protocol}`);
  if (url.username !== "" || url.password !== "") throw refused("it holds a user or a password");
  if (url.port === "0") throw refused("it names no port");
  const host = writtenHost(text);
  if (host === null) {
    if (base === undefined || /^(\/\/|[a-z][a-z0-9+.-]*:)/i.test(text)) throw refused("it names no host");
  } else if (isIP(bareHost(url)) === 4 && host !== url.hostname) {
    throw refused(`its host is another way of writing ${url.hostname}`);
  }
  return url;
}

/** The host of an address without the brackets of IPv6: what a resolver or a socket takes. */
export function bareHost({ hostname }: URL): string {
  return hostname.startsWith("[") ? hostname.slice(1, -1) : hostname;
}

/** The host as it was typed, without port; null where the address has none. */
function writtenHost(text: string): string | null {
  const authority = /^(?:[a-z][a-z0-9+.-]*:)?\/\/([^/?#]+)/i.exec(text)?.[1];
  return authority === undefined ? null : authority.replace(/^.*@/, "").replace(/:\d*$/, "");
}
