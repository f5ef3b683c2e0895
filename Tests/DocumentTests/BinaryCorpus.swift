/// Files of any bytes.
enum BinaryCorpus {
    static let samples: [Sample] = handMade.map { Sample(.binary, Sample.shown($0), $0) } + sizes + asked

    private static let handMade: [[UInt8]] = [
        [], [0], [0x0A], [0x0D, 0x0A], [0xFF, 0xFE, 0x78], Array("text\n".utf8), Array("no line end".utf8), Array(0...255), [0xEF, 0xBB, 0xBF], [0xC0, 0x80],
        Array("{\"a\":1}\n".utf8), Array("{\"sops\":{}}\n".utf8), Array("data".utf8), Array("sops:\n  mac: x\n".utf8), Array("[s]\na=1\n".utf8), Array("A=1\n".utf8),
        Array("ENC[AES256_GCM,data:a,iv:b,tag:c,type:str]".utf8), Array("<&>\u{2028}".utf8), Array("\"\\\"".utf8), [0xED, 0xA0, 0x80],
        Array("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n".utf8), Array("#!/bin/sh\nexit 0\n".utf8), Array("\0\0\0".utf8),
    ]

    /// Around the block size of AES and of base64.
    private static let sizes = [1, 2, 3, 15, 16, 17, 31, 32, 33, 63, 64, 65, 4095, 4096, 4097, 200_000].map { size in
        Sample(.binary, "\(size) bytes", (0..<size).map { UInt8(truncatingIfNeeded: $0 &* 7 &+ $0 / 256) })
    }

    /// With a rule, which sops drops here.
    private static let asked: [Sample] = [["--encrypted-regex", "x"], ["--unencrypted-suffix", "data"], ["--encrypted-suffix", "_no"]].map { flags in
        var sample = Sample(.binary, "with " + flags.joined(separator: " "), Array("secret\n".utf8))
        sample.flags = flags
        return sample
    }
}
