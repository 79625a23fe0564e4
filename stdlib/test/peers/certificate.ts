/** A certificate for this machine that signs itself, for mail servers in tests. Nobody else trusts it. */
export const certificate = `-----BEGIN CERTIFICATE-----
MIIBqzCCAVGgAwIBAgIUUvdzK2MnZe6ryeZ3z3gjqz1MzsEwCgYIKoZIzj0EAwIw
HDEaMBgGA1UEAwwRbWFpbC5hY21lLmV4YW1wbGUwIBcNMjYxMTIyMjI0MDE3WhgP
MjEyNjEwMjkyMjQwMTdaMBwxGjAYBgNVBAMMEW1haWwuYWNtZS5leGFtcGxlMFkw
EwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEzhi/AkOn6Lnz3O0Wv/NUq0DK5Sq9eed3
0esKz2nH4MaGGYAU06JY0v0ZGpWrULgnB5R7AaElV3jUIyBuJIIJqKNvMG0wHQYD
VR0OBBYEFCtBf1+B2vMMwoXqcxMpdE+t0pZWMB8GA1UdIwQYMBaAFCtBf1+B2vMM
woXqcxMpdE+t0pZWMA8GA1UdEwEB/wQFMAMBAf8wGgYDVR0RBBMwEYIJbG9jYWxo
b3N0hwR/AAABMAoGCCqGSM49BAMCA0gAMEUCIQC6gbsol4cz5NmnnYR82BCpnmpJ
1l5f03LdlA6suLtawgIgdesf/NT20MNMJG/mjDCH6hbuFkkaDmArTsEN9DjLzU4=
-----END CERTIFICATE-----
`;

/** Its key, which is no secret. */
export const certificateKey = `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgWywvsfBktvy0sCQ/
qKsf0AV6rmmkKTMgYvrcnEt5MCehRANCAATOGL8CQ6foufPc7Ra/81SrQMrlKr15
53fR6wrPacfgxoYZgBTToljS/RkalatQuCcHlHsBoSVXeNQjIG4kggmo
-----END PRIVATE KEY-----
`;
