import { describe, expect, test } from "bun:test";
import { tmpdir } from "node:os";
import { networkFileSystem } from "../../../src/engine/workspace/network-file-system.ts";

const root = "24 1 8:1 / / rw - ext4 /dev/sda1 rw";
const at = (type: number, ...mounts: string[]) => ({ typeOf: () => type, mounts: () => mounts.join("\n") });
const ask = (path: string, systems: ReturnType<typeof at>) => networkFileSystem(path, systems, "linux");

describe("networkFileSystem", () => {
  test.each([
    [0x6969, "nfs"],
    [0xff534d42, "cifs"],
    [0xff534d42 | 0, "cifs"],
    [0xfe534d42, "smb2"],
    [0x517b, "smb"],
  ])("type %d is the network file system %s", (type, name) => {
    expect(ask("/w", at(type, root))).toBe(name);
  });

  test.each([0xef53, 0x9123683e, 0x01021994, 0x794c7630])("type %d is local", (type) => {
    expect(ask("/w", at(type, root))).toBeNull();
  });

  test("a Windows drive under WSL is refused, the sandbox whose root is 9p is not", () => {
    const drive = String.raw`90 24 0:50 / /mnt/c rw - 9p C:\134 rw,aname=drvfs;path=C:\\`;
    expect(ask("/mnt/c/comics", at(0x01021997, root, drive))).toBe("9p");
    expect(ask("/mnt/comics", at(0x01021997, "24 1 0:1 / / rw - 9p none rw", drive))).toBeNull();
  });

  test("FUSE is refused where it reaches over a network, on the longest mount that matches", () => {
    const sshfs = String.raw`91 24 0:51 / /home/me/far\040away rw - fuse.sshfs me@host: rw`;
    const inner = String.raw`92 91 8:2 / /home/me/far\040away/disk rw - fuseblk /dev/sdb rw`;
    const systems = at(0x65735546, root, sshfs, inner);
    expect(ask("/home/me/far away/w", systems)).toBe("fuse.sshfs");
    expect(ask("/home/me/far away/disk/w", systems)).toBeNull();
    expect(ask("/home/me/far awayish", systems)).toBeNull();
  });

  test("the machine's own temporary folder is local", () => {
    expect(networkFileSystem(tmpdir())).toBeNull();
  });
});
