import AgeEncryption
import SecretMemory
import Testing

@Suite struct HPKETests {
    private func bytes(_ hex: String) -> [UInt8] {
        let letters = Array(hex)
        return stride(from: 0, to: letters.count, by: 2).map { UInt8(String(letters[$0...$0 + 1]), radix: 16)! }
    }

    /// RFC 9180 §A.2.1, whose KEM is DHKEM(X25519, HKDF-SHA256).
    @Test func theKeyScheduleGivesThePublishedKeyAndNonce() throws {
        let secret = SecretBytes(copying: bytes("0bbe78490412b4bbea4812666f7916932b828bba79942424abb65244930d69a7"))
        let schedule = try HPKEKeySchedule.derive(kem: 0x0020, sharedSecret: secret, info: "Ode on a Grecian Urn")
        #expect(schedule.key.withBytes { Array($0) } == bytes("ad2744de8e17f4ebba575b3f5f5a8fa1f69c2a07f6e7500bc60ca6e3e3ec1c91"))
        #expect(schedule.nonce == bytes("5c4d98150661b848853b547f"))
    }
}
