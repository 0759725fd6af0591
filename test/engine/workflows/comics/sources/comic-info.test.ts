import { expect, test } from "bun:test";
import {
  maxComicInfo,
  readComicInfo,
} from "../../../../../src/engine/workflows/comics/sources/comic-info.ts";

const bytes = (text: string) => new TextEncoder().encode(text);
const info = (inside: string) =>
  readComicInfo(bytes(`<?xml version="1.0"?><ComicInfo>${inside}</ComicInfo>`));

test("what a ComicInfo.xml says of the issue is read", () => {
  const xml = `
    <Title>El sulfato &amp; &#241;oño</Title><Series><![CDATA[Mortadelo y Filemón]]></Series>
    <Number> 25 </Number><Volume>2</Volume><Year>1975</Year><Publisher>Bruguera</Publisher>
    <PageCount>48</PageCount><Summary>Not <b>used</b></Summary>
    <Pages>
      <Page Image="0" Type="Other"/><Page Image="2" Type="FrontCover" /><Page Image="3" Type="FrontCover"/>
    </Pages>`;
  expect(info(xml)).toEqual({
    info: {
      title: "El sulfato & ñoño",
      series: "Mortadelo y Filemón",
      number: "25",
      volume: 2,
      year: 1975,
      publisher: "Bruguera",
      pageCount: 48,
      frontCoverImage: 2,
    },
  });
});

test("that a comic is read from right to left is believed where it is said, not where it is only called a manga", () => {
  expect(info("<Manga>YesAndRightToLeft</Manga>")).toEqual({ info: { rightToLeft: true } });
  for (const said of ["Yes", "No", "Unknown", "yes and right to left"]) {
    expect(info(`<Manga>${said}</Manga>`)).toEqual({ info: {} });
  }
});

test("a byte order mark and UTF-16 are no hindrance", () => {
  const xml = "\ufeff<ComicInfo><Series>Astérix</Series></ComicInfo>";
  const expected = { info: { series: "Astérix" } };
  expect(readComicInfo(bytes(xml))).toEqual(expected);
  expect(readComicInfo(new Uint8Array(Buffer.from(xml, "utf16le")))).toEqual(expected);
});

test("values that cannot be true are left out, the rest is kept", () => {
  const xml = `<Series>Batman</Series><Number></Number><Volume>-1</Volume><Year>1.5</Year><PageCount>many</PageCount>
    <Pages><Page Type="FrontCover"/></Pages>`;
  expect(info(xml)).toEqual({ info: { series: "Batman" } });
  expect(info("<Year>9999</Year>")).toEqual({ info: {} });
});

test("elements of the same name elsewhere are not taken for the issue's own", () => {
  const xml =
    "<Number>1<b>2</b></Number><Extra><Number>99</Number></Extra><Pages><Extra><Page Type='FrontCover' Image='5'/></Extra></Pages>";
  expect(info(xml)).toEqual({ info: { number: "1" } });
});

test("control characters and marks of a value do not get through", () => {
  expect(info("<Series>Bat\u202eman\u200b &#xA; 2 \ufffd</Series>")).toEqual({
    info: { series: "Batman 2" },
  });
});

test("what is broken or dangerous is a problem in words, never an exception", () => {
  const problems = {
    "undefined entity": "<ComicInfo><Series>&lol;</Series></ComicInfo>",
    DOCTYPE: '<!DOCTYPE x [<!ENTITY a "b">]><ComicInfo><Series>&a;</Series></ComicInfo>',
    deeply: `<ComicInfo>${"<a>".repeat(200_000)}`,
    unclosed: "<ComicInfo><Series>Batman",
    "not a ComicInfo.xml": "<html></html>",
    "document must contain": "",
    "unexpected close": "<ComicInfo><Series></Number></ComicInfo>",
  };
  for (const [reason, xml] of Object.entries(problems)) {
    expect(readComicInfo(bytes(xml))).toEqual({ problem: expect.stringContaining(reason) });
  }
  expect(readComicInfo(new Uint8Array(maxComicInfo + 1))).toEqual({
    problem: expect.stringContaining("bytes"),
  });
});
