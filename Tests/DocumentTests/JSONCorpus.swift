/// JSON documents, each for something that sops does with it.
enum JSONCorpus {
    static let samples: [Sample] = handMade.map { Sample(.json, $0) } + scalars + strings + deliberate

    private static let handMade = [
        #"{"a":{"b":[1,[true,{"k":"x"}]],"f":1e21,"s":1.5e-7},"p:q":"z","n":null,"e":"","u_unencrypted":"clear"}"#,
        #"{"b":1,"a":[1.0,true,null,"",{}],"z":12345678901234567890,"f":1e21,"h":"<&>\u2028é"}"#,
        #"{"a":1,"a":2}"#, #"{"a":{"x":1,"x":{"y":1},"x":[]}}"#, "{}", "{\n}\n", #"{"a":{}}"#, #"{"a":[]}"#, #"{"a":[[],{},[[]],[{}]]}"#,
        #"{"k<&>":"\u2029\u007f\u0001\"\\/ \ud83d\ude00\ud800"}"#, #"{"":"empty key","  ":"blanks"}"#, #"{"sops_x":1,"a":{"sops":2}}"#,
        "\t\r\n {\r\n\t\"list\" : [ -0.10e+5 , \"\\\\\\\"\\/\" , { } , [ ] , false ] }\r\n\n", #"{"a":null}"#, #"{"a":[null,null]}"#,
        #"{"a":"","b":{"c":""}}"#, #"{"a":[1,1,1,"1",true,"True"]}"#, #"{"a:b":1,"a":{"b":1}}"#, #"{"x":"ENC[AES256_GCM,data:a,iv:b,tag:c,type:str]"}"#,
        ##"{"x":"ENC[","y":"#ENC[AES256_GCM"}"##, #"{"data":"x"}"#, #"{"a\u0000b":"\u0000"}"#, #"{"é":"ü","日本":"語","😀":"🎉"}"#,
        #"{"unencrypted":1,"x_unencrypted":{"a":1,"b":[true,null,"s",1.5,"<"]},"y":2}"#, #"{"apiVersion":"v1","kind":"Secret","stringData":{"a":"b"}}"#,
        #"{"mac":"x","lastmodified":"y","version":"3.11.0"}"#, #"{"a":[{"b":1},{"b":1},{"b":2}]}"#, #"{"a":"line\nline\r\n\ttab"}"#,
        #"{"s":"\ud83d"}"#, #"{"s":"\udc00\ud800"}"#, #"{"s":"\ud800\u0041"}"#, #"{"s":"\ud800\ud83d\ude00"}"#, #"{"s":"\uFFFE\uFFFF\uFEFF"}"#,
        // Refused by both.
        "", " ", "[1]", "1", "null", "\"x\"", "{\"a\":1e400}", "\u{FEFF}{\"a\":1}", #"{"a":01}"#, #"{"a":+1}"#, #"{"a":.5}"#, #"{"a":1.}"#, #"{a:1}"#,
        #"{'a':1}"#, #"{"a":'1'}"#, #"{"a":1,}"#, #"{"a":[1,]}"#, #"{,}"#, #"{"a"}"#, #"{"a" 1}"#, #"{"a":1 "b":2}"#, #"{"a":tru}"#, #"{"a":NaN}"#,
        #"{"a":"\x"}"#, #"{"a":"\u12"}"#, "{\"a\":\"\u{01}\"}", "{\"a\":\"x\ny\"}", #"{"sops":1}"#, #"{"sops":{}}"#, #"{"a":1,"sops":null}"#, "{\"a\":1/**/}",
        "// c\n{}", #"{"a":0x10}"#, #"{"a":1_000}"#, #"{"a":-}"#, #"{1:2}"#, #"{"a":1]"#, #"{"a":[1}}"#, "{", #"{"a":1"#,
    ]

    private static let numbers = [
        "0", "-0", "0.0", "-0.0", "1", "-1", "10", "1.0", "1.50", "1E2", "1e2", "1e+2", "1e-2", "0.1", "0.000001", "0.0000001", "1e-7", "1.5e-7", "1e20",
        "1e21", "1e22", "123456789", "999999999999999999999", "9007199254740991", "9007199254740992", "9007199254740993", "-9007199254740993",
        "9223372036854775807", "9223372036854775808", "-9223372036854775808", "18446744073709551616", "12345678901234567890", "3.141592653589793",
        "2.718281828459045235", "5e-324", "4.9e-324", "2e-324", "1e-400", "1.7976931348623157e308", "1.7976931348623159e308", "0.1e1", "100e-2",
        "1.000000000000000000001", "33333333333333333", "0.30000000000000004", "1e15", "1e16", "123456.789e3", "4.35", "0.1234567890123456789",
    ]

    private static let scalars = numbers.map {
        Sample(.json, "{\"a\":\($0),\"l\":[\($0),\($0)],\"clear_unencrypted\":\($0),\"m\":{\"x\":{\"y\":\($0)}}}")
    }

    /// Every control character, every ASCII mark, and some beyond, as value, key and in clear.
    private static let strings: [Sample] = {
        let marks = Array(0x00...0x2F) + Array(0x3A...0x40) + Array(0x5B...0x60) + Array(0x7B...0xA0)
            + [0xAD, 0xFF, 0x2028, 0x2029, 0x200B, 0xE000, 0xFEFF, 0xFFFD, 0xFFFE]
        return stride(from: 0, to: marks.count, by: 3).map { start in
            let text = marks[start..<min(start + 3, marks.count)].map { code in
                let hex = String(code, radix: 16)
                let escape = "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
                return "\"\(escape)\":\"\(escape)\",\"k\(escape)k\":\"a\(escape)b\",\"c\(escape)_unencrypted\":\"\(escape)\""
            }
            return Sample(.json, "{" + text.joined(separator: ",") + "}")
        }
    }()

    private static let deliberate = [
        Sample(.json, #"{"a":1}x"#, differs: .refused(2, because: "sops drops what follows the closing brace")),
        Sample(.json, #"{"a":1}{"b":2}"#, differs: .refused(2, because: "sops drops what follows the closing brace")),
        Sample(.json, #"{"a":[1,2"#, differs: .refused(2, because: "sops takes cut-off text, and loses values")),
        Sample(.json, #"{"a""#, differs: .refused(2, because: "sops takes cut-off text, and loses values")),
        Sample(.json, #"{"a":"#, differs: .refused(2, because: "sops takes cut-off text, and loses values")),
    ]
}
