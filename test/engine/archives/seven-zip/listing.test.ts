import { expect, test } from "bun:test";
import { readListing } from "../../../../src/engine/archives/seven-zip/listing.ts";

const head = "\n7-Zip (z) 24.09\n\n--\nPath = /archive\nType = Rar5\nMultivolume = -\n\n----------\n";

test("a listing gives names, sizes and what is encrypted, without folders", () => {
  const text = `${head}Path =  two words .jpg
Folder = -
Size = 12
Encrypted = +

Path = folder
Folder = +
Size = 0

Path = old folder
Attributes = D drwxr-xr-x

Path = a = b.jpg
Size = 3
Encrypted = -
`;
  expect(readListing(text)).toEqual({
    entries: [
      { name: " two words .jpg", size: 12, encrypted: true },
      { name: "a = b.jpg", size: 3, encrypted: false },
    ],
    isVolume: false,
  });
});

test("an archive of no entries, and a text that is no listing, have none", () => {
  expect(readListing(head).entries).toEqual([]);
  expect(readListing("").entries).toEqual([]);
});

test("an entry without a size has none, and a name of dashes is a name", () => {
  const { entries } = readListing(`${head}Path = ----------\nSize = \n`);
  expect(entries).toEqual([{ name: "----------", size: 0, encrypted: false }]);
});

test("one volume of several is known by its head alone", () => {
  expect(readListing(head.replace("Multivolume = -", "Multivolume = +")).isVolume).toBe(true);
  expect(readListing(`${head}Path = x\nMultivolume = +\n`).isVolume).toBe(false);
});
