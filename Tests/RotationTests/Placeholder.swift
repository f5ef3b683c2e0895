import Testing

@Suite struct RotationPlaceholderTests {
    @Test("the suite runs") func runs() {}
}
