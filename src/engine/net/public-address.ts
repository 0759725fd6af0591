import ipaddr from "ipaddr.js";

/**
 * What an IP address is to a program that was handed it by strangers.
 *
 * - `public`: may be connected to.
 * - `translated`: NAT64 (RFC 6052) of a public IPv4 address. A resolver of an IPv6 network adds such to the real
 *   addresses of a name; harmless, but not used.
 * - `closed`: this machine, its networks, a cloud's metadata service, or nothing one connects to.
 */
export type AddressClass = "public" | "translated" | "closed";

/**
 * Classifies an address as the resolver or a URL gives it; what is no address is `closed`.
 *
 * Allowed is what is named, everything else is not: of IPv6 only 2000::/3 (all that IANA has given out) without the
 * ranges in it that carry an IPv4 address (6to4, Teredo) or are set aside. IPv4-mapped addresses are closed whatever
 * they carry: no resolver gives them for a public host.
 */
export function classifyAddress(text: string): AddressClass {
  if (!isValid(text) || (ipaddr.IPv4.isValid(text) && !ipaddr.IPv4.isValidFourPartDecimal(text)))
    return "closed";
  const address = ipaddr.parse(text);
  if (address instanceof ipaddr.IPv4) return isPublicIPv4(address) ? "public" : "closed";
  if (address.match(wellKnownNat64))
    return isPublicIPv4(new ipaddr.IPv4(address.toByteArray().slice(12))) ? "translated" : "closed";
  return address.range() === "unicast" && address.match(allocatedIPv6) ? "public" : "closed";
}

/** Whether two ways of writing an address lead to the same place. */
export function isSameAddress(left: string, right: string): boolean {
  return left === right || (isValid(left) && isValid(right) && written(left) === written(right));
}

function isPublicIPv4(address: ipaddr.IPv4): boolean {
  return address.range() === "unicast" && address.toString() !== azureHost;
}

const { isValid } = ipaddr;
/** IPv4 inside IPv6 is IPv4 to a socket. */
const written = (address: string) => ipaddr.process(address).toNormalizedString();

const allocatedIPv6 = ipaddr.IPv6.parseCIDR("2000::/3");
const wellKnownNat64 = ipaddr.IPv6.parseCIDR("64:ff9b::/96");

/** Microsoft's clouds answer a machine's own questions about itself from this otherwise public address. */
const azureHost = "168.63.129.16";
