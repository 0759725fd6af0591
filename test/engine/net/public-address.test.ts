import { expect, test } from "bun:test";
import { classifyAddress, isSameAddress } from "../../../src/engine/net/public-address.ts";

const closed = {
  "this machine": ["127.0.0.1", "127.255.255.254", "0.0.0.0", "0.1.2.3", "::1", "::"],
  "private networks": [
    "10.0.0.1",
    "172.16.0.1",
    "172.31.255.255",
    "192.168.1.1",
    "fc00::1",
    "fd12::1",
    "fec0::1",
  ],
  "the network one is in": ["169.254.1.1", "fe80::1", "fe80::1%eth0"],
  "shared addresses of providers": ["100.64.0.1", "100.127.255.255"],
  "metadata services": [
    "169.254.169.254",
    "fd00:ec2::254",
    "100.100.100.200",
    "168.63.129.16",
    "192.0.0.192",
  ],
  "multicast and broadcast": ["224.0.0.1", "239.255.255.255", "255.255.255.255", "ff02::1"],
  "what is reserved": [
    "192.0.2.1",
    "198.51.100.1",
    "203.0.113.1",
    "198.18.0.1",
    "240.0.0.1",
    "192.88.99.1",
    "2001:db8::1",
    "100::1",
    "4000::1",
  ],
  "IPv4 inside IPv6": [
    ...[
      "::ffff:127.0.0.1",
      "::ffff:10.0.0.1",
      "::ffff:8.8.8.8",
      "::ffff:7f00:1",
      "::127.0.0.1",
      "::ffff:0:127.0.0.1",
    ],
    ...[
      "64:ff9b::127.0.0.1",
      "64:ff9b::a9fe:a9fe",
      "64:ff9b:1::808:808",
      "2002:7f00:1::",
      "2002:808:808::1",
      "2001:0:7f00:1::",
    ],
  ],
  "what is no address in four decimal numbers": [
    "2130706433",
    "0x7f.1",
    "0177.0.0.1",
    "127.1",
    "010.8.8.8",
    "8.8.8",
    "",
    "localhost",
    "1.2.3.4.5",
  ],
};

for (const [what, addresses] of Object.entries(closed)) {
  test(`${what} are closed`, () => {
    for (const address of addresses)
      expect(`${address} ${classifyAddress(address)}`).toBe(`${address} closed`);
  });
}

test("addresses that are anybody's are public", () => {
  for (const address of [
    "8.8.8.8",
    "93.184.216.34",
    "172.32.0.1",
    "100.128.0.1",
    "2606:4700::1111",
    "2a00:1450:4003:80a::200e",
  ])
    expect(`${address} ${classifyAddress(address)}`).toBe(`${address} public`);
});

test("a public address as NAT64 writes it is one, but not one to use", () => {
  expect(classifyAddress("64:ff9b::8.8.8.8")).toBe("translated");
});

test("an address is the same however it is written", () => {
  expect(isSameAddress("::ffff:127.0.0.1", "127.0.0.1")).toBe(true);
  expect(isSameAddress("2606:4700:0:0:0:0:0:1111", "2606:4700::1111")).toBe(true);
  expect(isSameAddress("127.0.0.1", "127.0.0.2")).toBe(false);
  expect(isSameAddress("nonsense", "127.0.0.2")).toBe(false);
});
