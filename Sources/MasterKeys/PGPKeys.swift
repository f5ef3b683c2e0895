package import SecretMemory

package struct PGPKeys: Sendable {
    package init(environment: @escaping @Sendable (String) -> String?) {}
    func wrap(_ bytes: UnsafeRawBufferPointer, fingerprint: String) throws(PGPError) -> String { throw PGPError() }
    func unwrap(_ armored: String, into arena: SecretArena) throws(PGPError) -> SecretSlice { throw PGPError() }
}

package struct PGPError: Error, Sendable { package var message: String { "" } }
