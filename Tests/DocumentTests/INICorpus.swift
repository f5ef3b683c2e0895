/// INI documents, each for something that go-ini or sops does with it.
enum INICorpus {
    static let samples: [Sample] = handMade.map { Sample(.ini, $0) } + marks + deliberate

    private static let handMade = [
        "top=1\n; c1\n[s]\n# c2\nk = v ; inl\nk2=\"quoted\"\n[s]\nk=3\n", "[s]\na=`x;y`\n",
        "[s]\nk=1\nk=2\nK=3\n", "x=1\n[DEFAULT]\ny=2\n", "", "\n", "[s]\na=\"\"\"l1\nl2\"\"\"\nb=x\\\n y\n", "; s\n[s]\n; k\na=1\n",
        "[s]\n", "[s]\n[t]\n[s]\n", "[ s p ]\na=1\n", "[a]b]\nx=1\n", "[a] ; trailing\nx=1\n", "[a]#t\nx=1\n", "; a\n;b\n# c\n[s]\n;;d\n## e\nx=1\n",
        "[s]\nx=1\n\n; before t\n\n[t]\ny=2\n", "[s]\n\"q k\"=1\n`b=k`=2\n\"\"\"t k\"\"\"=3\n", "[s]\na:b\nc = d:e=f\n",
        "[s]\na=%(b)s\nb=1\n", "[s]\na='single'\nb='it''s'\nc=\"a\"b\"\nd='\ne=\"\n", "\u{FEFF}[s]\na=1\n", "[s]\r\na=1\r\n; c\r\nb=2\r\n", "  [s]\n  a = 1\n\tb\t=\t2\t\n",
        "[s]\na=\"\"\"one\"\"\"\nb=\"\"\"\"\"\"\nc=\"\"\"x\n\ny\n\"\"\"\n", "[s]\na=`one\ntwo`\n", "[s]\na=x\\\ny\\\nz\nb=\\\\\n", "[s]\na = \"b\" c\n", "[s]\na=`b`c\n",
        "[default]\na=1\n[Default]\nb=2\n", "[s]\nlong_key_name=1\nx=2\n; c\nyy=3\n", "[s]\na=\\n\nb=x\\ny\nc=\\\\n\n", "[s_unencrypted]\na=1\n[t]\nb_unencrypted=2\nc=3\n",
        "[s]\nunencrypted=1\na=ENC[x\nb=ENC[AES256_GCM,data:a,iv:b,tag:c,type:str]\n", "[s]\nd=True\ne=1\nf=1.5\ng=null\n", "[é]\nü=日本\nz=😀\n", "[a.b]\nc=1\n[a:b]\nd:e=1\n",
        "a=1\nb=2\n[s]\nc=3\n", "; doc\n\na=1\n", "[s]\na=\nb=\n\n\n[t]\n\n", "[s]\na = x  ;  y  \n", "[s]\n;a=1\n#b=2\nc=3\n",
        "[s]\na=" + String(repeating: "x", count: 20_000) + "\n", "[" + String(repeating: "n", count: 300) + "]\na=1\n", "[s]\na=\u{0}\u{1}\u{7F}\n", "[s]\na=x\ty\nb=\u{A0}x\u{A0}\n",
        "[s]\n; one\n; two\na=1\n; three\nb=2\n", "[s]\n# ; x\na=1\n", "[s]\na = `x\"\"\"y`\n", "[s]\na=\"x`y\"\n",
        "[s]\nlastmodified=1\nmac=2\n", "[sop]\nsops=1\n", "[sopss]\na=1\n", "[s]\na=1\n[t]\na=1\n", "[]x]\na=1\n", "[s]\n\"a\"=1\n", "[s]\na b=1\n",
        "[s]\nc = \"\"\"", "[s]\na=`x\"\"\"y\nz`\n",
        // Refused by both.
        "[s]\ni\n", "[]\na=1\n", "[s\na=1\n", "[s]\n=1\n", "[s]\na=\"\"\"x\n", "[s]\na=`x\n", "[sops]\na=1\n", "[s]\n\"a=1\n", "[s]\n`a=1\n", "noeq\n", "[s]\n: x\n",
    ]

    private static let codes = Array(0x01...0x09) + [0x0B, 0x0C, 0x0D, 0x1B, 0x1F] + Array(0x20...0x2F) + Array(0x3A...0x40) + Array(0x5B...0x60)
        + Array(0x7B...0x7F) + [0x85, 0xA0, 0x3000]

    /// Each mark in values, in clear too, and apart from that in names.
    private static let marks: [Sample] = codes.compactMap { UnicodeScalar($0) }.flatMap { mark in
        let values = mark == ";" || mark == "#" ? [] : [
            Sample(.ini, "[s]\na=\(mark)\nb=x\(mark)y\nc=\(mark)x\nd=x\(mark)\ne=x \(mark) y\n"),
            Sample(.ini, "[s]\na_unencrypted=x\(mark)y\nb_unencrypted=x\(mark)\n"),
        ]
        return values + [
            Sample(.ini, "[s]\nk\(mark)k=v\n"), Sample(.ini, "[s]\n\(mark)k=v\nx=y\n"), Sample(.ini, "[s\(mark)t]\nk=v\n"),
            Sample(.ini, "; \(mark)x\(mark)\n[s]\n# \(mark)x\(mark)\nk=v\n"),
        ]
    }

    private static let cut = "sops cuts a value at a mark in the middle of a word"
    private static let last = "sops drops the file's last comment"
    private static let emptyComment = "sops drops a comment without text; rcsops keeps it"

    private static let deliberate = [
        Sample(
            .ini, "[s]\n\"[x y\"=1\n",
            differs: .refused(4, because: "sops writes a key that begins with [ bare, reads it as a section, and fails its own MAC")),
        Sample(
            .ini, "[s]\n-=a\n-=b\nx=1\n",
            differs: .kept("[s]\n- = a\n- = b\nx = 1\n", because: "sops writes numbered keys as #1, which is a comment, and fails its own MAC")),
        Sample(
            .ini, "[s]\na=\"x;y\"\nb=x;y\ng=a#b\nm=\" x \"\nh= \n",
            differs: .kept("[s]\na = `x;y`\nb = `x;y`\ng = `a#b`\nm = \" x \"\nh = \n", because: cut)),
        Sample(.ini, "[s]\na=1;\nb=2#\n", differs: .kept("[s]\na = `1;`\nb = `2#`\n", because: cut)),
        Sample(
            .ini, "[s]\na=#z\nb=x#y\nc=# x\nd=x#z\ne=x # y\n",
            differs: .kept("[s]\na = `#z`\nb = `x#y`\n; x\nc = \nd = `x#z`\n; y\ne = x\n", because: cut)),
        Sample(
            .ini, "[s]\na_unencrypted=x;y\nb_unencrypted=;z\nc_unencrypted=x ;y\n",
            differs: .kept("[s]\na_unencrypted = `x;y`\nb_unencrypted = `;z`\n; y\nc_unencrypted = x\n", because: cut)),
        Sample(.ini, "[s]\n# only\n", differs: .kept("; only\n[s]\n", because: last)),
        Sample(.ini, "[s]\nx=1\n; last\n", differs: .kept("[s]\n; last\nx = 1\n", because: last)),
        Sample(.ini, "[s]\n; a\nx=1\n; b\n# c\n", differs: .kept("[s]\n; a\n; b\n# c\nx = 1\n", because: last)),
        Sample(.ini, "; only\n", differs: .refused(4, because: last)),
        Sample(.ini, "# only\n\n", differs: .refused(4, because: last)),
        Sample(.ini, "[s]\n#\na=1\n;\nb=2\n", differs: .kept("[s]\n; \na = 1\n; \nb = 2\n", because: emptyComment)),
        Sample(.ini, "[s]\na=#\ne=x # y\nf=x ;\n", differs: .kept("[s]\n; \na = \n; y\ne = x\n; \nf = x\n", because: emptyComment)),
        Sample(
            .ini, "[s]\n; \n;  x  \na=1\n",
            differs: .kept("[s]\n; \n; x\na = 1\n", because: "sops crashes when it prints a comment whose first line is empty")),
    ]
}
