import SopsDocument

/// Documents to start from.
enum FuzzSeeds {
    static func plain(_ format: DocumentFormat) -> [String] {
        switch format {
        case .yaml:
            [
                "# top\na: &x {k: [1, \"q\\n\"]} # line\nb: |\n  l1\n  l2\nd: *x # e\nf:\n  # in f\n  - 'g'\n  - !!str 1\n  - 2001-12-14\n  # foot\n\n# end\n",
                "a:\n  - - 1\n    - x: 1.5e3\n      y: >-\n        folded\n        text\n  - <<: {m: n}\n---\n# second\n? \"k k\"\n: ~\nz: !!binary aGVsbG8=\n...\n",
                "a: 'it''s' \nb: \"\\u00e9\\t\\x41\"\nc: {d: e, f: [g, h: i]}\nj:\nk: [] # l\nm: {}\n",
            ]
        case .json:
            [
                #"{"a":{"b":[1,[true,{"k":"x"}]],"f":1e21,"s":1.5e-7},"p:q":"z\n\u00e9\ud83d\ude00","n":null,"e":"","u":"<é😀>"}"#,
                "{\r\n\t\"list\" : [ -0.10e+5 , \"\\\\\\\"\\/\" , { } , [ ] , false ] }\n",
            ]
        case .ini:
            ["; c\n[s]\na = \"q\"\nb = `x;y`\nc = \"\"\"l1\nl2\"\"\"\nd = x\\\n y\n# e\n[t]\nf : g ; h\n- = 1\n", "top=1\r\n\r\n[DEFAULT]\r\nk='v'\r\n[a]b]#t\r\n\"x y\"=%(z)s\r\n"]
        case .dotenv: ["A=1\n#c\nB=a\\nb\n\nC=\"q x\" # hi\nD=\nexport E=\\\\n\n", "=x\r\nA=1\nA=2\n##\n"]
        case .binary: ["some bytes\u{0}\n", "{\"data\": 1}"]
        }
    }

    private static let value = "ENC[AES256_GCM,data:f6SdJOI=,iv:ICEiIyQlJicoKSorLC0uLzAxMjM0NTY3ODk6Ozw9Pj8=,tag:TEFu+ejkdT0ijPtelDWwfg==,type:str]"

    /// With metadata of several kinds of key. No key opens them.
    static func encrypted(_ format: DocumentFormat) -> [String] {
        let age = "age1qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqq"
        return switch format {
        case .yaml:
            [
                """
                #\(value)
                a: \(value)
                l:
                    - \(value)
                sops:
                    kms:
                        - arn: arn:aws:kms:x
                          context:
                            app: b
                          created_at: "2024-01-02T03:04:05Z"
                          enc: AAAA
                          aws_profile: ""
                    age:
                        - recipient: \(age)
                          enc: |
                            -----BEGIN AGE ENCRYPTED FILE-----
                            AAAA
                            -----END AGE ENCRYPTED FILE-----
                    lastmodified: "2024-01-02T03:04:05Z"
                    mac: \(value)
                    unencrypted_suffix: _unencrypted
                    version: 3.11.0

                """,
            ]
        case .json, .binary:
            [
                #"{"data": "\#(value)", "sops": {"shamir_threshold": 1, "key_groups": [{"hc_vault": [], "age": [{"recipient": "\#(age)", "enc": "A\nB\n"}]}],"#
                    + #" "lastmodified": "2024-01-02T03:04:05Z", "mac": "\#(value)", "mac_only_encrypted": true, "version": "3.11.0"}}"#,
            ]
        case .ini:
            [
                "; \(value)\n[s]\na = \(value)\n\n[sops]\nage__list_0__map_enc = A\\nB\\n\nage__list_0__map_recipient = \(age)\nlastmodified = 2024-01-02T03:04:05Z\n"
                    + "mac = \(value)\nunencrypted_suffix = _unencrypted\nversion = 3.11.0\n",
            ]
        case .dotenv:
            [
                "#\(value)\nA=\(value)\nsops_age__list_0__map_enc=A\\nB\\n\nsops_age__list_0__map_recipient=\(age)\nsops_lastmodified=2024-01-02T03:04:05Z\n"
                    + "sops_mac=\(value)\nsops_encrypted_regex=^A\nsops_version=3.11.0\n",
            ]
        }
    }
}
