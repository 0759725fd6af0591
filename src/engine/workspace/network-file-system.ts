import { readFileSync, realpathSync, statfsSync } from "node:fs";

/** Magic numbers of `statfs(2)` for file systems whose files other machines change, from the Linux headers. */
const networkTypes: Readonly<Record<number, string>> = {
  26985: "nfs",
  20859: "smb",
  4266872130: "smb2",
  4283649346: "cifs",
  22092: "ncp",
  1397113167: "afs",
  1937076805: "coda",
  12805120: "ceph",
  198183888: "lustre",
  1196443219: "gpfs",
  428016422: "beegfs",
  18225520: "gfs2",
  1952539503: "ocfs2",
};
const plan9 = 0x01021997;
const fuse = 0x65735546;

/** FUSE also carries local disks (ntfs-3g, mergerfs, virtiofs): only these reach over a network. */
const networkFuse =
  /^fuse\.(?:sshfs|s3fs|s3ql|goofys|rclone|gcsfuse|blobfuse2?|mount-s3|davfs2?|gvfsd-fuse|glusterfs|ceph-fuse|cephfs|juicefs|curlftpfs|smbnetfs|kio-fuse|geesefs)$/;

/** What the kernel says of file systems; replaced in tests. */
export interface FileSystems {
  /** The type number of the file system that holds a path. */
  readonly typeOf: (path: string) => number;
  /** The text of `/proc/self/mountinfo`, empty where the system has none. */
  readonly mounts: () => string;
}

const linux: FileSystems = {
  typeOf: (path) => statfsSync(path).type,
  mounts: () => {
    try {
      return readFileSync("/proc/self/mountinfo", "utf8");
    } catch {
      return "";
    }
  },
};

/**
 * The name of the network file system that holds an existing path, or null for a local one. SQLite's locks and
 * its shared memory (WAL) cannot be trusted over a network.
 *
 * Two types need a closer look. 9p is what a Windows drive (`/mnt/c`) is under WSL, and the share of a virtual
 * machine's host: refused, except as the root of everything, which is then a sandbox's own disk. FUSE is refused
 * for the programs that are known to reach over a network.
 *
 * Only Linux numbers its file systems so; elsewhere the answer is always null.
 */
export function networkFileSystem(
  path: string,
  systems: FileSystems = linux,
  platform: NodeJS.Platform = process.platform,
): string | null {
  if (platform !== "linux") return null;
  const type = systems.typeOf(path) >>> 0;
  if (type !== plan9 && type !== fuse) return networkTypes[type] ?? null;
  const mount = mountOf(path, systems.mounts());
  if (type === plan9) return mount?.point === "/" ? null : "9p";
  return mount && networkFuse.test(mount.type) ? mount.type : null;
}

interface Mount {
  readonly point: string;
  readonly type: string;
}

/** The mount a path lies on: the longest mount point above it, and of equal ones the last, which hides the others. */
function mountOf(path: string, mountinfo: string): Mount | null {
  const real = realPath(path);
  let best: Mount | null = null;
  for (const line of mountinfo.split("\n")) {
    // man 5 proc_pid_mountinfo: the fifth field is the mount point; the type follows a lone hyphen.
    const [before = "", after = ""] = line.split(" - ");
    const point = before
      .split(" ")[4]
      ?.replace(/\\(\d{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)));
    const type = after.split(" ")[0];
    if (!point || !type) continue;
    const isAbove = real === point || real.startsWith(point === "/" ? "/" : `${point}/`);
    if (isAbove && point.length >= (best?.point.length ?? 0)) best = { point, type };
  }
  return best;
}

function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}
