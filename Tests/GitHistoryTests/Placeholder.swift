import Testing

@Suite struct GitHistoryPlaceholderTests {
    @Test("the suite runs") func runs() {}
}
