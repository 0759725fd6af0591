import { expect, test } from "bun:test";
import { redirected, type Sent } from "../../../src/engine/net/redirect.ts";

const get: Sent = { url: new URL("https://example.org/a"), method: "GET", headers: {}, body: null };
const post: Sent = {
  ...get,
  method: "POST",
  headers: { "content-type": "text/plain", authorization: "Bearer key", accept: "*/*" },
  body: "text",
};
const to = (sent: Sent, status: number, location: string | undefined) =>
  redirected(sent, { status, location });

test("301, 302 and 303 turn a POST into a GET without its body, 307 and 308 repeat it", () => {
  for (const status of [301, 302, 303]) {
    expect(to(post, status, "/b")).toEqual({
      url: new URL("https://example.org/b"),
      method: "GET",
      headers: { authorization: "Bearer key", accept: "*/*" },
      body: null,
    });
  }
  for (const status of [307, 308])
    expect(to(post, status, "/b")).toMatchObject({ method: "POST", body: "text" });
  for (const status of [301, 302, 303, 307, 308])
    expect(to({ ...get, method: "HEAD" }, status, "/b")?.method).toBe("HEAD");
});

test("an answer that sends nowhere is no redirect", () => {
  expect(to(get, 302, undefined)).toBeNull();
  expect(to(get, 200, "/b")).toBeNull();
  expect(to(get, 304, "/b")).toBeNull();
  expect(to(get, 300, "/b")).toBeNull();
});

test("to another origin go no credentials, whatever the header is called", () => {
  const headers = {
    ...{
      authorization: "x",
      cookie: "x",
      "x-api-key": "x",
      "api-key": "x",
      referer: "https://example.org/a",
    },
    ...{ accept: "image/*", "user-agent": "lote", range: "bytes=1-", "if-range": '"tag"' },
  };
  const kept = { accept: "image/*", "user-agent": "lote", range: "bytes=1-", "if-range": '"tag"' };
  for (const elsewhere of ["https://other.org/", "https://example.org:8443/", "//sub.example.org/"])
    expect(to({ ...get, headers }, 302, elsewhere)?.headers).toEqual(kept);
  expect(to({ ...get, headers }, 302, "/b")?.headers).toEqual(headers);
});

test("a body is never handed to another origin", () => {
  expect(() => to(post, 307, "https://other.org/")).toThrow(
    expect.objectContaining({ code: "redirect-refused" }),
  );
  expect(to(post, 303, "https://other.org/")).toMatchObject({ method: "GET", body: null });
});

test("nobody is sent from https to http", () => {
  expect(() => to(get, 302, "http://example.org/b?key=secret")).toThrow(
    expect.objectContaining({ code: "redirect-refused", message: expect.not.stringContaining("secret") }),
  );
  const open = { ...get, url: new URL("http://example.org/a") };
  expect(to(open, 302, "https://example.org/b")?.url.protocol).toBe("https:");
});
