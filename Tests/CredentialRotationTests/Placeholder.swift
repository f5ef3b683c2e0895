import Testing

@Suite struct CredentialRotationPlaceholderTests {
    @Test("the suite runs") func runs() {}
}
