/// Dotenv documents, each for something that sops does with it.
enum DotenvCorpus {
    static let samples: [Sample] = handMade.map { Sample(.dotenv, $0) } + marks

    private static let handMade = [
        "A=1\n#c\nB=a\\nb\n\nC=\"q x\" # hi\nD=\n", "A=1\r\nB=2\r\n", "A=1", "", "\n", "\n\n\n", "#\n", "##\n", "# only\n", "#a\n\n#b\nA=1\n#c", "=x\n", "=\n",
        "A=1\nA=2\nA=1\n", "export A=1\n", " A=1\n", "A =1\n", "A= 1 \n", "A=a=b==c\n", "A=\\n\n", "A=\\\\n\n", "A=\\\\\\n\\n\n", "A=\\\n", "A=\\t\\r\n",
        "A\\nB=1\n", "sops=1\n", "SOPS_X=1\n", "sop_=1\nsops-x=2\n", "A=#x\n", "A='single'\n", "A=\"a\nB=b\"\n", "#A=1\nA=2\n", "A=ENC[x\n",
        "A=ENC[AES256_GCM,data:a,iv:b,tag:c,type:str]\n", "#ENC[AES256_GCM,data:a\nA=1\n", "A_unencrypted=clear\\nx\nB=2\n", "_unencrypted=1\n",
        "unencrypted=1\n", "É=é\n日本=語\nE=😀\n", "A=\u{FEFF}x\n", "\u{FEFF}A=1\n", "A=\u{2028}\u{85}\n", "A=\u{0}\u{1}\u{7F}\n", "A=\t\n", "\tA=1\n",
        "A=True\nB=1\nC=1.5\nD=null\nE=2001-12-14\n", "A=" + String(repeating: "x", count: 20_000) + "\n", "#" + String(repeating: "c", count: 5_000) + "\nA=1\n",
        "A:B=1\n", "a.b=1\na-b=2\na b=3\n", "#c1\n#c1\nA=1\nB=1\n#c1\n", "A=x\\n\\n\\ny\n", "A=$B ${C}\n", "A=`x`\n", "lastmodified=1\nmac=2\n",
        // Refused by both.
        "noeq\n", " #c\n", "A=1\nnoeq\n", "A=1\n\r\n", "A=1\n \n", "sops_x=1\n", "A=1\nsops_=2\n", "export\n", "sops_mac=1\n",
    ]

    private static let marks: [Sample] = (Array(0x01...0x09) + [0x0B, 0x0C, 0x0D, 0x1B, 0x1F] + Array(0x20...0x2F) + Array(0x3A...0x40) + Array(0x5B...0x60)
        + Array(0x7B...0x7F) + [0xA0, 0x3000]).compactMap { UnicodeScalar($0) }.map { mark in
            Sample(.dotenv, "A=\(mark)\nB=x\(mark)y\nC=\(mark)x\nD=x\(mark)\nk\(mark)k=v\nc\(mark)_unencrypted=x\(mark)\n#\(mark)\n#x\(mark)y\n\(mark)E=1\n")
        }
}
