import sevenZip from "7z-wasm";

/**
 * A 7z archive made by 7-Zip itself, in memory. Times and attributes are left out, so that the same entries give the
 * same bytes.
 *
 * @param words further words of 7-Zip's command line, such as `-ms=off` or `-pword`
 */
export async function sevenZipArchive(
  entries: Readonly<Record<string, Uint8Array | string>>,
  words: readonly string[] = [],
): Promise<Uint8Array> {
  const said: string[] = [];
  const { FS, callMain } = await sevenZip({ print: () => {}, printErr: (line) => said.push(line) });
  FS.mkdir("/pages");
  FS.chdir("/pages");
  for (const [name, content] of Object.entries(entries)) {
    const folders = name.split("/").slice(0, -1);
    for (let depth = 1; depth <= folders.length; depth++) {
      const folder = folders.slice(0, depth).join("/");
      if (!FS.readdir(folders.slice(0, depth - 1).join("/") || ".").includes(folders[depth - 1] ?? "")) {
        FS.mkdir(folder);
      }
    }
    FS.writeFile(name, content);
  }
  const timeless = ["-mtm=off", "-mtc=off", "-mta=off", "-mtr=off"];
  callMain(["a", "-t7z", "-mx=1", ...timeless, ...words, "/made.7z", "--", ...Object.keys(entries)]);
  if (said.length > 0) throw new Error(said.join("\n"));
  return FS.readFile("/made.7z");
}
