// swift-tools-version: 6.2
// The rooms of rcsops, one target each; CONTRIBUTING.md is their map. A target imports only those above it.
import PackageDescription

// Errors in CI only: a newer compiler may warn of more.
let warnings: [SwiftSetting] = Context.environment["RCSOPS_WARNINGS_ARE_ERRORS"] == nil ? [] : [.treatAllWarnings(as: .error)]
let swiftSettings: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
] + warnings

func room(_ name: String, needs dependencies: [Target.Dependency] = []) -> Target {
    .target(name: name, dependencies: dependencies, swiftSettings: swiftSettings)
}

func tests(of name: String, needs dependencies: [Target.Dependency] = []) -> Target {
    .testTarget(
        name: "\(name)Tests", dependencies: [.byName(name: name), "TestVectors"] + dependencies,
        swiftSettings: swiftSettings)
}

let package = Package(
    name: "rcsops",
    platforms: [.macOS(.v14)],
    products: [.executable(name: "rcsops", targets: ["rcsops"])],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
        // ML-KEM and X-Wing, which OpenSSL 3.0 and libsodium don't have.
        .package(url: "https://github.com/apple/swift-crypto", exact: "4.5.2"),
        // Connections of the probe; the chain of certificates is judged by libcrypto, whose codes say why.
        .package(url: "https://github.com/apple/swift-nio", exact: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-ssl", exact: "2.37.6"),
    ],
    targets: [
        .systemLibrary(name: "CLibCrypto", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"]), .brew(["openssl@3"])]),
        .systemLibrary(name: "CLibSodium", pkgConfig: "libsodium", providers: [.apt(["libsodium-dev"]), .brew(["libsodium"])]),
        .systemLibrary(name: "CLibYAML", pkgConfig: "yaml-0.1", providers: [.apt(["libyaml-dev"]), .brew(["libyaml"])]),
        .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
        // No pkg-config here: re2's file names -pthread, which SwiftPM refuses with a warning at every build.
        .target(name: "CRE2", linkerSettings: [
            .linkedLibrary("re2"), .linkedLibrary("stdc++", .when(platforms: [.linux])),
        ]),
        .target(name: "CProcessStart"),
        .target(name: "CPOSIX"),

        room("SecretMemory", needs: ["CLibSodium"]),
        room("Diagnostics"),
        room("Cryptography", needs: [
            "SecretMemory", "CLibCrypto", "CLibSodium", .product(name: "Crypto", package: "swift-crypto"),
        ]),
        room("FileReplacement", needs: ["SecretMemory", "CPOSIX"]),
        room("ChildPrograms", needs: ["SecretMemory", "CPOSIX"]),
        room("RcloneConfig", needs: ["SecretMemory", "Diagnostics", "Cryptography", "CZlib"]),
        room("AgeEncryption", needs: ["SecretMemory", "Cryptography", "ChildPrograms"]),
        room("DocumentTree", needs: ["SecretMemory"]),
        room("JSONDocument", needs: ["SecretMemory", "DocumentTree"]),
        room("DotenvDocument", needs: ["SecretMemory", "DocumentTree"]),
        room("YAMLDocument", needs: ["SecretMemory", "DocumentTree", "CLibYAML"]),
        room("SopsDocument", needs: [
            "SecretMemory", "Cryptography", "CRE2", "DocumentTree", "JSONDocument", "DotenvDocument", "YAMLDocument",
        ]),
        room("MasterKeys", needs: ["CPOSIX", "SecretMemory", "FileReplacement", "ChildPrograms", "AgeEncryption", "Cryptography", "SopsDocument"]),
        room("SopsConfiguration", needs: ["SecretMemory", "FileReplacement", "RcloneConfig", "SopsDocument", "CLibYAML"]),
        room("EncryptedFiles", needs: [
            "SecretMemory", "Cryptography", "DocumentTree", "RcloneConfig", "AgeEncryption", "SopsDocument", "MasterKeys",
            "KubernetesSecrets",
        ]),
        room("KubernetesSecrets", needs: ["SecretMemory", "Cryptography", "DocumentTree", "SopsDocument", "CLibYAML"]),
        room("HTTPTransport", needs: [
            "SecretMemory", "Cryptography", "CPOSIX", .product(name: "NIOCore", package: "swift-nio"), .product(name: "NIOPosix", package: "swift-nio"),
            .product(name: "NIOHTTP1", package: "swift-nio"), .product(name: "NIOSSL", package: "swift-nio-ssl"),
        ]),
        room("AWSSigning", needs: ["SecretMemory", "Cryptography"]),
        .systemLibrary(name: "CExpat", pkgConfig: "expat", providers: [.apt(["libexpat1-dev"]), .brew(["expat"])]),
        room("ObjectStorage", needs: [
            "SecretMemory", "Cryptography", "FileReplacement", "DocumentTree", "JSONDocument", "HTTPTransport", "AWSSigning", "CExpat",
        ]),
        room("GitHistory", needs: ["SecretMemory", "CPOSIX", "ChildPrograms", "FileReplacement"]),
        room("CredentialRotation", needs: ["SecretMemory", "Cryptography", "AWSSigning", "HTTPTransport", "ObjectStorage"]),
        room("RotationFiles", needs: [
            "SecretMemory", "CPOSIX", "Cryptography", "ChildPrograms", "FileReplacement", "DocumentTree", "JSONDocument", "RcloneConfig", "SopsDocument", "MasterKeys",
            "EncryptedFiles", "KubernetesSecrets", "AWSSigning", "ObjectStorage", "GitHistory", "CredentialRotation",
        ]),
        room("CredentialProbe", needs: ["SecretMemory", "Cryptography", "HTTPTransport", "AWSSigning", "ObjectStorage"]),
        .executableTarget(
            name: "rcsops",
            dependencies: [
                "CProcessStart", "CPOSIX", "SecretMemory", "Diagnostics", "Cryptography", "FileReplacement", "ChildPrograms", "RcloneConfig",
                "AgeEncryption", "DocumentTree", "SopsDocument", "MasterKeys", "SopsConfiguration", "EncryptedFiles", "KubernetesSecrets",
                "HTTPTransport", "AWSSigning", "ObjectStorage", "CredentialProbe", "GitHistory", "CredentialRotation", "RotationFiles",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            swiftSettings: swiftSettings),

        .target(name: "TestVectors", path: "Tests/TestVectors", swiftSettings: swiftSettings),
        .target(name: "CProgramStart", path: "Tests/CProgramStart"),
        .target(name: "CommandDriver", dependencies: ["CProgramStart", "TestVectors"], path: "Tests/CommandDriver", swiftSettings: swiftSettings),
        tests(of: "CRE2"),
        tests(of: "CPOSIX"),
        tests(of: "SecretMemory"),
        tests(of: "ChildPrograms", needs: ["SecretMemory"]),
        tests(of: "Diagnostics"),
        tests(of: "DocumentTree", needs: ["SecretMemory"]),
        tests(of: "MasterKeys", needs: ["SecretMemory", "AgeEncryption", "SopsDocument", "CommandDriver"]),
        tests(of: "Cryptography", needs: ["SecretMemory", "CommandDriver"]),
        tests(of: "AgeEncryption", needs: ["SecretMemory", "Cryptography", "ChildPrograms", "CommandDriver", "CZlib"]),
        tests(of: "RcloneConfig", needs: ["SecretMemory", "Diagnostics", "CommandDriver"]),
        tests(of: "JSONDocument", needs: ["SecretMemory", "DocumentTree"]),
        tests(of: "DotenvDocument", needs: ["SecretMemory", "DocumentTree"]),
        tests(of: "YAMLDocument", needs: ["SecretMemory", "DocumentTree"]),
        tests(of: "SopsDocument", needs: ["SecretMemory", "Cryptography", "DocumentTree"]),
        tests(of: "SopsConfiguration", needs: ["SopsDocument"]),
        tests(of: "FileReplacement", needs: ["SecretMemory"]),
        tests(of: "KubernetesSecrets", needs: ["SecretMemory", "CommandDriver"]),
        tests(of: "HTTPTransport", needs: [
            "SecretMemory", "Cryptography", "CommandDriver", .product(name: "NIOCore", package: "swift-nio"),
            .product(name: "NIOPosix", package: "swift-nio"),
        ]),
        tests(of: "AWSSigning", needs: ["SecretMemory", "Cryptography"]),
        tests(of: "ObjectStorage", needs: ["SecretMemory", "Cryptography", "FileReplacement", "AWSSigning", "HTTPTransport", "RcloneConfig", "CommandDriver"]),
        tests(of: "GitHistory", needs: ["SecretMemory", "CommandDriver"]),
        // A search through hundreds of thousands of states: without the optimiser it takes ten times as long. The machine itself is as in
        // any other debug build.
        .testTarget(
            name: "CredentialRotationTests",
            dependencies: ["CredentialRotation", "TestVectors", "SecretMemory", "AWSSigning", "HTTPTransport", "ObjectStorage"],
            swiftSettings: swiftSettings + [.unsafeFlags(["-O"], .when(configuration: .debug))]),
        tests(of: "RotationFiles", needs: [
            "SecretMemory", "AWSSigning", "ObjectStorage", "CredentialRotation", "EncryptedFiles", "MasterKeys", "SopsDocument", "FileReplacement", "CommandDriver",
        ]),
        .testTarget(
            name: "RotationTests",
            dependencies: ["SecretMemory", "AWSSigning", "HTTPTransport", "ObjectStorage", "CommandDriver", "TestVectors"], swiftSettings: swiftSettings),
        tests(of: "CredentialProbe", needs: ["SecretMemory", "AWSSigning", "HTTPTransport", "ObjectStorage"]),
        .testTarget(
            name: "EncryptedFilesTests",
            dependencies: [
                "EncryptedFiles", "SecretMemory", "Cryptography", "DocumentTree", "AgeEncryption", "RcloneConfig", "SopsDocument", "MasterKeys",
                "CommandDriver", "TestVectors",
            ],
            swiftSettings: swiftSettings),
        .testTarget(name: "CommandTests", dependencies: ["CommandDriver", "TestVectors"], swiftSettings: swiftSettings),
        .testTarget(
            name: "ProbeTests",
            dependencies: [
                "SecretMemory", "Cryptography", "HTTPTransport", "AWSSigning", "ObjectStorage", "CommandDriver", "TestVectors",
            ],
            swiftSettings: swiftSettings),
        .testTarget(name: "DocumentTests", dependencies: ["CommandDriver", "TestVectors"], swiftSettings: swiftSettings),
        .testTarget(
            name: "FuzzTests", dependencies: ["SecretMemory", "DocumentTree", "SopsDocument", "TestVectors"], swiftSettings: swiftSettings),
    ],
    swiftLanguageModes: [.v6],
    cxxLanguageStandard: .cxx17
)

// The sanitized build is one more of everything: scripts/test-sanitized names the tests that it runs, and the rest is left out.
if let wanted = Context.environment["RCSOPS_TESTS_ONLY"] {
    var needed: Set<String> = []
    var packages: Set<String> = []
    func need(_ name: String) {
        guard needed.insert(name).inserted else { return }
        // A name that is misspelt would leave its tests out without a word.
        guard let target = package.targets.first(where: { $0.name == name }) else { fatalError("RCSOPS_TESTS_ONLY: there is no target " + name) }
        for dependency in target.dependencies {
            switch dependency {
            case .byNameItem(let name, _), .targetItem(let name, _): need(name)
            case .productItem(_, let package, _, _): packages.insert(package ?? "")
            @unknown default: break
            }
        }
    }
    for name in wanted.split(separator: " ") { need(String(name)) }
    package.targets.removeAll { !needed.contains($0.name) }
    package.products = []
    package.dependencies.removeAll { dependency in
        guard case .sourceControl(_, let location, _) = dependency.kind else { return false }
        return !packages.contains { location.hasSuffix("/" + $0) }
    }
}
