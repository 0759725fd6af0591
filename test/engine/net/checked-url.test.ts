import { expect, test } from "bun:test";
import { bareHost, checkedUrl } from "../../../src/engine/net/checked-url.ts";

function refuses(texts: readonly string[], base?: URL): void {
  for (const text of texts) {
    expect(() => checkedUrl(text, base)).toThrow(expect.objectContaining({ code: "url-refused" }));
  }
}

test("only http and https are opened", () => {
  refuses([
    "file:///etc/passwd",
    "data:text/plain,x",
    "ftp://example.org/",
    "javascript:1",
    "blob:http://x/1",
  ]);
  refuses(["gopher://example.org/", "ws://example.org/", "about:blank", "unix:/run/x", "", "example.org/a"]);
});

test("an address with a user or a password in it is refused, and neither is repeated", () => {
  const tricks = [
    "http://example.org@127.0.0.1/",
    "http://me:hunter2@example.org/",
    "http://:hunter2@example.org/",
  ];
  refuses(tricks);
  for (const trick of tricks) {
    expect(() => checkedUrl(trick)).toThrow(
      expect.objectContaining({ message: expect.not.stringMatching(/hunter2|me:/) }),
    );
  }
});

test("an IPv4 address that is written in any unusual way is refused, whatever it means", () => {
  refuses([
    "http://2130706433/",
    "http://0x7f.1/",
    "http://0x7f000001/",
    "http://0177.0.0.1/",
    "http://127.1/",
  ]);
  refuses([
    "http://0/",
    "http://1.2.3/",
    "http://%31%32%37.0.0.1/",
    "http://１２７.0.0.1/",
    "http://127。0。0。1/",
  ]);
  refuses(["http://①②⑦.0.0.1/", "http://127.0.0.1./", "http://1572395042/", "http://0x8.8.8.8:80/"]);
});

test("what a parser would quietly put right is refused", () => {
  refuses([
    "http:\\\\127.0.0.1\\x",
    "http://exam\tple.org/",
    "http://example.org/\n",
    " http://example.org/",
  ]);
  refuses(["http:127.0.0.1/", "http:///127.0.0.1/", "http://example.org:0/", "http://[fe80::1%25eth0]/"]);
});

test("a redirect may be relative, and is checked like any other address", () => {
  const base = new URL("https://example.org/a/b");
  expect(checkedUrl("../c?d", base).href).toBe("https://example.org/c?d");
  expect(checkedUrl("//other.org/x", base).href).toBe("https://other.org/x");
  refuses(
    ["//0x7f.1/", "///127.0.0.1/", "//a@b/", "file:///etc/passwd", "http:foo", "\\\\127.0.0.1\\"],
    base,
  );
});

test("addresses as people write them pass", () => {
  for (const text of [
    "http://example.org",
    "HTTPS://Example.ORG:8443/a b".replace(" ", "%20"),
    "http://93.184.216.34/",
    "http://[2606:4700::1111]:8080/",
    "https://es.wikipedia.org/wiki/Cómic",
  ])
    expect(checkedUrl(text).protocol).toStartWith("http");
  expect(bareHost(checkedUrl("http://[2606:4700::1111]/"))).toBe("2606:4700::1111");
});
