import { lookup } from "node:dns/promises";
import { isIP } from "node:net";
import { LoteError } from "../errors/lote-error.ts";
import { bareHost } from "./checked-url.ts";
import { classifyAddress } from "./public-address.ts";

/** Finds the addresses of a host's name, in the order in which they should be tried. */
export type Resolver = (host: string) => Promise<readonly string[]>;

/** The system's own: `/etc/hosts`, then DNS. */
export const systemResolver: Resolver = async (host) =>
  (await lookup(host, { all: true, order: "verbatim" })).map(({ address }) => address);

/**
 * The addresses that a URL may be connected to. They are looked up once, and the connection is made to one of exactly
 * these: a name that means something else a moment later gets nobody anywhere.
 *
 * One closed address among several is enough to refuse the name: a public service has none.
 *
 * @param open the URL is one that the person configured: it may lead anywhere
 * @throws LoteError `address-refused`; `net-unreachable` where the name has no address
 */
export async function addressesOf(url: URL, resolve: Resolver, open: boolean): Promise<readonly string[]> {
  const host = bareHost(url);
  const addresses = isIP(host) > 0 ? [host] : await resolved(host, resolve);
  if (open) return addresses;
  const classified = addresses.map((address) => ({ address, is: classifyAddress(address) }));
  const usable = classified.filter(({ is }) => is === "public").map(({ address }) => address);
  const wrong = classified.find(({ is }) => is === "closed") ?? classified[0];
  if (wrong && (wrong.is === "closed" || usable.length === 0)) {
    throw new LoteError("address-refused", { host, address: wrong.address });
  }
  return usable;
}

async function resolved(host: string, resolve: Resolver): Promise<readonly string[]> {
  const unknown = (detail: string, cause?: unknown) =>
    new LoteError("net-unreachable", { host, detail }, { cause });
  let addresses: readonly string[];
  try {
    addresses = await resolve(host);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw unknown(code === "ENOTFOUND" || code === "ENODATA" ? "its name is not known" : message, error);
  }
  if (addresses.length === 0) throw unknown("its name has no address");
  return addresses;
}
