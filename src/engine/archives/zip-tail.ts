import { LoteError } from "../errors/lote-error.ts";
import { broken, comicLimits, megabytes, tooLarge } from "./archive.ts";
import { FileReader } from "./file-reader.ts";

/**
 * The end of a zip archive as it is written: the directory, which says what is in it, and the records that say where
 * the directory is. (PKWARE's APPNOTE 6.3.10, 4.3.12 to 4.3.16.) All before it, the entries themselves, is not read.
 *
 * It is for writing, so it is stricter than reading: what two programs might read in two ways is refused.
 */
export interface ZipTail {
  /** Where it begins in the file. */
  readonly cut: number;
  /** From there to the end of the file. */
  readonly bytes: Uint8Array;
  /** Bytes before the archive itself: a program that unpacks it, say. Its offsets may count from after them. */
  readonly prefix: number;
  /** In the directory's own order. */
  readonly records: readonly ZipRecord[];
  /** The end record with the archive's comment. */
  readonly end: Uint8Array;
  /** The end record of large archives with its locator, where there is one. */
  readonly end64: { readonly record: Uint8Array; readonly locator: Uint8Array } | null;
}

/** One entry's record in the directory. */
export interface ZipRecord {
  /** All of it, as it is written. */
  readonly bytes: Uint8Array;
  /** As it is written: in UTF-8 or whatever its maker used. One letter a byte here, so that names can be compared. */
  readonly name: string;
}

/** A directory of 20,000 entries takes about 2 MB. */
const maxTail = 8 * 2 ** 20;

const size = { end: 22, locator: 20, end64: 56, record: 46, local: 30 } as const;
const sign = { end: 0x06054b50, locator: 0x07064b50, end64: 0x06064b50, record: 0x02014b50 } as const;

/** Where a field of a record lies: see {@link endFields}. */
export const endFields = { entriesHere: 8, entries: 10, directorySize: 12, directoryOffset: 16 } as const;
export const end64Fields = { entriesHere: 24, entries: 32, directorySize: 40, directoryOffset: 48 } as const;
/** In a locator: where the end record of large archives is said to be. */
export const locatorOffset = 8;
export const recordFields = {
  madeBy: 4,
  needs: 6,
  flags: 8,
  method: 10,
  time: 12,
  crc: 16,
  packed: 20,
  unpacked: 24,
  nameLength: 28,
  extraLength: 30,
  commentLength: 32,
  disk: 34,
  internal: 36,
  external: 38,
  offset: 42,
} as const;

/**
 * Reads the tail of an archive.
 *
 * @throws LoteError `archive-broken`, `archive-encrypted`, `archive-volume`, `archive-too-large`, `archive-name-twice`,
 * `archive-name-unsafe`; a file that cannot be opened throws the system's error
 */
export async function readZipTail(path: string | Buffer): Promise<ZipTail> {
  const file = await FileReader.open(path);
  try {
    return await tailOf(file);
  } finally {
    await file.close();
  }
}

async function tailOf(file: FileReader): Promise<ZipTail> {
  const search = Math.min(file.size, size.end + 0xffff);
  const last = await file.readUint8Array(file.size - search, search);
  const at = findEnd(last);
  const endAt = file.size - search + at;
  const end = last.subarray(at);
  const large = await readEnd64(file, endAt);
  const said = directorySaid(end, large?.record);
  const cut = (large?.at ?? endAt) - said.size;
  const prefix = cut - said.offset;
  if (cut < 0 || prefix < 0) throw broken("the directory is not where it is said to be");
  if (file.size - cut > maxTail) throw tooLarge(megabytes(file.size - cut));
  if (said.entries > comicLimits.entries) throw tooLarge(`${said.entries} entries`);
  const bytes = await file.readUint8Array(cut, file.size - cut);
  if (bytes.length !== file.size - cut) throw broken("the file ends early");
  const records = readRecords(bytes.subarray(0, said.size), said.entries, cut - prefix);
  checkNames(records);
  const end64 = large && { record: large.record, locator: large.locator };
  return { cut, bytes, prefix, records, end, end64 };
}

/** Only where its comment ends with the file is it the end: anything else may be part of a comment, or cut off. */
function findEnd(last: Uint8Array): number {
  const view = viewOf(last);
  for (let at = last.length - size.end; at >= 0; at--) {
    if (view.getUint32(at, true) !== sign.end) continue;
    if (at + size.end + view.getUint16(at + 20, true) === last.length) return at;
  }
  throw broken("it does not end as an archive does");
}

interface End64 {
  readonly at: number;
  readonly record: Uint8Array;
  readonly locator: Uint8Array;
}

async function readEnd64(file: FileReader, endAt: number): Promise<End64 | null> {
  const locatorAt = endAt - size.locator;
  if (locatorAt < 0) return null;
  const locator = await file.readUint8Array(locatorAt, size.locator);
  const view = viewOf(locator);
  if (view.getUint32(0, true) !== sign.locator) return null;
  if (view.getUint32(4, true) !== 0 || view.getUint32(16, true) > 1) throw new LoteError("archive-volume");
  // Mostly it stands right before the locator; one with data of its own only where it is said to be.
  for (const at of [locatorAt - size.end64, number64(view, locatorOffset)]) {
    if (at < 0 || at + size.end64 > locatorAt) continue;
    const record = await file.readUint8Array(at, locatorAt - at);
    const head = viewOf(record);
    if (head.getUint32(0, true) !== sign.end64 || number64(head, 4) !== record.length - 12) continue;
    if (head.getUint32(16, true) !== 0 || head.getUint32(20, true) !== 0)
      throw new LoteError("archive-volume");
    return { at, record, locator };
  }
  throw broken("the end record of large archives is missing");
}

interface Said {
  readonly entries: number;
  readonly size: number;
  readonly offset: number;
}

/** What the end records say of the directory. Where both say it, they must agree. */
function directorySaid(end: Uint8Array, end64: Uint8Array | undefined): Said {
  const view = viewOf(end);
  const view64 = end64 && viewOf(end64);
  const either = (field: keyof typeof endFields, most: number) => {
    const at = endFields[field];
    const small = most === 0xffff ? view.getUint16(at, true) : view.getUint32(at, true);
    if (!view64) return small;
    const large = number64(view64, end64Fields[field]);
    if (small !== most && small !== large) throw broken("its end records do not agree");
    return large;
  };
  const isOther = (disk: number) => disk !== 0 && !(disk === 0xffff && view64);
  if (isOther(view.getUint16(4, true)) || isOther(view.getUint16(6, true)))
    throw new LoteError("archive-volume");
  const entries = either("entries", 0xffff);
  if (either("entriesHere", 0xffff) !== entries) throw new LoteError("archive-volume");
  return {
    entries,
    size: either("directorySize", 0xffff_ffff),
    offset: either("directoryOffset", 0xffff_ffff),
  };
}

/** @param room where the entries themselves end, counted as their offsets are */
function readRecords(directory: Uint8Array, entries: number, room: number): ZipRecord[] {
  const records: ZipRecord[] = [];
  let at = 0;
  for (let index = 0; index < entries; index++) {
    const record = readRecord(directory.subarray(at), room);
    records.push(record);
    at += record.bytes.length;
  }
  if (at !== directory.length) throw broken("the directory holds more than its entries");
  return records;
}

function readRecord(rest: Uint8Array, room: number): ZipRecord {
  const view = viewOf(rest);
  if (rest.length < size.record || view.getUint32(0, true) !== sign.record)
    throw broken("an entry's record is missing");
  const field = (name: keyof typeof recordFields) => view.getUint16(recordFields[name], true);
  const nameEnd = size.record + field("nameLength");
  const extraEnd = nameEnd + field("extraLength");
  const length = extraEnd + field("commentLength");
  if (length > rest.length) throw broken("an entry's record is cut off");
  // Bit 0: the entry is encrypted; 6: strongly; 13: the directory hides what is true.
  if ((field("flags") & 0x2041) !== 0) throw new LoteError("archive-encrypted");
  const disk = field("disk");
  if (disk !== 0 && disk !== 0xffff) throw new LoteError("archive-volume");
  const offset = offsetOf(view, rest.subarray(nameEnd, extraEnd));
  if (offset + size.local > room) throw broken("an entry lies outside the archive");
  const name = Buffer.from(rest.buffer, rest.byteOffset + size.record, nameEnd - size.record);
  return { bytes: rest.subarray(0, length), name: name.toString("latin1") };
}

/** Where the entry itself begins; of large archives it stands in an extra field, behind what else did not fit. */
function offsetOf(view: DataView, extra: Uint8Array): number {
  const small = view.getUint32(recordFields.offset, true);
  if (small !== 0xffff_ffff) return small;
  const field = extraField(extra, 0x0001);
  const before = [recordFields.unpacked, recordFields.packed].filter(
    (at) => view.getUint32(at, true) === 0xffff_ffff,
  ).length;
  if (!field || field.length < before * 8 + 8) throw broken("an entry's place is missing");
  return number64(viewOf(field), before * 8);
}

/** The content of an extra field by its number. @throws LoteError `archive-broken` */
export function extraField(extra: Uint8Array, id: number): Uint8Array | undefined {
  const view = viewOf(extra);
  for (let at = 0; at + 4 <= extra.length; ) {
    const length = view.getUint16(at + 2, true);
    if (at + 4 + length > extra.length) throw broken("an extra field is cut off");
    if (view.getUint16(at, true) === id) return extra.subarray(at + 4, at + 4 + length);
    at += 4 + length;
  }
  return undefined;
}

/** Names that would lead out of a folder, or hide another entry. */
function checkNames(records: readonly ZipRecord[]): void {
  const seen = new Set<string>();
  for (const { name } of records) {
    const shown = { name: Buffer.from(name, "latin1").toString() };
    const parts = name.split(/[/\\]/);
    if (name === "" || parts[0] === "" || parts.includes("..") || /^[a-z]:|[\0-\x1f]/i.test(name)) {
      throw new LoteError("archive-name-unsafe", shown);
    }
    if (seen.has(name)) throw new LoteError("archive-name-twice", shown);
    seen.add(name);
  }
}

/** A number of eight bytes. @throws LoteError `archive-broken` where no file could be so large */
function number64(view: DataView, at: number): number {
  const value = view.getBigUint64(at, true);
  if (value > BigInt(Number.MAX_SAFE_INTEGER)) throw broken("a number is too large");
  return Number(value);
}

export function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
