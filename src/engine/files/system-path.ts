import { dirname } from "node:path";

/** A path as the system takes it: text, or bytes where they are no UTF-8 and text would lead nowhere. */
export type SystemPath = string | Buffer;

/** The folder that an absolute path lies in. */
export function folderOf(file: SystemPath): SystemPath {
  return typeof file === "string" ? dirname(file) : file.subarray(0, Math.max(1, file.lastIndexOf("/")));
}

/** The path of a name in a folder. */
export function within(folder: SystemPath, name: string): SystemPath {
  if (typeof folder === "string") return folder === "/" ? `/${name}` : `${folder}/${name}`;
  return Buffer.concat([folder, Buffer.from(folder.equals(Buffer.from("/")) ? name : `/${name}`)]);
}
