import Testing

@Suite struct RotationFilesPlaceholderTests {
    @Test("the suite runs") func runs() {}
}
