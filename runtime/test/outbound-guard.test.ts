import { isIPv6 } from "node:net";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { notPublic } from "../src/outbound/address.ts";
import { isAllowedEntry } from "../src/outbound/allowed.ts";
import { createOutbound } from "../src/outbound/client.ts";
import type { Resolve } from "../src/outbound/connect.ts";
import { http } from "./outbound/servers.ts";

/** A resolver that gives these addresses, whatever is asked for, one list after the other. */
function answers(...lists: readonly (readonly string[])[]): Resolve & { readonly asked: string[] } {
  const asked: string[] = [];
  const resolve: Resolve = async (host) => {
    const list = lists[Math.min(asked.length, lists.length - 1)] ?? [];
    asked.push(host);
    return list.map((address) => ({ address, family: isIPv6(address) ? 6 : 4 }));
  };
  return Object.assign(resolve, { asked });
}

const unreachable = [
  "0.0.0.0",
  "0.1.2.3",
  "10.0.0.1",
  "10.255.255.254",
  "100.64.0.1",
  "100.127.255.254",
  "127.0.0.1",
  "127.255.255.254",
  "169.254.0.1",
  "169.254.169.254",
  "169.254.170.2",
  "172.16.0.1",
  "172.31.255.254",
  "192.0.0.192",
  "192.0.2.1",
  "192.88.99.1",
  "192.168.0.1",
  "198.18.0.1",
  "198.51.100.1",
  "203.0.113.1",
  "224.0.0.1",
  "239.255.255.250",
  "240.0.0.1",
  "255.255.255.255",
  "::",
  "::1",
  "::7f00:1",
  "::ffff:127.0.0.1",
  "::ffff:10.0.0.1",
  "::ffff:169.254.169.254",
  "::ffff:0:127.0.0.1",
  "64:ff9b::7f00:1",
  "64:ff9b::a9fe:a9fe",
  "64:ff9b:1::1",
  "100::1",
  "2001::1",
  "2001:0:4136:e378:8000:63bf:80ff:fffe",
  "2001:db8::1",
  "2002:7f00:1::",
  "2002:a00:1::1",
  "2002:a9fe:a9fe::1",
  "3fff::1",
  "4000::1",
  "5f00::1",
  "fc00::1",
  "fd00:ec2::254",
  "fe80::1",
  "fec0::1",
  "ff02::1",
] as const;
const reachable = [
  "1.1.1.1",
  "8.8.8.8",
  "100.63.255.255",
  "100.128.0.1",
  "172.15.255.255",
  "172.32.0.1",
  "192.167.255.255",
  "2606:4700::1111",
  "2a00:1450:4001:82f::200e",
  "::ffff:8.8.8.8",
  "64:ff9b::808:808",
  "2002:808:808::1",
] as const;

describe("an address", () => {
  it.each(unreachable)("that is not on the public internet is told apart: %s", (address) => {
    expect(notPublic(address)).toEqual(expect.any(String));
  });

  it.each(reachable)("that is on the public internet is told apart: %s", (address) => {
    expect(notPublic(address)).toBeUndefined();
  });

  it("never gets past by being written inside one of version 6", () => {
    const byte = fc.integer({ min: 0, max: 255 });
    const hex = (a: number, b: number) => ((a << 8) | b).toString(16);
    fc.assert(
      fc.property(fc.tuple(byte, byte, byte, byte), ([a, b, c, d]) => {
        const plain = notPublic(`${a}.${b}.${c}.${d}`) === undefined;
        const [high, low] = [hex(a, b), hex(c, d)];
        for (const within of [`::ffff:${high}:${low}`, `64:ff9b::${high}:${low}`, `2002:${high}:${low}::`]) {
          expect(notPublic(within) === undefined).toBe(plain);
        }
      }),
    );
  });
});

describe("a call to a host that must not be reached", () => {
  const outbound = createOutbound({ resolve: answers([]) });

  it.each([
    ...unreachable.map((address) => (isIPv6(address) ? `[${address}]` : address)),
    // Other ways to write 127.0.0.1, 169.254.169.254 and 10.0.0.1, as URLs take them.
    "2130706433",
    "0x7f000001",
    "0x7f.1",
    "0177.0.0.1",
    "017700000001",
    "127.1",
    "127.0.1",
    "0",
    "2852039166",
    "0xa9.0xfe.0xa9.0xfe",
    "0251.0376.0251.0376",
    "012.0.0.1",
    "①②⑦.⓪.⓪.①",
    "127。0。0。1",
    "%31%32%37.0.0.1",
    "127.0.0.1.",
    "[0:0:0:0:0:ffff:7f00:1]",
    "[::ffff:7f00:1]",
  ])("is refused where it is written as the address %s", async (host) => {
    for (const protocol of ["http", "https"]) {
      await expect(outbound.fetch(`${protocol}://${host}/`)).rejects.toMatchObject({
        name: "PermanentError",
        message: expect.stringMatching(/actions do not reach that by themselves\. .*“outbound\.allow”/),
      });
    }
  });

  it.each(unreachable)("is refused where its name leads to %s", async (address) => {
    const own = createOutbound({ resolve: answers([address]) });
    await expect(own.fetch("http://innocent.example/")).rejects.toMatchObject({
      name: "PermanentError",
      message: expect.stringContaining(`innocent.example leads to ${address}, which is `),
    });
  });

  it.each([
    ["file:///etc/passwd", "“file://” cannot be called: only https and http can."],
    ["ftp://example.com/", "“ftp://” cannot be called: only https and http can."],
    ["gopher://127.0.0.1:25/", "“gopher://” cannot be called: only https and http can."],
    ["data:text/plain,hi", "“data://” cannot be called: only https and http can."],
    ["//example.com", "“//example.com” is no web address."],
    ["http://", "“http://” is no web address."],
    ["http://1.2.3.4.5.6/", "“http://1.2.3.4.5.6/” is no web address."],
    [
      "https://ann:secret@example.com/",
      "The address of example.com holds a user or a password. Send them in a header instead.",
    ],
  ])("is refused for what it is: %s", async (url, message) => {
    await expect(outbound.fetch(url)).rejects.toMatchObject({ name: "PermanentError", message });
  });
});

describe("a name whose addresses change between two looks", () => {
  it("is connected to at the address that was looked at, and not at another one", async () => {
    const reached: string[] = [];
    await using inside = await http((_, answer) => void answer.end("inside"), "127.0.0.2");
    await using _outside = await http(
      (_request, answer) => {
        reached.push("outside");
        answer.end("outside");
      },
      "127.0.0.1",
      inside.port,
    );
    const resolve = answers(["127.0.0.1"], ["127.0.0.2"]);
    const outbound = createOutbound({ allow: ["127.0.0.1/32"], resolve });
    const url = `http://rebinding.example:${inside.port}/`;
    const first = await outbound.fetch(url, { headers: { connection: "close" } });
    expect(await first.text()).toBe("outside");
    expect(resolve.asked).toHaveLength(1);

    const again = createOutbound({ allow: ["127.0.0.1/32"], resolve });
    await expect(again.fetch(url)).rejects.toMatchObject({
      message: expect.stringContaining("leads to 127.0.0.2"),
    });
    expect(reached).toEqual(["outside"]);
  });

  it("is reached by those of its addresses alone that are allowed", async () => {
    await using server = await http((_, answer) => void answer.end("hi"));
    const resolve = answers(["10.0.0.1", "127.0.0.1", "::1"]);
    const outbound = createOutbound({ allow: ["127.0.0.1"], resolve });
    expect((await outbound.fetch(`http://mixed.example:${server.port}/`)).status).toBe(200);
  });
});

describe("what the operator names", () => {
  it.each([
    ["127.0.0.1", "127.0.0.1", true],
    ["127.0.0.1:PORT", "127.0.0.1", true],
    ["127.0.0.1:1", "127.0.0.1", false],
    ["127.0.0.0/8", "127.0.0.1", true],
    ["127.0.0.0/8", "2130706433", true],
    ["10.0.0.0/8", "127.0.0.1", false],
    ["desk.internal", "desk.internal", true],
    ["DESK.internal:PORT", "desk.INTERNAL", true],
    ["desk.internal:1", "desk.internal", false],
    ["desk.internal", "other.desk.internal", false],
    ["desk.internal", "desk.internal.evil.example", false],
    ["127.0.0.1", "desk.internal", true],
    ["::/0", "desk.internal", false],
  ])("is reached, and nothing else: %s lets %s through: %s", async (entry, host, through) => {
    await using server = await http((_, answer) => void answer.end("hi"));
    const allow = [entry.replace("PORT", String(server.port))];
    const outbound = createOutbound({ allow, resolve: answers(["127.0.0.1"]) });
    const call = outbound.fetch(`http://${host}:${server.port}/`);
    if (through) expect(await (await call).text()).toBe("hi");
    else await expect(call).rejects.toMatchObject({ name: "PermanentError" });
  });

  it.each(["desk.internal", "desk:8080", "10.0.0.0/8", "fd00::/8", "[::1]", "[::1]:80", "10.0.0.1:1"])(
    "may be written as %s",
    (entry) => expect(isAllowedEntry(entry)).toBe(true),
  );

  it.each([
    "",
    "http://desk",
    "desk/path",
    "10.0.0.0/33",
    "desk:99999",
    "a b",
    "u@desk",
    "*.desk",
    "::1:80:",
  ])("may not be written as “%s”", (entry) => expect(isAllowedEntry(entry)).toBe(false));
});
