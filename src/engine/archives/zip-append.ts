import { deflateRawSync } from "node:zlib";
import {
  end64Fields,
  endFields,
  extraField,
  locatorOffset,
  recordFields,
  viewOf,
  type ZipRecord,
  type ZipTail,
} from "./zip-tail.ts";

/** An entry to be written; small, as all of it is in memory. */
export interface NewEntry {
  /** Where it replaces no other: in plain ASCII. */
  readonly name: string;
  readonly data: Uint8Array;
  readonly at: Date;
}

/** The largest numbers that the old fields hold; as values they say that the new ones do. */
const most16 = 0xffff;
const most32 = 0xffff_ffff;
/** PKWARE's number for the name in Unicode. */
const unicodeName = 0x7075;

/**
 * The archive's tail with one entry more, or with another content for the entry `replaced`: its place in the directory
 * and its name stay, and so does every byte of the other records and of the comment. It takes the old tail's place: the
 * entry itself is at its beginning.
 */
export function appendEntry(tail: ZipTail, entry: NewEntry, replaced?: ZipRecord): Uint8Array {
  const packed = deflateRawSync(entry.data, { level: 9 });
  const isPacked = packed.length < entry.data.length;
  const body = isPacked ? packed : entry.data;
  const content = { ...entry, method: isPacked ? 8 : 0, packedLength: body.length };
  const at = tail.cut - tail.prefix;
  const record = recordOf(content, at, replaced);
  const known = tail.records.map((one) => (one === replaced ? record : one.bytes));
  const records = replaced ? known : [...known, record];
  const local = localHeader(record);
  const directory = Buffer.concat(records);
  const directoryAt = at + local.length + body.length;
  const end = endRecords(tail, records.length, directory.length, directoryAt);
  return Buffer.concat([local, body, directory, end]);
}

interface Content {
  readonly name: string;
  readonly data: Uint8Array;
  readonly at: Date;
  readonly method: number;
  readonly packedLength: number;
}

/** What the replaced entry's record says of names, attributes and comment is kept. */
function recordOf(content: Content, offset: number, replaced?: ZipRecord): Uint8Array {
  const old = replaced && partsOf(replaced);
  const name = old?.name ?? Buffer.from(content.name, "ascii");
  const isFar = offset >= most32;
  const far = Buffer.alloc(isFar ? 12 : 0);
  if (isFar) {
    far.writeUInt16LE(0x0001, 0);
    far.writeUInt16LE(8, 2);
    far.writeBigUInt64LE(BigInt(offset), 4);
  }
  const extra = Buffer.concat([far, old?.unicodeName ?? Buffer.alloc(0)]);
  const comment = old?.comment ?? Buffer.alloc(0);
  const head = Buffer.alloc(46);
  const put16 = (field: keyof typeof recordFields, value: number) =>
    head.writeUInt16LE(value, recordFields[field]);
  const put32 = (field: keyof typeof recordFields, value: number) =>
    head.writeUInt32LE(value, recordFields[field]);
  head.writeUInt32LE(0x02014b50, 0);
  put16("madeBy", old?.madeBy ?? 0x0314);
  put16("needs", isFar ? 45 : 20);
  // Of the old flags only the one that says in which letters the name is written.
  put16("flags", (old?.flags ?? 0) & 0x0800);
  put16("method", content.method);
  put32("time", dosTime(content.at));
  put32("crc", Bun.hash.crc32(content.data));
  put32("packed", content.packedLength);
  put32("unpacked", content.data.length);
  put16("nameLength", name.length);
  put16("extraLength", extra.length);
  put16("commentLength", comment.length);
  put16("internal", old?.internal ?? 0);
  put32("external", old?.external ?? 0o100644 * 0x10000);
  put32("offset", isFar ? most32 : offset);
  return Buffer.concat([head, name, extra, comment]);
}

function partsOf({ bytes }: ZipRecord) {
  const view = viewOf(bytes);
  const field = (name: keyof typeof recordFields) => view.getUint16(recordFields[name], true);
  const nameEnd = 46 + field("nameLength");
  const extraEnd = nameEnd + field("extraLength");
  const named = extraField(bytes.subarray(nameEnd, extraEnd), unicodeName);
  const head = Buffer.alloc(4);
  head.writeUInt16LE(unicodeName, 0);
  head.writeUInt16LE(named?.length ?? 0, 2);
  return {
    name: bytes.subarray(46, nameEnd),
    unicodeName: named && Buffer.concat([head, named]),
    comment: bytes.subarray(extraEnd),
    madeBy: field("madeBy"),
    flags: field("flags"),
    internal: field("internal"),
    external: view.getUint32(recordFields.external, true),
  };
}

/** What stands before the entry's content says the same as its record. */
function localHeader(record: Uint8Array): Uint8Array {
  const { nameLength } = recordFields;
  const length = viewOf(record).getUint16(nameLength, true);
  const head = Buffer.alloc(30);
  head.writeUInt32LE(0x04034b50, 0);
  // From the version needed to the length of the name both are laid out alike; what follows is not repeated.
  head.set(record.subarray(recordFields.needs, nameLength + 2), 4);
  return Buffer.concat([head, record.subarray(46, 46 + length)]);
}

function endRecords(tail: ZipTail, entries: number, length: number, offset: number): Uint8Array {
  const end = Buffer.from(tail.end);
  const isLarge = tail.end64 !== null || entries >= most16 || offset >= most32 || length >= most32;
  // A field that pointed to the large record goes on doing so.
  const put16 = (at: number, value: number) =>
    end.writeUInt16LE(isLarge && (value >= most16 || end.readUInt16LE(at) === most16) ? most16 : value, at);
  const put32 = (at: number, value: number) =>
    end.writeUInt32LE(isLarge && (value >= most32 || end.readUInt32LE(at) === most32) ? most32 : value, at);
  put16(endFields.entriesHere, entries);
  put16(endFields.entries, entries);
  put32(endFields.directorySize, length);
  put32(endFields.directoryOffset, offset);
  if (!isLarge) return end;
  const record = Buffer.from(tail.end64?.record ?? emptyEnd64());
  record.writeBigUInt64LE(BigInt(entries), end64Fields.entriesHere);
  record.writeBigUInt64LE(BigInt(entries), end64Fields.entries);
  record.writeBigUInt64LE(BigInt(length), end64Fields.directorySize);
  record.writeBigUInt64LE(BigInt(offset), end64Fields.directoryOffset);
  const locator = Buffer.from(tail.end64?.locator ?? emptyLocator());
  locator.writeBigUInt64LE(BigInt(offset + length), locatorOffset);
  return Buffer.concat([record, locator, end]);
}

function emptyEnd64(): Uint8Array {
  const record = Buffer.alloc(56);
  record.writeUInt32LE(0x06064b50, 0);
  record.writeBigUInt64LE(44n, 4);
  record.writeUInt16LE(45, 12);
  record.writeUInt16LE(45, 14);
  return record;
}

function emptyLocator(): Uint8Array {
  const locator = Buffer.alloc(20);
  locator.writeUInt32LE(0x07064b50, 0);
  locator.writeUInt32LE(1, 16);
  return locator;
}

/** The local time in the two-second steps of DOS, date in the upper half; years outside 1980 to 2107 become the nearest. */
function dosTime(at: Date): number {
  const year = Math.min(127, Math.max(0, at.getFullYear() - 1980));
  const date = (year << 9) | ((at.getMonth() + 1) << 5) | at.getDate();
  const time = (at.getHours() << 11) | (at.getMinutes() << 5) | (at.getSeconds() >> 1);
  return date * 0x10000 + time;
}
